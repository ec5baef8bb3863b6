"""Bulk actions over real HTTP: nothing twice, nothing lost, each order with its own outcome."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import KonnectError
from konnect_desktop.services.batch_models import SeriesOptions
from konnect_desktop.services.context import TaskContext
from tests.services.desk import Desk, words_of


@pytest.fixture
def big(make_desk: Any) -> Desk:
    """A desk with more than 60 new orders."""
    made: Desk = make_desk(140)
    made.sync()
    assert len(made.ids(Lane.NEW)) >= 60
    return made


def channel_ship(desk: Desk, count: int, lane: Lane = Lane.NEW) -> list[str]:
    rows = desk.services.queries.rows_by_id(desk.ids(lane))
    return [row.id for row in rows if not row.is_self_ship][:count]


def test_from_new_to_handed_over(big: Desk) -> None:
    ids = channel_ship(big, 45)
    for action, status in (
        (Action.CONFIRM, states.CONFIRMED),
        (Action.ADD_INVOICE, states.PROCESSING),
        (Action.CHECK_COURIER, states.PROCESSING),
        (Action.GET_LABELS, states.COMPLETED),
        (Action.HAND_OVER, states.TRANSIT),
    ):
        result = big.do(action, ids)
        assert result.count(State.DONE) == 45, words_of(result)
        assert {big.statuses()[key] for key in ids} == {status}
    big.assert_nothing_twice()
    assert set(big.statuses().items()) <= set(big.truth().items())


def test_groups_hold_at_most_twenty_and_the_read_back_is_cheap(big: Desk) -> None:
    before = len(big.server.requests)
    big.do(Action.CONFIRM, big.ids(Lane.NEW)[:60])
    seen = big.server.requests[before:]
    assert [len(s.record_ids) for s in seen if s.call == "confirm"] == [20, 20, 20]
    assert len(seen) <= 3 + 6


def test_few_orders_are_read_back_one_by_one(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:2]
    before = len(big.server.requests)
    big.do(Action.CONFIRM, ids)
    reads = [s.query.get("orderId") for s in big.server.requests[before:] if s.call == "orders"]
    assert sorted(str(one) for one in reads) == sorted(ids)


def test_plan_names_who_is_left_out_and_why(big: Desk) -> None:
    new, transit = big.ids(Lane.NEW)[:3], big.ids(Lane.IN_TRANSIT)[:2]
    plan = big.plan(Action.CONFIRM, [*new, *transit, "no-such-order"])
    assert plan.ids == tuple(new)
    left = {item.reason: set(item.ids) for item in plan.left_out}
    assert left[Reason.ALREADY_CONFIRMED] == set(transit)
    assert left[None] == {"no-such-order"}
    assert all(item.message and item.next for item in plan.left_out)


def test_two_batches_for_the_same_order_are_refused(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:4]
    first = big.plan(Action.CONFIRM, ids[:3])
    second = big.plan(Action.CONFIRM, ids)
    assert second.ids == (ids[3],)
    assert {item.reason for item in second.left_out} == {Reason.BUSY}
    assert first.batch_id is not None
    big.services.bulk.withdraw(first.batch_id)
    assert big.plan(Action.CONFIRM, ids[:3]).ids == tuple(ids[:3])


def test_undo_sends_nothing(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:30]
    plan = big.plan(Action.CONFIRM, ids)
    assert plan.batch_id is not None
    big.services.bulk.withdraw(plan.batch_id)
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert result.count(State.WITHDRAWN) == 30
    assert "confirm" not in big.calls()


def test_one_refused_record_does_not_sink_the_others_and_can_be_retried(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:40]
    bad = tuple(ids[3:6])
    for shipment_id in bad:
        big.fault("refuse", "confirm", ids=(shipment_id,), times=1, code="X999")
    result = big.do(Action.CONFIRM, ids)
    assert set(result.ids(State.REFUSED)) == set(bad)
    assert result.count(State.DONE) == 37
    assert {result.outcomes[one].code for one in bad} == {"X999"}
    plan = big.services.bulk.retry(result.batch_id)
    assert set(plan.ids) == set(bad)
    assert plan.linked_to == result.batch_id
    assert plan.batch_id is not None
    again = big.services.bulk.run(big.ctx, plan.batch_id)
    assert again.count(State.DONE) == 3
    assert set(big.applied("confirm").values()) == {1}


@pytest.mark.parametrize("kind", ["drop-after", "hang-after", "500", "html", "truncate"])
def test_lost_answer_after_applying_is_settled_and_nothing_sent_twice(big: Desk, kind: str) -> None:
    ids = big.ids(Lane.NEW)[:60]
    value = {"hang-after": "0.2", "500": "html"}.get(kind, "")
    big.fault(kind, "confirm", times=1, skip=1, value=value)
    result = big.do(Action.CONFIRM, ids)
    assert result.count(State.UNKNOWN, State.NEEDS_YOU) == 0
    done, not_sent = set(result.ids(State.DONE)), set(result.ids(State.NOT_SENT))
    assert done | not_sent == set(ids)
    assert done == set(big.applied("confirm"))
    big.assert_nothing_twice()
    # A 5xx of this server applies nothing: the re-read shows it, and Retry takes just those.
    assert (len(not_sent) > 0) == (kind == "500")
    if not_sent:
        plan = big.services.bulk.retry(result.batch_id)
        assert set(plan.ids) == not_sent


@pytest.mark.parametrize("kind", ["drop-before", "hang-before"])
def test_lost_before_applying_is_not_sent_and_retry_completes(big: Desk, kind: str) -> None:
    ids = big.ids(Lane.NEW)[:60]
    big.fault(kind, "confirm", times=1, value="0.2")
    result = big.do(Action.CONFIRM, ids)
    assert result.count(State.DONE) == 40
    lost = result.ids(State.NOT_SENT)
    assert len(lost) == 20
    plan = big.services.bulk.retry(result.batch_id)
    assert plan.batch_id is not None
    assert big.services.bulk.run(big.ctx, plan.batch_id).count(State.DONE) == 20
    assert set(big.applied("confirm").values()) == {1}


def test_counts_without_names_are_read_back(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:20]
    big.fault("refuse", "confirm", ids=(ids[7],), times=1, code="X1")
    big.fault("no-ids", "confirm", times=1)
    result = big.do(Action.CONFIRM, ids)
    assert result.count(State.DONE) == 19
    assert result.ids(State.NOT_SENT) == (ids[7],)


def test_too_many_requests_waits_and_goes_on(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:40]
    big.fault("429", "confirm", times=2, value="0")
    assert big.do(Action.CONFIRM, ids).count(State.DONE) == 40
    assert set(big.applied("confirm").values()) == {1}


def test_token_that_ends_mid_batch_is_renewed(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:60]
    big.fault("expired", "confirm", times=1, skip=1)
    before = big.calls().count("token")
    assert big.do(Action.CONFIRM, ids).count(State.DONE) == 60
    assert big.calls().count("token") == before + 1


def test_stop_ends_after_the_group_in_flight(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:60]
    big.services.change_settings(max_in_flight=1)
    plan = big.plan(Action.CONFIRM, ids)
    ctx = TaskContext(lambda progress: ctx.cancel() if progress.done == 20 else None)
    assert plan.batch_id is not None
    result = big.services.bulk.run(ctx, plan.batch_id)
    assert result.was_stopped
    assert result.count(State.DONE) == 20
    assert result.count(State.NOT_SENT) == 40
    assert "Stopped before it was sent" in words_of(result)
    assert len(big.applied("confirm")) == 20
    # What was done is already shown as done, also after Stop.
    assert Counter(big.statuses()[key] for key in ids)[states.CONFIRMED] == 20
    assert len(big.services.bulk.retry(result.batch_id).ids) == 40


def test_three_failed_groups_in_a_row_end_the_sending(make_desk: Any) -> None:
    desk = make_desk(300)
    desk.sync()
    ids = desk.ids(Lane.NEW)[:140]
    desk.services.change_settings(max_in_flight=1)
    desk.server.stop()
    result = desk.do(Action.CONFIRM, ids)
    assert result.was_stopped
    assert "could not be reached" in str(result.stopped_because)
    assert result.count(State.NOT_SENT) == 140
    plan = desk.services.bulk.retry(result.batch_id)
    assert len(plan.ids) == 140


def test_already_confirmed_elsewhere_counts_as_done(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:30]
    plan = big.plan(Action.CONFIRM, ids)
    # Somebody confirms two of them in the Fynd panel meanwhile.
    for shipment_id in ids[:2]:
        big.server.world.move(
            big.server.world.shipment(shipment_id), states.CONFIRMED, "bag_confirmed"
        )
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert result.count(State.DONE) == 30, words_of(result)
    assert "Was already done" in words_of(result)


def test_cancelled_meanwhile_is_loud_and_never_packed(big: Desk) -> None:
    ids = channel_ship(big, 25)
    for action in (Action.CONFIRM, Action.ADD_INVOICE):
        big.do(action, ids)
    plan = big.plan(Action.GET_LABELS, ids)
    gone, locked = ids[4], ids[9]
    big.server.world.customer_cancel(gone)
    big.server.world.lock(locked)
    before = len(big.server.requests)
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert result.count(State.DONE) == 23
    assert result.outcomes[gone].is_loud
    assert not result.outcomes[gone].may_retry
    assert result.groups[0].ids == (gone,)
    assert "Locked" in str(result.outcomes[locked].message)
    sent = [s.record_ids for s in big.server.requests[before:] if s.call == "pack"]
    assert not {gone, locked} & {one for ids_sent in sent for one in ids_sent}
    assert big.services.bulk.retry(result.batch_id).ids == ()


def test_cancelled_between_the_look_and_the_call_is_loud_too(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:3]
    plan = big.plan(Action.CONFIRM, ids)
    big.server.world.customer_cancel(ids[1])
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert result.outcomes[ids[1]].is_loud
    assert result.outcomes[ids[1]].code == "O400"
    assert big.statuses()[ids[1]] == states.CANCELLED


def test_pack_before_a_courier_is_refused_in_words(big: Desk) -> None:
    ids = channel_ship(big, 2)
    for action in (Action.CONFIRM, Action.ADD_INVOICE):
        big.do(action, ids)
    shipment = big.server.world.shipment(ids[0])
    big.server.world.move(shipment, states.PROCESSING, "bag_invoiced")
    result = big.do(Action.GET_LABELS, ids)
    assert result.outcomes[ids[0]].state is State.REFUSED
    assert result.outcomes[ids[0]].code == "CR400"
    assert result.outcomes[ids[1]].state is State.DONE


def test_cancel_whole_orders_with_one_reason(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:23]
    with pytest.raises(KonnectError, match="reason"):
        big.plan(Action.CANCEL, ids)
    result = big.do(Action.CANCEL, ids, reason_code="6")
    assert result.count(State.DONE) == 23, words_of(result)
    assert {big.statuses()[key] for key in ids} == {states.CANCELLED}
    payloads = [c.payload for c in big.server.changes if c.call == "cancel"]
    assert {item["reasonCode"] for p in payloads for item in p["orderItems"]} == {"6"}


def test_invoice_numbers_are_previewed_unique_and_survive_a_retry(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:30]
    big.do(Action.CONFIRM, ids)
    series = SeriesOptions("GST/25-", 41, 4)
    plan = big.plan(Action.ADD_INVOICE, ids, series=series)
    assert plan.preview[0][1] == "GST/25-0041"
    assert plan.preview[-1][1] == "GST/25-0070"
    promised = dict(zip(plan.ids, (number for _, number in plan.preview), strict=True))
    big.fault("drop-before", "invoiceUpdate", times=1)
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert len(result.ids(State.NOT_SENT)) in (10, 20)
    again = big.services.bulk.retry(result.batch_id)
    assert again.batch_id is not None
    assert big.services.bulk.run(big.ctx, again.batch_id).retryable == ()
    sent = {
        c.shipment_id: c.payload["invoiceNumber"]
        for c in big.server.changes
        if c.call == "invoiceUpdate"
    }
    assert sent == promised


def test_withdrawn_numbers_are_given_to_the_next(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:4]
    big.do(Action.CONFIRM, ids)
    first = big.plan(Action.ADD_INVOICE, ids[:2])
    assert first.batch_id is not None
    big.services.bulk.withdraw(first.batch_id)
    second = big.plan(Action.ADD_INVOICE, ids[2:])
    assert [number for _, number in second.preview] == ["INV-00001", "INV-00002"]


def test_waiting_for_a_courier_is_no_failure(make_desk: Any) -> None:
    desk = make_desk(120, auto_courier=False)
    desk.sync()
    ids = channel_ship(desk, 4)
    for action in (Action.CONFIRM, Action.ADD_INVOICE):
        desk.do(action, ids)
    result = desk.do(Action.CHECK_COURIER, ids)
    assert result.count(State.DONE) == 4
    assert "still looking for a courier" in words_of(result)
    desk.server.world.assign_couriers()
    result = desk.do(Action.CHECK_COURIER, ids)
    assert "Courier:" in words_of(result)
    rows = desk.services.queries.rows_by_id(ids)
    assert {row.lane for row in rows} == {Lane.GET_LABELS}


def test_mark_packed_is_ours_alone(big: Desk) -> None:
    ids = channel_ship(big, 3)
    big.until_packed(ids)
    before = len(big.server.requests)
    assert big.do(Action.MARK_PACKED, ids).count(State.DONE) == 3
    assert len(big.server.requests) == before
    assert {row.lane for row in big.services.queries.rows_by_id(ids)} == {Lane.TO_HAND_OVER}


def test_refresh_brings_what_changed_and_names_what_is_gone(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:12]
    big.server.world.customer_cancel(ids[0])
    big.server.world.reassign(ids[1])
    result = big.do(Action.REFRESH, ids)
    assert result.count(State.DONE) == 11
    assert "no longer lists" in str(result.outcomes[ids[1]].message)
    assert big.statuses()[ids[0]] == states.CANCELLED


def test_self_ship_hand_over_is_remembered_although_the_status_stays(big: Desk) -> None:
    rows = big.services.queries.rows_by_id(big.ids(Lane.NEW))
    ids = [row.id for row in rows if row.is_self_ship][:3]
    assert ids
    big.until_packed(ids)
    result = big.do(Action.HAND_OVER, ids)
    assert result.count(State.DONE) == len(ids), words_of(result)
    rows = big.services.queries.rows_by_id(ids)
    assert {row.status for row in rows} == {states.COMPLETED}
    assert all(row.dispatched_here for row in rows)


def test_read_back_failure_leaves_known_outcomes_alone(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:20]
    big.fault("500", "orders")
    result = big.do(Action.CONFIRM, ids)
    assert result.count(State.DONE) == 20
    big.server.faults.clear()
    big.sync()
    assert {big.statuses()[key] for key in ids} == {states.CONFIRMED}


def test_unknown_stays_unknown_while_offline_and_is_settled_later(big: Desk) -> None:
    ids = big.ids(Lane.NEW)[:20]
    big.fault("drop-after", "confirm", times=1)
    big.fault("drop-before", "orders", times=40)
    result = big.do(Action.CONFIRM, ids)
    assert result.count(State.UNKNOWN) == 20
    # It stands in an unfinished batch, so nothing else may touch it meanwhile.
    assert big.plan(Action.CANCEL, ids, reason_code="6").ids == ()
    big.server.faults.clear()
    settled = big.services.bulk.settle(big.ctx, result.batch_id)
    assert settled.count(State.DONE) == 20
    big.assert_nothing_twice()
