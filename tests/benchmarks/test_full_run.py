"""500 orders from confirm to dispatch on a bad day, in the window: the figures of the safety.

Run with: python -m pytest tests/benchmarks/test_full_run.py --benchmark-only -s
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from konnect_desktop import bootstrap
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.states import Lane
from konnect_desktop.paths import PRACTICE_PROFILE, make_private
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.application import Application, Desk, parse
from tests.benchmarks.heart import Heart, p99
from tests.benchmarks.server_child import FarServer, far_server
from tests.journeys import bad_day
from tests.ui.window_desk import wait_for

ORDERS, PER_SECOND, LATENCY_S, HOLD_S, TIMES = 500, 5.0, 0.2, 0.050, 1.5
#: Requests: every group of 20 at each step, those refused once more, and each read once.
NEEDED = len(bad_day.STEPS) * (ceil(ORDERS / 20) + ceil(ORDERS / 10 / 20)) * 2


@pytest.fixture
def server() -> Iterator[FarServer]:
    with far_server(orders=1250, seed=7) as made:
        yield made


@pytest.fixture
def desk(styled_app: QApplication, tmp_path: Path, server: FarServer) -> Iterator[Desk]:
    """The window of an account that has read its orders, with the app's own care of threads."""
    application = Application(styled_app, parse(["--data-dir", str(tmp_path), "--practice"]))
    paths = application.paths
    make_private(paths.profile(PRACTICE_PROFILE).root)
    lock = ProfileLock(paths.lock(PRACTICE_PROFILE))
    services = bootstrap.build_practice(
        paths,
        url=server.url,
        username=server.username,
        password=server.password,
        locations=server.locations,
    )
    assert services.sync.run(TaskContext()).ok
    services.change_settings(requests_per_second=PER_SECOND, auto_sync=False, undo_seconds=0)
    made = Desk(application, PRACTICE_PROFILE, services, lock)
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    made.window.resize(1440, 860)
    made.window.show()
    made.window.begin()
    application.keeper.start()
    # The morning has begun: the list is there, and what loads after it is loaded.
    made.services.build_all()
    assert wait_for(lambda: made.window.orders.loader.is_loaded and not made.runner.running)
    try:
        yield made
    finally:
        application.close()
        made.close()
        sys.setswitchinterval(before)


@pytest.mark.timeout(900)
def test_500_orders_from_confirm_to_dispatch(benchmark: Any, desk: Desk, server: FarServer) -> None:
    fresh = OrderFilter(lane=Lane.NEW, self_ship=False)
    ids = desk.services.queries.ids(fresh, Sort())[:ORDERS]
    assert len(ids) == ORDERS
    server.become(LATENCY_S, bad_day.faults(ORDERS))
    # What opening the window still has to paint is not of the run.
    QApplication.processEvents()
    heart = Heart(5)
    batches: list[int] = []
    before = server.log()[2]

    def run() -> None:
        heart.start()
        batches.extend(bad_day.walk(desk, ids))
        heart.stop()

    started = time.perf_counter()
    benchmark.pedantic(run, rounds=1, iterations=1)
    wall = time.perf_counter() - started
    changes, fired, requests = server.log()
    made = requests - before
    # More requests than the work needs give the app no more time.
    bound = min(made.total(), NEEDED) / PER_SECOND + LATENCY_S
    injected = {kind: fired[kind] for kind in ("refuse", "drop-after")}
    benchmark.extra_info |= {
        "faults_injected": injected,
        "requests": dict(made),
        "wall_s": round(wall, 1),
        "wall_by_bound": round(wall / bound, 2),
        "held_p99_ms": round(p99(heart.gaps) * 1e3, 1),
        "held_over_bar": sum(gap > HOLD_S for gap in heart.gaps),
        "held_max_ms": round(max(heart.gaps) * 1e3, 1),
        "longest_work_ms": round(max(heart.work) * 1e3, 1),
        "batches": len(batches),
    }
    print(f"\n{benchmark.extra_info}")  # noqa: T201 - how many faults there were
    bad_day.require_settled(desk, batches)
    bad_day.require_once(changes, ids)
    assert injected["refuse"] == len(bad_day.STEPS) * ORDERS // 10
    assert injected["drop-after"] > 0
    assert wall <= TIMES * bound
    # The server takes one of the processors, and what the window waits for it is not its work.
    assert max(heart.work) <= HOLD_S
    assert p99(heart.gaps) <= HOLD_S
