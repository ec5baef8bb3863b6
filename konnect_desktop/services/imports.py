"""Imports: read a table, name its columns, judge its rows, and make what is planned of them.

Nothing is sent from here; call from worker threads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, partial
from pathlib import Path

from konnect_desktop.domain import awb_import, invoice_import, pasted
from konnect_desktop.domain.actions import Action, judge
from konnect_desktop.domain.awb_import import AwbLine, AwbRow
from konnect_desktop.domain.import_columns import (
    AWB_FIELDS,
    INVOICE_FIELDS,
    TITLES,
    Columns,
    Field,
    columns_of,
    headings,
    signature,
)
from konnect_desktop.domain.import_rows import Candidate, Problem
from konnect_desktop.domain.invoice_import import InvoiceLine, InvoiceRow
from konnect_desktop.domain.one_number import one_number
from konnect_desktop.domain.tables import Table
from konnect_desktop.services.awb_scans import AwbScans
from konnect_desktop.services.order_lists import OrderLists
from konnect_desktop.settings import SettingsFile
from konnect_desktop.sheets.reader import SheetReader
from konnect_desktop.store.lookup import OrderLookup
from konnect_desktop.store.shipments import ShipmentStore

#: So many sets of headings are remembered; the oldest goes first.
_REMEMBERED = 40
#: So many sheets of a workbook are looked into for headings that are known.
_SHEETS = 5
_NO_ORDER_LEFT = Problem(
    "There are more AWBs than orders.", "Paste order and AWB side by side, or tick more orders."
)


class FileKind(StrEnum):
    """What a table is for, by its columns."""

    AWBS = "awbs"
    INVOICES = "invoices"
    UNKNOWN = "unknown"


_NOT_CHOSEN = Problem("Not among the orders you chose.", "Tick it as well, or leave it out.")


@dataclass(frozen=True, slots=True)
class ListFound:
    """The shipments of a pasted list in its order, and what is none of ours."""

    ids: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What the columns seem to be; `is_sure` when nobody has to be asked."""

    columns: Columns
    headings: tuple[str, ...]
    is_sure: bool
    #: Whether the headings name all that is needed, be it twice.
    is_complete: bool


