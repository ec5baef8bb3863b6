"""Who is at the desk: the question for name and PIN, and what waits for its answer."""
