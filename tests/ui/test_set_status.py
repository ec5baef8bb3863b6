"""Set status: what may follow is offered, what goes with it is handed on as it was filled in."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.asks.set_status import SetStatusDialog
from tests.ui.conftest import Show

CHOICES = {"out_for_delivery": 12, "delivery_done": 14, "rto_bag_delivered": 3}


def test_everything_that_can_be_said_with_a_step(show: Show) -> None:
    dialog = SetStatusDialog(None, CHOICES, 14)
    got = show(dialog)
    assert dialog.milestone == ""
    assert dialog.still.text() == "Choose where the parcels are."
    assert dialog.focusWidget() is dialog.steps["out_for_delivery"]
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    assert dialog.accept_button.text() == "Set 12 to Out for delivery"
    assert "2 orders left out" in dialog.left_out.text()
    QTest.keyClicks(dialog.remark, "Buyer not at home")
    QTest.keyClicks(dialog.place, "Pune hub")
    QTest.keyClicks(dialog.reason, "12")
    dialog.promised.tick.setChecked(True)
    moment = QDateTime.fromString("2026-12-10T10:00:00", Qt.DateFormat.ISODate)
    dialog.promised.edit.setDateTime(moment)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert got == [
        ActionOptions(
            milestone="out_for_delivery",
            remark="Buyer not at home",
            status_reason=12,
            courier_location="Pune hub",
            promised_delivery_date="2026-12-10T10:00:00",
        )
    ]


def test_a_step_alone_sends_nothing_else(show: Show) -> None:
    dialog = SetStatusDialog(None, {"return_bag_delivered": 4}, 4)
    got = show(dialog)
    assert dialog.milestone == "return_bag_delivered"
    assert not dialog.left_out.isVisible()
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert got == [ActionOptions(milestone="return_bag_delivered")]


def test_a_reason_that_is_no_number_is_refused_with_where_to_put_it(show: Show) -> None:
    dialog = SetStatusDialog(None, {"delivery_attempt_failed": 1}, 1)
    show(dialog)
    QTest.keyClicks(dialog.reason, "door shut")
    assert not dialog.accept_button.isEnabled()
    assert dialog.still.text() == "The reason is a number; put words into the remark."


def test_the_end_of_a_journey_is_typed_above_five(show: Show) -> None:
    dialog = SetStatusDialog(None, CHOICES, 14)
    got = show(dialog)
    dialog.steps["rto_bag_delivered"].setChecked(True)
    assert not dialog.typed.isVisible()
    assert dialog.accept_button.isEnabled()
    dialog.steps["delivery_done"].setChecked(True)
    assert dialog.typed.isVisible()
    QTest.keyClicks(dialog.typed, "13")
    assert not dialog.accept_button.isEnabled()
    dialog.typed.setText("14")
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert got[0].milestone == "delivery_done"


def test_who_is_left_out_before_is_said_in_plain_text(show: Show) -> None:
    dialog = SetStatusDialog(None, CHOICES, 14, ["3 can't: <b>Not</b> a self-ship order (3)."])
    show(dialog)
    label = dialog.findChild(QLabel, "set_status.caution.0")
    assert label.text() == "3 can't: <b>Not</b> a self-ship order (3)."
    assert label.textFormat() is Qt.TextFormat.PlainText
