"""What each action asks before anything is sent."""
