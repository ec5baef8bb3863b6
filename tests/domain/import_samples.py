"""Shipments and tables for the tests of imports."""

from __future__ import annotations

from konnect_desktop.domain.actions import Facts
from konnect_desktop.domain.import_rows import Candidate
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.states import PROCESSING, Journey, Lane, Lock


def candidate(
    shipment_id: str = "16A",
    order_no: str = "AMZ-1",
    *,
    status: str = PROCESSING,
    journey: Journey = Journey.FORWARD,
    is_self_ship: bool = True,
    awb: str = "",
    courier: str = "",
    lock: Lock = Lock.FREE,
) -> Candidate:
    """A self-ship parcel that waits for its AWB, unless told otherwise."""
    row = ShipmentRow(
        id=shipment_id,
        order_no=order_no,
        status=status,
        lane=Lane.NEW,
        journey=journey,
        channel="AMAZON_MLF",
        location_code="MUM-01",
        ordered_at=None,
        sla_due_at=None,
        item_text="Kurta",
        sku="K-1",
        line_count=1,
        quantity=1,
        amount=None,
        is_cod=False,
        buyer="Asha",
        city="Pune",
        pincode="411001",
        courier_partner=courier,
        awb_text=awb,
        is_self_ship=is_self_ship,
        lock=lock,
        lock_text="",
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
    facts = Facts(
        status=status,
        journey=journey,
        is_self_ship=is_self_ship,
        has_courier=bool(courier or awb),
        has_awb=bool(awb),
        lock=lock,
    )
    return Candidate(row, facts)


def by_order(*candidates: Candidate) -> dict[str, list[Candidate]]:
    """What the store would find under order number and shipment id."""
    found: dict[str, list[Candidate]] = {}
    for one in candidates:
        found.setdefault(one.row.order_no, []).append(one)
        found.setdefault(one.id, []).append(one)
    return found
