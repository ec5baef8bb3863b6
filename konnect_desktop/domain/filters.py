"""What the seller asked to see, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from konnect_desktop.domain.states import Lane


class DueFilter(StrEnum):
    """Which deadlines to show."""

    ANY = ""
    LATE = "late"
    SOON = "soon"  # late or within the hour
    HOUR = "hour"  # within the hour, and not late yet
    TODAY = "today"  # late or due today (IST)


class Payment(StrEnum):
    """How the buyer pays."""

    ANY = ""
    COD = "cod"
    PREPAID = "prepaid"


class SortKey(StrEnum):
    """Columns the table can be sorted by."""

    DEADLINE = "deadline"
    STATUS = "status"
    CHANNEL = "channel"
    ORDER_NO = "order_no"
    ORDERED_AT = "ordered_at"
    SKU = "sku"
    QUANTITY = "quantity"
    AMOUNT = "amount"
    CITY = "city"
    COURIER = "courier"


#: What lists can be sorted by beside these, all rows gone through: fields of a `ShipmentRow`
#: that the store keeps in columns of the same names.
PLAIN_SORTS = frozenset(
    {
        "attention",
        "awb_text",
        "buyer",
        "has_invoice",
        "has_label",
        "invoice_printed",
        "is_cod",
        "is_self_ship",
        "item_text",
        "label_printed",
        "lane",
        "line_count",
        "location_code",
        "lock",
        "pincode",
        "seen_at",
    }
)
SortBy = SortKey | str


def sort_by(name: str) -> SortBy | None:
    """What this name sorts by; None when it is nothing that a list can be sorted by."""
    by_index = next((key for key in SortKey if key == name), None)
    return by_index or (name if name in PLAIN_SORTS else None)


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort column; ties are broken by shipment id so that pages never overlap."""

    key: SortBy = SortKey.DEADLINE
    descending: bool = False


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """All conditions at once (and-ed); empty means any. Dates are Indian days, both included."""

    lane: Lane | None = None
    text: str = ""
    channels: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    couriers: tuple[str, ...] = ()
    ordered_from: date | None = None
    ordered_to: date | None = None
    due: DueFilter = DueFilter.ANY
    self_ship: bool | None = None
    payment: Payment = Payment.ANY
    multi_item: bool | None = None
    label_printed: bool | None = None
    #: "Show only these": a fixed list, from a batch result.
    only_ids: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything beyond the lane is set, so that an empty list can say why."""
        return self != OrderFilter(lane=self.lane)

    def cleared(self) -> OrderFilter:
        """The same lane with nothing else set."""
        return OrderFilter(lane=self.lane)

    def in_lane(self, lane: Lane | None) -> OrderFilter:
        """The same conditions in another lane."""
        return replace(self, lane=lane)
