"""Orders made from a seed: the same seed, count and hour give the same orders."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import accumulate
from typing import TypeVar

from konnect_desktop.practice import catalogue
from konnect_desktop.practice.model import Buyer, SimItem, SimPackage, SimShipment

T = TypeVar("T")

# status, share in percent, (OMS state, weight) behind it
_MIX: tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...] = (
    ("CREATED", 55, (("placed", 95), ("store_reassigned", 5))),
    ("CONFIRMED", 6, (("bag_confirmed", 1),)),
    ("PROCESSING", 10, (("bag_invoiced", 3), ("dp_assigned", 7))),
    ("COMPLETED", 6, (("bag_packed", 9), ("bag_not_picked", 1))),
    ("TRANSIT", 8, (("bag_picked", 1),)),
    ("DELIVERED", 5, (("delivery_done", 1),)),
    ("CANCELLED", 3, (("cancelled_customer", 3), ("cancelled_fynd", 1))),
    ("RETURN_PROCESSING", 2,
     (("return_initiated", 1), ("return_dp_assigned", 1), ("return_bag_in_transit", 1),
      ("rto_initiated", 1))),
    ("RETURN_DELIVERED", 2,
     (("return_bag_delivered", 3), ("rto_bag_delivered", 2), ("cancelled_customer", 1))),
    ("RETURN_COMPLETED", 1, (("return_bag_accepted", 2), ("rto_bag_accepted", 1))),
    ("CREDIT_NOTE_GENERATED", 1, (("credit_note_generated", 1),)),
    ("HANDED_OVER_TO_CUSTOMER", 1, (("handed_over_to_customer", 1),)),
)  # fmt: skip

_CHANNEL_STEPS = list(accumulate(weight for _, weight, _ in catalogue.CHANNELS))
_NO_COURIER = frozenset({"CREATED", "CONFIRMED", "CANCELLED"})


class Seeder:
    """Makes shipments; `base` is the hour the orders are laid around (UTC)."""

    def __init__(self, seed: int, base: datetime, locations: tuple[str, ...]) -> None:
        self._rng = random.Random(seed)
        self._base = base
        self._locations = locations
        self._made = 0
        self._delivered: list[SimShipment] = []

    def opening(self, count: int) -> list[SimShipment]:
        """`count` shipments over all statuses, most of them waiting to be confirmed."""
        made: list[SimShipment] = []
        for (status, _, states), share in zip(_MIX, _quotas(count), strict=True):
            weights = list(accumulate(weight for _, weight in states))
            for n in range(share):
                # The first few walk through every state, so that small worlds have them all.
                at = n if n < len(states) else self._step(weights)
                made.append(self.shipment(status, states[at][0], self._order_at(status)))
        return made

    def new_order(self, at: datetime) -> SimShipment:
        """One order that has just been placed: nobody has locked or changed it yet."""
        fresh = self.shipment("CREATED", "placed", at)
        fresh.lock = None
        for item in fresh.items:
            item.quantity, item.cancelled_by = item.ordered, ""
        return fresh

    def shipment(self, status: str, state: str, order_at: datetime) -> SimShipment:
        """One shipment in the given status and OMS state."""
        self._made += 1
        rng = self._rng
        milliseconds = int(order_at.timestamp() * 1000)
        shipment_id = f"{milliseconds:013d}{self._made * 7919 % 10_000_000:07d}"
        kind = "RETURN" if state.startswith("return_") else "FORWARD"
        if state.startswith("rto_"):
            kind = "RTO"
        elif state == "credit_note_generated":
            kind = "RETURN" if rng.random() < 0.7 else "RTO"
        origin = self._pick(self._delivered) if kind == "RETURN" and self._delivered else None
        items = self._items(origin)
        channel = catalogue.CHANNELS[self._step(_CHANNEL_STEPS)]
        made = SimShipment(
            id=shipment_id,
            forward_id=shipment_id,
            kind=kind,
            status=status,
            oms_state=state,
            location=origin.location if origin else self._pick(self._locations),
            channel=origin.channel if origin else channel[0],
            self_ship=origin.self_ship if origin else rng.random() < 0.12,
            buyer=origin.buyer if origin else self._buyer(),
            items=items,
            packages=self._packages(items),
            order_at=order_at,
            sla_at=self._sla_at(status),
            cod=origin.cod if origin else rng.random() < 0.42,
            shipping_charge=0 if rng.random() < 0.7 else 49,
            marketplace_order_id=f"{channel[2]}{rng.randrange(10**12):012d}",
        )
        self._finish(made, origin)
        return made

    def courier_for(self, shipment: SimShipment) -> tuple[str, str, str]:
        """Name, code and AWB number of the courier partner that takes this shipment."""
        name, code, prefix, digits = self._pick(catalogue.COURIERS)
        return name, code, f"{prefix}{self._rng.randrange(10**digits):0{digits}d}"

    def chance(self) -> float:
        return self._rng.random()

    def _finish(self, made: SimShipment, origin: SimShipment | None) -> None:
        rng = self._rng
        if made.kind == "RETURN":
            made.marketplace_return_id = f"RT{rng.randrange(10**10):010d}"
            made.forward_id = origin.id if origin else f"{int(made.id) - 86_400_000 * 10**7}"
            made.marketplace_order_id = (
                origin.marketplace_order_id if origin else made.marketplace_order_id
            )
        if made.status == "RETURN_DELIVERED" and made.oms_state == "cancelled_customer":
            made.cancelled_after_invoice = True
            made.status = "CANCELLED"
        if made.buyer.pincode[:3] in catalogue.HARD_PIN_PREFIXES:
            made.courier_tries = 3
        if made.status not in _NO_COURIER:
            made.invoice_number = f"PT/{made.location[:3]}/{self._made:06d}"
            self._give_courier(made)
        if made.status == "CREDIT_NOTE_GENERATED":
            made.credit_note_number = f"CN/{made.location[:3]}/{self._made:06d}"
        if made.status == "DELIVERED":
            self._delivered.append(made)
        if made.status in ("CREATED", "CONFIRMED", "PROCESSING") and rng.random() < 0.02:
            made.lock = ("complete", "operational", "financial")[rng.randrange(3)]
        if made.status == "CREATED" and len(made.items) > 1 and rng.random() < 0.04:
            made.items[-1].quantity = 0
            made.items[-1].cancelled_by = "customer"

    def _give_courier(self, made: SimShipment) -> None:
        if made.oms_state == "bag_invoiced":
            return
        # A seller's own courier is known only after the AWB was pushed.
        if made.self_ship and made.oms_state in ("dp_assigned", "bag_packed", "return_dp_assigned"):
            return
        made.courier_name, made.courier_code, made.awb = self.courier_for(made)
        if made.self_ship:
            made.courier_code = None

    def _items(self, origin: SimShipment | None) -> list[SimItem]:
        if origin is not None:
            source = origin.items[0]
            return [self._item_like(source)]
        rng = self._rng
        count = (1, 1, 1, 1, 1, 1, 2, 2, 3, 4)[rng.randrange(10)]
        return [self._item() for _ in range(count)]

    def _item(self) -> SimItem:
        rng = self._rng
        name, stem, hsn, tax, low, high, sizes, colours = self._pick(catalogue.PRODUCTS)
        size, colour = self._pick(sizes), self._pick(colours)
        mrp = rng.randrange(low // 50, high // 50 + 1) * 50 + 49
        quantity = (1, 1, 1, 1, 1, 1, 1, 1, 2, 3)[rng.randrange(10)]
        return SimItem(
            item_id=str(8_800_000_000 + self._made * 10 + rng.randrange(3) + 1)
            + f"{rng.randrange(10_000):04d}",
            sku=f"{stem}-{colour[:3].upper()}-{size.replace(' ', '').upper()}",
            name=f"{name}, {colour}, {size}",
            hsn=hsn,
            mrp=mrp,
            price=max(99, mrp * (60 + rng.randrange(36)) // 100),
            tax_rate=tax,
            quantity=quantity,
            ordered=quantity,
        )

    def _item_like(self, source: SimItem) -> SimItem:
        return SimItem(
            item_id=str(9_900_000_000_0000 + self._made),
            sku=source.sku,
            name=source.name,
            hsn=source.hsn,
            mrp=source.mrp,
            price=source.price,
            tax_rate=source.tax_rate,
            quantity=1,
            ordered=1,
        )

    def _packages(self, items: list[SimItem]) -> list[SimPackage]:
        rng = self._rng
        pieces = sum(item.ordered for item in items)
        count = 2 if pieces > 3 and rng.random() < 0.5 else 1
        return [
            SimPackage(
                package_id=f"PKG-{n + 1}",
                length_cm=20 + rng.randrange(20),
                width_cm=15 + rng.randrange(15),
                height_cm=3 + rng.randrange(15),
                weight_g=150 + 250 * pieces // count + rng.randrange(200),
            )
            for n in range(count)
        ]

    def _buyer(self) -> Buyer:
        rng = self._rng
        city, state, prefix, latitude, longitude, script = self._pick(catalogue.CITIES)
        if rng.random() < 0.4:
            name, latin = self._pick(catalogue.NAMES[script])
        else:
            name = latin = self._pick(catalogue.LATIN_NAMES)
        return Buyer(
            name=name,
            latin_name=latin,
            phone=f"90000{rng.randrange(100_000):05d}",
            email=f"buyer{self._made}@example.com",
            line1=self._pick(catalogue.STREETS).format(n=1 + rng.randrange(240)),
            line2=self._pick(catalogue.AREAS),
            landmark=self._pick(catalogue.LANDMARKS),
            city=city,
            state=state,
            pincode=f"{prefix}{1 + rng.randrange(98):03d}",
            latitude=latitude,
            longitude=longitude,
        )

    def _order_at(self, status: str) -> datetime:
        hours = {"CREATED": (0, 20), "CONFIRMED": (2, 24), "PROCESSING": (3, 36)}.get(status)
        low, high = hours or (24, 24 * 12)
        seconds = low * 3600 + self._rng.randrange((high - low) * 3600)
        return self._base - timedelta(seconds=seconds)

    def _sla_at(self, status: str) -> datetime:
        chance, rng = self._rng.random(), self._rng
        if chance < 0.08:
            minutes = -(10 + rng.randrange(300))
        elif chance < 0.15:
            minutes = 5 + rng.randrange(55)
        elif chance < 0.60:
            minutes = 60 + rng.randrange(9 * 60)
        elif chance < 0.92:
            minutes = 10 * 60 + rng.randrange(26 * 60)
        else:
            minutes = 36 * 60 + rng.randrange(48 * 60)
        return self._base + timedelta(minutes=minutes)

    def _pick(self, rows: tuple[T, ...] | list[T]) -> T:
        return rows[int(self._rng.random() * len(rows))]

    def _step(self, steps: list[int]) -> int:
        at = self._rng.random() * steps[-1]
        return next(n for n, edge in enumerate(steps) if at < edge)


def _quotas(count: int) -> list[int]:
    """How many shipments each status gets: exact shares, one of each from 40 orders on."""
    shares = [count * percent // 100 for _, percent, _ in _MIX]
    if count >= 40:
        shares = [max(1, share) for share in shares]
    shares[0] += count - sum(shares)
    return shares
