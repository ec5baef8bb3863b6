"""How calm the window is: the gaps of a timer of its thread (docs/limits.md 4)."""

from __future__ import annotations

import time
from statistics import quantiles

from PySide6.QtCore import QObject, Qt, QTimer


class Heart(QObject):
    """A timer of the GUI thread: its gaps tell how long the thread was held."""

    def __init__(self, beat_ms: int = 2) -> None:
        super().__init__()
        self.gaps: list[float] = []
        #: What the thread itself worked in each gap: the rest it waited for the processor.
        self.work: list[float] = []
        self._last = (0.0, 0.0)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(beat_ms)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Count from here."""
        self._last = (time.perf_counter(), time.thread_time())
        self._timer.start()

    def stop(self) -> None:
        """Count to here."""
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self.gaps.append(now[0] - self._last[0])
        self.work.append(now[1] - self._last[1])
        self._last = now


def p99(values: list[float]) -> float:
    """The 99th percentile."""
    return quantiles(values, n=100)[98]
