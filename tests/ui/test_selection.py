"""Ticking orders, and what the toolbar offers for them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.states import Lane
from konnect_desktop.ui.actions.specs import SPECS
from konnect_desktop.ui.asks.table import ASKS
from tests.ui.window_desk import WindowDesk

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def open_lane(desk: WindowDesk, lane: Lane | None) -> None:
    desk.page.show_lane(lane)
    desk.settle()


def tick_all(desk: WindowDesk) -> None:
    desk.page.select_all()
    desk.wait(lambda: len(desk.page.selection), "the ticks")
    desk.settle()


def test_page_all_and_none(desk: WindowDesk) -> None:
    page = desk.page
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_A, CTRL)
    on_screen = page.table.ids_in_view()
    assert page.selection.ids == on_screen
    assert 5 < len(on_screen) < page.loader.count
    QTest.keyClick(page.table, Qt.Key.Key_A, CTRL | SHIFT)
    desk.wait(lambda: len(page.selection) == page.loader.count, "all that match")
    assert set(page.selection.ids) == set(
        desk.services.queries.ids(page.wanted, page.table.header.sort)
    )
    QTest.mouseClick(page.bar.none, Qt.MouseButton.LeftButton)
    assert len(page.selection) == 0


def test_all_that_match_is_what_the_filter_says_not_what_is_seen(desk: WindowDesk) -> None:
    open_lane(desk, None)
    tick_all(desk)
    assert len(desk.page.selection) == 160
    assert desk.page.bar.text.text() == "160 orders selected"


def test_ticks_survive_searching_and_say_what_is_hidden(desk: WindowDesk) -> None:
    first, second = (row.id for row in desk.rows()[:2])
    desk.page.selection.set([first, second])
    desk.settle()
    desk.type(first)
    assert desk.page.selection.ids == [first, second]
    assert "1 not in this list" in desk.page.bar.text.text()
    shown = desk.find(QPushButton, "orders.show_selected")
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton)
    desk.settle()
    assert {row.id for row in desk.rows()} == {first, second}


def test_a_click_on_the_box_ticks_and_a_click_on_the_row_opens(desk: WindowDesk) -> None:
    table = desk.page.table
    row = desk.rows()[1]
    y = 36 + 18
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, y))
    assert desk.page.selection.ids == [row.id]
    assert not desk.page.detail.isVisible()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(420, y))
    desk.wait(desk.page.detail.isVisible, "the details")
    assert desk.page.detail.title.text() == row.order_no


def test_the_filled_button_is_the_next_step_with_its_number(desk: WindowDesk) -> None:
    open_lane(desk, Lane.NEW)
    tick_all(desk)
    bar = desk.page.bar.actions_bar
    confirm = bar.buttons[Action.CONFIRM]
    assert confirm.property("filled") == "true"
    assert confirm.text() == f"Confirm {len(desk.page.selection)}"
    filled = [b for b in bar.buttons.values() if b.property("filled") == "true"]
    assert filled == [confirm]


def test_a_blocked_button_stays_and_says_why_on_hover_and_focus(desk: WindowDesk) -> None:
    open_lane(desk, Lane.NEW)
    tick_all(desk)
    bar = desk.page.bar.actions_bar
    hand_over = bar.buttons[Action.HAND_OVER]
    assert hand_over.isVisible()
    assert hand_over.isEnabled()
    assert hand_over.property("blocked") == "true"
    count = len(desk.page.selection)
    assert f"{count} can't:" in hand_over.toolTip()
    assert "Press Get labels first." in hand_over.toolTip()
    assert "not available" in hand_over.accessibleName()
    hand_over.setFocus()
    desk.wait(lambda: "Get labels" in desk.page.bar.why.text(), "the reason on focus")
    said: list[Action] = []
    bar.triggered.connect(said.append)
    QTest.mouseClick(hand_over, Qt.MouseButton.LeftButton)
    assert said == []


def test_a_mixed_selection_counts_both_halves(desk: WindowDesk) -> None:
    open_lane(desk, None)
    rows = desk.rows()
    new = [row.id for row in rows if row.lane is Lane.NEW][:3]
    moving = [row.id for row in rows if row.lane is Lane.IN_TRANSIT][:2]
    desk.page.selection.set(new + moving)
    desk.settle()
    offer = desk.page.bar.actions_bar.offer
    answer = offer.availability(Action.CONFIRM)
    assert (answer.count, answer.blocked_count) == (3, 2)
    assert "3 can, 2 can't" in desk.page.bar.why.text()


def test_a_press_right_after_a_tick_is_for_the_ticks_as_they_are(desk: WindowDesk) -> None:
    """The toolbar still shows the offer of the ticks before; what is sent is what is ticked."""
    open_lane(desk, Lane.NEW)
    first, second, third = (row.id for row in desk.rows()[:3])
    desk.page.selection.set([first, second, third])
    desk.settle()
    bar = desk.page.bar.actions_bar
    desk.page.selection.toggle(third)
    assert bar.is_held
    bar.press(Action.CONFIRM)
    desk.wait(lambda: desk.page.sheet.shown is not None, "the batch")
    assert set(desk.page.sheet.shown.plan.ids) == {first, second}


def test_a_press_for_other_ticks_comes_to_nothing_and_says_so(desk: WindowDesk) -> None:
    open_lane(desk, Lane.NEW)
    first, second, third = (row.id for row in desk.rows()[:3])
    desk.page.selection.set([first, second])
    bar = desk.page.bar.actions_bar
    bar.press_suggested()
    desk.page.selection.toggle(third)
    assert "Press again" in desk.page.bar.why.text()
    desk.settle()
    assert not bar.is_held
    assert desk.page.sheet.shown is None
    # Nothing that waited is left for the empty selection either.
    desk.page.selection.toggle(first)
    bar.press(Action.CONFIRM)
    desk.page.selection.clear()
    desk.settle()
    assert desk.page.sheet.shown is None


def test_every_action_of_the_toolbar_has_a_handler() -> None:
    assert set(ASKS) == {spec.action for spec in SPECS}


def test_what_does_not_fit_moves_into_more(desk: WindowDesk) -> None:
    open_lane(desk, Lane.NEW)
    tick_all(desk)
    bar = desk.page.bar.actions_bar
    desk.window.resize(960, 700)
    desk.wait(lambda: bar.buttons[Action.HAND_OVER].isHidden(), "the narrow toolbar")
    assert bar.buttons[Action.CONFIRM].isVisible()
    bar.more_menu.aboutToShow.emit()
    names = [entry.objectName() for entry in bar.more_menu.actions()]
    assert "menu.hand_over" in names
    assert "menu.cancel" in names


def test_rows_are_copied_as_a_table(desk: WindowDesk) -> None:
    rows = desk.rows()[:2]
    desk.page.selection.set([row.id for row in rows])
    QTest.keyClick(desk.page.table, Qt.Key.Key_C, CTRL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 3
    assert "Order ID" in lines[0].split("\t")
    assert rows[0].order_no in lines[1].split("\t")


def test_the_whole_way_by_keyboard(desk: WindowDesk) -> None:
    page, window = desk.page, desk.window
    page.table.setFocus()
    page.table.go_to(0)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    QTest.keyClick(page.table, Qt.Key.Key_Down, SHIFT)
    rows = desk.rows()
    assert page.selection.ids == [rows[1].id, rows[2].id]
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    desk.wait(page.detail.isVisible, "the details")
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F, CTRL)
    desk.wait(window.top.search.hasFocus, "the search box")
    desk.type(rows[4].id)
    QTest.keyClick(window.top.search, Qt.Key.Key_Return)
    assert page.table.hasFocus(), window.focusWidget()
    assert [row.id for row in desk.rows()] == [rows[4].id]
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    desk.wait(lambda: not page.wanted.text, "Esc to clear the search")
