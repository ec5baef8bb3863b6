"""The actions: their words, icons, keys and buttons."""
