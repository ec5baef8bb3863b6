"""How the practice server's world grows. Run with --benchmark-only."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from konnect_desktop.practice.world import World

_SMALL, _LARGE = 1_000, 10_000


def test_a_large_world_costs_no_more_for_each_order(benchmark: Any) -> None:
    World(_SMALL, 7)  # once, so that everything is loaded
    small = median(_seconds(_SMALL) for _ in range(5))
    large = benchmark.pedantic(_seconds, args=(_LARGE,), rounds=1, iterations=1)
    benchmark.extra_info |= {"small_s": small, "large_s": large}
    assert large <= 2 * small * _LARGE / _SMALL


def _seconds(orders: int) -> float:
    began = time.process_time()
    World(orders, 7)
    return time.process_time() - began
