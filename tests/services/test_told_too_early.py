""" "Nothing was done" holds until a later look agrees; when it does not, that is said once."""

from __future__ import annotations

from typing import Any

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import LATE, State
from konnect_desktop.domain.requests import CancelItem
from konnect_desktop.services.sync_models import SyncScope
from tests.services.desk import Desk, words_of
from tests.services.ready import CALLS, READY

#: Of these the state shows afterwards whether they were done, and a repeat is refused.
SHOWN = [
    Action.CONFIRM,
    Action.ADD_INVOICE,
    Action.GET_LABELS,
    Action.CANCEL,
    Action.UPDATE_AWB,
    Action.UPDATE_STATUS,
    Action.RETURN_QC,
    Action.CREDIT_NOTE,
]


def lost(desk: Desk, action: Action, count: int = 3, late: str = "14", **more: Any) -> Any:
    """A batch whose answer is lost, and which is applied only `late` seconds afterwards."""
    ids, options = READY[action](desk, count)
    plan = desk.plan(action, ids, **(options | more))
    assert plan.ids == tuple(ids), plan.left_out
    desk.fault("late-by", CALLS[action], times=1, value=late)
    start = len(desk.server.changes)
    assert plan.batch_id is not None
    return desk.services.bulk.run(desk.ctx, plan.batch_id), ids, start


def states(desk: Desk, batch_id: int) -> set[State]:
    batch = desk.services.queries.batch(batch_id)
    assert batch is not None
    return {record.state for record in batch.records}


def times(desk: Desk, start: int, ids: list[str]) -> dict[str, int]:
    found = [change.shipment_id for change in desk.server.changes[start:]]
    return {one: found.count(one) for one in ids}


@pytest.mark.parametrize("action", SHOWN)
def test_applied_late_is_put_right_by_the_next_check(big: Desk, action: Action) -> None:
    result, ids, start = lost(big, action)
    assert result.count(State.NOT_SENT) == 3, words_of(result)
    assert set(result.retryable) == set(ids)
    big.later(15)
    big.sync()
    assert states(big, result.batch_id) == {State.DONE}
    (news,) = big.news
    assert "3 done after all" in news
    # Nothing is offered that was done, and it is told once.
    assert big.services.bulk.retry(result.batch_id).batch_id is None
    big.sync()
    assert len(big.news) == 1
    assert times(big, start, ids) == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("how", [Action.REFRESH, Action.CHECK_INFO, SyncScope.DUE, "ids"])
def test_any_later_look_puts_it_right(big: Desk, how: Any) -> None:
    result, ids, _ = lost(big, Action.CONFIRM)
    big.later(15)
    if isinstance(how, Action):
        big.do(how, ids)
    else:
        big.sync(ids if how == "ids" else how)
    if how is SyncScope.DUE:
        # Nothing was due so soon; the next round is.
        big.later(3600)
        big.sync(how)
    assert states(big, result.batch_id) == {State.DONE}
    assert len(big.news) == 1


@pytest.mark.parametrize("action", SHOWN)
def test_a_later_look_that_agrees_says_nothing(big: Desk, action: Action) -> None:
    result, ids, start = lost(big, action, late="100000")
    for seconds in (20, 120, 600):
        big.later(seconds)
        big.sync()
        assert states(big, result.batch_id) == {State.NOT_SENT}
    assert big.news == []
    assert not big.services.bulk._journal.has_doubts()
    again = big.services.bulk.retry(result.batch_id)
    assert set(again.ids) == set(ids)
    assert again.batch_id is not None
    assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == 3
    assert times(big, start, ids) == dict.fromkeys(ids, 1)


def test_it_is_put_right_after_a_restart_too(make_desk: Any) -> None:
    desk: Desk = make_desk(200)
    desk.sync()
    result, ids, _ = lost(desk, Action.CONFIRM)
    desk.services.close()
    again: Desk = make_desk(server=desk.server)
    again.later(15)
    again.sync()
    assert states(again, result.batch_id) == {State.DONE}
    assert len(again.news) == 1
    assert {again.statuses()[one] for one in ids} == {"CONFIRMED"}


def test_tried_again_meanwhile_only_one_of_the_two_did_it(big: Desk) -> None:
    result, ids, start = lost(big, Action.CONFIRM)
    again = big.services.bulk.retry(result.batch_id)
    assert again.batch_id is not None
    assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == 3
    big.later(15)  # the first one is refused now
    big.sync()
    assert states(big, result.batch_id) == {State.NOT_SENT}
    assert big.news == []
    # Done by the second one: the first offers nothing any more.
    assert big.services.bulk.retry(result.batch_id).batch_id is None
    assert times(big, start, ids) == dict.fromkeys(ids, 1)


def test_tried_again_too_late_the_first_one_did_it(big: Desk) -> None:
    result, ids, start = lost(big, Action.CONFIRM)
    again = big.services.bulk.retry(result.batch_id)
    assert again.batch_id is not None
    big.later(15)
    assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == 3
    big.sync()
    assert states(big, result.batch_id) == {State.DONE}
    assert times(big, start, ids) == dict.fromkeys(ids, 1)


# ---- what would be taken twice -------------------------------------------------------------


def twice(desk: Desk, late: str) -> Any:
    return lost(desk, Action.CANCEL_ITEMS, late=late)


