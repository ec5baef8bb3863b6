"""O400 and IN401 mean the order or an item of it (docs/konnect-api.md 4.5): only the
state tells which."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from tests.services.desk import Desk, words_of

STEPS = [(Action.CONFIRM, "confirm", "O400"), (Action.ADD_INVOICE, "invoiceUpdate", "IN401")]


def ready(desk: Desk, action: Action) -> list[str]:
    """Two orders of two items or more that wait for the action."""
    world = desk.server.world
    ids = [
        one
        for one in world.ids("CREATED", self_ship=False)
        if len(world.shipment(one).open_items()) == len(world.shipment(one).items) > 1
    ][:2]
    if action is Action.ADD_INVOICE:
        assert desk.do(Action.CONFIRM, ids).count(State.DONE) == 2
    return ids


@pytest.mark.parametrize(("action", "call", "code"), STEPS)
def test_one_item_cancelled_is_no_cancelled_order(
    big: Desk, action: Action, call: str, code: str
) -> None:
    ids = ready(big, action)
    world = big.server.world
    gone = world.shipment(ids[0]).items[0].item_id
    plan = big.plan(action, ids)
    world.customer_cancel(ids[0], (gone,))
    big.fault("refuse", call, ids=(ids[0],), times=1, code=code)
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    outcome = result.outcomes[ids[0]]
    assert (outcome.state, outcome.code) == (State.REFUSED, code), words_of(result)
    assert not outcome.is_loud
    assert "item" in str(outcome.message)
    assert "Retry" in str(outcome.next)
    again = big.services.bulk.retry(result.batch_id)
    assert again.ids == (ids[0],)
    assert again.batch_id is not None
    assert big.services.bulk.run(big.ctx, again.batch_id).count(State.DONE) == 1
    named = [row["orderItemId"] for row in big.server.changes[-1].payload["orderItems"]]
    assert named
    assert gone not in named
    big.assert_nothing_twice()


@pytest.mark.parametrize(("action", "call", "code"), STEPS)
def test_a_cancelled_order_is_loud(big: Desk, action: Action, call: str, code: str) -> None:
    ids = ready(big, action)
    plan = big.plan(action, ids)
    big.server.world.customer_cancel(ids[0])
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    outcome = result.outcomes[ids[0]]
    assert (outcome.state, outcome.code) == (State.REFUSED, code)
    assert outcome.is_loud
    assert not outcome.may_retry
    assert str(outcome.message) == "Cancelled meanwhile."


@pytest.mark.parametrize(("action", "call", "code"), STEPS)
def test_while_nobody_can_be_asked_it_is_loud_and_says_that_it_may_be_an_item(
    big: Desk, action: Action, call: str, code: str
) -> None:
    ids = ready(big, action)
    plan = big.plan(action, ids)
    big.server.world.customer_cancel(ids[0])
    big.fault("html", "orders")
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    outcome = result.outcomes[ids[0]]
    assert (outcome.state, outcome.is_loud) == (State.REFUSED, True)
    assert "or an item" in str(outcome.message)
    assert "Refresh" in str(outcome.next)
