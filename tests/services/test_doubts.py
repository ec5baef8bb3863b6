"""Records of which nobody knows what became stand in Fix these until somebody does."""

from __future__ import annotations

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.states import Lane
from tests.services.desk import Desk


def free(desk: Desk, count: int) -> list[str]:
    ids = desk.ids(Lane.NEW)[:count]
    for one in ids:
        desk.server.world.unlock(one)
    return ids


def attention(desk: Desk, shipment_id: str) -> tuple[str, Lane]:
    (row,) = desk.services.queries.rows_by_id([shipment_id])
    return str(row.attention.message) if row.attention else "", row.lane


def test_a_lost_answer_stands_there_until_it_is_settled(desk: Desk) -> None:
    ids = free(desk, 3)
    # Applied, but the answer is lost, and nobody can be asked afterwards.
    desk.fault("drop-after", "confirm", times=1)
    desk.fault("html", "orders", times=200)
    result = desk.do(Action.CONFIRM, ids)
    assert result.count(State.UNKNOWN) == 3
    text, lane = attention(desk, ids[0])
    assert text.startswith("Unsure about Confirm: ")
    assert "looks it up" in text
    assert lane is Lane.FIX
    desk.server.faults.clear()
    result = desk.services.bulk.settle(desk.ctx, result.batch_id)
    assert result.count(State.DONE) == 3
    assert attention(desk, ids[0]) == ("", Lane.TO_INVOICE)


def test_the_seller_says_that_it_is_mended(desk: Desk) -> None:
    (one,) = free(desk, 1)
    desk.fault("drop-after", "confirm", times=1)
    desk.fault("html", "orders", times=200)
    desk.do(Action.CONFIRM, [one])
    desk.server.faults.clear()
    assert attention(desk, one)[1] is Lane.FIX
    desk.services.queries.looked_at(one)
    assert attention(desk, one)[1] is not Lane.FIX


def test_a_refusal_is_no_doubt(desk: Desk) -> None:
    (one,) = free(desk, 1)
    desk.fault("refuse", "confirm", ids=(one,))
    result = desk.do(Action.CONFIRM, [one])
    assert result.count(State.REFUSED) == 1
    assert attention(desk, one) == ("", Lane.NEW)
