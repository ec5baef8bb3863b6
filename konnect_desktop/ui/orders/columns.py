"""The columns of the table: title, width, sort, and what each says in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt

from konnect_desktop.domain import sla
from konnect_desktop.domain.awb_wanted import awb_answer
from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.filters import SortKey
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.orders import courier_words, fix_words, lane_words

Left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Middle = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `text` is what is read aloud, copied and exported."""

    key: str
    title: str
    width: int
    text: Callable[[ShipmentRow, datetime], str]
    sort: SortKey | None = None
    tool_tip: Callable[[ShipmentRow, datetime], str] | None = None
    align: Qt.AlignmentFlag = Left
    #: Stays at its place and width, and cannot be hidden.
    is_fixed: bool = False


def _deadline(row: ShipmentRow, now: datetime) -> str:
    return formatting.deadline_text(sla.deadline(row.sla_due_at, now))


def _deadline_tip(row: ShipmentRow, _now: datetime) -> str:
    if row.sla_due_at is None:
        return "Fynd gave no deadline for this order."
    return f"Must leave by {formatting.exact(row.sla_due_at)}"


def _status(row: ShipmentRow, _now: datetime) -> str:
    text = lane_words.status_chip(row)[1]
    return f"{text}, locked" if row.lock else text


def _status_tip(row: ShipmentRow, _now: datetime) -> str:
    queued = "Waits here for the connection; nothing is sent yet." if row.is_queued else ""
    if row.is_read_back:
        queued = "Done. Its new status is read from Fynd with the end of the batch."
    lines = [
        lane_words.journey_text(row),
        f"Fynd calls it {row.status}",
        queued,
        *fix_words.lines(row),
    ]
    return "\n".join(line for line in lines if line)


def _items(row: ShipmentRow, _now: datetime) -> str:
    more = row.line_count - 1
    text = row.item_text or row.sku
    return f"{text} and {more} more" if more > 0 else text


def _items_tip(row: ShipmentRow, _now: datetime) -> str:
    lines = [*fix_words.lines(row), row.item_text, f"SKU {row.sku}" if row.sku else ""]
    if row.line_count > 1:
        lines.append(f"{row.line_count} items")
    return "\n".join(line for line in lines if line)


def _amount(row: ShipmentRow, _now: datetime) -> str:
    text = formatting.rupees(row.amount)
    return f"{text} COD".strip() if row.is_cod else text


def _ship_to(row: ShipmentRow, _now: datetime) -> str:
    return ", ".join(part for part in (row.city, row.pincode) if part)


def _ship_to_tip(row: ShipmentRow, _now: datetime) -> str:
    return "\n".join(part for part in (row.buyer, row.city, row.pincode) if part)


def awb_is_missing(row: ShipmentRow) -> bool:
    """Whether the courier cell asks for the seller's own AWB."""
    return row.is_self_ship and not row.awb_text and awb_answer(row).is_open


def _courier(row: ShipmentRow, now: datetime) -> str:
    if awb_is_missing(row):
        return "Self-ship, add AWB"
    if row.courier_check_at is not None:
        return f"No courier yet, {courier_words.next_check(row, now)}"
    name = row.courier_partner or ("Self-ship" if row.is_self_ship else "")
    return " ".join(part for part in (name, row.awb_text) if part)


def _courier_tip(row: ShipmentRow, now: datetime) -> str:
    if awb_is_missing(row):
        return "Press to type the AWB and courier (Ctrl+E)"
    return courier_words.courier_tip(row, now) or _courier(row, now)


def paper_words(kind: str, *, has: bool, printed: bool, stale: bool = False) -> str:
    """The state of one paper in words."""
    if stale:
        return f"{kind} out of date: the AWB changed"
    if printed:
        return f"{kind} printed"
    return f"{kind} fetched" if has else f"no {kind.lower()} yet"


def _papers(row: ShipmentRow, _now: datetime) -> str:
    label = paper_words(
        "Label", has=row.has_label, printed=row.label_printed, stale=row.is_stale_label
    )
    invoice = paper_words("Invoice", has=row.has_invoice, printed=row.invoice_printed)
    return f"{label}, {invoice}"


COLUMNS: tuple[Column, ...] = (
    Column("tick", "", 40, lambda _row, _now: "", is_fixed=True, align=Middle),
    Column("deadline", "Deadline", 116, _deadline, SortKey.DEADLINE, _deadline_tip),
    Column("status", "Status", 138, _status, SortKey.STATUS, _status_tip),
    Column(
        "channel",
        "Channel",
        122,
        lambda row, _now: channel_name(row.channel),
        SortKey.CHANNEL,
        lambda row, _now: row.channel,
    ),
    Column(
        "order",
        "Order ID",
        150,
        lambda row, _now: row.order_no,
        SortKey.ORDER_NO,
        lambda row, _now: f"Order {row.order_no}\nShipment {row.id}",
    ),
    Column("items", "Items", 180, _items, SortKey.SKU, _items_tip),
    Column(
        "quantity",
        "Qty",
        44,
        lambda row, _now: str(row.quantity),
        SortKey.QUANTITY,
        align=Right,
    ),
    Column("amount", "Amount", 102, _amount, SortKey.AMOUNT, align=Right),
    Column("ship_to", "Ship to", 112, _ship_to, SortKey.CITY, _ship_to_tip),
    Column("courier", "Courier, AWB", 130, _courier, SortKey.COURIER, _courier_tip),
    Column("papers", "Docs", 60, _papers, tool_tip=_papers),
    Column("note", "Note", 46, lambda row, _now: row.note, tool_tip=lambda row, _now: row.note),
    Column(
        "ordered",
        "Ordered",
        104,
        lambda row, now: formatting.when(row.ordered_at, now),
        SortKey.ORDERED_AT,
        lambda row, _now: formatting.exact(row.ordered_at),
    ),
    Column("location", "Location", 96, lambda row, _now: row.location_code),
)
KEYS: tuple[str, ...] = tuple(column.key for column in COLUMNS)
#: Shown from the menu of the header only when wanted.
HIDDEN_AT_FIRST = frozenset({"ordered", "location"})
#: Takes the space that is left.
FILLER = "items"
#: Grow a little where there is room, because their texts are often cut.
GROWING = ("channel", "courier", "ship_to", "order")
#: Step back in this order beside the open details, which show the same.
SPARE = (
    "amount",
    "ship_to",
    "papers",
    "note",
    "courier",
    "location",
    "ordered",
    "quantity",
    "channel",
)
#: A figure that is cut reads as another one, so it is painted as a whole or not at all.
FIGURES = frozenset({"quantity", "amount"})
#: Width in a narrow window, where all columns shall be seen without scrolling sideways.
NARROW = {
    # A cut deadline or order number is worth nothing, so these keep their room.
    "deadline": 116,
    "status": 126,
    "channel": 110,
    "order": 150,
    "items": 140,
    "quantity": 42,
    "amount": 94,
    "ship_to": 98,
    "courier": 112,
    "papers": 58,
    "note": 46,
    "ordered": 96,
    "location": 84,
}
