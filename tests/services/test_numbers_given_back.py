"""A number surely never used leaves no gap; one that may have been is never given again."""

from __future__ import annotations

from typing import Any

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from tests.services.desk import Desk


def confirmed(make_unlocked: Any, count: int) -> tuple[Desk, list[str]]:
    desk: Desk = make_unlocked(120)
    ids = desk.server.world.ids("CREATED", self_ship=False)[:count]
    assert desk.do(Action.CONFIRM, ids).count(State.DONE) == count
    return desk, ids


def numbers(desk: Desk) -> dict[str, str]:
    sent = [one for one in desk.server.changes if one.call == "invoiceUpdate"]
    return {one.shipment_id: one.payload["invoiceNumber"] for one in sent}


def test_numbers_that_were_refused_for_good_are_given_to_the_next(make_unlocked: Any) -> None:
    desk, ids = confirmed(make_unlocked, 7)
    first, later = ids[:5], ids[5:]
    plan = desk.plan(Action.ADD_INVOICE, first)
    assert plan.batch_id is not None
    desk.server.world.customer_cancel(first[1])
    desk.fault("refuse", "invoiceUpdate", ids=(first[3],), times=1, code="IN453")
    result = desk.services.bulk.run(desk.ctx, plan.batch_id)
    assert result.count(State.DONE) == 3
    assert desk.do(Action.ADD_INVOICE, later).count(State.DONE) == 2
    given = sorted(numbers(desk).values())
    assert given == [f"INV-{number:05}" for number in range(1, 6)]


def test_a_number_whose_answer_was_lost_is_kept(make_unlocked: Any) -> None:
    desk, ids = confirmed(make_unlocked, 3)
    desk.fault("drop-after", "invoiceUpdate", times=1)
    desk.do(Action.ADD_INVOICE, ids[:2])
    assert desk.do(Action.ADD_INVOICE, ids[2:]).count(State.DONE) == 1
    assert sorted(numbers(desk).values()) == [f"INV-{number:05}" for number in range(1, 4)]


def test_two_computers_do_not_keep_each_others_numbers(make_desk: Any, make_unlocked: Any) -> None:
    """What the other one invoiced is done there; the number meant here is free again."""
    desk, ids = confirmed(make_unlocked, 3)
    other: Desk = make_desk(server=desk.server, folder="other")
    other.sync()
    second = other.plan(Action.ADD_INVOICE, ids)
    assert second.batch_id is not None
    assert desk.do(Action.ADD_INVOICE, ids[::-1]).count(State.DONE) == 3
    before = numbers(desk)
    other.services.bulk.run(other.ctx, second.batch_id)
    assert numbers(desk) == before
    assert other.services.numbers._series.numbers(ids) == {}
