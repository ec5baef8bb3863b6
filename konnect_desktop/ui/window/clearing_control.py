"""Once a day lets the data of old orders go, a little at a time and never in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.work.context import AppContext

#: The first check and the day's copy go first.
FIRST_MS = 3 * 60_000
TICK_MS = 60 * 60_000
#: Between two steps, and as long as something else is at work.
PAUSE_MS, WAIT_MS = 150, 20_000


class ClearingControl(QObject):
    """Belongs to the main window. What fails or is left at the end goes on at the next look."""

    def __init__(self, context: AppContext, is_busy: Callable[[], bool], parent: QObject) -> None:
        """`is_busy`: whether a batch is at work."""
        super().__init__(parent)
        self.setObjectName("clearing_keeper")
        self._context, self._is_busy = context, is_busy
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look some time after the start, and every hour from then on."""
        # Practice starts anew each time: nothing of it grows old.
        if not self._context.settings.is_practice:
            self._timer.start()
            QTimer.singleShot(FIRST_MS, self, self.look)

    def look(self) -> None:
        """Begin when a day has passed."""
        self._start(lambda ctx: self._context.services.clearing.is_due(), self._on_looked)

    def _on_looked(self, is_due: bool) -> None:
        if is_due:
            self._go_on(True)

    def _go_on(self, is_more: bool) -> None:
        if not is_more:
            return
        pause = WAIT_MS if self._is_at_work() else PAUSE_MS
        QTimer.singleShot(pause, self, self._step)

    def _step(self) -> None:
        if self._is_at_work():
            self._go_on(True)
            return
        self._start(self._context.services.clearing.step, self._go_on)

    def _is_at_work(self) -> bool:
        return self._is_busy() or self._context.runner.is_running("sync")

    def _start(
        self, work: Callable[[TaskContext], bool], on_success: Callable[[bool], None]
    ) -> None:
        self._context.runner.start(
            self,
            work,
            pool="local",
            key="clearing",
            on_success=on_success,
            # The card of the data says when the last clearing was; a full disk tells of itself.
            on_error=lambda _error: None,
        )
