"""What was read of a file and what was not, in words."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain.import_rows import LeftOut, listed
from konnect_desktop.domain.tables import Flaw, Table
from konnect_desktop.ui.kit.formatting import count_of

LeftRows = Sequence[tuple[int, LeftOut]]


def file_words(table: Table, header: int, left: LeftRows) -> str:
    """How many rows there are, which are no rows of the import, and which sheets were not read.

    Together with the rows that are listed they are all rows with anything in them.
    """
    above = [number for number, why in left if why is LeftOut.ABOVE]
    nothing = [number for number, why in left if why is LeftOut.NOTHING]
    headings = 1 if header >= 0 else 0
    parts = [f"{count_of(len(table.rows) - headings - len(left), 'row')} read"]
    if above:
        parts.append(f"{_rows(above)} above the headings left out")
    if nothing:
        parts.append(f"{_rows(nothing)} with nothing of an order left out")
    others_left = frozenset(nothing)
    hidden = sum(
        row.flaw is Flaw.HIDDEN and row.number not in others_left
        for row in table.rows[header + 1 :]
    )
    if hidden:
        parts.append(f"{count_of(hidden, 'row')} hidden in the file: not sent")
    others = [f"“{title}”" for title in table.sheets if title != table.sheet]
    if others:
        names = others[0] if len(others) == 1 else listed(others)
        parts.append(
            f"not read: sheet {names}" if len(others) == 1 else f"not read: sheets {names}"
        )
    return f"{'; '.join(parts)}."


def _rows(numbers: Sequence[int]) -> str:
    names = [str(number) for number in numbers]
    return f"row {names[0]}" if len(names) == 1 else f"rows {listed(names)}"
