"""Tables in and out: CSV and XLSX, read in a process of its own, written so that nothing runs."""
