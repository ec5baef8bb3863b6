"""Whole shipments, rebuilt from their records and from what other calls told since."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from konnect_desktop.domain import attention
from konnect_desktop.domain.rows import LocalState, ShipmentRow, StoredShipment
from konnect_desktop.domain.shipments import Shipment, ShipmentId
from konnect_desktop.domain.states import Journey, Lane, Lock
from konnect_desktop.store import codec, finding
from konnect_desktop.store.lenient import member
from konnect_desktop.store.moments import to_moment

_BODIES = """
SELECT r.body, s.courier_partner, s.awb_text, s.journey, s.lock, s.lock_text, s.id
FROM json_each(?) AS wanted
JOIN shipment AS s ON s.id = wanted.value JOIN shipment_record AS r ON r.key = s.key
ORDER BY wanted.key
"""
#: An item without pieces, or one whose state speaks of a cancellation, is no longer sent.
_SHORTENED = """
SELECT s.id FROM json_each(?) AS wanted
JOIN shipment AS s ON s.id = wanted.value JOIN shipment_record AS r ON r.key = s.key
WHERE EXISTS (
    SELECT 1 FROM json_each(
        iif(json_valid(CAST(r.body AS TEXT)), CAST(r.body AS TEXT), '{}'), '$.items') AS item
    WHERE coalesce(json_extract(item.value, '$.quantity'), 0) <= 0
       OR instr(lower(coalesce(json_extract(item.value, '$.state'), '')), 'cancel')
)
ORDER BY wanted.key
"""
_RAW = """
SELECT r.raw, s.seen_at FROM shipment AS s JOIN shipment_record AS r ON r.key = s.key
WHERE s.id = ?
"""
_GONE = "SELECT body, raw, gone_at FROM gone WHERE id = ?"
_INFO = "SELECT sla_due_at, processing_due_at, sla_text FROM shipment_info WHERE shipment_id = ?"
_LOCAL = """
SELECT packed_at, dispatched_at, note, attention, milestone FROM local_fact WHERE shipment_id = ?
"""


def shipments(conn: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Shipment]:
    """The whole shipments in the order of `ids`; unknown and damaged ones are left out."""
    found = conn.execute(_BODIES, (json.dumps(list(ids)),)).fetchall()
    whole = {}
    for values in found:
        with contextlib.suppress(ValueError):
            whole[values[6]] = _rebuilt(*values[:6])
    return whole


def want_anew(conn: sqlite3.Connection, ids: Iterable[str]) -> None:
    """What is read of these is taken in even when it did not change."""
    conn.executemany("UPDATE shipment SET hash = x'' WHERE id = ?", [(one,) for one in ids])


def shortened(conn: sqlite3.Connection, ids: Iterable[str]) -> list[str]:
    """Those of `ids` in which some item is no longer to be sent, found without building any."""
    found = conn.execute(_SHORTENED, (json.dumps(list(ids)),))
    return [shipment_id for (shipment_id,) in found]


def _rebuilt(
    body: bytes, courier: str, awb_text: str, journey: str, lock: str, lock_text: str
) -> Shipment:
    return replace(
        codec.decode(body),
        courier_partner=courier,
        awb_numbers=tuple(awb_text.split(", ")) if awb_text else (),
        journey=member(Journey, journey, Journey.FORWARD),
        lock=member(Lock, lock, Lock.FREE),
        lock_text=lock_text,
    )


def shipment(conn: sqlite3.Connection, shipment_id: str) -> StoredShipment | None:
    """All that is kept of one shipment, also of one that is gone; None when never seen.

    Where its record is damaged, what the list shows of it.
    """
    found = conn.execute(_RAW, (shipment_id,)).fetchone()
    if found is None:
        return _gone(conn, shipment_id)
    raw, seen_at = found
    row = finding.rows_by_id(conn, [shipment_id])[0]
    held = shipments(conn, [shipment_id]).get(shipment_id) or _of_row(row)
    sla, processing, sla_text = conn.execute(_INFO, (shipment_id,)).fetchone() or (None, None, "")
    return StoredShipment(
        shipment=held,
        raw=raw,
        row=row,
        local=local_state(conn, shipment_id),
        sla_due_at=to_moment(sla),
        processing_due_at=to_moment(processing),
        sla_text=sla_text,
        seen_at=to_moment(seen_at),
    )


def local_state(conn: sqlite3.Connection, shipment_id: str) -> LocalState:
    """What only we know of the shipment; empty when nothing."""
    values = conn.execute(_LOCAL, (shipment_id,)).fetchone()
    if values is None:
        return LocalState()
    packed_at, dispatched_at, note, troubles, milestone = values
    told = attention.from_json(troubles)
    return LocalState(to_moment(packed_at), to_moment(dispatched_at), note, told, milestone)


def _gone(conn: sqlite3.Connection, shipment_id: str) -> StoredShipment | None:
    values = conn.execute(_GONE, (shipment_id,)).fetchone()
    if values is None:
        return None
    try:
        held = codec.decode(values[0])
    except ValueError:
        held = Shipment(id=ShipmentId(shipment_id), status="")
    return StoredShipment(
        shipment=held,
        raw=values[1],
        row=_row_of_gone(held),
        local=local_state(conn, shipment_id),
        sla_due_at=None,
        processing_due_at=None,
        sla_text="",
        seen_at=None,
        gone_at=to_moment(values[2]),
    )


def _of_row(row: ShipmentRow) -> Shipment:
    return Shipment(
        id=ShipmentId(row.id),
        status=row.status,
        marketplace_order_id=row.order_no,
        channel=row.channel,
        location_code=row.location_code,
        ordered_at=row.ordered_at,
        journey=row.journey,
        lock=row.lock,
        lock_text=row.lock_text,
        courier_partner=row.courier_partner,
        awb_numbers=tuple(row.awb_text.split(", ")) if row.awb_text else (),
    )


def _row_of_gone(held: Shipment) -> ShipmentRow:
    """A row for a shipment that stands in no list any more, from its record alone."""
    items = held.open_items or held.items
    to = held.shipping_address
    return ShipmentRow(
        id=held.id,
        order_no=held.marketplace_order_id or held.id,
        status=held.status,
        lane=Lane.OTHER,
        journey=held.journey,
        channel=held.channel,
        location_code=held.location_code,
        ordered_at=held.ordered_at,
        sla_due_at=None,
        item_text=items[0].name if items else "",
        sku=items[0].sku if items else "",
        line_count=len(items),
        quantity=held.quantity,
        amount=held.price.shown,
        is_cod=held.price.is_cod,
        buyer=to.name,
        city=to.city,
        pincode=to.pincode,
        courier_partner=held.courier_partner,
        awb_text=", ".join(held.awb_numbers),
        is_self_ship=held.is_self_ship,
        lock=held.lock,
        lock_text=held.lock_text,
        has_label=False,
        label_printed=False,
        has_invoice=False,
        invoice_printed=False,
        is_stale_label=False,
        packed_here=False,
        dispatched_here=False,
        note="",
        attention=None,
        pending="",
        seen_at=None,
    )
