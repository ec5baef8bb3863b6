"""AWBs for self-ship parcels, typed, scanned, pasted or imported: what may be sent
(docs/konnect-api.md 10.6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from konnect_desktop.domain import ids
from konnect_desktop.domain.actions import Action, judge
from konnect_desktop.domain.awb_wanted import awb_answer
from konnect_desktop.domain.couriers import courier_name, near_name
from konnect_desktop.domain.import_columns import Columns, Field
from konnect_desktop.domain.import_rows import (
    Below,
    Candidate,
    LeftOut,
    Match,
    Problem,
    below,
    beside_problem,
    cell_problem,
    filled_problem,
    listed,
    match,
    numbered,
    refusal,
    repeated,
    told_beside,
)
from konnect_desktop.domain.one_number import one_number
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.spoiled import A_DATE, how_spoiled, is_date, is_placeholder
from konnect_desktop.domain.tables import CUT, OTHER, Flaw, Table, TableRow

#: Longer than any courier's; what a scanner reads when it takes two bars for one.
MAX_AWB = 40
MAX_COURIER = 80
_AWB = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]*", re.ASCII)
_FIELDS = (Field.ORDER, Field.AWB, Field.COURIER)
PASTED = "pasted"
_WRITE_TEXT = "Format the column as text, or type the AWB here."
_LEAVE_OUT = "Scan or type the AWB, or leave the row out."


@dataclass(frozen=True, slots=True)
class AwbLine:
    """One row as it was typed or read; `row` is its number in the file, 0 for one on screen."""

    row: int
    order: str
    awb: str = ""
    courier: str = ""
    #: What the cells themselves had wrong.
    problem: Problem | None = None
    #: Set where the shipment is known already, such as a row of the table.
    shipment_id: str = ""
    #: The file it came from, PASTED, or "" when it was typed.
    source: str = ""
    #: Not meant by the seller, such as a row that is hidden in the file: it counts for no other.
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class AwbRow:
    """A row after the rules have looked at it."""

    line: AwbLine
    candidate: Candidate | None = None
    #: Tidied, as they will be sent.
    awb: str = ""
    courier: str = ""
    problem: Problem | None = None
    #: The courier that a misspelt one seems to be; "" for none.
    meant: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no AWB was given yet, which is no mistake."""
        return not self.awb and self.problem is None

    @property
    def is_ready(self) -> bool:
        """Whether it would be sent."""
        return bool(self.awb) and self.problem is None and self.candidate is not None

    @property
    def is_open(self) -> bool:
        """Whether the order itself would take an AWB, whatever else is wrong."""
        return self.candidate is not None and judge(Action.UPDATE_AWB, self.candidate.facts).is_open

    @property
    def old_awb(self) -> str:
        """The AWB that Fynd holds now and that this one replaces; "" when none."""
        if self.candidate is None:
            return ""
        known = self.candidate.row.awb_text
        return "" if ids.key(known) == ids.key(self.awb) else known


def why_no_awb(row: ShipmentRow) -> Problem | None:
    """Why the AWB of a listed order cannot be typed now; None when it can."""
    return refusal(awb_answer(row))


def lines_of(table: Table, columns: Columns, source: str = PASTED) -> list[AwbLine]:
    """The rows below the headings, each with what its cells have wrong.

    Rows without anything of an order are none: see `left_out`.
    """
    order, awb, courier = (columns.of(f) for f in _FIELDS)
    found = _below(table, columns)
    lines = []
    for row in found.rows:
        problem = (
            found.problems.get(row.number)
            or cell_problem(row, order, "The order")
            or cell_problem(row, awb, "The AWB")
            or beside_problem(row, awb, "The AWB")
            or _courier_problem(row, courier)
        )
        lines.append(
            AwbLine(
                row.number,
                ids.tidy(row.text(order)),
                one_number(row.text(awb))[0],
                ids.tidy(row.text(courier)),
                problem,
                source=source,
                is_left_out=row.flaw is Flaw.HIDDEN,
            )
        )
    return lines


