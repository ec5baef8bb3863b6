"""Tracking over real HTTP: kept answers, many at once, Stop, lost lines, work lists."""

from __future__ import annotations

from datetime import timedelta

import pytest

from konnect_desktop.api.tracking import NotTracked
from konnect_desktop.domain import parcels
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import ApiError, Offline
from konnect_desktop.services.context import Progress, TaskContext
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk, SettableClock


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def desk(make_desk: MakeDesk, clock: SettableClock) -> Desk:
    made = make_desk(160, desk={"clock": clock})
    made.sync()
    return made


def tracked(desk: Desk, since: int = 0) -> list[object]:
    return [seen.payload for seen in desk.server.requests[since:] if seen.call == "track"]


def test_one_parcel_with_its_stops_newest_first(desk: Desk) -> None:
    key = desk.ids(Lane.IN_TRANSIT)[0]
    parcel = desk.services.tracking.track(desk.ctx, key)
    assert parcel.tracking is not None
    assert parcel.shipment_id == key
    assert parcels.status_text(parcel.tracking) in {"Picked up by the courier", "Out for delivery"}
    times = [event.at for event in parcel.tracking.events if event.at]
    assert times == sorted(times, reverse=True)
    assert len(times) >= 1
    assert parcel.order_no


def test_a_fresh_answer_is_not_asked_for_again(desk: Desk, clock: SettableClock) -> None:
    key = desk.ids(Lane.IN_TRANSIT)[0]
    service = desk.services.tracking
    service.track(desk.ctx, key)
    clock.now += timedelta(minutes=6)
    service.track(desk.ctx, key)
    assert len(tracked(desk)) == 1
    clock.now += timedelta(minutes=2)
    service.track(desk.ctx, key)
    assert len(tracked(desk)) == 2
    service.track(desk.ctx, key, force=True)
    assert len(tracked(desk)) == 3


def test_the_last_answer_is_known_after_a_restart_without_a_connection(
    make_desk: MakeDesk, desk: Desk, clock: SettableClock
) -> None:
    key = desk.ids(Lane.IN_TRANSIT)[0]
    before = desk.services.tracking.track(desk.ctx, key)
    desk.services.close()
    again = make_desk(server=desk.server, desk={"clock": clock})
    desk.server.stop()
    clock.now += timedelta(hours=3)
    known = again.services.tracking.parcels([key])[0]
    assert known.tracking == before.tracking
    assert known.fetched_at == before.fetched_at
    with pytest.raises(Offline):
        again.services.tracking.track(again.ctx, key)


def test_nothing_to_track_is_not_asked(desk: Desk) -> None:
    key = desk.ids(Lane.NEW)[0]
    parcel = desk.services.tracking.track(desk.ctx, key, force=True)
    assert parcel.blocked is not None
    assert tracked(desk) == []


def test_a_pasted_list_finds_ours_and_takes_the_rest_for_awbs(desk: Desk) -> None:
    rows = desk.services.queries.rows_by_id(desk.ids(Lane.IN_TRANSIT)[:3])
    first, second, third = rows
    pasted = f"{first.awb_text}, {second.order_no}\n{third.id}; NOT-OURS-1 {first.awb_text.lower()}"
    assert desk.services.tracking.resolve(pasted) == [
        first.id,
        second.id,
        third.id,
        "awb:NOT-OURS-1",
    ]
    # Half a number is no number.
    assert desk.services.tracking.resolve(first.awb_text[:-2]) == [f"awb:{first.awb_text[:-2]}"]


def test_a_number_that_fynd_does_not_know(desk: Desk) -> None:
    with pytest.raises(NotTracked):
        desk.services.tracking.track(desk.ctx, "awb:NOT-OURS-1")
    report = desk.services.tracking.track_many(desk.ctx, ["awb:NOT-OURS-1"])
    assert "no tracking" in str(report.problems["awb:NOT-OURS-1"].message)
    assert report.error is None


def test_many_at_once_ask_each_parcel_once(desk: Desk) -> None:
    keys = desk.ids(Lane.IN_TRANSIT) + desk.ids(Lane.DELIVERED) + desk.ids(Lane.NEW)[:3]
    steps: list[Progress] = []
    report = desk.services.tracking.track_many(TaskContext(steps.append), keys)
    asked = [payload["shipment_id"] for payload in tracked(desk)]  # type: ignore[index]
    assert sorted(asked) == sorted(set(asked))
    assert report.asked == len(asked) == len(keys) - 3
    assert report.left == ()
    assert steps[-1].done == steps[-1].total == len(asked)
    assert all(p.tracking for p in desk.services.tracking.parcels(asked))


def test_stop_leaves_the_rest_unasked(desk: Desk) -> None:
    keys = desk.ids(Lane.IN_TRANSIT)
    ctx = TaskContext()
    ctx._listener = lambda progress: ctx.cancel() if progress.done >= 2 else None
    ctx.INTERVAL_S = 0.0  # type: ignore[misc]
    report = desk.services.tracking.track_many(ctx, keys)
    assert 2 <= report.asked < len(keys)
    assert len(report.left) == len(keys) - report.asked
    assert report.error is None


def test_a_lost_line_ends_the_round_and_names_what_was_not_asked(desk: Desk) -> None:
    keys = desk.ids(Lane.IN_TRANSIT)
    desk.server.stop()
    report = desk.services.tracking.track_many(desk.ctx, keys)
    assert isinstance(report.error, Offline)
    assert set(report.left) == set(keys)


def test_one_bad_answer_spoils_its_own_parcel_only(desk: Desk) -> None:
    keys = desk.ids(Lane.IN_TRANSIT)
    desk.fault("html", "track", times=1)
    report = desk.services.tracking.track_many(desk.ctx, keys)
    assert report.error is None
    assert report.asked == len(keys)
    assert len(report.problems) <= 1


def test_a_server_that_keeps_failing_is_left_alone(desk: Desk) -> None:
    keys = desk.ids(Lane.IN_TRANSIT) + desk.ids(Lane.DELIVERED)
    desk.fault("html", "track")
    report = desk.services.tracking.track_many(desk.ctx, keys)
    assert isinstance(report.error, ApiError)
    assert len(report.left) >= len(keys) - 6


def test_the_work_lists(desk: Desk, clock: SettableClock) -> None:
    service = desk.services.tracking
    lists = service.work_lists()
    assert len(lists.moving) > 3
    assert lists.known == 0
    assert lists.stuck == lists.undelivered == ()
    failed = desk.ids(Lane.IN_TRANSIT)[0]
    world = desk.server.world
    world.happen(world.shipment(failed), "channel", "TRANSIT", "delivery_attempt_failed")
    service.track_many(desk.ctx, lists.moving)
    lists = service.work_lists()
    assert lists.known == len(lists.moving)
    assert lists.undelivered == (failed,)
    clock.now += timedelta(days=30)
    lists = service.work_lists()
    assert set(lists.stuck) == set(lists.moving)
    movements = [p.last_movement for p in service.parcels(lists.stuck)]
    assert movements == sorted(movements)  # type: ignore[type-var]
    desk.services.change_settings(stuck_days=60)
    assert service.work_lists().stuck == ()
