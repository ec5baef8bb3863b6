"""What a seller pastes: two columns from a spreadsheet, or AWBs one below the other."""

from __future__ import annotations

import re

from konnect_desktop.domain.tables import Table, from_texts

#: Tried in this order: a spreadsheet puts tabs, a mail puts anything.
_SEPARATORS = ("\t", ";", "|", ",")
#: A paste of more is a file.
MAX_LINES = 10_000
_LIST_BREAK = re.compile(r"[\s,;|]+")
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
    """The numbers of a pasted list, parted by blanks, lines or any separator; [] for other text.

    A list is two or more words that could all be order numbers, shipment ids or AWBs.
    """
    words = [word for word in _LIST_BREAK.split(text) if word]
    return words if len(words) > 1 and all(map(_is_number, words)) else []


def _is_number(word: str) -> bool:
    return len(word) >= 7 and sum(char.isdigit() for char in word) >= 4
