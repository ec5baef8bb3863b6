"""Records of which nobody knows what became are looked up as soon as Konnect answers again."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.domain.actions import Action, judge
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.states import Lane
from konnect_desktop.practice.faults import Fault
from konnect_desktop.ui.batches.run import BatchRun, Phase
from konnect_desktop.ui.kit.messages import MessageDialog
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import click, finish, new_ids, plan
from tests.ui.test_offline import come_back, open_without_connection
from tests.ui.window_desk import WindowDesk


def left_unknown(desk: WindowDesk, count: int) -> BatchRun:
    """A confirmation that was applied, its answer lost, and nobody could be asked afterwards."""
    desk.server.faults.plan(Fault("drop-after", "confirm", times=1))
    desk.server.faults.plan(Fault("html", "orders"))
    run = plan(desk, new_ids(desk, count))
    finish(desk, run)
    assert len(run.unknown_ids) == count
    return run


def put_away(desk: WindowDesk) -> str:
    """Read and close what the app says."""
    desk.wait(lambda: desk.window.findChild(MessageDialog, "info"), "what is said")
    dialog = desk.find(MessageDialog, "info")
    told = dialog.text.text()
    dialog.reject()
    return str(told)


def confirmed(desk: WindowDesk) -> Counter[str]:
    return Counter(c.shipment_id for c in desk.server.changes if c.call == "confirm")


def assert_free(desk: WindowDesk, ids: list[str]) -> None:
    """The next step is open, and nobody calls them doubtful."""
    rows = desk.services.queries.rows_by_id(ids)
    assert {(row.lane, row.attention) for row in rows} == {(Lane.TO_INVOICE, None)}
    for facts, _count in desk.services.queries.facts(ids):
        assert judge(Action.ADD_INVOICE, facts).is_open


def test_after_a_restart_the_next_good_check_settles_them(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    ids = list(left_unknown(desk, 3).plan.ids)
    desk.reopen()
    assert "3 not known yet" in put_away(desk)
    # The batch is back in the sheet, with all that can be pressed.
    (run,) = desk.page.sheet.runs
    assert run.phase is Phase.FINISHED
    assert sorted(run.unknown_ids) == sorted(ids)
    assert desk.find(QPushButton, "batch.settle").isVisible()
    desk.server.faults.clear()
    desk.window.sync.check()
    desk.wait(lambda: run.done == 3, "the batch to be settled")
    desk.settle()
    assert confirmed(desk) == dict.fromkeys(ids, 1)
    assert run.unknown_ids == ()
    assert "3 done" in desk.window.notices.text("recovery")
    assert_free(desk, ids)


def test_when_the_connection_returns_it_settles_them(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    ids = list(left_unknown(desk, 3).plan.ids)
    desk.close()
    desk.server.faults.clear()
    desk.server.stop()
    open_without_connection(desk)
    assert "3 not known yet" in put_away(desk)
    (run,) = desk.page.sheet.runs
    # Nobody pressed anything: that the line is down was noticed by asking for these.
    desk.wait(lambda: not desk.desk.signals.is_online, "the loss to be noticed")
    come_back(desk)
    desk.wait(lambda: run.done == 3, "the batch to be settled")
    desk.settle()
    assert confirmed(desk) == dict.fromkeys(ids, 1)
    assert_free(desk, ids)


def test_without_a_restart_it_settles_them_too(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    run = left_unknown(desk, 3)
    desk.server.faults.clear()
    desk.window.sync.check()
    desk.wait(lambda: run.done == 3, "the batch to be settled")
    desk.settle()
    assert confirmed(desk) == dict.fromkeys(run.plan.ids, 1)
    assert_free(desk, list(run.plan.ids))


def test_the_history_has_check_again(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    ids = list(left_unknown(desk, 3).plan.ids)
    desk.window.open_room("documents")
    desk.settle()
    tab = desk.window.documents.history
    assert tab.batch is not None
    assert tab.settle_button.text() == "Check again 3"
    # Still nobody can be asked: it says so, and nothing changes.
    QTest.mouseClick(tab.settle_button, Qt.MouseButton.LeftButton)
    assert "3 orders are still not known" in put_away(desk)
    desk.settle()
    assert len(tab.batch.in_state(State.UNKNOWN)) == 3
    desk.server.faults.clear()
    click(desk, "documents.history.settle")
    desk.wait(lambda: tab.batch and len(tab.batch.in_state(State.DONE)) == 3, "the outcome")
    desk.settle()
    assert not tab.settle_button.isVisible()
    assert confirmed(desk) == dict.fromkeys(ids, 1)
    assert_free(desk, ids)


def test_after_a_restart_what_was_not_sent_is_said_and_offered(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    ids = list(plan(desk, new_ids(desk, 3)).plan.ids)
    # Closed while the undo time runs.
    desk.window.close()
    told = desk.window.findChild(MessageDialog, "confirm")
    assert told is not None
    assert told.heading.text() == "A batch has not begun"
    assert told.text.text().startswith("Confirm 3 orders: nothing was sent")
    told.reject()
    desk.reopen()
    desk.wait(lambda: desk.window.findChild(MessageDialog, "info"), "what was left")
    told = desk.window.findChild(MessageDialog, "info")
    assert "nothing of it was sent: 3 not sent. Press Resume" in told.text.text()
    sheet = desk.page.sheet
    assert sheet.heading.text() == "Confirm: nothing was sent yet"
    assert desk.find(QPushButton, "batch.resume").text() == "Resume 3"
    assert not sheet.retry_button.isVisible()
    assert not confirmed(desk)
    assert told.action_button.text() == "Resume 3"
    QTest.mouseClick(told.action_button, Qt.MouseButton.LeftButton)
    desk.wait(lambda: len(sheet.runs) == 2, "the rest")
    finish(desk, sheet.runs[-1])
    assert confirmed(desk) == dict.fromkeys(ids, 1)
