"""The Tracking room and the tab beside an order, through the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QSpinBox, QToolButton

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.states import Lane
from konnect_desktop.practice.faults import Fault
from konnect_desktop.ui.kit.messages import MessageDialog
from konnect_desktop.ui.tracking.page import FOUND, MOVING, STUCK, UNDELIVERED
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import click, tick
from tests.ui.window_desk import WindowDesk


def in_transit(desk: WindowDesk) -> list[str]:
    """Carried by the channel, so that nothing but tracking is left to do."""
    return desk.services.queries.ids(OrderFilter(lane=Lane.IN_TRANSIT, self_ship=False), Sort())


def open_room(desk: WindowDesk) -> None:
    desk.window.open_room("tracking")
    desk.settle()


def lines(desk: WindowDesk) -> dict[str, tuple[str, ...]]:
    return {line.key: line.cells for line in desk.window.tracking.table.lines_model.lines}


def asked(desk: WindowDesk) -> list[str]:
    return [
        str(seen.payload.get("shipment_id") or seen.payload.get("awb_number"))
        for seen in desk.server.requests
        if seen.call == "track"
    ]


def idle(desk: WindowDesk) -> None:
    desk.wait(lambda: not desk.window.tracking.asks.is_running, "the round to end")
    desk.settle()


class Opened(QObject):
    """Stands for the browser."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.urls.append(url.toString())


@pytest.fixture
def browser() -> Iterator[Opened]:
    opened = Opened()
    QDesktopServices.setUrlHandler("https", opened, "open")
    yield opened
    QDesktopServices.unsetUrlHandler("https")


def test_everything_on_its_way_is_listed_and_asked_about_once(desk: WindowDesk) -> None:
    open_room(desk)
    page = desk.window.tracking
    assert page.tabs.currentIndex() == MOVING
    count = len(page.lists.moving)
    assert len(lines(desk)) == count > 5
    before = asked(desk)
    button = desk.find(QPushButton, "tracking.ask")
    assert button.text() == f"Ask about {count} parcels"
    assert "minute" in button.toolTip()
    click(desk, "tracking.ask")
    idle(desk)
    fresh = asked(desk)[len(before) :]
    assert set(page.lists.moving) <= set(fresh)
    cells = lines(desk)
    assert all(row[1] not in ("", "Not asked yet") for row in cells.values())
    assert f"{count} of {count} parcels" in desk.find(QLabel, "tracking.text").text()


def test_parcels_without_movement_and_failed_deliveries(make_window: MakeWindow) -> None:
    desk = make_window(orders=160)
    desk.wait_until_shown()
    world = desk.server.world
    failed = in_transit(desk)[0]
    world.happen(world.shipment(failed), "channel", "TRANSIT", "delivery_attempt_failed")
    open_room(desk)
    page = desk.window.tracking
    page.tabs.setCurrentIndex(UNDELIVERED)
    desk.settle()
    assert "Press Ask" in desk.find(QLabel, "tracking.empty").text()
    click(desk, "tracking.ask")
    idle(desk)
    assert list(lines(desk)) == [failed]
    assert lines(desk)[failed][1] == "Delivery attempt failed"
    assert page.tabs.tabText(UNDELIVERED) == "Undelivered  1"
    page.tabs.setCurrentIndex(STUCK)
    desk.settle()
    stuck = lines(desk)
    assert failed not in stuck  # it was scanned today
    movements = [p.last_movement for p in page._shown]
    assert movements == sorted(movements)
    assert all(desk.services.tracking._clock() - at >= timedelta(days=3) for at in movements)
    click(desk, "tracking.show_orders")
    desk.settle()
    assert [row.id for row in desk.rows()] == [next(iter(stuck))]


def test_the_days_without_movement_are_a_setting(make_window: MakeWindow) -> None:
    desk = make_window()
    desk.wait_until_shown()
    desk.window.open_room("settings")
    desk.settle()
    desk.find(QSpinBox, "settings.stuck_days").setValue(5)
    desk.wait(lambda: desk.services.settings.current.stuck_days == 5, "the setting")
    open_room(desk)
    assert desk.window.tracking.tabs.tabText(STUCK).startswith("No movement for 5 days")


