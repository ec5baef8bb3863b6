"""Shipments made for the tests, no two alike, the same for the same number."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from konnect_desktop.domain.rows import ReadRecord
from konnect_desktop.domain.shipments import Address, OrderItem, Price, Shipment, ShipmentId

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
CHANNELS = ("AMAZON_MLF", "MYNTRA_IN", "FLIPKART", "AJIO_VMS", "MEESHO", "ONDC")
PLACES = (("Mumbai", "400001"), ("Pune", "411001"), ("Delhi", "110001"), ("Chennai", "600001"))
NAMES = ("Asha Rao", "राहुल देशपांडे", "José Fernandes", "Meera Iyer", "கவிதா ராமன்", "Vikram Singh")


def shipment(number: int, status: str = "CREATED", **changes: Any) -> Shipment:
    """A plausible shipment; `changes` replaces fields."""
    city, pincode = PLACES[number % len(PLACES)]
    values: dict[str, Any] = {
        "id": ShipmentId(f"1649823{number:013d}"),
        "status": status,
        "marketplace_order_id": f"FY-{number % 97:02d}/{number:06d}",
        "channel": CHANNELS[number % len(CHANNELS)],
        "location_code": f"LOC{number % 3}",
        "ordered_at": NOW - timedelta(minutes=number),
        "items": (
            OrderItem(
                item_id=f"{number}-1",
                sku=f"KURTA-{number % 500:03d}-M",
                name="Blue kurta M",
                quantity=1 + number % 3,
                mrp=Decimal("1499.00"),
            ),
        ),
        "price": Price(total=Decimal(500 + number % 4000) + Decimal("0.50")),
        "shipping_address": Address(
            name=NAMES[number % len(NAMES)], city=city, pincode=pincode, phone="9800000000"
        ),
    }
    values.update(changes)
    return Shipment(**values)


def record(one: Shipment) -> ReadRecord:
    """As a listing would give it; the raw bytes change with the shipment."""
    raw = {"id": one.id, "orderStatus": one.status, "text": repr(one), "pad": "x" * 400}
    return ReadRecord(one, json.dumps(raw).encode())


def records(*shipments: Shipment) -> list[ReadRecord]:
    """Several at once."""
    return [record(one) for one in shipments]
