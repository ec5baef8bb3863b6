"""The tour: the real window led through a morning."""