class ImportService:
    """From a file or the clipboard to what BulkActions.plan takes."""

    def __init__(
        self,
        *,
        store: ShipmentStore,
        lookup: OrderLookup,
        reader: SheetReader,
        settings: SettingsFile,
    ) -> None:
        self._store = store
        self._lookup = lookup
        self._reader = reader
        self._settings = settings
        #: Which orders a pasted list means.
        self.lists = OrderLists(store, lookup)
        #: What a scanned code is.
        self.scans = AwbScans(store, lookup)

    # ---- files and columns -------------------------------------------------------------

    def read(self, path: Path, sheet: str = "") -> Table:
        """The table in a CSV or XLSX file. Raises SheetError in words."""
        return self._reader.read(path, sheet)

    def open(
        self, path: Path, fields: Sequence[Field], sheet: str = ""
    ) -> tuple[Table, ColumnChoice]:
        """A file and what its columns seem to be; raises SheetError in words.

        Without `sheet` it is the first sheet whose headings say what they are, else the first.
        """
        return self._open(partial(self.read, path), fields, sheet)

    def _open(
        self, read: Callable[[str], Table], fields: Sequence[Field], sheet: str = ""
    ) -> tuple[Table, ColumnChoice]:
        table = read(sheet)
        choice = self.columns(table, fields)
        if choice.is_complete or sheet:
            return table, choice
        for other in table.sheets[1:_SHEETS]:
            found = read(other)
            better = self.columns(found, fields)
            if better.is_complete:
                return found, better
        return table, choice

    def kind_of(self, path: Path) -> FileKind:
        """What a file is for, so far as its headings tell. Raises SheetError in words."""
        read = cache(partial(self.read, path))  # each sheet once for both
        _, awbs = self._open(read, AWB_FIELDS)
        _, invoices = self._open(read, INVOICE_FIELDS)
        if awbs.is_complete != invoices.is_complete:
            return FileKind.AWBS if awbs.is_complete else FileKind.INVOICES
        if not awbs.is_complete:
            return FileKind.UNKNOWN
        # A dispatch report often names the invoice too; only a GST tool names an IRN.
        has_irn = Field.IRN in _fields_of(invoices.columns)
        return FileKind.INVOICES if has_irn else FileKind.AWBS

    def columns(self, table: Table, fields: Sequence[Field]) -> ColumnChoice:
        """The columns as chosen the last time for these headings, else the best guess."""
        guessed = columns_of(table, fields)
        names = tuple(headings(table, guessed.header))
        kept = self._settings.current.import_columns.get(_key(fields, names))
        if kept is not None and guessed.header >= 0:
            by_field = {
                f: kept[f.value] for f in fields if kept.get(f.value, -1) in range(len(names))
            }
            guessed = Columns(guessed.header, by_field)
        is_complete = _is_complete(guessed, fields)
        return ColumnChoice(guessed, names, is_complete and not guessed.doubled, is_complete)

    def remember(self, table: Table, columns: Columns, fields: Sequence[Field]) -> None:
        """Use these columns from now on for tables with the same headings."""
        if columns.header < 0:
            return  # without headings every table looks alike
        key = _key(fields, headings(table, columns.header))
        kept = {k: v for k, v in self._settings.current.import_columns.items() if k != key}
        kept[key] = {kind.value: column for kind, column in columns.by_field.items()}
        latest = dict(list(kept.items())[-_REMEMBERED:])
        self._settings.change(import_columns=latest)

    # ---- AWBs --------------------------------------------------------------------------

    def waiting(self, ids: Iterable[str]) -> list[AwbLine]:
        """A line to be filled for each of these shipments: those that may have an AWB first."""
        wanted = list(ids)
        facts = self._store.facts_each(wanted)
        rows = [row for row in self._store.rows_by_id(wanted) if row.id in facts]
        rows.sort(key=lambda row: not judge(Action.UPDATE_AWB, facts[row.id]).is_open)
        return [AwbLine(0, row.order_no, shipment_id=row.id) for row in rows]

    def merged(self, lines: Sequence[AwbLine], more: Sequence[AwbLine]) -> list[AwbLine]:
        """`lines` with what `more` says of the same shipments; the rest of `more` follows.

        A file that is read again takes the place of what it said before. An AWB that was given
        by other means stays, and both lines are shown as contradicting each other.
        """
        files = {line.source for line in more} - {"", awb_import.PASTED}
        kept = [
            _emptied(line) if line.source in files else line
            for line in lines
            if line.shipment_id or line.source not in files
        ]
        here = self._ids(kept)
        places = {key: n for n, key in enumerate(here) if key}
        filled, rest = list(kept), list[AwbLine]()
        for line, key in zip(more, self._ids(more), strict=True):
            place = places.get(key, -1)
            if place >= 0 and _may_fill(filled[place], line):
                filled[place] = _filled(filled[place], line)
                del places[key]  # a second line of the same shipment is one too many
            else:
                rest.append(line)
        return [*filled, *rest]

    def _ids(self, lines: Sequence[AwbLine]) -> list[str]:
        """The shipment that each line means, "" for none."""
        rows = self.judge_awbs(lines, may_be_empty=True)
        return [row.candidate.id if row.candidate else "" for row in rows]

    def pasted(self, text: str, empty: Sequence[AwbLine]) -> list[AwbLine]:
        """Lines of a pasted list: order and AWB side by side, or AWBs for `empty` in turn."""
        table = pasted.table_of(text)
        if pasted.is_one_column(table):
            return self._one_column(table, empty)
        columns = columns_of(table, AWB_FIELDS)
        if not _is_complete(columns, AWB_FIELDS):
            columns = self._two_columns(table)
        lines = awb_import.lines_of(table, columns)
        if not columns.doubled:
            return lines
        # There is no page to ask on: all that is left is to say so.
        return [replace(line, problem=_doubled(columns.doubled[0])) for line in lines]

    def _one_column(self, table: Table, empty: Sequence[AwbLine]) -> list[AwbLine]:
        values = [(row.number, next(filter(None, row.texts))) for row in table.rows]
        known = self._lookup.by_text(value for _, value in values)
        if 2 * len(known) > len(values):
            source = awb_import.PASTED
            return [AwbLine(number, order, source=source) for number, order in values]
        lines = []
        for place, (number, awb) in enumerate(values):
            if place < len(empty):
                filled = replace(empty[place], row=number, awb=awb, source=awb_import.PASTED)
                lines.append(filled)
            else:
                lines.append(AwbLine(number, "", awb, problem=_NO_ORDER_LEFT))
        return lines

    def _two_columns(self, table: Table) -> Columns:
        """Without headings: the column with more known orders names the order."""
        first, second = (
            len(self._lookup.by_text(row.text(column) for row in table.rows)) for column in (0, 1)
        )
        order, awb = (0, 1) if first >= second else (1, 0)
        return Columns(-1, {Field.ORDER: order, Field.AWB: awb, Field.COURIER: 2})

    def judge_awbs(
        self, lines: Sequence[AwbLine], *, courier: str = "", may_be_empty: bool = False
    ) -> list[AwbRow]:
        """Every line with its shipment, or with what is wrong; `courier` fills the gaps."""
        known = self._candidates(line.shipment_id or line.order for line in lines)
        awbs = {one_number(line.awb)[0] for line in lines}
        return awb_import.judge_rows(
            lines,
            known,
            self._store.awb_owners(awbs),
            orders=self._lookup.by_text(awbs),
            default_courier=courier,
            may_be_empty=may_be_empty,
        )

    # ---- invoices ----------------------------------------------------------------------

    def judge_invoices(
        self, lines: Sequence[InvoiceLine], only: Collection[str] = ()
    ) -> list[InvoiceRow]:
        """Every line with its shipment, or with what is wrong; `only`: no other shipments."""
        rows = invoice_import.judge_invoices(lines, self._candidates(line.order for line in lines))
        if not only:
            return rows
        return [
            replace(row, problem=row.problem or _NOT_CHOSEN)
            if row.candidate is None or row.candidate.id not in only
            else row
            for row in rows
        ]

    # ---- orders ------------------------------------------------------------------------

    def _candidates(self, texts: Iterable[str]) -> Mapping[str, list[Candidate]]:
        found = self._lookup.by_text(texts)
        ids = sorted({shipment_id for each in found.values() for shipment_id in each})
        facts = self._store.facts_each(ids)
        by_id = {
            row.id: Candidate(row, facts[row.id])
            for row in self._store.rows_by_id(ids)
            if row.id in facts
        }
        return {text: [by_id[key] for key in each if key in by_id] for text, each in found.items()}


