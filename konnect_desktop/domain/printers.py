"""Printers, the paper they take, and what becomes of a job. Lengths are mm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby

#: Makers round paper in more than one way.
_TOLERANCE_MM = 1.5


class SpoolState(StrEnum):
    """What the computer's print queue says about a job."""

    WAITING = "waiting"
    PRINTING = "printing"
    STOPPED = "stopped"  # the printer waits for a person
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"  # the queue does not know it any more

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to the job by itself."""
        return self in (self.DONE, self.CANCELLED, self.FAILED, self.UNKNOWN)


class JobState(StrEnum):
    """A job in our own log, from the moment before anything was sent."""

    SENT = "sent"  # on its way to the queue; nothing has answered yet
    ACCEPTED = "accepted"  # the queue, or the file, has it
    DONE = "done"  # the queue or the seller says that it came out
    FAILED = "failed"
    CANCELLED = "cancelled"
    DOUBTFUL = "doubtful"  # the app ended while it was on its way


class Role(StrEnum):
    """What a printer is remembered for: paper of different size comes from different printers."""

    LABEL = "label"  # labels on their own paper: A6, 4 x 6
    SHEET = "sheet"  # several papers on an office sheet
    INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class SpoolStatus:
    """State of a job and, where a person has to do something, what."""

    state: SpoolState
    text: str = ""
    #: Sheets that are out, where the printer counts them; else 0.
    sheets_done: int = 0


@dataclass(frozen=True, slots=True)
class Paper:
    """A size that a printer offers; `key` is the printer's own name for it."""

    key: str
    width_mm: float
    height_mm: float

    def is_size(self, width_mm: float, height_mm: float) -> bool:
        """Whether a page of this size, upright or on its side, is this paper."""
        mine = sorted((self.width_mm, self.height_mm))
        page = sorted((width_mm, height_mm))
        return all(abs(a - b) <= _TOLERANCE_MM for a, b in zip(mine, page, strict=True))

    def holds(self, width_mm: float, height_mm: float) -> bool:
        """Whether it takes a page of this size whole, upright or turned."""
        mine = sorted((self.width_mm, self.height_mm))
        page = sorted((width_mm, height_mm))
        return all(side <= own + _TOLERANCE_MM for side, own in zip(page, mine, strict=True))


@dataclass(frozen=True, slots=True)
class PrinterFacts:
    """What is known of one printer. No papers: it does not say."""

    name: str
    is_ready: bool = True
    #: Why it is not ready, in words.
    trouble: str = ""
    papers: tuple[Paper, ...] = ()
    takes_any_size: bool = False
    #: (the printer's own name, words) of each paper tray.
    trays: tuple[tuple[str, str], ...] = ()

    def holds(self, key: str, width_mm: float, height_mm: float) -> bool:
        """Whether the paper of that name takes a page of this size whole, upright or turned.

        A paper that the printer does not list may be one that the seller knows better.
        """
        paper = next((one for one in self.papers if one.key == key), None)
        return paper is None or paper.holds(width_mm, height_mm)

    def paper_for(self, width_mm: float, height_mm: float) -> Paper | None:
        """The paper of that size; one made to measure where it takes any; else None."""
        for paper in self.papers:
            if paper.is_size(width_mm, height_mm):
                return paper
        if not self.takes_any_size:
            return None
        width, height = sorted((width_mm, height_mm))
        return Paper(f"Custom.{width:g}x{height:g}mm", width, height)


@dataclass(frozen=True, slots=True)
class SpoolRequest:
    """One job for the queue: which sheets of a PDF, how often, on which paper."""

    printer: str
    title: str
    #: Numbers from 0, rising; () is all of them.
    sheets: tuple[int, ...] = ()
    copies: int = 1
    #: The printer's own names; "" leaves it to the printer.
    paper: str = ""
    tray: str = ""
    #: Labels and our own papers need no colour.
    is_grey: bool = True


@dataclass(frozen=True, slots=True)
class JobPage:
    """A paper in a job: whose it is, and with which AWB and courier it was printed."""

    document_id: int
    shipment_id: str
    order_no: str
    kind: str
    awb: str
    sheet: int
    courier_partner: str = ""
    #: AWB or courier are others now: the printed paper is void.
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class NewJob:
    """What is written down before a job goes out."""

    printer: str
    #: "cups", "qt" or "file".
    way: str
    layout: str
    copies: int
    #: The sheets that go out, from 0.
    sheets: tuple[int, ...]
    pages: tuple[JobPage, ...]
    pdf: bytes = field(repr=False)
    #: The job that this one repeats.
    reprint_of: int | None = None


@dataclass(frozen=True, slots=True)
class PrintedJob:
    """One line of the print log."""

    id: int
    created_at: datetime
    printer: str
    way: str
    layout: str
    copies: int
    sheets: tuple[int, ...]
    state: JobState
    note: str
    spool_id: str
    reprint_of: int | None
    #: A printer had one of its papers before.
    is_reprint: bool = False
    #: How many orders are in it, the first one's number, and how many of its papers are void.
    orders: int = 0
    first_order_no: str = ""
    void: int = 0
    #: The kinds of paper in it.
    kinds: tuple[str, ...] = ()
    ended_at: datetime | None = None
    #: Sheets that are out, copies included, where the printer counts them.
    sheets_done: int = 0
    #: Who was at the desk; "" when nobody said so.
    person: str = ""

    @property
    def sheets_out(self) -> frozenset[int]:
        """The sheets that are out at least once; copies come set by set."""
        return frozenset(self.sheets[: self.sheets_done])


def name_sheets(sheets: Iterable[int]) -> str:
    """Sheets from 0 as a person and CUPS count them: (0, 1, 2, 6) is "1-3,7"."""
    parts = []
    numbered = enumerate(sorted(set(sheets)))
    for _gap, run in groupby(numbered, key=lambda pair: pair[1] - pair[0]):
        numbers = [number + 1 for _place, number in run]
        first, last = numbers[0], numbers[-1]
        parts.append(str(first) if first == last else f"{first}-{last}")
    return ",".join(parts)


def parse_sheets(text: str, count: int) -> tuple[int, ...]:
    """Sheets as a person names them, from 1: "3, 5-9" or "37-" for 37 to the last.

    Returns them from 0, each once and rising; () for all of them. Raises ValueError in words.
    """
    found: set[int] = set()
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        first_text, dash, last_text = (piece.strip() for piece in part.partition("-"))
        last_text = last_text or (str(count) if dash else first_text)
        if not (first_text.isdecimal() and last_text.isdecimal()):
            raise ValueError(f"“{part}” names no sheet. Write 5, 3-8 or 37- for 37 to the last.")
        first, last = int(first_text), int(last_text)
        if not 1 <= first <= last:
            raise ValueError(f"“{part}” runs backwards. Write the smaller number first.")
        if last > count:
            raise ValueError(f"There is no sheet {last}; the last one is {count}.")
        found.update(range(first - 1, last))
    return () if len(found) == count else tuple(sorted(found))
