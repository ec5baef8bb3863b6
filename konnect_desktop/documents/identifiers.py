"""Which of the expected ids stand in a text, and which one shipment they speak for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from konnect_desktop.documents.glued import LEAST_GLUED, PARCEL_DIGITS, glued_in
from konnect_desktop.domain import ids

Kind = Literal["awb", "shipment", "order"]
Hit = tuple[str, Kind]
"""(shipment id, which of its ids was read)"""

# A short number is found on any page: a quantity, a house number, a PIN code. So is a word,
# which is why an id without a digit is not looked for.
_SHORTEST_UNIQUE = 4
_SHORTEST_ORDER = 5
_SHORTEST_ORDER_DIGITS = 7

_HAS_DIGIT = re.compile(r"\d")
_RUN = re.compile(r"[^\W_]+")
_JOINED_BEFORE = re.compile(r"[^\W_]_\Z")
_JOINED_AFTER = re.compile(r"_?[^\W_]")
#: A number written in groups of digits is still one number.
_GAP = re.compile(r"(?<=\d) (?=\d)")
#: So are the letters that couriers put before and behind it: FMPC 7979 7136 74, EE 123 456 789 IN.
_LETTERS_BEFORE = re.compile(r"\b([a-z]{1,5}) (?=\d)")
_LETTERS_BEHIND = re.compile(r"(?<=\d) (?=[a-z]{1,3}\b)")
#: A hyphen that is only seen at the end of a line; what a PDF reader gives for one.
_SOFT = "\ue000"
_SOFT_HYPHENS = {0xAD: _SOFT}
_SOFT_AT_END = re.compile(r"[\x02\ufffe]\r?\n?")
_WRAPPED = re.compile(r"(?<=\d)-\r?\n(?=\d)")
#: Between letters or digits these are no part of an id that is compared.
_HYPHEN = re.compile(rf"(?<=[^\W_])[-{_SOFT}](?=[^\W_])")


@dataclass(frozen=True)
class Expected:
    """One shipment that a document should contain, with the ids that may stand on its pages.

    `pin`: the PIN code it goes to, which some couriers print as a part of the bar code.
    """

    shipment_id: str
    awb_numbers: tuple[str, ...]
    order_no: str
    pin: str = ""


@dataclass(frozen=True)
class _Id:
    """An id as it is looked for: without hyphens, and where those were."""

    text: str
    hyphens: frozenset[int]
    may_be_grouped: bool


class IdIndex:
    """Finds the ids of many shipments in one walk through a text."""

    def __init__(self, expected: Sequence[Expected]) -> None:
        owners: defaultdict[_Id, set[Hit]] = defaultdict(set)
        self._glued: defaultdict[str, set[tuple[Hit, str]]] = defaultdict(set)
        for item in expected:
            for identifier, kind in _ids_of(item):
                sought = _sought(identifier, kind)
                owners[sought].add((item.shipment_id, kind))
                if kind == "awb":
                    hit: Hit = (item.shipment_id, kind)
                    self._glued[sought.text].add((hit, ids.key(item.pin)))
        self._by_first_run: defaultdict[str, list[tuple[_Id, frozenset[Hit]]]] = defaultdict(list)
        # Longest first, so that "FN123-2" is not taken for "FN123".
        for sought in sorted(owners, key=lambda one: len(one.text), reverse=True):
            first = _RUN.match(sought.text)
            if first is not None:
                self._by_first_run[first.group()].append((sought, frozenset(owners[sought])))

    def find(self, text: str) -> set[Hit]:
        """Return every id that stands in `text` as a whole word, with its shipment.

        A hyphen is a hyphen, however it is written; a number in groups of digits is read as
        one where nothing else in the text is a shipment's own.
        """
        text = _normal(text)
        hits = self._in(text)
        if all(kind == "order" for _, kind in hits):
            for parted in _parted(text):
                hits |= self._in(parted)
        return hits

    def find_in_code(self, text: str) -> set[Hit]:
        """The same in one bar code, which may have more around an AWB than a word break.

        Couriers glue a routing code of letters before it, a parcel number or the PIN code
        behind it. That counts only where the whole code is explained by it: a longer number
        that an AWB is a part of is another number.
        """
        return self.find(text) or self._glued_in(_normal(text))

    def find_glued(self, text: str) -> set[Hit]:
        """AWBs that are written with something glued to them, in words that say nothing else."""
        text = _normal(text)
        if not any(len(run) >= LEAST_GLUED for run in _RUN.findall(_HYPHEN.sub("", text))):
            return set()
        return self._glued_in(text)

    def _glued_in(self, text: str) -> set[Hit]:
        text = text.replace(_SOFT, "")
        bare = re.sub(r"[^\n\w]|_", "", text)
        found: dict[str, set[Hit]] = {}
        for awb, owners in self._glued.items():
            if awb in bare:
                hits = {hit for hit, pin in owners if glued_in(text, awb, pin)}
                if hits:
                    found[awb] = hits
        # The longest of those that are a part of one another.
        return {
            hit
            for awb, hits in found.items()
            if not any(awb != other and awb in other for other in found)
            for hit in hits
        }

    def _in(self, text: str) -> set[Hit]:
        text, hyphens = _without_hyphens(text)
        hits: set[Hit] = set()
        done_until = 0
        for run in _RUN.finditer(text):
            if run.start() < done_until:
                continue
            for sought, owners in self._by_first_run.get(run.group(), ()):
                start = run.start()
                end = start + len(sought.text)
                if (
                    text.startswith(sought.text, start)
                    and _stands_alone(text, start, end)
                    and _is_written_so(sought, hyphens, start, end)
                ):
                    hits |= owners
                    done_until = end
                    break
        return hits


def _parted(text: str) -> Iterator[str]:
    """The text with the groups of its numbers joined, for each way in which letters may belong."""
    joined = _GAP.sub("-", text)
    before = _LETTERS_BEFORE.sub(r"\1-", joined)
    ways = (joined, before, _LETTERS_BEHIND.sub("-", joined), _LETTERS_BEHIND.sub("-", before))
    yield from dict.fromkeys(way for way in ways if way != text)


def decide(hits: Iterable[Hit]) -> str | None:
    """Return the one shipment that the hits speak for, or None when that is not certain.

    AWB and shipment id are a shipment's own; an order number counts only where neither
    stands, because several shipments may share it. Among several candidates the one with
    more kinds of ids wins; a tie is no answer: a wrong label costs more than a missing one.
    """
    kinds: defaultdict[str, set[Kind]] = defaultdict(set)
    for shipment_id, kind in hits:
        kinds[shipment_id].add(kind)
    own = {shipment for shipment, seen in kinds.items() if seen & {"awb", "shipment"}}
    candidates = own or set(kinds)
    if not candidates:
        return None
    best = max(len(kinds[shipment]) for shipment in candidates)
    winners = [shipment for shipment in candidates if len(kinds[shipment]) == best]
    return winners[0] if len(winners) == 1 else None


def owners_of(hits: Iterable[Hit]) -> set[str]:
    """Whose a bar code surely is: an order number counts only where it is one shipment's."""
    own = named_surely(hits)
    named = {shipment for shipment, _ in hits}
    return own or (named if len(named) == 1 else set())


