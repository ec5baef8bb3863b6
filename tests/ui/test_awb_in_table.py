"""The AWB of one order, typed at its row."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.ui.awb.cell import AwbCell
from konnect_desktop.ui.orders.columns import KEYS
from tests.conftest import MakeWindow
from tests.ui.awb_steps import at_server, self_ship_desk
from tests.ui.sheet_steps import finish
from tests.ui.window_desk import WindowDesk

Own = tuple[WindowDesk, list[str]]


@pytest.fixture
def own(make_window: MakeWindow) -> Own:
    desk, ids = self_ship_desk(make_window, 3)
    show(desk, ids)
    return desk, ids


def show(desk: WindowDesk, ids: list[str]) -> None:
    """List these orders alone, in the order of their ids."""
    desk.page.filters.set_filter(OrderFilter(only_ids=tuple(ids)))
    desk.wait(lambda: desk.page.model.rowCount() == len(ids), "the list")
    desk.settle()


def card(desk: WindowDesk) -> AwbCell:
    def shown() -> list[AwbCell]:
        return [one for one in desk.window.findChildren(AwbCell) if one.isVisible()]

    desk.wait(shown, "the card")
    return shown()[0]


def press_cell(desk: WindowDesk, number: int) -> None:
    table, model = desk.page.table, desk.page.model
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    place = table.visualRect(model.index(number, KEYS.index("courier"))).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_typed_at_the_row_and_undone_or_sent(own: Own) -> None:
    desk, _ = own
    first = desk.page.model.row_at(0)
    index = desk.page.model.index(0, KEYS.index("courier"))
    assert index.data() == "Self-ship, add AWB"
    press_cell(desk, 0)
    one = card(desk)
    assert not desk.page.detail.isVisible(), "the cell is for typing, not for opening"
    assert one.focusWidget() is one.awb
    QTest.keyClicks(one.awb, "T 100")
    QTest.keyClick(one.awb, Qt.Key.Key_Return)
    assert one.courier.hasFocus() or one.courier.lineEdit().hasFocus()
    assert not one.left.isChecked(), "nobody but the seller says that it has left"
    one.left.setChecked(True)
    one.courier.setEditText("bluedart")
    QTest.keyClick(one.courier.lineEdit(), Qt.Key.Key_Return)
    desk.wait(lambda: desk.page.sheet.runs, "the batch")
    run = desk.page.sheet.runs[-1]
    QTest.mouseClick(desk.find(QPushButton, "batch.undo"), Qt.MouseButton.LeftButton)
    desk.wait(lambda: not run.is_open, "the undo")
    assert at_server(desk, [first.id]) == [("", "", "PROCESSING")]

    desk.settle()
    desk.page.table.setFocus()
    desk.page.table.go_to(0)
    QTest.keyClick(desk.page.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    one = card(desk)
    assert one.courier.courier == "Blue Dart", "remembered"
    assert one.left.isChecked(), "remembered"
    QTest.keyClicks(one.awb, "T100")
    QTest.keyClick(one.awb, Qt.Key.Key_Return)
    desk.wait(lambda: len(desk.page.sheet.runs) == 2, "the batch")
    finish(desk, desk.page.sheet.runs[-1])
    assert at_server(desk, [first.id]) == [("T100", "Blue Dart", "TRANSIT")]


def test_mistake_is_said_in_the_card_and_escape_closes_it(own: Own) -> None:
    desk, _ = own
    press_cell(desk, 1)
    one = card(desk)
    one.courier.setEditText("DTDC")
    QTest.keyClicks(one.awb, "A?1")
    QTest.keyClick(one.awb, Qt.Key.Key_Return)
    desk.wait(one.problem.text, "the words")
    assert "letters and digits" in one.problem.text()
    QTest.keyClick(one.awb, Qt.Key.Key_Escape)
    desk.wait(lambda: desk.window.findChild(AwbCell) is None, "the card to close")
    assert desk.page.table.hasFocus()
    assert not desk.page.sheet.runs


def test_misspelt_courier_is_asked_about_once(own: Own) -> None:
    desk, _ = own
    press_cell(desk, 1)
    one = card(desk)
    one.courier.setEditText("Dehlivery")
    QTest.keyClicks(one.awb, "K1")
    QTest.keyClick(one.awb, Qt.Key.Key_Return)
    desk.wait(one.problem.text, "the question")
    assert one.problem.text().startswith("“Dehlivery” looks like Delhivery.")
    assert not desk.page.sheet.runs
    QTest.mouseClick(one.add_button, Qt.MouseButton.LeftButton)
    desk.wait(lambda: desk.page.sheet.runs, "the batch")
    finish(desk, desk.page.sheet.runs[-1])


def test_replacing_is_asked_once(own: Own) -> None:
    desk, _ = own
    first = desk.page.model.row_at(0)
    for awb, asks in (("R1", False), ("R2", True)):
        desk.page.table.setFocus()
        desk.page.table.go_to(0)
        desk.page.table.type_awb()
        one = card(desk)
        one.left.setChecked(False)
        one.courier.setEditText("DTDC")
        QTest.keyClicks(one.awb, awb)
        QTest.keyClick(one.awb, Qt.Key.Key_Return)
        if asks:
            desk.wait(one.problem.text, "the question")
            assert "Fynd has R1 for this order" in one.problem.text()
            assert one.add_button.text() == "Replace AWB"
            QTest.mouseClick(one.add_button, Qt.MouseButton.LeftButton)
        count = 2 if asks else 1
        desk.wait(lambda count=count: len(desk.page.sheet.runs) == count, "the batch")
        finish(desk, desk.page.sheet.runs[-1])
    assert at_server(desk, [first.id]) == [("R2", "DTDC", "PROCESSING")]


def test_other_orders_say_why_not(own: Own) -> None:
    desk, _ = own
    packed = desk.server.world.ids("COMPLETED", self_ship=False)[:1]
    show(desk, packed)
    desk.page.table.go_to(0)
    desk.page.table.type_awb()
    assert "Not a self-ship order" in desk.window.keys.said.text()
    assert desk.window.findChild(AwbCell) is None
    press_cell(desk, 0)
    desk.wait(desk.page.detail.isVisible, "the order")


def test_a_number_of_an_order_or_an_article_is_no_awb(own: Own) -> None:
    desk, _ = own
    first, other = desk.rows()[:2]
    press_cell(desk, 0)
    one = card(desk)
    one.courier.setEditText("DTDC")
    for text, said in (
        (other.order_no, "is a number of an order, not an AWB"),
        (first.id, "is a number of this order, not an AWB"),
        ("8901030865275", "looks like the number of an article"),
    ):
        one.awb.setText(text)
        QTest.mouseClick(one.add_button, Qt.MouseButton.LeftButton)
        desk.wait(lambda said=said: said in one.problem.text(), said)
    assert one.add_button.text() == "Add it as AWB"
    assert not desk.page.sheet.runs
    # A second scan is another question, not the answer to the first one.
    one.awb.setText("]C17711000")
    assert one.add_button.text() == "Add AWB"
    QTest.mouseClick(one.add_button, Qt.MouseButton.LeftButton)
    desk.wait(lambda: desk.page.sheet.runs, "the batch")
    finish(desk, desk.page.sheet.runs[-1])
    assert at_server(desk, [first.id])[0][0] == "7711000"
