"""Another account in the same profile: its predecessor's orders leave every list."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime

from konnect_desktop.domain.changes import Changes
from konnect_desktop.store import answers
from konnect_desktop.store.database import Database

_SLICE = 2_000
#: What the sync remembers of an account; the next check reads everything.
_MEMORY = ("sweep", "window_cursor", "check_log", "courier_wait")


def leave_account(db: Database, at: datetime) -> Changes:
    """Take all orders out of the lists, and forget how they were read.

    The journal, notes, papers, numbers and what was printed stay; an order that is listed again
    finds them. All of it is done, or nothing.
    """
    return _leave(db, "SELECT id FROM shipment", (), _MEMORY, at)


def leave_locations(db: Database, kept: Collection[str], at: datetime) -> Changes:
    """Take out the orders of every location that is not among `kept`."""
    marks = ", ".join(("?",) * len(kept)) or "''"
    sql = f"SELECT id FROM shipment WHERE location_code NOT IN ('', {marks})"  # noqa: S608
    # A location that comes back is read from the start.
    with db.write() as conn:
        for table in ("sweep", "window_cursor"):
            conn.execute(f"DELETE FROM {table} WHERE location NOT IN ('', {marks})", tuple(kept))  # noqa: S608
        return _leave(db, sql, tuple(kept), (), at)


def _leave(
    db: Database, wanted: str, values: tuple[str, ...], tables: tuple[str, ...], at: datetime
) -> Changes:
    with db.write() as conn:
        ids = [row[0] for row in conn.execute(wanted, values)]
        # Numbered like a read that starts now: an answer still on its way brings nothing back.
        seq = _next_seq(conn)
        for start in range(0, len(ids), _SLICE):
            part = ids[start : start + _SLICE]
            answers.take_away(conn, part, seq, int(at.timestamp()))
        for table in tables:
            conn.execute(f"DELETE FROM {table}")  # noqa: S608
    return Changes(frozenset(ids), counts=True, sync=True)


def _next_seq(conn: sqlite3.Connection) -> int:
    conn.execute("UPDATE read_counter SET value = value + 1")
    return int(conn.execute("SELECT value FROM read_counter").fetchone()[0])
