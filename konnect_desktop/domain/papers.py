"""What stands on our own papers: pick list, packing slip, courier handover sheet.

Plain values in the words of the paper; whoever draws them needs no clock and no rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from konnect_desktop.domain.page_order import natural
from konnect_desktop.domain.shipments import OrderItem, Shipment


class Paper(StrEnum):
    """The papers that we make ourselves."""

    PICK_LIST = "pick_list"
    PACKING_SLIP = "packing_slip"
    HANDOVER_SHEET = "handover_sheet"


class PaperSize(StrEnum):
    """Upright sheets that every office printer has."""

    A4 = "A4"
    A5 = "A5"

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height."""
        return (210.0, 297.0) if self is PaperSize.A4 else (148.0, 210.0)


class PickSort(StrEnum):
    """In which order the goods are walked to."""

    SHELF = "shelf"
    SKU = "sku"
    NAME = "name"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True)
class PaperChoices:
    """What the seller chooses before one of these papers is printed."""

    size: PaperSize = PaperSize.A4
    bar_codes: bool = True
    #: Pick list: the order of the lines, and whether single-item orders stand apart, first.
    sort: PickSort = PickSort.SHELF
    apart: bool = False
    #: Pick list: name the orders that need each article.
    orders: bool = True
    #: Packing slip: print the seller's own notes.
    notes: bool = True


@dataclass(frozen=True, slots=True)
class PaperHead:
    """What every page says at its top: whose it is, where, and when it was made."""

    seller: str = ""
    location: str = ""
    made_at: str = ""


@dataclass(frozen=True, slots=True)
class PickLine:
    """One article: how many, from where, and for which orders (order number, pieces)."""

    sku: str
    name: str
    quantity: int
    shelf: str = ""
    orders: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PickSection:
    """Lines that are picked together; `title` is "" when there is one section only."""

    title: str
    lines: tuple[PickLine, ...]

    @property
    def pieces(self) -> int:
        """How many pieces are picked for this section."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class PickList:
    """Everything to fetch from the shelves of one location."""

    head: PaperHead
    sections: tuple[PickSection, ...]
    orders: int

    @property
    def pieces(self) -> int:
        """How many pieces are picked in all."""
        return sum(section.pieces for section in self.sections)

    @property
    def articles(self) -> int:
        """How many different articles are on the list."""
        return len({(line.sku, line.name) for part in self.sections for line in part.lines})


@dataclass(frozen=True, slots=True)
class SlipItem:
    """One line of a packing slip."""

    sku: str
    name: str
    quantity: int
    shelf: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackingSlip:
    """What belongs into one parcel. Carries no prices: it may travel inside as a gift."""

    head: PaperHead
    order_no: str
    shipment_id: str
    items: tuple[SlipItem, ...]
    address: tuple[str, ...] = ()
    channel: str = ""
    ordered: str = ""
    leave_by: str = ""
    courier: str = ""
    awb: str = ""
    payment: str = ""
    boxes: int = 1
    #: What came with the order, and the seller's own words.
    message: str = ""
    note: str = ""

    @property
    def pieces(self) -> int:
        """How many pieces belong into the parcel."""
        return sum(item.quantity for item in self.items)


#: How a parcel is paid for, as the sheet says it and as it is kept.
COD, PREPAID = "COD", "Prepaid"


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One parcel on a handover sheet."""

    shipment_id: str
    order_no: str
    awb: str
    boxes: int = 1
    #: None when no package of it has a weight.
    weight_g: Decimal | None = None
    payment: str = ""
    #: Rupees that the courier collects for it; None for a prepaid parcel, and where unknown.
    collect: Decimal | None = None

    @property
    def is_cod(self) -> bool:
        """Whether the buyer pays at the door."""
        return self.payment == COD


