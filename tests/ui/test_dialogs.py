"""Cancel and Add invoice through the window: asked once, said in numbers, sent as shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from konnect_desktop.domain.actions import Action
from konnect_desktop.ui.asks.cancel import CancelDialog
from konnect_desktop.ui.asks.invoice_series import InvoiceSeriesDialog
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import finish, new_ids, opened, tick
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def own(make_window: MakeWindow) -> WindowDesk:
    made = make_window(orders=70)
    made.wait_until_shown()
    return made


def open_cancel(desk: WindowDesk, count: int) -> CancelDialog:
    tick(desk, new_ids(desk, count))
    desk.page.bar.actions_bar.press(Action.CANCEL)
    return desk.find(CancelDialog, "cancel")


def test_above_five_orders_the_number_is_typed(own: WindowDesk) -> None:
    dialog = open_cancel(own, 12)
    button = dialog.findChild(QPushButton, "cancel.accept")
    assert button.text() == "Cancel 12 orders"
    assert not button.isEnabled()
    dialog.findChild(QComboBox, "cancel.reason").setCurrentText("Out of stock")
    assert not button.isEnabled()
    QTest.keyClicks(dialog.findChild(QLineEdit, "cancel.typed_number"), "11")
    assert not button.isEnabled()
    dialog.findChild(QLineEdit, "cancel.typed_number").setText("12")
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    own.wait(lambda: own.page.sheet.runs, "the batch")
    finish(own, own.page.sheet.runs[0])
    cancelled = [change for change in own.server.changes if change.call == "cancel"]
    assert len(cancelled) == 12
    reasons = {item["reasonCode"] for change in cancelled for item in change.payload["orderItems"]}
    assert reasons == {"6"}


def test_a_few_orders_need_only_a_reason_and_enter_keeps_them(own: WindowDesk) -> None:
    dialog = open_cancel(own, 3)
    assert not dialog.findChild(QLineEdit, "cancel.typed_number").isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    own.settle()
    assert own.page.sheet.runs == []


def test_another_code_can_be_typed(own: WindowDesk) -> None:
    dialog = open_cancel(own, 2)
    dialog.reason.setCurrentIndex(dialog.reason.count() - 1)
    assert dialog.missing() == "Choose a reason first."
    dialog.code.setText("42")
    assert dialog.reason_code == "42"
    assert dialog.missing() == ""
    dialog.reject()


def test_invoice_numbers_are_shown_before_and_sent_as_shown(own: WindowDesk) -> None:
    ids = own.server.world.ids("CONFIRMED")
    free = [row.id for row in own.services.queries.rows_by_id(ids) if row.lane == "to_invoice"]
    tick(own, free)
    own.page.bar.actions_bar.press(Action.ADD_INVOICE)
    dialog = opened(own, InvoiceSeriesDialog)
    dialog.prefix.setText("GW/")
    dialog.next_number.setValue(41)
    last = 41 + len(free) - 1
    span = f"GW/00041  to  GW/{last:05d}"
    own.wait(lambda: dialog.preview.text() == span, "the preview")
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    own.wait(lambda: own.page.sheet.runs, "the batch")
    assert f"GW/00041 to GW/{last:05d}" in own.page.sheet.text.text()
    finish(own, own.page.sheet.runs[0])
    sent = [c.payload["invoiceNumber"] for c in own.server.changes if c.call == "invoiceUpdate"]
    assert sorted(sent) == [f"GW/{number:05d}" for number in range(41, last + 1)]
