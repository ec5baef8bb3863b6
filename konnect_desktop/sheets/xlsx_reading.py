"""XLSX with a cap on everything: parts, unpacked size, rows, cells, characters.

Only cells, sheets and what of them is hidden count; how a workbook looks, who made it and what
its parts are called decide nothing. The sizes are looked up before anything is unpacked; zipfile
never unpacks more than a part says it has, so a part that lies about its size ends as damaged.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, timedelta

from konnect_desktop.domain.tables import (
    DATE,
    EMPTY,
    MAX_TEXT,
    NUMBER,
    OTHER,
    UNCALCULATED,
    Flaw,
    Table,
    TableRow,
    kind_of_text,
)
from konnect_desktop.errors import SheetError
from konnect_desktop.sheets import refusals
from konnect_desktop.sheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from konnect_desktop.sheets.workbook import Styles, Text, Workbook, damaged, decoded
from konnect_desktop.sheets.xml_parts import Attributes, is_on

#: The last row that a spreadsheet program knows.
_LAST_ROW = 1_048_576
_LETTERS = re.compile(r"\$?([A-Za-z]{1,3})")
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_ERRORS = frozenset(
    {"#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", UNCALCULATED}
)


def read_xlsx(data: bytes, sheet: str = "") -> Table:
    """The table of `sheet`, else of the first visible sheet with anything in it.

    Raises SheetError for what is no XLSX, carries macros, or is larger than the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(Workbook(archive), sheet)
    except SheetError:
        raise
    except MemoryError:
        raise SheetError(
            refusals.TOO_LARGE_INSIDE, next_step=refusals.SPLIT, detail="memory"
        ) from None
    except Exception as error:  # a hostile file can fail in any library, in any way
        raise damaged(f"xlsx: {type(error).__name__}") from error


def _read(book: Workbook, wanted: str) -> Table:
    cells = _Cells(book.strings(), book.styles(), is_1904=book.is_1904)
    sheets = [one for one in book.sheets if not one.is_hidden] or list(book.sheets)
    filled = [one for one in sheets if _has_something(book, one.part, cells)]
    if not filled:
        raise SheetError(refusals.EMPTY, next_step=refusals.CHOOSE_OTHER)
    titles = tuple(one.title for one in filled)
    chosen = filled[titles.index(wanted)] if wanted in titles else filled[0]
    reader = _SheetReader(cells)
    book.walk(chosen.part, reader)
    return Table(tuple(reader.rows), chosen.title, titles, hidden=frozenset(reader.hidden_columns))


class _Found(Exception):
    """The sheet has something in it."""


def _has_something(book: Workbook, part: str, cells: _Cells) -> bool:
    try:
        book.walk(part, _SheetReader(cells, is_looking=True))
    except _Found:
        return True
    return False


class _SheetReader:
    """The rows of a sheet; the extent that it tells is not believed."""

    def __init__(self, cells: _Cells, *, is_looking: bool = False) -> None:
        """`is_looking`: raise _Found at the first cell with anything in it."""
        self.rows: list[TableRow] = []
        self.hidden_columns: set[int] = set()
        self._cells = cells
        self._is_looking = is_looking
        self._is_data = False
        self._number = 0
        self._flaw: Flaw | None = None
        self._found: dict[int, tuple[str, str]] = {}
        self._column = -1
        self._cell: _Cell | None = None
        self._count = 0

    def start(self, name: str, given: Attributes) -> None:
        if self._cell is not None:
            self._cell.start(name)
        elif name == "c" and self._is_data:
            self._column = _column(given.get("r"), self._column)
            self._cell = _Cell(given.get("t", "n"), given.get("s", "0"))
        elif name == "row" and self._is_data:
            told = given.get("r")
            self._number = int(told) if told else self._number + 1
            if not 0 < self._number <= _LAST_ROW:
                raise damaged("row number")
            is_hidden = is_on(given.get("hidden")) or _is_zero(given.get("ht"))
            self._flaw = Flaw.HIDDEN if is_hidden else None
            self._found, self._column = {}, -1
        elif name == "sheetData":
            self._is_data = True
        elif name == "col" and not self._is_data:
            self._hide(given)

    def end(self, name: str) -> None:
        if name == "c" and self._cell is not None:
            found = self._cells.read(self._cell)
            self._cell = None
            if found[1] != EMPTY and 0 <= self._column < MAX_COLUMNS:
                if self._is_looking:
                    raise _Found
                self._found[self._column] = found
        elif self._cell is not None:
            self._cell.end(name)
        elif name == "row" and self._found:
            self._keep()
        elif name == "sheetData":
            self._is_data = False

    def text(self, data: str) -> None:
        if self._cell is not None:
            self._cell.add(data)

    def _hide(self, given: Attributes) -> None:
        if is_on(given.get("hidden")) or _is_zero(given.get("width")):
            first, last = int(given.get("min", "0")), int(given.get("max", "0"))
            self.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))

    def _keep(self) -> None:
        width = max(self._found) + 1
        self._count += width
        # One row more than allowed, because one of them names the columns.
        if len(self.rows) > MAX_ROWS or self._count > MAX_CELLS:
            raise SheetError(refusals.TOO_MANY_ROWS, next_step=refusals.SPLIT)
        pairs = [self._found.get(column, ("", EMPTY)) for column in range(width)]
        texts = tuple(text for text, _ in pairs)
        kinds = "".join(kind for _, kind in pairs)
        self.rows.append(TableRow(self._number, texts, kinds, self._flaw))
        self._found = {}


