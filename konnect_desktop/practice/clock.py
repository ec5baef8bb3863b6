"""The simulator's clock and its agenda of things that happen on their own."""

from __future__ import annotations

import heapq
import time
from datetime import UTC, datetime, timedelta, timezone

IST = timezone(timedelta(hours=5, minutes=30))


class Clock:
    """Runs with real time from `start` (UTC) and can be moved ahead by tests."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start or datetime.now(UTC)
        self._began = time.monotonic()
        self._ahead = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.elapsed())

    def elapsed(self) -> float:
        """Seconds since the clock began, with what it was moved ahead."""
        return time.monotonic() - self._began + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


class Agenda:
    """What is due when, by shipment."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, str, str]] = []
        self._count = 0

    def add(self, due: float, event: str, shipment_id: str) -> None:
        self._count += 1
        heapq.heappush(self._heap, (due, self._count, event, shipment_id))

    def pop_due(self, elapsed: float) -> tuple[float, str, str] | None:
        """The next thing due at `elapsed` seconds, or None."""
        if not self._heap or self._heap[0][0] > elapsed:
            return None
        due, _, event, shipment_id = heapq.heappop(self._heap)
        return due, event, shipment_id
