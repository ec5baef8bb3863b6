"""The first morning: sign in, see the orders, see new ones come, and see it when a check fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from konnect_desktop.practice.server import PracticeServer
from tests.journeys.hands import click, read, shows, tab_number, until
from tests.ui.account_desk import SignIn, account_desk

TABS = {
    "new": "CREATED",
    "to_invoice": "CONFIRMED",
    "in_transit": "TRANSIT",
    "cancelled": "CANCELLED",
}


@pytest.fixture
def morning(styled_app: QApplication, tmp_path: Path) -> Iterator[SignIn]:
    """The window of an app that nobody has signed in to yet."""
    with account_desk(styled_app, tmp_path) as made:
        yield made


def sign_in(desk: SignIn, server: PracticeServer) -> None:
    """Fill in the form as a person does, and connect."""
    click(desk.window, "sign_in.level.company")
    desk.type(
        base_url=server.url,
        username=server.username,
        token=server.password,
        locations=", ".join(server.locations),
    )
    click(desk.window, "sign_in.connect")


def check_now(desk: SignIn) -> None:
    """Press Check now and see it end."""
    click(desk.window, "top.check_now")
    until(lambda: not desk.window.sync.is_running, "the check to end")
    until(lambda: not desk.desk.runner.running, "the lists to follow")


def test_sign_in_first_check_new_orders_failure_and_recovery(morning: SignIn) -> None:
    window = morning.window
    # Two requests a second are for Fynd; the practice server takes what comes.
    morning.desk.services.change_settings(requests_per_second=100.0)
    with PracticeServer(orders=120, seed=11) as server:
        world = server.world
        sign_in(morning, server)
        # A check begins by itself, and the bar at the top says so while it lasts.
        until(lambda: window.top.progress_box.isVisible(), "the check to begin")
        until(lambda: shows(window, "top.sync", "Checked just now"), "the first check")
        until(lambda: window.orders.model.rowCount(), "the first orders")
        until(lambda: tab_number(window, "all") == len(world.ids()), "the number of all orders")
        assert window.facts.username in window.windowTitle()
        for tab, status in TABS.items():
            locked = [i for i in world.ids(status) if world.shipment(i).lock]
            shown = tab_number(window, tab)
            assert len(world.ids(status)) - len(locked) <= shown <= len(world.ids(status)), tab

        # New orders come in, and the tab counts them.
        before = tab_number(window, "new")
        fresh = world.add_orders(7)
        check_now(morning)
        until(lambda: tab_number(window, "new") == before + 7, "the new orders")
        assert "7 new orders" in window.keys.said.text()
        click(window, "orders.lane.new")
        until(lambda: {row.id for row in _rows(morning)} >= set(fresh), "them in the table")
        port = server.port

    # The server is gone: the top bar says that a check failed, and what stands is still good.
    check_now(morning)
    assert read(window, "top.sync").startswith("Check failed · last good")
    assert "could not be reached" in window.top.sync.toolTip()
    assert tab_number(window, "new") == before + 7
    assert window.orders.model.rowCount() > 0

    # It is back with one order more: one press, and all is well again.
    with PracticeServer(orders=120, seed=11, port=port) as server:
        server.world.add_orders(8)
        check_now(morning)
        assert read(window, "top.sync") == "Checked just now"
        until(lambda: tab_number(window, "new") == before + 8, "the order that came meanwhile")
        window.top._fill_checks()
        lines = [action.text() for action in window.top.checks.actions() if action.text()]
        assert any("new" in line for line in lines)
        assert len(lines) >= 4


def _rows(desk: SignIn) -> list[object]:
    page = desk.window.orders
    page.loader.fetch(page.model.missing_pages(0, page.model.rowCount() - 1))
    found = (page.model.row_at(number) for number in range(page.model.rowCount()))
    return [row for row in found if row is not None]
