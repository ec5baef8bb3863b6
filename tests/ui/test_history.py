"""Documents, History: the list by action, day, failures and words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from konnect_desktop.domain.actions import Action
from konnect_desktop.practice.faults import Fault
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.ui.batches.action_words import BATCHED
from konnect_desktop.ui.documents.history import HistoryTab
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import finish, new_ids, plan
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def own(make_window: MakeWindow) -> WindowDesk:
    """A window with three batches: a refresh, a confirmation that failed in part, one undone."""
    desk = make_window(orders=80)
    desk.wait_until_shown()
    ids = new_ids(desk, 6)
    finish(desk, plan(desk, ids[:2], Action.REFRESH))
    desk.server.faults.plan(
        Fault("refuse", "confirm", ids=(ids[0],), code="SIM500", message="<b>busy</b>")
    )
    finish(desk, plan(desk, ids[:4]))
    plan(desk, ids[4:]).undo()
    desk.settle()
    desk.window.open_room("documents")
    desk.settle()
    return desk


def history(desk: WindowDesk) -> HistoryTab:
    tab: HistoryTab = desk.window.documents.history
    return tab


def listed(desk: WindowDesk) -> list[str]:
    desk.settle()
    return [line.cells[1] for line in history(desk).table.lines_model.lines]


def test_every_operation_can_be_chosen() -> None:
    assert set(OPERATIONS) == set(BATCHED)


def test_the_filters_together(own: WindowDesk) -> None:
    tab = history(own)
    assert listed(own) == ["Confirm", "Confirm", "Refresh"]
    assert not tab.filter.clear_button.isVisible()
    tab.filter.failures.click()
    assert listed(own) == ["Confirm"]
    tab.filter.when.setCurrentText("Yesterday")
    assert listed(own) == []
    assert tab.empty.text() == "No batch is like that. Press Clear to list all of them."
    assert tab.batch is None
    QTest.mouseClick(tab.filter.clear_button, Qt.MouseButton.LeftButton)
    assert len(listed(own)) == 3
    tab.filter.action.setCurrentText("Refresh")
    assert listed(own) == ["Refresh"]
    tab.filter.action.setCurrentIndex(0)
    tab.filter.when.setCurrentText("Today")
    assert len(listed(own)) == 3


def test_a_reason_or_an_order_finds_its_batches(own: WindowDesk) -> None:
    tab = history(own)
    QTest.keyClicks(tab.filter.text, "<b>busy")
    assert listed(own) == ["Confirm"]
    assert tab.batch is not None
    order = tab.batch.records[-1].label
    tab.filter.text.setText(order)
    assert listed(own) == ["Confirm"]
    tab.filter.text.setText("nothing like that")
    assert listed(own) == []
