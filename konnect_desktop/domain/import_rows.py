"""Rows of an import and what is wrong with them: which order, and may it take part?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from konnect_desktop.domain import spoiled
from konnect_desktop.domain.actions import Action, Answer, Facts, judge
from konnect_desktop.domain.ids import readable, tidy
from konnect_desktop.domain.import_columns import Columns
from konnect_desktop.domain.one_number import Beside, one_number
from konnect_desktop.domain.reasons import next_step, why
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.tables import (
    CUT,
    DATE,
    MAX_TEXT,
    NUMBER,
    OTHER,
    UNCALCULATED,
    Flaw,
    Table,
    TableRow,
    column_letter,
    misparted,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is left out, and what to do about it."""

    text: str
    next_step: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.next_step}".strip()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shipment that a row may mean."""

    row: ShipmentRow
    facts: Facts

    @property
    def id(self) -> str:
        """Its shipment id."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class Match:
    """The shipment that a row means, or why it means none."""

    candidate: Candidate | None = None
    problem: Problem | None = None


T = TypeVar("T")
AS_TEXT = "Format the column as text in the spreadsheet and type or paste the value again."
CALCULATE = "Open the file in your spreadsheet program, save it and import it again."


_HIDDEN = Problem("Hidden in the file.", "Show the row there and import the file again.")
_CORRECT = "Correct the cell, or leave it empty."
_LOOK = "Correct this row in the file and import it again."


class LeftOut(StrEnum):
    """Why a row is no line of an import at all."""

    ABOVE = "above"
    #: Nothing of an order stands in it.
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Below:
    """The rows below the headings, and those of the file that are no lines."""

    rows: tuple[TableRow, ...]
    #: What is wrong with a row as a whole, by its number.
    problems: Mapping[int, Problem]
    left_out: tuple[tuple[int, LeftOut], ...] = ()


def below(table: Table, columns: Columns, wanted: Callable[[TableRow], bool]) -> Below:
    """The rows of `table` that hold something that is `wanted`, and what became of the others."""
    rows: list[TableRow] = []
    left_out: list[tuple[int, LeftOut]] = []
    problems: dict[int, Problem] = {}
    odd = misparted(table, columns.header)
    for index, row in enumerate(table.rows):
        if index < columns.header:
            left_out.append((row.number, LeftOut.ABOVE))
        elif index > columns.header and not wanted(row):
            left_out.append((row.number, LeftOut.NOTHING))
        elif index > columns.header:
            rows.append(row)
            if problem := _row_problem(row, row.number in odd, table, columns.header):
                problems[row.number] = problem
    return Below(tuple(rows), problems, tuple(left_out))


def _row_problem(row: TableRow, is_odd: bool, table: Table, header: int) -> Problem | None:
    if row.flaw is Flaw.HIDDEN:
        return _HIDDEN
    if row.flaw is Flaw.OPEN_QUOTE:
        return Problem(
            f"A quotation mark in row {row.number} is not closed, so its columns may be wrong.",
            _LOOK,
        )
    if row.flaw is Flaw.UNCLEAR:
        text = f"The cells of row {row.number} can be told in two ways, by its quotation marks"
        return Problem(f"{text} or by its separators.", _LOOK)
    if not is_odd:
        return None
    width = len(row.texts)
    named = f", the headings have {len(table.rows[header].texts)}" if header >= 0 else ""
    return Problem(
        f"Row {row.number} has {width} cells{named}: a value may stand in the wrong column.", _LOOK
    )


def cell_problem(row: TableRow, column: int, title: str) -> Problem | None:
    """A cell of an id column that holds something else, mostly the spreadsheet's doing."""
    kind, text = row.kind(column), readable(row.text(column))
    place = _place(row, column)
    if kind == NUMBER:
        return Problem(f"{title} is a number in {place} ({text}), so digits may be lost.", AS_TEXT)
    if kind == DATE:
        return Problem(f"{title} {spoiled.A_DATE} in {place} ({text}).", AS_TEXT)
    if filled := filled_problem(row, column, title):
        return filled
    if text and not tidy(text):
        return Problem(f"{title} reads {text} in {place}.", _CORRECT)
    how = spoiled.how_spoiled(tidy(text))
    if how == spoiled.ROUNDED:
        return Problem(
            f"{title} {how} in {place} ({text}).",
            "Take the file from where it came from, and format the column as text.",
        )
    return Problem(f"{title} {how} in {place} ({text}).", AS_TEXT) if how else None


