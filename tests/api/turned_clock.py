"""A clock that the test turns: waiting moves it on at once."""

from __future__ import annotations

from threading import Condition

from konnect_desktop.api.clock import SystemClock


class TurnedClock(SystemClock):
    def __init__(self) -> None:
        self.time = 100.0

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def wait(self, condition: Condition, seconds: float) -> None:
        self.time += seconds
