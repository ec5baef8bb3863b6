"""What is pressed while offline waits here, is looked at again, and is sent once."""

from __future__ import annotations

from typing import Any

import pytest

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import ApiError
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.batch_models import ActionOptions, Plan
from konnect_desktop.services.context import TaskContext
from tests.services.desk import Desk, words_of


@pytest.fixture
def big(make_desk: Any) -> Desk:
    """A desk with many new orders, none locked."""
    desk: Desk = make_desk(200)
    for shipment_id in desk.server.world.ids():
        desk.server.world.unlock(shipment_id)
    desk.sync()
    return desk


def queue(desk: Desk, action: Action, ids: list[str], **options: object) -> Plan:
    plan = desk.plan(action, ids, **options)
    assert plan.batch_id is not None
    assert desk.services.bulk.queue(plan.batch_id)
    return plan


def test_it_waits_with_a_chip_of_its_own_and_nothing_is_sent(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:5]
    plan = queue(big, Action.CONFIRM, ids)
    before = len(big.server.requests)
    assert [(one.id, one.is_queued) for one in big.services.bulk.queued()] == [
        (plan.batch_id, True)
    ]
    rows = big.services.queries.rows_by_id(ids)
    assert {(row.pending, row.is_queued) for row in rows} == {("confirm", True)}
    assert len(big.server.requests) == before
    # Nothing else may touch these meanwhile.
    left = big.plan(Action.CANCEL, ids, reason_code="6").left_out
    assert {one.reason for one in left} == {Reason.BUSY}


def test_it_is_sent_once_when_the_connection_is_back(big: Desk) -> None:
    first, second = big.ids(Lane.NEW)[:25], big.ids(Lane.NEW)[25:30]
    queue(big, Action.CONFIRM, first)
    queue(big, Action.CANCEL, second, reason_code="6")
    results = big.services.bulk.run_queued(big.ctx)
    assert [(one.action, one.count(State.DONE)) for one in results] == [
        (Action.CONFIRM, 25),
        (Action.CANCEL, 5),
    ]
    assert big.services.bulk.queued() == []
    assert big.services.bulk.run_queued(big.ctx) == []
    big.assert_nothing_twice()


def test_state_and_lock_are_looked_at_before_it_is_sent(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:8]
    queue(big, Action.CONFIRM, ids)
    world = big.server.world
    world.customer_cancel(ids[0])
    world.lock(ids[1])
    world.move(world.shipment(ids[2]), states.CONFIRMED, "bag_confirmed")
    world.reassign(ids[3])
    before = len(big.server.requests)
    (result,) = big.services.bulk.run_queued(big.ctx)
    assert set(result.ids(State.DONE)) == set(ids[4:]), words_of(result)
    assert result.outcomes[ids[0]].is_loud
    assert "Locked" in str(result.outcomes[ids[1]].message)
    assert "Already confirmed" in str(result.outcomes[ids[2]].message)
    assert "no longer lists" in str(result.outcomes[ids[3]].message)
    sent = [s.record_ids for s in big.server.requests[before:] if s.call == "confirm"]
    assert {one for group in sent for one in group} == set(ids[4:])
    (row,) = big.services.queries.rows_by_id([ids[1]])
    assert row.lane is Lane.FIX
    assert row.attention is not None
    assert "Locked by Fynd" in str(row.attention.message)


def test_items_cancelled_meanwhile_are_not_sent(big: Desk) -> None:
    world = big.server.world
    one = next(i for i in world.ids("CREATED") if len(world.shipment(i).open_items()) > 1)
    queue(big, Action.CONFIRM, [one])
    gone = world.shipment(one).items[0].item_id
    world.customer_cancel(one, (gone,))
    (result,) = big.services.bulk.run_queued(big.ctx)
    assert result.count(State.DONE) == 1
    named = [row["orderItemId"] for row in big.server.changes[-1].payload["orderItems"]]
    assert gone not in named


def test_offline_goes_on_waiting(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:3]
    plan = queue(big, Action.CONFIRM, ids)
    big.fault("drop-before", "any", times=60)
    assert big.services.bulk.run_queued(big.ctx) == []
    assert [one.id for one in big.services.bulk.queued()] == [plan.batch_id]
    assert plan.batch_id is not None
    with pytest.raises(ApiError):
        big.services.bulk.run(big.ctx, plan.batch_id)
    big.server.faults.clear()
    (result,) = big.services.bulk.run_queued(big.ctx)
    assert result.count(State.DONE) == 3


