"""Windows' own printing: papers as the driver has them, sheets as dots, jobs to their end."""