def _emptied(line: AwbLine) -> AwbLine:
    """A chosen order without what a file said of it."""
    return replace(line, row=0, awb="", courier="", problem=None, source="")


def _may_fill(line: AwbLine, more: AwbLine) -> bool:
    """Whether nothing is lost when `more` takes the place of `line`."""
    is_same = bool(line.source) and line.source == more.source
    return is_same or line.awb in ("", more.awb) or not more.awb


def _filled(line: AwbLine, more: AwbLine) -> AwbLine:
    """The line of a shipment with what another line says of it."""
    return replace(
        more,
        shipment_id=line.shipment_id,
        awb=more.awb or line.awb,
        courier=more.courier or line.courier,
    )


def _is_complete(columns: Columns, fields: Sequence[Field]) -> bool:
    """Whether nobody has to be asked: the order, and the AWB or something of the invoice."""
    named = _fields_of(columns)
    if Field.ORDER not in named:
        return False
    return Field.AWB in named if Field.AWB in fields else len(named) > 1


def _fields_of(columns: Columns) -> set[Field]:
    """What the headings name, once or twice."""
    return {*columns.by_field, *columns.doubled}


def _doubled(field: Field) -> Problem:
    return Problem(f"Two columns are called {TITLES[field]}.", "Copy only the one that is meant.")


def _key(fields: Sequence[Field], names: Sequence[str]) -> str:
    kind = "awb" if Field.AWB in fields else "invoice"
    return f"{kind}.{signature(names)}"
