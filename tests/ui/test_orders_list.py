"""Finding orders: tabs, filters, search, sorting, the table's model."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.filters import DueFilter, OrderFilter, Payment, Sort, SortKey
from konnect_desktop.domain.states import Lane
from konnect_desktop.ui.orders.columns import KEYS
from konnect_desktop.ui.orders.empty_state import Empty, lane_words
from tests.ui.window_desk import WindowDesk


def test_tabs_show_what_the_store_counts(desk: WindowDesk) -> None:
    counts = desk.services.queries.lane_counts(OrderFilter())
    tabs = desk.page.lanes.tabs
    for lane, count in counts.items():
        assert tabs[lane].count == count
    assert tabs[None].count.total == sum(count.total for count in counts.values()) == 160


def test_the_coloured_numbers_of_a_tab_list_just_these(desk: WindowDesk) -> None:
    tab = desk.page.lanes.tabs[Lane.NEW]
    assert tab.count.late
    assert tab.count.due_soon
    assert f"{tab.count.late} late, {tab.count.due_soon} due within the hour" in tab.toolTip()
    desk.page.show_lane(Lane.TO_PACK)
    desk.settle()
    for due in (DueFilter.LATE, DueFilter.HOUR):
        # The numbers come with a filter's, and the tab grows to hold them at the next layout.
        desk.wait(lambda: tab._pills() and tab.width() >= tab.sizeHint().width(), "the tab's width")
        pills = {each: place.center().toPoint() for each, _chip, _text, place in tab._pills()}
        number = tab.count.late if due is DueFilter.LATE else tab.count.due_soon
        QTest.mouseClick(tab, Qt.MouseButton.LeftButton, pos=pills[due])
        desk.settle()
        assert desk.page.wanted == OrderFilter(lane=Lane.NEW, due=due)
        assert desk.page.lanes.lane is Lane.NEW
        assert tab.isChecked()
        assert len(desk.rows()) == number
        desk.page.filters.set_filter(OrderFilter(lane=Lane.NEW))
        desk.settle()


def test_a_tab_lists_only_its_lane(desk: WindowDesk) -> None:
    QTest.mouseClick(desk.page.lanes.tabs[Lane.TO_PACK], Qt.MouseButton.LeftButton)
    desk.settle()
    rows = desk.rows()
    assert rows
    assert {row.lane for row in rows} == {Lane.TO_PACK}
    assert len(rows) == desk.page.lanes.tabs[Lane.TO_PACK].count.total


def test_search_finds_as_you_type_by_every_kind_of_text(desk: WindowDesk) -> None:
    desk.page.show_lane(None)
    desk.settle()
    row = next(r for r in desk.rows() if r.awb_text and r.buyer.isascii() and r.buyer)
    awb = row.awb_text.split(",")[0].strip()
    for text in (row.order_no[:8], row.id, awb, row.sku, row.buyer.split()[0], row.pincode):
        desk.window.top.search.clear()
        desk.type(text)
        assert row.id in [found.id for found in desk.rows()], text
    assert len(desk.rows()) < 160


def test_clearing_the_search_brings_everything_back(desk: WindowDesk) -> None:
    everything = desk.page.loader.count
    desk.type("zzzz-no-such-order")
    assert desk.page.loader.count == 0
    assert desk.page.empty.why is Empty.NO_SUCH
    assert desk.page.stack.currentWidget() is desk.page.empty
    QTest.mouseClick(desk.page.empty.button, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.page.loader.count == everything
    assert desk.window.top.search.text() == ""
    assert desk.page.stack.currentWidget() is desk.page.table


def test_an_empty_tab_says_how_orders_come_into_it(desk: WindowDesk) -> None:
    for lane in Lane:
        assert all(lane_words(lane)), lane
    counts = desk.services.queries.lane_counts(OrderFilter())
    empty = [
        lane for lane in Lane if not counts[lane].total and desk.page.lanes.tabs[lane].isVisible()
    ]
    assert empty
    for lane in empty:
        desk.page.show_lane(lane)
        desk.settle()
        shown = desk.page.empty
        assert desk.page.stack.currentWidget() is shown
        assert (shown.heading.text(), shown.text.text()) == lane_words(lane)
        desk.desk.context.theme.changed.emit()
        assert shown.heading.text() == lane_words(lane)[0]
        assert shown.button.text() == "Check now"


def test_a_search_that_fits_other_tabs_offers_them(desk: WindowDesk) -> None:
    desk.page.show_lane(None)
    desk.settle()
    row = next(r for r in desk.rows() if r.lane is Lane.IN_TRANSIT)
    desk.page.show_lane(Lane.NEW)
    desk.settle()
    desk.type(row.id)
    assert desk.page.empty.why is Empty.OTHER_TABS
    QTest.mouseClick(desk.page.empty.button, Qt.MouseButton.LeftButton)
    desk.settle()
    assert [found.id for found in desk.rows()] == [row.id]


@pytest.mark.parametrize(
    "values",
    [
        {"due": DueFilter.LATE},
        {"payment": Payment.COD},
        {"self_ship": True},
        {"multi_item": True},
        {"label_printed": False},
    ],
    ids=lambda values: next(iter(values)),
)
def test_every_filter_narrows_as_the_store_says(
    desk: WindowDesk, values: dict[str, object]
) -> None:
    wanted = replace(OrderFilter(lane=Lane.NEW), **values)
    desk.page.filters.set_filter(wanted)
    desk.settle()
    assert desk.page.loader.count == desk.services.queries.count(wanted) > 0
    name = next(iter(values))
    chip = desk.find(QPushButton, f"orders.filter.chip.{name}")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.page.wanted == OrderFilter(lane=Lane.NEW)


def test_the_channel_menu_filters_and_says_so(desk: WindowDesk) -> None:
    field = desk.page.filters.channel
    field.choices.aboutToShow.emit()
    entry = field.choices.actions()[0]
    channel = entry.text().split("\t")[0]
    # What it says is what it finds, also beside another filter.
    desk.wait(lambda: entry.text().split("\t")[1].isdigit(), "the count")
    count = int(entry.text().split("\t")[1])
    assert count == len([row for row in desk.rows() if channel_name(row.channel) == channel])
    assert count < desk.services.queries.lane_counts(OrderFilter())[Lane.NEW].total
    entry.trigger()
    desk.settle()
    assert {channel_name(row.channel) for row in desk.rows()} == {channel}
    assert channel in field.text()
    assert channel in desk.page.filters.summary.text()
    QTest.mouseClick(desk.page.filters.clear, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.page.wanted.channels == ()
    assert field.text().startswith("Channel")


def test_order_dates_filter_both_days_included(desk: WindowDesk) -> None:
    dates = desk.page.filters.ordered
    dates._span(0, 1)
    desk.settle()
    today = dates.today()
    assert desk.page.wanted.ordered_from == desk.page.wanted.ordered_to == today
    assert desk.page.loader.count == desk.services.queries.count(desk.page.wanted)


def test_a_click_on_a_header_sorts_in_sql_and_again_turns_it(desk: WindowDesk) -> None:
    header = desk.page.table.header
    number = KEYS.index("amount")
    place = QPoint(header.sectionViewportPosition(number) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    desk.settle()
    assert header.sort == Sort(SortKey.AMOUNT)
    amounts = [row.amount for row in desk.rows() if row.amount is not None]
    assert amounts == sorted(amounts)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    desk.settle()
    assert header.sort == Sort(SortKey.AMOUNT, descending=True)
    amounts = [row.amount for row in desk.rows() if row.amount is not None]
    assert amounts == sorted(amounts, reverse=True)


def test_the_model_keeps_qts_rules(desk: WindowDesk, qtmodeltester: object) -> None:
    qtmodeltester.check(desk.page.model)  # type: ignore[attr-defined]
    desk.page.show_lane(None)
    desk.settle()
    desk.page.show_lane(Lane.CANCELLED)
    desk.settle()
    desk.page.reload()
    desk.settle()


def test_a_refresh_moves_nothing(desk: WindowDesk) -> None:
    desk.page.show_lane(None)
    desk.settle()
    table = desk.page.table
    bar = table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    table.go_to(table.visible_range()[0] + 2)
    desk.page.selection.set([desk.rows()[5].id, desk.rows()[40].id])
    before = (bar.value(), table.currentIndex().row(), desk.page.selection.ids)
    desk.page.reload()
    desk.settle()
    assert (bar.value(), table.currentIndex().row(), desk.page.selection.ids) == before


def test_html_in_a_buyers_name_stays_text(desk: WindowDesk) -> None:
    row = desk.rows()[0]
    note = "<h1>Big</h1><img src=x>"
    desk.services.queries.set_note(row.id, note)
    desk.wait(lambda: (found := desk.page.model.row_at(0)) and found.note == note, "the note")
    index = desk.page.model.index(0, KEYS.index("note"))
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert tip.replace("\u2060", "") == note
    assert not QtGui.Qt.mightBeRichText(tip)
    desk.page.open_detail(row.id)
    desk.settle()
    labels = desk.page.detail.findChildren(QLabel)
    assert {label.textFormat() for label in labels if label.text()} == {Qt.TextFormat.PlainText}