def judge(words: set[Hit], bars: Sequence[set[Hit]], *, may_be_several: bool) -> tuple[str, ...]:
    """The shipment that a page's words and bar codes (each with its hits) speak for.

    One: all agree. Several: the page shows these and does not decide between them; none: it
    names nobody. Every bar code counts; words that name others as well, such as an exchange,
    do not matter while they also name the shipment of the bars. On a page with room for
    several labels (`may_be_several`) an AWB of another may be that of another label.
    """
    sets = [owners for hits in bars if (owners := owners_of(hits))]
    # Two shipments may travel under one AWB: such a bar code is of either of them.
    sharing = set[str].intersection(*sets) if sets else set()
    own = set[str].union(*sets) if sets and not sharing else set(sharing)
    if len(sharing) > 1:
        one = decide(hit for hit in words if hit[0] in sharing)
        own = {one} if one is not None else own
    named = {shipment for shipment, _ in words}
    if own and may_be_several:
        own |= named_surely(words) - sharing
    if not own:
        both = words | {hit for hits in bars for hit in hits}
        one = decide(both)
        if one is not None:
            return (one,)
        surely = named_surely(both)
        return tuple(sorted(surely or {shipment for shipment, _ in both}))
    if len(own) == 1 and (not named or own <= named):
        return tuple(own)
    return tuple(sorted(own | named))


