"""Takes in what the server listed: guarded by read number, unchanged rows skipped."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from konnect_desktop.domain.departures import first_change
from konnect_desktop.domain.shipments import Shipment, ShipmentInfo
from konnect_desktop.domain.states import FINISHED_STATUSES, KNOWN_STATUSES
from konnect_desktop.store import codec, columns, keys
from konnect_desktop.store.columns import Read
from konnect_desktop.store.refreshing import refresh
from konnect_desktop.store.search_words import TEXTS, index_text

#: Records in one transaction: long enough to share the commit, short enough that the window
#: and the seller's own writes never wait.
SLICE = 100

_NAMES = (
    "id",
    "id_key",
    "read_seq",
    "hash",
    "status",
    "lane",
    "journey",
    "order_no",
    "order_key",
    "channel",
    "location_code",
    "ordered_at",
    "due_key",
    "item_text",
    "sku",
    "line_count",
    "quantity",
    "amount",
    "is_cod",
    "buyer",
    "city",
    "pincode",
    "courier_partner",
    "awb_text",
    "is_self_ship",
    "lock",
    "lock_text",
    "seen_at",
    "changed_at",
)
_RECORD_NAMES = ("journey", "lock", "lock_text", "courier_partner", "awb_text", "body", "raw")


def _insert(table: str, names: Sequence[str]) -> str:
    marks = ", ".join(f":{name}" for name in names)
    return f"INSERT INTO {table} (key, {', '.join(names)}) VALUES (:key, {marks})"  # noqa: S608


def _update(table: str, names: Sequence[str]) -> str:
    pairs = ", ".join(f"{name} = :{name}" for name in names)
    return f"UPDATE {table} SET {pairs} WHERE key = :key"  # noqa: S608


_INSERT = _insert("shipment", _NAMES)
_UPDATE = _update("shipment", [name for name in _NAMES if name != "changed_at"])
_INSERT_RECORD = _insert("shipment_record", _RECORD_NAMES)
_UPDATE_RECORD = _update("shipment_record", _RECORD_NAMES)

_HELD = """
SELECT s.id, s.key, s.read_seq, s.hash FROM json_each(?) AS wanted
JOIN shipment AS s ON s.id = wanted.value
"""
_LISTED = """
SELECT s.id, s.listed_status FROM json_each(?) AS wanted JOIN shipment AS s ON s.id = wanted.value
WHERE s.read_seq <= ?
"""
_GONE = "SELECT g.id, g.read_seq FROM json_each(?) AS wanted JOIN gone AS g ON g.id = wanted.value"
#: Orders whose data has left, see store/departing.py.
DEPARTED = """
SELECT d.id, d.status, d.listed_status, d.is_wanted FROM json_each(?) AS wanted
JOIN departed AS d ON d.id = wanted.value
"""
#: What makes an order's time run anew; being listed again does not.
_MOVED = """
UPDATE shipment SET changed_at = :seen_at
WHERE key = :key AND (status, quantity, amount) IS NOT (:status, :quantity, :amount)
"""
_WITH_MORE = """
SELECT value FROM json_each(?) AS wanted
WHERE EXISTS (SELECT 1 FROM shipment_info WHERE shipment_id = wanted.value)
   OR EXISTS (SELECT 1 FROM local_fact WHERE shipment_id = wanted.value)
   OR EXISTS (SELECT 1 FROM courier_wait WHERE shipment_id = wanted.value)
   OR EXISTS (SELECT 1 FROM document WHERE shipment_id = wanted.value AND is_current = 1)
"""


@dataclass(slots=True)
class _Sorted:
    """The records of one slice by what has to be done with them."""

    new: list[tuple[str, bytes, Read]] = field(default_factory=list)
    changed: list[tuple[str, bytes, Read, int]] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)


def take_in(
    conn: sqlite3.Connection, records: Iterable[Read], read_seq: int, seen_at: int
) -> set[str]:
    """Write one slice inside the caller's transaction; returns the ids that are new or differ."""
    by_id = {columns.clean(record.shipment.id): record for record in records}
    work = _sort(conn, by_id, read_seq)
    _touch(conn, work.unchanged, read_seq, seen_at)
    stamp = {"read_seq": read_seq, "seen_at": seen_at}
    _add(conn, work.new, stamp)
    _alter(conn, work.changed, stamp)
    ids = [entry[0] for entry in work.new] + [entry[0] for entry in work.changed]
    moved = _place(conn, by_id.items(), read_seq, seen_at)
    if not ids and not moved:
        return set()
    with_more = [row[0] for row in conn.execute(_WITH_MORE, (json.dumps(ids),))]
    odd = [one for one in ids if by_id[one].shipment.status not in KNOWN_STATUSES]
    refresh(conn, {*with_more, *odd, *moved})
    return {*ids, *moved}


def _place(
    conn: sqlite3.Connection, read: Iterable[tuple[str, Read]], read_seq: int, seen_at: int
) -> set[str]:
    """Keep where shipments were listed whose word nobody knows; returns those that moved.

    A single read leaves what the last listing said, by then with an older number.
    """
    odd = [
        (record.shipment.listed_status, shipment_id)
        for shipment_id, record in read
        if record.shipment.listed_status
    ]
    if not odd:
        return set()
    wanted = json.dumps([shipment_id for _, shipment_id in odd])
    held = dict(conn.execute(_LISTED, (wanted, read_seq)).fetchall())
    here = [(listed, one) for listed, one in odd if one in held]
    conn.executemany(
        "UPDATE shipment SET listed_status = ?, listed_seq = ? WHERE id = ?",
        [(columns.clean(listed), read_seq, one) for listed, one in here],
    )
    moved = {one for listed, one in here if held[one] != listed}
    conn.executemany(
        "UPDATE shipment SET changed_at = ? WHERE id = ?", [(seen_at, one) for one in moved]
    )
    return moved