def left_out(table: Table, columns: Columns) -> tuple[tuple[int, LeftOut], ...]:
    """The numbers of the rows that are no lines, and why."""
    return _below(table, columns).left_out


def _below(table: Table, columns: Columns) -> Below:
    order, awb = columns.of(Field.ORDER), columns.of(Field.AWB)
    return below(table, columns, lambda row: bool(row.text(order) or row.text(awb)))


def _courier_problem(row: TableRow, column: int) -> Problem | None:
    """Only of a formula that failed: N/A in words leaves the courier to be chosen for all."""
    is_failed = row.kind(column) in (OTHER, CUT)
    return filled_problem(row, column, "The courier") if is_failed else None


def awb_problem(awb: str) -> Problem | None:
    """What is wrong with an AWB by itself."""
    if not awb:
        return Problem("No AWB in this row.", "Fill it in, or leave the row out.")
    if len(awb) > MAX_AWB:
        return Problem(
            f"This AWB has {len(awb)} characters.", f"Scan or type it again; {MAX_AWB} is the most."
        )
    if is_placeholder(awb):
        return Problem(f"{awb} is no AWB.", _LEAVE_OUT)
    if how := how_spoiled(awb) or (A_DATE if is_date(awb, short_year=True) else ""):
        return Problem(f"{awb} {how}.", _WRITE_TEXT)
    if not _AWB.fullmatch(awb):
        odd = sorted({char for char in awb if not _AWB.fullmatch(f"0{char}")})
        shown = " ".join(odd[:5]) or awb[0]
        return Problem(f"An AWB has letters and digits, not “{shown}”.", "Scan or type it again.")
    if not any(char.isdigit() for char in awb):
        return Problem(f"{awb} has no digit, so it is no AWB.", _LEAVE_OUT)
    return None


def judge_rows(
    lines: Sequence[AwbLine],
    known: Mapping[str, Sequence[Candidate]],
    holders: Mapping[str, Sequence[tuple[str, str]]],
    *,
    orders: Collection[str] = (),
    default_courier: str = "",
    may_be_empty: bool = False,
    kept: Collection[str] = (),
) -> list[AwbRow]:
    """Every line with its shipment, or with the first thing that is wrong with it.

    `known`: order text or shipment id -> the shipments found under it; `holders`: AWB
    -> (shipment id, order number) that hold it now; `orders`: those of the AWBs that
    are the number of an order; `default_courier` where a row names none.
    `may_be_empty`: a row without an AWB is one that is still to be filled, no mistake.
    `kept`: couriers that are meant as they are written, whatever they look like.
    """
    rows = [_judge(line, known, default_courier, may_be_empty) for line in lines]
    rows = [row if row.courier in kept else _mark_misspelt(row) for row in rows]
    rows = [_mark_order_for_awb(row, orders) for row in rows]
    rows = _mark_repeated_orders(rows)
    rows = _mark_repeated_awbs(rows)
    by_key = {ids.key(awb): who for awb, who in holders.items()}
    return [_mark_held(row, by_key) for row in rows]


def _judge(
    line: AwbLine,
    known: Mapping[str, Sequence[Candidate]],
    default_courier: str,
    may_be_empty: bool,
) -> AwbRow:
    awb = one_number(line.awb)[0]
    courier = courier_name(line.courier or default_courier)[:MAX_COURIER]
    if line.is_left_out:
        return AwbRow(line, None, awb, courier, line.problem)
    found = match(line.order, known.get(line.shipment_id or line.order, ()), Action.UPDATE_AWB)
    return AwbRow(
        line, found.candidate, awb, courier, _first_problem(line, found, awb, courier, may_be_empty)
    )


