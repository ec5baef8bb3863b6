"""CSV as sellers have it: any of three encodings, any of four separators, quotes or none."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from konnect_desktop.domain.separated import MAX_COLUMNS, MAX_OPEN, Record, records, sniff
from konnect_desktop.domain.tables import Flaw, Table, TableRow, text_row
from konnect_desktop.errors import SheetError
from konnect_desktop.sheets import refusals
from konnect_desktop.sheets.guard import unguard
from konnect_desktop.sheets.limits import MAX_CELLS, MAX_ROWS

_SEPARATORS = ",;\t|"
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    # Before its shorter sister, whose mark it begins with.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CELL = r'"(?!=)(?:[^"]|"")*+"'
#: Each cell quoted and harmless, as `writing.to_csv` writes them.
_OURS = re.compile(rf"(?:{_CELL}(?:,{_CELL})*+\r\n)++")


def read_csv(data: bytes) -> Table:
    """The table in `data`; every cell is text, our own guard is taken off again.

    Raises SheetError for what is no text, and for too many rows or a quoted cell without end.
    """
    text = _decode(data)
    rows: list[TableRow] = []
    cells = 0
    found = _ours(text) or _theirs(text)
    for number, (parts, flaw, goes_on) in enumerate(found, start=1):
        if flaw is Flaw.OPEN_QUOTE and sum(map(len, parts)) >= MAX_OPEN:
            raise SheetError(
                refusals.NOT_A_TABLE, next_step=refusals.SAVE_AGAIN, detail="endless cell"
            )
        bare = [unguard(part) for part in parts]
        row = text_row(number, bare, flaw, goes_on=goes_on)
        if row is None:
            continue
        rows.append(row)
        cells += len(row.texts)
        if len(rows) > MAX_ROWS + 1 or cells > MAX_CELLS:
            raise SheetError(refusals.TOO_MANY_ROWS, next_step=refusals.SPLIT)
    return Table(tuple(rows), is_parted=True)


def _ours(text: str) -> list[Record] | None:
    """The rows of a file as we write it; None for any other.

    Where every cell is quoted and all rows are as wide, nothing that a cell says is in doubt: a
    quotation mark that is missing or too many would make a row wider.
    """
    if not _OURS.fullmatch(text):
        return None
    try:
        # Of more than are read, one too many says so.
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = list(islice(reader, MAX_ROWS + 2))
    except csv.Error:  # a cell longer than any of ours
        return None
    widths = {len(row) for row in rows}
    if len(widths) != 1 or not 1 < widths.pop() <= MAX_COLUMNS:
        return None
    return [Record(row) for row in rows]


def _theirs(text: str) -> Iterator[Record]:
    separator, text = _told_separator(text)
    return records(text, separator or sniff(text, _SEPARATORS) or ",")


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise SheetError(
                    refusals.NOT_A_TABLE, next_step=refusals.SAVE_AGAIN, detail=encoding
                ) from error
            if "\x00" in text:
                raise SheetError(
                    refusals.NOT_A_TABLE, next_step=refusals.SAVE_AGAIN, detail="binary"
                )
            return text
    if b"\x00" in data:
        raise SheetError(refusals.NOT_A_TABLE, next_step=refusals.SAVE_AGAIN, detail="binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # What an Indian or English Windows writes when nobody asks for Unicode.
        return data.decode("cp1252", errors="replace")


def _told_separator(text: str) -> tuple[str, str]:
    """Excel's own first line `sep=;`, and the text after it."""
    first, _, rest = text.partition("\n")
    told = first.strip("\r ").strip('"')
    if len(told) == 5 and told.lower().startswith("sep="):
        return told[4], rest
    return "", text
