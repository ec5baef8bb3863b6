"""What the simulator remembers: shipments with their items and packages, and what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

CALLS = (
    "token", "orders", "info", "cancel", "confirm", "invoiceUpdate", "awb", "pack",
    "courierDetails", "labels", "invoice", "dispatch", "status", "track", "return",
)  # fmt: skip
"""Names of the 15 calls, as the tail of their path reads (docs/konnect-api.md 1)."""

STATUSES = (
    "CREATED", "CONFIRMED", "PROCESSING", "COMPLETED", "TRANSIT", "HANDED_OVER_TO_CUSTOMER",
    "DELIVERED", "CANCELLED", "RETURN_PROCESSING", "RETURN_DELIVERED", "RETURN_COMPLETED",
    "RETURN_ACCEPTED", "CREDIT_NOTE_GENERATED",
)  # fmt: skip

_INDEXED = frozenset({"status", "location", "cancelled_after_invoice"})


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who gets the parcel; `name` may be in any Indian script, `latin_name` never is."""

    name: str
    latin_name: str
    phone: str
    email: str
    line1: str
    line2: str
    landmark: str
    city: str
    state: str
    pincode: str
    latitude: float
    longitude: float


@dataclass(slots=True)
class SimItem:
    """One bag; `quantity` is what is still open, prices in whole rupees, tax in percent."""

    item_id: str
    sku: str
    name: str
    hsn: str
    mrp: int
    price: int
    tax_rate: int
    quantity: int
    ordered: int
    cancelled_by: str = ""
    imei: list[str] = field(default_factory=list)
    quality: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.quantity > 0


@dataclass(slots=True)
class SimPackage:
    """One parcel: centimetres and grams."""

    package_id: str
    length_cm: float
    width_cm: float
    height_cm: float
    weight_g: float


@dataclass(eq=False)
class SimShipment:
    """One shipment. Writing `status` or `location` keeps the listings right by itself."""

    id: str
    forward_id: str
    kind: str  # FORWARD, RETURN or RTO
    status: str
    oms_state: str
    location: str
    channel: str
    self_ship: bool
    buyer: Buyer
    items: list[SimItem]
    packages: list[SimPackage]
    order_at: datetime
    sla_at: datetime
    cod: bool
    shipping_charge: int
    marketplace_order_id: str
    marketplace_return_id: str | None = None
    courier_name: str | None = None
    courier_code: str | None = None
    awb: str | None = None
    courier_tries: int = 1
    lock: str | None = None
    invoice_number: str | None = None
    invoice_extra: dict[str, Any] = field(default_factory=dict)
    credit_note_number: str | None = None
    dispatched: bool = False
    cancelled_after_invoice: bool = False
    history: list[tuple[datetime, str]] = field(default_factory=list)
    index: StatusIndex | None = None

    def __setattr__(self, name: str, value: object) -> None:
        index = self.__dict__.get("index") if name in _INDEXED else None
        if index is None:
            object.__setattr__(self, name, value)
            return
        index.remove(self)
        object.__setattr__(self, name, value)
        index.add(self)

    def listed_as(self) -> tuple[str, ...]:
        """The listings that hold this shipment
        (docs/konnect-api.md 11, cancelled after invoicing)."""
        if self.cancelled_after_invoice and self.status == "CANCELLED":
            return ("CANCELLED", "RETURN_DELIVERED")
        return (self.status,)

    def open_items(self) -> list[SimItem]:
        return [item for item in self.items if item.is_open]

    def item(self, item_id: str) -> SimItem | None:
        return next((item for item in self.items if item.item_id == item_id), None)

    def goods_total(self) -> int:
        """Rupees for the open items (all of them once everything is cancelled)."""
        rows = self.open_items()
        if rows:
            return sum(item.price * item.quantity for item in rows)
        return sum(item.price * item.ordered for item in self.items)


class StatusIndex:
    """Shipments by (location, status), in the order in which they came there."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], dict[str, SimShipment]] = {}

    def add(self, shipment: SimShipment) -> None:
        for status in shipment.listed_as():
            bucket = self._buckets.setdefault((shipment.location, status), {})
            bucket[shipment.id] = shipment

    def remove(self, shipment: SimShipment) -> None:
        for status in shipment.listed_as():
            self._buckets.get((shipment.location, status), {}).pop(shipment.id, None)

    def listing(self, location: str, status: str) -> list[SimShipment]:
        return list(self._buckets.get((location, status), {}).values())

    def rotate(self, location: str, status: str, count: int) -> None:
        """Send the first `count` rows to the end, as other people's work would."""
        bucket = self._buckets.get((location, status), {})
        for shipment_id in list(bucket)[:count]:
            bucket[shipment_id] = bucket.pop(shipment_id)

    def __iter__(self) -> Iterator[tuple[tuple[str, str], dict[str, SimShipment]]]:
        return iter(self._buckets.items())


@dataclass(frozen=True, slots=True)
class Change:
    """One change that a call really made; `before` and `after` read STATUS/oms_state."""

    n: int
    at: datetime
    call: str
    shipment_id: str
    before: str
    after: str
    payload: dict[str, Any]


@dataclass(slots=True)
class RequestSeen:
    """One request as it arrived; credentials and tokens are left out on purpose."""

    n: int
    at_monotonic: float
    method: str
    path: str
    call: str
    record_ids: tuple[str, ...]
    token_ok: bool
    headers: dict[str, str]
    status: int = 0
    query: dict[str, str] = field(default_factory=dict)
    payload: Any = None


class Refusal(Exception):
    """A record that the rules turn down, with the code of its call (docs/konnect-api.md 4.5)."""

    def __init__(self, code: str, message: str, reason: str = "", item_id: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason or "Invalid request"
        self.item_id = item_id

    def as_error(self, shipment_id: str) -> dict[str, Any]:
        error: dict[str, Any] = {"orderId": shipment_id}
        if self.item_id:
            error["orderItemId"] = self.item_id
        return error | {"code": self.code, "reason": self.reason, "message": self.message}
