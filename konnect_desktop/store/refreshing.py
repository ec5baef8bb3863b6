"""Brings the columns with several sources up to date, inside the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from konnect_desktop.store.columns import settled
from konnect_desktop.store.keys import keep_awbs
from konnect_desktop.store.search_words import TEXTS, with_numbers

_SLICE = 200

_KNOWN = """
SELECT s.key AS key, s.id AS id, s.status AS status, s.listed_status AS listed_status,
       s.is_self_ship AS is_self_ship,
       s.read_seq AS read_seq,
       r.journey AS journey, r.lock AS lock, r.lock_text AS lock_text,
       r.courier_partner AS courier_partner, r.awb_text AS awb_text,
       i.info_seq AS info_seq, i.sla_due_at AS sla_due_at,
       i.processing_due_at AS processing_due_at, i.journey AS info_journey,
       i.lock AS info_lock, i.lock_text AS info_lock_text, i.courier_seq AS courier_seq,
       i.courier_partner AS info_courier_partner, i.awb_text AS info_awb_text,
       l.packed_at AS packed_at, l.dispatched_at AS dispatched_at, l.milestone AS milestone,
       l.attention AS attention,
       CASE WHEN w.is_long THEN w.since END AS waits_since,
       dl.awb_text AS label_awb, dl.courier AS label_courier, dl.printed_at AS label_printed_at,
       di.id AS invoice_id, di.printed_at AS invoice_printed_at
FROM json_each(?) AS wanted
JOIN shipment AS s ON s.id = wanted.value
JOIN shipment_record AS r ON r.key = s.key
LEFT JOIN shipment_info AS i ON i.shipment_id = s.id
LEFT JOIN local_fact AS l ON l.shipment_id = s.id
LEFT JOIN courier_wait AS w ON w.shipment_id = s.id
LEFT JOIN document AS dl ON dl.shipment_id = s.id AND dl.kind = 'label' AND dl.is_current = 1
LEFT JOIN document AS di ON di.shipment_id = s.id AND di.kind = 'invoice' AND di.is_current = 1
"""
_NAMES = (
    "lane",
    "journey",
    "due_key",
    "courier_partner",
    "awb_text",
    "lock",
    "lock_text",
    "packed_here",
    "dispatched_here",
    "attention",
    "milestone",
    "has_label",
    "is_stale_label",
    "label_printed",
    "has_invoice",
    "invoice_printed",
)
_UPDATE = (
    f"UPDATE shipment SET {', '.join(f'{name} = :{name}' for name in _NAMES)}"  # noqa: S608
    f" WHERE key = :key AND ({', '.join(_NAMES)})"
    f" IS NOT ({', '.join(f':{name}' for name in _NAMES)})"
)


def refresh(conn: sqlite3.Connection, ids: Iterable[str]) -> set[str]:
    """Work the columns out again for `ids`; returns those where one differs now."""
    wanted = list(dict.fromkeys(ids))
    changed: set[str] = set()
    for start in range(0, len(wanted), _SLICE):
        changed |= _refresh_slice(conn, wanted[start : start + _SLICE])
    return changed


def _refresh_slice(conn: sqlite3.Connection, ids: list[str]) -> set[str]:
    cursor = conn.execute(_KNOWN, (json.dumps(ids),))
    names = [column[0] for column in cursor.description]
    changed: set[str] = set()
    for values in cursor.fetchall():
        known = dict(zip(names, values, strict=True))
        columns = settled(known["status"], bool(known["is_self_ship"]), known)
        columns["key"] = known["key"]
        if conn.execute(_UPDATE, columns).rowcount:
            changed.add(known["id"])
            keep_awbs(conn, [(known["key"], columns["awb_text"])], new=False)
            _find_by_awb(conn, known["key"], columns["awb_text"])
    return changed


def _find_by_awb(conn: sqlite3.Connection, key: int, awb_text: str) -> None:
    """Add an AWB that the listing did not carry to the words of the shipment."""
    row = conn.execute(f"SELECT c0 FROM {TEXTS} WHERE id = ?", (key,)).fetchone()  # noqa: S608
    if not awb_text or row is None:
        return
    words = with_numbers(row[0], awb_text.split(", "))
    if words != row[0]:
        conn.execute("UPDATE shipment_text SET words = ? WHERE rowid = ?", (words, key))
