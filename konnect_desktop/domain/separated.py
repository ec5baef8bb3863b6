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

#: Longer is a quoted cell that does not end, or a file of something else.
MAX_OPEN = 2**20
#: How far the end of a quoted cell is looked for, and how far when many were sought in vain.
_FAR, _NEAR = 2**24, 2**16
_IN_VAIN = 2**26
#: What stands further right is not read.
MAX_COLUMNS = 256
_BREAK = re.compile(r"\r\n|\r|\n")
#: ="0012": how exports keep the zeros of a number from a spreadsheet program.
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*+)"')
_LOOKED_AT = 40
_LOOKED_INTO = 65_536
#: Quotes beside a separator begin or end a cell; a lone one may be what the cell says.
_AT_A_QUOTE = re.compile(r"[,;\t|]\s*\"|\"\s*[,;\t|]")
_OTHERS = frozenset(",;|")
#: A quotation mark of another kind, and the one that ends what it begins.
_OTHER_QUOTES = {"'": "'", "‘": "’", "“": "”", "”": "”", "„": "“", "`": "`", "«": "»"}


class Record(NamedTuple):
    """One row: its cells with their blanks, and why they are in doubt."""

    cells: list[str]
    flaw: Flaw | None = None
    #: Whether a cell begins with a quotation mark of another kind that does not end it. An
    #: apostrophe may be a guard of ours, so this says nothing of a row that is whole.
    goes_on: bool = False


def records(text: str, separator: str) -> Iterator[Record]:
    """The rows of `text`, empty ones too, each of at most MAX_COLUMNS cells."""
    last: Record | None = None
    for cells, flaw, _ in _parted(text, separator):
        bare = [cell.strip() for cell in cells]
        if last is not None and last.goes_on and any(map(_ends_a_quote, bare)):
            # One cell that another kind of quote holds together.
            last = Record(last.cells, last.flaw or Flaw.UNCLEAR)
            flaw = flaw or Flaw.UNCLEAR
        if last is not None:
            yield last
        last = Record(cells, flaw, any(map(_begins_a_quote, bare)))
    if last is not None:
        yield last


def _parted(text: str, separator: str) -> Iterator[Record]:
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
        cells, flaw, stop = found
        if stop > end and parser.is_rows(at, stop):
            # Two inch marks in two rows look like one cell that goes over several lines.
            while at < stop:
                end, after = parser.line(at)
                yield Record(parser.parts(at, end), Flaw.OPEN_QUOTE)
                at = after
            continue
        yield Record(cells[:MAX_COLUMNS], flaw)
        at = parser.line(stop)[1]


def sniff(text: str, separators: Sequence[str], likely: str = "") -> str:
    """The separator by which a row names most columns, else that parts the first rows alike.

    "" when none parts anything; `likely` goes before others that part better. Each is tried
    with the quotes in mind, so a comma inside an address counts for nothing; of equals the first
    wins.
    """
    best, best_score = "", (0, False, 0.0)
    for separator in separators:
        named, likeness = _score(text, separator)
        score = (named, separator == likely and likeness > 0.5, likeness)
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
        self._in_vain = 0

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
        return Record(cells, self.doubt(cells))

    def doubt(self, cells: Sequence[str]) -> Flaw | None:
        """UNCLEAR where something else than our quotes may hold two cells together."""
        is_escaped = any(cell.endswith("\\") for cell in cells)
        return Flaw.UNCLEAR if is_escaped or _other_quotes(cells) else None

    def literal(self, at: int, end: int) -> Record:
        """A line whose quotation marks part nothing; in doubt unless each cell has pairs."""
        cells = self.parts(at, end)
        odd = sum(cell.count('"') % 2 for cell in cells)
        if not odd:
            return Record(cells, self.doubt(cells))
        return Record(cells, Flaw.OPEN_QUOTE if odd % 2 else Flaw.UNCLEAR)

    def quoted(self, at: int) -> tuple[list[str], Flaw | None, int] | None:
        """The cells of a row, what is in doubt, and where it ends.

        None where a quoted cell does not end well.
        """
        cells: list[str] = []
        unquoted: list[str] = []
        text = self._text
        while True:
            opening = self._opening.match(text, at)
            if opening is None:
                end, _ = self.line(at)
                stop = text.find(self._separator, at, end)
                stop = end if stop < 0 else stop
                cells.append(text[at:stop])
                unquoted.append(text[at:stop])
            else:
                found = self._cell(opening.end())
                if found is None:
                    return None
                cell, stop = found
                cells.append(_unwrapped(cell))
                # The backslash may have meant that the quote behind it does not end the cell.
                unquoted.append("\\" if cell.endswith("\\") else "")
            if stop >= len(text) or text[stop] != self._separator:
                return cells, self.doubt(unquoted), stop
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
        text, start = self._text, at
        limit = at + (_FAR if self._in_vain < _IN_VAIN else _NEAR)
        while True:
            at = text.find('"', at, limit)
            if at < 0:
                self._in_vain += min(limit, len(text)) - start
                return -1
            if text.startswith('"', at + 1):
                at += 2
            elif escape == "\\" and at > start and text[at - 1] == "\\":
                at += 1
            else:
                return at

    def is_rows(self, at: int, stop: int) -> bool:
        """Whether a later line of a quoted cell looks like a row of the table by itself."""
        rows = []
        while at < stop:
            end, after = self.line(at)
            rows.append(self.parts(at, end))
            at = after
        first, *more = rows
        return len(first) > 1 and any(
            len(row) > 1
            and (any(map(_is_alike, row, first)) or any(map(_is_alike, row[::-1], first[::-1])))
            for row in more
        )


