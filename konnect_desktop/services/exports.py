"""Lists for a spreadsheet program: CSV or XLSX by the name that was chosen, or a table to paste."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

#: What the save window offers.
KINDS = "Excel workbook (*.xlsx);;CSV (*.csv)"
#: The number format "text", as Excel and LibreOffice are told of it.
_TEXT_CELL = """<td style='mso-number-format:"\\@"' sdnum="1033;0;@">"""


def table_file(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "Orders"
) -> bytes:
    """The content of the file `name`; every cell is text that no program runs or rounds."""
    # The first table does not wait for it.
    from konnect_desktop.sheets import writing

    if name.lower().endswith(".xlsx"):
        return writing.to_xlsx(headings, rows, title=title)
    return writing.to_csv(headings, rows)


@dataclass(frozen=True, slots=True)
class Copied:
    """A table for the clipboard: plain for forms and chats, marked up for spreadsheet programs."""

    text: str
    html: str


def copied_table(rows: Iterable[Sequence[str]]) -> Copied:
    """Rows to be pasted, the first of headings where they are wanted; nothing in them would run.

    As plain text a tab parts the cells and numbers stay as they are, so that a pasted AWB is the
    AWB. The other form says that each cell is text, so that long numbers keep their digits.
    """
    from konnect_desktop.sheets import guard

    lines = [[guard.pasted(" ".join(cell.split())) for cell in cells] for cells in rows]
    table = "".join(
        "<tr>" + "".join(f"{_TEXT_CELL}{escape(cell)}</td>" for cell in cells) + "</tr>"
        for cells in lines
    )
    return Copied("\n".join("\t".join(cells) for cells in lines), f"<table>{table}</table>")
