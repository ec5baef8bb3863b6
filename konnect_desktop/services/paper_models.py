"""Papers at hand, and the sheets that come out of the printer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from konnect_desktop.domain.changes import Changes
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
    #: How many orders carry their sequence mark; 0 where no sheet has room outside the label.
    marked: int = 0
    #: Whether the bars were read back; until then `unreadable` says nothing.
    is_checked: bool = False
    #: What the bar check needs; None when there is nothing to check.
    bars: object | None = field(default=None, repr=False, compare=False)

    @property
    def is_clean(self) -> bool:
        """Whether every order has its pages and every page its order."""
        return not (self.missing or self.repeated or self.unmatched or self.unreadable)

    @property
    def document_ids(self) -> tuple[int, ...]:
        """The documents in it, each once, in page order."""
        return tuple(dict.fromkeys(page.document_id for page in self.pages))

    @property
    def shipment_ids(self) -> tuple[str, ...]:
        """The shipments in it, each once, in page order."""
        return tuple(dict.fromkeys(page.shipment_id for page in self.pages))
