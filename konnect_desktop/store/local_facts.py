"""What only we know of a shipment: packed here, handed over here, notes, milestones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.rows import LocalState
from konnect_desktop.store import records
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database
from konnect_desktop.store.refreshing import refresh


class LocalFacts:
    """Facts in a table of their own: a refresh from the server never touches them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def mark_packed(self, ids: Iterable[str], at: datetime, *, undo: bool = False) -> Changes:
        """The goods are in the box; `undo` takes the tick away."""
        return self._set("packed_at", ids, None if undo else int(at.timestamp()))

    def mark_dispatched(self, ids: Iterable[str], at: datetime, *, undo: bool = False) -> Changes:
        """The hand-over was accepted, although Fynd may show the old status for a while."""
        return self._set("dispatched_at", ids, None if undo else int(at.timestamp()))

    def milestone(self, ids: Iterable[str], step: str) -> Changes:
        """The last self-ship status that Fynd accepted, such as "out_for_delivery"."""
        return self._set("milestone", ids, clean(step))

    def note(self, shipment_id: str, text: str) -> Changes:
        """Keep the seller's note; "" removes it."""
        self._set("note", [shipment_id], clean(text.strip()))
        return Changes(frozenset((shipment_id,)))

    def of(self, shipment_id: str) -> LocalState:
        """All local facts of one shipment; empty when there are none."""
        with self._db.read() as conn:
            return records.local_state(conn, shipment_id)

    def _set(self, column: str, ids: Iterable[str], value: int | str | None) -> Changes:
        wanted = [clean(shipment_id) for shipment_id in ids]
        sql = (
            f"INSERT INTO local_fact (shipment_id, {column}) VALUES (?, ?)"  # noqa: S608
            f" ON CONFLICT (shipment_id) DO UPDATE SET {column} = excluded.{column}"
        )
        with self._db.write() as conn:
            conn.executemany(sql, [(shipment_id, value) for shipment_id in wanted])
            changed = refresh(conn, wanted)
        return Changes(frozenset(changed), counts=bool(changed))
