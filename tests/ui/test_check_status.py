"""Check status through the window: pressed in More, the result names what differs."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu

from konnect_desktop.domain.actions import Action
from konnect_desktop.ui.batches.run import Phase
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import click, finish, new_ids, plan, tick


def test_it_stands_in_more_and_in_the_menu(make_window: MakeWindow) -> None:
    desk = make_window()
    desk.wait_until_shown()
    ids = new_ids(desk, 2)
    tick(desk, ids)
    menu = QMenu()
    desk.page.bar.actions_bar.fill_menu(menu)
    texts = [entry.text().split("\t")[0] for entry in menu.actions()]
    assert "Check status (2)" in texts


def test_the_result_names_what_moved_and_what_is_locked(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    locked, cancelled, same = ids = new_ids(desk, 3)
    world = desk.server.world
    world.shipment(locked).lock = "operational"
    world.happen(world.shipment(cancelled), "customer", "CANCELLED", "cancelled_customer")
    run = plan(desk, ids, Action.CHECK_INFO)
    assert run.phase is not Phase.COUNTING  # nothing is changed, so nothing waits to be undone
    finish(desk, run)
    texts = desk.page.sheet.list.texts()
    assert texts[0] == "Cancelled meanwhile (1)"  # the loud one first
    assert any(text.startswith("Locked by Fynd (operational)") for text in texts)
    assert "As before (1)" in texts
    place = [group.ids for group in run.groups].index((locked,))
    click(desk, f"batch.result.{place}.show")
    desk.settle()
    assert [row.id for row in desk.rows()] == [locked]
    assert same in {one for group in run.groups for one in group.ids}
