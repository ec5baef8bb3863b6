"""Which reader a file is for, by what is in it and not by its name. Runs in the worker."""

from __future__ import annotations

from pathlib import Path

from konnect_desktop.domain.tables import Table
from konnect_desktop.errors import SheetError
from konnect_desktop.sheets import refusals
from konnect_desktop.sheets.csv_reading import read_csv
from konnect_desktop.sheets.limits import MAX_FILE
from konnect_desktop.sheets.xlsx_reading import read_xlsx

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
#: The container of .xls, and of an .xlsx that is locked by a password.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
)


def read_table(path: str, sheet: str = "") -> Table:
    """The table in the file at `path`; `sheet`: which sheet of an XLSX, "" for the first.

    Raises SheetError, with words, for whatever is no table within the limits.
    """
    return read_bytes(_content(Path(path)), sheet)


def read_bytes(data: bytes, sheet: str = "") -> Table:
    """The table in `data`; see `read_table`."""
    if not data.strip():
        raise SheetError(refusals.EMPTY, next_step=refusals.CHOOSE_OTHER)
    if data.startswith(_ZIP):
        return read_xlsx(data, sheet)
    if data.startswith(_COMPOUND):
        raise SheetError(refusals.OLD_FORMAT, next_step=refusals.SAVE_AGAIN, detail="compound file")
    if data.startswith(_BINARY):
        raise SheetError(refusals.NOT_A_TABLE, next_step=refusals.SAVE_AGAIN, detail="binary")
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<body")):
        raise SheetError(refusals.WEB_PAGE, next_step=refusals.SAVE_AGAIN, detail="markup")
    table = read_csv(data)
    if not table.rows:
        raise SheetError(refusals.EMPTY, next_step=refusals.CHOOSE_OTHER)
    return table


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise SheetError(
                refusals.CANNOT_OPEN, next_step=refusals.CHOOSE_OTHER, detail="no file"
            )
        if path.stat().st_size > MAX_FILE:
            raise SheetError(refusals.TOO_LARGE, next_step=refusals.SPLIT)
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise SheetError(
            refusals.CANNOT_OPEN, next_step=refusals.CLOSE_IT, detail=type(error).__name__
        ) from error
    if len(data) > MAX_FILE:
        raise SheetError(refusals.TOO_LARGE, next_step=refusals.SPLIT)
    return data
