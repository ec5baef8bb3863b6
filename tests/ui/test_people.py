"""People at the desk, through the window: a PIN before what costs money, a lock on the settings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.people import Gate
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.batches.run import Phase
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.people.ask_pin import AskPin
from konnect_desktop.ui.people.edit import PinDialog
from tests.conftest import MakeWindow
from tests.ui.object_names import unlisted
from tests.ui.sheet_steps import new_ids
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def own(make_window: MakeWindow) -> WindowDesk:
    """A window with two people at its desk."""
    desk = make_window(orders=60)
    desk.wait_until_shown()
    people = desk.services.people
    assert people.add("Asha <b>Rao</b>", "2580") is None
    assert people.add("Ravi", "7391") is None
    desk.desk.context.signals.people_changed.emit()
    return desk


def asked(desk: WindowDesk) -> AskPin:
    desk.wait(lambda: desk.window.findChildren(AskPin), "the question for a PIN")
    (dialog,) = desk.window.findChildren(AskPin)
    return dialog


def answer(desk: WindowDesk, dialog: AskPin, pin: str) -> None:
    QTest.keyClicks(dialog.pin, pin)
    QTest.keyClick(dialog.pin, Qt.Key.Key_Return)
    desk.settle()


def cancel(desk: WindowDesk, ids: list[str]) -> None:
    handlers = desk.window.orders.handlers
    handlers.plan(Action.CANCEL, ids, ActionOptions(reason_code="6"))


def test_a_cancellation_asks_and_goes_on_after_the_right_pin(own: WindowDesk) -> None:
    ids = new_ids(own, 1)
    cancel(own, ids)
    dialog = asked(own)
    assert unlisted(dialog) == []
    answer(own, dialog, "1020")
    assert dialog.isVisible()
    assert dialog.error.text() == "This is not that person's PIN."
    answer(own, dialog, "2580")
    sheet = own.window.orders.sheet
    own.wait(lambda: sheet.runs, "the batch")
    assert sheet.runs[0].phase is Phase.COUNTING
    assert own.window.top.person.text() == "Asha <b>Rao</b>"
    tip = "Asha <b>Rao</b> is at the desk. Press to change."
    assert own.window.top.person.toolTip() == plain_tip(tip) != tip
    sheet.runs[0].undo()
    own.settle()


def test_closing_the_question_does_nothing(own: WindowDesk) -> None:
    cancel(own, new_ids(own, 1))
    asked(own).reject()
    own.settle()
    assert own.window.orders.sheet.runs == []
    assert own.services.queries.batches() == []


def test_a_scanned_number_is_no_try(own: WindowDesk) -> None:
    cancel(own, new_ids(own, 1))
    dialog = asked(own)
    for _ in range(6):
        answer(own, dialog, "1459000012345")
    assert "4 to 8 figures" in dialog.error.text()
    answer(own, dialog, "2580")
    assert own.services.people.name == "Asha <b>Rao</b>"


def test_too_many_wrong_ones_make_wait(own: WindowDesk) -> None:
    cancel(own, new_ids(own, 1))
    dialog = asked(own)
    for _ in range(5):
        answer(own, dialog, "1020")
    assert dialog.error.text() == "Too many wrong PINs. Try again in 30 s."
    answer(own, dialog, "2580")
    assert dialog.isVisible()


def test_the_settings_are_shut_until_a_pin_is_typed(own: WindowDesk) -> None:
    window = own.window
    window.open_room("settings/data")
    own.settle()
    area = own.find(QWidget, "settings.scroll")
    assert not area.isVisible()
    assert unlisted(window) == []
    QTest.mouseClick(own.find(QPushButton, "settings.lock.open"), Qt.MouseButton.LeftButton)
    answer(own, asked(own), "2580")
    assert area.isVisible()
    assert not window.settings.lock.isVisible()
    window.open_room("orders")
    window.open_room("settings")
    own.settle()
    assert not area.isVisible()


def test_people_are_kept_in_the_settings(make_window: MakeWindow) -> None:
    desk = make_window()
    desk.wait_until_shown()
    desk.window.open_room("settings/people")
    desk.settle()
    card = desk.window.settings.people
    assert not card.table.isVisible()
    assert not desk.window.top.person.isVisible()
    card.add_button.click()
    (dialog,) = desk.window.findChildren(PinDialog)
    assert unlisted(dialog) == []
    dialog.name.setText("Meena")
    dialog.pin.setText("4826")
    dialog.again.setText("4827")
    dialog.press()
    assert "not the same" in dialog.error.text()
    for each in (dialog.pin, dialog.again):
        each.setText("4826")
    dialog.press()
    desk.wait(lambda: desk.services.people.known, "the person")
    desk.settle()
    assert [line.cells for line in card.table.lines_model.lines] == [("Meena",)]
    assert desk.window.top.person.isVisible()
    card.gates[Gate.CANCEL].click()
    desk.settle()
    assert desk.services.settings.current.pin_for == ("hand_over", "settings")
    assert not any(isinstance(one, QDialog) and one.isVisible() for one in desk.window.children())


def test_a_forgotten_pin_is_set_anew_by_the_token(own: WindowDesk) -> None:
    cancel(own, new_ids(own, 1))
    dialog = asked(own)
    dialog.forgot.click()
    (form,) = dialog.findChildren(PinDialog)
    for token, is_right in (("wrong", False), (own.server.password, True)):
        form.token.setText(token)
        for each in (form.pin, form.again):
            each.setText("6148")
        form.press()
        own.settle()
        assert bool(dialog.findChildren(PinDialog)) is not is_right
        if not is_right:
            assert form.error.text() == "This is not the Token of this account."
    answer(own, dialog, "6148")
    assert own.services.people.name == "Asha <b>Rao</b>"
