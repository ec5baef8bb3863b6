"""The one source of time for the api room, so that tests can turn it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Condition
from typing import Protocol


class Clock(Protocol):
    """Time and waiting."""

    def monotonic(self) -> float:
        """Seconds that only ever grow."""

    def now(self) -> datetime:
        """The time of day, UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait."""

    def wait(self, condition: Condition, seconds: float) -> None:
        """Wait on a condition that is held, at most `seconds`."""


class SystemClock:
    """The real time."""

    def monotonic(self) -> float:
        """See Clock."""
        return time.monotonic()

    def now(self) -> datetime:
        """See Clock."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """See Clock."""
        time.sleep(seconds)

    def wait(self, condition: Condition, seconds: float) -> None:
        """See Clock."""
        condition.wait(seconds)
