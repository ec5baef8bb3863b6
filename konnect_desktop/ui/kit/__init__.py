"""What any screen is made of; it knows neither orders nor rooms."""
