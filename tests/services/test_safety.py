"""Nothing lost and nothing done twice: lost, late and refused answers of every operation."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.batch_models import Plan
from konnect_desktop.services.context import TaskContext
from tests.services.desk import Desk, words_of
from tests.services.ready import CALLS, READY, new_orders


def planned(desk: Desk, action: Action, count: int = 3) -> tuple[Plan, list[str]]:
    ids, options = READY[action](desk, count)
    plan = desk.plan(action, ids, **options)
    assert plan.ids == tuple(ids), plan.left_out
    return plan, ids


def run(desk: Desk, plan: Plan) -> Any:
    assert plan.batch_id is not None
    return desk.services.bulk.run(desk.ctx, plan.batch_id)


def applied_since(desk: Desk, start: int, ids: list[str]) -> dict[str, int]:
    found = [change.shipment_id for change in desk.server.changes[start:]]
    return {one: found.count(one) for one in ids}


#: Requests of one look at three orders: one by one, with tracking where the status hides the step.
READS = {Action.UPDATE_STATUS: 6, Action.HAND_OVER: 6}


def not_applied(action: Action) -> State:
    """How a lost answer ends after which the status is as before."""
    if action is Action.HAND_OVER:
        # It may stay as it was after a hand-over (docs/konnect-api.md 10.11), so Fynd
        # is asked by a second one.
        return State.DONE
    # A part-quantity cancel would be taken twice, so nothing is offered for a while.
    return State.UNKNOWN if action is Action.CANCEL_ITEMS else State.NOT_SENT


# ---- every operation --------------------------------------------------------------------


@pytest.mark.parametrize("action", READY)
@pytest.mark.parametrize("kind", ["drop-after", "drop-before", "html", "502", "no-ids"])
def test_whatever_became_of_the_answer_each_is_done_exactly_once(
    big: Desk, action: Action, kind: str
) -> None:
    plan, ids = planned(big, action)
    start = len(big.server.changes)
    if kind == "no-ids":
        big.fault("refuse", CALLS[action], ids=(ids[1],), times=1, code="X1")
    big.fault(kind, CALLS[action], times=1)
    result = big.when_sure(run(big, plan))
    applied = applied_since(big, start, ids)
    assert {one for one in ids if applied[one]} == set(result.ids(State.DONE)), words_of(result)
    assert result.count(State.DONE, State.NOT_SENT, State.REFUSED) == 3, words_of(result)
    again = big.services.bulk.retry(result.batch_id)
    assert set(again.ids) == {one for one in ids if not applied[one]}, again.left_out
    if again.batch_id is not None:
        assert run(big, again).count(State.DONE) == len(again.ids)
    assert applied_since(big, start, ids) == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("action", READY)
def test_what_is_applied_between_the_two_looks_is_found(big: Desk, action: Action) -> None:
    plan, ids = planned(big, action)
    start = len(big.server.changes)
    reads = READS.get(action, 3)
    big.fault("late", CALLS[action], times=1, value=str(reads))
    result = run(big, plan)
    assert result.count(State.DONE) == 3, words_of(result)
    assert applied_since(big, start, ids) == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("action", READY)
def test_what_is_applied_after_both_looks_is_not_done_twice(big: Desk, action: Action) -> None:
    plan, ids = planned(big, action)
    start = len(big.server.changes)
    reads = READS.get(action, 3)
    big.fault("late", CALLS[action], times=1, value=str(2 * reads + 1))
    result = run(big, plan)
    assert result.count(not_applied(action)) == 3, words_of(result)
    big.server.world.tick()
    big.services.sync.run(big.ctx)  # long enough: now it is applied, at the latest
    assert applied_since(big, start, ids) == dict.fromkeys(ids, 1)
    # What was told is put right, once, and nothing is offered that was done.
    found = big.services.queries.batch(plan.batch_id or 0)
    assert found is not None
    assert len(found.in_state(State.DONE)) == 3
    again = big.services.bulk.retry(result.batch_id)
    if again.batch_id is not None:
        outcome = run(big, again)
        assert outcome.count(State.DONE) + outcome.count(State.REFUSED) == again.will_send
    if action is not Action.UPDATE_AWB:  # the same AWB written over itself changes nothing
        assert applied_since(big, start, ids) == dict.fromkeys(ids, 1)


@pytest.mark.parametrize(
    "action", [one for one in READY if one not in (Action.HAND_OVER, Action.CANCEL_ITEMS)]
)
def test_a_retry_that_overtakes_a_late_first_try_counts_as_done(big: Desk, action: Action) -> None:
    plan, ids = planned(big, action)
    start = len(big.server.changes)
    reads = READS.get(action, 3)
    big.fault("late", CALLS[action], times=1, value=str(2 * reads + 1))
    result = run(big, plan)
    assert result.count(not_applied(action)) == 3, words_of(result)
    again = big.services.bulk.retry(result.batch_id)
    assert again.ids == tuple(ids)
    # One more request, and the first try is applied after all.
    big.services.connection.orders.info(shipment_id=ids[0])
    assert applied_since(big, start, ids) == dict.fromkeys(ids, 1)
    result = run(big, again)
    assert result.count(State.DONE) == 3, words_of(result)
    assert applied_since(big, start, ids) == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("action", READY)
def test_some_refused_and_the_rest_done(big: Desk, action: Action) -> None:
    plan, ids = planned(big, action)
    start = len(big.server.changes)
    big.fault("refuse", CALLS[action], ids=(ids[1],), times=1, code="X7", message="not today")
    result = run(big, plan)
    assert result.ids(State.REFUSED) == (ids[1],), words_of(result)
    assert result.outcomes[ids[1]].code == "X7"
    again = big.services.bulk.retry(result.batch_id)
    assert again.ids == (ids[1],)
    assert run(big, again).count(State.DONE) == 1
    assert applied_since(big, start, ids) == dict.fromkeys(ids, 1)


FORWARD = [
    action
    for action in READY
    if action not in (Action.CANCEL, Action.RETURN_QC, Action.CREDIT_NOTE)
]


@pytest.mark.parametrize("action", FORWARD)
def test_cancelled_meanwhile_is_loud_in_every_operation(big: Desk, action: Action) -> None:
    plan, ids = planned(big, action)
    world = big.server.world
    world.move(world.shipment(ids[1]), states.CANCELLED, "cancelled_customer")
    result = run(big, plan)
    assert result.outcomes[ids[1]].is_loud, words_of(result)
    assert not result.outcomes[ids[1]].may_retry
    assert result.groups[0].ids == (ids[1],)
    assert result.count(State.DONE) == 2
    assert big.statuses()[ids[1]] == states.CANCELLED


def test_cancelled_by_somebody_else_is_what_was_wanted(big: Desk) -> None:
    plan, ids = planned(big, Action.CANCEL)
    big.server.world.customer_cancel(ids[1])
    assert run(big, plan).count(State.DONE) == 3


@pytest.mark.parametrize("action", READY)
def test_a_locked_order_stands_in_fix_these_until_the_lock_clears(
    big: Desk, action: Action
) -> None:
    plan, ids = planned(big, action)
    world, one = big.server.world, ids[1]
    world.lock(one, "complete")
    result = run(big, plan)
    assert "Locked" in str(result.outcomes[one].message), words_of(result)
    (row,) = big.services.queries.rows_by_id([one])
    assert row.lane is Lane.FIX
    assert row.attention is not None
    assert str(row.attention.message).startswith("Locked by Fynd (complete): ")
    assert str(row.attention.message).endswith(" was not done.")
    assert row.lock_text == "complete"
    world.unlock(one)
    big.sync()
    (row,) = big.services.queries.rows_by_id([one])
    assert (row.attention, row.lock_text) == (None, "")
    assert row.lane is not Lane.FIX
    again = big.services.bulk.retry(result.batch_id)
    assert again.ids == (one,)
    assert run(big, again).count(State.DONE) == 1


def test_a_lock_that_only_the_refusal_tells_of_is_shown_too(big: Desk) -> None:
    plan, ids = planned(big, Action.CONFIRM)
    big.fault("refuse", "confirm", ids=(ids[0],), times=1, code="SIM423")
    result = run(big, plan)
    assert result.ids(State.REFUSED) == (ids[0],)
    (row,) = big.services.queries.rows_by_id([ids[0]])
    assert row.attention is not None
    told = str(row.attention.message)
    assert (row.lane, told) == (Lane.FIX, "Locked by Fynd: Confirm was not done.")
    big.do(Action.REFRESH, [ids[0]])
    (row,) = big.services.queries.rows_by_id([ids[0]])
    assert row.lane is Lane.NEW


# ---- stop, resume, errors in the middle ---------------------------------------------------


def test_stop_and_resume_sends_only_what_was_not_sent(big: Desk) -> None:
    ids = new_orders(big, 45)
    big.services.change_settings(max_in_flight=1)
    big.fault("refuse", "confirm", ids=(ids[2],), times=1, code="X1")
    plan = big.plan(Action.CONFIRM, ids)
    ctx = TaskContext(lambda progress: ctx.cancel() if progress.done == 20 else None)
    assert plan.batch_id is not None
    result = big.services.bulk.run(ctx, plan.batch_id)
    assert (result.count(State.DONE), result.count(State.NOT_SENT)) == (19, 25)
    resumed = big.services.bulk.resume(plan.batch_id)
    assert set(resumed.ids) == set(ids[20:])
    assert run(big, resumed).count(State.DONE) == 25
    assert big.services.bulk.retry(plan.batch_id).ids == (ids[2],)
    assert set(big.applied("confirm").values()) == {1}


def test_an_error_of_our_own_in_the_middle_leaves_nothing_as_sent(big: Desk) -> None:
    ids = new_orders(big, 30)
    big.services.change_settings(max_in_flight=1)
    plan = big.plan(Action.CONFIRM, ids)
    assert plan.batch_id is not None
    real = big.services.bulk._sending._sender.send
    calls: list[int] = []

    def broken(*args: Any) -> Any:
        calls.append(1)
        sent = real(*args)
        if len(calls) == 2:
            raise RuntimeError("a bug of ours")
        return sent

    with (
        patch.object(big.services.bulk._sending._sender, "send", broken),
        pytest.raises(RuntimeError),
    ):
        big.services.bulk.run(big.ctx, plan.batch_id)
    batch = big.services.queries.batch(plan.batch_id)
    assert batch is not None
    assert batch.in_state(State.SENT) == ()
    assert len(batch.in_state(State.UNKNOWN)) == 10
    result = big.services.bulk.settle(big.ctx, plan.batch_id)
    assert result.count(State.DONE) == 30
    big.assert_nothing_twice()


def test_a_refusal_that_was_not_looked_at_stays_one(big: Desk) -> None:
    plan, ids = planned(big, Action.CONFIRM)
    big.fault("refuse", "confirm", ids=(ids[0],), times=1, code="X1", message="not today")
    assert plan.batch_id is not None
    with (
        patch.object(big.services.bulk._sending._settler, "settle_sent", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        big.services.bulk.run(big.ctx, plan.batch_id)
    result = big.services.bulk.settle(big.ctx, plan.batch_id)
    assert result.ids(State.REFUSED) == (ids[0],)
    assert result.outcomes[ids[0]].code == "X1"
    assert "not today" in str(result.outcomes[ids[0]].message)
    assert big.services.bulk.retry(plan.batch_id).ids == (ids[0],)


def test_items_are_not_cancelled_blindly_when_nobody_can_be_asked(big: Desk) -> None:
    plan, ids = planned(big, Action.CANCEL_ITEMS)
    big.fault("500", "orders")
    result = run(big, plan)
    assert result.count(State.NOT_SENT) == 3
    assert "cancel" not in big.calls()
    big.server.faults.clear()
    again = big.services.bulk.retry(result.batch_id)
    assert set(again.ids) == set(ids)
    assert run(big, again).count(State.DONE) == 3


def test_an_order_that_the_customer_changed_is_not_cancelled_in_parts(big: Desk) -> None:
    plan, ids = planned(big, Action.CANCEL_ITEMS)
    item = big.server.world.shipment(ids[0]).items[0]
    item.quantity -= 1
    result = run(big, plan)
    assert result.count(State.DONE) == 2
    assert "changed" in str(result.outcomes[ids[0]].message)
    assert big.services.bulk.retry(result.batch_id).left_out[0].reason is Reason.CHANGED_MEANWHILE
    assert item.quantity == item.ordered - 1
