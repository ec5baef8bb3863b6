"""Lists for a spreadsheet program: CSV or XLSX by the name that was chosen, or text to paste."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

#: What the save window offers.
KINDS = "Excel workbook (*.xlsx);;CSV (*.csv)"


def table_file(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "Orders"
) -> bytes:
    """The content of the file `name`; every cell is text that no program runs or rounds."""
    # The first table does not wait for it.
    from konnect_desktop.sheets import writing

    if name.lower().endswith(".xlsx"):
        return writing.to_xlsx(headings, rows, title=title)
    return writing.to_csv(headings, rows)


def table_text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table as text to be pasted: a tab between cells, a line a row, nothing that would run.

    Numbers stay as they are, so that a pasted AWB is the AWB.
    """
    from konnect_desktop.sheets import guard

    return "\n".join(
        "\t".join(guard.pasted(" ".join(cell.split())) for cell in cells)
        for cells in (headings, *rows)
    )
