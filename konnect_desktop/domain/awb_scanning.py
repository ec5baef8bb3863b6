"""Pairing by scanner: an order's code, then its AWB; and no pair where there is a doubt.

Codes are taken strictly in the order in which they were scanned. An AWB goes to the order that was
named before it was scanned, or to none. Whatever does not fit holds all that follows until a person
has answered: eyes are on the parcels, and the next code may belong to the one that was not taken.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from konnect_desktop.domain import ids
from konnect_desktop.domain.awb_import import awb_problem
from konnect_desktop.domain.couriers import known_name
from konnect_desktop.domain.import_rows import Problem, told_beside
from konnect_desktop.domain.one_number import one_number
from konnect_desktop.domain.scan_codes import is_article_number, looks_like_one_of


@dataclass(frozen=True, slots=True)
class Parcel:
    """An order that a code names; `why`: the reason for which it takes no AWB."""

    id: str
    order_no: str
    why: Problem | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the store knows of a code."""

    code: str
    #: Orders whose number, shipment id or item it is.
    parcels: tuple[Parcel, ...] = ()
    #: Orders whose AWB it is.
    holders: tuple[Parcel, ...] = ()
    #: The article that it is the number of, "" for none.
    article: str = ""


class Doubt(StrEnum):
    """Why nothing was done with a code."""

    NOT_LISTED = "not_listed"  # an order that may have an AWB, but is not in the list
    CLOSED = "closed"  # an order that takes none
    SEVERAL = "several"  # the number of two parcels or more
    HAS_AWB = "has_awb"  # the order was given one here already
    AWB_TAKEN = "awb_taken"  # the AWB of another order
    LIKE_ORDER = "like_order"  # built as the order numbers are, but none that we hold
    ARTICLE = "article"
    NO_ORDER = "no_order"  # an AWB, and no order waits for one
    NO_AWB = "no_awb"  # nothing that could be sent
    BEFORE = "before"  # an order, and just before it a code that no order was waiting for


class Choice(StrEnum):
    """What a person may answer to a doubt, besides going on without the code."""

    ADD = "add"
    REPLACE = "replace"
    USE = "use"


_CHOICES = {
    Doubt.NOT_LISTED: Choice.ADD,
    Doubt.HAS_AWB: Choice.REPLACE,
    Doubt.LIKE_ORDER: Choice.USE,
    Doubt.ARTICLE: Choice.USE,
    Doubt.BEFORE: Choice.USE,
}
#: After these the order that was meant is not known, so that a code which follows is set aside.
_OF_ORDERS = frozenset(
    {Doubt.NOT_LISTED, Doubt.CLOSED, Doubt.SEVERAL, Doubt.HAS_AWB, Doubt.LIKE_ORDER, Doubt.NO_AWB}
)


@dataclass(frozen=True, slots=True)
class Held:
    """A code that waits for an answer."""

    doubt: Doubt
    seen: Seen
    #: Orders that the words name: the one that is meant, or those that have the AWB.
    parcels: tuple[Parcel, ...] = ()
    problem: Problem | None = None
    choice: Choice | None = None
    #: The line that is meant, for Choice.REPLACE.
    line: int = -1


class Said(StrEnum):
    """What became of a code."""

    WAITS = "waits"  # the order is known; its AWB is next
    PAIRED = "paired"
    AGAIN = "again"  # the same AWB twice: a double trigger
    WRONG = "wrong"  # no AWB, but which order waits is known
    HELD = "held"
    ADDS = "adds"
    NOTED = "noted"  # none of our orders, and none waits: it stands in the list as such
    SKIPPED = "skipped"
    ASIDE = "aside"  # scanned while another code was in doubt: nobody knows for which order


@dataclass(frozen=True, slots=True)
class News:
    """One code, and what became of it."""

    said: Said
    code: str
    line: int = -1
    problem: Problem | None = None


class Lines(Protocol):
    """The list that is being filled; a line is a number from 0, -1 for none."""

    def line_of(self, parcel_id: str) -> int:
        """The line of a shipment."""

    def line_with(self, awb: str) -> int:
        """The line that was given this AWB."""

    def next_empty(self, start: int = 0) -> int:
        """The first line from `start` that waits for its AWB, else from the top."""

    def may_fill(self, line: int) -> bool:
        """Whether the order of the line takes an AWB."""

    def awb_at(self, line: int) -> str:
        """The AWB that the line was given, "" for none."""

    def id_at(self, line: int) -> str:
        """The shipment of the line, "" when it is not known."""

    def is_pincode(self, code: str) -> bool:
        """Whether a parcel of the list goes to this PIN code."""

    def numbers(self) -> Sequence[str]:
        """All order numbers and shipment ids of the list."""

    def awbs(self) -> Sequence[str]:
        """All AWBs that were given."""

    def set_awb(self, line: int, awb: str) -> None:
        """Give the line this AWB."""

    def add(self, parcel_id: str) -> None:
        """Put a shipment into the list; `Scanner.judged` is called when it is there."""

    def note(self, code: str) -> None:
        """Put a code that is none of our orders into the list, where the rules say so."""

    def forget(self, code: str) -> None:
        """Take such a code out again."""


