"""Pairing by scanner: what goes where, and what is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.domain.awb_scanning import Choice, Doubt, News, Parcel, Said, Scanner, Seen
from konnect_desktop.domain.import_rows import Problem

_PACKED = Problem("It is packed.", "")


@dataclass
class List:
    """A list of orders A, B, C …, and a store that knows more of them."""

    orders: list[str]
    given: dict[str, str] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)

    def line_of(self, parcel_id: str) -> int:
        return self.orders.index(parcel_id) if parcel_id in self.orders else -1

    def line_with(self, awb: str) -> int:
        return next((self.line_of(key) for key, one in self.given.items() if one == awb), -1)

    def next_empty(self, start: int = 0) -> int:
        ahead = [*range(start, len(self.orders)), *range(min(start, len(self.orders)))]
        return next((n for n in ahead if not self.awb_at(n)), -1)

    def may_fill(self, line: int) -> bool:
        return 0 <= line < len(self.orders)

    def awb_at(self, line: int) -> str:
        return self.given.get(self.orders[line], "")

    def id_at(self, line: int) -> str:
        return self.orders[line]

    def is_pincode(self, code: str) -> bool:
        return code == "400001"

    def numbers(self) -> Sequence[str]:
        return self.orders

    def awbs(self) -> Sequence[str]:
        return list(self.given.values())

    def set_awb(self, line: int, awb: str) -> None:
        self.given[self.orders[line]] = awb
        self.pairs.append((self.orders[line], awb))

    def note(self, code: str) -> None:
        self.noted.append(code)

    def forget(self, code: str) -> None:
        self.noted.remove(code)

    def add(self, parcel_id: str) -> None:
        self.orders.append(parcel_id)


#: Orders that the store holds; P is packed, D is the number of two parcels.
_STORE = {"OR-A", "OR-B", "OR-C", "OR-X", "OR-Y"}
_HELD = {"9001": "OR-Z"}


def seen(code: str) -> Seen:
    if code in _STORE:
        return Seen(code, (Parcel(code, code),))
    if code == "OR-P":
        return Seen(code, (Parcel(code, code, _PACKED),))
    if code == "OR-D":
        return Seen(code, (Parcel("1", code), Parcel("2", code)))
    holder = _HELD.get(code)
    return Seen(code, holders=(Parcel(holder, holder),) if holder else ())


class Desk:
    """A person at the scanner: each code is decided at once, or waits."""

    def __init__(self, *orders: str, may_add: bool = False) -> None:
        self.list = List(list(orders))
        self.scanner = Scanner(self.list, may_add=may_add)
        self.scanner.judged(is_adding=False)

    @property
    def announced(self) -> str:
        """The order that the window names as next; "" while it asks something."""
        line = self.scanner.pending
        return "" if self.scanner.held or line < 0 else self.list.orders[line]

    def scan(self, *codes: str) -> News | None:
        news = None
        for code in codes:
            self.scanner.feed(code)
            news = self.run() or news
        return news

    def run(self) -> News | None:
        news = None
        while (code := self.scanner.next_code()) is not None:
            news = self.scanner.know(seen(code))
            if news.said is Said.ADDS:
                news = self.scanner.judged(is_adding=False)
        return news

    def answer(self, *, goes_on: bool) -> News | None:
        news = self.scanner.answer(goes_on=goes_on)
        if news.said is Said.ADDS:
            self.scanner.judged(is_adding=False)
        return self.run() or news

    @property
    def doubt(self) -> Doubt | None:
        return self.scanner.held.doubt if self.scanner.held else None


def test_one_after_another_down_the_list() -> None:
    desk = Desk("OR-A", "OR-B")
    assert desk.announced == "OR-A"
    desk.scan("1001")
    assert desk.announced == "OR-B"
    desk.scan("1002")
    assert desk.list.given == {"OR-A": "1001", "OR-B": "1002"}
    assert desk.announced == ""


def test_an_order_that_is_not_listed_keeps_its_awb() -> None:
    for goes_on, pairs in (
        (False, [("OR-A", "1001"), ("OR-X", "1002")]),
        (True, [("OR-A", "1001")]),
    ):
        desk = Desk("OR-A", "OR-B", "OR-C")
        desk.scan("OR-A", "1001", "OR-X", "1002")
        assert desk.doubt is Doubt.NOT_LISTED
        assert desk.list.pairs == [("OR-A", "1001")]
        news = desk.answer(goes_on=goes_on)
        assert desk.list.pairs == pairs
        assert desk.announced == "OR-B"
        if goes_on:
            assert news is not None
            assert (news.said, news.code) == (Said.ASIDE, "1002")
            desk.scan("1003")
            assert desk.list.pairs[-1] == ("OR-B", "1003")


def test_what_is_held() -> None:
    for codes, doubt in (
        (("OR-P",), Doubt.CLOSED),
        (("OR-D",), Doubt.SEVERAL),
        (("9001",), Doubt.AWB_TAKEN),
        (("OR-A", "1001", "OR-B", "1001"), Doubt.AWB_TAKEN),
        (("OR-A", "1001", "OR-A"), Doubt.HAS_AWB),
        (("OR-Q",), Doubt.NO_AWB),
        (("145900001234 145900001235",), Doubt.NO_AWB),
        (("OR-7",), Doubt.LIKE_ORDER),
        (("8901030865275",), Doubt.ARTICLE),
        (("400001",), Doubt.NO_AWB),
        (("12/06/2026",), Doubt.NO_AWB),
        (("145900001234 110001",), Doubt.NO_AWB),
        (("OR-A", "1001", "OR-B", "1002", "1003"), Doubt.NO_ORDER),
    ):
        desk = Desk("OR-A", "OR-B")
        desk.scan(*codes)
        assert desk.doubt is doubt, codes
        before = list(desk.list.pairs)
        desk.scan("1009", "1010")
        assert desk.list.pairs == before, "nothing goes on before the answer"
        desk.answer(goes_on=True)
        assert desk.doubt is None


def test_what_is_only_said() -> None:
    desk = Desk("OR-A", "OR-B")
    for codes, said in (
        (("DELHIVERY",), Said.WRONG),
        (("OR-A", "400001"), Said.WRONG),
        (("OR-A",), Said.WAITS),
        (("1001",), Said.PAIRED),
        (("1001",), Said.AGAIN),
    ):
        news = desk.scan(*codes)
        assert news is not None
        assert (news.said, desk.doubt) == (said, None), codes
    assert desk.announced == "OR-B"
    assert desk.list.given == {"OR-A": "1001"}


def test_the_same_order_again_may_replace_its_awb() -> None:
    desk = Desk("OR-A", "OR-B")
    desk.scan("OR-A", "1001", "OR-A")
    desk.answer(goes_on=False)
    assert desk.announced == "OR-A"
    desk.scan("1002")
    assert desk.list.given == {"OR-A": "1002"}


def test_an_article_number_is_used_when_a_person_says_so() -> None:
    desk = Desk("OR-A", "OR-B")
    desk.scan("8901030865275")
    held = desk.scanner.held
    assert held is not None
    assert held.choice is Choice.USE
    desk.answer(goes_on=False)
    desk.scan("8901030865282")
    assert desk.list.given == {"OR-A": "8901030865275", "OR-B": "8901030865282"}


def test_an_empty_list_is_filled_by_scans() -> None:
    desk = Desk(may_add=True)
    desk.scan("OR-A", "1001", "OR-B", "1002")
    assert desk.list.pairs == [("OR-A", "1001"), ("OR-B", "1002")]


def test_the_awb_before_its_order_is_asked_about() -> None:
    for goes_on, pairs in ((True, [("OR-A", "1002")]), (False, [("OR-A", "1001")])):
        desk = Desk(may_add=True)
        desk.scan("1001", "OR-A", "1002")
        assert desk.doubt is Doubt.BEFORE
        assert desk.list.noted == ["1001"]
        desk.answer(goes_on=goes_on)
        assert desk.list.pairs == pairs, "the second one was scanned after its order, or for none"


def test_a_list_that_changes_while_codes_wait() -> None:
    desk = Desk("OR-A", "OR-B")
    desk.scanner.feed("1001")
    desk.scanner.next_code()
    desk.list.orders.pop(0)
    desk.scanner.moved(-1)
    desk.scanner.judged(is_adding=False)
    assert desk.scanner.know(seen("1001")).said is Said.ASIDE, "it was scanned for A"
    assert desk.list.pairs == []


def test_a_failed_look_up_pairs_nothing() -> None:
    desk = Desk("OR-A", "OR-B")
    desk.scanner.feed("OR-B")
    desk.scanner.feed("1001")
    desk.scanner.next_code()
    desk.scanner.unknown()
    assert desk.run() is None
    assert desk.list.pairs == []


_CODES = (
    *sorted(_STORE),
    *("OR-P", "OR-D", "OR-Q", "OR-7", "9001", "DELHIVERY", "A?", "400001", "8901030865275"),
    *("1001", "1002", "1003", "1004", "]x"),
)
_STEPS = st.lists(st.one_of(st.sampled_from(_CODES), st.booleans()), max_size=40)


@given(_STEPS, st.booleans(), st.integers(0, 3))
def test_an_awb_goes_to_the_order_named_before_it_or_to_none(
    steps: list[str | bool], may_add: bool, count: int
) -> None:
    """True and False are answers to a question, if there is one."""
    desk = Desk(*["OR-A", "OR-B", "OR-C"][:count], may_add=may_add)
    #: AWB -> the orders that may get it: named when it was scanned, or scanned right before it.
    allowed: dict[str, set[str]] = {}
    last_order = ""
    for step in steps:
        if isinstance(step, bool):
            if desk.scanner.held is not None:
                held = desk.scanner.held
                if not step and held.choice is Choice.USE:
                    line = desk.list.orders[desk.scanner.pending]
                    allowed.setdefault(held.seen.code, set()).add(line)
                desk.answer(goes_on=step)
            continue
        if step.startswith("OR-"):
            last_order = step
        named = desk.announced or (last_order if desk.doubt else "")
        allowed.setdefault(step, set()).add(named)
        desk.scan(step)
        for order, awb in desk.list.pairs:
            assert order in allowed[awb], (order, awb)
    for order, awb in desk.list.pairs:
        assert order in allowed[awb]
        assert awb not in _STORE | {"OR-P", "OR-D"}, "the number of an order is no AWB"
        assert awb not in _HELD
