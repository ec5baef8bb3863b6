"""Garbage collection between events, so that the window never waits for it (docs/limits.md 4)."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication


class IdleCollector(QObject):
    """Collects garbage between events instead of in the middle of them: one full collection
    while thousands of objects live stops the window for a quarter of a second."""

    INTERVAL_MS = 2_000
    MIDDLE_EVERY, FULL_EVERY = 10, 150

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("garbage")
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(self.INTERVAL_MS)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        """Take over from the interpreter.

        What lives now stays: it is set aside as it is, because looking through it would hold
        the first table.
        """
        gc.freeze()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Give it back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _on_tick(self) -> None:
        self._ticks += 1
        is_away = QApplication.applicationState() != Qt.ApplicationState.ApplicationActive
        if self._ticks % self.FULL_EVERY == 0 or (is_away and self._ticks % 15 == 0):
            gc.collect(2)
        elif self._ticks % self.MIDDLE_EVERY == 0:
            gc.collect(1)
        else:
            gc.collect(0)


def set_aside() -> None:
    """Do not look through what lives now again: code that was loaded stays anyway.

    Nothing where the interpreter collects by itself.
    """
    if not gc.isenabled():
        gc.freeze()
