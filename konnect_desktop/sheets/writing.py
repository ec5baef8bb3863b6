"""Tables as CSV or XLSX bytes that a spreadsheet program shows and never runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from konnect_desktop.domain.tables import MAX_TEXT
from konnect_desktop.sheets.guard import clean, guard

_WIDEST = 60


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark that spreadsheet programs want; every cell quoted and harmless."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([guard(heading) for heading in headings])
    for cells in rows:
        writer.writerow([guard(cell) for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")


def to_xlsx(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "Orders"
) -> bytes:
    """One sheet with a bold first row that stays in view; every cell is text."""
    import xlsxwriter  # loaded when something is exported, not when the app starts

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet(_sheet_name(title))
    # The text format keeps an id an id also when the seller edits the cell.
    text = book.add_format({"num_format": "@", "valign": "top"})
    bold = book.add_format({"num_format": "@", "bold": True})
    widths = [len(heading) for heading in headings]
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, clean(heading), bold)
    last = 0
    for number, cells in enumerate(rows, start=1):
        last = number
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, clean(cell)[:MAX_TEXT], text)
            if column < len(widths):
                widths[column] = max(widths[column], len(cell))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(_WIDEST, width + 2), text)
    sheet.freeze_panes(1, 0)
    if last and headings:
        sheet.autofilter(0, 0, last, len(headings) - 1)
    book.close()
    return buffer.getvalue()


def _sheet_name(title: str) -> str:
    """At most 31 characters, none of those that Excel forbids."""
    kept = "".join(" " if char in "[]:*?/\\'" else char for char in clean(title)).strip()
    return kept[:31] or "Sheet"
