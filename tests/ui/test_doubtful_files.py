"""What is not sure about a file is shown before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain.import_columns import Field
from tests.conftest import MakeWindow
from tests.sheets import make_sheets
from tests.ui.awb_steps import import_file, open_dialog, results, self_ship_desk, settle
from tests.ui.window_desk import WindowDesk

Own = tuple[WindowDesk, list[str]]


@pytest.fixture
def own(make_window: MakeWindow) -> Own:
    return self_ship_desk(make_window, 4)


def press(button: QPushButton) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_misspelt_couriers_are_settled_for_all_lines(own: Own, tmp_path: Path) -> None:
    desk, ids = own
    path = tmp_path / "a.csv"
    couriers = ("Dehlivery", "Dehlivery", "Bluedrat", "Marutti Vans")
    rows = "".join(f"{key},A{n},{couriers[n]}\n" for n, key in enumerate(ids))
    path.write_text(f"Order ID,AWB,Courier\n{rows}")
    dialog = open_dialog(desk, ids)
    assert not dialog.doubt.isVisible()
    import_file(desk, dialog, path)
    assert dialog.doubt.says.text() == "“Dehlivery” in 2 lines looks like Delhivery."
    assert dialog.doubt.use_button.text() == "Use Delhivery"
    press(dialog.doubt.use_button)
    settle(desk, dialog)
    said = results(dialog)
    assert [said[row.line.order] for row in dialog.lines.rows[:2]] == ["Will be sent"] * 2
    assert [row.courier for row in dialog.lines.rows[:2]] == ["Delhivery"] * 2
    assert dialog.doubt.keep_button.text() == "Keep “Bluedrat”"
    press(dialog.doubt.keep_button)
    settle(desk, dialog)
    assert dialog.lines.rows[2].courier == "Bluedrat"
    assert dialog.lines.rows[2].is_ready
    assert not dialog.doubt.isVisible()
    dialog.reject()


def test_rows_of_a_file_that_are_not_read_are_told(own: Own, tmp_path: Path) -> None:
    desk, ids = own
    path = tmp_path / "june.xlsx"
    cell = make_sheets.text_cell
    rows = f'<row r="1">{cell("A1", "Dispatch report")}</row>'
    rows += f'<row r="2">{cell("A2", "Order ID")}{cell("B2", "AWB")}</row>'
    for n, (key, more) in enumerate(zip(ids, ("", ' hidden="1"', "", ""), strict=True), start=3):
        rows += f'<row r="{n}"{more}>{cell(f"A{n}", key)}{cell(f"B{n}", f"S{n}")}</row>'
    rows += f'<row r="7">{cell("C7", "Total 4")}</row>'
    path.write_bytes(make_sheets.raw_xlsx(make_sheets.sheet_xml(rows)))
    dialog = open_dialog(desk, ids[:1])
    dialog.courier.setEditText("DTDC")
    import_file(desk, dialog, path)
    assert dialog.note.isVisible()
    assert dialog.note.text() == (
        "june.xlsx: 4 rows read; row 1 above the headings left out; row 7 with nothing of an "
        "order left out; 1 row hidden in the file: not sent."
    )
    assert results(dialog)[ids[1]].startswith("Hidden in the file")
    assert dialog.filter.buttons["all"].text() == "All 4"
    assert dialog.send_button.text() == "Send 3 AWBs"
    number = next(n for n, row in enumerate(dialog.lines.rows) if row.line.order == ids[1])
    assert not dialog.lines.may_edit(number)
    dialog.reject()


def test_heading_that_sounds_like_ours_is_shown_to_be_looked_at(own: Own, tmp_path: Path) -> None:
    desk, ids = own
    path = tmp_path / "a.csv"
    path.write_text(f"Client Order Ref,AWB,Courier\n{ids[0]},Z1,DTDC\n,,total\n")
    dialog = open_dialog(desk, ids[:1])
    import_file(desk, dialog, path)
    page = dialog.columns
    assert dialog.stack.currentWidget() is page
    assert page.hint.text() == "“Client Order Ref” looks like Order. Please check."
    assert page.boxes[Field.ORDER].currentText() == "Client Order Ref"
    assert page.counts.text() == "1 row read; row 3 with nothing of an order left out."
    press(page.accept_button)
    desk.wait(lambda: any(one.awb == "Z1" for one in dialog.lines.rows), "the AWB")
    dialog.reject()


def test_hidden_column_has_to_be_chosen(own: Own, tmp_path: Path) -> None:
    desk, ids = own
    path = tmp_path / "a.xlsx"
    cell = make_sheets.text_cell
    rows = f'<row r="1">{cell("A1", "Order ID")}{cell("B1", "AWB")}</row>'
    rows += f'<row r="2">{cell("A2", ids[0])}{cell("B2", "Z1")}</row>'
    cols = '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
    sheet = make_sheets.sheet_xml(rows).replace("<sheetData>", cols)
    path.write_bytes(make_sheets.raw_xlsx(sheet))
    dialog = open_dialog(desk, ids[:1])
    import_file(desk, dialog, path)
    page = dialog.columns
    assert dialog.stack.currentWidget() is page
    assert "The column AWB is hidden in the file" in page.missing()
    page.boxes[Field.AWB].setCurrentIndex(2)
    assert page.missing() == ""
    press(page.accept_button)
    desk.wait(lambda: any(one.awb == "Z1" for one in dialog.lines.rows), "the AWB")
    dialog.reject()
