"""What we export: harmless in a spreadsheet program, unchanged when it is imported again."""

from __future__ import annotations

import csv
import io
import time
import zipfile

import openpyxl
import pytest
from hypothesis import example, given, settings
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
    "-1234567890123456": "'-1234567890123456",
    "1234567890123456.50": "'1234567890123456.50",
    "Kurta - L": "Kurta - L",
    "Plot no:-12, 2nd floor": "Plot no:-12, 2nd floor",
    "Mumbai, +91 98765 43210": "Mumbai, +91 98765 43210",
    'Pipe 5"-6"': 'Pipe 5"-6"',
}
#: What a program may part cells at: by its country, its last use, or what its user chose.
SEPARATORS = ",;\t|:^~#*/ "
RUNS = ("=HYPERLINK(A1)", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1", "﹢A1", "−A1")
UNSEEN = ("", " ", "\u00a0", "\u200b", "\ufeff", '"', "'", "\u2003\u200f")
#: Texts of what makes trouble: separators, quotation marks, line ends, signs, digits, blanks.
ODD = st.one_of(
    st.text(max_size=12),
    st.lists(
        st.sampled_from(
            [*"=+-@＝'\" ;\t|\r\n,:a1.0/()\u00a0\u200b\u2028", "\r\n", '","', "नमस्ते", "אב", "😀"]
        ),
        max_size=12,
    ).map("".join),
)


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


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_NONE])
def test_no_separator_makes_a_formula_of_a_text(separator: str, quoting: int) -> None:
    cells = [
        f"Asha{blanks}{separator}{unseen}{formula}"
        for formula in RUNS
        for unseen in UNSEEN
        for blanks in ("", "x", '"', "\n")
    ]
    data = to_csv(["Order", "Buyer"], [[str(n), cell] for n, cell in enumerate(cells)])
    text = data.decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)  # type: ignore[arg-type]
    for found in (cell for row in rows for cell in row):
        bare = found.lstrip(' \u00a0\u200b\ufeff"\u2003\u200f\t\r\n')
        assert not bare.startswith(tuple(formula[0] for formula in RUNS)), found


def test_every_cell_is_quoted() -> None:
    assert to_csv(["A", "B"], [["1", ""]]) == b'\xef\xbb\xbf"A","B"\r\n"1",""\r\n'


def test_workbook_has_neither_formulas_nor_links() -> None:
    data = to_xlsx(["Cell", "=A1"], [[cell, cell] for cell in HOSTILE])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    parts = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [part for part in parts if "external" in part.lower() or "vba" in part.lower()]


@settings(max_examples=500)
@given(ODD)
def test_guard_and_back(text: str) -> None:
    assert unguard(guard(text)) == clean(text)


@settings(deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(ODD, min_size=width, max_size=width), min_size=1, max_size=4
        )
    )
)
@example([["0", ";", "\n0", ";"]])
@example([['"', "|", "", ""]])
@example([["00\r", "000"]])
@example([["00123"], ["5'"], ['12" pipe\n12" rod']])
def test_our_own_import_reads_what_we_wrote(rows: list[list[str]]) -> None:
    """All but the blanks around a value, which no import keeps."""
    headings = ["Order", *"ABCD"[: len(rows[0])]]
    numbered = [[f"order {n}", *cells] for n, cells in enumerate(rows)]
    wanted = [tuple(clean(cell).strip() for cell in row) for row in numbered]
    for data in (to_csv(headings, numbered), to_xlsx(headings, numbered)):
        found = read_bytes(data).rows[1:]
        assert [row.flaw for row in found] == [None] * len(rows)
        # A workbook says nothing of empty cells at the end of a row.
        assert [(*row.texts, *[""] * len(headings))[: len(headings)] for row in found] == wanted


@pytest.mark.parametrize(
    "text", ["\n" * 10**5, ' "' * 10**5 + "=", ";" * 10**5 + "=x", "1" * 10**5 + "x"]
)
def test_a_long_text_takes_no_longer_than_it_is(text: str) -> None:
    started = time.process_time()
    assert unguard(guard(text)) == text
    assert time.process_time() - started < 2


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