@dataclass(slots=True)
class _Code:
    text: str
    #: Scanned while a doubt was on the screen, and so without knowing what is next.
    is_blind: bool


def is_article(seen: Seen, awb: str, given: Sequence[str] = ()) -> bool:
    """Whether the code is an article's: by its SKU, or as an EAN-13 unlike the AWBs `given`."""
    alike = (one for one in given if len(one) == len(awb))
    is_ean = is_article_number(awb) and not any(one[:3] == awb[:3] for one in alike)
    return bool(seen.article) or is_ean


class Scanner:
    """Takes codes one after another.

    `feed` what is scanned, look up what `next_code` gives and hand the answer to `know`. While
    `held` is set, nothing is looked up before `answer`.
    """

    def __init__(self, lines: Lines, *, may_add: bool) -> None:
        """`may_add`: an order that is not in the list is put there unasked."""
        self._lines = lines
        self._may_add = may_add
        self._codes: deque[_Code] = deque()
        self._is_busy = False
        self._is_pairing = False
        self._last_awb = ""
        #: Shipment id and code of the order that is on its way into the list.
        self._adding = ("", "")
        #: The code that was noted last, perhaps the AWB of the order that comes next.
        self._before = ""
        #: The AWB that the pending line had when its order was scanned.
        self._had = ""
        self.held: Held | None = None
        #: The line that the next AWB goes to; -1 for none.
        self.pending = -1
        #: Whether its order was scanned, and not only comes next in the list.
        self.was_scanned = False

    @property
    def waiting(self) -> int:
        """How many codes wait behind the one in doubt."""
        return len(self._codes)

    # ---- codes -------------------------------------------------------------------------

    def feed(self, text: str) -> None:
        """A code was scanned or typed."""
        self._codes.append(_Code(text, is_blind=self.held is not None))

    def next_code(self) -> str | None:
        """The code to be looked up now; None while one is on its way, or in doubt."""
        if self._is_busy or self.held is not None or not self._codes:
            return None
        self._is_busy = True
        return self._codes[0].text

    def unknown(self) -> None:
        """The look-up failed: nothing was done, and nothing that followed may be either."""
        self._is_busy = False
        self._adding = ("", "")
        self._before = ""
        self.was_scanned = False
        self._codes.clear()

    def know(self, seen: Seen) -> News:
        """Decide on the code that was looked up."""
        self._is_busy = False
        code = self._codes.popleft()
        if seen.parcels:
            return self._take_order(seen)
        return self._take_awb(seen, is_blind=code.is_blind)

    # ---- an order ----------------------------------------------------------------------

    def _take_order(self, seen: Seen) -> News:
        self._last_awb = ""
        able = [one for one in seen.parcels if one.why is None]
        if len(able) > 1:
            return self._hold(Doubt.SEVERAL, seen, tuple(able))
        if not able:
            first = seen.parcels[0]
            return self._hold(Doubt.CLOSED, seen, (first,), problem=first.why)
        (parcel,) = able
        line = self._lines.line_of(parcel.id)
        if line < 0:
            if self._may_add:
                return self._add(parcel, seen.code)
            return self._hold(Doubt.NOT_LISTED, seen, (parcel,))
        if self._lines.awb_at(line):
            return self._hold(Doubt.HAS_AWB, seen, (parcel,), line=line)
        return self._wait_for(line, seen.code)

    def _wait_for(self, line: int, code: str) -> News:
        self.pending, self.was_scanned = line, True
        self._had = self._lines.awb_at(line)
        before, self._before = self._before, ""
        if before:
            return self._hold(Doubt.BEFORE, Seen(before), line=line)
        return News(Said.WAITS, code, line)

    def _add(self, parcel: Parcel, code: str) -> News:
        self._is_busy = True
        self._adding = parcel.id, code
        self.pending, self.was_scanned = -1, False
        self._lines.add(parcel.id)
        return News(Said.ADDS, code)

    # ---- an AWB ------------------------------------------------------------------------

    def _take_awb(self, seen: Seen, *, is_blind: bool) -> News:
        awb = ids.tidy_joined(seen.code)
        if awb and ids.key(awb) == self._last_awb and self._lines.line_with(awb) >= 0:
            return News(Said.AGAIN, awb, self._lines.line_with(awb))
        self._last_awb = ""
        if is_blind and not self.was_scanned:
            return News(Said.ASIDE, seen.code)
        return self._wrong(seen, awb) or self._doubt_of(seen, awb) or self._pair(awb)

    def _wrong(self, seen: Seen, awb: str) -> News | None:
        problem = self._no_awb(seen.code, awb)
        if problem is None:
            return None
        # It could be an order misread, and what follows its AWB. Not where the order is known, and
        # not without a digit, as the names of couriers and places are.
        is_clear = self.was_scanned or not any(map(str.isdecimal, seen.code))
        if self.pending >= 0 and is_clear and not self._is_like_order(awb):
            return News(Said.WRONG, seen.code, self.pending, problem)
        return self._hold(Doubt.NO_AWB, seen, problem=problem)

    def _no_awb(self, code: str, awb: str) -> Problem | None:
        again = "Scan the bar code of the AWB."
        if known_name(code):
            return Problem(f"{code} is the name of a courier.", again)
        if self._lines.is_pincode(awb):
            return Problem(f"{code} is a PIN code.", again)
        beside = told_beside("The AWB", code, one_number(code)[1])
        return beside or awb_problem(awb or code)

    def _doubt_of(self, seen: Seen, awb: str) -> News | None:
        mine = self._lines.id_at(self.pending) if self.pending >= 0 else ""
        there = self._lines.line_with(awb)
        others = tuple(one for one in seen.holders if one.id != mine)
        if others or there not in (-1, self.pending):
            return self._hold(Doubt.AWB_TAKEN, seen, others, line=there)
        if is_article(seen, awb, self._lines.awbs()):
            return self._hold(Doubt.ARTICLE, seen)
        if self._is_like_order(awb):
            return self._hold(Doubt.LIKE_ORDER, seen)
        if self.pending >= 0:
            return None
        return self._note(seen, awb) if self._may_add else self._hold(Doubt.NO_ORDER, seen)

    def _note(self, seen: Seen, awb: str) -> News:
        self._before = awb
        self._lines.note(awb)
        return News(Said.NOTED, seen.code)

    def _is_like_order(self, awb: str) -> bool:
        is_like = looks_like_one_of(awb, self._lines.numbers())
        return is_like and not looks_like_one_of(awb, self._lines.awbs())

    def _pair(self, awb: str) -> News:
        line = self.pending
        self._is_pairing = True  # the list tells at once that it has changed
        self._lines.set_awb(line, awb)
        self._is_pairing = False
        self._last_awb = ids.key(awb)
        self._go_on(line + 1)
        return News(Said.PAIRED, awb, line)

    # ---- doubts ------------------------------------------------------------------------

    def _hold(
        self,
        doubt: Doubt,
        seen: Seen,
        parcels: tuple[Parcel, ...] = (),
        *,
        problem: Problem | None = None,
        line: int = -1,
    ) -> News:
        self._blind()
        choice = _CHOICES.get(doubt)
        if choice is Choice.USE and self.pending < 0:
            choice = None
        self.held = Held(doubt, seen, parcels, problem, choice, line)
        return News(Said.HELD, seen.code, line, problem)

    def _blind(self) -> None:
        """What was scanned already knew nothing of what the window says from now on."""
        for code in self._codes:
            code.is_blind = True

    def answer(self, *, goes_on: bool) -> News:
        """Do what `held.choice` offers, or (`goes_on`) leave the code out."""
        held, self.held = self.held, None
        assert held is not None
        if not goes_on and held.choice is Choice.ADD:
            return self._add(held.parcels[0], held.seen.code)
        if not goes_on and held.choice is Choice.REPLACE:
            return self._wait_for(held.line, held.seen.code)
        if not goes_on and held.choice is Choice.USE and self._lines.may_fill(self.pending):
            awb = ids.tidy_joined(held.seen.code)
            if held.doubt is Doubt.BEFORE:
                self._lines.forget(awb)
            return self._pair(awb)
        if held.doubt in _OF_ORDERS:
            self.was_scanned = False
        self._look_again()
        return News(Said.SKIPPED, held.seen.code)

    # ---- the list changed --------------------------------------------------------------

    def aim(self, line: int) -> None:
        """A person points at the line that the next AWB is for."""
        is_free = self.held is None and not self._is_busy and not self._codes
        if is_free and self._lines.may_fill(line):
            self._wait_for(line, "")

    def moved(self, line: int) -> None:
        """Other lines: the one that was next stands at `line` now, or (-1) nowhere."""
        self.pending = line
        if line < 0:
            self.was_scanned = False
            self._blind()
        if self.held is not None and self.held.choice in (Choice.REPLACE, Choice.USE):
            # The line that the question was about may be gone.
            self.held = replace(self.held, choice=None)

    def judged(self, *, is_adding: bool) -> News | None:
        """The lines were judged anew; the news of an order that was to be added, once it is there.

        `is_adding`: whether lines are still on their way.
        """
        parcel_id, code = self._adding
        if not parcel_id:
            self._look_again()
            return None
        line = self._lines.line_of(parcel_id)
        if line < 0 and is_adding:
            return None
        self._adding = ("", "")
        self._is_busy = False
        if line >= 0 and self._lines.may_fill(line):
            return self._wait_for(line, code)
        self._look_again()
        return None

    def _look_again(self) -> None:
        """Go to another line where the one that was next takes no AWB any more, or has one."""
        at = self.pending
        if self.held is not None or self._is_pairing:
            return
        if at < 0:
            self._go_on()
        elif not self._lines.may_fill(at) or self._lines.awb_at(at) != self._had:
            self._go_on(at + 1)
        if self.pending != at:
            self._blind()

    def _go_on(self, start: int = 0) -> None:
        self.pending, self.was_scanned, self._had = self._lines.next_empty(start), False, ""