def test_it_survives_a_restart_and_recovery_leaves_it_alone(make_desk: Any) -> None:
    with PracticeServer(orders=120) as server:
        desk: Desk = make_desk(server=server, folder="data")
        desk.sync()
        ids = desk.ids(Lane.NEW)[:10]
        waiting = queue(desk, Action.CONFIRM, ids[:5])
        other = desk.plan(Action.CONFIRM, ids[5:])
        desk.services.close()
        again: Desk = make_desk(server=server, folder="data")
        assert again.services.bulk.interrupted == (other.batch_id,)
        report = again.services.bulk.recover(again.ctx)
        # Told once: what waits for the connection is no part of it.
        assert "5 not sent. Press Resume under the list of orders" in str(report.sentence)
        assert not again.services.bulk.recover(again.ctx)
        assert [one.id for one in again.services.bulk.queued()] == [waiting.batch_id]
        assert other.batch_id is not None
        batch = again.services.queries.batch(other.batch_id)
        assert batch is not None
        assert len(batch.in_state(State.NOT_SENT)) == 5
        (result,) = again.services.bulk.run_queued(again.ctx)
        assert result.count(State.DONE) == 5
        again.assert_nothing_twice()


def test_it_can_be_withdrawn_and_its_numbers_go_back(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:4]
    big.do(Action.CONFIRM, ids)
    plan = queue(big, Action.ADD_INVOICE, ids[:2])
    assert plan.batch_id is not None
    big.services.bulk.withdraw(plan.batch_id)
    assert big.services.bulk.queued() == []
    assert big.services.bulk.run_queued(big.ctx) == []
    assert "invoiceUpdate" not in big.calls()
    after = big.plan(Action.ADD_INVOICE, ids[2:])
    assert [number for _, number in after.preview] == ["INV-00001", "INV-00002"]


def test_numbers_stay_as_shown_while_it_waits(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:6]
    big.do(Action.CONFIRM, ids)
    waiting = queue(big, Action.ADD_INVOICE, ids[:3])
    assert big.do(Action.ADD_INVOICE, ids[3:]).count(State.DONE) == 3
    (result,) = big.services.bulk.run_queued(big.ctx)
    assert result.count(State.DONE) == 3
    sent = {c.shipment_id: c.payload for c in big.server.changes if c.call == "invoiceUpdate"}
    numbers = dict(zip(waiting.ids, (number for _, number in waiting.preview), strict=True))
    assert {key: sent[key]["invoiceNumber"] for key in ids[:3]} == numbers


def test_the_number_of_an_order_that_cannot_go_is_free_again(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:3]
    big.do(Action.CONFIRM, ids)
    queue(big, Action.ADD_INVOICE, ids)
    big.server.world.customer_cancel(ids[0])
    (result,) = big.services.bulk.run_queued(big.ctx)
    assert result.outcomes[ids[0]].is_loud
    more = big.ids(Lane.NEW)[3:4]
    big.do(Action.CONFIRM, more)
    assert big.plan(Action.ADD_INVOICE, more).preview[0][1] == "INV-00001"


def test_what_was_sent_already_cannot_be_queued(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:2]
    result = big.do(Action.CONFIRM, ids)
    assert not big.services.bulk.queue(result.batch_id)


def test_stop_ends_the_queue_between_two_batches(big: Desk) -> None:
    ids = big.ids(Lane.NEW)
    queue(big, Action.CONFIRM, ids[:3])
    second = queue(big, Action.CONFIRM, ids[3:6])
    ctx = TaskContext(lambda progress: ctx.cancel() if progress.done == 3 else None)
    assert len(big.services.bulk.run_queued(ctx)) == 1
    assert [one.id for one in big.services.bulk.queued()] == [second.batch_id]


def test_a_second_run_of_the_same_batch_sends_nothing(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:3]
    plan = big.plan(Action.CONFIRM, ids)
    assert plan.batch_id is not None
    batch_id = plan.batch_id
    inner: list[int] = []

    def press_again(_progress: object) -> None:
        if not inner:
            inner.append(len(big.services.bulk.run(TaskContext(), batch_id).outcomes))

    big.services.bulk.run(TaskContext(press_again), batch_id)
    assert inner == [3]
    assert set(big.applied("confirm").values()) == {1}
    big.assert_nothing_twice()


def test_numbers_can_be_looked_at_before_planning(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:2]
    big.do(Action.CONFIRM, ids)
    options = ActionOptions()
    looked = big.services.bulk.numbers(Action.ADD_INVOICE, [*ids, "no-such"], options)
    assert looked == {ids[0]: "INV-00001", ids[1]: "INV-00002"}
    assert big.services.bulk.numbers(Action.ADD_INVOICE, ids, options) == looked
    assert dict(
        zip(ids, (n for _, n in big.plan(Action.ADD_INVOICE, ids).preview), strict=True)
    ) == (looked)
