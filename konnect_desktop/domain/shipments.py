"""A shipment and its parts, as the app knows them (docs/konnect-api.md 5).

The wire calls a shipment an order; here the row of the table is always a Shipment.
Money is Decimal rupees, lengths are cm, weights g, times are aware datetimes in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NewType

from konnect_desktop.domain import states
from konnect_desktop.domain.states import Journey, Lock

ShipmentId = NewType("ShipmentId", str)


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One line of a shipment; a bag on the packing floor."""

    item_id: str
    sku: str = ""
    name: str = ""
    quantity: int = 0
    hsn_code: str = ""
    mrp: Decimal | None = None
    selling_price: Decimal | None = None
    tax_rate: Decimal | None = None
    serials: tuple[str, ...] = ()
    state: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the item still has to be sent: not cancelled and not empty."""
        return self.quantity > 0 and "cancel" not in self.state.casefold()


@dataclass(frozen=True, slots=True)
class Address:
    """Where a parcel or a bill goes. Personal data: never logged."""

    name: str = ""
    phone: str = ""
    email: str = ""
    line1: str = ""
    line2: str = ""
    landmark: str = ""
    city: str = ""
    state: str = ""
    pincode: str = ""
    country: str = ""

    def lines(self) -> list[str]:
        """The address as it is written on paper, empty parts left out."""
        town = " ".join(part for part in (self.city, self.pincode) if part)
        parts = (self.name, self.line1, self.line2, self.landmark, town, self.state, self.country)
        return [part for part in parts if part]


@dataclass(frozen=True, slots=True)
class Price:
    """Amounts as the server states them; nothing is computed from them (5.4)."""

    currency: str = "INR"
    total: Decimal | None = None
    prepaid: Decimal | None = None
    cod: Decimal | None = None
    discount: Decimal | None = None
    tax: Decimal | None = None
    shipping: Decimal | None = None

    @property
    def is_cod(self) -> bool:
        """Cash is collected only where the server names an amount for it."""
        return self.cod is not None and self.cod > 0

    @property
    def shown(self) -> Decimal | None:
        """The one amount for the table: the total, else what is paid or to be paid."""
        if self.total is not None:
            return self.total
        if self.is_cod:
            return self.cod
        return self.prepaid


@dataclass(frozen=True, slots=True)
class Package:
    """One box of a shipment, in cm and g."""

    package_id: str = ""
    length_cm: Decimal | None = None
    width_cm: Decimal | None = None
    height_cm: Decimal | None = None
    weight_g: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel from one location: the unit that every call acts on."""

    id: ShipmentId
    status: str
    forward_id: str = ""
    marketplace_order_id: str = ""
    marketplace_return_id: str = ""
    marketplace_invoice_number: str = ""
    channel: str = ""
    location_code: str = ""
    ordered_at: datetime | None = None
    is_self_ship: bool = False
    courier_partner: str = ""
    courier_code: str = ""
    awb_numbers: tuple[str, ...] = ()
    items: tuple[OrderItem, ...] = ()
    price: Price = field(default_factory=Price)
    shipping_address: Address = field(default_factory=Address)
    billing_address: Address | None = None
    packages: tuple[Package, ...] = ()
    is_multi_package: bool = False
    fulfillment_type: str = ""
    is_seller_invoiced: bool | None = None
    additional_info: str = ""
    journey: Journey = Journey.FORWARD
    lock: Lock = Lock.FREE
    lock_text: str = ""
    #: The status it was listed under, where `status` is a word that nobody knows.
    listed_status: str = ""

    @property
    def standing(self) -> str:
        """The status it stands in, as far as the answer tells."""
        return states.standing(self.status, self.listed_status)

    @property
    def open_items(self) -> tuple[OrderItem, ...]:
        """The items that a confirm, an invoice or a cancellation names."""
        return tuple(item for item in self.items if item.is_open)

    @property
    def has_courier(self) -> bool:
        """The best sign of `dp_assigned` that the payload gives (section 6)."""
        return bool(self.courier_partner or self.awb_numbers)

    @property
    def quantity(self) -> int:
        """Pieces still to be sent, over all items."""
        return sum(item.quantity for item in self.open_items)


@dataclass(frozen=True, slots=True)
class ShipmentInfo:
    """The light record of the info call (10.2): status, promise and lock.

    `lock` is None when the answer did not carry the property at all.
    """

    id: ShipmentId
    status: str = ""
    journey: Journey | None = None
    sla_due_at: datetime | None = None
    processing_due_at: datetime | None = None
    sla_text: str = ""
    lock: Lock | None = None
    lock_text: str = ""