def pieces(desk: Desk, one: str) -> int:
    return desk.server.world.shipment(one).items[0].quantity


def test_a_part_of_a_quantity_is_not_offered_while_it_may_still_come(big: Desk) -> None:
    result, ids, start = twice(big, "14")
    assert result.count(State.UNKNOWN) == 3, words_of(result)
    assert "Retry is safe" in words_of(result)
    assert result.retryable == ()
    assert big.services.bulk.retry(result.batch_id).batch_id is None
    # Not by hand either: the order is held until it is known.
    by_hand = {one: (CancelItem("any", 1, "6"),) for one in ids}
    assert big.plan(Action.CANCEL_ITEMS, ids, cancel_items=by_hand).batch_id is None
    big.later(15)
    big.sync()
    assert states(big, result.batch_id) == {State.DONE}
    assert {pieces(big, one) for one in ids} == {3}
    assert times(big, start, ids) == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("seconds", [60, 119])
def test_it_may_come_as_late_as_two_minutes(big: Desk, seconds: int) -> None:
    result, ids, start = twice(big, str(seconds))
    big.later(seconds - 5)
    big.sync()
    assert states(big, result.batch_id) == {State.UNKNOWN}
    assert big.services.bulk.retry(result.batch_id).batch_id is None
    big.later(6)
    big.sync()
    assert states(big, result.batch_id) == {State.DONE}
    assert times(big, start, ids) == dict.fromkeys(ids, 1)


def test_after_the_wait_and_a_fresh_look_it_is_offered(big: Desk) -> None:
    result, ids, start = twice(big, "100000")
    big.later(LATE.total_seconds() + 1)
    assert big.services.bulk.retry(result.batch_id).batch_id is None
    big.sync()
    assert states(big, result.batch_id) == {State.NOT_SENT}
    again = big.services.bulk.retry(result.batch_id)
    assert again.batch_id is not None
    assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == 3
    assert times(big, start, ids) == dict.fromkeys(ids, 1)


def test_a_whole_item_is_offered_at_once(big: Desk) -> None:
    """A second cancellation of the same pieces would be refused."""
    ids, options = READY[Action.CANCEL_ITEMS](big, 2)
    whole = {
        one: tuple(type(cut)(cut.item_id, 3, cut.reason_code) for cut in cuts)
        for one, cuts in options["cancel_items"].items()  # type: ignore[attr-defined]
    }
    big.fault("drop-before", "cancel", times=1)
    result = big.do(Action.CANCEL_ITEMS, ids, cancel_items=whole)
    assert set(result.retryable) == set(ids), words_of(result)


def test_an_awb_that_leaves_the_door_open_waits_too(big: Desk) -> None:
    result, ids, start = lost(big, Action.UPDATE_AWB, late="60", auto_dispatch=False)
    assert result.count(State.UNKNOWN) == 3, words_of(result)
    assert big.services.bulk.retry(result.batch_id).batch_id is None
    big.later(61)
    big.sync()
    assert states(big, result.batch_id) == {State.DONE}
    assert times(big, start, ids) == dict.fromkeys(ids, 1)


def test_the_wait_goes_on_over_a_restart(make_desk: Any) -> None:
    desk: Desk = make_desk(200)
    desk.sync()
    result, _, _ = twice(desk, "100")
    desk.services.close()
    again: Desk = make_desk(server=desk.server)
    again.later(30)
    again.services.bulk.recover(again.ctx)
    assert states(again, result.batch_id) == {State.UNKNOWN}
    again.later(100)
    again.services.bulk.recover(again.ctx)
    assert states(again, result.batch_id) == {State.DONE}


# ---- numbers -------------------------------------------------------------------------------


def test_the_number_of_a_lost_invoice_goes_to_nobody_else(big: Desk) -> None:
    """Cancelled meanwhile, but the invoice was taken before: its number is used."""
    result, ids, _ = lost(big, Action.ADD_INVOICE, late="1")
    world = big.server.world
    big.later(2)
    for one in ids:
        # Read alone and listed as cancelled only: nothing shows the invoice any more.
        world.move(world.shipment(one), "CANCELLED", "cancelled_customer")
    big.sync()
    assert State.DONE not in states(big, result.batch_id)
    more = READY[Action.ADD_INVOICE](big, 3)[0]
    big.do(Action.ADD_INVOICE, [one for one in more if one not in ids])
    numbers = [
        change.payload["invoiceNumber"]
        for change in big.server.changes
        if change.call == "invoiceUpdate"
    ]
    assert len(numbers) == len(set(numbers))


def test_a_retry_that_was_refused_is_overtaken_by_the_late_first_one(big: Desk) -> None:
    result, _, _ = lost(big, Action.CONFIRM, late="60")
    big.fault("refuse", "confirm", code="X7")
    again = big.services.bulk.retry(result.batch_id)
    assert again.batch_id is not None
    assert big.services.bulk.run(big.ctx, again.batch_id).count(State.REFUSED) == 3
    big.server.faults.clear()
    big.later(61)
    big.sync()
    assert states(big, result.batch_id) == {State.DONE}
    # Nor is there anything to retry in the second one.
    assert states(big, again.batch_id) == {State.DONE}
    assert big.services.bulk.retry(again.batch_id).batch_id is None
    assert len(big.news) == 1
