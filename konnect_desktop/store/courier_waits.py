"""Which shipments wait for a courier, since when, and when they are asked about next."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.courier_watch import CourierWait
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database
from konnect_desktop.store.moments import sure_moment
from konnect_desktop.store.refreshing import refresh

#: Invoiced, carried by the channel's courier, and no sign of that courier yet.
_WAITING = """
SELECT id FROM shipment
WHERE status = 'PROCESSING' AND journey = 'forward' AND is_self_ship = 0
  AND courier_partner = '' AND awb_text = ''
"""
_NEW = f"{_WAITING} AND id NOT IN (SELECT shipment_id FROM courier_wait)"  # noqa: S608
_OVER = f"""
SELECT w.shipment_id, coalesce(s.courier_partner <> '' OR s.awb_text <> '', 0)
FROM courier_wait AS w LEFT JOIN shipment AS s ON s.id = w.shipment_id
WHERE w.shipment_id NOT IN ({_WAITING})
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a look at the list showed: who waits now, and for whom the waiting is over."""

    #: Waiting is over because a courier is there.
    arrived: tuple[str, ...] = ()
    #: Waiting is over for another reason: cancelled, moved on, gone.
    left: tuple[str, ...] = ()
    changes: Changes = field(default_factory=Changes)


class CourierWaits:
    """The memory of the courier watch; the list itself says who waits."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def reconcile(self, now: datetime, first_check: Callable[[], datetime]) -> Reconciled:
        """Bring the memory in line with the list; new ones get their own `first_check`."""
        with self._db.read() as conn:
            is_news = conn.execute(_NEW).fetchone() or conn.execute(_OVER).fetchone()
        if not is_news:
            # Asked every few seconds: nothing is written, so kept counts stay good.
            return Reconciled()
        with self._db.write() as conn:
            new = [row[0] for row in conn.execute(_NEW)]
            over = conn.execute(_OVER).fetchall()
            conn.executemany(
                "INSERT INTO courier_wait (shipment_id, since, next_check_at) VALUES (?, ?, ?)",
                [(one, _seconds(now), _seconds(first_check())) for one in new],
            )
            ended = [row[0] for row in over]
            conn.execute(
                "DELETE FROM courier_wait WHERE shipment_id IN (SELECT value FROM json_each(?))",
                (json.dumps(ended),),
            )
            altered = refresh(conn, ended) | set(new)
        return Reconciled(
            tuple(one for one, has_courier in over if has_courier),
            tuple(one for one, has_courier in over if not has_courier),
            Changes(frozenset(altered), counts=bool(altered)),
        )

    def all(self) -> list[CourierWait]:
        """Everybody who waits, the next to be asked first."""
        sql = (
            "SELECT shipment_id, since, tries, next_check_at FROM courier_wait"
            " ORDER BY next_check_at, shipment_id"
        )
        with self._db.read() as conn:
            return [_wait(values) for values in conn.execute(sql)]

    def put_off(self, waits: Iterable[CourierWait]) -> Changes:
        """Keep tries and next check of these."""
        rows = [(w.tries, _seconds(w.next_check_at), clean(w.shipment_id)) for w in waits]
        with self._db.write() as conn:
            conn.executemany(
                "UPDATE courier_wait SET tries = ?, next_check_at = ? WHERE shipment_id = ?", rows
            )
        return Changes(frozenset(row[2] for row in rows))

    def mark_long(self, ids: Iterable[str], *, is_long: bool = True) -> Changes:
        """These waited too long, or no longer count so; they stand in "Fix these" or not."""
        wanted = [clean(one) for one in ids]
        with self._db.write() as conn:
            conn.execute(
                "UPDATE courier_wait SET is_long = ?"
                " WHERE shipment_id IN (SELECT value FROM json_each(?))",
                (int(is_long), json.dumps(wanted)),
            )
            altered = refresh(conn, wanted)
        return Changes(frozenset(altered), counts=bool(altered))

    def long_ids(self) -> frozenset[str]:
        """Those that are marked as waiting too long."""
        with self._db.read() as conn:
            found = conn.execute("SELECT shipment_id FROM courier_wait WHERE is_long = 1")
            return frozenset(row[0] for row in found)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _wait(values: tuple[str, int, int, int]) -> CourierWait:
    return CourierWait(values[0], sure_moment(values[1]), values[2], sure_moment(values[3]))
