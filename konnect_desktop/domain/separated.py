"""Texts whose cells a separator parts: CSV files and pasted cells, quoted well or badly.

A separator inside quotes never parts. Where the quotes themselves are in doubt, the line is
parted without them, says so, and takes no other line along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from konnect_desktop.domain.import_columns import fields_named
from konnect_desktop.domain.tables import Flaw

#: No cell is longer; a quotation mark that finds no partner within so many characters is alone.
MAX_CELL = 2**20
#: What stands further right is not read.
MAX_COLUMNS = 256
_BREAK = re.compile(r"\r\n|\r|\n")
#: ="0012": how exports keep the zeros of a number from a spreadsheet program.
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*+)"')
_LOOKED_AT = 40
_LOOKED_INTO = 65_536
#: Quotes beside a separator begin or end a cell; a lone one may be what the cell says.
_AT_A_QUOTE = re.compile(r"[,;\t|]\s*\"|\"\s*[,;\t|]")
#: A quotation mark of another kind, and the one that ends what it begins.
_OTHER_QUOTES = {"'": "'", "‘": "’", "“": "”", "”": "”", "„": "“", "`": "`", "«": "»"}


class Record(NamedTuple):
    """One row: its cells with their blanks, and why they are in doubt."""

    cells: list[str]
    flaw: Flaw | None = None


def records(text: str, separator: str) -> Iterator[Record]:
    """The rows of `text`, empty ones too, each of at most MAX_COLUMNS cells."""
    parser = _Parser(text, separator)
    at = 0
    while at < len(text):
        end, after = parser.line(at)
        if text.find('"', at, end) < 0:
            yield parser.unquoted(at, end)
            at = after
            continue
        found = parser.quoted(at)
        if found is None:
            yield parser.literal(at, end)
            at = after
            continue
        cells, stop = found
        if stop > end and parser.is_rows(at, stop):
            # Two inch marks in two rows look like one cell that goes over several lines.
            while at < stop:
                end, after = parser.line(at)
                yield Record(parser.parts(at, end), Flaw.OPEN_QUOTE)
                at = after
            continue
        yield Record(cells[:MAX_COLUMNS], _other_quotes(cells))
        at = parser.line(stop)[1]


def sniff(text: str, separators: Sequence[str]) -> str:
    """The separator by which a row names most columns, else that parts the first rows alike.

    "" when none parts anything. Each is tried with the quotes in mind, so a comma inside an
    address counts for nothing; of equals the first wins.
    """
    best, best_score = "", (0, 0.0)
    for separator in separators:
        score = _score(text, separator)
        if score > best_score:
            best, best_score = separator, score
    return best


class _Parser:
    def __init__(self, text: str, separator: str) -> None:
        self._text = text
        self._separator = separator
        blanks = " \u00a0" if separator == "\t" else " \u00a0\t"
        self._opening = re.compile(f'[{blanks}]*(=?)"')
        self._blanks = re.compile(f"[{blanks}]*")

    def line(self, at: int) -> tuple[int, int]:
        """Where the line ends, and where the next one begins."""
        found = _BREAK.search(self._text, at)
        return found.span() if found else (len(self._text), len(self._text))

    def parts(self, at: int, end: int) -> list[str]:
        """The line as it is parted when quotes mean nothing."""
        return self._text[at:end].split(self._separator, MAX_COLUMNS)[:MAX_COLUMNS]

    def unquoted(self, at: int, end: int) -> Record:
        """A line without a quotation mark."""
        cells = self.parts(at, end)
        return Record(cells, _other_quotes(cells))

    def literal(self, at: int, end: int) -> Record:
        """A line whose quotation marks part nothing; in doubt unless each cell has pairs."""
        cells = self.parts(at, end)
        odd = sum(cell.count('"') % 2 for cell in cells)
        if not odd:
            return Record(cells, _other_quotes(cells))
        return Record(cells, Flaw.OPEN_QUOTE if odd % 2 else Flaw.QUOTES)

    def quoted(self, at: int) -> tuple[list[str], int] | None:
        """The cells of a row and where it ends; None where a quoted cell does not end well."""
        cells: list[str] = []
        text = self._text
        while True:
            opening = self._opening.match(text, at)
            if opening is None:
                end, _ = self.line(at)
                stop = text.find(self._separator, at, end)
                stop = end if stop < 0 else stop
                cells.append(text[at:stop])
            else:
                found = self._cell(opening.end())
                if found is None:
                    return None
                cell, stop = found
                cells.append(cell)
            if stop >= len(text) or text[stop] != self._separator:
                return [_unwrapped(cell) for cell in cells], stop
            at = stop + 1

    def _cell(self, at: int) -> tuple[str, int] | None:
        """A cell from behind its opening quote, and where it ends: a separator or the line's end.

        Quotes inside are doubled, or else have a backslash before them.
        """
        for escape in ('"', "\\"):
            close = self._closing(at, escape)
            if close >= 0:
                found = self._blanks.match(self._text, close + 1)
                stop = found.end() if found else close + 1
                if stop >= len(self._text) or self._text[stop] in (self._separator, "\r", "\n"):
                    return self._text[at:close].replace(f'{escape}"', '"'), stop
        return None

    def _closing(self, at: int, escape: str) -> int:
        text, limit = self._text, at + MAX_CELL
        start = at
        while True:
            at = text.find('"', at, limit)
            if at < 0:
                return -1
            if text.startswith('"', at + 1):
                at += 2
            elif escape == "\\" and at > start and text[at - 1] == "\\":
                at += 1
            else:
                return at

    def is_rows(self, at: int, stop: int) -> bool:
        """Whether the lines of a quoted cell look like rows of the table, each by itself."""
        rows = []
        while at < stop:
            end, after = self.line(at)
            rows.append(self.parts(at, end))
            at = after
        first = rows[0]
        return len(first) > 1 and all(
            len(row) == len(first) and _shape(row[0]) == _shape(first[0]) for row in rows
        )


def _unwrapped(cell: str) -> str:
    found = _TEXT_FORMULA.fullmatch(cell)
    return found[1].replace('""', '"') if found else cell


def _shape(cell: str) -> str:
    """9 for digits and A for letters: what the cells of a column have in common."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", cell.strip().strip('"')))


