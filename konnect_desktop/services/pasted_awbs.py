"""A pasted list of AWBs: whose each is, and what is not sure about it. Call from worker threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from konnect_desktop.domain import awb_import, pasted
from konnect_desktop.domain.awb_import import AwbLine
from konnect_desktop.domain.column_content import ACROSS, by_content
from konnect_desktop.domain.headings import named
from konnect_desktop.domain.ids import tidy
from konnect_desktop.domain.import_columns import (
    AWB_FIELDS,
    TITLES,
    Columns,
    Field,
    columns_of,
    names_enough,
)
from konnect_desktop.domain.import_rows import Problem
from konnect_desktop.domain.tables import Table, TableRow
from konnect_desktop.errors import SheetError
from konnect_desktop.store.lookup import OrderLookup

_NO_ORDER_LEFT = Problem(
    "There are more AWBs than orders.", "Paste order and AWB side by side, or tick more orders."
)
_GAP = Problem(
    "A line above is empty, so it is not sure whose AWB this is.",
    "Paste again without empty lines, or with NA where an order has no AWB.",
)


def lines_of_paste(text: str, empty: Sequence[AwbLine], lookup: OrderLookup) -> list[AwbLine]:
    """Lines of a pasted list: order and AWB side by side, or AWBs for `empty` in turn.

    Raises SheetError for a list that is too long.
    """
    if pasted.is_too_long(text):
        raise SheetError(
            f"The list has more than {pasted.MAX_LINES:,} lines, so nothing was filled in.",
            next_step="Save it as a file and import that, or paste a part of it.",
        )
    table = pasted.table_of(text)
    if pasted.is_one_column(table):
        return _one_column(table, empty, lookup)
    columns = columns_of(table, AWB_FIELDS)
    if not names_enough(columns.named, AWB_FIELDS):
        columns = by_content_of(table, columns, lookup)
        if Field.ORDER not in columns.named and columns.header < 0:
            # None of ours: they are named in the order that is asked for.
            columns = Columns(-1, {Field.ORDER: 0, Field.AWB: 1, Field.COURIER: 2})
    lines = awb_import.lines_of(table, columns)
    doubt = _doubt(columns)
    # There is no page to ask on: all that is left is to say so.
    return [replace(line, problem=line.problem or doubt) for line in lines]


def _one_column(table: Table, empty: Sequence[AwbLine], lookup: OrderLookup) -> list[AwbLine]:
    rows = [_only_cell(row) for row in table.rows]
    first = 1
    if rows and named(rows[0].texts[0]):
        first = rows.pop(0).number + 1
    known = lookup.by_text(tidy(row.texts[0]) for row in rows)
    if 2 * len(known) > len(rows):
        orders = _lines_of_one(rows, Field.ORDER)
        return [replace(line, awb="") for line in orders]
    lines = []
    gap = _gap(rows, first)
    for place, line in enumerate(_lines_of_one(rows, Field.AWB)):
        is_after = gap is not None and line.row > gap
        problem = line.problem or (_GAP if is_after else None)
        if place < len(empty):
            filled = replace(empty[place], row=line.row, awb=line.awb, problem=problem)
            lines.append(replace(filled, source=awb_import.PASTED))
        else:
            lines.append(replace(line, source="", problem=_NO_ORDER_LEFT))
    return lines


def by_content_of(table: Table, columns: Columns, lookup: OrderLookup) -> Columns:
    """`columns` with what they leave open, by which column has orders of ours."""
    rows = table.rows[columns.header + 1 :]
    width = min(ACROSS, max((len(row.texts) for row in rows), default=0))
    texts = [[tidy(row.text(n)) for row in rows] for n in range(width)]
    orders = [len(lookup.by_text(filter(None, each))) for each in texts]
    return by_content(table, columns, orders)


def _only_cell(row: TableRow) -> TableRow:
    at = next(n for n, text in enumerate(row.texts) if text)
    return TableRow(row.number, (row.texts[at],), row.kinds[at], row.flaw)


def _lines_of_one(rows: Sequence[TableRow], kind: Field) -> list[AwbLine]:
    """The lines of a list of one column, which holds `kind`."""
    return awb_import.lines_of(Table(tuple(rows)), Columns(-1, {kind: 0}))


def _gap(rows: Sequence[TableRow], first: int) -> int | None:
    """The row after which lines are empty, `first - 1` when they are at the top; None for none.

    A list whose every other line is empty has none.
    """
    numbers = [first - 1, *(row.number for row in rows)]
    steps = [after - before for before, after in pairwise(numbers)]
    is_spaced = len(steps) > 3 and len(set(steps[1:])) == 1
    if len(rows) < 2 or is_spaced or max(steps) == 1:
        return None
    return numbers[next(n for n, step in enumerate(steps) if step > 1)]


def _doubt(columns: Columns) -> Problem | None:
    if columns.doubled:
        text = f"Two columns are called {TITLES[columns.doubled[0]]}."
        return Problem(text, "Copy only the one that is meant.")
    if columns.doubts:
        return Problem(
            f"It is not sure which column has the {TITLES[next(iter(columns.doubts))]}.",
            "Copy only order, AWB and courier, or copy their headings too.",
        )
    return None
