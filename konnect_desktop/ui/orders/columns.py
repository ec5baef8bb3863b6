"""The columns of the table, each with all that is known of it.

What one says in words, at length, stands in `cell_texts`, how it is painted in `cell_painters`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt

from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.filters import SortBy, SortKey, sort_by
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.orders import cell_painters as painters
from konnect_desktop.ui.orders import cell_texts as texts
from konnect_desktop.ui.orders.cell_painters import Paint
from konnect_desktop.ui.orders.cell_texts import awb_is_missing, paper_words

__all__ = ["COLUMNS", "FILLER", "KEYS", "SPARE", "awb_is_missing", "of", "paper_words"]

Text = Callable[[ShipmentRow, datetime], str]

Left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
Right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
Middle = Qt.AlignmentFlag.AlignCenter
_BY_TIME = ("earliest first", "latest first")
_BY_SIZE = ("smallest first", "largest first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Width:
    """The room of a column, px."""

    usual: int
    #: In a narrow window, where all columns shall be seen without scrolling sideways.
    narrow: int
    #: Whose turn it is to grow where there is room, because its text is often cut; 0 for never.
    grows: int
    #: Whose turn it is to step back beside the open details, which show the same; 0 for never.
    steps_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that is cut reads as another one: it is painted whole or not at all."""

    #: What is painted, in normal and in compact rows.
    text: Callable[[ShipmentRow, bool], str]
    is_bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. Raises ValueError where it cannot work."""

    key: str
    title: str
    width: Width
    #: What is read aloud, copied and exported, and painted if `paint` cannot.
    text: Text
    paint: Paint
    #: What a click on its title sorts by: a `SortKey`, or a field of the row; None for nothing.
    sort: SortBy | None
    align: Qt.AlignmentFlag
    #: Whether it shows before the seller chose; else only when wanted.
    is_shown: bool
    tool_tip: Text | None = None
    #: How the smallest come first, and the largest.
    ways: tuple[str, str] = ("A to Z", "Z to A")
    figure: Figure | None = None
    #: For what says nothing in a file that is read tomorrow: "Late 2 h".
    for_file: Callable[[ShipmentRow], str] | None = None
    #: Stays at its place and width, and cannot be hidden.
    is_fixed: bool = False

    def __post_init__(self) -> None:
        if self.sort is not None and sort_by(self.sort) is None:
            raise ValueError(f"column {self.key}: nothing can be sorted by {self.sort!r}")
        if not self.is_fixed and not (self.title and 24 <= self.width.narrow <= self.width.usual):
            raise ValueError(f"column {self.key}: needs a title, and 24 <= narrow <= usual width")


COLUMNS: tuple[Column, ...] = (
    Column(
        key="tick",
        title="",
        width=Width(usual=40, narrow=40, grows=0, steps_back=0),
        text=lambda _row, _now: "",
        paint=painters.nothing,
        sort=None,
        align=Middle,
        is_shown=True,
        is_fixed=True,
    ),
    Column(
        key="deadline",
        title="Deadline",
        # A cut deadline or order number is worth nothing, so these keep their room.
        width=Width(usual=116, narrow=116, grows=0, steps_back=0),
        text=texts.deadline,
        paint=painters.deadline,
        sort=SortKey.DEADLINE,
        align=Left,
        is_shown=True,
        tool_tip=texts.deadline_tip,
        ways=_BY_TIME,
        for_file=lambda row: formatting.exact(row.sla_due_at),
    ),
    Column(
        key="status",
        title="Status",
        width=Width(usual=138, narrow=126, grows=0, steps_back=0),
        text=texts.status,
        paint=painters.status,
        sort=SortKey.STATUS,
        align=Left,
        is_shown=True,
        tool_tip=texts.status_tip,
    ),
    Column(
        key="channel",
        title="Channel",
        width=Width(usual=122, narrow=110, grows=2, steps_back=9),
        text=lambda row, _now: channel_name(row.channel),
        paint=painters.channel,
        sort=SortKey.CHANNEL,
        align=Left,
        is_shown=True,
        tool_tip=lambda row, _now: row.channel,
    ),
    Column(
        key="order",
        title="Order ID",
        width=Width(usual=150, narrow=150, grows=5, steps_back=0),
        text=lambda row, _now: row.order_no,
        paint=painters.order,
        sort=SortKey.ORDER_NO,
        align=Left,
        is_shown=True,
        tool_tip=lambda row, _now: f"Order {row.order_no}\nShipment {row.id}",
    ),
    Column(
        key="items",
        title="Items",
        width=Width(usual=180, narrow=140, grows=1, steps_back=0),
        text=texts.items,
        paint=painters.items,
        sort=SortKey.SKU,
        align=Left,
        is_shown=True,
        tool_tip=texts.items_tip,
    ),
    Column(
        key="quantity",
        title="Qty",
        width=Width(usual=44, narrow=42, grows=0, steps_back=8),
        text=lambda row, _now: str(row.quantity),
        paint=painters.quantity,
        sort=SortKey.QUANTITY,
        align=Right,
        is_shown=True,
        ways=_BY_SIZE,
        figure=Figure(text=lambda row, _is_compact: str(row.quantity), is_bold=True),
    ),
    Column(
        key="amount",
        title="Amount",
        width=Width(usual=102, narrow=94, grows=0, steps_back=1),
        text=texts.amount,
        paint=painters.amount,
        sort=SortKey.AMOUNT,
        align=Right,
        is_shown=True,
        ways=_BY_SIZE,
        figure=Figure(text=texts.amount_figure, is_bold=False),
    ),
    Column(
        key="ship_to",
        title="Ship to",
        width=Width(usual=112, narrow=98, grows=4, steps_back=2),
        text=texts.ship_to,
        paint=painters.ship_to,
        sort=SortKey.CITY,
        align=Left,
        is_shown=True,
        tool_tip=texts.ship_to_tip,
    ),
    Column(
        key="courier",
        title="Courier, AWB",
        width=Width(usual=130, narrow=112, grows=3, steps_back=5),
        text=texts.courier,
        paint=painters.courier,
        sort=SortKey.COURIER,
        align=Left,
        is_shown=True,
        tool_tip=texts.courier_tip,
    ),
    Column(
        key="papers",
        title="Docs",
        width=Width(usual=60, narrow=58, grows=0, steps_back=3),
        text=texts.papers,
        paint=painters.papers,
        sort=None,
        align=Left,
        is_shown=True,
    ),
    Column(
        key="note",
        title="Note",
        width=Width(usual=46, narrow=46, grows=0, steps_back=4),
        text=lambda row, _now: row.note,
        paint=painters.note,
        sort=None,
        align=Left,
        is_shown=True,
    ),
    Column(
        key="ordered",
        title="Ordered",
        width=Width(usual=104, narrow=96, grows=0, steps_back=7),
        text=lambda row, now: formatting.when(row.ordered_at, now),
        paint=painters.ordered,
        sort=SortKey.ORDERED_AT,
        align=Left,
        is_shown=False,
        tool_tip=lambda row, _now: formatting.exact(row.ordered_at),
        ways=("oldest first", "newest first"),
        for_file=lambda row: formatting.exact(row.ordered_at),
    ),
    Column(
        key="location",
        title="Location",
        width=Width(usual=96, narrow=84, grows=0, steps_back=6),
        text=lambda row, _now: row.location_code,
        paint=painters.plain(lambda row: row.location_code),
        sort=None,
        align=Left,
        is_shown=False,
    ),
)
KEYS: tuple[str, ...] = tuple(column.key for column in COLUMNS)
_OF = {column.key: column for column in COLUMNS}
if len(_OF) < len(COLUMNS):
    raise ValueError("two columns have the same key")


def of(key: str) -> Column:
    """The column of that key. Raises KeyError."""
    return _OF[key]


def _in_turn(turn: Callable[[Column], int]) -> tuple[str, ...]:
    return tuple(column.key for column in sorted(COLUMNS, key=turn) if turn(column))


#: The one that takes the space that is left, and those that grow a little after it.
FILLER, *GROWING = _in_turn(lambda column: column.width.grows)
#: Those that step back, in this order.
SPARE = _in_turn(lambda column: column.width.steps_back)
