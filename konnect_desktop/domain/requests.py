"""What the seller asks of the server, one record per shipment (docs/konnect-api.md 10).

Lengths are cm, weights g. Field names are the app's; only the api room knows the wire's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from konnect_desktop.domain.shipments import Package

#: Reason codes of cancel and their words (10.3). The server may know more.
CANCEL_REASONS: Mapping[str, str] = {
    "6": "Out of stock",
    "7": "Product not as described",
    "8": "Price mismatch",
    "9": "Damaged product",
}
#: Quality slugs of return QC by group; an empty slug means good (10.14).
QC_REASONS: Mapping[str, tuple[str, ...]] = {
    "Good": ("",),
    "Bad": (
        "tag_missing",
        "package_damaged",
        "refinish_damaged",
        "refinish_for_pressing",
        "seal_opened",
        "wrong_product_received",
    ),
    "Missing": (
        "lost",
        "short_received",
        "empty_box_received",
        "free_gift_missing",
        "component_missing",
    ),
    "Ugly": ("fully_damaged",),
}
SALE = "sale"
RETURN = "return"


@dataclass(frozen=True, slots=True)
class ItemQuantity:
    """One item and how many pieces of it; `serials` are IMEI or serial numbers (10.5)."""

    item_id: str
    quantity: int
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelItem:
    """One item to cancel, with the reason that the call wants for each."""

    item_id: str
    quantity: int
    reason_code: str


@dataclass(frozen=True, slots=True)
class QcItem:
    """One returned item and its quality slug; "" means good."""

    item_id: str
    quantity: int
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmRecord:
    """Confirm a shipment with all its open items; no items means all of them (10.4)."""

    shipment_id: str
    items: tuple[ItemQuantity, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelRecord:
    """Cancel items of a shipment; the whole of it when all open items are named (10.3)."""

    shipment_id: str
    items: tuple[CancelItem, ...]


@dataclass(frozen=True, slots=True)
class InvoiceRecord:
    """An invoice (`sale`) or a credit note (`return`); "" and () are not sent (10.5).

    `packages`, when given, overwrite the dimensions that the server holds.
    """

    shipment_id: str
    invoice_number: str
    invoice_type: str = SALE
    items: tuple[ItemQuantity, ...] = ()
    packages: tuple[Package, ...] = ()
    irn: str = ""
    qr: str = ""
    ack_number: str = ""
    ack_date: str = ""
    signed_invoice: str = ""


@dataclass(frozen=True, slots=True)
class AwbRecord:
    """The AWB and courier partner of a self-ship parcel that has left (10.6)."""

    shipment_id: str
    awb_number: str
    courier_partner: str
    auto_dispatch: bool = True


@dataclass(frozen=True, slots=True)
class StatusRecord:
    """A milestone of a self-ship parcel, such as `bag_picked` (10.12); "" is not sent.

    The two dates are texts like 2025-12-10T10:00:00, Indian time.
    """

    shipment_id: str
    milestone: str
    remark: str = ""
    reason_code: int | None = None
    courier_location: str = ""
    promised_delivery_date: str = ""
    estimated_delivery_date: str = ""


@dataclass(frozen=True, slots=True)
class QcRecord:
    """Accept a return, with the quality of each item (10.14)."""

    shipment_id: str
    items: tuple[QcItem, ...] = ()
