"""What was told as not done and was done after all: said once, and shown wherever it was told."""

from __future__ import annotations

from konnect_desktop.domain.batches import State
from konnect_desktop.practice.faults import Fault
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import finish, new_ids, plan


def test_a_change_that_was_applied_late_is_told_once(make_window: MakeWindow) -> None:
    desk = make_window(orders=60)
    desk.wait_until_shown()
    desk.server.faults.plan(Fault("late-by", "confirm", times=1, value="14"))
    run = plan(desk, new_ids(desk, 3))
    finish(desk, run)
    assert {one.state for one in run.outcomes.values()} == {State.NOT_SENT}
    assert len(run.retryable) == 3
    desk.server.world.advance(15)
    desk.window.sync.check()
    notices = desk.window.notices
    desk.wait(lambda: "3 done after all" in notices.text("recovery"), "the news")
    # The sheet says the same, and offers nothing that was done.
    desk.wait(lambda: run.done == 3, "the sheet to follow")
    assert run.retryable == ()
    assert run.failed_ids == ()
