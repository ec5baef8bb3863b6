"""How often and how much at once: the one gate in front of every request
(docs/konnect-api.md 13)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from konnect_desktop.api.calls import StopCheck
from konnect_desktop.api.clock import Clock, SystemClock
from konnect_desktop.errors import ApiError

#: A waiting caller looks this often, in seconds, whether it should stop.
_LOOK_EVERY_S = 0.1


class Stopped(ApiError):
    """Stop was pressed while a request waited for its turn: it was not sent."""

    user_message = "Stopped before this was sent."
    next_step = "Press Resume to send it."


def check_stop(should_stop: StopCheck | None) -> None:
    """Raise Stopped when the caller wants no more; the callback may raise something itself."""
    if should_stop is not None and should_stop():
        raise Stopped


class Limiter:
    """A token bucket and a ceiling on requests in flight, first come first served."""

    def __init__(
        self,
        max_in_flight: int = 2,
        per_second: float = 2.0,
        burst: int | None = None,
        *,
        clock: Clock | None = None,
    ) -> None:
        """`burst`: requests that may start at once after a pause; by default as many as fly."""
        self._clock = clock or SystemClock()
        self._max_in_flight = max(1, max_in_flight)
        self._per_second = max(0.01, per_second)
        self._burst = float(max(1, burst if burst is not None else min(2, max_in_flight)))
        self._tokens = self._burst
        self._filled_at = self._clock.monotonic()
        self._closed_until = 0.0
        self._in_flight = 0
        self._queue: deque[object] = deque()
        self._turn = Condition()

    @contextmanager
    def slot(self, should_stop: StopCheck | None = None) -> Iterator[None]:
        """Hold one place in flight. Raises Stopped while waiting; never after that."""
        self._acquire(should_stop)
        try:
            yield
        finally:
            with self._turn:
                self._in_flight -= 1
                self._turn.notify_all()

    def hold_back(self, seconds: float) -> None:
        """Let nothing start for a while: the server asked for it (429)."""
        with self._turn:
            until = self._clock.monotonic() + max(0.0, seconds)
            self._closed_until = max(self._closed_until, until)

    def _acquire(self, should_stop: StopCheck | None) -> None:
        ticket = object()
        with self._turn:
            self._queue.append(ticket)
            try:
                while (wait := self._wait_for(ticket)) > 0:
                    check_stop(should_stop)
                    self._clock.wait(self._turn, min(wait, _LOOK_EVERY_S))
                check_stop(should_stop)
                self._tokens -= 1
                self._in_flight += 1
            finally:
                self._queue.remove(ticket)
                self._turn.notify_all()

    def _wait_for(self, ticket: object) -> float:
        """Seconds until it is worth looking again; 0 when it is this ticket's turn."""
        if self._queue[0] is not ticket or self._in_flight >= self._max_in_flight:
            return _LOOK_EVERY_S
        now = self._clock.monotonic()
        if now < self._closed_until:
            return self._closed_until - now
        gained = (now - self._filled_at) * self._per_second
        self._tokens = min(self._burst, self._tokens + gained)
        self._filled_at = now
        # A hair of slack: sums of floats fall short of 1 by a rounding error.
        if self._tokens >= 1 - 1e-9:
            return 0.0
        return (1 - self._tokens) / self._per_second
