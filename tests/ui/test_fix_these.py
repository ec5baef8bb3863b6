"""Fix these: the row, its tool tip and the details say what is wrong and what to do."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain import courier_watch, locks
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.states import Lane, Lock
from konnect_desktop.ui.orders import fix_words
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import click, new_ids
from tests.ui.window_desk import WindowDesk


def tool_tip(desk: WindowDesk, heading: str, row: int) -> str:
    model = desk.page.model
    titles = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    index = model.index(row, titles.index(heading))
    return str(model.data(index, Qt.ItemDataRole.ToolTipRole))


def test_every_kind_of_trouble_has_words_and_a_next_step(desk: WindowDesk) -> None:
    row = desk.rows()[0]
    locked = replace(row, lock=Lock.FULL, lock_text="operational", attention="")
    assert fix_words.short(locked) == "Locked by Fynd (operational)"
    assert locks.NEXT_STEP in fix_words.lines(locked)[0]
    since = desk.window._context.now()
    words = courier_watch.attention_text(since)
    late = replace(row, lock=Lock.FREE, attention=words, courier_since=since)
    assert fix_words.short(late) == words.rstrip(".")
    assert courier_watch.NEXT_STEP in fix_words.lines(late)[0]
    assert not fix_words.needs_tick(late)
    doubt = "Unsure about Confirm: No answer came. Look in the Fynd panel."
    unsure = replace(row, lock=Lock.FREE, attention=doubt)
    assert fix_words.short(unsure) == "Unsure about Confirm"
    assert fix_words.lines(unsure) == [doubt]
    assert fix_words.needs_tick(unsure)
    both = replace(locked, attention="Locked by Fynd (operational): Confirm was not done.")
    assert len(fix_words.lines(both)) == 2
    assert fix_words.lines(replace(row, lock=Lock.FREE, attention="")) == []


def test_a_locked_order_in_the_list(desk: WindowDesk) -> None:
    desk.page.show_lane(Lane.FIX)
    desk.settle()
    rows = desk.rows()
    place = next(number for number, row in enumerate(rows) if row.lock)
    for heading in ("Items", "Status"):
        tip = tool_tip(desk, heading, place)
        assert "Locked by Fynd" in tip
        assert "Fynd panel" in tip
    desk.page.open_detail(rows[place].id)
    desk.settle()
    assert "Clear the lock in the Fynd panel" in desk.page.detail.alert.text()
    assert not desk.find(QPushButton, "orders.detail.looked_at").isVisible()


def test_a_doubt_leaves_when_the_seller_has_looked(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    (one,) = new_ids(desk, 1)
    store = desk.services.queries._store
    desk.services.announcer(store.set_attention([one], "Unsure about Confirm: Look at Fynd."))
    desk.page.show_lane(Lane.FIX)
    desk.settle()
    desk.page.open_detail(one)
    desk.settle()
    assert desk.page.detail.alert.text() == "Unsure about Confirm: Look at Fynd."
    click(desk, "orders.detail.looked_at")
    desk.wait(lambda: not desk.page.detail.alert.isVisible(), "the order to be mended")
    desk.settle()
    assert one not in desk.services.queries.ids(OrderFilter(lane=Lane.FIX), Sort())
