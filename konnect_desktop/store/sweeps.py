"""How the readings of each status went, and the log of the checks for news."""

from __future__ import annotations

from datetime import datetime

from konnect_desktop.domain.rows import CheckEntry, SweepState
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database
from konnect_desktop.store.moments import sure_moment, to_moment

_KEEP_CHECKS = 20


class SweepStore:
    """The memory of the sync, so that it goes on where it stood."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def started(self, status: str, location: str, at: datetime) -> None:
        """A reading of one status at one location ("" for the whole account) begins."""
        with self._db.write() as conn:
            conn.execute(
                "INSERT INTO sweep (status, location, last_started) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET last_started = excluded.last_started",
                (clean(status), clean(location), int(at.timestamp())),
            )

    def finished(self, status: str, location: str, at: datetime, count: int) -> None:
        """It ended well, having seen `count` shipments."""
        with self._db.write() as conn:
            conn.execute(
                "INSERT INTO sweep (status, location, last_finished, count) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET last_finished = excluded.last_finished,"
                " count = excluded.count, last_error = ''",
                (clean(status), clean(location), int(at.timestamp()), count),
            )

    def failed(self, status: str, location: str, error: str) -> None:
        """It broke off; `error` is what the seller was told."""
        with self._db.write() as conn:
            conn.execute(
                "INSERT INTO sweep (status, location, last_error) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET last_error = excluded.last_error",
                (clean(status), clean(location), clean(error)),
            )

    def states(self) -> dict[tuple[str, str], SweepState]:
        """Every reading known, by status and location."""
        sql = "SELECT status, location, last_started, last_finished, last_error, count FROM sweep"
        with self._db.read() as conn:
            found = conn.execute(sql).fetchall()
        return {
            (values[0], values[1]): SweepState(
                values[0],
                values[1],
                to_moment(values[2]),
                to_moment(values[3]),
                values[4],
                values[5],
            )
            for values in found
        }

    def log_check(self, entry: CheckEntry) -> None:
        """Remember one check for news; the last twenty are kept."""
        with self._db.write() as conn:
            conn.execute(
                "INSERT INTO check_log (started_at, finished_at, new_count, changed_count, error)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    int(entry.started_at.timestamp()),
                    int(entry.finished_at.timestamp()),
                    entry.new_count,
                    entry.changed_count,
                    clean(entry.error),
                ),
            )
            conn.execute(
                "DELETE FROM check_log WHERE id NOT IN"
                " (SELECT id FROM check_log ORDER BY id DESC LIMIT ?)",
                (_KEEP_CHECKS,),
            )

    def checks(self) -> list[CheckEntry]:
        """The last checks, newest first."""
        sql = (
            "SELECT started_at, finished_at, new_count, changed_count, error FROM check_log"
            " ORDER BY id DESC"
        )
        with self._db.read() as conn:
            found = conn.execute(sql).fetchall()
        entries = []
        for started, finished, new_count, changed_count, error in found:
            started_at, finished_at = sure_moment(started), sure_moment(finished)
            entries.append(CheckEntry(started_at, finished_at, new_count, changed_count, error))
        return entries

    def window(self, location: str) -> datetime | None:
        """Up to which order date the new orders of a location were read; None at first."""
        with self._db.read() as conn:
            row = conn.execute(
                "SELECT read_to FROM window_cursor WHERE location = ?", (clean(location),)
            ).fetchone()
        return None if row is None else to_moment(row[0])

    def set_window(self, location: str, read_to: datetime) -> None:
        """New orders up to `read_to` are in."""
        with self._db.write() as conn:
            conn.execute(
                "INSERT INTO window_cursor (location, read_to) VALUES (?, ?)"
                " ON CONFLICT DO UPDATE SET read_to = excluded.read_to",
                (clean(location), int(read_to.timestamp())),
            )
