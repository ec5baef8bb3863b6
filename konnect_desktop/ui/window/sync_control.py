"""When to check for news: at start, by a timer, and when asked."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import Offline, SignInRefused
from konnect_desktop.services.context import Progress, TaskContext
from konnect_desktop.services.sync_models import SyncHealth, SyncReport, SyncScope
from konnect_desktop.ui.kit.say import say
from konnect_desktop.ui.work.context import AppContext
from konnect_desktop.ui.work.tasks import Task

#: How often the schedule is asked; what is due is the service's business.
TICK_MS = 15_000


class SyncControl(QObject):
    """One check at a time; the timer never shows an error window, only the top bar does."""

    #: Progress or None
    progressed = Signal(object)
    #: SyncHealth
    health_read = Signal(object)
    #: SyncReport
    finished = Signal(object)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("sync")
        self._context = context
        self._task: Task | None = None
        #: A refused sign-in stops the timer until the seller signs in again.
        self.is_paused = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    def begin(self) -> None:
        """Start the timer and check at once what is due."""
        self._timer.start()
        self.read_health()
        self._on_tick()

    @property
    def is_running(self) -> bool:
        """Whether a check runs now."""
        return self._task is not None

    def check(self, scope: SyncScope = SyncScope.ALL) -> None:
        """Check now; a check that runs already is joined."""
        if self._task is not None:
            return
        self.is_paused = False
        self.progressed.emit(Progress(0, 0, Msg("Checking…")))
        sync = self._context.services.sync
        self._task = self._context.runner.start(
            self,
            lambda ctx: sync.run(ctx, scope),
            key="sync",
            on_progress=self.progressed.emit,
            on_success=self._on_done,
            on_error=self._on_failed,
            on_finished=self._on_ended,
        )

    def stop(self) -> None:
        """Stop the running check between two pages."""
        if self._task is not None:
            self._task.cancel()

    def read_health(self) -> None:
        """Read how the last checks went."""
        self._context.runner.read(
            self,
            self._context.services.queries.sync_health,
            self._on_health,
            key="sync.health",
        )

    def _on_health(self, health: SyncHealth) -> None:
        self.health_read.emit(health)

    def _on_tick(self) -> None:
        if self._task is not None or self.is_paused or not self._context.settings.auto_sync:
            return
        services, now = self._context.services, self._context.now()

        def look(_ctx: TaskContext) -> bool:
            return bool(services.accounts.facts().is_signed_in and services.sync.due(now))

        self._context.runner.start(
            self,
            look,
            pool="safe",
            key="sync.due",
            on_success=lambda due: self.check(SyncScope.DUE) if due else None,
        )

    def _on_done(self, report: SyncReport) -> None:
        self._context.signals.connection_changed.emit(not report.is_offline)
        self.finished.emit(report)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, SignInRefused):
            self.is_paused = True
            self._context.signals.sign_in_needed.emit(say(error.message))
        elif isinstance(error, Offline):
            self._context.signals.connection_changed.emit(False)
        else:
            self._context.runner.on_unhandled(self, error)

    def _on_ended(self) -> None:
        self._task = None
        self.progressed.emit(None)
        self.read_health()