def _sort(conn: sqlite3.Connection, by_id: dict[str, Read], read_seq: int) -> _Sorted:
    wanted = json.dumps(list(by_id))
    held = {row[0]: row[1:] for row in conn.execute(_HELD, (wanted,))}
    gone = dict(conn.execute(_GONE, (wanted,)).fetchall())
    departed = {row[0]: row[1:] for row in conn.execute(DEPARTED, (wanted,))}
    work = _Sorted()
    for shipment_id, record in by_id.items():
        if stays_away(record.shipment, departed.get(shipment_id)):
            continue
        digest = columns.hash_of(record)
        if shipment_id in held:
            key, held_seq, held_hash = held[shipment_id]
            if read_seq < held_seq:
                continue
            if digest == held_hash:
                work.unchanged.append(key)
            else:
                work.changed.append((shipment_id, digest, record, key))
        elif read_seq >= gone.get(shipment_id, 0):
            work.new.append((shipment_id, digest, record))
    return work


def stays_away(shipment: Shipment | ShipmentInfo, departed: tuple[str, str, int] | None) -> bool:
    """Whether the data of this shipment has left, and it stands as it stood then."""
    if departed is None:
        return False
    status, listed, is_wanted = departed
    # A word that nobody knows says less than the list it came from.
    return not is_wanted and columns.clean(shipment.status) in ("", status, listed)


def _touch(conn: sqlite3.Connection, keys: list[int], read_seq: int, seen_at: int) -> None:
    """Unchanged rows only learn that they were seen, so that older answers stay older."""
    if keys:
        conn.execute(
            "UPDATE shipment SET read_seq = ?, seen_at = ?"
            " WHERE key IN (SELECT value FROM json_each(?))",
            (read_seq, seen_at, json.dumps(keys)),
        )


def _add(
    conn: sqlite3.Connection, new: list[tuple[str, bytes, Read]], stamp: dict[str, int]
) -> None:
    if not new:
        return
    last = conn.execute("SELECT coalesce(max(key), 0) FROM shipment").fetchone()[0]
    wanted = json.dumps([shipment_id for shipment_id, _, _ in new])
    back = {row[0] for row in conn.execute(DEPARTED, (wanted,))}
    rows = [
        _values(record, digest, last + place, stamp | _since(shipment_id in back, record, stamp))
        for place, (shipment_id, digest, record) in enumerate(new, start=1)
    ]
    conn.executemany(_INSERT, [row for row, _ in rows])
    conn.executemany(_INSERT_RECORD, [record for _, record in rows])
    keys.keep_awbs(conn, [(row["key"], row["awb_text"]) for row, _ in rows], new=True)
    words = [
        (last + place, index_text(record.shipment))
        for place, (_, _, record) in enumerate(new, start=1)
    ]
    conn.executemany("INSERT INTO shipment_text (rowid, words) VALUES (?, ?)", words)
    for table in ("gone", "departed"):
        conn.execute(
            f"DELETE FROM {table} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
            (wanted,),
        )


def _alter(
    conn: sqlite3.Connection, changed: list[tuple[str, bytes, Read, int]], stamp: dict[str, int]
) -> None:
    if not changed:
        return
    rows = [_values(record, digest, key, stamp) for _, digest, record, key in changed]
    conn.executemany(_MOVED, [row for row, _ in rows])
    conn.executemany(_UPDATE, [row for row, _ in rows])
    conn.executemany(_UPDATE_RECORD, [record for _, record in rows])
    keys.keep_awbs(conn, [(row["key"], row["awb_text"]) for row, _ in rows], new=False)
    held = dict(
        conn.execute(
            f"SELECT id, c0 FROM {TEXTS} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
            (json.dumps([key for _, _, _, key in changed]),),
        ).fetchall()
    )
    words = [(index_text(record.shipment), key) for _, _, record, key in changed]
    conn.executemany(
        "UPDATE shipment_text SET words = ? WHERE rowid = ?",
        [(text, key) for text, key in words if held.get(key) != text],
    )


def _since(is_back: bool, record: Read, stamp: dict[str, int]) -> dict[str, int]:
    """From when the time of a new row runs: an old order that is finished came long after."""
    shipment = record.shipment
    if is_back or shipment.standing not in FINISHED_STATUSES or shipment.ordered_at is None:
        return {"changed_at": stamp["seen_at"]}
    seen_at = datetime.fromtimestamp(stamp["seen_at"], UTC)
    return {"changed_at": int(first_change(shipment.ordered_at, seen_at).timestamp())}


def _values(
    record: Read, digest: bytes, key: int, stamp: dict[str, int]
) -> tuple[dict[str, Any], dict[str, Any]]:
    shipment = record.shipment
    said = columns.said(shipment)
    row = columns.listed(shipment)
    row.update(columns.settled(row["status"], shipment.is_self_ship, said | stamp))
    row.update(stamp, key=key, hash=digest)
    said.update(key=key, body=_body(shipment), raw=record.raw)
    return row, said


def _body(shipment: Shipment) -> bytes:
    """Where it is listed stands in a column of its own, which later listings move."""
    if shipment.listed_status:
        shipment = replace(shipment, listed_status="")
    return codec.encode(shipment)
