"""The courier watch over real HTTP: growing pauses, arrivals, long waits, bad connections."""

from __future__ import annotations

from datetime import timedelta

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.states import Lane
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.connection import NotSignedIn
from konnect_desktop.services.courier_watch import WatchReport
from tests.services.conftest import MakeDesk
from tests.services.desk import Desk, SettableClock

DELAY_S = 3 * 3600.0


class Waiting:
    """A desk whose orders wait for couriers, with a clock that both sides follow."""

    def __init__(self, make_desk: MakeDesk, server: PracticeServer | None = None) -> None:
        self.clock = SettableClock()
        self.make_desk = make_desk
        self.desk: Desk = make_desk(
            60, server=server, courier_delay_s=DELAY_S, desk={"clock": self.clock}
        )
        self.desk.sync()
        self.watch = self.desk.services.couriers

    def invoice(self, count: int = 6) -> list[str]:
        """Bring orders to where the wait for a courier begins."""
        rows = self.desk.services.queries.rows_by_id(self.desk.ids(Lane.NEW))
        ids = [row.id for row in rows if not row.is_self_ship][:count]
        assert len(ids) == count
        self.desk.do(Action.CONFIRM, ids)
        self.desk.do(Action.ADD_INVOICE, ids)
        return ids

    def pass_time(self, **parts: float) -> None:
        length = timedelta(**parts)
        self.clock.now += length
        self.desk.server.world.clock.advance(length.total_seconds())
        self.desk.server.world.tick()

    def turn(self, *, force: bool = False) -> WatchReport:
        return self.watch.run(self.desk.ctx, force=force)

    def asked(self, since: int) -> list[tuple[str, ...]]:
        seen = self.desk.server.requests[since:]
        return [one.record_ids for one in seen if one.call == "courierDetails"]


@pytest.fixture
def waiting(make_desk: MakeDesk) -> Waiting:
    return Waiting(make_desk)


def test_every_order_of_the_lane_is_watched(waiting: Waiting) -> None:
    waiting.invoice()
    waiting.turn()
    rows = waiting.desk.services.queries.rows_by_id(waiting.desk.ids(Lane.WAITING_FOR_COURIER))
    assert len(rows) >= 6
    for row in rows:
        assert row.courier_since == waiting.clock.now.replace(microsecond=0)
        assert row.courier_check_at is not None
        assert 26 <= (row.courier_check_at - row.courier_since).total_seconds() <= 33


