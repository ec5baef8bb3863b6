"""What may be sent of an AWB list, and what each other row says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.domain import states
from konnect_desktop.domain.awb_import import (
    AwbLine,
    AwbRow,
    awb_problem,
    judge_rows,
    lines_of,
)
from konnect_desktop.domain.ids import tidy
from konnect_desktop.domain.import_columns import AWB_FIELDS, columns_of
from konnect_desktop.domain.states import Journey, Lock
from konnect_desktop.domain.tables import UNCALCULATED, Table, TableRow, from_texts
from tests.domain.import_samples import by_order, candidate

KNOWN = by_order(
    candidate("16A", "AMZ-1"),
    candidate("16B", "AMZ-2", awb="OLD1", courier="Delhivery"),
    candidate("16C", "AMZ-3", is_self_ship=False),
    candidate("16D", "AMZ-4", status=states.COMPLETED),
    candidate("16E", "AMZ-5"),
    candidate("16F", "AMZ-5"),
    candidate("16G", "AMZ-6"),
    candidate("16H", "AMZ-6", status=states.TRANSIT, awb="LEFT1"),
    candidate("16I", "AMZ-7", lock=Lock.FULL),
    candidate("16J", "AMZ-8", journey=Journey.RETURN, status=states.RETURN_PROCESSING),
)
HOLDERS = {"LEFT1": [("16H", "AMZ-6")], "OLD1": [("16B", "AMZ-2")]}


def judge(*rows: tuple[str, ...], default: str = "") -> list[AwbRow]:
    lines = [AwbLine(number, *[*row, "", ""][:3]) for number, row in enumerate(rows, start=2)]
    return judge_rows(lines, KNOWN, HOLDERS, default_courier=default)


def said(*row: str) -> str:
    return str(judge(row)[0].problem or "")


def test_row_that_may_be_sent() -> None:
    (row,) = judge(("AMZ-1", " 77 88 ", "BLUEDART EXPRESS"))
    assert row.is_ready
    assert (row.candidate and row.candidate.id, row.awb, row.courier) == (
        "16A",
        "7788",
        "Blue Dart",
    )
    assert judge(("16A", "A1", "DTDC"))[0].candidate == row.candidate, "by shipment id as well"
    assert judge(("AMZ-8", "R1", "DTDC"))[0].is_ready, "a return waits for its AWB too"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("NOPE-9", "A1", "DTDC"), "NOPE-9 is not among your orders"),
        (("", "A1", "DTDC"), "No order in this row"),
        (("AMZ-3", "A1", "DTDC"), "Not a self-ship order"),
        (("AMZ-4", "A1", "DTDC"), "Packed already, and Fynd takes an AWB only before that"),
        (("AMZ-5", "A1", "DTDC"), "AMZ-5 has 2 shipments. Use the shipment id instead: 16E, 16F."),
        (("AMZ-7", "A1", "DTDC"), "Locked by Fynd"),
        (("AMZ-1", "", "DTDC"), "No AWB in this row"),
        (("AMZ-1", "A1", ""), "No courier for this AWB"),
        (("AMZ-1", "A" * 41, "DTDC"), "This AWB has 41 characters"),
        (("AMZ-1", "A1?B;", "DTDC"), "letters and digits, not “; ?”"),
        (("AMZ-1", "1.23457E+15", "DTDC"), "rounded by a spreadsheet"),
        (("AMZ-1", "LEFT1", "DTDC"), "Order AMZ-6 has this AWB already"),
        (("AMZ-2", "OLD1", "delhivery"), "Fynd has this AWB already"),
    ],
)
def test_each_row_says_what_is_wrong_and_what_next(row: tuple[str, ...], words: str) -> None:
    assert words in said(*row)
    problem = judge(row)[0].problem
    assert problem is not None
    assert problem.next_step


#: Ids that a spreadsheet, a script or a person has put something else in place of.
NO_IDS = [
    "12-Jan",
    "12-Jan-26",
    "12 Jan 2026",
    "Jan-26",
    "12/06/2026",
    "6/13/2026",
    "2026-01-02",
    "2026-01-02T14:05:00",
    "12.06.2026 14:05",
    "789012345678.0",
    "789012345678,00",
    "1.23E12",
    "1.23e+12",
    "1,23E+12",
    "7E12",
    "N/A",
    "#N/A",
    "n.a.",
    "nan",
    "NaN",
    "None",
    "null",
    "(null)",
    "nil",
    "TBD",
    "pending",
    "not available",
    "-",
    "--",
    "000000",
]


@pytest.mark.parametrize("text", NO_IDS)
def test_what_is_no_id_any_more_is_never_ready(text: str) -> None:
    table = from_texts([["Order ID", "AWB", "Courier"], ["AMZ-1", text, "DTDC"]])
    (row,) = judge_rows(lines_of(table, columns_of(table, AWB_FIELDS)), KNOWN, {})
    assert not row.is_ready
    assert row.problem is not None
    assert text in row.problem.text
    assert "row 2, column B" in row.problem.text
    assert row.problem.next_step


@pytest.mark.parametrize(
    "text", [*(t for t in NO_IDS if " " not in t), "12/06/26", "12-06-26", "DELHIVERY", "yes"]
)
def test_what_is_no_awb_is_not_taken_when_typed_either(text: str) -> None:
    problem = awb_problem(tidy(text) or text)
    assert problem is not None
    assert problem.next_step


@pytest.mark.parametrize(
    "awb",
    [
        "0012345",
        "A1",
        "789012345678",
        "EE123456789IN",
        "AWB-12/34",
        "12-34-5678",
        "32/13/2026",
        "JAN26-0012",
        "26JAN12",
        "12/06/20267",
        "123E45678901",
        "1E5-77",
        "E12",
        "SR12.34",
        "20260102",
        "NA1234567",
        "100000",
    ],
)
def test_awbs_of_couriers_are_taken_as_they_are(awb: str) -> None:
    table = from_texts([["Order ID", "AWB", "Courier"], ["AMZ-1", awb, "DTDC"]])
    (row,) = judge_rows(lines_of(table, columns_of(table, AWB_FIELDS)), KNOWN, {})
    assert row.is_ready, str(row.problem)
    assert row.awb == awb


def test_date_cells_are_no_ids() -> None:
    rows = (
        TableRow(1, ("Order ID", "AWB", "Courier"), "ttt"),
        TableRow(2, ("AMZ-1", "2026-01-02", "DTDC"), "tdt"),
        TableRow(3, ("2026-01-02", "A2", "DTDC"), "dtt"),
    )
    table = Table(rows)
    lines = lines_of(table, columns_of(table, AWB_FIELDS))
    problems = [str(row.problem) for row in judge_rows(lines, KNOWN, {})]
    assert problems[0].startswith("The AWB is a date in row 2, column B (2026-01-02)")
    assert "Format the column as text" in problems[0]
    assert problems[1].startswith("The order is a date in row 3, column A")


def test_formulas_without_a_result_are_no_empty_cells() -> None:
    rows = (
        TableRow(1, ("Order ID", "AWB", "Courier"), "ttt"),
        TableRow(2, ("AMZ-1", UNCALCULATED, "DTDC"), "tot"),
        TableRow(3, ("AMZ-2", "A2", UNCALCULATED), "tto"),
        TableRow(4, (UNCALCULATED, "A3", "DTDC"), "ott"),
    )
    table = Table(rows)
    lines = lines_of(table, columns_of(table, AWB_FIELDS))
    problems = [str(row.problem) for row in judge_rows(lines, KNOWN, {}, default_courier="DTDC")]
    assert problems[0].startswith("The AWB is a formula without a result in row 2, column B")
    assert problems[1].startswith("The courier is a formula without a result in row 3, column C")
    assert problems[2].startswith("The order is a formula without a result in row 4, column A")


@pytest.mark.parametrize("courier", ["N/A", "nan", "-", "#N/A"])
def test_courier_that_is_none_is_not_sent(courier: str) -> None:
    table = from_texts([["Order ID", "AWB", "Courier"], ["AMZ-1", "A1", courier]])
    lines = lines_of(table, columns_of(table, AWB_FIELDS))
    assert "No courier" in str(judge_rows(lines, KNOWN, {})[0].problem)
    assert judge_rows(lines, KNOWN, {}, default_courier="dtdc")[0].courier == "DTDC"


def test_of_several_shipments_the_one_that_waits() -> None:
    (row,) = judge(("AMZ-6", "A1", "DTDC"))
    assert row.candidate is not None
    assert row.candidate.id == "16G"
    assert row.is_ready


def test_awb_that_replaces_another_is_known_as_such() -> None:
    (row,) = judge(("AMZ-2", "NEW1", "DTDC"))
    assert row.is_ready
    assert row.old_awb == "OLD1"


def test_same_awb_twice_and_same_order_twice() -> None:
    rows = judge(("AMZ-1", "A1", "DTDC"), ("16E", "a1", "DTDC"))
    assert [str(row.problem) for row in rows] == [
        "AWB A1 stands in rows 2 and 3. Each parcel needs an AWB of its own."
    ] * 2
    rows = judge(("AMZ-1", "A1", "DTDC"), ("16A", "A2", "DTDC"))
    assert ["different AWBs" in str(row.problem) for row in rows] == [True, True]
    rows = judge(("AMZ-1", "A1", "DTDC"), ("16A", "A1", "dtdc"), ("AMZ-1", "A1", "DTDC"))
    assert [row.is_ready for row in rows] == [True, False, False]
    assert "rows 2, 3 and 4" in str(rows[1].problem)


def test_one_courier_for_all_fills_only_the_gaps() -> None:
    rows = judge(("AMZ-1", "A1", ""), ("16E", "A2", "Delhivery"), default="blue dart")
    assert [row.courier for row in rows] == ["Blue Dart", "Delhivery"]


def test_rows_that_wait_to_be_typed_are_no_mistakes() -> None:
    lines = [AwbLine(1, "AMZ-1", shipment_id="16A"), AwbLine(2, "AMZ-4", shipment_id="16D")]
    rows = judge_rows(lines, KNOWN, {}, may_be_empty=True)
    assert rows[0].is_empty
    assert not rows[0].is_ready
    assert "Packed already" in str(rows[1].problem), "the door that is closed is said at once"


def test_numbers_are_refused_with_their_place() -> None:
    rows = (
        TableRow(1, ("Order ID", "AWB", "Courier"), "ttt"),
        TableRow(2, ("AMZ-1", "123456789012", "DTDC"), "tnt"),
        TableRow(3, ("2001", "A2", "DTDC"), "ntt"),
        TableRow(4, ("AMZ-1", "#N/A", "DTDC"), "tot"),
        TableRow(6, ("", "", "Total"), "--t"),
    )
    table = Table(rows)
    lines = lines_of(table, columns_of(table, AWB_FIELDS))
    assert [line.row for line in lines] == [2, 3, 4]
    problems = [str(row.problem) for row in judge_rows(lines, KNOWN, {})]
    assert problems[0].startswith("The AWB is a number in row 2, column B (123456789012)")
    assert "Format the column as text" in problems[0]
    assert problems[1].startswith("The order is a number in row 3, column A")
    assert "#N/A in row 4, column B" in problems[2]


def test_cut_cell_is_no_awb_and_no_order() -> None:
    rows = (
        TableRow(1, ("Order ID", "AWB", "Courier"), "ttt"),
        TableRow(2, ("AMZ-1", "A" * 40, "DTDC"), "tct"),
    )
    table = Table(rows)
    (row,) = judge_rows(lines_of(table, columns_of(table, AWB_FIELDS)), KNOWN, {})
    assert "The AWB has more than 32,767 characters in row 2, column B" in str(row.problem)


@given(st.lists(st.tuples(st.sampled_from([*KNOWN, "X", ""]), st.text("A1? /", max_size=4))))
def test_what_is_sent_is_sound_whatever_the_list_holds(rows: list[tuple[str, str]]) -> None:
    judged = judge(*rows, default="DTDC")
    assert [row.line.order for row in judged] == [order for order, _ in rows], "no row is lost"
    ready = [row for row in judged if row.is_ready]
    ids = [row.candidate.id for row in ready if row.candidate]
    assert len(set(ids)) == len(ids) == len({row.awb.upper() for row in ready})
    assert all(row.courier and not awb_problem(row.awb) for row in ready)
    assert all(row.is_ready != bool(row.problem) for row in judged)


def test_ten_thousand_rows_of_one_awb_are_soon_judged() -> None:
    table = from_texts([["Order", "AWB"], *[["AMZ-1", "A1"] for _ in range(10_000)]])
    rows = judge_rows(lines_of(table, columns_of(table, AWB_FIELDS)), KNOWN, {})
    assert sum(row.is_ready for row in rows) == 0
