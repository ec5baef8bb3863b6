"""Orders from confirm to dispatch while records are refused and answers are lost.

The figures of such a day are a benchmark; that nothing is lost or done twice is a test.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import SETTLED, State
from konnect_desktop.practice.faults import Fault
from konnect_desktop.ui.application import Desk
from konnect_desktop.ui.batches.run import BatchRun, Phase
from tests.ui.window_desk import wait_for

#: (call, order) -> how often the server changed it.
Changes = Counter[tuple[str, str]]

STEPS = (
    (Action.CONFIRM, "confirm"),
    (Action.ADD_INVOICE, "invoiceUpdate"),
    (Action.GET_LABELS, "pack"),
    (Action.HAND_OVER, "dispatch"),
)


def faults(orders: int, *, lost_percent: int = 5) -> list[Fault]:
    """A tenth of the orders refused at each step, once; answers lost after the change."""
    return [
        fault
        for _, call in STEPS
        for fault in (
            Fault("refuse", call, percent=10, times=orders // 10, code="X7"),
            Fault("drop-after", call, percent=lost_percent),
        )
    ]


def walk(desk: Desk, ids: list[str]) -> list[int]:
    """Take the orders through all steps; returns the batches, retries among them."""
    return [
        number for action, _ in STEPS for number in _see_through(desk, _press(desk, action, ids))
    ]


def require_settled(desk: Desk, batches: list[int]) -> None:
    """Nothing is open, and nothing is left for the seller to look up."""
    for number in batches:
        batch = desk.services.queries.batch(number)
        assert batch is not None
        assert {record.state for record in batch.records} <= SETTLED - {State.NEEDS_YOU}


def require_once(changes: Changes, ids: list[str]) -> None:
    """The server changed each order at each step, and did so once. `changes`: (call, order)."""
    assert set(changes) == {(call, one) for _, call in STEPS for one in ids}
    assert set(changes.values()) == {1}


def _press(desk: Desk, action: Action, ids: list[str]) -> BatchRun:
    """Plan it as the toolbar does, and hand it to the sheet."""
    page: Any = desk.window.orders
    before = len(page.sheet.runs)
    services = desk.services
    desk.runner.start(
        page,
        # Its first use builds it, which is no work for the window.
        lambda _ctx: services.bulk.plan(action, ids),
        pool="local",
        on_success=page.sheet.start,
    )
    assert wait_for(lambda: len(page.sheet.runs) > before)
    run: BatchRun = page.sheet.runs[-1]
    assert run.plan.will_send == len(ids)
    return run


def _see_through(desk: Desk, run: BatchRun) -> list[int]:
    """Wait for the result, and press Resume and Retry until nothing is left: the batches."""
    page: Any = desk.window.orders
    numbers = []
    left = [run]
    while left:
        run = left.pop(0)
        assert wait_for(lambda run=run: run.phase in (Phase.FINISHED, Phase.BROKEN), 300_000)
        assert run.phase is Phase.FINISHED, run.error
        numbers.append(run.plan.batch_id)
        refused = set(run.retryable) - set(run.resumable)
        sheet = page.sheet
        for button, ids in ((sheet.resume_button, run.resumable), (sheet.retry_button, refused)):
            if ids:
                before = len(page.sheet.runs)
                page.sheet._show(run)
                assert wait_for(button.isEnabled)
                button.click()
                assert wait_for(lambda before=before: len(page.sheet.runs) > before)
                left.append(page.sheet.runs[-1])
    return numbers
