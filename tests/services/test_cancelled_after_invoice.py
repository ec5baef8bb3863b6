"""Cancelled after its invoice a parcel is listed as returned, and reads CANCELLED by itself."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.errors import ApiError
from tests.services.desk import Desk, words_of
from tests.services.ready import CALLS, READY


def lost(desk: Desk, action: Action, kind: str) -> tuple[int, list[str]]:
    """The answer is lost, and nobody can be asked; returns the batch and its orders."""
    ids, options = READY[action](desk, 3)
    plan = desk.plan(action, ids, **options)
    assert plan.batch_id is not None
    desk.fault(kind, CALLS[action], times=1)
    desk.fault("html", "orders")
    assert desk.services.bulk.run(desk.ctx, plan.batch_id).count(State.UNKNOWN) == 3
    desk.server.faults.clear()
    return plan.batch_id, ids


@pytest.mark.parametrize("action", [Action.GET_LABELS, Action.HAND_OVER])
def test_what_was_never_done_is_loud_and_not_called_done(big: Desk, action: Action) -> None:
    batch_id, ids = lost(big, action, "drop-before")
    big.server.world.customer_cancel(ids[0])
    big.sync()
    assert big.statuses()[ids[0]] == states.RETURN_DELIVERED
    result = big.services.bulk.settle(big.ctx, batch_id)
    outcome = result.outcomes[ids[0]]
    assert outcome.state is State.REFUSED, words_of(result)
    assert outcome.is_loud
    assert not outcome.may_retry
    # The others of a hand-over are asked about by a second one.
    assert ids[0] not in big.applied(CALLS[action])


def test_a_refusal_of_such_a_parcel_is_loud_too(big: Desk) -> None:
    ids, _ = READY[Action.GET_LABELS](big, 3)
    plan = big.plan(Action.GET_LABELS, ids)
    big.server.world.customer_cancel(ids[0])
    big.sync()
    big.fault("refuse", "pack", ids=(ids[0],), times=1, code="CR400")
    assert plan.batch_id is not None
    # It was cancelled right after the look before sending.
    with patch.object(big.services.bulk._sending._last_look, "stopped", return_value={}):
        result = big.services.bulk.run(big.ctx, plan.batch_id)
    assert result.outcomes[ids[0]].is_loud, words_of(result)
    assert not result.outcomes[ids[0]].may_retry


@pytest.mark.parametrize("action", [Action.GET_LABELS, Action.HAND_OVER])
def test_a_parcel_that_really_came_back_proves_it(big: Desk, action: Action) -> None:
    batch_id, ids = lost(big, action, "drop-after")
    world = big.server.world
    world.shipment(ids[0]).kind = "RTO"
    world.move(world.shipment(ids[0]), states.RETURN_DELIVERED, "rto_bag_delivered")
    big.sync()
    result = big.services.bulk.settle(big.ctx, batch_id)
    assert result.outcomes[ids[0]].state is State.DONE, words_of(result)
    assert not result.outcomes[ids[0]].is_loud


def test_it_stays_unknown_while_it_cannot_be_read_alone(big: Desk) -> None:
    batch_id, ids = lost(big, Action.GET_LABELS, "drop-before")
    big.server.world.customer_cancel(ids[0])
    # The listings answer, the single reads do not.
    big.fault("html", "orders", ids=(ids[0],))
    big.sync()
    with pytest.raises(ApiError):
        big.services.bulk.settle(big.ctx, batch_id)
    batch = big.services.queries.batch(batch_id)
    assert batch is not None
    assert [one.shipment_id for one in batch.in_state(State.UNKNOWN)] == [ids[0]]
    big.server.faults.clear()
    assert big.services.bulk.settle(big.ctx, batch_id).outcomes[ids[0]].is_loud
