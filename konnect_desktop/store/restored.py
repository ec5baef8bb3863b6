"""Whether the data file is a copy whose seller has not asked for news yet."""

from __future__ import annotations

from konnect_desktop.domain.backups import Restored
from konnect_desktop.store.database import Database
from konnect_desktop.store.moments import to_moment


def waiting(db: Database) -> Restored | None:
    """What was restored, while checking waits; else None."""
    with db.read() as conn:
        row = conn.execute("SELECT made_at, knows_numbers FROM restored WHERE waits = 1").fetchone()
    made_at = to_moment(row[0]) if row else None
    return None if made_at is None else Restored(made_at, bool(row[1]))


def go_on(db: Database) -> None:
    """The seller wants news: from now on the app checks by itself again."""
    with db.write() as conn:
        conn.execute("UPDATE restored SET waits = 0")
