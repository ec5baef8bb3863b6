"""Keeps what the tracking call said, so that it is asked rarely and known without a connection."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from konnect_desktop.domain import codec, parcels
from konnect_desktop.domain.tracking import Tracking
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database
from konnect_desktop.store.moments import sure_moment, to_seconds

#: Parcels on their way, forward or back.
_MOVING = "('TRANSIT', 'RETURN_PROCESSING')"
#: Answers for parcels that are not ours go after so many seconds.
_KEEP_FOREIGN_S = 60 * 86_400
_FORGET = "DELETE FROM tracking WHERE shipment_id = '' AND fetched_at < ?"


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept answer."""

    key: str
    tracking: Tracking
    fetched_at: datetime


class TrackingStore:
    """The last answer for each parcel. Safe to use from several threads."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def save(self, key: str, tracking: Tracking, fetched_at: datetime) -> None:
        """Keep an answer in place of the one before."""
        shipment_id = "" if key.startswith(parcels.AWB_KEY) else key
        moved_at = None if parcels.has_ended(tracking) else parcels.last_movement(tracking)
        with self._db.write() as conn:
            conn.execute(
                "INSERT OR REPLACE INTO tracking (key, shipment_id, awb, fetched_at,"
                " last_event_at, is_undelivered, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    clean(key),
                    clean(shipment_id),
                    clean(tracking.awb_number),
                    to_seconds(fetched_at),
                    to_seconds(moved_at),
                    int(parcels.is_undelivered(tracking)),
                    codec.encode(tracking),
                ),
            )
            conn.execute(_FORGET, ((to_seconds(fetched_at) or 0) - _KEEP_FOREIGN_S,))

    def get(self, keys: Iterable[str]) -> dict[str, Kept]:
        """What is kept of these parcels; those never asked about are left out."""
        sql = (
            "SELECT t.key, t.fetched_at, t.body FROM json_each(?) AS w"
            " JOIN tracking AS t ON t.key = w.value"
        )
        with self._db.read() as conn:
            found = conn.execute(sql, (json.dumps([clean(key) for key in keys]),)).fetchall()
        kept = {}
        for key, fetched, body in found:
            with contextlib.suppress(ValueError):  # damaged: asked for anew
                kept[key] = Kept(key, codec.decode(Tracking, body), sure_moment(fetched))
        return kept

    def moving_ids(self) -> list[str]:
        """Every shipment that is on its way, the longest without a scan first; those that were
        never asked about come last."""
        sql = (
            "SELECT s.id FROM shipment AS s LEFT JOIN tracking AS t ON t.key = s.id"  # noqa: S608
            f" WHERE s.status IN {_MOVING}"
            " ORDER BY t.last_event_at IS NULL, t.last_event_at, s.id"
        )
        with self._db.read() as conn:
            return [row[0] for row in conn.execute(sql)]

    def moving_known(self) -> int:
        """How many shipments on their way were asked about."""
        sql = (
            "SELECT count(*) FROM shipment AS s JOIN tracking AS t ON t.key = s.id"  # noqa: S608
            f" WHERE s.status IN {_MOVING}"
        )
        with self._db.read() as conn:
            return int(conn.execute(sql).fetchone()[0])

    def stuck_ids(self, before: datetime) -> list[str]:
        """On its way, and last scanned before this; the longest without a scan first."""
        sql = (
            "SELECT s.id FROM tracking AS t JOIN shipment AS s ON s.id = t.shipment_id"  # noqa: S608
            f" WHERE s.status IN {_MOVING} AND t.last_event_at < ?"
            " ORDER BY t.last_event_at, s.id"
        )
        with self._db.read() as conn:
            return [row[0] for row in conn.execute(sql, (to_seconds(before),))]

    def undelivered_ids(self) -> list[str]:
        """On its way, and the courier could not deliver, by tracking or by the seller's own
        self-ship status."""
        sql = (
            "SELECT s.id FROM shipment AS s"  # noqa: S608
            " LEFT JOIN tracking AS t ON t.key = s.id"
            f" WHERE s.status IN {_MOVING}"
            " AND (t.is_undelivered = 1 OR s.milestone = 'delivery_attempt_failed')"
            " ORDER BY t.last_event_at, s.id"
        )
        with self._db.read() as conn:
            return [row[0] for row in conn.execute(sql)]