def test_the_pauses_grow_and_calls_carry_twenty(waiting: Waiting) -> None:
    waiting.invoice()
    waiting.turn()
    count = len(waiting.watch.waiting())
    seen = len(waiting.desk.server.requests)
    waiting.pass_time(seconds=20)
    waiting.turn()
    assert waiting.asked(seen) == []  # not yet due
    waiting.pass_time(seconds=15)
    waiting.turn()
    groups = waiting.asked(seen)
    assert sum(len(group) for group in groups) == count
    assert len(groups) == -(-count // 20)
    assert {one.tries for one in waiting.watch.waiting()} == {1}
    seen = len(waiting.desk.server.requests)
    waiting.pass_time(seconds=35)
    waiting.turn()
    assert waiting.asked(seen) == []  # the second pause is a minute
    waiting.pass_time(seconds=35)
    waiting.turn()
    assert {one.tries for one in waiting.watch.waiting()} == {2}


def test_an_arrival_is_told_once_and_the_order_moves_on(waiting: Waiting) -> None:
    ids = waiting.invoice()
    waiting.turn()
    waiting.pass_time(seconds=DELAY_S + 4 * 3600)
    report = waiting.turn()
    assert set(ids) <= set(report.arrived)
    assert set(ids) <= set(waiting.desk.ids(Lane.GET_LABELS))
    assert waiting.turn().arrived == ()


def test_an_arrival_that_a_check_noticed_is_told_too(waiting: Waiting) -> None:
    ids = waiting.invoice()
    waiting.turn()
    waiting.pass_time(seconds=DELAY_S + 4 * 3600)
    waiting.desk.sync()
    seen = len(waiting.desk.server.requests)
    report = waiting.turn()
    assert set(ids) <= set(report.arrived)
    assert waiting.asked(seen) == []


def test_check_now_asks_everybody_at_once(waiting: Waiting) -> None:
    waiting.invoice()
    waiting.turn()
    seen = len(waiting.desk.server.requests)
    report = waiting.turn(force=True)
    assert report.asked == len(waiting.watch.waiting()) > 0
    assert sum(len(group) for group in waiting.asked(seen)) == report.asked


def test_a_restart_goes_on_where_it_stood(waiting: Waiting) -> None:
    waiting.invoice()
    waiting.turn()
    waiting.pass_time(seconds=40)
    waiting.turn()
    before = waiting.watch.waiting()
    waiting.desk.services.close()
    again = waiting.make_desk(server=waiting.desk.server, desk={"clock": waiting.clock})
    again.services.couriers.run(again.ctx)
    assert again.services.couriers.waiting() == before


def test_a_long_wait_needs_attention_until_the_courier_comes(waiting: Waiting) -> None:
    ids = waiting.invoice(2)
    waiting.turn()
    since = waiting.clock.now
    waiting.desk.server.world._agenda._heap.clear()  # nobody finds a courier here
    waiting.pass_time(hours=6, minutes=1)
    report = waiting.turn()
    assert set(ids) <= set(report.became_long)
    fix = waiting.desk.services.queries.rows_by_id(waiting.desk.ids(Lane.FIX))
    mine = [row for row in fix if row.id in ids]
    assert len(mine) == 2
    assert all(
        row.attention and str(row.attention.what).startswith("Waiting for a courier since ")
        for row in mine
    )
    assert all(row.courier_since == since.replace(microsecond=0) for row in mine)
    assert waiting.turn().became_long == ()
    waiting.desk.server.world.assign_couriers()
    report = waiting.turn(force=True)
    assert set(ids) <= set(report.arrived)
    assert not set(ids) & set(waiting.desk.ids(Lane.FIX))


def test_a_higher_limit_takes_the_alarm_back(waiting: Waiting) -> None:
    ids = waiting.invoice(2)
    waiting.turn()
    waiting.desk.server.world._agenda._heap.clear()
    waiting.pass_time(hours=7)
    waiting.turn()
    assert set(ids) <= set(waiting.desk.ids(Lane.FIX))
    waiting.desk.services.change_settings(courier_limit_hours=12)
    waiting.turn()
    assert set(ids) <= set(waiting.desk.ids(Lane.WAITING_FOR_COURIER))


def test_a_failed_call_is_no_try_and_comes_again_after_a_minute(waiting: Waiting) -> None:
    waiting.invoice()
    waiting.turn()
    waiting.desk.fault("500", "courierDetails", times=50)
    waiting.pass_time(seconds=40)
    report = waiting.turn()
    assert report.error is not None
    waits = waiting.watch.waiting()
    assert {one.tries for one in waits} == {0}
    first = min(one.next_check_at for one in waits)
    assert timedelta(seconds=58) <= first - waiting.clock.now <= timedelta(seconds=61)


def test_an_order_that_is_cancelled_is_watched_no_more(waiting: Waiting) -> None:
    ids = waiting.invoice(2)
    waiting.turn()
    waiting.desk.do(Action.CANCEL, ids[:1], reason_code="6")
    report = waiting.turn()
    assert ids[0] not in {one.shipment_id for one in waiting.watch.waiting()}
    assert ids[0] not in report.arrived


def test_nobody_is_asked_while_signed_out(waiting: Waiting) -> None:
    waiting.invoice()
    waiting.turn()
    waiting.desk.credentials.forget("test")
    waiting.desk.services.connection.reset()
    seen = len(waiting.desk.server.requests)
    with pytest.raises(NotSignedIn):
        waiting.turn(force=True)
    assert len(waiting.desk.server.requests) == seen


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("500", "html"),
        ("503", "empty"),
        ("429", "0"),
        ("html", ""),
        ("drop-before", ""),
        ("truncate", ""),
        ("expired", ""),
        ("refuse", ""),
        ("no-ids", ""),
        ("envelope-4xx", "422"),
        ("number-ids", ""),
        ("awb-text", ""),
        ("nulls", ""),
        ("extra-fields", ""),
    ],
)
def test_no_fault_of_the_server_loses_an_order(waiting: Waiting, kind: str, value: str) -> None:
    ids = waiting.invoice()
    waiting.turn()
    everybody = {one.shipment_id for one in waiting.watch.waiting()}
    waiting.desk.server.world.assign_couriers()
    waiting.desk.fault(kind, "courierDetails", times=3, value=value)
    arrived: set[str] = set()
    for _ in range(6):
        report = waiting.turn(force=True)
        assert not arrived & set(report.arrived), "told twice"
        arrived |= set(report.arrived)
        left = {one.shipment_id for one in waiting.watch.waiting()}
        assert arrived | left == everybody
    assert set(ids) <= arrived == everybody
    rows = waiting.desk.services.queries.rows_by_id(ids)
    assert all(row.courier_partner and row.awb_text for row in rows)