def named_surely(hits: Iterable[Hit]) -> set[str]:
    """The shipments for which an id speaks that no other may share."""
    return {shipment for shipment, kind in hits if kind != "order"}


def says_awb(text: str, awb: str) -> bool:
    """Whether a bar code has an AWB in it, however it is spaced and whatever is before it."""
    return _bare(awb) in _bare(text)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _ids_of(item: Expected) -> Iterator[tuple[str, Kind]]:
    own: list[tuple[str, Kind]] = [(ids.tidy(item.shipment_id), "shipment")]
    own.extend((ids.tidy_joined(awb), "awb") for awb in item.awb_numbers)
    for raw, kind in own:
        identifier = raw.casefold()
        if len(identifier) >= _SHORTEST_UNIQUE and _HAS_DIGIT.search(identifier):
            yield identifier, kind
    order = ids.tidy(item.order_no).casefold()
    shortest = _SHORTEST_ORDER_DIGITS if order.isdigit() else _SHORTEST_ORDER
    if len(order) >= shortest and _HAS_DIGIT.search(order):
        yield order, "order"


def _sought(identifier: str, kind: Kind) -> _Id:
    text, hyphens = _without_hyphens(re.sub(r"^[\W_]+|[\W_]+$", "", identifier))
    # A courier's bars leave out the hyphens of "1459-0000-1234", but not that of a parcel's "-2".
    last = len(text) - max((place for place, _ in hyphens), default=0)
    may_be_grouped = kind == "awb" and (not hyphens or last > PARCEL_DIGITS)
    return _Id(text, frozenset(place for place, _ in hyphens), may_be_grouped)


def _normal(text: str) -> str:
    """Readable, with one kind of hyphen and small letters; lines stay apart."""
    text = _WRAPPED.sub("-", _SOFT_AT_END.sub(_SOFT, text.translate(_SOFT_HYPHENS)))
    return "\n".join(ids.readable(line) for line in text.splitlines()).casefold()


def _without_hyphens(text: str) -> tuple[str, list[tuple[int, str]]]:
    """The text without the hyphens inside words, and where they were."""
    found: list[tuple[int, str]] = []
    for gone, hyphen in enumerate(_HYPHEN.finditer(text)):
        found.append((hyphen.start() - gone, hyphen.group()))
    return (_HYPHEN.sub("", text), found) if found else (text, found)


def _is_written_so(sought: _Id, hyphens: Sequence[tuple[int, str]], start: int, end: int) -> bool:
    """Whether the hyphens that stand in a text here are those of the id.

    An AWB may be in groups, or the other way round be written without; "12-34" is not the
    order "1234".
    """
    if not hyphens and not sought.hyphens:
        return True
    inside = {place - start: hyphen for place, hyphen in hyphens if start < place < end}
    if sought.may_be_grouped:
        return True
    more = {place for place in inside if place not in sought.hyphens}
    return sought.hyphens <= inside.keys() and all(inside[place] == _SOFT for place in more)


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 2) : start]
    return not _JOINED_BEFORE.search(before) and not _JOINED_AFTER.match(text, end)
