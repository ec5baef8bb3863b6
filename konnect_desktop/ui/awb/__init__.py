"""Adding AWB numbers of self-ship parcels: typed, scanned, pasted or from a file."""
