"""Invoice data that a GST tool gave for many orders: IRN, acknowledgement, QR
(docs/konnect-api.md 10.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from konnect_desktop.domain import ids
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.dates import read_written
from konnect_desktop.domain.import_columns import TITLES, Columns, Field
from konnect_desktop.domain.import_rows import (
    Below,
    Candidate,
    LeftOut,
    Problem,
    below,
    beside_problem,
    cell_problem,
    filled_problem,
    match,
    numbered,
    repeated,
)
from konnect_desktop.domain.one_number import one_number
from konnect_desktop.domain.say import in_words
from konnect_desktop.domain.series import number_warning
from konnect_desktop.domain.sla import IST
from konnect_desktop.domain.tables import Flaw, Table, TableRow, column_letter

#: What must stay text: a rounded one is worthless.
_IDS = (Field.ORDER, Field.INVOICE_NUMBER, Field.IRN, Field.ACK_NUMBER)
_IRN = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
_ACK = re.compile(r"\d{10,20}", re.ASCII)
#: Longer than any invoice number that the tax office takes (16); longer is a wrong column.
_MAX_NUMBER = 50
#: INV 001: a series that begins with a word.
_WORD_AND_NUMBER = re.compile(r"[A-Za-z]{1,5} [\w/.-]*\d[\w/.-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One row as it was read; `values` holds only what is there."""

    row: int
    order: str
    values: Mapping[Field, str] = field(default_factory=dict)
    problem: Problem | None = None
    #: Not meant by the seller, such as a row that is hidden in the file: it counts for no other.
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A row after the rules have looked at it."""

    line: InvoiceLine
    candidate: Candidate | None = None
    problem: Problem | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it would be sent."""
        return self.problem is None and self.candidate is not None

    @property
    def warning(self) -> str:
        """What the e-invoice portal would refuse in its number, "" when nothing."""
        return in_words(number_warning(self.value(Field.INVOICE_NUMBER)))

    def value(self, wanted: Field) -> str:
        """What the row says; "" when nothing."""
        return self.line.values.get(wanted, "")


def invoice_lines(table: Table, columns: Columns) -> list[InvoiceLine]:
    """The rows below the headings, each with what its cells have wrong; see `left_out` too."""
    found = _below(table, columns)
    lines = []
    for row in found.rows:
        values: dict[Field, str] = {
            kind: _value(row.text(column), kind)
            for kind, column in columns.by_field.items()
            if kind is not Field.ORDER and row.text(column)
        }
        problem = found.problems.get(row.number) or _cells_problem(row, columns)
        if Field.ACK_DATE in values and problem is None:
            column = columns.of(Field.ACK_DATE)
            values[Field.ACK_DATE], problem = _ack_date(row, column)
        order = ids.tidy(row.text(columns.of(Field.ORDER)))
        is_left_out = row.flaw is Flaw.HIDDEN
        lines.append(InvoiceLine(row.number, order, values, problem, is_left_out=is_left_out))
    return lines


def left_out(table: Table, columns: Columns) -> tuple[tuple[int, LeftOut], ...]:
    """The numbers of the rows that are no lines, and why."""
    return _below(table, columns).left_out


def _below(table: Table, columns: Columns) -> Below:
    named = tuple(columns.by_field.values())
    return below(table, columns, lambda row: any(row.text(column) for column in named))


def _value(text: str, kind: Field) -> str:
    if kind not in _IDS:
        return text
    if kind is Field.IRN and _IRN.fullmatch(ids.tidy_joined(text)):
        return ids.tidy_joined(text)  # parted by the line's end where it was copied
    if kind is Field.INVOICE_NUMBER:
        return ids.tidy(text)
    return one_number(text)[0]


def _cells_problem(row: TableRow, columns: Columns) -> Problem | None:
    for kind, column in columns.by_field.items():
        if row.text(column):
            look = cell_problem if kind in _IDS else filled_problem
            problem = look(row, column, TITLES[kind])
            if problem is None and kind in _IDS and kind is not Field.ORDER:
                problem = _beside(row, column, kind)
            if problem:
                return problem
    return None


