"""Files through the window: dropped, chosen, told apart, sent, and compared with the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QPushButton

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.import_columns import Field
from konnect_desktop.services.exports import table_file
from konnect_desktop.ui.asks.invoice_series import InvoiceSeriesDialog
from konnect_desktop.ui.imports.invoice_dialog import InvoiceImportDialog
from konnect_desktop.ui.imports.opening import is_promised
from tests.conftest import MakeWindow
from tests.sheets import make_sheets
from tests.ui.awb_steps import at_server, opened, results, scan, self_ship_desk, settle
from tests.ui.sheet_steps import finish, tick
from tests.ui.window_desk import WindowDesk

IRN = "0a" * 32


@pytest.fixture
def own(make_window: MakeWindow) -> tuple[WindowDesk, list[str]]:
    return self_ship_desk(make_window, 3)


def drop(desk: WindowDesk, path: Path) -> None:
    """Drag a file over the window and let it go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(desk.window, QDragEnterEvent(QPoint(9, 9), copy, data, button, keys))
    hint = desk.find(QLabel, "imports.hint")
    assert "Nothing is sent yet" in hint.text()
    QApplication.sendEvent(desk.window, QDropEvent(QPointF(9, 9), copy, data, button, keys))
    assert not hint.isVisible()


@pytest.fixture
def attachment() -> QMimeData:
    """What Outlook gives while an attachment is dragged: no path, for there is no file yet."""
    data = QMimeData()
    windows = 'application/x-qt-windows-mime;value="{}"'
    for name in ("RenPrivateItem", "FileGroupDescriptor", "FileGroupDescriptorW", "FileContents"):
        data.setData(windows.format(name), b"x")
    return data


def test_an_attachment_that_is_dragged_out_of_a_mail_is_answered(
    own: tuple[WindowDesk, list[str]], attachment: QMimeData
) -> None:
    desk, _ids = own
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    move = Qt.DropAction.MoveAction
    enter = QDragEnterEvent(QPoint(9, 9), move, attachment, button, keys)
    QApplication.sendEvent(desk.window, enter)
    assert enter.isAccepted()
    assert "Save it to a folder first" in desk.find(QLabel, "imports.hint").text()
    drop = QDropEvent(QPointF(9, 9), move, attachment, button, keys)
    drop.ignore()
    QApplication.sendEvent(desk.window, drop)
    assert not drop.isAccepted(), "Outlook would take it for moved"
    assert "then drop the saved file" in desk.find(QLabel, "notice.import.text").text()


