"""Which column of a seller's table is what, guessed from its headings."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from konnect_desktop.domain.headings import (
    AWB_FIELDS,
    INVOICE_FIELDS,
    TITLES,
    Field,
    bare,
    named,
    resembled,
)
from konnect_desktop.domain.tables import Flaw, Table, TableRow, column_letter

__all__ = [
    "AWB_FIELDS",
    "INVOICE_FIELDS",
    "TITLES",
    "Columns",
    "Doubt",
    "Field",
    "columns_of",
    "doubled",
    "fields_named",
    "guess",
    "header_row",
    "headings",
    "names_enough",
    "signature",
]
#: How far down the row of headings may stand, below a title or a merged heading.
_HEADER_WITHIN = 20


class Doubt(StrEnum):
    """Why the seller is asked for the column of a field."""

    #: Its heading stands above two columns or more.
    DOUBLED = "doubled"
    #: Only a hidden column has its heading.
    HIDDEN = "hidden"
    #: A heading only sounds like it; where one alone does, its column is the suggestion.
    NEAR = "near"
    #: There are no headings, and what stands in the column only looks like it.
    LOOKS = "looks"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where to find what: the place of the headings among the rows, and a column for each field."""

    #: Index of the heading row among `Table.rows`; -1 when the table has none.
    header: int = -1
    by_field: Mapping[Field, int] = field(default_factory=dict)
    #: Fields that only the seller can tell the column of, or has to look at.
    doubts: Mapping[Field, Doubt] = field(default_factory=dict)

    def of(self, wanted: Field) -> int:
        """The column of a field from 0; -1 when the table has none."""
        return self.by_field.get(wanted, -1)

    @property
    def named(self) -> frozenset[Field]:
        """What the headings surely name, once or twice."""
        sure = (kind for kind in self.by_field if kind not in self.doubts)
        return frozenset([*sure, *self.doubled])

    @property
    def doubled(self) -> tuple[Field, ...]:
        """Fields whose heading stands above two columns or more."""
        return tuple(kind for kind, doubt in self.doubts.items() if doubt is Doubt.DOUBLED)


def names_enough(named: Collection[Field], fields: Sequence[Field]) -> bool:
    """Whether nobody has to be asked: the order, and the AWB or something of the invoice."""
    if Field.ORDER not in named:
        return False
    return Field.AWB in named if Field.AWB in fields else len(named) > 1


def header_row(table: Table, fields: Sequence[Field]) -> int:
    """The index of the row that names most columns of `fields`; -1 when none names any.

    A row that the seller sees comes before a hidden one, and a name of ours before what only
    sounds like one.
    """
    best, best_count = -1, (0, 0, False)
    for index, row in enumerate(table.rows[:_HEADER_WITHIN]):
        surely = len(_named(row.texts, fields))
        # A single cell is a title; what only sounds like a heading stands above something.
        is_title = sum(map(bool, row.texts)) < 2 or index == len(table.rows) - 1
        nearly = 0 if is_title else len(_near(row.texts, fields))
        count = (surely, surely + nearly, row.flaw is not Flaw.HIDDEN)
        if count[1] and count > best_count:
            best, best_count = index, count
    return best


def fields_named(headings: Sequence[str]) -> int:
    """How many fields of any kind a row of headings names."""
    return len({found[0] for heading in headings if (found := named(heading))})


def guess(headings: Sequence[str], fields: Sequence[Field]) -> dict[Field, int]:
    """A column for each field whose heading says so; of two candidates the surer wins.

    Of two equal headings neither does.
    """
    return {kind: at[0] for kind, at in _named(headings, fields).items() if len(at) == 1}


def doubled(headings: Sequence[str], fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields whose best heading stands above more than one column."""
    return tuple(kind for kind, at in _named(headings, fields).items() if len(at) > 1)


def _named(
    headings: Sequence[str], fields: Sequence[Field], hidden: frozenset[int] = frozenset()
) -> dict[Field, list[int]]:
    """Field -> the columns under the surest of its headings, `hidden` ones left out."""
    found: dict[Field, tuple[int, list[int]]] = {}
    for column, heading in enumerate(headings):
        kind, rank = named(heading) or (None, 0)
        if kind is None or kind not in fields or column in hidden:
            continue
        if kind not in found or rank < found[kind][0]:
            found[kind] = (rank, [column])
        elif rank == found[kind][0]:
            found[kind][1].append(column)
    return {kind: columns for kind, (_, columns) in found.items()}


def _near(
    headings: Sequence[str], fields: Sequence[Field], hidden: frozenset[int] = frozenset()
) -> dict[Field, list[int]]:
    """Field -> the columns whose heading only sounds like one of its own."""
    found: dict[Field, list[int]] = {}
    for column, heading in enumerate(headings):
        kind = resembled(heading) if column not in hidden else None
        if kind is not None and kind in fields:
            found.setdefault(kind, []).append(column)
    return found


def columns_of(table: Table, fields: Sequence[Field]) -> Columns:
    """The best guess for a whole table; a hidden column is never taken unasked."""
    header = header_row(table, fields)
    if header < 0:
        return Columns(0 if _looks_like_headings(table) else -1)
    texts = table.rows[header].texts
    by_field: dict[Field, int] = {}
    doubts: dict[Field, Doubt] = {}
    seen = _named(texts, fields, table.hidden)
    near = _near(texts, fields, table.hidden)
    anywhere = _named(texts, fields)
    for kind in fields:
        if kind in seen:
            if len(seen[kind]) == 1:
                by_field[kind] = seen[kind][0]
            else:
                doubts[kind] = Doubt.DOUBLED
        elif kind in near:
            doubts[kind] = Doubt.NEAR
            if len(near[kind]) == 1:
                by_field[kind] = near[kind][0]
        elif kind in anywhere:
            doubts[kind] = Doubt.HIDDEN
    return Columns(header, by_field, doubts)


def _looks_like_headings(table: Table) -> bool:
    """Whether the first row has words only, and below it there are digits."""
    first, below = table.rows[:1], table.rows[1:_HEADER_WITHIN]
    return (
        len(below) > 0
        and all(_is_word(text) for row in first for text in row.texts if text)
        and not all(_is_word(text) for row in below for text in row.texts if text)
    )


def _is_word(text: str) -> bool:
    return not any(char.isdigit() for char in text)


def headings(table: Table, header: int) -> list[str]:
    """A name for every column: its heading, else "Column C"."""
    width = max((len(row.texts) for row in table.rows), default=0)
    top = table.rows[header] if 0 <= header < len(table.rows) else TableRow(0, (), "")
    return [top.text(column) or f"Column {column_letter(column)}" for column in range(width)]


def signature(headings: Sequence[str]) -> str:
    """A short name for this set of headings, to remember a choice by."""
    text = "\x1f".join(bare(heading) for heading in headings)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
