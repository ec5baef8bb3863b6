"""Threads that the end of the app may leave behind.

The interpreter waits at its end for the threads of `concurrent.futures`, however long a server, a
password safe or a network drive keeps them. For these it does not wait.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable


class Pool:
    """Runs calls in at most so many threads, the oldest call first. Calls handle their errors."""

    def __init__(self, threads: int, name: str) -> None:
        self._most = threads
        self._name = name
        self._calls: deque[Callable[[], object]] = deque()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._is_closed = False
        self._wake = threading.Condition()

    def submit(self, call: Callable[[], object]) -> None:
        """Run it soon; nothing is begun any more once the pool is closed."""
        with self._wake:
            if self._is_closed:
                return
            self._calls.append(call)
            if len(self._calls) > self._idle and len(self._threads) < self._most:
                name = f"{self._name}_{len(self._threads)}"
                thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
            self._wake.notify()

    def close(self) -> None:
        """Drop what has not begun; the threads end by themselves."""
        with self._wake:
            self._is_closed = True
            self._calls.clear()
            self._wake.notify_all()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the threads, only after `close`; whether all have ended."""
        ends_at = None if timeout_s is None else time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(None if ends_at is None else max(0.0, ends_at - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (call := self._next()) is not None:
            call()

    def _next(self) -> Callable[[], object] | None:
        with self._wake:
            self._idle += 1
            self._wake.wait_for(lambda: self._calls or self._is_closed)
            self._idle -= 1
            return self._calls.popleft() if self._calls else None
