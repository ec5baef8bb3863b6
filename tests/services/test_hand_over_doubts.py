"""A hand-over may leave COMPLETED as it was (docs/konnect-api.md 10.11): that proves nothing, so
Fynd is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from konnect_desktop.domain.actions import Action, judge
from konnect_desktop.domain.batches import State
from konnect_desktop.practice.faults import Fault
from tests.services.desk import Desk, words_of
from tests.services.ready import READY, self_ship_packed, stay_completed

Packed = Callable[[Desk, int], list[str]]


def channel_ship(desk: Desk, count: int) -> list[str]:
    return READY[Action.HAND_OVER](desk, count)[0]


def waiting_for_the_scan(desk: Desk, count: int) -> list[str]:
    stay_completed(desk)
    return channel_ship(desk, count)


STAYING = [self_ship_packed, waiting_for_the_scan]
ALL = [channel_ship, *STAYING]
LOST = ["drop-after", "drop-before", "html", "502", "redirect-after", "scalar", "other-2xx", "late"]


def are_handed_over(desk: Desk, ids: list[str]) -> bool:
    rows = desk.services.queries.rows_by_id(ids)
    return all(row.dispatched_here for row in rows)


def states(desk: Desk, batch_id: int) -> set[State]:
    batch = desk.services.queries.batch(batch_id)
    assert batch is not None
    return {record.state for record in batch.records}


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("packed", ALL)
def test_a_lost_answer_is_settled_by_asking_once_more(big: Desk, packed: Packed, kind: str) -> None:
    ids = packed(big, 3)
    big.fault(kind, "dispatch", times=1)
    result = big.do(Action.HAND_OVER, ids)
    assert result.count(State.DONE) == 3, words_of(result)
    assert result.retryable == ()
    assert are_handed_over(big, ids)
    assert big.applied("dispatch") == dict.fromkeys(ids, 1)
    # The doubt is over, and Hand over is not offered any more.
    assert {row.attention for row in big.services.queries.rows_by_id(ids)} == {None}
    assert not any(
        judge(Action.HAND_OVER, facts).is_open for facts, _ in big.services.queries.facts(ids)
    )


@pytest.mark.parametrize("kind", ["drop-after", "drop-before"])
@pytest.mark.parametrize("packed", STAYING)
def test_while_no_answer_comes_it_stays_open_and_the_next_check_asks(
    big: Desk, packed: Packed, kind: str
) -> None:
    ids = packed(big, 25)
    big.fault(kind, "dispatch")
    result = big.do(Action.HAND_OVER, ids)
    assert result.count(State.UNKNOWN) == 25, words_of(result)
    assert "next check" in words_of(result)
    # It gives up soon, and nobody else may send it meanwhile.
    assert big.calls().count("dispatch") <= 6
    assert result.retryable == ()
    assert big.plan(Action.HAND_OVER, ids).batch_id is None
    big.server.faults.clear()
    big.sync()
    assert states(big, result.batch_id) == {State.DONE}
    assert "25 done" in " ".join(big.news)
    assert big.applied("dispatch") == dict.fromkeys(ids, 1)


def test_it_is_asked_after_a_restart_too(make_desk: Any) -> None:
    desk: Desk = make_desk(200)
    desk.sync()
    ids = waiting_for_the_scan(desk, 3)
    desk.fault("drop-after", "dispatch")
    result = desk.do(Action.HAND_OVER, ids)
    desk.services.close()
    desk.server.faults.clear()
    again: Desk = make_desk(server=desk.server)
    assert again.services.bulk.recover(again.ctx).done == 3
    assert states(again, result.batch_id) == {State.DONE}
    assert again.applied("dispatch") == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("packed", ALL)
def test_some_were_refused_and_the_answer_was_lost(big: Desk, packed: Packed) -> None:
    ids = packed(big, 4)
    big.server.faults.plan(Fault("refuse", "dispatch", ids=(ids[0],), code="X7"))
    big.fault("drop-after", "dispatch", times=1)
    result = big.do(Action.HAND_OVER, ids)
    assert set(result.ids(State.DONE)) == set(ids[1:]), words_of(result)
    # A late first try could still be taken, so the refusal is final only after the wait.
    assert result.ids(State.UNKNOWN) == (ids[0],)
    big.later(130)
    big.sync()
    assert states(big, result.batch_id) == {State.DONE, State.REFUSED}
    batch = big.services.queries.batch(result.batch_id)
    assert batch is not None
    (refused,) = batch.in_state(State.REFUSED)
    assert (refused.shipment_id, refused.outcome.code) == (ids[0], "X7")
    big.server.faults.clear()
    again = big.services.bulk.retry(result.batch_id)
    assert again.ids == (ids[0],)
    assert again.batch_id is not None
    assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == 1
    assert big.applied("dispatch") == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("packed", ALL)
@pytest.mark.parametrize("kind", ["no-ids", "no-errors"])
def test_counts_without_names_are_settled_one_by_one(big: Desk, packed: Packed, kind: str) -> None:
    ids = packed(big, 4)
    big.server.faults.plan(Fault("refuse", "dispatch", ids=(ids[0],), times=1, code="X7"))
    big.fault(kind, "dispatch", times=1)
    result = big.do(Action.HAND_OVER, ids)
    assert result.count(State.DONE) == 4, words_of(result)
    assert big.applied("dispatch") == dict.fromkeys(ids, 1)


def test_an_answer_that_never_names_anybody_is_understood_alone(big: Desk) -> None:
    ids = waiting_for_the_scan(big, 4)
    big.fault("drop-after", "dispatch", times=1)
    big.fault("no-ids", "dispatch")
    result = big.do(Action.HAND_OVER, ids)
    assert result.count(State.DONE) == 4, words_of(result)
    assert big.applied("dispatch") == dict.fromkeys(ids, 1)


def test_what_is_locked_meanwhile_is_asked_when_it_is_free(big: Desk) -> None:
    ids = waiting_for_the_scan(big, 2)
    big.fault("drop-after", "dispatch", times=1)
    big.fault("lock", "dispatch", ids=(ids[0],), skip=1)
    result = big.do(Action.HAND_OVER, ids)
    assert (result.ids(State.UNKNOWN), result.ids(State.DONE)) == ((ids[0],), (ids[1],))
    assert "locked" in str(result.outcomes[ids[0]].message)
    big.sync()
    assert states(big, result.batch_id) == {State.DONE, State.UNKNOWN}
    big.server.faults.clear()
    big.server.world.unlock(ids[0])
    big.sync()
    assert states(big, result.batch_id) == {State.DONE}
    assert big.applied("dispatch") == dict.fromkeys(ids, 1)


def test_cancelled_meanwhile_is_loud(big: Desk) -> None:
    ids = waiting_for_the_scan(big, 2)
    plan = big.plan(Action.HAND_OVER, ids)
    big.fault("drop-before", "dispatch", times=1)
    world, send = big.server.world, big.services.bulk._settler._asking.send

    def cancelled_just_before(*args: Any) -> Any:
        world.move(world.shipment(ids[0]), "CANCELLED", "cancelled_customer")
        return send(*args)

    big.services.bulk._settler._asking.send = cancelled_just_before  # type: ignore[method-assign]
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert result.outcomes[ids[0]].is_loud, words_of(result)
    assert result.outcomes[ids[0]].state is State.REFUSED
    assert result.outcomes[ids[1]].state is State.DONE


@pytest.mark.parametrize("packed", STAYING)
def test_pressed_again_although_it_was_done_reads_as_done(big: Desk, packed: Packed) -> None:
    ids = packed(big, 3)
    world = big.server.world
    for one in ids:  # on another computer
        world.shipment(one).dispatched = True
    result = big.do(Action.HAND_OVER, ids)
    assert result.count(State.DONE) == 3, words_of(result)
    assert "already" in words_of(result)
    assert are_handed_over(big, ids)
    assert big.applied("dispatch") == {}


@pytest.mark.parametrize("is_lost", [False, True])
def test_where_the_others_moved_on_at_once_not_packed_is_no_hand_over(
    big: Desk, is_lost: bool
) -> None:
    ids = channel_ship(big, 12)
    big.server.faults.plan(Fault("refuse", "dispatch", ids=(ids[0],), code="D400"))
    place = big.server.world.shipment(ids[0]).location
    alike = [one for one in ids[1:] if big.server.world.shipment(one).location == place]
    assert alike
    if is_lost:
        big.fault("drop-after", "dispatch", times=1)
    result = big.do(Action.HAND_OVER, ids)
    assert set(result.ids(State.DONE)) == set(ids[1:]), words_of(result)
    big.later(130)
    big.sync()
    assert states(big, result.batch_id) == {State.DONE, State.REFUSED}
    assert big.applied("dispatch") == dict.fromkeys(ids[1:], 1)


def test_tracking_that_shows_it_with_the_courier_proves_it(big: Desk) -> None:
    ids = waiting_for_the_scan(big, 3)
    world = big.server.world
    big.fault("drop-after", "dispatch", times=1)
    # Scanned, but the listings are not so far yet.
    for one in ids:
        world.move(world.shipment(one), "COMPLETED", "handed_over_to_dg")
    before = len(big.server.requests)
    result = big.do(Action.HAND_OVER, ids)
    assert result.count(State.DONE) == 3, words_of(result)
    assert are_handed_over(big, ids)
    # Proved, so it is not asked about once more.
    assert big.calls(before).count("dispatch") == 1


def test_a_lost_answer_after_which_it_moves_is_done(big: Desk) -> None:
    ids = channel_ship(big, 3)
    big.fault("drop-after", "dispatch", times=1)
    before = len(big.server.requests)
    assert big.do(Action.HAND_OVER, ids).count(State.DONE) == 3
    assert are_handed_over(big, ids)
    # The status says it all: nobody is tracked for it, or asked about again.
    assert "track" not in Counter(big.calls(before))
    assert big.calls(before).count("dispatch") == 1


def test_refused_for_another_reason_stays_refused(big: Desk) -> None:
    ids = waiting_for_the_scan(big, 3)
    big.server.faults.plan(Fault("refuse", "dispatch", ids=(ids[0],), times=1, code="X7"))
    result = big.do(Action.HAND_OVER, ids)
    assert result.ids(State.REFUSED) == (ids[0],), words_of(result)
    assert result.retryable == (ids[0],)


def test_refused_because_it_has_no_label_says_so(big: Desk) -> None:
    ids = channel_ship(big, 2)
    world = big.server.world
    # Fynd took the label back: it stands where it stood before packing.
    plan = big.plan(Action.HAND_OVER, ids)
    world.move(world.shipment(ids[0]), "PROCESSING", "dp_assigned")
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert result.ids(State.REFUSED) == (ids[0],), words_of(result)
    assert "no label" in str(result.outcomes[ids[0]].message).casefold()
    assert "Get labels" in str(result.outcomes[ids[0]].next)


def test_a_word_nobody_knows_is_no_reason_to_leave_it_to_the_seller(big: Desk) -> None:
    ids = waiting_for_the_scan(big, 3)
    plan = big.plan(Action.HAND_OVER, ids)
    big.fault("unknown-words", "any")
    # Nor does any list say where it stands.
    big.fault("message", "orders", skip=3)
    big.fault("drop-after", "dispatch", times=1)
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert State.NEEDS_YOU not in {one.state for one in result.outcomes.values()}
    big.server.faults.clear()
    big.sync()
    assert states(big, result.batch_id) == {State.DONE}
    assert big.applied("dispatch") == dict.fromkeys(ids, 1)
