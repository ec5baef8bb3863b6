"""Compares this computer's clock with the Date of Konnect's own answers."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

from konnect_desktop.domain.server_time import ENOUGH, ClockFault, Heard, heard, judge


class ClockWatch:
    """Told of each answer, from any thread; knows whether the clock is right."""

    def __init__(self) -> None:
        self._on_change: Callable[[], None] = lambda: None
        self._answers: deque[Heard] = deque(maxlen=ENOUGH)
        self._lock = threading.Lock()
        #: By how much the clock is wrong; None as long as nothing is known against it.
        self.fault: ClockFault | None = None

    def listen(self, on_change: Callable[[], None]) -> None:
        """Call this, in the thread of an answer, when `fault` has changed."""
        self._on_change = on_change

    def heard(self, date: str, age: str, sent: datetime, received: datetime) -> None:
        """One answer: its headers, and our own clock before and after. Damaged ones say nothing,
        nor does what lay in a cache."""
        stamp = None if age.strip(" 0") else _read(date)
        answer = heard(stamp, sent, received) if stamp is not None else None
        if answer is None:
            return
        with self._lock:
            self._answers.append(answer)
            found = judge(self._answers)
            fault = found if isinstance(found, ClockFault) else None
            if found is False or _are_alike(fault, self.fault):
                return
            self.fault = fault
        self._on_change()


def _read(date: str) -> datetime | None:
    from email.utils import parsedate_to_datetime  # not at the start of the app

    try:
        stamp = parsedate_to_datetime(date)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    # HTTP knows one zone; a date that names none is meant in it.
    return stamp if stamp.tzinfo is not None else stamp.replace(tzinfo=UTC)


def _are_alike(one: ClockFault | None, other: ClockFault | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one.difference - other.difference).total_seconds() < 60