def test_each_window_that_takes_files_answers_so(
    own: tuple[WindowDesk, list[str]], attachment: QMimeData
) -> None:
    desk, _ids = own
    attachment.setText("From Subject Received")
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    for dialog in (desk.window.door.awbs(), desk.window.door.invoices()):
        enter = QDragEnterEvent(QPoint(9, 9), copy, attachment, button, keys)
        QApplication.sendEvent(dialog, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(dialog, QDropEvent(QPointF(9, 9), copy, attachment, button, keys))
        assert dialog.problem.text().startswith("That file is still inside a mail")
        dialog.reject()


@pytest.mark.parametrize(
    ("formats", "urls", "is_file"),
    [
        (['application/x-qt-windows-mime;value="FileGroupDescriptorW"'], [], True),
        (["com.apple.pasteboard.promised-file-url"], [], True),
        (["application/x-moz-file-promise-url"], [], True),
        (['application/x-qt-windows-mime;value="FileGroupDescriptorW"'], ["https://x/y.csv"], True),
        # Explorer gives both; the file is there.
        (['application/x-qt-windows-mime;value="FileGroupDescriptorW"'], ["file:///y.csv"], False),
        (["text/plain", "text/html"], [], False),
    ],
)
def test_a_file_that_is_only_promised_is_known(
    formats: list[str], urls: list[str], is_file: bool
) -> None:
    data = QMimeData()
    for name in formats:
        data.setData(name, b"x")
    if urls:
        data.setUrls([QUrl(url) for url in urls])
    assert is_promised(data) is is_file


def invoice_dialog(desk: WindowDesk) -> InvoiceImportDialog:
    def shown() -> list[InvoiceImportDialog]:
        found = desk.window.findChildren(InvoiceImportDialog)
        return [one for one in found if one.isVisible()]

    desk.wait(shown, "the dialog for invoice data")
    return shown()[0]


def confirmed(desk: WindowDesk, count: int) -> list[str]:
    """Orders that wait for their invoice."""
    rows = desk.services.queries.rows_by_id(desk.server.world.ids("CONFIRMED"))
    free = [row.id for row in rows if row.lane == "to_invoice"]
    assert len(free) >= count
    return free[:count]


def press_send(desk: WindowDesk, button: QPushButton) -> None:
    desk.wait(button.isEnabled, "the button")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.wait(lambda: desk.page.sheet.runs, "the batch")
    finish(desk, desk.page.sheet.runs[-1])


def test_dropped_awb_file_opens_what_fits_and_is_sent(
    own: tuple[WindowDesk, list[str]], tmp_path: Path
) -> None:
    desk, ids = own
    path = tmp_path / "dispatch.csv"
    rows = [(one, f"W{n}", "Delhivery", f"INV{n}") for n, one in enumerate(ids)]
    headings = ("Order ID", "AWB No", "Courier", "Invoice No")
    path.write_bytes(table_file(path.name, headings, rows))
    drop(desk, path)
    dialog = opened(desk)
    desk.wait(lambda: len(dialog.lines.ready()) == 3, "the lines")
    assert set(results(dialog).values()) == {"Will be sent"}
    press_send(desk, dialog.send_button)
    assert at_server(desk, ids) == [(f"W{n}", "Delhivery", "TRANSIT") for n in range(3)]


def test_scanning_without_chosen_orders(own: tuple[WindowDesk, list[str]]) -> None:
    desk, ids = own
    dialog = desk.window.door.awbs()
    dialog.choice.left.setChecked(True)
    dialog.courier.setEditText("DTDC")
    for n, one in enumerate(ids):
        scan(dialog, one)
        desk.wait(lambda n=n: len(dialog.lines.rows) == n + 1, "the order")
        settle(desk, dialog)
        scan(dialog, f"S{n}")
    scan(dialog, "NOPE-7")
    settle(desk, dialog)
    assert results(dialog)["NOPE-7"].startswith("NOPE-7 is not among your orders")
    press_send(desk, dialog.send_button)
    assert at_server(desk, ids) == [(f"S{n}", "DTDC", "TRANSIT") for n in range(3)]


def test_invoice_data_of_many_orders(own: tuple[WindowDesk, list[str]], tmp_path: Path) -> None:
    desk, _ = own
    ids = confirmed(desk, 3)
    path = tmp_path / "einvoice.xlsx"
    rows: list[list[make_sheets.Cell]] = [
        ["GST report", None, None, None, None, None],
        ["Order No", "Doc No", "IRN", "Ack No", "Ack Date", "Signed QR Code"],
        [ids[0], "GST/1", IRN, "112010036563310", "12/06/2026 10:00:00", "eyJ0"],
        [ids[1], None, "0b" * 32, "112010036563311", "12/06/2026", "eyJ1"],
        [ids[2], "GST/3", "0c" * 32, 112010036563312, "12/06/2026", "eyJ2"],
        ["NOPE", "GST/4", "0d" * 32, "112010036563313", "12/06/2026", "eyJ3"],
    ]
    path.write_bytes(make_sheets.xlsx(rows, merge="A1:F1"))
    drop(desk, path)
    dialog = invoice_dialog(desk)
    desk.wait(lambda: len(dialog.rows) == 4, "the rows")
    said = [row.cells[-1] for row in dialog.table.rows_model.rows]
    assert said[:2] == ["Will be sent", "Will be sent"]
    assert said[2].startswith("Ack number is a number in row 5, column D")
    assert said[3].startswith("NOPE is not among your orders")
    assert dialog.summary.text() == "2 of 4 rows not sent"
    press_send(desk, dialog.send_button)
    first, second, third = (desk.server.world.shipment(one) for one in ids)
    assert first.invoice_number == "GST/1"
    assert first.invoice_extra["irnNumber"] == IRN
    assert first.invoice_extra["ackDate"] == "2026-06-12 10:00:00"
    assert second.invoice_number
    assert second.invoice_extra["irnNumber"] == "0b" * 32
    assert third.invoice_number is None


def test_file_that_does_not_say_what_it_is(
    own: tuple[WindowDesk, list[str]], tmp_path: Path
) -> None:
    desk, ids = own
    path = tmp_path / "list.csv"
    path.write_text(f"Our ref,Slip\n{ids[0]},Z1\n")
    drop(desk, path)
    desk.wait(lambda: desk.window.findChild(QDialog, "file_kind"), "the question")
    QTest.mouseClick(desk.find(QPushButton, "file_kind.awbs"), Qt.MouseButton.LeftButton)
    dialog = opened(desk)
    desk.wait(lambda: dialog.stack.currentWidget() is dialog.columns, "the columns")
    assert dialog.columns.preview is not None
    assert dialog.columns.preview.lines_model.lines[0].cells == (ids[0], "Z1")


def test_of_two_equal_headings_the_seller_says_which(
    own: tuple[WindowDesk, list[str]], tmp_path: Path
) -> None:
    desk, ids = own
    path = tmp_path / "list.csv"
    path.write_text(f"Order ID,AWB,AWB,Courier\n{ids[0]},,Z1,DTDC\n")
    drop(desk, path)
    dialog = opened(desk)
    desk.wait(lambda: dialog.stack.currentWidget() is dialog.columns, "the columns")
    page = dialog.columns
    assert "Two columns are called AWB" in page.missing()
    assert not page.accept_button.isEnabled()
    box = page.boxes[Field.AWB]
    assert [box.itemText(n) for n in (2, 3)] == ["AWB (column B)", "AWB (column C)"]
    box.setCurrentIndex(3)
    QTest.mouseClick(page.accept_button, Qt.MouseButton.LeftButton)
    desk.wait(lambda: any(one.awb == "Z1" for one in dialog.lines.rows), "the AWB")


def test_file_that_is_refused_is_said_in_words(
    own: tuple[WindowDesk, list[str]], tmp_path: Path
) -> None:
    desk, _ = own
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    drop(desk, path)
    desk.wait(lambda: desk.window.findChild(QDialog, "error"), "the words")
    assert "old Excel file" in desk.find(QLabel, "error.heading").text()


def test_more_offers_the_imports_without_ticked_orders(own: tuple[WindowDesk, list[str]]) -> None:
    desk, _ = own
    bar = desk.page.bar.actions_bar
    bar.more_menu.aboutToShow.emit()
    menu = bar.more_menu.actions()[-1].menu()
    assert isinstance(menu, QMenu)
    names = [entry.objectName() for entry in menu.actions()]
    assert names == ["menu.import_awbs", "menu.import_invoices", "menu.import_file"]
    entry = menu.actions()[1]
    assert entry.isEnabled()
    entry.trigger()
    invoice_dialog(desk).reject()


def test_invoice_form_takes_the_data_of_its_own_orders(
    own: tuple[WindowDesk, list[str]], tmp_path: Path
) -> None:
    desk, _ = own
    ids = confirmed(desk, 3)
    path = tmp_path / "irn.csv"
    rows = [(one, f"a{n}" * 32, f"11201003656331{n}") for n, one in enumerate(ids)]
    path.write_bytes(table_file(path.name, ("Order ID", "IRN", "Ack No"), rows))
    tick(desk, ids[:2])
    desk.page.bar.actions_bar.press(Action.ADD_INVOICE)
    desk.wait(lambda: desk.window.findChild(InvoiceSeriesDialog), "the form")
    form = desk.find(InvoiceSeriesDialog, "invoice_series")
    form.import_wanted.emit()
    dialog = invoice_dialog(desk)
    dialog.open_file(path)
    desk.wait(lambda: len(dialog.rows) == 3, "the rows")
    assert "Not among the orders you chose" in dialog.table.rows_model.rows[2].cells[-1]
    assert dialog.send_button.text() == "Take over 2 rows"
    QTest.mouseClick(dialog.send_button, Qt.MouseButton.LeftButton)
    assert form.details is not None
    assert [one.irn.text() for one in form.details.forms] == ["a0" * 32, "a1" * 32]
    press_send(desk, form.accept_button)
    held = [desk.server.world.shipment(one).invoice_extra["irnNumber"] for one in ids[:2]]
    assert held == ["a0" * 32, "a1" * 32]


def test_pasted_list_shows_its_orders_and_names_the_others(
    own: tuple[WindowDesk, list[str]], tmp_path: Path
) -> None:
    desk, ids = own
    rows = desk.services.queries.rows_by_id(desk.server.world.ids("TRANSIT")[:1])
    wanted = [ids[0], desk.services.queries.rows_by_id(ids[1:2])[0].order_no, rows[0].awb_text]
    QGuiApplication.clipboard().setText("Order\n" + "\n".join([*wanted, "NOPE-1", "NOPE-2"]))
    desk.page.table.setFocus()
    QTest.keyClick(desk.page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.window.notices.text("paste"), "the words")
    desk.settle()
    assert {row.id for row in desk.rows()} == {ids[0], ids[1], rows[0].id}
    said = desk.window.notices.text("paste")
    assert said.startswith("3 orders of your list shown. Not among your orders: NOPE-1, NOPE-2.")
    QTest.mouseClick(desk.find(QPushButton, "notice.paste.action"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "NOPE-1\nNOPE-2"
    QTest.keyClick(desk.page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.window.notices.text("paste") != said, "the words")
    assert desk.window.notices.text("paste").startswith("Not among your orders")
    assert len(desk.rows()) == 3, "a list without orders hides nothing"


def test_pasted_file_is_opened(own: tuple[WindowDesk, list[str]], tmp_path: Path) -> None:
    desk, ids = own
    path = tmp_path / "a.csv"
    path.write_bytes(table_file(path.name, ("Order ID", "AWB"), [(ids[0], "F1")]))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    QGuiApplication.clipboard().setMimeData(data)
    desk.page.table.setFocus()
    QTest.keyClick(desk.page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = opened(desk)
    desk.wait(lambda: len(dialog.lines.rows) == 1, "the line")
