"""SQLite: what the app remembers. The only room that imports sqlite3."""
