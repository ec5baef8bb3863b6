"""The self-test: does everything that the app needs work on this computer? No Qt in here."""
