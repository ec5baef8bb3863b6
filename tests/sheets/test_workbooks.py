"""Workbooks that Excel opens, however they were made: the cells count, and what is hidden."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from konnect_desktop.domain.tables import CUT, DATE, EMPTY, NUMBER, OTHER, TEXT, Flaw
from konnect_desktop.errors import SheetError
from konnect_desktop.sheets.reading import read_bytes
from tests.sheets import make_sheets
from tests.sheets.make_sheets import raw_xlsx, sheet_xml, text_cell

ROWS = [("Order ID", "AWB"), ("OD-1", "145900001231")]
Change = Callable[[str, bytes], tuple[str, bytes]]


def remade(change: Change, rows: list[tuple[str, str]] | None = None) -> bytes:
    """A workbook of a common library with its parts changed; a part without a name is gone."""
    good = make_sheets.xlsx(rows or ROWS)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            name, data = change(part, old.read(part))
            if name:
                new.writestr(name, data)
    return out.getvalue()


def only(part: str, change: Callable[[bytes], bytes]) -> Change:
    return lambda name, data: (name, change(data) if name == part else data)


def without(part: str) -> Change:
    return lambda name, data: ("" if part in name else name, data)


def swapped(*pairs: tuple[bytes, bytes]) -> Change:
    def change(name: str, data: bytes) -> tuple[str, bytes]:
        for old, new in pairs:
            data = data.replace(old, new)
        return name, data

    return change


_SPACE = b"http://schemas.openxmlformats.org/"
_STRICT = swapped(
    (_SPACE + b"spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        _SPACE + b"officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)
_SHEET = "xl/worksheets/sheet1.xml"


def prefixed(name: str, data: bytes) -> tuple[str, bytes]:
    """Every element of the sheet and the texts with a prefix, as some programs write them."""
    if name not in (_SHEET, "xl/sharedStrings.xml"):
        return name, data
    data = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", data)
    return name, data.replace(b"xmlns=", b"xmlns:x=", 1)


def in_other_names(name: str, data: bytes) -> tuple[str, bytes]:
    data = data.replace(b"worksheets/sheet1.xml", b"Worksheets/Sheet1.XML")
    return name.replace("xl/worksheets/sheet1.xml", "xl/Worksheets/sheet1.xml"), data


OPENED: dict[str, Change] = {
    "strict": _STRICT,
    "font family 34": swapped((b'<family val="2"/>', b'<family val="34"/>')),
    "date of the author": only(
        "docProps/core.xml",
        lambda data: re.sub(rb"(<dcterms:created[^>]*>)[^<]*", rb"\g<1>12/06/2026 10:00", data),
    ),
    "no properties": without("docProps"),
    "no styles": without("styles.xml"),
    "no theme": without("theme1.xml"),
    "broken styles": only("xl/styles.xml", lambda data: data[: len(data) // 2]),
    "broken theme": only("xl/theme/theme1.xml", lambda _: b"<oops"),
    "odd styles": swapped((b'<color theme="1"/>', b'<color theme="one" rgb="red"/>')),
    "no content types": without("[Content_Types].xml"),
    "wrong content types": swapped((b"spreadsheetml.sheet.main+xml", b"spreadsheetml.odd+xml")),
    "type of macros without macros": swapped(
        (
            b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"ms-excel.sheet.macroEnabled.main+xml",
        )
    ),
    "places from the top": swapped((b'"worksheets/', b'"/xl/worksheets/')),
    "places with a step up": swapped((b'"worksheets/', b'"../xl/worksheets/')),
    "other capitals": in_other_names,
    "names with backslashes": lambda name, data: (name.replace("/", "\\"), data),
    "prefixes": prefixed,
    "extent that lies": only(
        _SHEET, lambda data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', data)
    ),
    "cells without places": only(_SHEET, lambda data: re.sub(rb' r="[A-Z]*\d+"', b"", data)),
    "a part more": only(
        _SHEET,
        lambda data: data.replace(
            b"</worksheet>", b'<extLst><ext uri="x"><c><v>1</v></c></ext></extLst></worksheet>'
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OPENED)
def test_what_excel_opens_is_read(name: str) -> None:
    rows = read_bytes(remade(OPENED[name])).rows
    assert [row.texts for row in rows] == ROWS
    assert {row.kinds for row in rows} == {TEXT * 2}


@pytest.mark.parametrize(
    "change",
    [
        only(_SHEET, lambda data: data[: len(data) // 2]),
        only("xl/workbook.xml", lambda _: b"<workbook><sheets/></workbook>"),
        without("sheet1.xml"),
        only("xl/sharedStrings.xml", lambda _: b"<sst></sst>"),
        without("sharedStrings"),
    ],
)
def test_really_damaged_ones_say_so(change: Change) -> None:
    with pytest.raises(SheetError, match="damaged"):
        read_bytes(remade(change))


def cell(inside: str, kind: str = "") -> tuple[str, str]:
    told = f' t="{kind}"' if kind else ""
    row = read_bytes(raw_xlsx(sheet_xml(f'<row r="1"><c r="A1"{told}>{inside}</c></row>'))).rows[0]
    return row.texts[0], row.kinds[0]


@pytest.mark.parametrize(
    ("inside", "kind", "read"),
    [
        ("<is><r><rPr><b/></rPr><t>14</t></r><r><t>59</t></r></is>", "inlineStr", ("1459", TEXT)),
        ("<is><t>東</t><rPh sb='0' eb='1'><t>ひ</t></rPh></is>", "inlineStr", ("東", TEXT)),
        ("<is><t>1459_x000D_</t></is>", "inlineStr", ("1459", TEXT)),
        ("<is><t>a_x005F_x000D_</t></is>", "inlineStr", ("a_x000D_", TEXT)),
        ("<v>2026-06-12T00:00:00Z</v>", "d", ("2026-06-12", DATE)),
        ("<v>2026-06-12T14:05:00</v>", "d", ("2026-06-12T14:05:00", DATE)),
        ("<v>145900001234</v>", "", ("145900001234", NUMBER)),
        ("<v>1.45900001234E11</v>", "n", ("145900001234", NUMBER)),
        ("<v>1</v>", "b", ("TRUE", OTHER)),
        ("<v>#REF!</v>", "e", ("#REF!", OTHER)),
        ("<f>A9</f><v>INV_x000D_</v>", "str", ("INV", TEXT)),
    ],
)
def test_cells_of_every_kind(inside: str, kind: str, read: tuple[str, str]) -> None:
    assert cell(inside, kind) == read


def test_days_of_both_calendars() -> None:
    book = b'<workbookPr date1904="1"/><sheets>'
    data = make_sheets.xlsx([["Day"], [date(2026, 6, 12)]])
    assert read_bytes(data).rows[1].texts == ("2026-06-12",)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "xl/workbook.xml":
                text = re.sub(rb"<workbookPr[^>]*/>", b"", text).replace(b"<sheets>", book)
            new.writestr(part, text)
    assert read_bytes(out.getvalue()).rows[1].texts == ("2030-06-13",)


def test_rows_that_the_seller_hid_are_marked() -> None:
    lines = "".join(
        f'<row r="{n}"{more}>{text_cell(f"A{n}", f"OD-{n}")}</row>'
        for n, more in enumerate(
            ("", ' hidden="1"', ' hidden="false"', ' hidden="true"', ' ht="0"', ' ht="15"'), start=1
        )
    )
    rows = read_bytes(raw_xlsx(sheet_xml(lines))).rows
    assert [row.flaw for row in rows] == [None, Flaw.HIDDEN, None, Flaw.HIDDEN, Flaw.HIDDEN, None]


def test_columns_that_the_seller_hid_are_named() -> None:
    sheet = sheet_xml(f'<row r="1">{text_cell("A1", "x")}</row>')
    cols = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0"/></cols>'
    data = raw_xlsx(sheet.replace("<sheetData>", f"{cols}<sheetData>"))
    assert read_bytes(data).hidden == {1, 2, 4}


def test_one_long_cell_is_cut_and_says_so() -> None:
    long = "A" * 40_000
    data = make_sheets.xlsx([["Order ID", "QR"], ["OD-1", "x"]])
    cells = f"{text_cell('A1', 'OD-1')}{text_cell('B1', long)}{text_cell('C1', 'end')}"
    data = raw_xlsx(sheet_xml(f'<row r="1">{cells}</row>'))
    for table in (read_bytes(data), read_bytes(f'OD-1,"{long}",end\n'.encode())):
        (row,) = table.rows
        assert row.kinds == TEXT + CUT + TEXT
        assert [len(text) for text in row.texts] == [4, 32_767, 3]


def test_gaps_between_cells_stay() -> None:
    row = f'<row r="2">{text_cell("A2", "O1")}<c r="B2" s="1"/>{text_cell("D2", "end")}</row>'
    (found,) = read_bytes(raw_xlsx(sheet_xml(row))).rows
    assert (found.number, found.texts) == (2, ("O1", "", "", "end"))
    assert found.kinds == TEXT + EMPTY + EMPTY + TEXT
