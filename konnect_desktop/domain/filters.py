"""What the seller asked to see, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

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
class OneOf:
    """A field of the row is one of the values; with none it may be any."""

    row_field: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes or no of the row: `yes` wants the one, `no` the other, all else either."""

    row_field: str
    yes: object = True
    no: object = False


@dataclass(frozen=True, slots=True)
class MoreThan:
    """A number of the row: True wants more than `than`, False no more, None any."""

    row_field: str
    than: int


Condition = OneOf | Flag | MoreThan


def _met_by(condition: Condition) -> dict[str, Condition]:
    """Of a field that the store turns into a condition by itself."""
    return {"condition": condition}


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """All conditions at once (and-ed); empty means any. Dates are Indian days, both included."""

    lane: Lane | None = None
    text: str = ""
    channels: tuple[str, ...] = field(default=(), metadata=_met_by(OneOf("channel")))
    locations: tuple[str, ...] = field(default=(), metadata=_met_by(OneOf("location_code")))
    couriers: tuple[str, ...] = field(default=(), metadata=_met_by(OneOf("courier_partner")))
    ordered_from: date | None = None
    ordered_to: date | None = None
    due: DueFilter = DueFilter.ANY
    self_ship: bool | None = field(default=None, metadata=_met_by(Flag("is_self_ship")))
    payment: Payment = field(
        default=Payment.ANY, metadata=_met_by(Flag("is_cod", Payment.COD, Payment.PREPAID))
    )
    multi_item: bool | None = field(default=None, metadata=_met_by(MoreThan("quantity", 1)))
    label_printed: bool | None = field(default=None, metadata=_met_by(Flag("label_printed")))
    #: "Show only these": a fixed list, from a batch result.
    only_ids: tuple[str, ...] = ()

    @classmethod
    def names(cls) -> frozenset[str]:
        """Its fields."""
        return frozenset(one.name for one in fields(cls))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything beyond the lane is set, so that an empty list can say why."""
        return self != OrderFilter(lane=self.lane)

    def cleared(self) -> OrderFilter:
        """The same lane with nothing else set."""
        return OrderFilter(lane=self.lane)

    def without(self, *names: str) -> OrderFilter:
        """The same without what these fields want."""
        none: dict[str, Any] = {name: getattr(OrderFilter(), name) for name in names}
        return replace(self, **none)

    def in_lane(self, lane: Lane | None) -> OrderFilter:
        """The same conditions in another lane."""
        return replace(self, lane=lane)


#: Field of the filter -> what it asks of a row; the others have conditions of their own.
CONDITIONS: dict[str, Condition] = {
    one.name: one.metadata["condition"] for one in fields(OrderFilter) if one.metadata
}
