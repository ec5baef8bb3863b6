"""A shop with 100,000 orders, for all benchmarks that need one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from konnect_desktop.domain.shipments import Shipment, ShipmentInfo
from konnect_desktop.store import ingest
from konnect_desktop.store.database import Database
from konnect_desktop.store.shipments import ShipmentStore
from tests.store.samples import NOW, records, shipment

ORDERS = 100_000
LIFE = (
    "CREATED",
    "CONFIRMED",
    "PROCESSING",
    "COMPLETED",
    "TRANSIT",
    *("DELIVERED",) * 3,
    "RETURN_PROCESSING",
    "CANCELLED",
)
#: Half of the goods are of cotton: a word that most of a shop's orders share.
_STUFFS = ("Cotton", "Silk", "Cotton", "Linen", "Cotton", "सूती")
_GOODS = ("kurta", "saree", "T-shirt", "कुर्ता", "palazzo trousers", "bedsheet", "dupatta")
_COLOURS = ("Indigo", "Maroon", "Mustard", "White", "Rani Pink", "Bottle Green", "Navy", "Teal")
_SLICE = 5_000


def order(number: int) -> Shipment:
    """One of the hundred thousand; statuses and goods as a shop has them, AWBs and phone numbers
    without a pattern."""
    status = LIFE[number % len(LIFE)]
    awb = (f"AWB{number * 7919 % 10**9:09d}",) if LIFE.index(status) > 1 else ()
    made = shipment(number, status, awb_numbers=awb)
    stuff, goods = _STUFFS[number // 7 % len(_STUFFS)], _GOODS[number % len(_GOODS)]
    name = f"Women's {stuff} {goods}, {_COLOURS[number // 3 % len(_COLOURS)]}, {number % 40}"
    phone = f"+91{6 + number % 4}{number * 104_729 % 10**9:09d}"
    return replace(
        made,
        items=(replace(made.items[0], name=name),),
        shipping_address=replace(made.shipping_address, phone=phone),
    )


def fill(path: Path, orders: int = ORDERS, now: datetime = NOW) -> Database:
    """A data file of so many orders with deadlines; big slices, for this is no user waiting."""
    db = Database(path)
    store = ShipmentStore(db)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "SLICE", _SLICE)
        for start in range(0, orders, _SLICE):
            part = [order(number) for number in range(start, start + _SLICE)]
            store.upsert(records(*part), store.next_read_seq(), now)
            infos = [
                ShipmentInfo(one.id, sla_due_at=now + timedelta(minutes=place * 37 % 5000 - 300))
                for place, one in enumerate(part)
            ]
            store.apply_info(infos, store.next_read_seq(), now)
    return db
