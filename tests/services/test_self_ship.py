"""AWB and status of self-ship parcels over real HTTP: each where it may, nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.errors import KonnectError
from konnect_desktop.services.batch_models import AwbEntry
from tests.services.desk import Desk, words_of


@pytest.fixture
def own(make_desk: Any) -> Desk:
    """A desk with many self-ship parcels."""
    desk: Desk = make_desk(300)
    for shipment in desk.server.world.ids("CREATED"):
        desk.server.world.shipment(shipment).self_ship = True
        desk.server.world.unlock(shipment)
    desk.sync()
    return desk


def assigned(desk: Desk, count: int) -> list[str]:
    """Self-ship parcels in dp_assigned, without an AWB."""
    ids = desk.server.world.ids("CREATED", self_ship=True)[:count]
    for action in (Action.CONFIRM, Action.ADD_INVOICE):
        assert desk.do(action, ids).count(State.DONE) == count
    return ids


def returning(desk: Desk, state: str, count: int = 1) -> list[str]:
    """Self-ship returns in an OMS state."""
    world = desk.server.world
    ids = world.ids(kind="RETURN")[:count]
    for shipment_id in ids:
        shipment = world.shipment(shipment_id)
        shipment.self_ship, shipment.awb, shipment.courier_name = True, None, None
        status = "RETURN_DELIVERED" if state == "return_bag_delivered" else "RETURN_PROCESSING"
        world.move(shipment, status, state)
    desk.sync()
    return ids


def entries(ids: list[str], start: int = 1) -> dict[str, AwbEntry]:
    return {one: AwbEntry(f"SELF{number:06}", "Own van") for number, one in enumerate(ids, start)}


# ---- AWB -------------------------------------------------------------------------------


def test_awb_with_auto_dispatch_takes_the_parcels_on_the_way(own: Desk) -> None:
    ids = assigned(own, 25)
    result = own.do(Action.UPDATE_AWB, ids, awbs=entries(ids))
    assert result.count(State.DONE) == 25, words_of(result)
    rows = own.services.queries.rows_by_id(ids)
    assert {row.status for row in rows} == {states.TRANSIT}
    assert {row.awb_text for row in rows} == {entry.awb_number for entry in entries(ids).values()}
    assert all(row.dispatched_here for row in rows)
    facts = own.services.queries.facts(ids)
    assert {one.milestone for one, _ in facts} == {"bag_picked"}


def test_awb_without_auto_dispatch_stays_and_can_be_overwritten(own: Desk) -> None:
    ids = assigned(own, 3)
    own.do(Action.UPDATE_AWB, ids, awbs=entries(ids), auto_dispatch=False)
    rows = own.services.queries.rows_by_id(ids)
    assert {row.status for row in rows} == {states.PROCESSING}
    assert not any(row.dispatched_here for row in rows)
    plan = own.plan(Action.UPDATE_AWB, ids, awbs=entries(ids, 50), auto_dispatch=False)
    assert {note.reason for note in plan.notes} == {Reason.AWB_OVERWRITES}
    assert plan.batch_id is not None
    own.services.bulk.run(own.ctx, plan.batch_id)
    rows = own.services.queries.rows_by_id(ids)
    assert sorted(row.awb_text for row in rows) == ["SELF000050", "SELF000051", "SELF000052"]


def test_numbers_are_cleaned_of_spaces_and_invisible_characters(own: Desk) -> None:
    (one,) = assigned(own, 1)
    own.do(Action.UPDATE_AWB, [one], awbs={one: AwbEntry(" AB 12\u200b\t34 ", "  Own   van ")})
    sent = own.server.changes[-1].payload
    assert (sent["awbNumber"], sent["courierName"]) == ("AB1234", "Own van")


def test_who_is_left_out_and_why(own: Desk) -> None:
    ids = assigned(own, 7)
    courier = own.server.world.ids("PROCESSING", self_ship=False)[:1]
    taken_by = own.server.world.ids("TRANSIT")[0]
    taken = str(own.server.world.shipment(taken_by).awb)
    awbs = entries(ids)
    awbs[ids[1]] = AwbEntry("  ", "Own van")
    awbs[ids[2]] = AwbEntry("NOCOURIER1", " ")
    awbs[ids[3]] = AwbEntry("Twice 1", "Own van")
    awbs[ids[4]] = AwbEntry("TWICE1", "Own van")
    awbs[ids[5]] = AwbEntry(taken.lower(), "Own van")
    del awbs[ids[6]]
    plan = own.plan(Action.UPDATE_AWB, [*ids, *courier], awbs=awbs)
    assert plan.ids == (ids[0],)
    left = {one.reason: one for one in plan.left_out}
    assert {reason: set(one.ids) for reason, one in left.items()} == {
        Reason.NO_AWB_GIVEN: {ids[1], ids[6]},
        Reason.NO_COURIER_GIVEN: {ids[2]},
        Reason.AWB_TWICE: {ids[3], ids[4]},
        Reason.AWB_TAKEN: {ids[5]},
        Reason.NOT_SELF_SHIP: set(courier),
    }
    owner = own.services.queries.rows_by_id([taken_by])[0].order_no
    assert owner in str(left[Reason.AWB_TAKEN].details[0][1])


def test_an_awb_that_waits_to_be_sent_is_taken_too(own: Desk) -> None:
    ids = assigned(own, 2)
    waiting = own.plan(Action.UPDATE_AWB, ids[:1], awbs={ids[0]: AwbEntry("SAME 1", "Own van")})
    assert waiting.batch_id is not None
    own.services.bulk.queue(waiting.batch_id)
    awbs = {ids[1]: AwbEntry("SAME1", "Own van")}
    plan = own.plan(Action.UPDATE_AWB, ids[1:], awbs=awbs)
    assert [one.reason for one in plan.left_out] == [Reason.AWB_TAKEN]
    own.services.bulk.withdraw(waiting.batch_id)
    assert own.plan(Action.UPDATE_AWB, ids[1:], awbs=awbs).will_send == 1


def test_nothing_given_is_said_before_anything_is_planned(own: Desk) -> None:
    ids = assigned(own, 2)
    with pytest.raises(KonnectError, match="No AWB"):
        own.plan(Action.UPDATE_AWB, ids)
    with pytest.raises(KonnectError, match="No status"):
        own.plan(Action.UPDATE_STATUS, ids, milestone="dp_assigned")


@pytest.mark.parametrize("auto_dispatch", [True, False])
@pytest.mark.parametrize("kind", ["drop-after", "hang-after", "html", "drop-before"])
def test_a_lost_answer_is_settled_by_the_awb(own: Desk, kind: str, auto_dispatch: bool) -> None:
    ids = assigned(own, 23)
    value = "0.2" if kind == "hang-after" else ""
    own.fault(kind, "awb", times=1, value=value)
    # While the door stays open a late AWB could replace a newer one, so Retry waits for it.
    result = own.when_sure(
        own.do(Action.UPDATE_AWB, ids, awbs=entries(ids), auto_dispatch=auto_dispatch)
    )
    assert set(result.ids(State.DONE)) == set(own.applied("awb")), words_of(result)
    assert result.count(State.DONE, State.NOT_SENT) == 23
    again = own.services.bulk.retry(result.batch_id)
    if kind != "drop-before":
        assert again.ids == ()
        return
    assert again.batch_id is not None
    assert own.services.bulk.run(own.ctx, again.batch_id).count(State.DONE) == again.will_send
    sent = {c.shipment_id: c.payload["awbNumber"] for c in own.server.changes if c.call == "awb"}
    assert sent == {key: entry.awb_number for key, entry in entries(ids).items()}
    own.assert_nothing_twice()


def test_another_awb_after_a_lost_answer_needs_a_look(own: Desk) -> None:
    (one,) = assigned(own, 1)
    own.fault("drop-before", "awb", times=1)
    plan = own.plan(Action.UPDATE_AWB, [one], awbs=entries([one]))
    shipment = own.server.world.shipment(one)
    own.server.world.set_courier(shipment, "Somebody", None, "OTHER77")
    assert plan.batch_id is not None
    result = own.services.bulk.run(own.ctx, plan.batch_id)
    assert result.count(State.NEEDS_YOU) == 1
    assert "another AWB" in words_of(result)


def test_packed_first_closes_the_door(own: Desk) -> None:
    ids = assigned(own, 2)
    own.do(Action.GET_LABELS, ids)
    plan = own.plan(Action.UPDATE_AWB, ids, awbs=entries(ids))
    assert {one.reason for one in plan.left_out} == {Reason.PACKED_CLOSES_AWB}


def test_cancelled_meanwhile_is_loud(own: Desk) -> None:
    ids = assigned(own, 3)
    plan = own.plan(Action.UPDATE_AWB, ids, awbs=entries(ids))
    own.server.world.customer_cancel(ids[1])
    assert plan.batch_id is not None
    result = own.services.bulk.run(own.ctx, plan.batch_id)
    assert result.count(State.DONE) == 2
    assert result.outcomes[ids[1]].is_loud, words_of(result)


def test_awb_of_a_return_is_stored_and_dispatches_nothing(own: Desk) -> None:
    ids = returning(own, "return_dp_assigned", 2)
    result = own.do(Action.UPDATE_AWB, ids, awbs=entries(ids))
    assert result.count(State.DONE) == 2, words_of(result)
    rows = own.services.queries.rows_by_id(ids)
    assert {row.status for row in rows} == {states.RETURN_PROCESSING}
    assert not any(row.dispatched_here for row in rows)


# ---- status ----------------------------------------------------------------------------


def on_the_way(desk: Desk, count: int) -> list[str]:
    ids = assigned(desk, count)
    desk.do(Action.UPDATE_AWB, ids, awbs=entries(ids))
    return ids


def test_the_whole_chain_with_its_optional_steps(own: Desk) -> None:
    ids = on_the_way(own, 22)
    for milestone in (
        "out_for_delivery",
        "delivery_attempt_failed",
        "delivery_reattempt_requested",
        "out_for_delivery",
        "delivery_done",
    ):
        result = own.do(Action.UPDATE_STATUS, ids, milestone=milestone)
        assert result.count(State.DONE) == 22, (milestone, words_of(result))
        assert {f.milestone for f, _ in own.services.queries.facts(ids)} == {milestone}
    assert {own.statuses()[key] for key in ids} == {states.DELIVERED}


def test_what_goes_with_a_status_is_sent_as_told(own: Desk) -> None:
    ids = on_the_way(own, 1)
    own.do(
        Action.UPDATE_STATUS,
        ids,
        milestone="out_for_delivery",
        remark=" On the van ",
        status_reason=7,
        courier_location="Indiranagar",
        promised_delivery_date="2026-12-10T10:00:00",
        estimated_delivery_date="2026-12-09T10:00:00",
    )
    assert own.server.changes[-1].payload["meta"] == {
        "remark": "On the van",
        "reasonCode": 7,
        "dpLocation": "Indiranagar",
        "promised_delivery_date": "2026-12-10T10:00:00",
        "estimated_delivery_date": "2026-12-09T10:00:00",
    }


def test_only_those_where_the_step_may_follow_take_part(own: Desk) -> None:
    ids = on_the_way(own, 4)
    own.do(Action.UPDATE_STATUS, ids[:2], milestone="out_for_delivery")
    plan = own.plan(Action.UPDATE_STATUS, ids, milestone="out_for_delivery")
    assert set(plan.ids) == set(ids[2:])
    assert {one.reason for one in plan.left_out} == {Reason.STEP_DOES_NOT_FOLLOW}


def test_picked_up_without_an_awb_is_pointed_out(own: Desk) -> None:
    ids = assigned(own, 2)
    plan = own.plan(Action.UPDATE_STATUS, ids, milestone="bag_picked")
    assert [note.reason for note in plan.notes] == [Reason.NO_AWB_YET]
    assert plan.batch_id is not None
    assert own.services.bulk.run(own.ctx, plan.batch_id).count(State.DONE) == 2


@pytest.mark.parametrize("milestone", ["out_for_delivery", "delivery_done", "rto_bag_delivered"])
@pytest.mark.parametrize("kind", ["drop-after", "drop-before"])
def test_a_lost_answer_is_settled_by_state_or_tracking(
    own: Desk, kind: str, milestone: str
) -> None:
    ids = on_the_way(own, 5)
    own.fault(kind, "status", times=1)
    result = own.do(Action.UPDATE_STATUS, ids, milestone=milestone)
    expected = State.DONE if kind == "drop-after" else State.NOT_SENT
    assert result.count(expected) == 5, words_of(result)
    if kind == "drop-after":
        assert {f.milestone for f, _ in own.services.queries.facts(ids)} == {milestone}
        return
    again = own.services.bulk.retry(result.batch_id)
    assert again.batch_id is not None
    assert own.services.bulk.run(own.ctx, again.batch_id).count(State.DONE) == 5
    own.assert_nothing_twice()


def test_without_tracking_a_hidden_step_needs_a_look(own: Desk) -> None:
    ids = on_the_way(own, 2)
    own.fault("drop-after", "status", times=1)
    own.fault("500", "track")
    result = own.do(Action.UPDATE_STATUS, ids, milestone="out_for_delivery")
    assert result.count(State.NEEDS_YOU) == 2, words_of(result)
    assert own.services.bulk.retry(result.batch_id).ids == ()


def test_a_step_that_was_taken_before_counts_as_done(own: Desk) -> None:
    ids = on_the_way(own, 3)
    plan = own.plan(Action.UPDATE_STATUS, ids, milestone="out_for_delivery")
    shipment = own.server.world.shipment(ids[0])
    own.server.world.move(shipment, states.TRANSIT, "out_for_delivery")
    assert plan.batch_id is not None
    result = own.services.bulk.run(own.ctx, plan.batch_id)
    assert result.count(State.DONE) == 3, words_of(result)


def test_tracking_corrects_the_step_that_we_believed(own: Desk) -> None:
    ids = on_the_way(own, 1)
    shipment = own.server.world.shipment(ids[0])
    own.server.world.move(shipment, states.TRANSIT, "delivery_attempt_failed")
    result = own.do(Action.UPDATE_STATUS, ids, milestone="out_for_delivery")
    assert result.count(State.REFUSED) == 1
    ((facts, _),) = own.services.queries.facts(ids)
    assert facts.milestone == "delivery_attempt_failed"
    again = own.do(Action.UPDATE_STATUS, ids, milestone="delivery_reattempt_requested")
    assert again.count(State.DONE) == 1


def test_a_return_goes_home_step_by_step(own: Desk) -> None:
    ids = returning(own, "return_dp_assigned", 2)
    for milestone, status in (
        ("return_bag_in_transit", states.RETURN_PROCESSING),
        ("return_bag_delivered", states.RETURN_DELIVERED),
    ):
        result = own.do(Action.UPDATE_STATUS, ids, milestone=milestone)
        assert result.count(State.DONE) == 2, words_of(result)
        assert {own.statuses()[key] for key in ids} == {status}


def test_refused_statuses_come_back_for_a_retry_with_the_same_words(own: Desk) -> None:
    ids = on_the_way(own, 3)
    own.fault("refuse", "status", ids=(ids[1],), times=1, code="X7", message="busy")
    result = own.do(Action.UPDATE_STATUS, ids, milestone="out_for_delivery", remark="van 3")
    assert result.ids(State.REFUSED) == (ids[1],)
    again = own.services.bulk.retry(result.batch_id)
    assert again.batch_id is not None
    assert own.services.bulk.run(own.ctx, again.batch_id).count(State.DONE) == 1
    assert own.server.changes[-1].payload["meta"] == {"remark": "van 3"}
