"""The shipments: taking in what the server says, and finding them again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from konnect_desktop.domain import attention
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.attention import Attention, Kind
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.rows import (
    InfoApplied,
    StoredShipment,
)
from konnect_desktop.domain.shipments import Shipment, ShipmentInfo
from konnect_desktop.domain.states import KNOWN_STATUSES, standing
from konnect_desktop.store import answers, columns, finding, ingest, lookup, records
from konnect_desktop.store.answers import Courier
from konnect_desktop.store.columns import Read
from konnect_desktop.store.order_list import OrderList
from konnect_desktop.store.refreshing import refresh


class ShipmentStore(OrderList):
    """Shipments as the server last described them. Safe to use from several threads."""

    # taking in

    def next_read_seq(self) -> int:
        """The number of a read that is about to start; take it before the request goes out."""
        with self._db.write() as conn:
            conn.execute("UPDATE read_counter SET value = value + 1")
            return int(conn.execute("SELECT value FROM read_counter").fetchone()[0])

    def upsert(self, reads: Sequence[Read], read_seq: int, seen_at: datetime) -> Changes:
        """Take in what a listing gave; a read that started earlier changes nothing.

        Committed in slices, so a failure (DiskFull, StoreError) leaves whole slices behind.
        """
        seconds = int(seen_at.timestamp())
        changed: set[str] = set()
        for start in range(0, len(reads), ingest.SLICE):
            with self._db.write() as conn:
                changed |= ingest.take_in(
                    conn, reads[start : start + ingest.SLICE], read_seq, seconds
                )
        return _altered(changed)

    def apply_info(
        self, infos: Sequence[ShipmentInfo], read_seq: int, seen_at: datetime
    ) -> InfoApplied:
        """Take in deadlines and locks; names the shipments that must be read again."""
        del seen_at  # the light record is no sight of the whole shipment
        changed: set[str] = set()
        stale: list[str] = []
        for start in range(0, len(infos), ingest.SLICE):
            with self._db.write() as conn:
                part = infos[start : start + ingest.SLICE]
                altered, unexplained = answers.take_infos(conn, part, read_seq)
            changed |= altered
            stale += unexplained
        return InfoApplied(_altered(changed), tuple(stale))

    def apply_courier(
        self, found: Mapping[str, Courier], read_seq: int, seen_at: datetime
    ) -> Changes:
        """Take in couriers and AWB numbers that the courier call told."""
        del seen_at
        with self._db.write() as conn:
            return _altered(answers.take_couriers(conn, found, read_seq))

    def mark_gone(self, ids: Iterable[str], seen_at: datetime) -> Changes:
        """Take shipments out of every list that Fynd no longer shows to this account."""
        with self._db.write() as conn:
            seq = self.next_read_seq()
            return _altered(answers.take_away(conn, list(ids), seq, int(seen_at.timestamp())))

    def let_back(self, ids: Iterable[str]) -> None:
        """Take these in again although their data has left: their time runs anew from then."""
        wanted = json.dumps(list(ids))
        with self._db.read() as conn:
            if not conn.execute(ingest.DEPARTED, (wanted,)).fetchone():
                return
        with self._db.write() as conn:
            conn.execute(
                "UPDATE departed SET is_wanted = 1 WHERE id IN (SELECT value FROM json_each(?))",
                (wanted,),
            )

    def set_attention(self, ids: Iterable[str], told: Attention | None) -> Changes:
        """Say why a person must look at these; they then stand in "Fix these"."""
        wanted = [columns.clean(shipment_id) for shipment_id in ids]
        text = attention.to_json(told, columns.clean) if told is not None else ""
        with self._db.write() as conn:
            conn.executemany(
                "INSERT INTO local_fact (shipment_id, attention) VALUES (?, ?)"
                " ON CONFLICT (shipment_id) DO UPDATE SET attention = excluded.attention",
                [(shipment_id, text) for shipment_id in wanted],
            )
            changed = refresh(conn, wanted)
        return _altered(changed)

    def clear_attention(self, ids: Iterable[str]) -> Changes:
        """Nothing has to be looked at any more."""
        return self.set_attention(ids, None)

    def clear_lock_attention(self, ids: Iterable[str]) -> Changes:
        """Those of `ids` that carry no lock any more need no look because of one."""
        wanted = json.dumps(list(ids))
        with self._db.read() as conn:
            free = [row[0] for row in conn.execute(_UNLOCKED, (Kind.LOCKED, wanted))]
        return self.clear_attention(free) if free else Changes()

    def clear_doubts(self, ids: Iterable[str], action: Action) -> Changes:
        """It is known of `ids` what became of `action`, so that they need no look for it."""
        wanted = json.dumps(list(ids))
        with self._db.read() as conn:
            found = conn.execute(_DOUBTS, (wanted, Kind.DOUBT, action)).fetchall()
        return self.clear_attention([row[0] for row in found]) if found else Changes()

    def shipments(self, ids: Iterable[str]) -> dict[str, Shipment]:
        """The whole shipments, for building requests; unknown and damaged ones are left out.

        Those are written anew by the next read of them, even when nothing changed.
        """
        wanted = list(ids)
        with self._db.read() as conn:
            found = records.shipments(conn, wanted)
        if len(found) < len(set(wanted)):
            with self._db.write() as conn:
                records.want_anew(conn, [one for one in wanted if one not in found])
        return found

    def shortened(self, ids: Iterable[str]) -> list[str]:
        """Those of `ids` in which some item is no longer to be sent, in their order."""
        with self._db.read() as conn:
            return records.shortened(conn, ids)

    def shipment(self, shipment_id: str) -> StoredShipment | None:
        """All that is kept of one shipment, also of one that is gone; None when never seen.

        Where its record is damaged: what the list shows, and the next read writes it anew.
        """
        self.shipments([shipment_id])
        with self._db.read() as conn:
            return records.shipment(conn, shipment_id)

    def awb_owners(self, awbs: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
        """AWB -> (shipment id, order number) of those that carry it; unknown ones left out."""
        with self._db.read() as conn:
            return finding.awb_owners(conn, awbs)

    def meant_by(self, code: str) -> list[str]:
        """The shipments of this AWB, else of this order number or shipment id."""
        with self._db.read() as conn:
            held = finding.awb_owners(conn, [code]).get(code, ())
            return [one for one, _ in held] or lookup.by_text(conn, [code]).get(code, [])

    def ids_with_status(self, status: str) -> set[str]:
        """Everything that we hold under one status, by its word or by the list it came from."""
        with self._db.read() as conn:
            return {row[0] for row in conn.execute(_STANDING_IN, (status, status, _KNOWN))}

    def standings(self, ids: Iterable[str], *, is_last: bool = False) -> dict[str, str]:
        """Where each shipment stands: its word, else the status its last read listed it under.

        A word that nobody knows stays where a single read showed it alone, unless the last
        listing is asked for (`is_last`). Unknown ids are left out.
        """
        with self._db.read() as conn:
            found = conn.execute(_LISTED, (json.dumps(list(ids)),)).fetchall()
        return {
            shipment_id: standing(word, listed if is_last or is_fresh else "")
            for shipment_id, word, listed, is_fresh in found
        }

    def reads(self, ids: Iterable[str]) -> dict[str, int]:
        """The number of the read that each shipment was last seen in; unknown ids left out."""
        with self._db.read() as conn:
            return dict(conn.execute(_READS, (json.dumps(list(ids)),)).fetchall())

    def statuses(self, ids: Iterable[str]) -> dict[str, str]:
        """The status of each shipment; unknown ids are left out."""
        with self._db.read() as conn:
            return dict(conn.execute(_STATUSES, (json.dumps(list(ids)),)).fetchall())


#: Members of an attention; a damaged one has none.
_TOLD = "iif(json_valid(l.attention), l.attention, '{}')"
_KIND = f"json_extract({_TOLD}, '$.args.kind')"
_ABOUT = f"json_extract({_TOLD}, '$.args.action')"
_UNLOCKED = f"""
SELECT l.shipment_id FROM local_fact AS l JOIN shipment AS s ON s.id = l.shipment_id
WHERE l.attention <> '' AND {_KIND} = ? AND s.lock = ''
  AND l.shipment_id IN (SELECT value FROM json_each(?))
"""  # noqa: S608
_DOUBTS = f"""
SELECT l.shipment_id FROM json_each(?) AS wanted
JOIN local_fact AS l ON l.shipment_id = wanted.value
WHERE l.attention <> '' AND {_KIND} = ? AND {_ABOUT} = ?
"""  # noqa: S608
_STATUSES = """
SELECT s.id, s.status FROM json_each(?) AS wanted JOIN shipment AS s ON s.id = wanted.value
"""


_STANDING_IN = """
SELECT id FROM shipment WHERE status = ?
UNION SELECT id FROM shipment
WHERE listed_status <> '' AND listed_status = ?
  AND status NOT IN (SELECT value FROM json_each(?))
"""
_LISTED = """
SELECT s.id, s.status, s.listed_status, s.listed_seq = s.read_seq
FROM json_each(?) AS wanted JOIN shipment AS s ON s.id = wanted.value
"""
_READS = """
SELECT s.id, s.read_seq FROM json_each(?) AS wanted JOIN shipment AS s ON s.id = wanted.value
"""
_KNOWN = json.dumps(KNOWN_STATUSES)


def _altered(ids: set[str]) -> Changes:
    return Changes(frozenset(ids), counts=bool(ids))
