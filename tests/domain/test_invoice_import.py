"""Invoice data for many orders: what may be sent, and what each other row says."""

from __future__ import annotations

import pytest

from konnect_desktop.domain import states
from konnect_desktop.domain.import_columns import INVOICE_FIELDS, Field, columns_of
from konnect_desktop.domain.import_rows import LeftOut
from konnect_desktop.domain.invoice_import import (
    InvoiceRow,
    invoice_lines,
    judge_invoices,
    left_out,
    read_ack_date,
)
from konnect_desktop.domain.tables import UNCALCULATED, Flaw, Table, TableRow, from_texts
from tests.domain.import_samples import by_order, candidate

IRN = "a1" * 32
HEADINGS = ["Order ID", "Invoice No", "IRN", "Ack No", "Ack Date", "QR Code"]
KNOWN = by_order(
    candidate("16A", "AMZ-1", status=states.CONFIRMED),
    candidate("16B", "AMZ-2", status=states.CONFIRMED),
    candidate("16C", "AMZ-3", status=states.CREATED),
)


def judge(*rows: list[str]) -> list[InvoiceRow]:
    table = from_texts([HEADINGS, *rows])
    return judge_invoices(invoice_lines(table, columns_of(table, INVOICE_FIELDS)), KNOWN)


def test_row_that_may_be_sent() -> None:
    (row,) = judge(["AMZ-1", "INV/7", IRN, "112010036563310", "12/06/2026 14:05", "eyJ"])
    assert row.is_ready
    assert row.value(Field.ACK_DATE) == "2026-06-12 14:05:00"
    assert row.value(Field.INVOICE_NUMBER) == "INV/7"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["AMZ-3", "INV1"], "Still new"),
        (["AMZ-9", "INV1"], "not among your orders"),
        (["AMZ-1"], "Nothing but the order"),
        (["AMZ-1", "INV1", "abc"], "this one has 3 characters"),
        (["AMZ-1", "INV1", IRN, "1.12E+14"], "rounded by a spreadsheet"),
        (["AMZ-1", "INV1", IRN, "ACK7"], "not made of digits"),
        (["AMZ-1", "", "", "", "13/13/2026"], "row 2, column E is no date"),
        (["AMZ-1", "x" * 51], "51 characters"),
        (["AMZ-1", "2026-01-02"], "Invoice number is a date in row 2, column B (2026-01-02)"),
        (["AMZ-1", "12-Jan"], "Invoice number is a date in row 2"),
        (["AMZ-1", "1001.0"], "Invoice number is a number with decimals in row 2, column B"),
        (["AMZ-1", "1.2E12"], "Invoice number was rounded"),
        (["AMZ-1", "N/A"], "Invoice number reads N/A in row 2, column B"),
        (["AMZ-1", "INV1", "nan"], "IRN reads nan in row 2, column C"),
        (["AMZ-1", "INV1", IRN, "-"], "Ack number reads - in row 2, column D"),
        (["AMZ-1", "INV1", IRN, "112010036563310", "", "N/A"], "QR code reads N/A"),
        (["AMZ-1", "INV/1 INV/2"], "Invoice number in row 2, column B: two numbers in one cell"),
        (["AMZ-1", "INV/1\nINV/2"], "two numbers in one cell"),
        (["AMZ-1", "INV/1 (cancelled)"], "words beside the number"),
        (["AMZ-1", "INV1", f"{IRN} {IRN}"], "IRN in row 2, column C: two numbers in one cell"),
        (["AMZ-1", "INV1", IRN, "112010036563310 112010036563311"], "two numbers in one cell"),
        (["AMZ-1", "INV1", IRN, "Ack 112010036563310"], "words beside the number"),
        (["AMZ-1 AMZ-2", "INV1"], "The order: two numbers in one cell (AMZ-1 AMZ-2)"),
    ],
)
def test_each_row_says_what_is_wrong(row: list[str], words: str) -> None:
    (judged,) = judge(row)
    assert not judged.is_ready
    assert words in str(judged.problem)


def test_numbers_must_be_unique() -> None:
    rows = judge(["AMZ-1", "INV1"], ["AMZ-2", "INV1"])
    assert ["Invoice number INV1 stands in rows 2 and 3" in str(r.problem) for r in rows] == [
        True
    ] * 2
    rows = judge(["AMZ-1", "INV1"], ["16A", "INV2"])
    assert all("same order" in str(row.problem) for row in rows)


def test_ack_number_that_is_a_number_is_refused() -> None:
    rows = (
        TableRow(1, tuple(HEADINGS), "tttttt"),
        TableRow(2, ("AMZ-1", "I1", IRN, "11201"), "tttn"),
    )
    table = Table(rows)
    (row,) = judge_invoices(invoice_lines(table, columns_of(table, INVOICE_FIELDS)), KNOWN)
    assert str(row.problem).startswith("Ack number is a number in row 2, column D")


