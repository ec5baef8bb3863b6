"""What every part of the window is given: tasks, signals, the context."""
