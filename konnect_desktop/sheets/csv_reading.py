"""CSV as sellers have it: any of three encodings, any of four separators, quotes or none."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from konnect_desktop.domain.tables import Table, from_texts
from konnect_desktop.errors import SheetError
from konnect_desktop.sheets import words
from konnect_desktop.sheets.guard import unguard
from konnect_desktop.sheets.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT

_SEPARATORS = ",;\t|"
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    # Before its shorter sister, whose mark it begins with.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LOOKED_AT = 40
#: Quotes beside a separator begin or end a cell; a lone one may be what the cell says.
_AT_A_QUOTE = re.compile(r"[,;\t|]\s*\"|\"\s*[,;\t|]")
#: A line of a table is never so long; one that is would become millions of cells at once.
_ENDLESS = re.compile(r"[^\r\n]{1048577}")


def read_csv(data: bytes) -> Table:
    """The table in `data`; every cell is text, our own guard is taken off again.

    Raises SheetError for what is no text, and for too many rows or a cell without end.
    """
    text = _decode(data)
    if _ENDLESS.search(text):
        raise SheetError(words.NOT_A_TABLE, next_step=words.SAVE_AGAIN, detail="endless line")
    separator, text = _told_separator(text)
    lines = _rows(text, separator or _sniff(text))
    rows: list[list[str]] = []
    filled = cells = 0
    try:
        for row in lines:
            kept = [unguard(cell).strip() for cell in row[:MAX_COLUMNS]]
            rows.append(kept)
            filled += any(kept)
            cells += len(kept)
            if filled > MAX_ROWS + 1 or cells > MAX_CELLS:
                raise SheetError(words.TOO_MANY_ROWS, next_step=words.SPLIT)
    except csv.Error as error:
        raise SheetError(
            words.NOT_A_TABLE, next_step=words.SAVE_AGAIN, detail=f"csv: {error}"[:100]
        ) from error
    return from_texts(rows)


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise SheetError(
                    words.NOT_A_TABLE, next_step=words.SAVE_AGAIN, detail=encoding
                ) from error
            if "\x00" in text:
                raise SheetError(words.NOT_A_TABLE, next_step=words.SAVE_AGAIN, detail="binary")
            return text
    if b"\x00" in data:
        raise SheetError(words.NOT_A_TABLE, next_step=words.SAVE_AGAIN, detail="binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # What an Indian or English Windows writes when nobody asks for Unicode.
        return data.decode("cp1252", errors="replace")


def _told_separator(text: str) -> tuple[str, str]:
    """Excel's own first line `sep=;`, and the text after it."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"')
    if len(told) == 5 and told.lower().startswith("sep="):
        return told[4], rest
    return "", text


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_TEXT)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _sniff(text: str) -> str:
    """The separator that parts the first rows alike; a comma when none does.

    Each is tried with the quotes in mind, so a comma inside an address counts for nothing.
    """
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        score = _score(text, separator)
        if score > best_score:
            best, best_score = separator, score
    return best


def _score(text: str, separator: str) -> float:
    widths: list[int] = []
    weight = 1.0
    try:
        for row in _rows(text[:65_536], separator):
            if any(cell.strip() for cell in row):
                widths.append(len(row))
            if any(cell.count('"') % 2 and _AT_A_QUOTE.search(cell) for cell in row):
                weight = 0.5  # it parts what quotes hold together
            if len(widths) >= _LOOKED_AT:
                break
    except csv.Error:
        return 0.0
    if not widths or max(widths) < 2:
        return 0.0
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    if usual < 2:
        # A title and one column: parted rows are the exception.
        return weight * sum(width > 1 for width in widths) / len(widths) / 2
    return weight * (widths.count(usual) / len(widths) + min(usual, 50) / 1000)
