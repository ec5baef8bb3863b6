"""Finding and taking in at 100,000 orders: docs/limits.md 2 to 4.

Run with: python -m pytest tests/benchmarks/test_store.py --benchmark-only
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from konnect_desktop.domain.filters import DueFilter, OrderFilter, Payment, Sort, SortKey
from konnect_desktop.domain.states import Lane
from konnect_desktop.store.database import Database
from konnect_desktop.store.shipments import ShipmentStore
from tests.benchmarks.big_shop import LIFE, ORDERS, order
from tests.store.samples import NOW, records

PAGE = 200
#: Rows and count of one keystroke or filter change: on screen within 50 ms.
KEYSTROKE_S = 0.050


def bare_page_s(db: Database) -> float:
    """Median time of the plainest possible page, as the yardstick of this run."""
    times = []
    with db.read() as conn:
        for _ in range(20):
            start = time.perf_counter()
            conn.execute("SELECT * FROM shipment LIMIT ?", (PAGE,)).fetchall()
            times.append(time.perf_counter() - start)
    return median(times)


def shown(db: Database, wanted: OrderFilter, sort: Sort) -> Callable[[], int]:
    """What one keystroke asks: the first page and the count, nothing remembered."""

    def ask() -> int:
        store = ShipmentStore(db)  # a new one remembers no counts
        rows = store.rows(wanted, sort, NOW, limit=PAGE)
        total = store.count(wanted, NOW)
        assert len(rows) == min(total, PAGE)
        return total

    return ask


def test_first_page(benchmark: Any, big: Database) -> None:
    assert benchmark(shown(big, OrderFilter(), Sort())) == ORDERS
    assert benchmark.stats.stats.median < 12 * bare_page_s(big)


@pytest.mark.parametrize(
    "typed",
    [
        *("a", "as", "asha", "4", "400001", "1649", "fy-12", "mumbai 40", "राहु", "5566", "zzz"),
        *("c", "cotton", "cotton kurta", "कुर्ता", "flipkart", "9", "+91 98765", "98765 43210"),
    ],
)
def test_a_keystroke(benchmark: Any, big: Database, typed: str) -> None:
    benchmark(shown(big, OrderFilter(text=typed), Sort()))
    assert benchmark.stats.stats.median < KEYSTROKE_S
    assert benchmark.stats.stats.median < 80 * bare_page_s(big)


FILTERS = {
    "tab": OrderFilter(lane=Lane.NEW),
    "tab due today": OrderFilter(lane=Lane.NEW, due=DueFilter.TODAY),
    "channel": OrderFilter(channels=("FLIPKART",)),
    "two channels in a tab": OrderFilter(lane=Lane.DELIVERED, channels=("FLIPKART", "ONDC")),
    "payment": OrderFilter(payment=Payment.PREPAID),
    "nothing": OrderFilter(self_ship=True),
    "multi": OrderFilter(multi_item=True),
    "dates": OrderFilter(ordered_from=(NOW - timedelta(days=3)).date()),
    "text in a tab": OrderFilter(lane=Lane.DELIVERED, text="a", payment=Payment.PREPAID),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_change(benchmark: Any, big: Database, name: str) -> None:
    benchmark(shown(big, FILTERS[name], Sort()))
    assert benchmark.stats.stats.median < KEYSTROKE_S


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", list(SortKey))
def test_a_click_on_a_header(benchmark: Any, big: Database, key: SortKey, descending: bool) -> None:
    benchmark(shown(big, OrderFilter(lane=Lane.DELIVERED), Sort(key, descending)))
    assert benchmark.stats.stats.median < KEYSTROKE_S


def test_the_numbers_on_the_tabs(benchmark: Any, big: Database) -> None:
    counts = benchmark(ShipmentStore(big).lane_counts, OrderFilter(payment=Payment.PREPAID), NOW)
    assert counts[Lane.DELIVERED].total == 3 * ORDERS // len(LIFE)
    assert benchmark.stats.stats.median < KEYSTROKE_S


def test_opening_the_file(benchmark: Any, big: Database) -> None:
    """A second opening reads the schema, not the orders: no dearer than an empty file."""

    def open_and_close(path: Path) -> None:
        Database(path).close()

    empty = big.path.with_name("empty.sqlite")
    open_and_close(empty)
    copy = big.path.with_name("copy.sqlite")
    big.backup(copy)
    times = []
    for _ in range(10):
        start = time.perf_counter()
        open_and_close(empty)
        times.append(time.perf_counter() - start)
    open_and_close(copy)
    benchmark.pedantic(open_and_close, args=(copy,), rounds=10)
    assert benchmark.stats.stats.median < 4 * median(times)


def test_taking_in_leaves_the_other_threads_room(benchmark: Any, tmp_path: Path) -> None:
    """While 10,000 orders come in, a thread that ticks every 5 ms is never kept from it long."""
    store = ShipmentStore(Database(tmp_path / "konnect.sqlite"))
    reads = records(*[order(number) for number in range(10_000)])
    done = threading.Event()
    worst = 0.0

    def take_in() -> None:
        for start in range(0, len(reads), 100):
            store.upsert(reads[start : start + 100], store.next_read_seq(), NOW)
        done.set()

    def watch() -> None:
        nonlocal worst
        worker = threading.Thread(target=take_in)
        worker.start()
        last = time.perf_counter()
        while not done.wait(0.005):
            now = time.perf_counter()
            worst, last = max(worst, now - last), now
        worker.join()

    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)  # as bootstrap does
    gc.collect()
    gc.disable()
    try:
        benchmark.pedantic(watch, rounds=1)
    finally:
        gc.enable()
        sys.setswitchinterval(before)
    assert worst < 0.050