def _first_problem(
    line: AwbLine, found: Match, awb: str, courier: str, may_be_empty: bool
) -> Problem | None:
    if line.problem or found.problem:
        return line.problem or found.problem
    if not awb and may_be_empty:
        return None
    wrong = told_beside("The AWB", line.awb, one_number(line.awb)[1]) or awb_problem(awb)
    return wrong or _courier_doubt(courier)


def _courier_doubt(courier: str) -> Problem | None:
    if not courier:
        return Problem("No courier for this AWB.", "Choose one in the row, or one for all.")
    if not any(char.isalpha() for char in courier):
        text = f"The courier reads {courier}, which is no name."
        return Problem(text, "Check which column is which, or choose the courier.")
    return None


def _mark_misspelt(row: AwbRow) -> AwbRow:
    """A courier that is none of ours, and a letter or two away from one."""
    meant = near_name(row.courier)
    if not meant or row.line.is_left_out or not row.awb:
        return row
    text = f"“{row.courier}” looks like {meant}."
    problem = row.problem or Problem(text, "Choose the courier, or say that it is called so.")
    return replace(row, problem=problem, meant=meant)


def _mark_repeated_orders(rows: Sequence[AwbRow]) -> list[AwbRow]:
    filled = [(n, row) for n, row in enumerate(rows) if row.candidate and row.awb]
    problems: dict[int, Problem] = {}
    keys = [(pair, pair[1].candidate.id) for pair in filled if pair[1].candidate]
    for same in repeated(keys).values():
        numbers = _places([row for _, row in same])
        if len({(row.awb, row.courier) for _, row in same}) == 1:
            problem = Problem(f"The same order stands in {numbers}.", "The first one is used.")
            problems.update({n: problem for n, _ in same[1:]})
        else:
            text = f"The same order stands in {numbers}, with different AWBs."
            problem = Problem(text, "Keep the right row and delete the others.")
            problems.update({n: problem for n, _ in same})
    return _with_problems(rows, problems)


def _mark_repeated_awbs(rows: Sequence[AwbRow]) -> list[AwbRow]:
    ready = [((n, row), ids.key(row.awb)) for n, row in enumerate(rows) if row.is_ready]
    problems: dict[int, Problem] = {}
    for same in repeated(ready).values():
        text = f"AWB {same[0][1].awb} stands in {_places([row for _, row in same])}."
        problem = Problem(text, "Each parcel needs an AWB of its own.")
        problems.update({n: problem for n, _ in same})
    return _with_problems(rows, problems)


def _places(rows: Sequence[AwbRow]) -> str:
    """rows 3 and 7 of a file; the orders when some were typed."""
    if all(row.line.row for row in rows):
        return numbered([row.line.row for row in rows])
    return f"orders {listed([row.line.order for row in rows])}"


def _mark_order_for_awb(row: AwbRow, orders: Collection[str]) -> AwbRow:
    """The wrong bar code of the right parcel."""
    if row.is_ready and row.awb in orders:
        text = f"{row.awb} is the number of an order, not an AWB."
        return replace(row, problem=Problem(text, "Scan the courier's bar code."))
    return row


def _mark_held(row: AwbRow, holders: Mapping[str, Sequence[tuple[str, str]]]) -> AwbRow:
    if not row.is_ready or row.candidate is None:
        return row
    others = [order for key, order in holders.get(ids.key(row.awb), ()) if key != row.candidate.id]
    if others:
        text = f"Order {others[0]} has this AWB already."
        return replace(row, problem=Problem(text, "Check which parcel it belongs to."))
    held = row.candidate.row
    is_same = ids.key(held.awb_text) == ids.key(row.awb) and held.courier_partner == row.courier
    if is_same:
        return replace(row, problem=Problem("Fynd has this AWB already.", "Nothing to do."))
    return row


def _with_problems(rows: Sequence[AwbRow], problems: Mapping[int, Problem]) -> list[AwbRow]:
    """The same rows; the first problem that was found for each stays."""
    return [
        replace(row, problem=row.problem or problems[n]) if n in problems else row
        for n, row in enumerate(rows)
    ]
