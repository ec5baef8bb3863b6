"""What services are handed: the clock, the announcer, and how long work reports and stops."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.say import NOTHING, Msg

#: Tells the screens what changed.
Announce = Callable[[Changes], None]
#: Says what time it is, in UTC.
Clock = Callable[[], datetime]


class Cancelled(BaseException):
    """The seller pressed Stop. Not an Exception, so that no handler swallows it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work is; `total` 0 means not known."""

    done: int
    total: int
    message: Msg = NOTHING


class TaskContext:
    """Handed to every service verb that runs for long. Safe to use from several threads."""

    #: At most ten reports a second reach the listener; the last one always does.
    INTERVAL_S = 0.1

    def __init__(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        self._listener = on_progress
        self._stop = threading.Event()
        self._last_report = 0.0
        self._lock = threading.Lock()

    @property
    def is_cancelled(self) -> bool:
        """Whether Stop was pressed."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at the next safe point; callable from any thread."""
        self._stop.set()

    def raise_if_cancelled(self) -> None:
        """Raise Cancelled when Stop was pressed."""
        if self._stop.is_set():
            raise Cancelled

    def stop_check(self) -> bool:
        """For code that asks while it waits: raises Cancelled when Stop was pressed, else False."""
        self.raise_if_cancelled()
        return False

    def report(self, done: int, total: int = 0, message: Msg = NOTHING) -> None:
        """Tell how far the work is. Never raises; stop points are the caller's choice."""
        if self._listener is None:
            return
        now = time.monotonic()
        with self._lock:
            is_last = total > 0 and done >= total
            if not is_last and now - self._last_report < self.INTERVAL_S:
                return
            self._last_report = now
        self._listener(Progress(done, total, message))

    def sleep(self, seconds: float) -> None:
        """Wait, but wake up and raise Cancelled as soon as Stop is pressed."""
        if self._stop.wait(max(0.0, seconds)):
            raise Cancelled
