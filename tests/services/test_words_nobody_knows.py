"""A status word nobody knows: the list it came from says where the order stands."""

from __future__ import annotations

from typing import Any

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.sync_models import SyncScope
from tests.services.desk import Desk, words_of
from tests.services.ready import CALLS, READY

WORD = "AWAITING_TELEPORT"


def lane(desk: Desk, one: str) -> Lane:
    (row,) = desk.services.queries.rows_by_id([one])
    return row.lane


def word(desk: Desk, one: str) -> str:
    return desk.statuses()[one]


def test_it_stands_in_the_tab_of_its_list_and_shows_its_own_word(big: Desk) -> None:
    new, confirmed = big.ids(Lane.NEW)[0], big.ids(Lane.TO_INVOICE)[0]
    big.fault("unknown-words", "any", ids=(new, confirmed))
    big.sync()
    assert (word(big, new), lane(big, new)) == (WORD, Lane.NEW)
    assert (word(big, confirmed), lane(big, confirmed)) == (WORD, Lane.TO_INVOICE)
    # Read alone it says less, and stays where it was listed.
    big.do(Action.REFRESH, [new])
    assert (word(big, new), lane(big, new)) == (WORD, Lane.NEW)
    # It moves on with the list, although nothing of the record changed.
    world = big.server.world
    world.move(world.shipment(new), "CONFIRMED", "bag_confirmed")
    big.sync()
    assert (word(big, new), lane(big, new)) == (WORD, Lane.TO_INVOICE)
    big.server.faults.clear()
    big.sync()
    assert (word(big, new), lane(big, new)) == ("CONFIRMED", Lane.TO_INVOICE)


@pytest.mark.parametrize("scope", [SyncScope.ALL, SyncScope.NEW])
def test_one_that_was_reassigned_leaves_the_list(big: Desk, scope: SyncScope) -> None:
    one = big.ids(Lane.NEW)[0]
    big.fault("unknown-words", "any", ids=(one,))
    big.sync()
    big.server.world.reassign(one)
    big.sync(scope)
    assert one not in big.services.queries.ids(OrderFilter(), Sort())


def test_words_nobody_knows_cost_no_single_reads_while_nothing_moves(big: Desk) -> None:
    big.fault("unknown-words", "any")
    big.sync()
    before = len(big.server.requests)
    big.sync()
    asked = [seen for seen in big.server.requests[before:] if "orderId" in seen.query]
    assert asked == []
    assert {row.status for row in big.services.queries.rows(OrderFilter(), Sort(), limit=999)} == {
        WORD
    }


@pytest.mark.parametrize("scope", [SyncScope.ALL, SyncScope.NEW])
def test_of_two_rows_the_one_that_fits_wins(big: Desk, scope: SyncScope) -> None:
    ids = big.ids(Lane.NEW)[:2]
    for value in ("DELIVERED", "CANCELLED"):
        big.fault("two-rows", "orders", ids=tuple(ids), value=value)
        big.sync(scope)
        assert {word(big, one) for one in ids} == {"CREATED"}
        assert {lane(big, one) for one in ids} == {Lane.NEW}


def test_of_two_rows_the_one_that_fits_wins_on_any_page(make_desk: Any) -> None:
    desk = make_desk(60, max_page_size=5)
    one = desk.server.world.ids("CREATED")[0]
    desk.fault("two-rows", "orders", ids=(one,), value="DELIVERED")
    desk.sync()
    assert word(desk, one) == "CREATED"


@pytest.mark.parametrize("kind", ["drop-after", "drop-before"])
@pytest.mark.parametrize(
    "action",
    [
        Action.CONFIRM,
        Action.ADD_INVOICE,
        Action.GET_LABELS,
        Action.CANCEL,
        Action.UPDATE_AWB,
        Action.RETURN_QC,
        Action.CREDIT_NOTE,
    ],
)
@pytest.mark.parametrize("count", [3, 8])
def test_a_lost_answer_is_settled_by_the_list(
    big: Desk, action: Action, kind: str, count: int
) -> None:
    ids, options = READY[action](big, count)
    plan = big.plan(action, ids, **options)
    assert plan.ids == tuple(ids)
    start = len(big.server.changes)
    big.fault("unknown-words", "orders")
    big.fault(kind, CALLS[action], times=1)
    assert plan.batch_id is not None
    result = big.services.bulk.run(big.ctx, plan.batch_id)
    applied = {change.shipment_id for change in big.server.changes[start:]}
    assert applied == set(result.ids(State.DONE)), words_of(result)
    expected = State.DONE if kind == "drop-after" else State.NOT_SENT
    assert result.count(expected) == count, words_of(result)
