"""Spreadsheets for tests: honest ones, and those that someone made to hurt."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter

Cell = str | int | float | bool | date | datetime | None

_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{kind}"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
{more}</Types>"""
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_STRINGS = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
_RELS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="{target}"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{type}"/>
</Relationships>"""
_BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def xlsx(rows: Iterable[Sequence[Cell]], *, title: str = "Sheet1", merge: str = "") -> bytes:
    """A workbook as a spreadsheet program writes it: texts, numbers and dates as such."""
    return xlsx_of({title: rows}, merge=merge)


def xlsx_of(
    sheets: dict[str, Iterable[Sequence[Cell]]], *, merge: str = "", hidden: Sequence[str] = ()
) -> bytes:
    """Several sheets of one workbook; `merge` such as "A1:C1" on the first."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, (title, rows) in enumerate(sheets.items()):
        sheet = book.add_worksheet(title)
        if title in hidden:
            sheet.hide()
        elif hidden:
            sheet.activate()
            sheet.set_first_sheet()
        if merge and number == 0:
            sheet.merge_range(merge, "")
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, datetime | date):
                    sheet.write_datetime(y, x, cell, day)
                elif isinstance(cell, bool):
                    sheet.write_boolean(y, x, cell)
                elif isinstance(cell, str):
                    sheet.write_string(y, x, cell)
                elif cell is not None:
                    sheet.write_number(y, x, cell)
    book.close()
    return buffer.getvalue()


def raw_xlsx(
    sheet: str | bytes,
    *,
    strings: str | bytes = b"",
    kind: str = _PLAIN,
    more: dict[str, bytes] | None = None,
) -> bytes:
    """A workbook whose parts are written as they are given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", _TYPES.format(kind=kind, more=_STRINGS if strings else "")
        )
        archive.writestr(
            "_rels/.rels", _RELS.format(type="officeDocument", target="xl/workbook.xml")
        )
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _RELS.format(type="worksheet", target="worksheets/sheet1.xml"),
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        if strings:
            archive.writestr("xl/sharedStrings.xml", strings)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return buffer.getvalue()


def sheet_xml(rows: str) -> str:
    """A worksheet part around `rows`."""
    return f"{_HEAD}<sheetData>{rows}</sheetData></worksheet>"


def text_cell(place: str, text: str) -> str:
    """An inline text cell."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def formula_cell(place: str, formula: str, rest: str = "", kind: str = "") -> str:
    """A formula as a program writes it; `rest`: its result, if it ever had one."""
    told = f' t="{kind}"' if kind else ""
    return f'<c r="{place}"{told}><f>{formula}</f>{rest}</c>'


def far_cell(place: str = "XFD1048576", row: int = 1_048_576) -> bytes:
    """Two cells: one at the start, one at the end of the world."""
    return raw_xlsx(
        sheet_xml(
            f'<row r="1">{text_cell("A1", "Order ID")}</row>'
            f'<row r="{row}">{text_cell(place, "x")}</row>'
        )
    )


def many_rows(count: int) -> bytes:
    """`count` rows of an order and an AWB."""
    lines = (
        f'<row r="{n}">{text_cell(f"A{n}", f"O{n}")}{text_cell(f"B{n}", f"AWB{n}")}</row>'
        for n in range(1, count + 1)
    )
    return raw_xlsx(sheet_xml("".join(lines)))


def big_cell(megabytes: int) -> bytes:
    """A small file with one cell that unpacks to `megabytes`."""
    return raw_xlsx(sheet_xml(f'<row r="1">{text_cell("A1", "A" * (megabytes * 2**20))}</row>'))


def big_strings(megabytes: int) -> bytes:
    """A list of texts without end."""
    items = "<si><t>AAAAAAAA</t></si>" * (megabytes * 2**20 // 24)
    head = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return raw_xlsx(
        sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), strings=f"{head}{items}</sst>"
    )


def entity_bomb() -> bytes:
    """Entities that grow tenfold ten times."""
    entities = ['<!ENTITY a0 "ha">'] + [
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11)
    ]
    sheet = sheet_xml(f'<row r="1">{text_cell("A1", "&a10;")}</row>')
    return raw_xlsx(f"<!DOCTYPE x [{''.join(entities)}]>{sheet}")


def outside_entity(path: str) -> bytes:
    """An entity that names a file of this machine."""
    sheet = sheet_xml(f'<row r="1">{text_cell("A1", "&file;")}</row>')
    return raw_xlsx(f'<!DOCTYPE x [<!ENTITY file SYSTEM "file://{path}">]>{sheet}')


def with_macros() -> bytes:
    """Macros under the name of a workbook without."""
    good = sheet_xml(f'<row r="1">{text_cell("A1", "Order ID")}</row>')
    return raw_xlsx(good, kind=_MACRO, more={"xl/vbaProject.bin": b"\x00" * 100})


def lying_size(data: bytes) -> bytes:
    """The same archive, whose table of contents says that every part is 10 bytes long."""
    out = bytearray(data)
    at = 0
    while (at := out.find(b"PK\x01\x02", at)) >= 0:
        out[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at += 4
    return bytes(out)