def filled_problem(row: TableRow, column: int, title: str) -> Problem | None:
    """A cell of any column that is filled, but with nothing that could be sent."""
    text = row.text(column)
    place = _place(row, column)
    if row.kind(column) == CUT:
        return Problem(
            f"{title} has more than {MAX_TEXT:,} characters in {place}, so its end was cut off.",
            _CORRECT,
        )
    if text == UNCALCULATED:
        return Problem(f"{title} is {text} in {place}.", CALCULATE)
    if row.kind(column) == OTHER or spoiled.is_placeholder(text):
        return Problem(f"{title} reads {text} in {place}.", _CORRECT)
    return None


def beside_problem(row: TableRow, column: int, title: str) -> Problem | None:
    """An id cell with two numbers, or with words beside its number."""
    beside = one_number(row.text(column))[1]
    return told_beside(f"{title} in {_place(row, column)}", row.text(column), beside)


def told_beside(where: str, text: str, beside: Beside | None) -> Problem | None:
    """What stands beside the number in a cell, in words; None for nothing."""
    if beside is None:
        return None
    shown = readable(text)[:60]
    if beside is Beside.NUMBER:
        return Problem(f"{where}: two numbers in one cell ({shown}).", "Keep the right one.")
    return Problem(f"{where}: words beside the number ({shown}).", "Keep only the number.")


def _place(row: TableRow, column: int) -> str:
    return f"row {row.number}, column {column_letter(column)}"


def match(text: str, found: Sequence[Candidate], action: Action) -> Match:
    """The one shipment among those found under `text` that `action` is open for.

    A shipment id means one shipment. Of several shipments of one order number it is the one
    that may take part; two or more that may are not guessed between.
    """
    if not text:
        return Match(problem=Problem("No order in this row.", "Fill in the order or shipment."))
    if not found and one_number(text)[1] is Beside.NUMBER:
        return Match(problem=told_beside("The order", text, Beside.NUMBER))
    if not found:
        return Match(
            problem=Problem(
                f"{text} is not among your orders.",
                "Check the number, or press Check now if the order is new.",
            )
        )
    answers = [(candidate, judge(action, candidate.facts)) for candidate in found]
    open_ones = [candidate for candidate, answer in answers if answer.is_open]
    if len(open_ones) == 1:
        return Match(open_ones[0])
    if len(open_ones) > 1:
        ids = ", ".join(candidate.id for candidate in open_ones[:4])
        return Match(
            problem=Problem(
                f"{text} has {len(open_ones)} shipments.", f"Use the shipment id instead: {ids}."
            )
        )
    candidate, answer = answers[0]
    return Match(candidate, refusal(answer))


def refusal(answer: Answer) -> Problem | None:
    """The rule's own words when it says no."""
    if answer.is_open or answer.reason is None:
        return None
    return Problem(str(why(answer.reason)), str(next_step(answer.reason)))


def repeated(keys: Iterable[tuple[T, str]]) -> Mapping[str, list[T]]:
    """key -> the rows that carry it, for keys that come twice or more; "" is no key."""
    seen: dict[str, list[T]] = {}
    for row, key in keys:
        if key:
            seen.setdefault(key, []).append(row)
    return {key: rows for key, rows in seen.items() if len(rows) > 1}


def numbered(numbers: Sequence[int]) -> str:
    """rows 3 and 7; rows 3, 5, 9 and 4 more."""
    return f"rows {listed([str(number) for number in numbers])}"


def listed(names: Sequence[str]) -> str:
    """A and B; A, B, C and 4 more."""
    shown = list(names[:3])
    if len(names) > 3:
        shown.append(f"{len(names) - 3} more")
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
