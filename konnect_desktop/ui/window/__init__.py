"""The main window: its bars, the palette, and a controller for each thing that it watches."""