def test_a_pasted_column_of_numbers(desk: WindowDesk) -> None:
    rows = desk.services.queries.rows_by_id(in_transit(desk)[:3])
    open_room(desk)
    QGuiApplication.clipboard().setText(
        f"{rows[0].awb_text}\n{rows[1].order_no}\r\n{rows[2].id}\nNOT-OURS-1\n"
    )
    field = desk.find(QLineEdit, "tracking.search")
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_Return)
    desk.wait(lambda: desk.window.tracking.tabs.currentIndex() == FOUND, "the list")
    idle(desk)
    found = lines(desk)
    assert list(found) == [rows[0].id, rows[1].id, rows[2].id, "awb:NOT-OURS-1"]
    assert found["awb:NOT-OURS-1"][0] == "Not in your list"
    assert found["awb:NOT-OURS-1"][1].startswith("Fynd has no tracking")
    assert "NOT-OURS-1" in found["awb:NOT-OURS-1"]
    assert desk.window.tracking.tabs.tabText(FOUND) == "Looked up  4"


def test_nothing_typed_says_what_to_type(desk: WindowDesk) -> None:
    open_room(desk)
    click(desk, "tracking.go")
    desk.settle()
    assert "Paste AWBs" in desk.find(QLabel, "tracking.error").text()


def test_track_on_a_selection_opens_the_room_with_those_parcels(desk: WindowDesk) -> None:
    desk.page.show_lane(Lane.IN_TRANSIT)
    desk.settle()
    ids = in_transit(desk)[:4]
    tick(desk, ids)
    assert desk.page.bar.actions_bar.offer.suggested is Action.TRACK
    desk.page.bar.actions_bar.press_suggested()
    desk.wait(lambda: desk.window.rooms.current == "tracking", "the room")
    idle(desk)
    assert sorted(lines(desk)) == sorted(ids)


def test_stop_keeps_what_was_answered(make_window: MakeWindow) -> None:
    desk = make_window(orders=160)
    desk.wait_until_shown()
    open_room(desk)
    desk.server.latency_s = 0.15
    click(desk, "tracking.ask")
    desk.wait(lambda: len(asked(desk)) >= 3, "some questions")
    click(desk, "tracking.stop")
    idle(desk)
    page = desk.window.tracking
    assert 0 < page.lists.known < len(page.lists.moving)
    assert "of" in desk.find(QLabel, "tracking.text").text()


def test_a_lost_line_says_how_many_were_not_asked(make_window: MakeWindow) -> None:
    desk = make_window(orders=160)
    desk.wait_until_shown()
    open_room(desk)
    desk.server.stop()
    click(desk, "tracking.ask")
    idle(desk)
    text = desk.find(QLabel, "tracking.error").text()
    assert "could not be reached" in text
    assert f"{len(desk.window.tracking.lists.moving)} parcels were not asked about" in text


# ---- beside an order -------------------------------------------------------------------


def open_tab(desk: WindowDesk, shipment_id: str) -> None:
    desk.page.open_detail(shipment_id)
    desk.settle()
    detail = desk.page.detail
    detail.tabs.setCurrentWidget(detail.tracking)
    desk.settle()


def test_the_tab_shows_every_stop_and_how_old_that_is(desk: WindowDesk) -> None:
    key = in_transit(desk)[1]
    open_tab(desk, key)
    pane = desk.page.detail.tracking
    assert pane.status.text() in ("Picked up by the courier", "Out for delivery")
    assert pane.age.text() == "Asked just now"
    assert pane.eta.text().startswith("Expected ")
    told = pane.parcel.tracking
    texts = [label.text() for label in pane.area.findChildren(QLabel)]
    assert len([text for text in texts if text.startswith(("Picked", "Packed"))]) >= 1
    assert len(told.events) >= 1
    count = len(asked(desk))
    desk.page.detail.tabs.setCurrentIndex(0)
    desk.page.detail.tabs.setCurrentWidget(pane)
    desk.settle()
    assert len(asked(desk)) == count  # still fresh
    QTest.mouseClick(
        desk.find(QToolButton, "orders.detail.tracking.refresh"), Qt.MouseButton.LeftButton
    )
    desk.settle()
    assert len(asked(desk)) == count + 1


def test_nothing_is_asked_while_the_tab_is_not_seen(desk: WindowDesk) -> None:
    count = len(asked(desk))
    desk.page.detail.tabs.setCurrentIndex(0)
    desk.page.open_detail(in_transit(desk)[2])
    desk.settle()
    assert len(asked(desk)) == count


def test_an_order_with_nothing_to_track_says_when_it_begins(desk: WindowDesk) -> None:
    new = desk.services.queries.ids(OrderFilter(lane=Lane.NEW), Sort())[0]
    count = len(asked(desk))
    open_tab(desk, new)
    pane = desk.page.detail.tracking
    assert pane.status.text() == "Nothing to track yet"
    assert "when the courier has it" in pane.age.text()
    assert len(asked(desk)) == count


