"""Sync against the practice server: every status, paging in all its moods, what moved on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from konnect_desktop.domain import states
from konnect_desktop.domain.states import Lane, Lock
from konnect_desktop.errors import ServerFailed
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.sync_models import SyncScope
from tests.services.desk import Desk, SettableClock


def shown(desk: Desk) -> dict[str, str]:
    return desk.statuses()


def test_first_sync_brings_every_shipment_of_every_status(make_desk: Any) -> None:
    desk = make_desk(400, seed=5)
    report = desk.sync()
    assert report.ok
    assert report.new_count == 400
    assert shown(desk) == desk.truth()
    assert len(set(shown(desk).values())) >= 10


def test_second_sync_changes_nothing_and_announces_no_shipment(desk: Desk) -> None:
    desk.changes.clear()
    report = desk.sync()
    assert report.new_count == 0
    assert not any(changes.shipment_ids for changes in desk.changes)


def test_location_account_asks_without_a_location_and_sees_its_own(make_desk: Any) -> None:
    desk = make_desk(120, level="location")
    assert desk.sync().ok
    listed = [seen for seen in desk.server.requests if seen.call == "orders"]
    assert not any("locationCode" in seen.query for seen in listed)
    own = desk.server.locations[0]
    world = desk.server.world
    expected = {key for key in world.ids() if world.shipment(key).location == own}
    assert set(shown(desk)) == expected


@pytest.mark.parametrize(("base", "size"), [(0, 100), (1, 100), (0, 7), (1, 7), (1, 20)])
def test_page_base_and_capped_size_are_found_and_kept(make_desk: Any, base: int, size: int) -> None:
    desk = make_desk(150, page_base=base, max_page_size=size)
    assert desk.sync().ok
    assert shown(desk) == desk.truth()
    settings = desk.services.settings.current
    assert settings.page_base == base
    if size < 50:
        assert settings.page_size == size
    before = len(desk.server.requests)
    desk.sync()
    probes = [seen for seen in desk.server.requests[before:] if seen.query.get("pageNumber") == "0"]
    assert bool(probes) == (base == 0)


def test_rows_that_moved_between_pages_are_all_there_after_the_next_look(make_desk: Any) -> None:
    desk = make_desk(200, max_page_size=10)
    desk.fault("moving-rows", "orders", value="1")
    desk.sync()
    desk.server.faults.clear()
    desk.sync()
    assert shown(desk) == desk.truth()


def test_server_that_ignores_paging_does_not_loop(make_desk: Any) -> None:
    desk = make_desk(60)
    desk.fault("no-paging", "orders")
    assert desk.sync().ok
    assert shown(desk) == desk.truth()


def test_deadlines_and_locks_come_from_the_info_call(make_desk: Any) -> None:
    desk = make_desk(80)
    locked = desk.server.world.ids(status=states.CREATED)[0]
    desk.server.world.lock(locked)
    desk.sync()
    row = desk.services.queries.rows_by_id([locked])[0]
    assert row.lock is Lock.FULL
    assert row.lane is Lane.FIX
    assert row.sla_due_at is not None


def test_a_failing_status_does_not_stop_the_others_and_is_loud(make_desk: Any) -> None:
    desk = make_desk(80)
    original = desk.services.connection.orders.fetch_page

    def fetch(status: str, *args: Any, **kwargs: Any) -> Any:
        if status == states.TRANSIT:
            raise ServerFailed
        return original(status, *args, **kwargs)

    desk.services.connection.orders.fetch_page = fetch  # type: ignore[method-assign]
    report = desk.sync()
    assert {failure.status for failure in report.failures} == {states.TRANSIT}
    truth = desk.truth()
    # What the failing status hides was never seen; everything else is there.
    assert shown(desk) == {k: v for k, v in truth.items() if v != states.TRANSIT}
    health = desk.services.queries.sync_health()
    assert health.is_failing
    assert "fault of its own" in health.error_text
    assert states.TRANSIT in health.error_text
    desk.services.connection.reset()
    desk.sync()
    health = desk.services.queries.sync_health()
    assert not health.is_failing
    assert shown(desk) == truth


def test_a_shipment_that_moved_on_is_found_by_the_check_for_new_orders(desk: Desk) -> None:
    world = desk.server.world
    cancelled, moved = desk.ids(Lane.NEW)[:2]
    world.customer_cancel(cancelled)
    world.reassign(moved)
    fresh = world.add_orders(3)
    report = desk.sync(SyncScope.NEW)
    assert report.new_count == 3
    statuses = shown(desk)
    assert statuses[cancelled] == states.CANCELLED
    assert moved not in statuses
    assert set(fresh) <= set(statuses)
    details = desk.services.queries.details(moved)
    assert details is not None
    assert "No longer listed" in str(details.timeline[-1].message)


def test_many_that_moved_on_cost_listings_and_not_single_reads(make_desk: Any) -> None:
    desk = make_desk(150)
    desk.sync()
    new = desk.ids(Lane.NEW)[:40]
    for shipment_id in new:
        desk.server.world.customer_cancel(shipment_id)
    before = len(desk.server.requests)
    desk.sync(SyncScope.NEW)
    assert {shown(desk)[key] for key in new} == {states.CANCELLED}
    assert len(desk.server.requests) - before < 20


def test_new_orders_are_asked_for_by_overlapping_windows(make_desk: Any) -> None:
    clock = SettableClock()
    desk = make_desk(40, desk={"clock": clock})
    desk.sync()
    clock.now += timedelta(minutes=20)
    before = len(desk.server.requests)
    desk.sync(SyncScope.NEW)
    asked = [s for s in desk.server.requests[before:] if s.call == "orders"]
    assert all("orderDateFrom" in seen.query for seen in asked)
    clock.now += timedelta(hours=7)
    before = len(desk.server.requests)
    desk.sync(SyncScope.NEW)
    asked = [s for s in desk.server.requests[before:] if s.call == "orders"]
    assert not any("orderDateFrom" in seen.query for seen in asked)


def test_what_is_due_follows_the_contract(make_desk: Any) -> None:
    clock = SettableClock()
    desk = make_desk(40, desk={"clock": clock})
    sync = desk.services.sync
    assert states.CREATED in sync.due(clock.now)
    desk.sync()
    assert sync.due(clock.now) == ()
    assert states.CREATED in sync.due(clock.now + timedelta(minutes=16))
    soon = sync.due(clock.now + timedelta(minutes=11))
    assert set(soon) >= {states.CONFIRMED, states.PROCESSING, states.COMPLETED}
    assert states.TRANSIT not in soon
    assert states.TRANSIT in sync.due(clock.now + timedelta(minutes=61))
    # A clock that was set back must not stop the checks.
    assert states.CREATED in sync.due(clock.now - timedelta(days=1))
    desk.services.accounts.sign_out()
    assert sync.due(clock.now + timedelta(days=1)) == ()


def test_cancel_ends_between_pages_and_keeps_what_came(make_desk: Any) -> None:
    desk = make_desk(200, max_page_size=10)
    ctx = TaskContext(lambda progress: ctx.cancel() if progress.done >= 2 else None)
    report = desk.services.sync.run(ctx)
    assert report.was_cancelled
    assert 0 < len(shown(desk)) < 200
    assert desk.sync().ok
    assert shown(desk) == desk.truth()


def test_return_completed_falls_back_to_return_accepted(make_desk: Any) -> None:
    desk = make_desk()
    desk.sync()
    listed = {seen.query.get("orderStatus") for seen in desk.server.requests}
    assert states.RETURN_COMPLETED in listed


def test_wrong_token_stops_the_sync_with_words(make_desk: Any) -> None:
    desk = make_desk(20, desk={"secret": "wrong-token"})
    report = desk.sync()
    assert not report.ok
    assert "Username and Token" in report.failures[0].text
    assert desk.calls().count("token") == 1


def test_unreachable_server_stops_early_and_says_so(make_desk: Any) -> None:
    desk = make_desk(20)
    desk.sync()
    desk.server.stop()
    report = desk.sync()
    assert not report.ok
    assert report.failures[0].text == "Konnect could not be reached."
    health = desk.services.queries.sync_health()
    assert health.is_failing
    assert health.last_success is not None
    assert len(shown(desk)) == 20


def test_number_ids_odd_case_and_extra_fields_are_read(make_desk: Any) -> None:
    desk = make_desk(60)
    for kind in ("number-ids", "extra-fields", "wrapped", "awb-text", "nulls"):
        desk.fault(kind, "orders")
    assert desk.sync().ok
    assert shown(desk) == desk.truth()


def test_nobody_signed_in_is_said(make_desk: Any) -> None:
    desk = make_desk(20)
    desk.services.accounts.sign_out()
    report = desk.sync()
    assert "not signed in" in report.failures[0].text
    assert desk.server.requests == []


def test_a_light_list_that_the_server_cuts_short_is_no_proof(make_desk: Any) -> None:
    """Else the orders that it leaves out were read one by one, in every round the same."""
    desk = make_desk(240)
    desk.sync()
    desk.sync()
    original = desk.services.connection.orders.info

    def capped(**asked: Any) -> Any:
        return original(**asked)[:50]

    desk.services.connection.orders.info = capped  # type: ignore[method-assign]
    assert sum(status == states.CREATED for status in shown(desk).values()) > 50 + 40
    before = len(desk.server.requests)
    assert desk.sync().ok
    single = [
        s for s in desk.server.requests[before:] if s.call == "orders" and "orderId" in s.query
    ]
    assert single == []
    assert shown(desk) == desk.truth()


def windows_of(desk: Desk, since: int) -> set[bool]:
    """Whether new orders were asked for by a window of dates, since that request."""
    listed = [seen for seen in desk.server.requests[since:] if seen.call == "orders"]
    return {
        "orderDateFrom" in seen.query
        for seen in listed
        if seen.query.get("orderStatus") == "CREATED"
    }


def test_a_clock_that_is_wrong_or_was_set_back_passes_no_new_order_by(
    make_desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SettableClock()
    desk = make_desk(60, desk={"clock": clock})
    assert desk.sync().ok
    seen = len(desk.server.requests)
    assert desk.sync(SyncScope.NEW).ok
    assert windows_of(desk, seen) == {True}
    # Known to be wrong: everything new is read.
    monkeypatch.setattr(desk.services.sync, "_is_clock_wrong", lambda: True)
    seen = len(desk.server.requests)
    assert desk.sync(SyncScope.NEW).ok
    assert windows_of(desk, seen) == {False}
    # Set right by two days: what it remembers lies in the future.
    monkeypatch.setattr(desk.services.sync, "_is_clock_wrong", lambda: False)
    clock.now -= timedelta(days=2)
    seen = len(desk.server.requests)
    assert desk.sync(SyncScope.NEW).ok
    assert windows_of(desk, seen) == {False}
