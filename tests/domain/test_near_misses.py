"""What only sounds like a courier, a heading or an AWB column is asked about."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.awb_import import AwbLine, judge_rows
from konnect_desktop.domain.column_content import by_content
from konnect_desktop.domain.couriers import NAMES, near_name
from konnect_desktop.domain.headings import resembled
from konnect_desktop.domain.import_columns import (
    AWB_FIELDS,
    INVOICE_FIELDS,
    Columns,
    Doubt,
    Field,
    columns_of,
)
from konnect_desktop.domain.near import is_near
from konnect_desktop.domain.tables import Flaw, Table, TableRow, from_texts, misparted
from tests.domain.import_samples import by_order, candidate

ORDER, AWB, COURIER = Field.ORDER, Field.AWB, Field.COURIER


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("dehlivery", "delhivery", True),
        ("dtcd", "dtdc", True),
        ("dlh", "dhl", True),
        ("upx", "ups", False),
        ("gate", "gati", True),
        ("delhivery", "delhivery", False),
        ("xpresbees", "xpressbees", True),
        ("porter", "movin", False),
        ("", "dhl", False),
    ],
)
def test_slips_of_the_hand(one: str, other: str, near: bool) -> None:
    assert is_near(one, other) is near
    assert is_near(other, one) is near


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Dehlivery", "Delhivery"),
        ("DELHIVEY SURFACE", "Delhivery"),
        ("Bluedrat", "Blue Dart"),
        ("Xpresbee", "Xpressbees"),
        ("Shadow fox", "Shadowfax"),
        ("Ekrat logistics", "Ekart"),
        ("Delhivery", ""),
        ("bluedart express", ""),
        ("Ramesh bhai transport", ""),
        ("Own van", ""),
        ("Express Cargo", ""),
        ("", ""),
    ],
)
def test_misspelt_couriers(written: str, meant: str) -> None:
    assert near_name(written) == meant


def test_no_courier_sounds_like_another_of_ours() -> None:
    assert not [name for name in NAMES if near_name(name)]


def test_misspelt_courier_waits_until_it_is_settled() -> None:
    known = by_order(candidate("16A", "AMZ-1"), candidate("16B", "AMZ-2"))
    lines = [AwbLine(2, "AMZ-1", "A1", "Dehlivery"), AwbLine(3, "AMZ-2", "A2", "DTDC")]
    first, second = judge_rows(lines, known, {})
    assert (first.is_ready, first.meant) == (False, "Delhivery")
    assert "“Dehlivery” looks like Delhivery" in str(first.problem)
    assert second.is_ready
    first, _ = judge_rows(lines, known, {}, kept=["Dehlivery"])
    assert (first.is_ready, first.meant, first.courier) == (True, "", "Dehlivery")
    (row,) = judge_rows([AwbLine(2, "AMZ-1", "A1")], known, {}, default_courier="Dehlivery")
    assert row.meant == "Delhivery", "the courier for all is looked at, too"


def test_courier_without_a_letter_is_a_column_too_far() -> None:
    known = by_order(candidate("16A", "AMZ-1"))
    (row,) = judge_rows([AwbLine(2, "AMZ-1", "411001", "145900001231")], known, {})
    assert "The courier reads 145900001231" in str(row.problem)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Client Order Ref", ORDER),
        ("Oder ID", ORDER),
        ("Seller Order Number", ORDER),
        ("AWB Numbr", AWB),
        ("Courier AWB No.", AWB),
        ("Traking Number", AWB),
        ("Curier", COURIER),
        ("Courier Partner Name", COURIER),
        ("E-Invoice Reference Number", Field.IRN),
        ("Order ID", None),
        ("Order Date", None),
        ("Order Status", None),
        ("AWB Status", None),
        ("Courier Charges", None),
        ("Tracking URL", None),
        ("Customer", None),
        ("Item", None),
        ("", None),
    ],
)
def test_headings_that_sound_like_ours(heading: str, kind: Field | None) -> None:
    assert resembled(heading) is kind


def test_near_heading_is_a_suggestion_and_an_exact_one_is_sure() -> None:
    table = from_texts([["Client Order Ref", "AWB", "Courier"], ["O1", "A1", "DTDC"]])
    columns = columns_of(table, AWB_FIELDS)
    assert columns.by_field == {ORDER: 0, AWB: 1, COURIER: 2}
    assert columns.doubts == {ORDER: Doubt.NEAR}
    table = from_texts([["Client Order Ref", "Order ID", "AWB"], ["O1", "X1", "A1"]])
    assert columns_of(table, AWB_FIELDS) == Columns(0, {ORDER: 1, AWB: 2})
    table = from_texts([["Client Order Ref", "Vendor Order Ref", "AWB"], ["O1", "X1", "A1"]])
    columns = columns_of(table, AWB_FIELDS)
    assert (columns.of(ORDER), columns.doubts) == (-1, {ORDER: Doubt.NEAR})
    table = from_texts([["Order ID", "Invoce No", "IRN"], ["O1", "I1", "x"]])
    assert columns_of(table, INVOICE_FIELDS).doubts == {Field.INVOICE_NUMBER: Doubt.NEAR}


def test_title_that_sounds_like_a_heading_is_a_title() -> None:
    table = from_texts([["Order Ref Report"], ["Our parcel", "Slip"], ["O1", "A1"]])
    assert columns_of(table, AWB_FIELDS).header == 0
    assert not columns_of(table, AWB_FIELDS).by_field


def test_hidden_column_is_never_taken_unasked() -> None:
    texts = [("Order ID", "AWB", "AWB No"), ("O1", "OLD", "A1")]
    rows = tuple(TableRow(n, row, "ttt") for n, row in enumerate(texts, start=1))
    columns = columns_of(Table(rows, hidden=frozenset([1])), AWB_FIELDS)
    assert (columns.of(AWB), columns.doubts) == (2, {})
    columns = columns_of(Table(rows, hidden=frozenset([1, 2])), AWB_FIELDS)
    assert (columns.of(AWB), columns.doubts) == (-1, {AWB: Doubt.HIDDEN})


def test_hidden_row_of_headings_comes_last() -> None:
    head = ("Order ID", "AWB")
    rows = (
        TableRow(1, head, "tt", Flaw.HIDDEN),
        TableRow(2, ("AWB", "Order ID"), "tt"),
        TableRow(3, ("A1", "O1"), "tt"),
    )
    assert columns_of(Table(rows), AWB_FIELDS) == Columns(1, {ORDER: 1, AWB: 0})


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (["OD-1", "145900001231", "Delhivery"], {ORDER: 0, AWB: 1, COURIER: 2}),
        (["145900001231", "Delhivery", "OD-1"], {ORDER: 2, AWB: 0, COURIER: 1}),
        (["Delhivery", "OD-1", "145900001231"], {ORDER: 1, AWB: 2, COURIER: 0}),
        (["Dehlivery", "145900001231", "OD-1"], {ORDER: 2, AWB: 1, COURIER: 0}),
        (["Own van", "145900001231", "OD-1"], {ORDER: 2, AWB: 1, COURIER: 0}),
        (["145900001231", "OD-1"], {ORDER: 1, AWB: 0}),
    ],
)
def test_columns_told_by_what_stands_in_them(row: list[str], found: dict[Field, int]) -> None:
    table = from_texts([row])
    orders = [int(text == "OD-1") for text in row]
    columns = by_content(table, Columns(), orders)
    assert columns.by_field == found
    assert not columns.doubts


def test_two_columns_that_could_be_the_awb_are_a_doubt() -> None:
    table = from_texts([["9876543210", "145900001231", "OD-1", "Delhivery"]])
    columns = by_content(table, Columns(), [0, 0, 1, 0])
    assert columns.by_field == {ORDER: 2, COURIER: 3}
    assert columns.doubts == {AWB: Doubt.LOOKS}


@pytest.mark.parametrize(
    ("rows", "odd"),
    [
        ([["O1", "A1", "DTDC"], ["O2", "A2", "DTDC"]], []),
        ([["O1", "A1", "DTDC"], ["O2", "A2"]], []),
        ([["O1", "A1", "DTDC"], ["O2", "A2", "DTDC"], ["O3", "A3"]], [4]),
        ([["O1", "Flat 2", "411001", "A1"], ["O2", "A2", "DTDC"]], [2]),
        ([["O1", "A1", "DTDC", ""]], [2]),
        ([["O1", "A1", "DTDC", ""]] * 3, []),
        ([["O1", "Ramesh", "Sons", "A1"]] * 3, [2, 3, 4]),
    ],
)
def test_rows_that_are_parted_otherwise_than_the_headings(
    rows: list[list[str]], odd: list[int]
) -> None:
    table = from_texts([["Order ID", "AWB", "Courier"], *rows])
    assert sorted(misparted(table, 0)) == odd
    assert not misparted(Table(table.rows), 0), "cells of a workbook stay where they are"
