"""Lists as files for a spreadsheet program: CSV or XLSX by the name that was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from konnect_desktop.sheets import writing

#: What the save window offers.
KINDS = "Excel workbook (*.xlsx);;CSV (*.csv)"


def table_file(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "Orders"
) -> bytes:
    """The content of the file `name`; every cell is text that no program runs or rounds."""
    if name.lower().endswith(".xlsx"):
        return writing.to_xlsx(headings, rows, title=title)
    return writing.to_csv(headings, rows)
