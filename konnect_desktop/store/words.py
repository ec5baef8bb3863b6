"""Text to search words, the same way for what is stored and for what is typed.

SQLite's own tokenizers split Indian words at their vowel signs or depend on the SQLite
version, so words are cut and folded here; the full-text table only splits at spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from konnect_desktop.domain.pasted import numbers_in
from konnect_desktop.domain.shipments import Shipment

#: Marks a word written backwards, so that typing the last digits of a number finds it. Never
#: part of a typed word, because it is not a letter.
_BACKWARDS = "¬"
_SHORTEST_ENDING = 4
_MOST_WORDS = 12
_LONGEST_WORD = 64
_MOST_PASTED = 2_000

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_LATIN_ACCENTS = range(0x0300, 0x0370)
_JOINERS = (0x200B, 0x200C, 0x200D, 0xFEFF)


class _Fold(dict[int, str]):
    """Each character as it is kept: letters, vowel signs and digits; all else is a gap."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if code in _LATIN_ACCENTS or code in _JOINERS:
            kept = ""
        elif kind == "Nd":
            kept = str(unicodedata.digit(char))
        elif char != _BACKWARDS and (kind[0] in "LM" or kind in ("No", "Nl")):
            kept = char
        else:
            kept = " "
        self[code] = kept
        return kept


_FOLD = _Fold()


def words_of(text: str) -> list[str]:
    """The folded words of any text: no case, no Latin accents, Western digits."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return unicodedata.normalize("NFKD", text.casefold()).translate(_FOLD).split()


def index_text(shipment: Shipment) -> str:
    """All words under which a shipment is found, each once, divided by spaces."""
    found: dict[str, None] = {}
    for number in (shipment.marketplace_order_id, shipment.id, *shipment.awb_numbers):
        found.update(dict.fromkeys(_number_words(number)))
    for item in shipment.items:
        parts = words_of(item.sku)
        found.update(dict.fromkeys((*parts, "".join(parts))))
    to = shipment.shipping_address
    for text in (to.name, to.pincode, to.city):
        found.update(dict.fromkeys(words_of(text)))
    found.pop("", None)
    return " ".join(found)


def number_words(numbers: Iterable[str]) -> str:
    """The words of further numbers, such as an AWB that another call told us."""
    return " ".join(word for number in numbers for word in _number_words(number))


def _number_words(number: str) -> Iterator[str]:
    parts = words_of(number)
    yield from parts
    whole = "".join(parts)
    if len(parts) > 1:
        yield whole
    if len(whole) >= _SHORTEST_ENDING:
        yield _BACKWARDS + whole[::-1]


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, ready to be looked up; false when it holds no word at all."""

    #: For the full-text table.
    match: str = ""
    #: For one shipment's words: all of the clauses, of each any alternative, of that all parts.
    clauses: tuple[tuple[tuple[str, ...], ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.match)

    def probe(self, words: str) -> tuple[str, list[str]]:
        """The same question as an SQL condition on the column `words`, with its values."""
        tests, values = [], []
        for clause in self.clauses:
            ways = []
            for parts in clause:
                ways.append(" AND ".join([f"instr(' ' || {words}, ?)"] * len(parts)))
                values += [f" {part}" for part in parts]
            tests.append("(" + " OR ".join(f"({way})" for way in ways) + ")")
        return " AND ".join(tests), values


def query_of(text: str) -> Query:
    """The question that was typed.

    Every word must begin (or, for numbers, end) something; a pasted list of numbers finds
    every shipment that one of them names exactly.
    """
    pasted = pasted_numbers(text)
    if pasted:
        return Query(" OR ".join(f'"{number}"' for number in pasted))
    clauses = []
    for word in text.split()[:_MOST_WORDS]:
        parts = tuple(part[:_LONGEST_WORD] for part in words_of(word))
        if parts:
            clauses.append(_alternatives(parts))
    match = " AND ".join(
        "(" + " OR ".join(_all_of(parts) for parts in clause) + ")" for clause in clauses
    )
    return Query(match, tuple(clauses))


def _all_of(parts: tuple[str, ...]) -> str:
    return "(" + " AND ".join(f'"{part}"*' for part in parts) + ")"


def _alternatives(parts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    whole = "".join(parts)
    if len(whole) < _SHORTEST_ENDING or not any(char.isdigit() for char in whole):
        return (parts,)
    return (parts, (_BACKWARDS + whole[::-1],))


def pasted_numbers(text: str) -> list[str]:
    """The whole numbers of a pasted list (two or more), each once; empty when it is none."""
    wholes = ("".join(words_of(token)) for token in numbers_in(text)[:_MOST_PASTED])
    return list(dict.fromkeys(whole for whole in wholes if whole))
