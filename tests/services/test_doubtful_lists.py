"""Lists and files that can be read in two ways: asked about, or said, and never guessed."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from konnect_desktop.domain.awb_import import left_out, lines_of
from konnect_desktop.domain.import_columns import AWB_FIELDS, Columns, Doubt, Field
from konnect_desktop.domain.import_rows import LeftOut
from konnect_desktop.errors import SheetError
from konnect_desktop.services.imports import FileKind, ImportService
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk
from tests.services.self_ship import make_waiting
from tests.sheets import make_sheets

WAITING = 3


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    made = make_desk(60)
    made.waiting = make_waiting(made.server, WAITING)  # type: ignore[attr-defined]
    made.sync()
    return made


@pytest.fixture
def imports(desk: Desk) -> ImportService:
    return desk.services.imports


@pytest.fixture
def ids(desk: Desk) -> list[str]:
    return list(desk.waiting)  # type: ignore[attr-defined]


def awb(n: int) -> str:
    return f"14590000123{n}"


def test_three_pasted_columns_in_any_order(imports: ImportService, ids: list[str]) -> None:
    rows = [(key, awb(n), "Delhivery") for n, key in enumerate(ids)]
    for order in permutations(range(3)):
        text = "\n".join("\t".join(row[n] for n in order) for row in rows)
        judged = imports.judge_awbs(imports.pasted(text, []))
        assert all(row.is_ready for row in judged)
        found = [(row.candidate.id, row.awb, row.courier) for row in judged if row.candidate]
        assert found == rows


def test_two_pasted_columns_that_could_be_the_awb_are_said(
    imports: ImportService, ids: list[str]
) -> None:
    text = "\n".join(f"98765432{n}0\t{key}\t{awb(n)}" for n, key in enumerate(ids))
    judged = imports.judge_awbs(imports.pasted(text, []), courier="DTDC")
    assert not any(row.is_ready for row in judged)
    assert "not sure which column has the AWB" in str(judged[0].problem)


def test_quoted_cells_of_a_pasted_list_keep_their_columns(
    imports: ImportService, ids: list[str]
) -> None:
    text = "Order ID, Address, AWB, Courier\n" + "".join(
        f'{key}, "Flat {n}, 41100{n}", {awb(n)}, Delhivery\n' for n, key in enumerate(ids)
    )
    judged = imports.judge_awbs(imports.pasted(text, []))
    assert [row.awb for row in judged if row.is_ready] == [awb(n) for n in range(WAITING)]


def test_empty_line_in_a_list_of_awbs_moves_none_to_another_order(
    imports: ImportService, ids: list[str]
) -> None:
    empty = imports.waiting(ids)
    judged = imports.judge_awbs(imports.pasted("A1\n\nA3", empty), courier="DTDC")
    assert [row.is_ready for row in judged] == [True, False]
    assert "A line above is empty" in str(judged[1].problem)
    judged = imports.judge_awbs(imports.pasted("\nA2\nA3", empty), courier="DTDC")
    assert not any(row.is_ready for row in judged)
    judged = imports.judge_awbs(imports.pasted("A1\nNA\nA3", empty), courier="DTDC")
    found = {row.candidate.id: row.awb for row in judged if row.is_ready and row.candidate}
    assert found == {empty[0].shipment_id: "A1", empty[2].shipment_id: "A3"}


def test_heading_of_a_list_of_awbs_is_no_awb(imports: ImportService, ids: list[str]) -> None:
    empty = imports.waiting(ids)
    for heading in ("AWB", "Tracking Number"):
        lines = imports.pasted(f"{heading}\nA1\nA2\nA3", empty)
        judged = imports.judge_awbs(lines, courier="DTDC")
        found = [(row.candidate.id, row.awb) for row in judged if row.is_ready and row.candidate]
        assert found == [(line.shipment_id, f"A{n}") for n, line in enumerate(empty, start=1)]


def test_two_numbers_in_a_line_of_a_list_are_said(imports: ImportService, ids: list[str]) -> None:
    empty = imports.waiting(ids)
    judged = imports.judge_awbs(imports.pasted(f"{awb(1)}/{awb(2)}\n{awb(3)}", empty), courier="x")
    assert "two numbers in one cell" in str(judged[0].problem)
    assert judged[1].candidate
    assert (judged[1].candidate.id, judged[1].is_ready) == (empty[1].shipment_id, True)


def test_list_that_is_too_long_is_refused_whole(imports: ImportService) -> None:
    with pytest.raises(SheetError, match="more than 10,000 lines"):
        imports.pasted("A1\n" * 10_001, [])


def test_heading_that_only_sounds_like_ours_is_asked_about(
    imports: ImportService, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Client Order Ref,AWB,Courier\nO1,A1,DTDC\n")
    table, choice = imports.open(path, AWB_FIELDS)
    assert (choice.is_sure, choice.columns.of(Field.ORDER)) == (False, 0)
    assert choice.columns.doubts == {Field.ORDER: Doubt.NEAR}
    assert imports.kind_of(path) is FileKind.AWBS
    imports.remember(table, Columns(0, choice.columns.by_field), AWB_FIELDS)
    assert imports.columns(table, AWB_FIELDS).is_sure


def test_columns_of_a_file_without_headings_are_suggested(
    imports: ImportService, ids: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("".join(f"{awb(n)},Delhivery,{key}\n" for n, key in enumerate(ids)))
    _, choice = imports.open(path, AWB_FIELDS)
    assert not choice.is_sure
    assert choice.columns.by_field == {Field.ORDER: 2, Field.AWB: 0, Field.COURIER: 1}


def test_hidden_column_is_asked_about_and_remembered_as_such(
    imports: ImportService, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    cells = make_sheets.text_cell
    rows = (
        f'<row r="1">{cells("A1", "Order ID")}{cells("B1", "AWB")}</row>'
        f'<row r="2">{cells("A2", "O1")}{cells("B2", "A1")}</row>'
    )
    sheet = make_sheets.sheet_xml(rows)
    path.write_bytes(make_sheets.raw_xlsx(sheet))
    seen = imports.read(path)
    cols = '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
    path.write_bytes(make_sheets.raw_xlsx(sheet.replace("<sheetData>", cols)))
    table, choice = imports.open(path, AWB_FIELDS)
    assert (choice.is_sure, choice.columns.of(Field.AWB)) == (False, -1)
    imports.remember(seen, Columns(0, {Field.ORDER: 0, Field.AWB: 1}), AWB_FIELDS)
    assert not imports.columns(table, AWB_FIELDS).is_sure, "it was in view then"
    imports.remember(table, Columns(0, {Field.ORDER: 0, Field.AWB: 1}), AWB_FIELDS)
    assert imports.columns(table, AWB_FIELDS).is_sure


def test_all_rows_of_a_file_are_ready_or_left_out_with_a_reason(
    imports: ImportService, ids: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Dispatch report,,,\n,,,\nOrder ID,Item,AWB,Courier\n"
        f'{ids[0]},"5 inch pipe,{awb(0)},DTDC\n'
        f"{ids[1]},shirt,{awb(1)},DTDC\n"
        f"{ids[2]},shoe, red,{awb(2)},DTDC\n"
        ",,,Total 3\n"
    )
    table, choice = imports.open(path, AWB_FIELDS)
    judged = imports.judge_awbs(lines_of(table, choice.columns))
    assert [row.is_ready for row in judged] == [False, True, False]
    assert "quotation mark in row 4 is not closed" in str(judged[0].problem)
    assert "Row 6 has 5 cells, the headings have 4" in str(judged[2].problem)
    left = left_out(table, choice.columns)
    assert left == ((1, LeftOut.ABOVE), (7, LeftOut.NOTHING))
    assert len(judged) + len(left) + 1 == len(table.rows)


def test_hidden_row_is_named_and_stands_in_no_other_rows_way(
    imports: ImportService, ids: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    cells = make_sheets.text_cell
    rows = f'<row r="1">{cells("A1", "Order ID")}{cells("B1", "AWB")}</row>'
    for n, (more, number) in enumerate((("hidden='1'", awb(1)), ("", awb(2))), start=2):
        rows += f'<row r="{n}" {more}>{cells(f"A{n}", ids[0])}{cells(f"B{n}", number)}</row>'
    path.write_bytes(make_sheets.raw_xlsx(make_sheets.sheet_xml(rows)))
    table, choice = imports.open(path, AWB_FIELDS)
    lines = lines_of(table, choice.columns, str(path))
    first, second = imports.judge_awbs(lines, courier="DTDC")
    assert str(first.problem).startswith("Hidden in the file")
    assert (second.is_ready, second.awb) == (True, awb(2))
    merged = imports.merged(imports.waiting(ids[:1]), lines)
    assert [(line.awb, line.is_left_out) for line in merged] == [(awb(2), False), (awb(1), True)]
