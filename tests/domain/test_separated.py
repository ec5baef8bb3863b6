"""Where a cell ends, and what is said when that is not sure."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.domain.pasted import is_one_column, table_of
from konnect_desktop.domain.separated import records, sniff
from konnect_desktop.domain.tables import Flaw


def cells(text: str, separator: str = ",") -> list[tuple[list[str], Flaw | None]]:
    return [(one.cells, one.flaw) for one in records(text, separator)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('O1, "Flat 2, 411001" , A1', ["O1", "Flat 2, 411001", " A1"]),
        ('O1,\u00a0"Flat 2, 411001",A1', ["O1", "Flat 2, 411001", "A1"]),
        ('O1,",a",A1', ["O1", ",a", "A1"]),
        ('O1,"a,",A1', ["O1", "a,", "A1"]),
        ('O1,",",A1', ["O1", ",", "A1"]),
        ('O1,"",A1', ["O1", "", "A1"]),
        ('O1,"said ""hi"", left",A1', ["O1", 'said "hi", left', "A1"]),
        ('O1,"said \\"hi\\", left",A1', ["O1", 'said "hi", left', "A1"]),
        ('O1,5" pipe,A1', ["O1", '5" pipe', "A1"]),
        ('O1,"Royal" Towers,A1', ["O1", '"Royal" Towers', "A1"]),
        ('="O1",="12,3",A1', ["O1", "12,3", "A1"]),
        ('"=""O1""",A1', ["O1", "A1"]),
        ('"O1","A1","",""', ["O1", "A1", "", ""]),
    ],
)
def test_cells_that_are_sure(line: str, found: list[str]) -> None:
    assert cells(line) == [(found, None)]
    assert cells(f"{line}\r\nO2,A2\r\n") == [(found, None), (["O2", "A2"], None)]


@pytest.mark.parametrize(
    ("line", "flaw"),
    [
        ('O1,"5 inch pipe,A1', Flaw.OPEN_QUOTE),
        ('O1,"Flat "A", 411001",A1', Flaw.UNCLEAR),
        ('O1,"Royal, Pune" Towers,A1', Flaw.UNCLEAR),
        ("O1,'Flat 2, 411001',A1", Flaw.UNCLEAR),
        ("O1,“Flat 2, 411001”,A1", Flaw.UNCLEAR),
        ("O1,Flat 2\\, 411001,A1", Flaw.UNCLEAR),
    ],
)
def test_cells_that_are_not_sure(line: str, flaw: Flaw) -> None:
    first, second = cells(f"{line}\nO2,A2")
    assert first[1] is flaw
    assert second == (["O2", "A2"], None), "the next line is a row of its own"


def test_two_inch_marks_in_two_rows_are_no_cell() -> None:
    found = cells('OD-1,"5 inch,1459001\nOD-2,6",1459002\nOD-3,x,1459003')
    assert [row for row, _ in found] == [
        ["OD-1", '"5 inch', "1459001"],
        ["OD-2", '6"', "1459002"],
        ["OD-3", "x", "1459003"],
    ]
    assert [flaw for _, flaw in found] == [Flaw.OPEN_QUOTE, Flaw.OPEN_QUOTE, None]


def test_address_over_several_lines_is_one_cell() -> None:
    found = cells('O1,"Flat 2, MIDC\r\nPune, 411001",A1\nO2,x,A2')
    assert found[0] == (["O1", "Flat 2, MIDC\r\nPune, 411001", "A1"], None)


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("Order ID;Address;AWB\nO1;Flat 2, B, 411001;A1\nO2;Flat 3, B, 411002;A2", ";"),
        ("Order ID,Price;x,AWB\nO1,1;5,A1", ","),
        ("Order ID|AWB\nO1, O2|A1, A2", "|"),
        ('"Order ID";"AWB"\n"O1, a";"A1"', ";"),
        ("O1;1,5;A1\nO2;2,5;A2", ";"),
        ("one column\nO1", ""),
    ],
)
def test_separator_that_the_headings_and_quotes_tell(text: str, separator: str) -> None:
    assert sniff(text, ",;\t|") == separator


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(st.lists(st.lists(_CELL, min_size=2, max_size=4), min_size=1, max_size=4),
       st.sampled_from(",;\t|"))  # fmt: skip
def test_what_a_library_writes_is_read_as_it_was(rows: list[list[str]], separator: str) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    found = cells(buffer.getvalue(), separator)
    sure = [row for row, flaw in found if flaw is None]
    wanted = [row for row in rows if not any(cell.startswith('="') for cell in row)]
    assert len(found) == len(rows) or any(flaw for _, flaw in found)
    if len(sure) == len(rows) == len(wanted):
        assert sure == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('O1\t"Flat 2\nPune"\tA1\r\nO2\tx\tA2', [("O1", "Flat 2\nPune", "A1"), ("O2", "x", "A2")]),
        ('O1, "Flat 2, 411001", A1', [("O1", "Flat 2, 411001", "A1")]),
        ('O1\t5" pipe\tA1', [("O1", '5" pipe', "A1")]),
        ('O1\t"say ""hi"""\tA1', [("O1", 'say "hi"', "A1")]),
        ("O1\tFlat 2, A; 411001\tA1", [("O1", "Flat 2, A; 411001", "A1")]),
        ("Tracking Number\nA1\nA2", [("Tracking Number",), ("A1",), ("A2",)]),
    ],
)
def test_pasted_cells_are_parted_as_a_spreadsheet_means_them(
    text: str, rows: list[tuple[str, ...]]
) -> None:
    table = table_of(text)
    assert [row.texts for row in table.rows] == rows
    assert is_one_column(table) == (len(rows[0]) == 1)
