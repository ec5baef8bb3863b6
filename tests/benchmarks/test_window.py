"""The window at 100,000 orders, and while 10,000 come in: docs/limits.md 1, 2 and 4.

Run with: python -m pytest tests/benchmarks/test_window.py --benchmark-only
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from konnect_desktop import bootstrap
from konnect_desktop.credentials import MemoryCredentials
from konnect_desktop.domain.filters import DueFilter, OrderFilter, Payment
from konnect_desktop.domain.states import Lane
from konnect_desktop.paths import PRACTICE_PROFILE, Paths, make_private
from konnect_desktop.practice.launcher import start_child
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.services.sync_models import SyncReport
from konnect_desktop.settings import Settings
from konnect_desktop.store.database import Database
from konnect_desktop.ui.application import Application, Desk, parse
from tests.benchmarks.big_shop import ORDERS
from tests.benchmarks.heart import Heart, p99
from tests.ui.window_desk import wait_for

_ROOT = Path(__file__).parents[2]
#: What a seller does not feel, and what a start may cost more than Qt's own.
ROWS_S = 0.050
HOLD_S = 0.016
SYNC_HOLD_S = 0.050
START_TIMES, START_PLUS_S = 2.0, 0.300
SYNCED = 10_000


# ---- (a) start ------------------------------------------------------------------------


def _start_s(*arguments: str) -> float:
    """From the start of a process to its first paint."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "KONNECT_USERNAME": "nobody",
        "KONNECT_PASSWORD": "nothing",
        # An installed app does not compile itself at every start.
        "PYTHONDONTWRITEBYTECODE": "",
    }
    started = time.time()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.start_child", *arguments],
        capture_output=True,
        text=True,
        cwd=_ROOT,
        env=environment,
        timeout=60,
        check=True,
    )
    return float(done.stdout.split()[0]) - started


def _data_folder(big: Database, folder: Path) -> Path:
    """The shop as the data folder of an account that is signed in and checks nothing."""
    files = Paths(folder).profile("default")
    make_private(files.root)
    big.backup(files.database)
    Settings(
        base_url="http://127.0.0.1:9", username="nobody", level="location", auto_sync=False
    ).save(files.settings)
    return folder


@pytest.mark.timeout(600)
def test_window_with_the_first_table(benchmark: Any, big: Database, tmp_path: Path) -> None:
    folder = _data_folder(big, tmp_path / "data")
    _start_s(), _start_s(str(folder))  # once, so that both find their files in memory
    bare = [_start_s() for _ in range(5)]
    times = [_start_s(str(folder)) for _ in range(4)]
    times.append(benchmark.pedantic(_start_s, args=(str(folder),), rounds=1, iterations=1))
    allowed = START_TIMES * median(bare) + START_PLUS_S
    benchmark.extra_info |= {"bare_s": median(bare), "app_s": median(times), "allowed_s": allowed}
    assert median(times) <= allowed


# ---- (b) keystrokes and filters -------------------------------------------------------


@dataclass
class BigDesk:
    """The window on the shop, with a stop-watch."""

    qt: QApplication
    desk: Desk
    heart: Heart = field(default_factory=Heart)
    #: Seconds from each act to its rows on screen; act -> several measures.
    rows_s: dict[str, list[float]] = field(default_factory=dict)
    #: Longest work of the GUI thread within one act.
    longest: list[float] = field(default_factory=list)

    @property
    def page(self) -> Any:
        """The Orders page."""
        return self.desk.window.orders

    def is_idle(self) -> bool:
        """Nothing runs, and nothing is about to."""
        timers = (self.page._search, self.page._numbers, self.page.offers._timer)
        return not self.desk.runner.running and not any(timer.isActive() for timer in timers)

    def measure(self, name: str, act: Callable[[], None]) -> None:
        """Do it, and wait until the rows are painted and all the numbers are there."""
        assert wait_for(self.is_idle)
        paints = Paints(self.page.table.viewport())
        loaded: list[float] = []
        remember = self.page.loader.loaded.connect(lambda _n: loaded.append(time.perf_counter()))
        before = len(self.heart.work)
        self.heart.start()
        start = time.perf_counter()
        act()
        # An empty list shows words instead of the table.
        wait_for(lambda: loaded and (paints.last > loaded[-1] or not self.page.loader.count))
        self.rows_s.setdefault(name, []).append(max(loaded[-1], paints.last) - start)
        assert wait_for(self.is_idle)
        self.heart.stop()
        self.longest.append(max(self.heart.work[before:]))
        self.page.loader.loaded.disconnect(remember)
        paints.deleteLater()


class Paints(QObject):
    """When a widget was painted last."""

    def __init__(self, widget: Any) -> None:
        super().__init__(widget)
        self.last = 0.0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            # The paint itself follows; the next turn of the loop has seen it done.
            QTimer.singleShot(0, self, self._done)
        return False

    def _done(self) -> None:
        self.last = time.perf_counter()