def _begins_a_quote(cell: str) -> bool:
    closing = _OTHER_QUOTES.get(cell[:1])
    return closing is not None and not cell[1:].endswith(closing)


def _ends_a_quote(cell: str) -> bool:
    return cell[-1:] in _OTHER_QUOTES and cell[:1] not in _OTHER_QUOTES


def _unwrapped(cell: str) -> str:
    found = _TEXT_FORMULA.fullmatch(cell)
    return found[1].replace('""', '"') if found else cell


def _is_alike(one: str, other: str) -> bool:
    """Whether two cells are numbers of one kind: letters and digits in the same places."""
    one, other = (cell.strip().strip('"') for cell in (one, other))
    is_number = sum(map(str.isalnum, one)) > 2 and any(map(str.isdigit, one))
    return is_number and abs(len(one) - len(other)) < 3 and _shape(one) == _shape(other)


def _shape(cell: str) -> str:
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", cell))


def _other_quotes(cells: Sequence[str]) -> bool:
    """Whether quotation marks of another kind begin in one cell and end in another."""
    bare = [cell.strip() for cell in cells]
    begun = next((n for n, cell in enumerate(bare) if _begins_a_quote(cell)), len(bare))
    return any(map(_ends_a_quote, bare[begun + 1 :]))


def _score(text: str, separator: str) -> tuple[int, float]:
    widths: list[int] = []
    weight = 1.0
    named = 0
    head = text[:_LOOKED_INTO]
    if len(head) < len(text):
        head = head[: head.rfind("\n") + 1] or head  # half a row says nothing
    for cells, flaw, _ in records(head, separator):
        if any(cell.strip() for cell in cells):
            widths.append(len(cells))
            named = max(named, fields_named([cell for cell in cells if _is_whole(cell)]))
        if flaw or any(cell.count('"') % 2 and _AT_A_QUOTE.search(cell) for cell in cells):
            weight = 0.5  # it parts what quotes hold together
        if separator == "\t" and any(cell.strip() in _OTHERS for cell in cells):
            weight = 0.5  # the blanks around a separator
        if len(widths) >= _LOOKED_AT:
            break
    # One name alone may be a title, whatever parts it.
    return (named if named > 1 else 0, weight * _likeness(widths))


def _is_whole(cell: str) -> bool:
    """Whether no other separator stands at the edge of a cell, as where blanks part it."""
    bare = cell.strip()
    return bare[:1] not in _OTHERS and bare[-1:] not in _OTHERS


def _likeness(widths: Sequence[int]) -> float:
    if not widths or max(widths) < 2:
        return 0.0
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    if usual < 2:
        # A title and one column: parted rows are the exception.
        return sum(width > 1 for width in widths) / len(widths) / 2
    return widths.count(usual) / len(widths) + min(usual, 50) / 1000
