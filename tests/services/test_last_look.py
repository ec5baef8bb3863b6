"""Pack and dispatch go out only after a fresh look at lock and status
(docs/konnect-api.md 10.2 and 12)."""

from __future__ import annotations

import pytest

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from tests.services.desk import Desk, words_of
from tests.services.ready import CALLS, READY

CHECKED = [Action.GET_LABELS, Action.HAND_OVER]


@pytest.mark.parametrize("action", CHECKED)
def test_when_the_light_call_fails_each_order_is_read_by_itself(big: Desk, action: Action) -> None:
    ids, _ = READY[action](big, 4)
    plan = big.plan(action, ids)
    world = big.server.world
    world.lock(ids[0])
    world.move(world.shipment(ids[1]), states.CANCELLED, "cancelled_customer")
    big.fault("500", "info")
    before = len(big.server.requests)
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert set(result.ids(State.DONE)) == set(ids[2:]), words_of(result)
    assert "Locked" in str(result.outcomes[ids[0]].message)
    assert result.outcomes[ids[1]].is_loud
    # Neither of the two was sent at all.
    sent = [s.record_ids for s in big.server.requests[before:] if s.call == CALLS[action]]
    assert {one for group in sent for one in group} == set(ids[2:])


@pytest.mark.parametrize("action", CHECKED)
def test_what_cannot_be_looked_at_is_not_sent_and_can_be_retried(big: Desk, action: Action) -> None:
    ids, _ = READY[action](big, 3)
    big.fault("500", "info")
    big.fault("html", "orders", ids=(ids[0],))
    result = big.do(action, ids)
    assert set(result.ids(State.DONE)) == set(ids[1:]), words_of(result)
    outcome = result.outcomes[ids[0]]
    assert outcome.state is State.NOT_SENT
    assert "looked at right before" in str(outcome.message)
    big.server.faults.clear()
    again = big.services.bulk.retry(result.batch_id)
    assert again.ids == (ids[0],)
    assert again.batch_id is not None
    assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == 1
    big.assert_nothing_twice()


@pytest.mark.parametrize("action", CHECKED)
def test_when_nothing_can_be_read_nothing_is_sent_and_it_ends_soon(
    big: Desk, action: Action
) -> None:
    ids, _ = READY[action](big, 12)
    big.fault("html", "info")
    big.fault("html", "orders")
    before = len(big.server.requests)
    result = big.do(action, ids)
    assert result.count(State.NOT_SENT) == 12, words_of(result)
    assert set(result.retryable) == set(ids)
    assert CALLS[action] not in big.calls(before)
    # Three failures in a row say enough: the other nine are not asked about.
    asked = {s.query.get("orderId") for s in big.server.requests[before:] if s.call == "orders"}
    assert len(asked & set(ids)) == 3


@pytest.mark.parametrize("action", CHECKED)
def test_without_a_connection_nothing_is_sent_unlooked_at(big: Desk, action: Action) -> None:
    ids, _ = READY[action](big, 3)
    big.fault("drop-before", "info")
    before = len(big.server.requests)
    result = big.do(action, ids)
    assert result.count(State.NOT_SENT) == 3, words_of(result)
    assert CALLS[action] not in big.calls(before)
    assert set(result.retryable) == set(ids)
