"""How far the clearing is, kept in the data file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from konnect_desktop.store.database import Database
from konnect_desktop.store.moments import to_moment

_RUNNING = """
SELECT EXISTS (SELECT 1 FROM batch AS b JOIN batch_record AS r ON r.batch_id = b.id
               WHERE b.finished_at IS NULL AND b.is_queued = 0 AND r.state IN ('planned', 'sent'))
"""


@dataclass(frozen=True, slots=True)
class ClearingState:
    """What is still to be done after orders left."""

    #: None before the first time.
    finished_at: datetime | None
    words_left: bool
    copies_left: bool

    @property
    def is_unfinished(self) -> bool:
        """Whether something of orders that left is still about."""
        return self.words_left or self.copies_left


def read(db: Database) -> ClearingState:
    """Raises StoreError."""
    with db.read() as conn:
        at, words, copies = conn.execute(
            "SELECT finished_at, words_left, copies_left FROM clearing"
        ).fetchone()
    return ClearingState(to_moment(at or None), bool(words), bool(copies))


def is_batch_running(db: Database) -> bool:
    """Whether a batch is about to be sent or on its way. Raises StoreError."""
    with db.read() as conn:
        return bool(conn.execute(_RUNNING).fetchone()[0])


def copies_done(db: Database) -> None:
    """Nothing that left stands in a copy any more."""
    with db.write() as conn:
        conn.execute("UPDATE clearing SET copies_left = 0")


def finish(db: Database, at: datetime) -> None:
    """Everything was looked through."""
    with db.write() as conn:
        conn.execute("UPDATE clearing SET finished_at = ?", (int(at.timestamp()),))