@pytest.mark.parametrize(
    "number", ["INV/7", "12/2026", "01-26-27", "1/06/26", "SI-2026-01-02-7", "JAN26-12", "A.10.0"]
)
def test_invoice_numbers_of_sellers_are_taken_as_they_are(number: str) -> None:
    (row,) = judge(["AMZ-1", number])
    assert row.is_ready, str(row.problem)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (['="AMZ-1"', '="INV/1"'], ["INV/1"]),
        (["#AMZ-1", "'INV/1"], ["INV/1"]),
        (["AMZ-1", "INV 001"], ["INV 001"]),
        (["AMZ-1", "I1", f"{IRN[:32]}\n{IRN[32:]}"], ["I1", IRN]),
        (["AMZ-1", "I1", IRN, "11201 00365 63310"], ["I1", IRN, "112010036563310"]),
        (["AMZ\u20111", "I\u200b1"], ["I1"]),
    ],
)
def test_ids_are_tidied(cells: list[str], values: list[str]) -> None:
    (row,) = judge(cells)
    assert row.is_ready, str(row.problem)
    assert list(row.line.values.values()) == values


def test_hidden_rows_and_cut_cells_are_left_out() -> None:
    rows = (
        TableRow(1, tuple(HEADINGS), "tttttt"),
        TableRow(2, ("AMZ-1", "I1"), "tt", Flaw.HIDDEN),
        TableRow(3, ("AMZ-1", "I1"), "tt"),
        TableRow(4, ("AMZ-2", "I2", "", "", "", "eyJ"), "tt---c"),
        TableRow(5, ("", "", "", "", "", "", "Total"), "------t"),
    )
    table = Table(rows)
    columns = columns_of(table, INVOICE_FIELDS)
    hidden, shown, cut = judge_invoices(invoice_lines(table, columns), KNOWN)
    assert str(hidden.problem).startswith("Hidden in the file")
    assert shown.is_ready, "the hidden row of the same order and number does not count"
    assert "QR code has more than 32,767 characters in row 4" in str(cut.problem)
    assert left_out(table, columns) == ((5, LeftOut.NOTHING),)


def test_cells_that_are_no_text_are_refused_with_their_place() -> None:
    rows = (
        TableRow(1, tuple(HEADINGS), "tttttt"),
        TableRow(2, ("AMZ-1", "2026-01-02"), "td"),
        TableRow(3, ("AMZ-2", "I2", "", "", "", "#REF!"), "tt---o"),
        TableRow(4, ("AMZ-1", "I3", UNCALCULATED, "112010036563310"), "ttot"),
        TableRow(5, ("AMZ-1", "I4", IRN, "112010036563310", UNCALCULATED), "tttto"),
    )
    table = Table(rows)
    judged = judge_invoices(invoice_lines(table, columns_of(table, INVOICE_FIELDS)), KNOWN)
    assert str(judged[0].problem).startswith("Invoice number is a date in row 2, column B")
    assert str(judged[1].problem).startswith("QR code reads #REF! in row 3, column F")
    assert str(judged[2].problem).startswith("IRN is a formula without a result in row 4, column C")
    assert "save it and import it again" in str(judged[2].problem)
    assert str(judged[3].problem).startswith("Ack date is a formula without a result in row 5")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-06-12 14:05:09", "2026-06-12 14:05:09"),
        ("2026-06-12T14:05:09", "2026-06-12 14:05:09"),
        ("05-04-2026", "2026-04-05 00:00:00"),
        ("5/4/2026 2:05 PM", "2026-04-05 14:05:00"),
        ("12-Jun-2026", "2026-06-12 00:00:00"),
        ("06/13/2026", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_dates_as_tools_write_them(text: str, read: str) -> None:
    assert read_ack_date(text) == read


def test_numbers_that_differ_by_capitals_alone_stand_twice() -> None:
    rows = judge(["AMZ-1", "inv/1"], ["AMZ-2", "INV\u2010/1"], ["AMZ-3", "INV/2"])
    assert [str(row.problem)[:14] for row in rows[:1]] == ["None"]
    rows = judge(["AMZ-1", "inv/1"], ["AMZ-2", "INV/1"])
    assert [str(row.problem) for row in rows] == [
        "Invoice number inv/1 stands in rows 2 and 3. It must be unique."
    ] * 2


def test_a_number_that_the_portal_refuses_is_warned_of() -> None:
    (row,) = judge(["AMZ-1", "0001/26-27"])
    assert row.is_ready
    assert "begins with 0" in row.warning
    assert judge(["AMZ-1", "INV/1"])[0].warning == ""
