"""Fix these: the row, its tool tip and the details say what is wrong and what to do."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain import attention, courier_watch, locks
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.say import Msg
from konnect_desktop.domain.states import Lane, Lock
from konnect_desktop.ui.orders import fix_words
from konnect_desktop.ui.orders.columns import COLUMNS, KEYS
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import click, new_ids, tick
from tests.ui.window_desk import WindowDesk


def tool_tip(desk: WindowDesk, heading: str, row: int) -> str:
    model = desk.page.model
    titles = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    index = model.index(row, titles.index(heading))
    return str(model.data(index, Qt.ItemDataRole.ToolTipRole))


def test_every_kind_of_trouble_has_words_and_a_next_step(desk: WindowDesk) -> None:
    row = desk.rows()[0]
    locked = replace(row, lock=Lock.FULL, lock_text="operational", attention=None)
    assert fix_words.short(locked) == "Locked by Fynd (operational)"
    assert str(locks.NEXT_STEP) in fix_words.lines(locked)[0]
    since = desk.window._context.now()
    late = replace(row, lock=Lock.FREE, attention=attention.waiting(since))
    assert fix_words.short(late) == str(courier_watch.waiting_since(since)).rstrip(".")
    assert str(courier_watch.NEXT_STEP) in fix_words.lines(late)[0]
    assert not fix_words.needs_tick(late)
    doubt = "Unsure about Confirm: No answer came. Look in the Fynd panel."
    lost = Outcome(
        State.UNKNOWN, message=Msg("No answer came."), next=Msg("Look in the Fynd panel.")
    )
    unsure = replace(
        row,
        lock=Lock.FREE,
        attention=attention.doubt(Action.CONFIRM, Msg("Confirm"), lost),
    )
    assert fix_words.short(unsure) == "Unsure about Confirm"
    assert fix_words.lines(unsure) == [doubt]
    assert fix_words.needs_tick(unsure)
    both = replace(
        locked, attention=attention.locked(Action.CONFIRM, Msg("Confirm"), "operational")
    )
    assert len(fix_words.lines(both)) == 2
    assert fix_words.lines(both)[1] == "Locked by Fynd (operational): Confirm was not done."
    old = replace(row, lock=Lock.FREE, attention=attention.from_json("Pull it: now."))
    assert fix_words.lines(old) == ["Pull it: now."]
    assert fix_words.needs_tick(old)
    assert fix_words.lines(replace(row, lock=Lock.FREE, attention=None)) == []


def test_a_locked_order_in_the_list(desk: WindowDesk) -> None:
    desk.page.show_lane(Lane.FIX)
    desk.settle()
    rows = desk.rows()
    place = next(number for number, row in enumerate(rows) if row.lock)
    for heading in ("What to mend", "Status"):
        tip = tool_tip(desk, heading, place)
        assert "Locked by Fynd" in tip
        assert "Fynd panel" in tip
    desk.page.open_detail(rows[place].id)
    desk.settle()
    assert "Clear the lock in the Fynd panel" in desk.page.detail.alert.text()
    assert not desk.find(QPushButton, "orders.detail.looked_at").isVisible()
    # What the words say has a button, and it is the filled one.
    button = desk.find(QPushButton, "orders.detail.next_step")
    assert button.isVisible()
    assert button.text() == "Check status"


def test_reason_and_next_step_take_the_room_of_the_empty_columns(desk: WindowDesk) -> None:
    page = desk.page
    desk.window.resize(1280, 720)
    page.show_lane(Lane.FIX)
    desk.settle()
    (row, *_) = (row for row in desk.rows() if row.lock)
    what, then = fix_words.problems(row)[0].halves
    assert (what.split(" (")[0], then) == ("Locked by Fynd", str(locks.NEXT_STEP))
    span = page.table._trouble_span(page.table._cells())
    assert {"items", "courier", "papers", "note"} <= span.keys
    face = page.table.painter_of_rows.main
    assert face.metrics.horizontalAdvance(what) < span.width
    titles = {page.model.headerData(n, Qt.Orientation.Horizontal) for n in range(len(COLUMNS))}
    assert "Courier, AWB" not in titles
    index = page.model.index(page.model.find(row.id), KEYS.index("items"))
    assert str(locks.NEXT_STEP) in page.model.data(index)
    page.show_lane(Lane.NEW)
    desk.settle()
    assert page.table._trouble_span(page.table._cells()).width == 0
    assert page.model.headerData(KEYS.index("items"), Qt.Orientation.Horizontal) == "Items"


def test_the_filled_button_of_locked_orders_checks_their_status(desk: WindowDesk) -> None:
    page = desk.page
    page.show_lane(Lane.FIX)
    desk.settle()
    ids = [row.id for row in desk.rows() if row.lock]
    tick(desk, ids)
    button = page.bar.actions_bar.buttons[Action.CHECK_INFO]
    assert button.isVisible()
    assert button.property("filled") == "true"
    assert button.text() == f"Check status {len(ids)}"
    page.selection.clear()
    desk.settle()
    assert not button.isVisible()


def test_a_doubt_leaves_when_the_seller_has_looked(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    (one,) = new_ids(desk, 1)
    store = desk.services.queries._store
    lost = Outcome(State.UNKNOWN, message=Msg("Look at Fynd."))
    doubted = attention.doubt(Action.CONFIRM, Msg("Confirm"), lost)
    desk.services.announcer(store.set_attention([one], doubted))
    desk.page.show_lane(Lane.FIX)
    desk.settle()
    desk.page.open_detail(one)
    desk.settle()
    assert desk.page.detail.alert.text() == "Unsure about Confirm: Look at Fynd."
    click(desk, "orders.detail.looked_at")
    desk.wait(lambda: not desk.page.detail.alert.isVisible(), "the order to be mended")
    desk.settle()
    assert one not in desk.services.queries.ids(OrderFilter(lane=Lane.FIX), Sort())
