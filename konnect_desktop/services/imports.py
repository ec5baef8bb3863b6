"""Imports: read a table, name its columns, judge its rows, and make what is planned of them.

Nothing is sent from here; call from worker threads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, partial
from pathlib import Path

from konnect_desktop.domain import awb_import, invoice_import
from konnect_desktop.domain.actions import Action, judge
from konnect_desktop.domain.awb_import import AwbLine, AwbRow
from konnect_desktop.domain.import_columns import (
    AWB_FIELDS,
    INVOICE_FIELDS,
    Columns,
    Doubt,
    Field,
    columns_of,
    headings,
    names_enough,
    signature,
)
from konnect_desktop.domain.import_rows import Candidate, Problem
from konnect_desktop.domain.invoice_import import InvoiceLine, InvoiceRow
from konnect_desktop.domain.one_number import one_number
from konnect_desktop.domain.tables import Table
from konnect_desktop.services import pasted_awbs
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


class FileKind(StrEnum):
    """What a table is for, by its columns."""

    AWBS = "awbs"
    INVOICES = "invoices"
    UNKNOWN = "unknown"


_NOT_CHOSEN = Problem("Not among the orders you chose.", "Tick it as well, or leave it out.")


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

    def close(self) -> None:
        """End the processes that still read a file."""
        self._reader.close()

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
        is_awbs, is_invoices = awbs.is_complete, invoices.is_complete
        if not (is_awbs or is_invoices):
            # Its columns are asked for then, with what they sound like as a suggestion.
            is_awbs = names_enough(_all_of(awbs.columns), AWB_FIELDS)
            is_invoices = names_enough(_all_of(invoices.columns), INVOICE_FIELDS)
        if is_awbs != is_invoices:
            return FileKind.AWBS if is_awbs else FileKind.INVOICES
        if not is_awbs:
            return FileKind.UNKNOWN
        # A dispatch report often names the invoice too; only a GST tool names an IRN.
        has_irn = Field.IRN in invoices.columns.named
        return FileKind.INVOICES if has_irn else FileKind.AWBS

    def columns(self, table: Table, fields: Sequence[Field]) -> ColumnChoice:
        """The columns as chosen the last time for these headings, else the best guess."""
        guessed = columns_of(table, fields)
        names = tuple(headings(table, guessed.header))
        kept = self._settings.current.import_columns.get(_key(fields, names, table.hidden))
        if kept is not None and guessed.header >= 0:
            by_field = {
                f: kept[f.value] for f in fields if kept.get(f.value, -1) in range(len(names))
            }
            guessed = Columns(guessed.header, by_field)
        is_complete = names_enough(guessed.named, fields)
        if guessed.header < 0 and Field.AWB in fields:
            guessed = self._suggested(table, guessed)
        return ColumnChoice(guessed, names, is_complete and not guessed.doubts, is_complete)

    def _suggested(self, table: Table, columns: Columns) -> Columns:
        """What a table without headings seems to hold, by its cells: to be looked at."""
        found = pasted_awbs.by_content_of(table, columns, self._lookup)
        return replace(found, doubts={**dict.fromkeys(found.by_field, Doubt.LOOKS), **found.doubts})

    def remember(self, table: Table, columns: Columns, fields: Sequence[Field]) -> None:
        """Use these columns from now on for tables with the same headings."""
        if columns.header < 0:
            return  # without headings every table looks alike
        key = _key(fields, headings(table, columns.header), table.hidden)
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
        """Lines of a pasted list: order and AWB side by side, or AWBs for `empty` in turn.

        Raises SheetError for a list that is too long.
        """
        return pasted_awbs.lines_of_paste(text, empty, self._lookup)

    def judge_awbs(
        self,
        lines: Sequence[AwbLine],
        *,
        courier: str = "",
        may_be_empty: bool = False,
        kept: Collection[str] = (),
    ) -> list[AwbRow]:
        """Every line with its shipment, or with what is wrong; `courier` fills the gaps.

        `kept`: couriers that are meant as they are written.
        """
        known = self._candidates(line.shipment_id or line.order for line in lines)
        awbs = {one_number(line.awb)[0] for line in lines}
        return awb_import.judge_rows(
            lines,
            known,
            self._store.awb_owners(awbs),
            orders=self._lookup.by_text(awbs),
            default_courier=courier,
            may_be_empty=may_be_empty,
            kept=kept,
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


def _all_of(columns: Columns) -> set[Field]:
    """What the headings name, or may name."""
    return {*columns.by_field, *columns.doubts}


def _key(fields: Sequence[Field], names: Sequence[str], hidden: frozenset[int]) -> str:
    kind = "awb" if Field.AWB in fields else "invoice"
    # A column that was hidden since is another choice.
    seen = [f"{name} hidden" if n in hidden else name for n, name in enumerate(names)]
    return f"{kind}.{signature(seen)}"