def _is_zero(text: str | None) -> bool:
    return text is not None and bool(text) and float(text) == 0


def _column(place: str | None, before: int) -> int:
    """The column of a cell from 0; without a place it is the next one."""
    found = _LETTERS.match(place) if place else None
    if found is None:
        return before + 1
    column = 0
    for letter in found[1].upper():
        column = 26 * column + ord(letter) - ord("A") + 1
    return column - 1


class _Cell:
    """What stands between the ends of a cell."""

    def __init__(self, kind: str, style: str) -> None:
        self.kind = kind
        self.style = style
        self.has_formula = False
        self.value: list[str] | None = None
        self.inline: Text | None = None
        self._is_value = False

    def start(self, name: str) -> None:
        if name == "v":
            self.value, self._is_value = [], True
        elif name == "f":
            self.has_formula = True
        elif name == "is":
            self.inline = Text()
        elif self.inline is not None:
            self.inline.start(name)

    def end(self, name: str) -> None:
        if name == "v":
            self._is_value = False
        elif self.inline is not None:
            self.inline.end(name)

    def add(self, data: str) -> None:
        if self._is_value and self.value is not None:
            self.value.append(data)
        elif self.inline is not None:
            self.inline.add(data)


class _Cells:
    """The text of a cell, and what the cell was."""

    def __init__(self, strings: list[str], styles: Styles, *, is_1904: bool) -> None:
        self._strings = strings
        self._styles = styles
        self._is_1904 = is_1904

    def read(self, cell: _Cell) -> tuple[str, str]:
        """Text and kind; a formula that nobody has calculated is no empty cell."""
        if cell.inline is not None:
            return _text(cell.inline.whole())
        raw = "".join(cell.value or ())
        # A text of no characters is a result too, and is written as one.
        is_text = cell.kind == "str" and cell.value is not None
        if not raw.strip() and not is_text:
            return (UNCALCULATED, OTHER) if cell.has_formula else ("", EMPTY)
        if cell.kind == "s":
            return _text(self._string(raw))
        if cell.kind in ("str", "inlineStr"):
            return _text(decoded(raw))
        if cell.kind == "e":
            return raw.strip(), OTHER
        if cell.kind == "b":
            return "TRUE" if is_on(raw) else "FALSE", OTHER
        if cell.kind == "d":
            return _iso(raw.strip())
        return self._number(raw.strip(), cell.style)

    def _string(self, raw: str) -> str:
        number = int(raw)
        if not 0 <= number < len(self._strings):
            raise damaged("text that is not there")
        return self._strings[number]

    def _number(self, raw: str, style: str) -> tuple[str, str]:
        try:
            value = float(raw)
        except ValueError:
            return _text(raw)
        number = int(style) if style.isdecimal() else 0
        if number in self._styles.spans:
            return str(timedelta(days=value)), OTHER
        if number in self._styles.dates:
            try:
                return _moment(value, is_1904=self._is_1904), DATE
            except (OverflowError, ValueError):
                pass  # shown as ##### there
        if _WHOLE.fullmatch(raw):
            return str(int(raw)), NUMBER
        is_short = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if is_short else repr(value), NUMBER


def _text(text: str) -> tuple[str, str]:
    text = text.strip()
    if text in _ERRORS:
        return text, OTHER
    return text[:MAX_TEXT], kind_of_text(text)


def _iso(raw: str) -> tuple[str, str]:
    try:
        return _told(datetime.fromisoformat(raw.removesuffix("Z"))), DATE
    except ValueError:
        return _text(raw)


def _moment(serial: float, *, is_1904: bool) -> str:
    """The day or time that a program shows for a number."""
    seconds = round(serial * 86_400)
    if 0 <= seconds < 86_400:
        return (datetime.min + timedelta(seconds=seconds)).time().isoformat()
    first = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    if not is_1904 and serial < 60:
        first += timedelta(days=1)  # 1900 had a 29 February there
    start = datetime(first.year, first.month, first.day)
    return _told(start + timedelta(seconds=seconds))


def _told(moment: datetime) -> str:
    has_time = (moment.hour, moment.minute, moment.second) != (0, 0, 0)
    return moment.isoformat(timespec="seconds") if has_time else moment.date().isoformat()
