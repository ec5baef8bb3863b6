"""Columns named in the words of sellers, couriers and GST tools."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.couriers import NAMES, courier_name, known_name
from konnect_desktop.domain.import_columns import (
    AWB_FIELDS,
    INVOICE_FIELDS,
    Columns,
    Field,
    columns_of,
    guess,
    headings,
    signature,
)
from konnect_desktop.domain.pasted import is_one_column, table_of
from konnect_desktop.domain.tables import from_texts

ORDER, AWB, COURIER = Field.ORDER, Field.AWB, Field.COURIER


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        (["Order ID", "AWB", "Courier"], {ORDER: 0, AWB: 1, COURIER: 2}),
        (["S.No", "ORDER NO.", "AWB No", "Logistics"], {ORDER: 1, AWB: 2, COURIER: 3}),
        (["Waybill Number", "order_id", "Carrier Name"], {AWB: 0, ORDER: 1, COURIER: 2}),
        (["Docket No", "Reference No.", "Transporter"], {AWB: 0, ORDER: 1, COURIER: 2}),
        (["Order ID", "Shipment ID", "Tracking  Number"], {ORDER: 1, AWB: 2}),
        (["Sub Order No", "Order ID", "AWB"], {ORDER: 1, AWB: 2}),
        (["Name", "Phone"], {}),
    ],
)
def test_headings_in_the_words_of_the_field(heading: list[str], wanted: dict[Field, int]) -> None:
    assert guess(heading, AWB_FIELDS) == wanted


def test_invoice_headings() -> None:
    found = guess(
        ["Doc No", "IRN", "Ack No", "Ack Date", "Signed QR Code", "Signed Invoice", "Order No"],
        INVOICE_FIELDS,
    )
    assert found == {
        Field.INVOICE_NUMBER: 0,
        Field.IRN: 1,
        Field.ACK_NUMBER: 2,
        Field.ACK_DATE: 3,
        Field.QR: 4,
        Field.SIGNED_INVOICE: 5,
        Field.ORDER: 6,
    }


def test_headings_below_a_title_and_a_merged_row() -> None:
    table = from_texts(
        [["Dispatch report"], ["", "Shipment", ""], ["Order ID", "AWB", "Courier"], ["1", "2", "3"]]
    )
    columns = columns_of(table, AWB_FIELDS)
    assert columns.header == 2
    assert columns.by_field == {ORDER: 0, AWB: 1, COURIER: 2}
    assert headings(table, columns.header) == ["Order ID", "AWB", "Courier"]


@pytest.mark.parametrize(
    ("heading", "doubled"),
    [
        (["Order ID", "AWB", "AWB", "Courier"], (AWB,)),
        (["Order ID", "AWB No.", "awb no", "Courier"], (AWB,)),
        (["Order ID", "Order Id", "AWB"], (ORDER,)),
        (["Order ID", "AWB", "Courier", "Courier", "AWB"], (AWB, COURIER)),
        (["Order ID", "AWB No", "AWB"], ()),
        (["Order ID", "Remark", "Remark", "AWB"], ()),
        (["Shipment ID", "Order ID", "Order ID", "AWB"], ()),
    ],
)
def test_of_two_equal_headings_none_is_taken(
    heading: list[str], doubled: tuple[Field, ...]
) -> None:
    columns = columns_of(from_texts([["Report"], heading, ["1", "2", "3", "4", "5"]]), AWB_FIELDS)
    assert columns.header == 1
    assert columns.doubled == doubled
    assert not set(columns.by_field) & set(doubled)
    assert (columns.of(AWB) >= 0) == (AWB not in doubled)


def test_no_headings_are_said_to_be_none() -> None:
    table = from_texts([["O1", "A1"], ["O2", "A2"]])
    assert columns_of(table, AWB_FIELDS).header == -1
    assert headings(table, -1) == ["Column A", "Column B"]


def test_words_above_digits_are_headings_of_another_tongue() -> None:
    table = from_texts([["Our parcel", "Slip"], ["O1", "A1"]])
    assert columns_of(table, AWB_FIELDS) == Columns(0, {})


def test_a_choice_is_remembered_whatever_the_capitals() -> None:
    assert signature(["Order ID", "AWB"]) == signature(["ORDER-ID", "awb "])
    assert signature(["Order ID", "AWB"]) != signature(["AWB", "Order ID"])


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("bluedart", "Blue Dart"),
        ("BLUEDART EXPRESS", "Blue Dart"),
        ("Blue Dart Express Ltd.", "Blue Dart"),
        ("DELHIVERY SURFACE", "Delhivery"),
        ("delhivery pvt. ltd", "Delhivery"),
        ("Ecom  Express", "Ecom Express"),
        ("ECOM", "Ecom Express"),
        ("Xpress Bees", "Xpressbees"),
        ("India Speed Post", "India Post"),
        ("e-kart logistics", "Ekart"),
        ("TCI Express Limited", "TCI Express"),
        ("Shree Maruti Courier Services", "Maruti"),
        ("Ramesh  bhai  transport", "Ramesh bhai transport"),
        ("Express Cargo", "Express Cargo"),
    ],
)
def test_couriers_by_one_name(typed: str, name: str) -> None:
    assert courier_name(typed) == name


def test_names_are_their_own_names() -> None:
    assert [known_name(name) for name in NAMES] == list(NAMES)
    assert known_name("") == ""


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("O1\tA1\nO2\tA2\n", [("O1", "A1"), ("O2", "A2")]),
        ("O1, A1, Blue Dart\r\n\r\nO2,A2,", [("O1", "A1", "Blue Dart"), ("O2", "A2", "")]),
        ("O1  A1   Blue Dart", [("O1", "A1", "Blue Dart")]),
        ("A1\nA2\nA3", [("A1",), ("A2",), ("A3",)]),
    ],
)
def test_pasted(text: str, rows: list[tuple[str, ...]]) -> None:
    table = table_of(text)
    assert [row.texts for row in table.rows] == rows
    assert is_one_column(table) == (len(rows[0]) == 1)
