"""The wait for couriers as the seller sees it: strip, cell, details, news, Fix these."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.kit.messages import MessageDialog
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import click
from tests.ui.window_desk import WindowDesk


def waiting_desk(make_window: MakeWindow) -> tuple[WindowDesk, list[str]]:
    """A window on the tab, with the orders that wait there."""
    desk = make_window(orders=160)
    desk.wait_until_shown()
    desk.page.show_lane(Lane.WAITING_FOR_COURIER)
    desk.settle()
    ids = desk.services.queries.ids(OrderFilter(lane=Lane.WAITING_FOR_COURIER), Sort())
    assert ids
    desk.wait(lambda: len(desk.services.couriers.waiting()) >= len(ids), "the first turn")
    desk.wait(lambda: desk.page.waiting.isVisible(), "the strip")
    return desk, ids


def courier_cell(desk: WindowDesk, row: int, role: Qt.ItemDataRole) -> str:
    model = desk.page.model
    column = next(
        c
        for c in range(model.columnCount())
        if model.headerData(c, Qt.Orientation.Horizontal) == "Courier, AWB"
    )
    return str(model.data(model.index(row, column), role))


def test_the_row_the_tool_tip_and_the_details_say_when_it_asks_again(
    make_window: MakeWindow,
) -> None:
    desk, ids = waiting_desk(make_window)
    desk.wait(lambda: desk.rows()[0].courier_check_at is not None, "the next check in the row")
    assert "next check in under 1 min" in courier_cell(desk, 0, Qt.ItemDataRole.DisplayRole)
    tip = courier_cell(desk, 0, Qt.ItemDataRole.ToolTipRole)
    assert "Waiting since: Today" in tip
    assert "Next check: in under 1 min" in tip
    desk.page.open_detail(ids[0])
    desk.settle()
    texts = [label.text() for label in desk.page.detail.findChildren(QLabel)]
    assert "Waiting since" in texts
    assert any(text.startswith("in under 1 min") for text in texts)


def test_ask_now_brings_the_couriers_and_the_news(make_window: MakeWindow) -> None:
    desk, ids = waiting_desk(make_window)
    text = desk.find(QLabel, "orders.waiting.text").text()
    assert text.startswith(f"{len(ids)} orders wait for a courier")
    assert "next check in" in text
    arrived = desk.server.world.assign_couriers()
    click(desk, "orders.waiting.check")
    notices = desk.window.notices
    desk.wait(lambda: notices.text("couriers"), "the news")
    assert notices.text("couriers").startswith("Courier assigned for ")
    desk.settle()
    desk.wait(lambda: not desk.page.waiting.isVisible(), "the strip to go")
    action = desk.find(QPushButton, "notice.couriers.action")
    assert action.text() == "Show them"
    QTest.mouseClick(action, Qt.MouseButton.LeftButton)
    desk.settle()
    shown = {row.id for row in desk.rows()}
    assert set(ids) <= shown <= set(arrived)
    assert all(row.courier_partner for row in desk.rows())
    assert not notices.lines


def test_the_news_can_be_put_away(make_window: MakeWindow) -> None:
    desk, _ids = waiting_desk(make_window)
    desk.server.world.assign_couriers()
    click(desk, "orders.waiting.check")
    desk.wait(lambda: desk.window.notices.text("couriers"), "the news")
    close = desk.find(QToolButton, "notice.couriers.close")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not desk.window.notices.isVisible()
    assert not desk.window.couriers._arrived


def test_the_timer_asks_by_itself_and_rests_while_paused(make_window: MakeWindow) -> None:
    desk, _ids = waiting_desk(make_window)
    control = desk.window.couriers
    for wait in desk.services.couriers.waiting():
        assert wait.tries == 0
    desk.window.sync.is_paused = True
    assert not control.is_on
    desk.window.sync.is_paused = False
    desk.desk.signals.connection_changed.emit(False)
    assert not control.is_on
    desk.settle()
    assert "when it is signed in and connected" in desk.find(QLabel, "orders.waiting.text").text()
    seen = len(desk.server.requests)
    control.tick()
    desk.settle()
    assert not any(r.call == "courierDetails" for r in desk.server.requests[seen:])
    desk.desk.signals.connection_changed.emit(True)
    assert control.is_on
    desk.settle()


def test_ask_now_can_be_pressed_again_after_it_failed(make_window: MakeWindow) -> None:
    desk, _ids = waiting_desk(make_window)
    desk.settle()
    button = desk.find(QPushButton, "orders.waiting.check")
    desk.server.stop()
    click(desk, "orders.waiting.check")
    desk.wait(button.isEnabled, "the button")
    desk.wait(lambda: desk.window.notices.text("offline"), "the loss to be told")
    assert all(wait.tries == 0 for wait in desk.services.couriers.waiting())


def test_nobody_is_asked_after_signing_out(make_window: MakeWindow) -> None:
    desk, _ids = waiting_desk(make_window)
    desk.window.top.sign_out_wanted.emit()
    (dialog,) = [
        one for one in desk.window.findChildren(MessageDialog) if one.objectName() == "confirm"
    ]
    assert dialog.heading.text() == "Sign out?"
    dialog.accept()
    desk.wait(lambda: not desk.services.is_signed_in, "the end of the session")
    desk.settle()
    seen = len(desk.server.requests)
    desk.window.couriers.tick()
    desk.window.offline.probe()
    desk.settle()
    assert len(desk.server.requests) == seen
    assert not desk.window.notices.text("offline")


def test_a_long_wait_is_told_and_stands_in_fix_these(make_window: MakeWindow) -> None:
    desk, ids = waiting_desk(make_window)
    watch = desk.services.couriers
    began = watch._clock()
    watch._clock = lambda: began + timedelta(hours=7)
    desk.window.couriers.tick()
    desk.wait(lambda: desk.window.notices.text("long_wait"), "the warning")
    text = desk.window.notices.text("long_wait")
    assert text.startswith(f"{len(desk.services.couriers.waiting())} orders have waited")
    assert text.endswith("more than 6 hours.")
    desk.page.show_lane(Lane.FIX)
    desk.settle()
    mine = [row for row in desk.rows() if row.id in ids]
    assert len(mine) == len(ids)
    assert all(
        row.attention and str(row.attention.what).startswith("Waiting for a courier since")
        for row in mine
    )
    desk.page.open_detail(ids[0])
    desk.settle()
    assert "Waiting for a courier since" in desk.page.detail.alert.text()
    # Reading the orders again does not take them out of there.
    report = desk.services.sync.run(TaskContext())
    assert report.ok
    desk.settle()
    assert set(ids) <= set(desk.services.queries.ids(OrderFilter(lane=Lane.FIX), Sort()))
