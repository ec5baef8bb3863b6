"""What we export: harmless in a spreadsheet program, unchanged when it is imported again."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from konnect_desktop.sheets.guard import clean, guard, pasted, unguard
from konnect_desktop.sheets.reading import read_bytes
from konnect_desktop.sheets.writing import to_csv, to_xlsx

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "'", "'=", "0", "1E5", "3-4", "http://")
HOSTILE = [start + rest for start in STARTS for rest in ("", "1+1", "cmd|' /C calc'!A0", 'x","y')]
READABLE = {
    "+91 98765 43210": "'+91 98765 43210",
    "-₹1,200.50": "-₹1,200.50",
    "-12.50": "-12.50",
    "₹1,23,456.00": "₹1,23,456.00",
    "1234567890123456789": "'1234567890123456789",
    "00123": "'00123",
    "1E5": "'1E5",
    "12/11": "'12/11",
    "MAR-1": "'MAR-1",
    "Blue kurta": "Blue kurta",
    "12 Jun 2026, 14:05": "12 Jun 2026, 14:05",
    "-1+cmd": "'-1+cmd",
}


@pytest.mark.parametrize(("text", "written"), READABLE.items())
def test_stays_readable(text: str, written: str) -> None:
    assert guard(text) == written
    assert unguard(written) == text


@pytest.mark.parametrize("start", ["=", " +", "-", "@", "＝", '"=', '"'])
def test_what_is_pasted_runs_nothing_and_keeps_its_neighbours(start: str) -> None:
    assert pasted(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["00123", "1234567890123456789", "1E5", "Blue kurta", "-12.50"])
def test_a_number_is_pasted_as_it_is(text: str) -> None:
    assert pasted(text) == text


def test_no_cell_begins_a_formula() -> None:
    data = to_csv(["=1+1"], [[cell] for cell in HOSTILE]).decode("utf-8-sig")
    for (cell,) in csv.reader(io.StringIO(data, newline="")):
        bare = cell.lstrip(" ")
        assert not bare.startswith(("=", "+", "@", "\t", "\r", "\n", "＝")), cell
        assert not bare.startswith("-"), cell


def test_workbook_has_neither_formulas_nor_links() -> None:
    data = to_xlsx(["Cell", "=A1"], [[cell, cell] for cell in HOSTILE])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    parts = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [part for part in parts if "external" in part.lower() or "vba" in part.lower()]


@given(st.text(max_size=30))
def test_guard_and_back(text: str) -> None:
    assert unguard(guard(text)) == clean(text)


@given(
    st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), min_size=1, max_size=4)
)
@example(["0", ";", "\n0", ";"])
@example(['"', "|"])
def test_our_own_import_takes_the_guard_off(cells: list[str]) -> None:
    wanted = [unguard(guard(cell)).strip() for cell in cells]
    row = read_bytes(to_csv(["A", "B", "C", "D"], [["first", *cells]])).rows[1]
    assert list(row.texts)[1:] == wanted


def test_ids_survive_both_ways() -> None:
    ids = [f"{n:021d}" for n in range(200)] + [str(10**18 + n) for n in range(200)]
    ids += [f"{n}E5" for n in range(100)] + [f"{n % 28 + 1}-{n % 12 + 1}" for n in range(500)]
    for data in (
        to_csv(["Order ID"], [[one] for one in ids]),
        to_xlsx(["Order ID"], [[i] for i in ids]),
    ):
        assert [row.texts[0] for row in read_bytes(data).rows[1:]] == ids


def test_workbook_of_odd_words() -> None:
    data = to_xlsx(["A"], [["x\x00\x0by"], ["é" * 40_000], [""]], title="a/b:[c]" * 9)
    rows = read_bytes(data).rows
    assert rows[1].texts == ("xy",)
    assert len(rows[2].texts[0]) == 32_767
