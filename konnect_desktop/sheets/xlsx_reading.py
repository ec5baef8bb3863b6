"""XLSX with a cap on everything: parts, unpacked size, rows, cells, characters.

The sizes are looked up before anything is unpacked; zipfile never unpacks more than a part
says it has, so a part that lies about its size ends as damaged.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from konnect_desktop.domain.tables import (
    DATE,
    EMPTY,
    NUMBER,
    OTHER,
    TEXT,
    UNCALCULATED,
    Table,
    TableRow,
)
from konnect_desktop.errors import SheetError
from konnect_desktop.sheets import words
from konnect_desktop.sheets.limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_ROWS,
    MAX_STRINGS,
    MAX_TEXT,
    MAX_UNPACKED,
)

#: A part begins with its declaration; a document type there is only ever an attack.
_HEAD = 2048
#: The last row that a spreadsheet program knows.
_LAST_ROW = 1_048_576


def read_xlsx(data: bytes, sheet: str = "") -> Table:
    """The table of `sheet`, else of the first visible sheet with anything in it.

    Raises SheetError for what is no XLSX, carries macros, or is larger than the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
        return _read(data, sheet)
    except SheetError:
        raise
    except MemoryError:
        raise SheetError(words.TOO_LARGE_INSIDE, next_step=words.SPLIT, detail="memory") from None
    except Exception as error:  # a hostile file can fail in any library, in any way
        raise SheetError(
            words.DAMAGED, next_step=words.SAVE_AGAIN, detail=f"xlsx: {type(error).__name__}"
        ) from error


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse by the table of contents alone whatever is no modest XLSX."""
    parts = archive.infolist()
    names = {part.filename.lower().lstrip("/") for part in parts}
    _check_kind(names)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise SheetError(words.TOO_LARGE_INSIDE, next_step=words.SPLIT, detail="unpacked size")
    for part in parts:
        name = part.filename.lower()
        if name.endswith("sharedstrings.xml") and part.file_size > MAX_STRINGS:
            raise SheetError(words.TOO_LARGE_INSIDE, next_step=words.SPLIT, detail="texts")
        if part.flag_bits & 1:
            raise SheetError(words.OLD_FORMAT, next_step=words.SAVE_AGAIN, detail="encrypted")
        if name.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                head = file.read(_HEAD).replace(b"\x00", b"").lower()
            if b"<!doctype" in head or b"<!entity" in head:
                raise SheetError(words.DAMAGED, next_step=words.SAVE_AGAIN, detail="doctype")


def _check_kind(names: set[str]) -> None:
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
        raise SheetError(words.MACROS, next_step=words.SAVE_WITHOUT_MACROS, detail="macros")
    others = {"xl/workbook.bin": "XLSB", "content.xml": "ODS", "word/document.xml": "Word"}
    for name, kind in others.items():
        if name in names:
            text = words.OTHER_FORMAT.format(kind=kind)
            raise SheetError(text, next_step=words.SAVE_AGAIN, detail=name)
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise SheetError(words.NOT_A_TABLE, next_step=words.SAVE_AGAIN, detail="zip")


def _read(data: bytes, wanted: str) -> Table:
    import openpyxl
    from openpyxl.worksheet import _read_only

    from konnect_desktop.sheets.formulas import FormulaParser

    # An id that a formula should give must not be missed because nobody calculated it.
    _read_only.WorkSheetParser = FormulaParser  # type: ignore[attr-defined]
    # A sheet that does not tell its extent would be read whole, and kept, only to look for it;
    # the extent is not used here.
    _read_only.ReadOnlyWorksheet._get_size = lambda _sheet: None  # type: ignore[attr-defined]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about features that do not matter to a table
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
    try:
        if any(kind in str(book.mime_type) for kind in ("macroEnabled", "addin")):
            raise SheetError(words.MACROS, next_step=words.SAVE_WITHOUT_MACROS, detail="macros")
        sheets = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
        filled = [sheet for sheet in sheets if _has_something(sheet)]
        if not filled:
            raise SheetError(words.EMPTY, next_step=words.CHOOSE_OTHER)
        titles = tuple(str(sheet.title)[:100] for sheet in filled)
        chosen = filled[titles.index(wanted)] if wanted in titles else filled[0]
        return Table(tuple(_rows(chosen)), str(chosen.title)[:100], titles)
    finally:
        book.close()


def _cells(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Numbers and raw cells of the rows that are there; the extent told is not believed.

    For the rows of a gap the library repeats one and the same empty row, up to a million times.
    """
    sheet.reset_dimensions()
    last: object = None
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if number > _LAST_ROW:
            raise SheetError(words.DAMAGED, next_step=words.SAVE_AGAIN, detail="row number")
        if row is not last:
            last = row
            yield number, row


def _has_something(sheet: Any) -> bool:
    return any(cell.value is not None for _, row in _cells(sheet) for cell in row)


def _rows(sheet: Any) -> Iterator[TableRow]:
    filled = cells = 0
    for number, row in _cells(sheet):
        values = _trimmed(row)
        if not values:
            continue
        filled += 1
        cells += len(values)
        # One row more than allowed, because one of them names the columns.
        if filled > MAX_ROWS + 1 or cells > MAX_CELLS:
            raise SheetError(words.TOO_MANY_ROWS, next_step=words.SPLIT)
        pairs = [_text_of(value) for value in values]
        if any(text for text, _ in pairs):
            yield TableRow(
                number, tuple(text for text, _ in pairs), "".join(kind for _, kind in pairs)
            )


def _trimmed(row: Iterable[Any]) -> list[Any]:
    values = [cell.value for cell in row]
    while values and values[-1] is None:
        values.pop()
    return values


def _text_of(value: Any) -> tuple[str, str]:
    """The text of a cell, and what the cell was."""
    if value is None:
        return "", EMPTY
    if isinstance(value, bool):
        return str(value).upper(), OTHER
    if isinstance(value, int | float):
        return _number(value), NUMBER
    if isinstance(value, datetime):
        has_time = (value.hour, value.minute, value.second) != (0, 0, 0)
        text = value.isoformat(timespec="seconds") if has_time else value.date().isoformat()
        return text, DATE
    if isinstance(value, date | time):
        return value.isoformat(), DATE
    if isinstance(value, timedelta):
        return str(value), OTHER
    text = str(value)[:MAX_TEXT].strip()
    if text in _ERRORS:
        return text, OTHER
    return text, TEXT if text else EMPTY


_ERRORS = frozenset(
    {"#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", UNCALCULATED}
)


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
