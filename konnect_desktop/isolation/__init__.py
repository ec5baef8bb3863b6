"""A process of its own for files from outside: a bad file can stop or kill it, never the app."""
