"""A search that lists nothing says where the order is, or asks Fynd for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.filters import OrderFilter, Payment
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.fynd_lookup import number_of
from konnect_desktop.ui.orders.empty_state import Empty
from tests.conftest import MakeWindow
from tests.ui.window_desk import WindowDesk


def press_enter_twice(desk: WindowDesk) -> None:
    """From the search box to the button, and on it."""
    QTest.keyClick(desk.window.top.search, Qt.Key.Key_Return)
    assert desk.page.empty.button.hasFocus()
    QTest.keyClick(desk.page.empty.button, Qt.Key.Key_Return)


def everywhere(desk: WindowDesk) -> None:
    desk.page.show_lane(None)
    desk.settle()


@pytest.mark.parametrize("typed", ["kurta", "कुर्ता", "saree", "tshirt", "flipkart", "MYNTRA_IN"])
def test_goods_and_channels_are_found(desk: WindowDesk, typed: str) -> None:
    everywhere(desk)
    desk.window.top.search.insert(typed)
    desk.wait(lambda: desk.page.wanted.text == typed, "the search")
    desk.settle()
    rows = desk.rows()
    shipments = desk.services.queries.shipments(row.id for row in rows)
    assert rows
    for row in rows:
        names = " ".join(item.name for item in shipments[row.id].items)
        told = f"{names} {row.channel} {channel_name(row.channel)}".casefold().replace("-", "")
        assert typed.casefold() in told


def test_a_buyer_who_calls_is_found_by_the_phone_number(desk: WindowDesk) -> None:
    everywhere(desk)
    row = desk.rows()[0]
    address = desk.services.queries.shipments([row.id])[row.id].shipping_address
    number = address.phone[-10:]
    for typed in (number, f"+91 {number[:5]} {number[5:]}", f"0{number}", number[4:]):
        desk.window.top.search.clear()
        desk.type(typed)
        assert row.id in [found.id for found in desk.rows()], typed


def test_filters_that_hide_what_was_typed_are_named_and_lifted(desk: WindowDesk) -> None:
    everywhere(desk)
    row = next(r for r in desk.rows() if r.lane is Lane.DELIVERED and not r.is_cod)
    desk.page.show_lane(Lane.NEW)
    desk.page.filters.set_filter(OrderFilter(lane=Lane.NEW, payment=Payment.COD))
    desk.settle()
    desk.type(row.id)
    assert desk.page.empty.why is Empty.HIDDEN
    assert desk.page.empty.text.text().startswith(f"1 order for “{row.id}”")
    assert desk.page.empty.button.text() == "Look in all orders"
    press_enter_twice(desk)
    desk.settle()
    assert [found.id for found in desk.rows()] == [row.id]
    assert desk.page.wanted == OrderFilter(text=row.id)
    assert desk.page.lanes.lane is None
    assert desk.window.top.search.text() == row.id


def test_other_tabs_are_offered_with_their_number_and_the_filters_stay(desk: WindowDesk) -> None:
    many = desk.services.queries.count(OrderFilter(text="cotton", payment=Payment.COD))
    counts = desk.services.queries.lane_counts(OrderFilter(text="cotton", payment=Payment.COD))
    lane = next(one for one, tab in desk.page.lanes.tabs.items() if one and not counts[one].total)
    desk.page.show_lane(lane)
    desk.page.filters.set_filter(OrderFilter(lane=lane, payment=Payment.COD))
    desk.settle()
    desk.type("cotton")
    assert desk.page.empty.why is Empty.OTHER_TABS
    assert desk.page.empty.text.text() == f"{many} orders on other tabs for “cotton”."
    QTest.mouseClick(desk.page.empty.button, Qt.MouseButton.LeftButton)
    desk.settle()
    assert len(desk.rows()) == many
    assert desk.page.wanted.payment is Payment.COD


def test_words_that_nothing_has_offer_no_question(desk: WindowDesk) -> None:
    desk.type("zebra")
    assert desk.page.empty.why is Empty.NO_SUCH
    assert desk.page.empty.text.text() == "No order has “zebra”."
    assert number_of("zebra") == ""
    assert number_of("asha 9876543210") == ""


@pytest.mark.parametrize("by", ["id", "awb"])
def test_fynd_is_asked_for_an_order_that_is_not_here(make_window: MakeWindow, by: str) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    (shipment_id,) = desk.server.world.add_orders(1)
    typed = f"#{shipment_id[:10]}\u200b{shipment_id[10:]}"
    if by == "awb":
        typed = "14 5900 1234 5678"
        world = desk.server.world
        world.set_courier(world.shipment(shipment_id), "Delhivery", "DELHIVERY", "14590012345678")
    QGuiApplication.clipboard().setText(typed)
    desk.window.find_orders()
    QTest.keyClick(desk.window.top.search, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.page.empty.why is Empty.ASK_FYND
    press_enter_twice(desk)
    desk.settle()
    assert [row.id for row in desk.rows()] == [shipment_id]
    assert desk.page.lanes.lane is None


def test_who_types_on_while_fynd_is_asked_is_not_taken_away(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    (shipment_id,) = desk.server.world.add_orders(1)
    desk.type(shipment_id)
    desk.server.latency_s = 0.5
    press_enter_twice(desk)
    assert desk.page.empty.why is Empty.ASKING
    desk.window.top.search.setText("kurta")
    desk.settle()
    assert desk.page.wanted.text == "kurta"
    assert desk.services.queries.rows_by_id([shipment_id])
    desk.window.top.search.setText(shipment_id)
    desk.settle()
    everywhere(desk)
    assert [row.id for row in desk.rows()] == [shipment_id]


def test_fynd_says_that_it_does_not_know_it(desk: WindowDesk) -> None:
    desk.type("9999888877776666")
    assert desk.page.empty.button.text() == "Ask Fynd"
    press_enter_twice(desk)
    desk.settle()
    assert desk.page.empty.heading.text() == "Fynd does not know “9999888877776666”"
    assert "press Check now" in desk.page.empty.text.text()
    assert desk.page.empty.button.text() == "Check now"
    # Another number is another question.
    QTest.keyClicks(desk.window.top.search, "5")
    desk.settle()
    assert desk.page.empty.why is Empty.ASK_FYND


def test_without_a_connection_nobody_is_asked_and_it_can_be_tried_again(
    make_window: MakeWindow,
) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    (shipment_id,) = desk.server.world.add_orders(1)
    desk.server.stop()
    desk.type(shipment_id)
    press_enter_twice(desk)
    desk.wait(lambda: desk.page.empty.why is Empty.NOT_ASKED, "the failure")
    said = desk.page.empty.text.text()
    assert said.startswith(f"“{shipment_id}” was not looked up. Konnect could not be reached.")
    assert QApplication.activeModalWidget() is None
    desk.server.start()
    assert desk.page.empty.button.text() == "Ask again"
    QTest.mouseClick(desk.page.empty.button, Qt.MouseButton.LeftButton)
    desk.wait(lambda: desk.page.loader.count, "the order")
    desk.settle()
    assert [row.id for row in desk.rows()] == [shipment_id]
