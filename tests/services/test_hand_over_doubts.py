"""A hand-over may leave COMPLETED as it was (10.11), so that status proves nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

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


def are_handed_over(desk: Desk, ids: list[str]) -> bool:
    rows = desk.services.queries.rows_by_id(ids)
    return all(row.dispatched_here for row in rows)


@pytest.mark.parametrize("packed", STAYING)
def test_a_lost_answer_that_nothing_shows_is_for_the_seller_to_look_at(
    big: Desk, packed: Packed
) -> None:
    ids = packed(big, 3)
    big.fault("drop-after", "dispatch", times=1)
    result = big.do(Action.HAND_OVER, ids)
    assert result.count(State.NEEDS_YOU) == 3, words_of(result)
    assert "Fynd panel" in words_of(result)
    # Nothing is offered that would send them once more.
    assert result.retryable == ()
    assert big.services.bulk.retry(result.batch_id).batch_id is None
    assert big.applied("dispatch") == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("packed", [channel_ship, *STAYING])
def test_what_was_lost_before_it_was_applied_is_handed_over_when_it_is_pressed_again(
    big: Desk, packed: Packed
) -> None:
    ids = packed(big, 3)
    big.fault("drop-before", "dispatch", times=1)
    result = big.do(Action.HAND_OVER, ids)
    assert result.count(State.NEEDS_YOU) == 3, words_of(result)
    assert "press Hand over again" in words_of(result)
    # The seller looked, and they are not handed over.
    assert big.do(Action.HAND_OVER, ids).count(State.DONE) == 3
    assert big.applied("dispatch") == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("packed", STAYING)
def test_pressed_again_although_it_was_done_reads_as_done(big: Desk, packed: Packed) -> None:
    ids = packed(big, 3)
    big.fault("drop-after", "dispatch", times=1)
    big.do(Action.HAND_OVER, ids)
    result = big.do(Action.HAND_OVER, ids)
    assert result.count(State.DONE) == 3, words_of(result)
    assert "already" in words_of(result)
    assert are_handed_over(big, ids)
    assert big.applied("dispatch") == dict.fromkeys(ids, 1)
    # The doubt is over, and Hand over is not offered any more.
    assert {row.attention for row in big.services.queries.rows_by_id(ids)} == {""}
    assert not any(
        judge(Action.HAND_OVER, facts).is_open for facts, _ in big.services.queries.facts(ids)
    )


def test_tracking_that_shows_it_with_the_courier_proves_it(big: Desk) -> None:
    ids = waiting_for_the_scan(big, 3)
    world = big.server.world
    big.fault("drop-after", "dispatch", times=1)
    # Scanned, but the listings are not so far yet.
    for one in ids[:2]:
        world.move(world.shipment(one), "COMPLETED", "handed_over_to_dg")
    result = big.do(Action.HAND_OVER, ids)
    assert set(result.ids(State.DONE)) == set(ids[:2]), words_of(result)
    assert result.ids(State.NEEDS_YOU) == (ids[2],)
    assert are_handed_over(big, ids[:2])


def test_a_lost_answer_after_which_it_moves_is_done(big: Desk) -> None:
    ids = channel_ship(big, 3)
    big.fault("drop-after", "dispatch", times=1)
    before = len(big.server.requests)
    assert big.do(Action.HAND_OVER, ids).count(State.DONE) == 3
    assert are_handed_over(big, ids)
    # The status says it all: nobody is tracked for it.
    assert "track" not in Counter(big.calls(before))


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
    assert "no label" in result.outcomes[ids[0]].reason.casefold()
    assert "Get labels" in result.outcomes[ids[0]].next_step
