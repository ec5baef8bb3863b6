"""A batch as it runs, and what became of it."""