@pytest.fixture
def big_desk(styled_app: QApplication, big: Database, tmp_path: Path) -> Iterator[BigDesk]:
    """The window on 100,000 orders, with the app's own care of threads and garbage."""
    folder = _data_folder(big, tmp_path / "data")
    application = Application(styled_app, parse(["--data-dir", str(folder)]))
    lock = ProfileLock(application.paths.lock("default"))
    services = bootstrap.build(Paths(folder), "default", credentials=MemoryCredentials())
    desk = Desk(application, "default", services, lock)
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    desk.window.resize(1440, 860)
    desk.window.show()
    desk.window.begin()
    application.keeper.start()
    made = BigDesk(styled_app, desk)
    try:
        assert wait_for(lambda: made.page.loader.is_loaded and made.page._total == ORDERS)
        made.page.show_lane(None)
        assert wait_for(made.is_idle)
        yield made
    finally:
        application.close()
        desk.close()
        sys.setswitchinterval(before)


TYPED = ("asha", "4000", "1649", "fy-12", "mumbai 40", "राहु", "kurta", "zzz")
FILTERS = {
    "channel": OrderFilter(channels=("FLIPKART",)),
    "self-ship": OrderFilter(self_ship=True),
    "several items": OrderFilter(multi_item=True),
    "prepaid": OrderFilter(payment=Payment.PREPAID),
    "due today": OrderFilter(due=DueFilter.TODAY),
}


def _press(line: QLineEdit, letter: str) -> None:
    """One key. QTest knows no key for an Indian letter, but any keyboard can send one."""
    kind = QEvent.Type.KeyPress
    QApplication.sendEvent(line, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def _work_through(desk: BigDesk) -> None:
    """What a seller types and presses; keys come one after another, each is waited for."""
    search = desk.desk.window.top.search
    for word in TYPED:
        for place, letter in enumerate(word):
            desk.measure(word[: place + 1], lambda letter=letter: _press(search, letter))
        desk.measure(f"clear {word}", search.clear)
    for lane in (Lane.NEW, Lane.DELIVERED, None):
        desk.measure(f"tab {lane}", lambda lane=lane: desk.page.show_lane(lane))
    filters = desk.page.filters
    for name, wanted in FILTERS.items():
        desk.measure(name, lambda wanted=wanted: filters.set_filter(wanted))
        desk.measure(f"clear {name}", lambda: filters.set_filter(filters.value.cleared()))
    wanted = replace(FILTERS["channel"], lane=Lane.DELIVERED)
    desk.measure("tab and channel", lambda: filters.set_filter(wanted))
    desk.measure("all again", lambda: filters.set_filter(OrderFilter()))


@pytest.mark.timeout(600)
def test_a_keystroke_and_a_filter_change(benchmark: Any, big_desk: BigDesk) -> None:
    benchmark.pedantic(_work_through, args=(big_desk,), rounds=3, iterations=1)
    rows = {name: median(times) for name, times in big_desk.rows_s.items()}
    heart = big_desk.heart
    benchmark.extra_info |= {
        "rows_median_ms": round(median(rows.values()) * 1e3, 1),
        "rows_worst_ms": round(max(rows.values()) * 1e3, 1),
        "held_p99_ms": round(p99(heart.gaps) * 1e3, 1),
        "held_max_ms": round(max(heart.gaps) * 1e3, 1),
        "longest_work_of_an_act_p99_ms": round(p99(big_desk.longest) * 1e3, 1),
        "beats": len(heart.gaps),
    }
    too_slow = {name: round(s * 1e3) for name, s in rows.items() if s > ROWS_S}
    assert not too_slow
    assert p99(heart.gaps) <= HOLD_S
    # Stricter: the longest piece of work within an act, waits for the processor left out.
    assert p99(big_desk.longest) <= HOLD_S


# ---- (c) sync -------------------------------------------------------------------------


@pytest.mark.timeout(600)
def test_the_window_stays_calm_while_orders_come_in(
    benchmark: Any, styled_app: QApplication, tmp_path: Path
) -> None:
    application = Application(styled_app, parse(["--data-dir", str(tmp_path), "--practice"]))
    paths = application.paths
    make_private(paths.profile(PRACTICE_PROFILE).root)
    lock = ProfileLock(paths.lock(PRACTICE_PROFILE))
    heart = Heart(5)
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    with start_child(SYNCED, timeout_s=120) as server:
        services = bootstrap.build_practice(
            paths,
            url=server.url,
            username=server.username,
            password=server.password,
            locations=server.locations,
        )
        desk = Desk(application, PRACTICE_PROFILE, services, lock)
        desk.window.resize(1440, 860)
        desk.window.show()
        application.keeper.start()
        assert wait_for(lambda: not desk.runner.running)
        reports: list[SyncReport] = []
        desk.window.sync.finished.connect(reports.append)

        def sync() -> None:
            heart.start()
            desk.window.sync.check()
            assert wait_for(lambda: reports, 300_000)
            heart.stop()

        try:
            benchmark.pedantic(sync, rounds=1, iterations=1)
            assert reports[0].ok, reports[0].failures
            assert services.queries.count(OrderFilter()) >= SYNCED
        finally:
            application.close()
            desk.close()
            sys.setswitchinterval(before)
    benchmark.extra_info |= {
        "held_p99_ms": round(p99(heart.gaps) * 1e3, 1),
        "held_max_ms": round(max(heart.gaps) * 1e3, 1),
        "longest_work_ms": round(max(heart.work) * 1e3, 1),
        "beats": len(heart.gaps),
    }
    assert max(heart.gaps) <= SYNC_HOLD_S
