"""What the seller chooses before printing: which papers, on which sheet, in which order.

Lengths are mm. Pages are never scaled unless a custom sheet says so: bars must stay readable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Layout(StrEnum):
    """How pages come onto paper."""

    AS_IS = "as_is"  # one page on a sheet of its own size: A6 on A6, A4 invoices
    THERMAL_4X6 = "thermal_4x6"  # 4 x 6 in roll
    A4_4UP = "a4_4up"  # four labels on A4
    LETTER_4UP = "letter_4up"
    A4_PAIRS = "a4_pairs"  # two labels and their two invoices on A4
    A4_ONE = "a4_one"  # one page on A4, centred at true size
    CUSTOM = "custom"  # the seller's own sheet


class PageOrder(StrEnum):
    """In which order the papers come out; ties go on to the next in this list."""

    AS_SHOWN = "as_shown"
    DEADLINE = "deadline"
    COURIER = "courier"
    SKU = "sku"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class CustomSheet:
    """A sheet of the seller's own: its size, outer margins, gaps and how many fit."""

    width_mm: float
    height_mm: float
    columns: int = 1
    rows: int = 1
    margin_left_mm: float = 0.0
    margin_top_mm: float = 0.0
    gap_x_mm: float = 0.0
    gap_y_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class CropRule:
    """Where the label is on a channel's page: fractions of the page from its top left, as seen.

    `page_width_mm` and `page_height_mm` are those of the sample it was drawn on; a page of
    another size is left as it is.
    """

    channel: str
    left: float
    top: float
    right: float
    bottom: float
    page_width_mm: float
    page_height_mm: float


@dataclass(frozen=True, slots=True)
class PrintChoices:
    """Everything the print window asks for but the printer itself."""

    #: "label", "invoice" or both; both together come interleaved: a label, then its invoice.
    kinds: tuple[str, ...] = ("label",)
    layout: Layout = Layout.AS_IS
    order: tuple[PageOrder, ...] = (PageOrder.AS_SHOWN,)
    #: The first free place of a half-used sheet, from 0.
    first_slot: int = 0
    #: Keep single-item, multi-item and multi-quantity orders apart.
    apart_by_size: bool = False
    #: A page with the courier's name and count before each courier's labels.
    courier_separators: bool = False
    #: "37/148" outside the label's own area, where the sheet has room for it.
    sequence_marks: bool = False
    custom: CustomSheet | None = None
    crop_rules: tuple[CropRule, ...] = ()
    #: Orders taken out by hand in the preview.
    leave_out: frozenset[str] = field(default_factory=frozenset)
