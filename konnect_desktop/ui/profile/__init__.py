"""What is said and asked about the data of an account."""
