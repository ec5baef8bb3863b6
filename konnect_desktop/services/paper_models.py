"""Papers at hand, and the sheets that come out of the printer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.printing import CropRule, Cut, Layout, TooLarge, percent_of
from konnect_desktop.domain.rows import StoredDocument

Kind = Literal["label", "invoice"]
LABEL: Final = "label"
INVOICE: Final = "invoice"


@dataclass(frozen=True, slots=True)
class Collected:
    """The documents at hand, and for each missing one why it is missing."""

    documents: Mapping[str, StoredDocument]
    missing: Mapping[str, str]
    changes: Changes = field(default_factory=Changes)
    #: Shipment -> words: a page of it came more than once and was kept once.
    repeated: Mapping[str, str] = field(default_factory=dict)
    #: Pages that came along and show none of the orders, in words.
    unmatched: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every order has its document."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Which order a page of a print job belongs to; `page` counts from 0.

    `page` is the page of the paper itself in printing order; `sheet` and `slot` (from 0) say
    where it lies on the sheets that come out.
    """

    page: int
    shipment_id: str
    kind: str
    awb: str
    document_id: int
    order_no: str = ""
    sheet: int = 0
    slot: int = 0
    #: What its size was multiplied by; None where nobody wrote it down.
    scale: float | None = 1.0


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A paper that is not on the sheets, because it does not come onto them at true size.

    `percent`: what it could be printed at; `larger`: a layout that takes it at true size.
    """

    shipment_id: str
    order_no: str
    kind: str
    channel: str
    document_id: int
    why: TooLarge
    percent: int
    page_mm: tuple[float, float]
    larger: Layout

    @property
    def can_shrink(self) -> bool:
        """Whether it may be printed smaller, if the seller says so."""
        return self.why is TooLarge.WOULD_SHRINK


@dataclass(frozen=True, slots=True)
class CropOffer:
    """The label was found on pages that do not come onto the sheet whole; cut out, they do.

    `document_id` and `page` (from 0) are the page it is shown on; `labels`: how many it helps.
    """

    rule: CropRule
    shipment_id: str
    document_id: int
    page: int
    labels: int

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the label that was found."""
        rule = self.rule
        return (
            (rule.right - rule.left) * rule.page_width_mm,
            (rule.bottom - rule.top) * rule.page_height_mm,
        )


@dataclass(frozen=True, slots=True)
class CutBar:
    """A bar code that the channel's crop rule cuts, or leaves without white beside it."""

    shipment_id: str
    order_no: str
    text: str
    how: Cut


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A bar code that the sheet would not carry at 203 dpi, and whose it is."""

    shipment_id: str
    order_no: str
    sheet: int
    text: str


@dataclass(frozen=True, slots=True)
class PrintJobData:
    """A merged PDF, ready for preview, printing or saving.

    `missing`: shipment -> why its document is not in it.
    """

    pdf: bytes = field(repr=False)
    pages: tuple[PageInfo, ...]
    missing: Mapping[str, str] = field(default_factory=dict)
    #: How many sheets of paper come out.
    sheets: int = 0
    #: Bar codes that would not scan; printing these is refused until the seller decides.
    unreadable: tuple[Unreadable, ...] = ()
    #: How many orders were asked for: "146 of 148 matched".
    wanted: int = 0
    #: Shipment -> words: Fynd sent a page of it more than once; it is in here once.
    repeated: Mapping[str, str] = field(default_factory=dict)
    #: Pages that came along and belong to none of these orders, in words.
    unmatched: tuple[str, ...] = ()
    #: Shipments with a paper that had to be repaired: better looked at before it is used.
    repaired: tuple[str, ...] = ()
    #: Papers that would have to be made smaller and are left out; they are in `missing`, too.
    held: tuple[HeldBack, ...] = ()
    #: Where cutting the label out would help, one for each channel and size of page.
    offers: tuple[CropOffer, ...] = ()
    #: Bar codes that a crop rule cuts.
    cuts: tuple[CutBar, ...] = ()
    #: Orders that were not asked for, because no paper of theirs can be there yet: self-ship
    #: parcels that wait for their AWB. They miss nothing.
    not_due: tuple[str, ...] = ()
    #: How many orders carry their sequence mark; 0 where no sheet has room outside the label.
    marked: int = 0
    #: Whether the bars were read back; until then `unreadable` says nothing.
    is_checked: bool = False
    #: What the bar check needs; None when there is nothing to check.
    bars: object | None = field(default=None, repr=False, compare=False)

    @property
    def is_clean(self) -> bool:
        """Whether every order has its pages, every page its order, and every bar is whole."""
        return not (self.missing or self.repeated or self.unmatched or self.unreadable or self.cuts)

    @property
    def shrunk(self) -> dict[int, float]:
        """The sheets that carry something smaller than it is: sheet -> the smallest scale."""
        found: dict[int, float] = {}
        for page in self.pages:
            if page.scale is not None and percent_of(page.scale) < 100:
                found[page.sheet] = min(page.scale, found.get(page.sheet, 1.0))
        return found

    @property
    def document_ids(self) -> tuple[int, ...]:
        """The documents in it, each once, in page order."""
        return tuple(dict.fromkeys(page.document_id for page in self.pages))

    @property
    def shipment_ids(self) -> tuple[str, ...]:
        """The shipments in it, each once, in page order."""
        return tuple(dict.fromkeys(page.shipment_id for page in self.pages))