def _other_quotes(cells: Sequence[str]) -> Flaw | None:
    """QUOTES where quotation marks of another kind begin in one cell and end in another."""
    for number, cell in enumerate(cells):
        bare = cell.strip()
        closing = _OTHER_QUOTES.get(bare[:1])
        if closing is None or bare[1:].endswith(closing):
            continue
        rest = (other.strip() for other in cells[number + 1 :])
        if any(other.endswith(closing) and other[:1] != bare[0] for other in rest):
            return Flaw.QUOTES
    return None


def _score(text: str, separator: str) -> tuple[int, float]:
    widths: list[int] = []
    weight = 1.0
    named = 0
    for cells, flaw in records(text[:_LOOKED_INTO], separator):
        if any(cell.strip() for cell in cells):
            widths.append(len(cells))
            named = max(named, fields_named(cells))
        if flaw or any(cell.count('"') % 2 and _AT_A_QUOTE.search(cell) for cell in cells):
            weight = 0.5  # it parts what quotes hold together
        if len(widths) >= _LOOKED_AT:
            break
    # One name alone may be a title, whatever parts it.
    return (named if named > 1 else 0, weight * _likeness(widths))


def _likeness(widths: Sequence[int]) -> float:
    if not widths or max(widths) < 2:
        return 0.0
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    if usual < 2:
        # A title and one column: parted rows are the exception.
        return sum(width > 1 for width in widths) / len(widths) / 2
    return widths.count(usual) / len(widths) + min(usual, 50) / 1000