def test_the_next_step_of_a_parcel_on_its_way_opens_the_tab(desk: WindowDesk) -> None:
    desk.page.open_detail(in_transit(desk)[0])
    desk.settle()
    click(desk, "orders.detail.next_step")
    desk.settle()
    assert desk.page.detail.tabs.currentWidget() is desk.page.detail.tracking


def test_without_a_connection_the_last_known_place_stays(make_window: MakeWindow) -> None:
    desk = make_window(orders=160)
    desk.wait_until_shown()
    key = in_transit(desk)[0]
    open_tab(desk, key)
    known = desk.page.detail.tracking.status.text()
    assert known
    desk.server.stop()
    QTest.mouseClick(
        desk.find(QToolButton, "orders.detail.tracking.refresh"), Qt.MouseButton.LeftButton
    )
    desk.settle()
    pane = desk.page.detail.tracking
    assert "could not be reached" in pane.error.text()
    assert "Below is what was known before." in pane.error.text()
    assert pane.status.text() == known
    assert pane.age.text() == "Asked just now"


def test_an_unknown_status_is_shown_as_it_came(make_window: MakeWindow) -> None:
    desk = make_window(orders=160)
    desk.wait_until_shown()
    key = in_transit(desk)[0]
    world = desk.server.world
    world.happen(world.shipment(key), "channel", "TRANSIT", "held_at_hub_9")
    open_tab(desk, key)
    assert desk.page.detail.tracking.status.text() == "Held at hub 9"


# ---- links -----------------------------------------------------------------------------


def with_link(desk: WindowDesk, url: str) -> None:
    """The open parcel as if Fynd had sent this link."""
    pane = desk.page.detail.tracking
    pane.parcel = replace(pane.parcel, tracking=replace(pane.parcel.tracking, tracking_url=url))
    pane._show()
    click(desk, "orders.detail.tracking.link")


def dialog_of(desk: WindowDesk, name: str) -> MessageDialog:
    found = [
        one
        for one in desk.window.findChildren(MessageDialog)
        if one.objectName() == name and one.isVisible()
    ]
    assert len(found) == 1
    return found[0]


def test_a_link_is_opened_only_after_its_host_was_shown(desk: WindowDesk, browser: Opened) -> None:
    open_tab(desk, in_transit(desk)[0])
    click(desk, "orders.detail.tracking.link")
    dialog = dialog_of(desk, "confirm")
    assert dialog.heading.text() == "Open track.example.com?"
    assert browser.urls == []
    dialog.reject()
    assert browser.urls == []
    click(desk, "orders.detail.tracking.link")
    dialog_of(desk, "confirm").accept()
    assert len(browser.urls) == 1
    assert browser.urls[0].startswith("https://track.example.com/")


def test_a_look_alike_name_is_shown_as_it_is(desk: WindowDesk, browser: Opened) -> None:
    open_tab(desk, in_transit(desk)[0])
    with_link(desk, "https://dеlhivery.com/track/1")
    dialog = dialog_of(desk, "confirm")
    assert dialog.heading.text() == "Open xn--dlhivery-c8g.com?"
    assert "look like others" in dialog.text.text()
    dialog.reject()
    assert browser.urls == []


@pytest.mark.parametrize(
    "url",
    [
        "https://seller@evil.example/",
        "https://10.0.0.8/track",
        "javascript:alert(1)",
        "https://0x7f.1/",
        "http://track.example.com/",
    ],
)
def test_a_hostile_link_is_refused_with_its_reason(
    desk: WindowDesk, browser: Opened, url: str
) -> None:
    open_tab(desk, in_transit(desk)[0])
    with_link(desk, url)
    dialog = dialog_of(desk, "info")
    assert dialog.heading.text() == "This link is not opened"
    assert dialog.text.text().startswith("The link ")
    assert dialog.action_button is None
    dialog.reject()
    assert browser.urls == []


def test_a_fault_of_the_server_is_said_in_the_pane(make_window: MakeWindow) -> None:
    desk = make_window(orders=160)
    desk.wait_until_shown()
    desk.server.faults.plan(Fault("html", "track"))
    open_tab(desk, in_transit(desk)[0])
    pane = desk.page.detail.tracking
    desk.wait(lambda: pane.error.isVisible(), "the error")
    assert pane.status.text() == "Not asked yet"
    assert pane.refresh.isEnabled()
