"""Tables as sellers have them: encodings, separators, numbers, dates, gaps."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.domain.tables import (
    CUT,
    DATE,
    EMPTY,
    NUMBER,
    OTHER,
    TEXT,
    UNCALCULATED,
    column_letter,
)
from konnect_desktop.errors import SheetError
from konnect_desktop.sheets.reader import SheetReader
from konnect_desktop.sheets.reading import read_bytes
from tests.sheets import make_sheets

ROWS = [["Order ID", "AWB"], ["AMZ-1", "0012345"], ["राम & Sons", "X,1"]]


def texts(data: bytes) -> list[list[str]]:
    return [list(row.texts) for row in read_bytes(data).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    lines = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in ROWS)
    data = lines.encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    assert texts(data) == ROWS


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_text_with_empty_characters_is_no_table(mark: bytes) -> None:
    data = mark + "Order ID,AWB\nO1,A\0 1\n".encode("utf-16-le" if mark[0] == 0xFF else "utf-16-be")
    with pytest.raises(SheetError, match="no CSV or XLSX table"):
        read_bytes(data)


def test_windows_text_and_a_comma_inside_an_address() -> None:
    data = 'Order;Address;AWB\n1;"Flat 2, Café Road, Pune";A1\n2;"Shop 5, Naka";A2\n'
    assert texts(data.encode("cp1252"))[1] == ["1", "Flat 2, Café Road, Pune", "A1"]


def test_separator_told_in_the_first_line() -> None:
    assert texts(b"sep=|\nOrder,ID|AWB\n1|2\n") == [["Order,ID", "AWB"], ["1", "2"]]


def test_title_above_and_ragged_rows() -> None:
    data = b"Dispatch report\n\nOrder ID,AWB,Courier\nO1,A1,Delhivery\nO2,A2\n"
    rows = read_bytes(data).rows
    assert [row.number for row in rows] == [1, 3, 4, 5]
    assert rows[2].texts == ("O1", "A1", "Delhivery")
    assert rows[3].text(2) == ""
    assert rows[3].kind(2) == EMPTY


def test_one_column_is_a_table_too() -> None:
    assert texts(b"Order ID\nO1\nO2\n") == [["Order ID"], ["O1"], ["O2"]]


def test_cells_of_a_workbook_keep_what_they_were() -> None:
    data = make_sheets.xlsx(
        [
            ["Order ID", "AWB", "Date", "Paid"],
            ["00123", 12345678901234567890, date(2026, 6, 12), True],
            [],
            ["O2", 12.5, datetime(2026, 6, 12, 14, 5), None],
        ]
    )
    rows = read_bytes(data).rows
    assert [row.number for row in rows] == [1, 2, 4], "the number that the program shows"
    assert rows[1].kinds == TEXT + NUMBER + DATE + OTHER
    assert rows[1].text(0) == "00123"
    assert "e+" in rows[1].text(1)
    assert rows[1].text(2) == "2026-06-12"
    assert rows[2].texts == ("O2", "12.5", "2026-06-12T14:05:00")


@pytest.mark.parametrize(
    ("rest", "kind", "read"),
    [
        ("", "", (UNCALCULATED, OTHER)),
        ("<v></v>", "", (UNCALCULATED, OTHER)),
        ("<v/>", "", (UNCALCULATED, OTHER)),
        ("", "str", (UNCALCULATED, OTHER)),
        ("<v></v>", "str", ("", EMPTY)),
        ("<v>ab12</v>", "str", ("ab12", TEXT)),
        ("<v>7</v>", "", ("7", NUMBER)),
        ("<v>#N/A</v>", "e", ("#N/A", OTHER)),
    ],
)
def test_formula_without_its_result_is_not_an_empty_cell(
    rest: str, kind: str, read: tuple[str, str]
) -> None:
    cells = (
        make_sheets.text_cell("A1", "O1")
        + make_sheets.formula_cell("B1", "LOWER(Z1)", rest, kind)
        + make_sheets.text_cell("C1", "end")
    )
    (row,) = read_bytes(
        make_sheets.raw_xlsx(make_sheets.sheet_xml(f'<row r="1">{cells}</row>'))
    ).rows
    assert (row.text(1), row.kind(1)) == read
    assert row.text(2) == "end"


def test_formulas_of_a_library_that_does_not_calculate() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Order ID", "IRN"])  # type: ignore[union-attr]
    book.active.append(["O1", "=LOWER(Z1)"])  # type: ignore[union-attr]
    buffer = io.BytesIO()
    book.save(buffer)
    assert texts(buffer.getvalue()) == [["Order ID", "IRN"], ["O1", UNCALCULATED]]


def test_merged_heading_and_the_sheet_with_something_in_it() -> None:
    sheets: dict[str, object] = {
        "Notes": [],
        "Orders": [["Shipment", None, None], ["Order ID", "AWB"], ["O1", "A1"]],
        "Old": [["Order ID"], ["O9"]],
    }
    table = read_bytes(make_sheets.xlsx_of(sheets))  # type: ignore[arg-type]
    assert (table.sheet, table.sheets) == ("Orders", ("Orders", "Old"))
    assert table.rows[0].texts == ("Shipment",)
    assert read_bytes(make_sheets.xlsx_of(sheets), "Old").rows[1].texts == ("O9",)  # type: ignore[arg-type]


def test_hidden_sheet_is_not_what_the_seller_sees() -> None:
    sheets = {"Hidden": [["Order ID"], ["O9"]], "Shown": [["Order ID"], ["O1"]]}
    table = read_bytes(make_sheets.xlsx_of(sheets, hidden=["Hidden"]))  # type: ignore[arg-type]
    assert table.sheets == ("Shown",)


def test_far_cell_costs_nothing_and_hides_nothing() -> None:
    rows = read_bytes(make_sheets.far_cell("A1048576")).rows
    assert [row.number for row in rows] == [1, 1_048_576]


def test_largest_table_is_read_and_one_more_row_is_not(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Order ID,AWB\n" + "".join(f"O{n},A{n}\n" for n in range(10_000)))
    assert len(SheetReader().read(path).rows) == 10_001
    with path.open("a") as file:
        file.write("O,A\n")
    with pytest.raises(SheetError, match="more than 10,000 rows"):
        SheetReader().read(path)


def test_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(make_sheets.xlsx([["Order ID"], ["O1"]]))
    assert SheetReader().read(path).sheet == "Sheet1"


def outcome(data: bytes) -> str:
    """ "table", or the words of the refusal."""
    try:
        return "table" if read_bytes(data).rows else ""
    except SheetError as error:
        return error.user_message and error.next_step


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused_in_words(data: bytes) -> None:
    assert outcome(data)


def test_letters_of_columns() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_cell_of_megabytes_does_not_hide_the_other_rows() -> None:
    long = "A" * 2_500_000
    for cell in (long, f'"{long}"'):
        rows = read_bytes(f"Order ID,AWB,QR\nO1,A1,{cell}\nO2,A2,x\n".encode()).rows
        assert [row.texts[:2] for row in rows] == [("Order ID", "AWB"), ("O1", "A1"), ("O2", "A2")]
        assert rows[1].kinds == TEXT + TEXT + CUT


def test_row_of_a_million_cells_is_read_to_the_last_column_that_counts() -> None:
    rows = read_bytes(b"Order ID,AWB\nO1,A1" + b",x" * 1_000_000 + b"\nO2,A2\n").rows
    assert [len(row.texts) for row in rows] == [2, 256, 2]
