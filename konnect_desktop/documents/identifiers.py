"""Which of the expected ids stand in a text, and which one shipment they speak for."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

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
# "123" is not the id in "123-45" or in "X_123".
_JOINED_BEFORE = re.compile(r"[^\W_]$|[^\W_][-_]$")
_JOINED_AFTER = re.compile(r"[^\W_]|[-_][^\W_]")


@dataclass(frozen=True)
class Expected:
    """One shipment that a document should contain, with the ids that may stand on its pages."""

    shipment_id: str
    awb_numbers: tuple[str, ...]
    order_no: str


class IdIndex:
    """Finds the ids of many shipments in one walk through a text."""

    def __init__(self, expected: Sequence[Expected]) -> None:
        owners: defaultdict[str, set[Hit]] = defaultdict(set)
        for item in expected:
            for identifier, kind in _ids_of(item):
                owners[identifier].add((item.shipment_id, kind))
        self._by_first_run: defaultdict[str, list[tuple[str, frozenset[Hit]]]] = defaultdict(list)
        # Longest first, so that "FN123-2" is not taken for "FN123".
        for identifier in sorted(owners, key=len, reverse=True):
            first = _RUN.match(identifier)
            if first is not None:
                entry = (identifier, frozenset(owners[identifier]))
                self._by_first_run[first.group()].append(entry)

    def find(self, text: str) -> set[Hit]:
        """Return every id that stands in `text` as a whole word, with its shipment."""
        text = _normal(text)
        hits: set[Hit] = set()
        done_until = 0
        for run in _RUN.finditer(text):
            if run.start() < done_until:
                continue
            for identifier, owners in self._by_first_run.get(run.group(), ()):
                end = run.start() + len(identifier)
                if text.startswith(identifier, run.start()) and _stands_alone(
                    text, run.start(), end
                ):
                    hits |= owners
                    done_until = end
                    break
        return hits


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


def is_sure(hits: Iterable[Hit], shipment_id: str) -> bool:
    """Whether an id that no other shipment may share speaks for it."""
    return any(one == shipment_id and kind != "order" for one, kind in hits)


def _ids_of(item: Expected) -> Iterator[tuple[str, Kind]]:
    own: list[tuple[str, Kind]] = [(item.shipment_id, "shipment")]
    own.extend((awb, "awb") for awb in item.awb_numbers)
    for raw, kind in own:
        identifier = _trimmed(raw)
        if len(identifier) >= _SHORTEST_UNIQUE and _HAS_DIGIT.search(identifier):
            yield identifier, kind
    order = _trimmed(item.order_no)
    shortest = _SHORTEST_ORDER_DIGITS if order.isdigit() else _SHORTEST_ORDER
    if len(order) >= shortest and _HAS_DIGIT.search(order):
        yield order, "order"


def _normal(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.casefold()


def _trimmed(identifier: str) -> str:
    """The id without what may stand around it, such as the # of an order number."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", _normal(identifier))


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 2) : start]
    return not _JOINED_BEFORE.search(before) and not _JOINED_AFTER.match(text, end)
