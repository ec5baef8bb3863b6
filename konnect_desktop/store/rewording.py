"""Makes the search words of older orders anew after the rule for them changed."""

from __future__ import annotations

import sqlite3

from konnect_desktop.store.codec import decode
from konnect_desktop.store.database import Database
from konnect_desktop.store.search_words import TEXTS, index_text, with_numbers

#: Orders in one transaction: neither the window nor the seller's own writes wait for it.
SLICE = 50

_NEXT = f"""
SELECT s.key, r.body, s.awb_text, t.c0 FROM shipment AS s
JOIN shipment_record AS r ON r.key = s.key
JOIN {TEXTS} AS t ON t.id = s.key
WHERE s.key > ? AND s.key <= ? ORDER BY s.key LIMIT ?
"""  # noqa: S608


class Rewording:
    """What an end of the app leaves undone goes on at the next start."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @property
    def left(self) -> int:
        """About how many orders are still found by their older words only."""
        with self._db.read() as conn:
            done_to, ends_at = _state(conn)
        return ends_at - done_to

    def step(self) -> int:
        """Do the next few; returns what is left then. Raises DiskFull or StoreError."""
        left = self.left
        if not left:
            return 0
        with self._db.write() as conn:
            done_to, ends_at = _state(conn)
            found = conn.execute(_NEXT, (done_to, ends_at, SLICE)).fetchall()
            made = [(_words(body, awbs, held), key, held) for key, body, awbs, held in found]
            conn.executemany(
                "UPDATE shipment_text SET words = ? WHERE rowid = ?",
                [(words, key) for words, key, held in made if words != held],
            )
            done_to = found[-1][0] if len(found) == SLICE else ends_at
            conn.execute("UPDATE rewording SET done_to = ?", (done_to,))
        return ends_at - done_to


def _state(conn: sqlite3.Connection) -> tuple[int, int]:
    done_to, ends_at = conn.execute("SELECT done_to, ends_at FROM rewording").fetchone()
    return int(done_to), int(ends_at)


def _words(body: bytes, awb_text: str, held: str) -> str:
    try:
        shipment = decode(body)
    except ValueError:
        return held
    return with_numbers(index_text(shipment), awb_text.split(", "))
