"""What happens before and after a window: one start, a copy put back, an ending."""
