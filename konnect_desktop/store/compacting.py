"""Gives back the room of what left, so that nothing of it stays in the data file.

What SQLite deletes is overwritten (`secure_delete`), but a file of an older version of the app was
not kept so: that one is written anew once. From then on small steps are enough.
"""

from __future__ import annotations

import sqlite3

from konnect_desktop.store.database import Database

#: Pages that one step merges or gives back: nobody waits for longer than that.
_WORD_PAGES = 64
_FREE_PAGES = 256
#: Fewer free pages are soon used again, and they are empty.
_WORTHWHILE = 512
#: SQLite's word for a file whose free pages can be given back a few at a time.
INCREMENTAL = 2


def merge_words(db: Database) -> bool:
    """Merge the full-text table a little: only a whole merge drops the words of what left.

    Returns whether more is to be done. Raises DiskFull or StoreError.
    """
    with db.write() as conn:
        state = int(conn.execute("SELECT words_left FROM clearing").fetchone()[0])
        if not state:
            return False
        before = conn.total_changes
        # The first step puts all parts up for merging; the ones after it go on with that.
        pages = -_WORD_PAGES if state == 1 else _WORD_PAGES
        conn.execute(
            "INSERT INTO shipment_text (shipment_text, rank) VALUES ('merge', ?)", (pages,)
        )
        is_done = state > 1 and conn.total_changes - before < 2
        conn.execute("UPDATE clearing SET words_left = ?", (0 if is_done else 2,))
        return not is_done


def give_back(db: Database) -> bool:
    """Shorten the file a little, where that is worth while; returns whether more is to be done."""
    with db.read() as conn:
        if _pragma(conn, "auto_vacuum") != INCREMENTAL:
            return False
        free, all_pages = _pragma(conn, "freelist_count"), _pragma(conn, "page_count")
    if free < max(_WORTHWHILE, all_pages // 20):
        return False
    with db.alone() as conn:
        # A single `execute` would give back one page.
        conn.executescript(f"PRAGMA incremental_vacuum({_FREE_PAGES})")
    return True


def is_of_old(db: Database) -> bool:
    """Whether the file has to be written anew, because older versions left traces in it."""
    with db.read() as conn:
        return _pragma(conn, "auto_vacuum") != INCREMENTAL


def write_anew(db: Database) -> bool:
    """Write the whole file anew; False when somebody else had to write, so that it was put off.

    Raises DiskFull or StoreError; the file is then as it was.
    """
    with db.alone() as conn:
        try:
            conn.execute(f"PRAGMA auto_vacuum = {INCREMENTAL}")
            conn.execute("VACUUM")
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorname", "") != "SQLITE_INTERRUPT":
                raise
            return False
    return True


def empty_log(db: Database) -> None:
    """Fold the log into the file and cut it to nothing, unless somebody reads just now."""
    with db.alone() as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _pragma(conn: sqlite3.Connection, name: str) -> int:
    return int(conn.execute(f"PRAGMA {name}").fetchone()[0])
