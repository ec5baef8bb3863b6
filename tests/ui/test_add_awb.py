"""Adding AWB numbers through the window, compared with what the server holds afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain.actions import Action
from konnect_desktop.services.exports import table_file
from konnect_desktop.sheets.reading import read_bytes
from konnect_desktop.ui.awb.dialog import AwbDialog
from konnect_desktop.ui.awb.save_list import write_list
from tests.conftest import MakeWindow
from tests.sheets import make_sheets
from tests.ui.awb_steps import (
    answer,
    at_server,
    awbs,
    import_file,
    open_dialog,
    opened,
    paste,
    results,
    scan,
    self_ship_desk,
    settle,
    type_in_grid,
)
from tests.ui.sheet_steps import finish, tick
from tests.ui.window_desk import WindowDesk

Own = tuple[WindowDesk, list[str]]


@pytest.fixture
def own(make_window: MakeWindow) -> Own:
    return self_ship_desk(make_window, 5)


def order_numbers(desk: WindowDesk, ids: list[str]) -> list[str]:
    return [row.order_no for row in desk.services.queries.rows_by_id(ids)]


def send(desk: WindowDesk, dialog: AwbDialog) -> None:
    """Press Send, skip the undo time, and wait for the end of the batch."""
    sheet = desk.page.sheet
    before = len(sheet.runs)
    assert dialog.send_button.isEnabled()
    QTest.mouseClick(dialog.send_button, Qt.MouseButton.LeftButton)
    desk.wait(lambda: len(sheet.runs) == before + 1, "the batch")
    finish(desk, sheet.runs[-1])


def test_scanned_orders_and_awbs(own: Own) -> None:
    desk, ids = own
    orders = order_numbers(desk, ids)
    dialog = open_dialog(desk, ids[:4])
    dialog.courier.setEditText("bluedart express")
    # Two in the order shown, then an order out of turn and its AWB, as fast as a scanner types.
    scan(dialog, "7711", "7722", orders[3], "7744", "7733")
    settle(desk, dialog)
    assert awbs(dialog) == ["7711", "7722", "7733", "7744"]
    assert dialog.isVisible(), "Enter never closes it"
    assert dialog.scan.says.text() == "Every order has its AWB."
    assert dialog.send_button.text() == "Send 4 AWBs"
    assert at_server(desk, ids[:1]) == [("", "", "PROCESSING")], "nothing sent before Send"
    send(desk, dialog)
    assert at_server(desk, ids[:4]) == [
        ("7711", "Blue Dart", "TRANSIT"),
        ("7722", "Blue Dart", "TRANSIT"),
        ("7733", "Blue Dart", "TRANSIT"),
        ("7744", "Blue Dart", "TRANSIT"),
    ]


def test_nothing_is_sent_before_the_seller_says_whether_the_parcels_have_left(own: Own) -> None:
    desk, ids = own
    tick(desk, ids[:1])
    desk.page.bar.actions_bar.press(Action.UPDATE_AWB)
    desk.wait(lambda: desk.window.findChildren(AwbDialog), "the dialog")
    (dialog,) = desk.window.findChildren(AwbDialog)
    settle(desk, dialog)
    dialog.courier.setEditText("DTDC")
    scan(dialog, "7711")
    settle(desk, dialog)
    assert dialog.summary.text() == "Say above whether the parcels have left."
    assert not dialog.send_button.isEnabled()
    dialog.send()
    assert dialog.isVisible()
    dialog.choice.stored.setChecked(True)
    assert dialog.send_button.isEnabled()


def test_scans_that_fit_nothing_change_nothing(own: Own) -> None:
    desk, ids = own
    orders = order_numbers(desk, ids)
    dialog = open_dialog(desk, ids[:2])
    dialog.courier.setEditText("DTDC")
    scan(dialog, "7711", "7711")
    settle(desk, dialog)
    assert "at order" in dialog.scan.says.text()
    assert dialog.scan.says.property("role") == "error"
    scan(dialog, "A?", "DELHIVERY")
    settle(desk, dialog)
    assert "name of a courier" in dialog.scan.says.text()
    assert f"Next: the AWB of {orders[1]}" in dialog.scan.says.text()
    assert awbs(dialog) == ["7711", ""]
    scan(dialog, "7722")
    settle(desk, dialog)
    assert [row.is_ready for row in dialog.lines.rows] == [True, True]


def test_an_order_that_is_not_ticked_never_shifts_the_pairs(own: Own) -> None:
    desk, ids = own
    orders = order_numbers(desk, ids)
    dialog = open_dialog(desk, ids[:3])
    dialog.courier.setEditText("DTDC")
    card = dialog.scan.card
    scan(dialog, orders[0], "7711", ids[4], "7755", "7799")
    settle(desk, dialog)
    assert card.isVisible()
    assert f"{ids[4]} ({orders[4]}) is not in this list" in card.title.text()
    assert "2 codes scanned since then wait" in card.text.text()
    assert awbs(dialog) == ["7711", "", ""]
    assert not dialog.send_button.isEnabled(), "nothing is sent over an open question"
    # A scan presses nothing, wherever the keyboard is.
    card.go_button.setFocus()
    scan_anywhere(dialog, "7 7 4 4")
    settle(desk, dialog)
    assert card.isVisible()
    answer(desk, dialog, goes_on=False)
    assert awbs(dialog) == ["7711", "", "", "7755"]
    assert "7799, 7 7 4 4 were scanned while the question was open" in dialog.scan.says.text()
    assert f"Next: the AWB of {orders[1]}" in dialog.scan.says.text()
    scan(dialog, "7722")
    settle(desk, dialog)
    assert awbs(dialog) == ["7711", "7722", "", "7755"]
    dialog.choice.left.setChecked(True)
    send(desk, dialog)
    assert [one[0] for one in at_server(desk, ids)] == ["7711", "7722", "", "", "7755"]


def scan_anywhere(dialog: AwbDialog, code: str) -> None:
    """A scanner types to whatever has the keyboard."""
    for char in code:
        QTest.keyClicks(dialog.focusWidget(), char)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)


def test_left_out_with_its_key_the_awb_that_followed_goes_nowhere(own: Own) -> None:
    desk, ids = own
    orders = order_numbers(desk, ids)
    packed = desk.server.world.ids("COMPLETED")[0]
    dialog = open_dialog(desk, ids[:2])
    dialog.courier.setEditText("DTDC")
    scan(dialog, "7711", packed, "7799")
    settle(desk, dialog)
    assert "takes no AWB" in dialog.scan.card.title.text()
    assert not dialog.scan.card.go_button.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    settle(desk, dialog)
    assert awbs(dialog) == ["7711", ""]
    assert "7799 was scanned while the question was open" in dialog.scan.says.text()
    assert f"Next: the AWB of {orders[1]}" in dialog.scan.says.text()


def test_an_awb_of_another_order_is_named(own: Own) -> None:
    desk, ids = own
    orders = order_numbers(desk, ids)
    dialog = open_dialog(desk, ids[:1])
    dialog.choice.stored.setChecked(True)
    dialog.courier.setEditText("DTDC")
    scan(dialog, "7711")
    settle(desk, dialog)
    send(desk, dialog)
    dialog = open_dialog(desk, ids[1:3])
    scan(dialog, "]C17711")
    settle(desk, dialog)
    assert f"is the AWB of order {orders[0]}" in dialog.scan.card.title.text()
    answer(desk, dialog, goes_on=True)
    assert awbs(dialog) == ["", ""]


def test_a_scan_into_another_field_is_a_scan(own: Own) -> None:
    desk, ids = own
    orders = order_numbers(desk, ids)
    dialog = open_dialog(desk, ids[:3])
    dialog.courier.setEditText("DTDC")
    line = dialog.courier.lineEdit()
    assert line is not None
    line.setFocus()
    QTest.keyClicks(line, "7711001")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle(desk, dialog)
    assert (awbs(dialog)[0], dialog.courier.currentText()) == ("7711001", "DTDC")
    # Into the grid, where the number of an order must not become the AWB of the line either.
    dialog.grid.go_to(1)
    dialog.grid.setFocus()
    QTest.keyClicks(dialog.grid, ids[4][0])
    desk.wait(lambda: dialog.grid.is_editing and dialog.focusWidget() is not dialog.grid, "editor")
    editor = dialog.focusWidget()
    QTest.keyClicks(editor, ids[4][1:])
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(desk, dialog)
    assert dialog.scan.card.isVisible()
    assert awbs(dialog) == ["7711001", "", ""]
    answer(desk, dialog, goes_on=True)
    QTest.keyClicks(dialog.scan.line, "]C17722001")
    QTest.keyClick(dialog.scan.line, Qt.Key.Key_Tab)
    settle(desk, dialog)
    assert awbs(dialog) == ["7711001", "7722001", ""]
    assert f"Next: the AWB of {orders[2]}" in dialog.scan.says.text()


def test_typed_in_the_grid_enter_goes_on(own: Own) -> None:
    desk, ids = own
    dialog = open_dialog(desk, ids[:3])
    dialog.courier.setEditText("Own van")
    dialog.choice.stored.setChecked(True)
    dialog.grid.go_to(0)
    dialog.grid.setFocus()
    QTest.keyClick(dialog.grid, Qt.Key.Key_Return)
    for text in ("V 1", "V2", "V3"):
        type_in_grid(desk, dialog, text)
        settle(desk, dialog)
    assert awbs(dialog) == ["V1", "V2", "V3"]
    assert dialog.isVisible()
    send(desk, dialog)
    assert at_server(desk, ids[:3]) == [(f"V{n}", "Own van", "PROCESSING") for n in (1, 2, 3)]


def test_pasted_list_and_orders_left_out(own: Own) -> None:
    desk, ids = own
    packed = desk.server.world.ids("COMPLETED")[0]
    dialog = open_dialog(desk, [*ids[:2], packed])
    (left,) = [r for r in dialog.lines.rows if r.line.shipment_id == packed]
    assert left.problem is not None
    text = "Order\tAWB\tCourier\n" + "\n".join(
        f"{one}\tP{n}\tdtdc" for n, one in enumerate(ids[:2])
    )
    paste(desk, dialog, text)
    assert [row.courier for row in dialog.lines.ready()] == ["DTDC", "DTDC"]
    assert dialog.summary.text() == "1 of 3 lines not sent"
    send(desk, dialog)
    assert at_server(desk, ids[:2]) == [("P0", "DTDC", "TRANSIT"), ("P1", "DTDC", "TRANSIT")]
    (group,) = desk.page.sheet.runs[-1].plan.left_out
    assert group.ids == (packed,)


@pytest.mark.parametrize("name", ["awb.csv", "awb.xlsx"])
def test_file_with_mistakes_sends_only_what_is_right(own: Own, tmp_path: Path, name: str) -> None:
    desk, ids = own
    orders = order_numbers(desk, ids)
    rows = [
        (orders[0], "0011", "BLUE-DART"),
        ("NOPE-1", "0022", "DTDC"),
        (ids[1], "0033", "delhivery surface"),
        (orders[2], "", "DTDC"),
        (orders[3], "0044", "DTDC"),
        (orders[4], "0044", "DTDC"),
    ]
    path = tmp_path / name
    path.write_bytes(table_file(name, ("Order No", "Waybill No", "Carrier"), rows))
    dialog = open_dialog(desk, ids)
    import_file(desk, dialog, path)
    said = results(dialog)
    assert said["NOPE-1"].startswith("NOPE-1 is not among your orders")
    assert said[orders[2]] == "Waits for its AWB"
    assert "rows 6 and 7" in said[orders[3]]
    assert dialog.filter.buttons["problem"].text() == "Left out 3"
    assert dialog.send_button.text() == "Send 2 AWBs"
    QTest.mouseClick(dialog.filter.buttons["problem"], Qt.MouseButton.LeftButton)
    assert dialog.grid.shown.rowCount() == 3
    send(desk, dialog)
    assert at_server(desk, ids) == [
        ("0011", "Blue Dart", "TRANSIT"),
        ("0033", "Delhivery", "TRANSIT"),
        *[("", "", "PROCESSING")] * 3,
    ]


def test_columns_are_asked_once_and_numbers_refused(own: Own, tmp_path: Path) -> None:
    desk, ids = own
    path = tmp_path / "report.xlsx"
    body: list[list[make_sheets.Cell]] = [
        ["Our parcel", "Slip"],
        [ids[0], 123456789012],
        [ids[1], "S2"],
    ]
    path.write_bytes(make_sheets.xlsx(body))
    dialog = open_dialog(desk, ids[:2])
    dialog.courier.setEditText("DTDC")
    import_file(desk, dialog, path)
    assert dialog.stack.currentWidget() is dialog.columns
    assert not dialog.columns.accept_button.isEnabled()
    boxes = {kind.value: box for kind, box in dialog.columns.boxes.items()}
    boxes["order"].setCurrentIndex(1)
    assert dialog.columns.problem.text() == "Choose the column with the AWB."
    boxes["awb"].setCurrentIndex(2)
    QTest.mouseClick(dialog.columns.accept_button, Qt.MouseButton.LeftButton)
    settle(desk, dialog)
    said = list(results(dialog).values())
    assert said[0].startswith("The AWB is a number in row 2, column B (123456789012)")
    assert said[1] == "Will be sent"
    dialog.file.ask_columns()
    QTest.mouseClick(dialog.columns.accept_button, Qt.MouseButton.LeftButton)
    settle(desk, dialog)
    assert len(dialog.lines.rows) == 2, "the same file again adds nothing"
    # Typed by hand the same number is text.
    dialog.lines.set_awb(0, "123456789012")
    settle(desk, dialog)
    assert results(dialog)[ids[0]] == "Will be sent"
    dialog.reject()
    again = open_dialog(desk, ids[:2])
    import_file(desk, again, path)
    assert again.stack.currentWidget() is not again.columns, "remembered"


def test_file_that_cannot_be_read_is_named_with_the_reason(own: Own, tmp_path: Path) -> None:
    desk, ids = own
    path = tmp_path / "dispatch.xlsx"
    path.write_bytes(make_sheets.with_macros())
    dialog = open_dialog(desk, ids[:1])
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    dialog.dropEvent(drop)
    desk.wait(dialog.problem.text, "the words")
    assert dialog.problem.text().startswith("dispatch.xlsx: This file carries macros")
    assert dialog.isVisible()
    assert len(dialog.lines.rows) == 1


def test_replacing_an_awb_is_asked_first(own: Own) -> None:
    desk, ids = own
    dialog = open_dialog(desk, ids[:2])
    dialog.choice.stored.setChecked(True)
    paste(desk, dialog, f"{ids[0]},OLD1,DTDC")
    send(desk, dialog)
    dialog = open_dialog(desk, ids[:2])
    assert results(dialog)[order_numbers(desk, ids)[0]] == "Has OLD1 now"
    dialog.choice.stored.setChecked(True)
    paste(desk, dialog, f"{ids[0]},NEW1,DTDC\n{ids[1]},NEW2,DTDC")
    assert "Replace the AWB of 1 order" in dialog.choice.replace.text()
    assert dialog.send_button.text() == "Send 1 AWB", "not the one that would replace"
    dialog.choice.replace.setChecked(True)
    assert dialog.send_button.text() == "Send 2 AWBs"
    send(desk, dialog)
    assert [one[0] for one in at_server(desk, ids[:2])] == ["NEW1", "NEW2"]


def test_file_without_orders_says_so(own: Own, tmp_path: Path) -> None:
    desk, ids = own
    path = tmp_path / "empty.csv"
    path.write_text("Order ID,AWB,Courier\n,,DTDC\n")
    dialog = open_dialog(desk, ids[:1])
    import_file(desk, dialog, path)
    assert "No row of this file has an order" in dialog.problem.text()
    assert len(dialog.lines.rows) == 1


def test_saved_list_is_filled_elsewhere_and_imported(own: Own, tmp_path: Path) -> None:
    desk, ids = own
    dialog = open_dialog(desk, ids[:2])
    path = tmp_path / "list.xlsx"
    write_list(dialog, desk.window._context, dialog.lines.rows, path)
    desk.wait(path.exists, "the file")
    head, *body = [list(row.texts) for row in read_bytes(path.read_bytes()).rows]
    at, by = head.index("AWB"), head.index("Courier")
    for number, cells in enumerate(body):
        cells[at], cells[by] = f"00{number}77", "India Speed Post"
    filled = tmp_path / "filled.csv"
    filled.write_bytes(table_file(filled.name, head, body))
    dialog.reject()
    door = desk.window.door
    door.open(filled)
    again = opened(desk)
    desk.wait(lambda: len(again.lines.ready()) == 2, "the lines")
    send(desk, again)
    assert at_server(desk, ids[:2]) == [(f"00{n}77", "India Post", "TRANSIT") for n in (0, 1)]


def test_undo_withdraws_what_was_planned(own: Own) -> None:
    desk, ids = own
    dialog = open_dialog(desk, ids[:1])
    paste(desk, dialog, f"{ids[0]},U1,DTDC")
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.page.sheet.runs, "the batch")
    QTest.mouseClick(desk.find(QPushButton, "batch.undo"), Qt.MouseButton.LeftButton)
    desk.settle()
    assert at_server(desk, ids[:1]) == [("", "", "PROCESSING")]
    assert "awb" not in [seen.call for seen in desk.server.requests]
