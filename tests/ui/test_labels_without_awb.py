"""Get labels never takes a self-ship order's chance of an AWB unless the seller says so."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.ui.asks.close_awb import CloseAwbDialog
from tests.conftest import MakeWindow
from tests.ui.awb_steps import self_ship_desk
from tests.ui.sheet_steps import finish, opened, tick
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def waiting(make_window: MakeWindow) -> tuple[WindowDesk, list[str]]:
    return self_ship_desk(make_window, 3)


def with_courier(desk: WindowDesk, count: int) -> list[str]:
    rows = desk.services.queries.rows_by_id(desk.server.world.ids("PROCESSING"))
    found = [
        row.id for row in rows if row.courier_partner and not row.is_self_ship and not row.lock
    ]
    assert len(found) >= count
    return found[:count]


def packed(desk: WindowDesk) -> set[str]:
    return {one.shipment_id for one in desk.server.changes if one.call == "pack"}


def ask(desk: WindowDesk, ids: list[str]) -> CloseAwbDialog:
    tick(desk, ids)
    desk.page.bar.actions_bar.press(Action.GET_LABELS)
    return opened(desk, CloseAwbDialog)


def test_they_are_left_out_and_named(waiting: tuple[WindowDesk, list[str]]) -> None:
    desk, self_ship = waiting
    others = with_courier(desk, 2)
    dialog = ask(desk, [*self_ship, *others])
    assert dialog.accept_button.text() == "Get labels for 2 orders"
    dialog.press()
    desk.wait(lambda: desk.page.sheet.shown is not None, "the batch")
    run = desk.page.sheet.shown
    assert set(run.plan.ids) == set(others)
    (left,) = run.plan.left_out
    assert set(left.ids) == set(self_ship)
    assert "AWB" in str(left.message)
    finish(desk, run)
    assert packed(desk) <= set(others)


def test_they_go_when_the_seller_says_so(waiting: tuple[WindowDesk, list[str]]) -> None:
    desk, self_ship = waiting
    dialog = ask(desk, self_ship)
    assert not dialog.accept_button.isEnabled()
    assert "Add AWB" in dialog.missing()
    dialog.with_them.setChecked(True)
    assert dialog.accept_button.text() == "Get labels for 3 orders"
    dialog.press()
    desk.wait(lambda: desk.page.sheet.shown is not None, "the batch")
    finish(desk, desk.page.sheet.shown)
    assert packed(desk) == set(self_ship)


def test_nothing_is_asked_where_no_door_closes(waiting: tuple[WindowDesk, list[str]]) -> None:
    desk, _ = waiting
    others = with_courier(desk, 2)
    tick(desk, others)
    desk.page.bar.actions_bar.press(Action.GET_LABELS)
    desk.wait(lambda: desk.page.sheet.shown is not None, "the batch")
    assert not desk.window.findChildren(CloseAwbDialog)
    assert set(desk.page.sheet.shown.plan.ids) == set(others)
