"""Whether the data file is a copy whose seller has not asked for news yet."""

from __future__ import annotations

from konnect_desktop.domain.backups import Restored
from konnect_desktop.store.database import Database
from konnect_desktop.store.moments import sure_moment


def waiting(db: Database) -> Restored | None:
    """What was restored, while checking waits; else None."""
    with db.read() as conn:
        row = conn.execute("SELECT made_at, knows_numbers FROM restored WHERE waits = 1").fetchone()
    return Restored(sure_moment(row[0]), bool(row[1])) if row else None


def go_on(db: Database) -> None:
    """The seller wants news: from now on the app checks by itself again."""
    with db.write() as conn:
        conn.execute("UPDATE restored SET waits = 0")
