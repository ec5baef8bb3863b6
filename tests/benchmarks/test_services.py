"""How long bulk actions take, against what the limiter allows. Run with --benchmark-only."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.states import Lane
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.context import Progress, TaskContext
from tests.services.desk import Desk

_LATENCY_S = 0.3
_PER_SECOND = 2.0
_IN_FLIGHT = 2


def test_150_confirmations_within_half_more_than_the_limiter_allows(
    benchmark: Any, tmp_path: Path
) -> None:
    with (
        PracticeServer(orders=320, seed=7) as server,
        Desk(server, tmp_path, per_second=500.0) as desk,
    ):
        desk.sync()
        ids = desk.ids(Lane.NEW)[:150]
        plan = desk.plan(Action.CONFIRM, ids)
        assert plan.will_send == 150
        assert plan.batch_id is not None
        # The pace of a real account from here on, and a server far away.
        desk.services.change_settings(requests_per_second=_PER_SECOND, max_in_flight=_IN_FLIGHT)
        desk.services.connection.orders.info(status="CREATED")
        server.latency_s = _LATENCY_S
        time_to_outcomes: list[float] = []
        started = 0.0

        def heard(progress: Progress) -> None:
            if progress.done == 150 and not time_to_outcomes:
                time_to_outcomes.append(time.perf_counter() - started)

        def run() -> Any:
            nonlocal started
            started = time.perf_counter()
            return desk.services.bulk.run(TaskContext(heard), plan.batch_id)

        result = benchmark.pedantic(run, rounds=1, iterations=1)
        assert result.count(State.DONE) == 150
    requests = 8
    # Two may start at once, the others follow at the limiter's pace; the last one's answer
    # takes one latency more.
    allowed = (requests - _IN_FLIGHT) / _PER_SECOND + _LATENCY_S
    benchmark.extra_info["allowed_s"] = allowed
    benchmark.extra_info["outcomes_after_s"] = time_to_outcomes[0]
    assert time_to_outcomes[0] <= 1.5 * allowed
    # Reading back 150 orders costs a few listings, not 150 reads of half a second each.
    assert time.perf_counter() - started <= 3 * allowed


def test_500_orders_to_the_courier_on_a_bad_day(benchmark: Any, tmp_path: Path) -> None:
    """Four steps with 10 % refusals, 5 % lost answers and 200 ms of latency; nothing twice."""
    per_second = 5.0
    calls = ("confirm", "invoiceUpdate", "pack", "dispatch")
    steps = (Action.CONFIRM, Action.ADD_INVOICE, Action.GET_LABELS, Action.HAND_OVER)
    with (
        PracticeServer(orders=0, latency_s=0.2) as server,
        Desk(server, tmp_path, per_second=per_second) as desk,
    ):
        ids = server.world.add_orders(500)
        for one in ids:
            server.world.shipment(one).self_ship = False
        desk.sync()
        for call in calls:
            server.faults.plan(
                Fault("refuse", call, percent=10, times=50, code="X7"),
                Fault("drop-after", call, percent=5),
            )
        before = len(server.requests)

        def run() -> None:
            for action in steps:
                # A refusal whose answer was lost is sure once a late first try would have shown.
                result = desk.when_sure(desk.do(action, ids))
                while result.retryable:
                    plan = desk.services.bulk.retry(result.batch_id)
                    assert plan.batch_id is not None
                    result = desk.when_sure(desk.services.bulk.run(desk.ctx, plan.batch_id))
                assert result.count(State.UNKNOWN, State.SENT, State.NEEDS_YOU) == 0

        started = time.perf_counter()
        benchmark.pedantic(run, rounds=1, iterations=1)
        wall = time.perf_counter() - started
        bound = (len(server.requests) - before) / per_second
        benchmark.extra_info["faults"] = dict(server.faults.fired)
        benchmark.extra_info["wall_by_bound"] = wall / bound
        assert len(server.changes) == 2_000
        desk.assert_nothing_twice()
        assert server.faults.fired["refuse"] == 200
        assert server.faults.fired["drop-after"] > 0
    assert wall <= 1.5 * bound
