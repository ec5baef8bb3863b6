"""Text to search words, the same way for what is stored and for what is typed.

SQLite's own tokenizers split Indian words at their vowel signs or depend on the SQLite
version, so words are cut and folded here; the full-text table only splits at spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from konnect_desktop.domain import ids
from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.pasted import numbers_in
from konnect_desktop.domain.phones import digits_of, national, numbers_of
from konnect_desktop.domain.shipments import Shipment

#: FTS5's own table of the texts (id, c0): a single row comes from there twice as fast.
TEXTS = "shipment_text_content"
#: Letters of the longest word beginning that the full-text table keeps an index of.
PREFIX = 3
#: Marks a word written backwards, so that typing the last digits of a number finds it. Never
#: part of a typed word, because it is not a letter.
_BACKWARDS = "¬"
_SHORTEST_ENDING = 4
#: Fewer digits in groups are several things, such as sizes; a PIN code is written in two.
_SHORTEST_GROUPED = 6
_MOST_WORDS = 12
#: So many words of an article's name are kept: a title may be a whole advertisement.
_MOST_NAME_WORDS = 24
_LONGEST_WORD = 64
_MOST_PASTED = 2_000

_APOSTROPHE = re.compile(r"['’]")
_HYPHEN = re.compile(r"[-\u2010-\u2015]")
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
    for item in shipment.open_items or shipment.items:
        found.update(dict.fromkeys(_name_words(item.name)))
    to = shipment.shipping_address
    for text in (to.name, to.pincode, to.city):
        found.update(dict.fromkeys(words_of(text)))
    for number in numbers_of(to.phone):
        found.update(dict.fromkeys(_number_words(number)))
    found.update(dict.fromkeys(_channel_words(shipment.channel)))
    found.pop("", None)
    return " ".join(found)


@lru_cache(4096)
def _name_words(name: str) -> tuple[str, ...]:
    """The words of an article's name: "Men's T-shirt" has mens, t, shirt and tshirt."""
    found: list[str] = []
    for word in name.split()[:_MOST_NAME_WORDS]:
        parts = words_of(_APOSTROPHE.sub("", word))
        found += parts
        if len(parts) > 1 and _HYPHEN.search(word):
            found.append("".join(parts))
    return tuple(found)


@lru_cache(256)
def _channel_words(code: str) -> tuple[str, ...]:
    """Fynd's code and the name on screen."""
    return tuple(words_of(f"{code} {channel_name(code)}"))


def with_numbers(words: str, numbers: Iterable[str]) -> str:
    """The words of a shipment and those of more numbers, such as an AWB that another call told."""
    known = set(words.split())
    more = [n for n in numbers if (whole := "".join(words_of(n))) and whole not in known]
    return " ".join([words, *(word for number in more for word in _number_words(number))])


def _number_words(number: str) -> Iterator[str]:
    parts = words_of(ids.tidy(number))
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

    @property
    def is_long(self) -> bool:
        """Whether some word is longer than the index of beginnings goes: to know how many match
        such a word, SQLite first reads every word that begins with it, to its end."""
        return any(len(part) > PREFIX for ways in self.clauses for part in ways[0])

    @property
    def coarse(self) -> str:
        """For the full-text table: of words the beginnings alone, which lets through more, but
        at once; "" when that would be the same question. Long numbers are rare enough as they are.
        """
        short = [[tuple(map(_beginning, way)) for way in ways] for ways in self.clauses]
        coarse = _match(short)
        return "" if coarse == self.match else coarse

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
    text = ids.readable(text)
    typed = [word for word in text.split()[:_MOST_WORDS] if words_of(word)]
    # Groups of digits may be one number: then any of them is answered by the whole.
    whole = _grouped(text)
    clauses = [(*_alternatives(word), *whole) for word in typed]
    return Query(_match(clauses), tuple(clauses))


def _beginning(part: str) -> str:
    return part if any(char.isdigit() for char in part) else part[:PREFIX]


def _match(clauses: Iterable[Iterable[tuple[str, ...]]]) -> str:
    return " AND ".join(
        "(" + " OR ".join(_all_of(parts) for parts in clause) + ")" for clause in clauses
    )


def _all_of(parts: tuple[str, ...]) -> str:
    return "(" + " AND ".join(f'"{part}"*' for part in parts) + ")"


def _alternatives(word: str) -> list[tuple[str, ...]]:
    """What may be meant by one typed word: its parts, the end of a number, or a phone number."""
    parts = tuple(part[:_LONGEST_WORD] for part in words_of(word))
    whole = "".join(parts)[:_LONGEST_WORD]
    if not any(char.isdigit() for char in whole):
        return [parts] if len(parts) == 1 else [parts, (whole,)]
    found = [parts]
    if len(whole) >= _SHORTEST_ENDING:
        found.append((_BACKWARDS + whole[::-1],))
    return [*found, *_phone(word, whole)]


def _grouped(text: str) -> list[tuple[str, ...]]:
    """The one number that is typed in several groups of digits: 98765 43210."""
    whole = digits_of(text)[:_LONGEST_WORD]
    is_long = len(whole) >= _SHORTEST_GROUPED or "+" in text
    if not whole or not is_long or len(words_of(text)) < 2:
        return []
    return [(whole,), (_BACKWARDS + whole[::-1],), *_phone(text, whole)]


def _phone(text: str, whole: str) -> list[tuple[str, ...]]:
    """A phone number is kept without +91 or 0 before it."""
    number = national(text)[:_LONGEST_WORD]
    return [(number,)] if number != whole and len(number) >= _SHORTEST_ENDING else []


def pasted_numbers(text: str) -> list[str]:
    """The whole numbers of a pasted list (two or more), each once; empty when it is none."""
    wholes = ("".join(words_of(token)) for token in numbers_in(text)[:_MOST_PASTED])
    return list(dict.fromkeys(whole for whole in wholes if whole))