def _beside(row: TableRow, column: int, kind: Field) -> Problem | None:
    text = ids.tidy(row.text(column))
    if kind is Field.IRN and _IRN.fullmatch(ids.tidy_joined(text)):
        return None
    if kind is Field.INVOICE_NUMBER and _WORD_AND_NUMBER.fullmatch(text):
        return None
    return beside_problem(row, column, TITLES[kind])


def _ack_date(row: TableRow, column: int) -> tuple[str, Problem | None]:
    text = row.text(column)
    found = read_ack_date(text)
    if found:
        return found, None
    place = f"row {row.number}, column {column_letter(column)}"
    return text, Problem(
        f"The ack date {text} in {place} is no date.", "Write it like 12/06/2026 14:05."
    )


def read_ack_date(text: str) -> str:
    """A date as Indian tools write it, day first, in the tax portal's own form.

    That is 2026-06-12 14:05:00, in Indian time. "" for anything else; a month is never guessed
    from a day above 12.
    """
    found = read_written(text)
    if found is None:
        return ""
    # A spreadsheet keeps times as fractions of a day, which may be a hair too short.
    found = found.astimezone(IST) + timedelta(microseconds=500_000)
    return found.strftime("%Y-%m-%d %H:%M:%S")


def judge_invoices(
    lines: Sequence[InvoiceLine], known: Mapping[str, Sequence[Candidate]]
) -> list[InvoiceRow]:
    """Every line with its shipment, or with the first thing that is wrong with it.

    `known`: order text -> the shipments found under it.
    """
    rows = []
    for line in lines:
        if line.is_left_out:
            rows.append(InvoiceRow(line, None, line.problem))
            continue
        found = match(line.order, known.get(line.order, ()), Action.ADD_INVOICE)
        problem = line.problem or found.problem or _values_problem(line)
        rows.append(InvoiceRow(line, found.candidate, problem))
    return _mark_repeated(rows)


def _values_problem(line: InvoiceLine) -> Problem | None:
    values = line.values
    if not values:
        return Problem("Nothing but the order in this row.", "Fill in the invoice data.")
    irn, ack = values.get(Field.IRN, ""), values.get(Field.ACK_NUMBER, "")
    if irn and not _IRN.fullmatch(irn):
        text = f"An IRN has 64 digits and letters a to f; this one has {len(irn)} characters."
        return Problem(text, "Copy it again from the e-invoice portal.")
    if ack and not _ACK.fullmatch(ack):
        return Problem(f"The ack number {ack} is not made of digits.", "Copy it again.")
    number = values.get(Field.INVOICE_NUMBER, "")
    if len(number) > _MAX_NUMBER:
        return Problem(
            f"An invoice number of {len(number)} characters.", "Choose the right column."
        )
    return None


def _mark_repeated(rows: Sequence[InvoiceRow]) -> list[InvoiceRow]:
    problems: dict[int, Problem] = {}
    orders = [((n, r), r.candidate.id) for n, r in enumerate(rows) if r.candidate]
    for same in repeated(orders).values():
        text = f"The same order stands in {numbered([row.line.row for _, row in same])}."
        problem = Problem(text, "Keep the right row and delete the others.")
        problems.update({n: problem for n, _ in same})
    for kind, title in ((Field.INVOICE_NUMBER, "Invoice number"), (Field.IRN, "IRN")):
        # The e-invoice portal compares without capitals.
        values = [
            ((n, row), ids.key(row.value(kind)))
            for n, row in enumerate(rows)
            if not row.line.is_left_out
        ]
        for same in repeated(values).values():
            value = same[0][1].value(kind)
            numbers = numbered([row.line.row for _, row in same])
            problem = Problem(f"{title} {value[:20]} stands in {numbers}.", "It must be unique.")
            for n, _ in same:
                problems.setdefault(n, problem)
    return [
        replace(row, problem=row.problem or problems[n]) if n in problems else row
        for n, row in enumerate(rows)
    ]