@dataclass(frozen=True, slots=True)
class HandoverSheet:
    """The parcels that one courier takes from one location, for one signature."""

    head: PaperHead
    number: int
    courier: str
    rows: tuple[HandoverRow, ...]
    #: Who hands over; "" leaves the line to a pen.
    person: str = ""

    @property
    def name(self) -> str:
        """What the sheet is called on paper and on screen."""
        return sheet_name(self.number)

    @property
    def boxes(self) -> int:
        """How many boxes change hands."""
        return sum(row.boxes for row in self.rows)

    @property
    def weight_g(self) -> Decimal | None:
        """The known weights together; None when none is known."""
        known = [row.weight_g for row in self.rows if row.weight_g is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def cod_parcels(self) -> int:
        """How many parcels the courier collects cash for; an order in several boxes is one."""
        return len({row.shipment_id for row in self.rows if row.is_cod})

    @property
    def collect(self) -> Decimal | None:
        """The cash to collect in all, rupees; None when no amount is known."""
        known = [row.collect for row in self.rows if row.collect is not None]
        return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A handover sheet that was printed or saved."""

    number: int
    courier: str
    head: PaperHead
    made_at: datetime
    printer: str
    parcels: int
    #: Who handed over; "" when nobody said so.
    person: str = ""

    @property
    def name(self) -> str:
        """What the sheet is called on paper and on screen."""
        return sheet_name(self.number)


def sheet_name(number: int) -> str:
    """HS-00012."""
    return f"HS-{number:05d}"


# ---- building ----------------------------------------------------------------------------


@dataclass(slots=True)
class _Sum:
    name: str
    quantity: int = 0
    orders: dict[str, int] = field(default_factory=dict)


SINGLE = "Orders with one piece"
SEVERAL = "Orders with several pieces"


def pick_sections(
    shipments: Sequence[Shipment], shelves: Mapping[str, str], choices: PaperChoices
) -> tuple[PickSection, ...]:
    """The open items of `shipments` totalled by SKU; what has no SKU is told apart by its name."""
    if not choices.apart:
        return (PickSection("", _lines(shipments, shelves, choices)),)
    single = [each for each in shipments if each.quantity == 1]
    several = [each for each in shipments if each.quantity > 1]
    parts = ((SINGLE, single), (SEVERAL, several))
    return tuple(PickSection(t, _lines(part, shelves, choices)) for t, part in parts if part)


def _lines(
    shipments: Iterable[Shipment], shelves: Mapping[str, str], choices: PaperChoices
) -> tuple[PickLine, ...]:
    sums: dict[tuple[str, str], _Sum] = {}
    for shipment in shipments:
        order_no = shipment.marketplace_order_id or shipment.id
        for item in shipment.open_items:
            sku = item.sku.strip()
            total = sums.setdefault((sku, "" if sku else item.name), _Sum(item.name))
            total.quantity += item.quantity
            total.orders[order_no] = total.orders.get(order_no, 0) + item.quantity
    lines = [
        PickLine(sku, total.name, total.quantity, shelves.get(sku, ""), tuple(total.orders.items()))
        for (sku, _), total in sums.items()
    ]
    return tuple(sorted(lines, key=lambda line: _pick_key(line, choices.sort)))


def _pick_key(line: PickLine, sort: PickSort) -> tuple[object, ...]:
    article = (_counted(line.sku), _counted(line.name))
    if sort is PickSort.SKU:
        return article
    if sort is PickSort.NAME:
        return _counted(line.name), *article
    if sort is PickSort.QUANTITY:
        return -line.quantity, *article
    return _counted(line.shelf), *article


def _counted(text: str) -> tuple[object, ...]:
    """2 before 15; what has no shelf or no SKU comes last."""
    return (not text.strip(), natural(text.strip()))


def slip_items(shipment: Shipment, shelves: Mapping[str, str]) -> tuple[SlipItem, ...]:
    """The open items of one shipment, in shelf order."""

    def made(item: OrderItem) -> SlipItem:
        sku = item.sku.strip()
        return SlipItem(sku, item.name, item.quantity, shelves.get(sku, ""), item.serials)

    items = [made(item) for item in shipment.open_items]
    return tuple(sorted(items, key=lambda item: (_counted(item.shelf), _counted(item.sku))))


def handover_rows(shipments: Iterable[Shipment]) -> tuple[HandoverRow, ...]:
    """One row for each AWB number; a shipment without one still has its row."""
    rows: list[HandoverRow] = []
    for shipment in shipments:
        numbers = shipment.awb_numbers or ("",)
        known = [p.weight_g for p in shipment.packages if p.weight_g is not None]
        weight = sum(known, Decimal(0)) if known else None
        boxes = max(1, len(shipment.packages))
        for index, awb in enumerate(numbers):
            rows.append(
                HandoverRow(
                    shipment_id=shipment.id,
                    order_no=shipment.marketplace_order_id or shipment.id,
                    awb=awb,
                    # Each AWB is a box of its own; what the packages say beyond goes to the first.
                    boxes=1 if index else max(1, boxes - len(numbers) + 1),
                    weight_g=None if index else weight,
                    payment=COD if shipment.price.is_cod else PREPAID,
                    # Collected once, at the first box.
                    collect=shipment.price.cod if shipment.price.is_cod and not index else None,
                )
            )
    return tuple(rows)
