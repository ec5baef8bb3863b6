"""What a seller pastes: two columns from a spreadsheet, or AWBs one below the other."""

from __future__ import annotations

import re
from itertools import islice

from konnect_desktop.domain import ids
from konnect_desktop.domain.headings import named
from konnect_desktop.domain.separated import records, sniff
from konnect_desktop.domain.tables import Table, text_row

#: A spreadsheet puts tabs, whatever else stands in its cells; a mail puts anything.
_SEPARATORS = "\t;|,"
#: A paste of more is a file.
MAX_LINES = 10_000
#: What parts the numbers of a list for sure; a blank may also stand inside one of them.
_LIST_BREAK = re.compile(r"[\t\r\n,;|]+")
#: A character that no paste has.
_NONE = "\x00"
_BLANKS = re.compile(r"[ \u00a0]{2,}|[ \u00a0]")


def table_of(text: str) -> Table:
    """The pasted text as a table of texts; blank lines keep their number and are left out.

    Quoted cells are read as spreadsheet programs write them, line breaks in them too. Of more
    than MAX_LINES lines the rest is not read: ask `is_too_long` before.
    """
    separator = sniff(text, _SEPARATORS, likely="\t")
    if separator:
        found = islice(records(text, separator), MAX_LINES)
        rows = (
            text_row(n, cells, flaw, goes_on=goes_on)
            for n, (cells, flaw, goes_on) in enumerate(found, start=1)
        )
        return Table(tuple(row for row in rows if row), is_parted=True)
    lines = islice(records(text, _NONE), MAX_LINES)
    rows = (
        text_row(n, _blank_parts(cells[0]), flaw) for n, (cells, flaw, _) in enumerate(lines, 1)
    )
    return Table(tuple(row for row in rows if row))


def _blank_parts(line: str) -> list[str]:
    """Blanks part order and AWB; whatever follows is the courier, which may have blanks."""
    line = line.strip()
    return [line] if named(line) else _BLANKS.split(line, maxsplit=2)


def is_too_long(text: str) -> bool:
    """Whether the text has more lines than are read."""
    return text.strip().count("\n") >= MAX_LINES


def is_one_column(table: Table) -> bool:
    """Whether nothing but one value stands in each line."""
    return all(sum(bool(text) for text in row.texts) <= 1 for row in table.rows)


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
