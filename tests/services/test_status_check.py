"""Check status over real HTTP: few calls, and only what differs is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.status_check import AS_BEFORE, questions
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk

STATUSES = ("CREATED", "CONFIRMED", "PROCESSING", "DELIVERED", "")


@settings(deadline=None)
@given(
    st.dictionaries(st.text(min_size=1, max_size=4), st.sampled_from(STATUSES), max_size=30),
    st.dictionaries(st.sampled_from(STATUSES), st.integers(0, 10_000), max_size=5),
)
def test_never_more_calls_than_shipments_and_nobody_forgotten(
    wanted: dict[str, str], held: dict[str, int]
) -> None:
    asked = questions(wanted, held)
    assert asked.calls <= len(wanted)
    for shipment_id, status in wanted.items():
        assert (status in asked.by_status) != (shipment_id in asked.by_id)


def test_a_list_of_thousands_is_not_read_for_two() -> None:
    wanted = {"a": "DELIVERED", "b": "DELIVERED"}
    assert questions(wanted, {"DELIVERED": 9_000}).by_id == ("a", "b")
    assert questions(wanted, {"DELIVERED": 90}).by_status == ("DELIVERED",)


def check(desk: Desk, ids: list[str]) -> Mapping[str, Outcome]:
    return desk.do(Action.CHECK_INFO, ids).outcomes


def infos(desk: Desk, since: int) -> list[str]:
    return [seen.call for seen in desk.server.requests[since:]]


def test_nothing_new_takes_one_call_a_status_and_changes_nothing(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.sync()
    ids = desk.ids(Lane.NEW)[:20] + desk.ids(Lane.TO_INVOICE)[:3] + desk.ids(Lane.TO_PACK)[:1]
    since, changes = len(desk.server.requests), len(desk.server.changes)
    outcomes = check(desk, ids)
    assert set(outcomes.values()) == {AS_BEFORE}
    calls = infos(desk, since)
    assert set(calls) == {"info"}
    assert len(calls) == 3
    assert len(desk.server.changes) == changes


def test_locks_moves_and_deadlines_are_named(desk: Desk) -> None:
    world = desk.server.world
    new = desk.ids(Lane.NEW)
    locked, moved, cancelled, earlier, later, same = new[:6]
    world.shipment(locked).lock = "operational"
    world.happen(world.shipment(moved), "channel", "CONFIRMED", "bag_confirmed")
    world.happen(world.shipment(cancelled), "customer", "CANCELLED", "cancelled_customer")
    world.shipment(earlier).sla_at -= timedelta(hours=2)
    world.shipment(later).sla_at += timedelta(hours=2)
    told = check(desk, new[:6])
    assert str(told[locked].message) == (
        "Locked by Fynd (operational): no packing, handing over or cancelling."
    )
    assert "Fynd panel" in str(told[locked].next)
    assert str(told[moved].message) == "Moved on from New to Confirmed."
    assert str(told[cancelled].message) == "Cancelled meanwhile."
    assert told[cancelled].is_loud
    assert str(told[earlier].message).startswith("Must leave earlier than before: by ")
    assert str(told[later].message).startswith("Must leave later than before: by ")
    assert told[same] == AS_BEFORE
    assert {one.state for one in told.values()} == {State.DONE}
    assert locked in desk.ids(Lane.FIX)
    assert moved in desk.ids(Lane.TO_INVOICE)
    world.shipment(locked).lock = None
    assert str(check(desk, [locked])[locked].message) == "No longer locked."


def test_an_order_that_went_to_another_location(make_desk: MakeDesk) -> None:
    desk = make_desk(60, level="location")
    desk.sync()
    gone = desk.ids(Lane.NEW)[0]
    shipment = desk.server.world.shipment(gone)
    elsewhere = next(one for one in desk.server.locations if one != shipment.location)
    shipment.location = elsewhere
    outcome = check(desk, [gone])[gone]
    assert "no longer lists" in str(outcome.message)
    assert gone not in desk.ids()


def test_a_lost_line_says_that_nothing_was_checked(desk: Desk) -> None:
    ids = desk.ids(Lane.NEW)[:4]
    desk.server.stop()
    result = desk.do(Action.CHECK_INFO, ids)
    assert result.count(State.NOT_SENT) == 4
    assert "could not be reached" in str(result.stopped_because)


def test_stop_ends_it_between_two_calls(desk: Desk) -> None:
    ids = desk.ids(Lane.NEW)[:2] + desk.ids(Lane.TO_INVOICE)[:2]
    plan = desk.plan(Action.CHECK_INFO, ids)
    assert plan.batch_id is not None
    ctx = TaskContext()
    ctx.cancel()
    result = desk.services.bulk.run(ctx, plan.batch_id)
    assert result.count(State.NOT_SENT) == len(ids)
