"""What the seller chooses before printing: which papers, on which sheet, in which order.

Lengths are mm. A page that would have to be made smaller is printed only where the seller agreed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

#: An edge this near the page's edge is the page's edge: fields for mm hold tenths, and makers of
#: PDFs round A4 in more than one way.
_HAIR_MM = 0.15
_SAME_PAGE_MM = 2.0


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


class TooLarge(StrEnum):
    """Why a page does not come onto a place."""

    WOULD_SHRINK = "would_shrink"  # it could be made smaller, but nobody agreed to that
    BARS_TOO_FINE = "bars_too_fine"  # made smaller its bars would not scan
    TOO_SMALL = "too_small"  # made smaller nobody could read it


class Cut(StrEnum):
    """What a rule does to a bar code."""

    BARS = "bars"  # a part of it is outside
    QUIET = "quiet"  # the white beside it is outside
    AWAY = "away"  # it says the AWB, and is wholly outside


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
    another size is left as it is. `channel` "" is every channel.
    """

    channel: str
    left: float
    top: float
    right: float
    bottom: float
    page_width_mm: float
    page_height_mm: float

    def snapped(self) -> CropRule:
        """The same with edges that are a hair off the page's edge, on either side, on it."""
        across, down = self.page_width_mm, self.page_height_mm
        return replace(
            self,
            left=_snapped(self.left, across),
            top=_snapped(self.top, down),
            right=_snapped(self.right, across),
            bottom=_snapped(self.bottom, down),
        )

    @property
    def is_sound(self) -> bool:
        """Whether it is a rectangle on a page."""
        return (
            min(self.page_width_mm, self.page_height_mm) > 0
            and 0 <= self.left < self.right <= 1
            and 0 <= self.top < self.bottom <= 1
        )

    @property
    def is_whole(self) -> bool:
        """Whether it keeps the whole page, so that there is nothing to cut."""
        return (self.left, self.top, self.right, self.bottom) == (0.0, 0.0, 1.0, 1.0)

    def is_for(self, channel: str, width_mm: float, height_mm: float) -> bool:
        """Whether it is for this channel's pages of this size."""
        return self.channel == channel and self.fits(width_mm, height_mm)

    def fits(self, width_mm: float, height_mm: float) -> bool:
        """Whether a page of this size is the one it was drawn on."""
        return is_same_page((self.page_width_mm, self.page_height_mm), (width_mm, height_mm))


@dataclass(frozen=True, slots=True)
class AskedCrop:
    """The label was found on this channel's pages of this size, and the seller was asked."""

    channel: str
    page_width_mm: float
    page_height_mm: float


@dataclass(frozen=True, slots=True)
class ShrinkRule:
    """The seller agreed that papers of this kind come out smaller, down to `percent`."""

    channel: str
    kind: str
    percent: int


def percent_of(scale: float) -> int:
    """A scale as whole per cent, never more than it is: 0.999 is 99."""
    return math.floor(scale * 100 + 1e-6)


def is_same_page(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two sizes in mm are one size of page, however it was rounded."""
    return all(abs(a - b) <= _SAME_PAGE_MM for a, b in zip(one, other, strict=True))


def _snapped(edge: float, side_mm: float) -> float:
    hair = _HAIR_MM / side_mm if side_mm > 0 else 0.0
    if abs(edge) <= hair:
        return 0.0
    return 1.0 if abs(edge - 1) <= hair else edge


def with_rule(rules: Iterable[CropRule], rule: CropRule) -> tuple[CropRule, ...]:
    """`rules` with `rule`, which takes the place of the one for the same pages."""
    kept = [
        one
        for one in rules
        if not one.is_for(rule.channel, rule.page_width_mm, rule.page_height_mm)
    ]
    return (*kept, rule)


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
    #: What the seller agreed to have made smaller.
    shrinks: tuple[ShrinkRule, ...] = ()
    #: Orders taken out by hand in the preview.
    leave_out: frozenset[str] = field(default_factory=frozenset)

    def may_shrink(self, channel: str, kind: str, scale: float) -> bool:
        """Whether a paper may come out at `scale` (1 is its true size).

        Two labels with their two A4 invoices on one A4: that layout is chosen for small invoices.
        """
        percent = percent_of(scale)
        if percent >= 100 or (self.layout is Layout.A4_PAIRS and kind == "invoice"):
            return True
        return any(
            rule.channel == channel and rule.kind == kind and percent >= rule.percent
            for rule in self.shrinks
        )
