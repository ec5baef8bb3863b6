"""Takes in what calls other than the listing tell: deadlines, locks, couriers, absence.

All of it runs inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Protocol

from konnect_desktop.domain.shipments import ShipmentInfo
from konnect_desktop.domain.states import KNOWN_STATUSES
from konnect_desktop.store.columns import clean
from konnect_desktop.store.ingest import DEPARTED, stays_away
from konnect_desktop.store.moments import to_seconds
from konnect_desktop.store.refreshing import refresh

_INFO = """
INSERT INTO shipment_info (shipment_id, info_seq, sla_due_at, processing_due_at, sla_text,
                           journey, lock, lock_text)
VALUES (:id, :seq, :sla, :processing, :sla_text, :journey, :lock, :lock_text)
ON CONFLICT (shipment_id) DO UPDATE SET
    info_seq = excluded.info_seq,
    sla_due_at = coalesce(excluded.sla_due_at, sla_due_at),
    processing_due_at = coalesce(excluded.processing_due_at, processing_due_at),
    sla_text = iif(excluded.sla_text <> '', excluded.sla_text, sla_text),
    journey = iif(excluded.journey <> '', excluded.journey, journey),
    lock = coalesce(excluded.lock, lock),
    lock_text = iif(excluded.lock IS NULL, lock_text, excluded.lock_text)
WHERE excluded.info_seq >= info_seq
"""
_COURIER = """
INSERT INTO shipment_info (shipment_id, courier_seq, courier_partner, awb_text)
VALUES (:id, :seq, :courier, :awb)
ON CONFLICT (shipment_id) DO UPDATE SET
    courier_seq = excluded.courier_seq,
    courier_partner = iif(excluded.courier_partner <> '', excluded.courier_partner,
                          courier_partner),
    awb_text = iif(excluded.awb_text <> '', excluded.awb_text, awb_text)
WHERE excluded.courier_seq >= courier_seq
"""
_OURS = """
SELECT s.id, iif(s.read_seq > ?, '', s.status) FROM json_each(?) AS wanted
JOIN shipment AS s ON s.id = wanted.value
"""
_HELD = "SELECT key, id FROM shipment WHERE id IN (SELECT value FROM json_each(?))"
_KEEP_GONE = """
INSERT OR REPLACE INTO gone (id, read_seq, gone_at, body, raw)
SELECT s.id, ?, ?, r.body, r.raw FROM shipment AS s JOIN shipment_record AS r ON r.key = s.key
WHERE s.key IN (SELECT value FROM json_each(?))
"""


class Courier(Protocol):
    """What the courier call told of one shipment."""

    @property
    def courier_partner(self) -> str:
        """The courier's name, "" when the answer had none."""

    @property
    def awb_numbers(self) -> Sequence[str]:
        """The AWB numbers, empty when the answer had none."""


def take_infos(
    conn: sqlite3.Connection, infos: Sequence[ShipmentInfo], read_seq: int
) -> tuple[set[str], list[str]]:
    """Deadlines and locks; returns the ids that differ now, and those to be read again."""
    infos = _present(conn, infos)
    conn.executemany(_INFO, [_info_values(info, read_seq) for info in infos])
    ids = [clean(info.id) for info in infos]
    changed = refresh(conn, ids)
    # "" stands for a shipment that was read later than this answer.
    ours = dict(conn.execute(_OURS, (read_seq, json.dumps(ids))).fetchall())
    stale: list[str] = [
        info.id
        for info in infos
        if info.id not in ours
        or (info.status in KNOWN_STATUSES and ours[info.id] not in ("", info.status))
    ]
    return changed, stale


def _present(conn: sqlite3.Connection, infos: Sequence[ShipmentInfo]) -> list[ShipmentInfo]:
    """Without those whose data has left: nothing is kept of them, and nothing read again."""
    wanted = json.dumps([clean(info.id) for info in infos])
    departed = {row[0]: row[1:] for row in conn.execute(DEPARTED, (wanted,))}
    return [info for info in infos if not stays_away(info, departed.get(clean(info.id)))]


def _info_values(info: ShipmentInfo, read_seq: int) -> dict[str, object]:
    return {
        "id": clean(info.id),
        "seq": read_seq,
        "sla": to_seconds(info.sla_due_at),
        "processing": to_seconds(info.processing_due_at),
        "sla_text": clean(info.sla_text),
        "journey": "" if info.journey is None else str(info.journey),
        "lock": None if info.lock is None else str(info.lock),
        "lock_text": clean(info.lock_text),
    }


def take_couriers(
    conn: sqlite3.Connection, found: Mapping[str, Courier], read_seq: int
) -> set[str]:
    """Couriers and AWB numbers; returns the ids that differ now."""
    values = [
        {
            "id": clean(shipment_id),
            "seq": read_seq,
            "courier": clean(courier.courier_partner),
            "awb": clean(", ".join(courier.awb_numbers)),
        }
        for shipment_id, courier in found.items()
    ]
    conn.executemany(_COURIER, values)
    return refresh(conn, found)


def take_away(conn: sqlite3.Connection, ids: Sequence[str], read_seq: int, at: int) -> set[str]:
    """Move shipments out of every list into `gone`; returns those that were listed."""
    held = conn.execute(_HELD, (json.dumps(ids),)).fetchall()
    keys = json.dumps([key for key, _ in held])
    conn.execute(_KEEP_GONE, (read_seq, at, keys))
    for table, column in (("shipment_text", "rowid"), ("shipment", "key")):
        conn.execute(
            f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))",  # noqa: S608
            (keys,),
        )
    return {shipment_id for _, shipment_id in held}
