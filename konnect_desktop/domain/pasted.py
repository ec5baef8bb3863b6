"""What a seller pastes: two columns from a spreadsheet, or AWBs one below the other."""

from __future__ import annotations

import re

from konnect_desktop.domain import ids
from konnect_desktop.domain.tables import Table, from_texts

#: Tried in this order: a spreadsheet puts tabs, a mail puts anything.
_SEPARATORS = ("\t", ";", "|", ",")
#: A paste of more is a file.
MAX_LINES = 10_000
#: What parts the numbers of a list for sure; a blank may also stand inside one of them.
_LIST_BREAK = re.compile(r"[\t\r\n,;|]+")
_BLANKS = re.compile(r"[ \u00a0]{2,}|[ \u00a0]")


def table_of(text: str) -> Table:
    """The pasted text as a table of texts; blank lines keep their number and are left out."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MAX_LINES]
    separator = _separator(lines)
    return from_texts([_parts(line, separator) for line in lines])


def is_one_column(table: Table) -> bool:
    """Whether nothing but one value stands in each line."""
    return all(sum(bool(text) for text in row.texts) <= 1 for row in table.rows)


def _separator(lines: list[str]) -> str:
    for separator in _SEPARATORS:
        if any(separator in line for line in lines):
            return separator
    return ""


def _parts(line: str, separator: str) -> list[str]:
    if separator:
        return [part.strip().strip('"') for part in line.split(separator)]
    # Blanks part order and AWB; whatever follows is the courier, which may have blanks.
    return _BLANKS.split(line.strip(), maxsplit=2)


def numbers_in(text: str) -> list[str]:
    """The numbers of a pasted list, tidied, parted by lines, separators or blanks; [] for others.

    A list is two or more that could all be order numbers, shipment ids or AWBs. Groups of digits
    of one number, each too short to be one itself, are joined.
    """
    found: list[str] = []
    for part in _LIST_BREAK.split(text):
        words = ids.readable(part).split()
        if not all(_is_number(word) for word in map(ids.tidy, words) if word):
            whole = ids.tidy_joined(part)
            if not whole.isdecimal() or not _is_number(whole) or any(map(_is_number, words)):
                return []
            words = [whole]
        found += filter(None, map(ids.tidy, words))
    return found if len(found) > 1 else []


def _is_number(word: str) -> bool:
    return len(word) >= 7 and sum(char.isdigit() for char in word) >= 4
