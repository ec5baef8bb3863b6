"""Lets the courier watch take its turns, and tells what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from konnect_desktop.errors import Offline
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.kit.notices import Notice, Notices
from konnect_desktop.ui.orders.courier_words import arrived_text, long_text
from konnect_desktop.ui.orders.waiting_strip import WaitingStrip
from konnect_desktop.ui.window.sync_control import SyncControl
from konnect_desktop.ui.work.context import AppContext

if TYPE_CHECKING:
    from konnect_desktop.services.courier_watch import WatchReport

#: How often it looks whether somebody is due; whom to ask is the service's business.
TICK_MS = 5_000


class CourierControl(QObject):
    """Works only while signed in, connected and not paused."""

    #: list[str]: show these orders.
    show_wanted = Signal(list)
    #: A turn is over, however it went, or it may ask now, or no longer.
    state_changed = Signal()

    def __init__(
        self, context: AppContext, sync: SyncControl, notices: Notices, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("couriers")
        self._context = context
        self._sync = sync
        self._notices = notices
        self._is_online = True
        self._arrived: dict[str, None] = {}
        self._long: dict[str, None] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        context.signals.connection_changed.connect(self._on_connection_changed)

    def attach(self, strip: WaitingStrip) -> None:
        """Let the strip over the list press and follow."""
        strip.check_wanted.connect(self.check_now)
        self.state_changed.connect(lambda: strip.show_state(is_on=self.is_on))

    def begin(self) -> None:
        """Start the timer and take the first turn."""
        self._timer.start()
        self.tick()

    @property
    def is_on(self) -> bool:
        """Whether it may ask now, as far as can be told without asking the system's safe."""
        return self._is_online and not self._sync.is_paused and self._context.settings.auto_sync

    def tick(self) -> None:
        """One turn, if it may ask."""
        if self.is_on:
            self._run(force=False)

    def check_now(self) -> None:
        """Ask about every order that waits, due or not."""
        self._run(force=True)

    def _run(self, *, force: bool) -> None:
        services = self._context.services

        def work(ctx: TaskContext) -> WatchReport | None:
            if not services.is_signed_in and not force:
                return None
            return services.couriers.run(ctx, force=force)

        self._context.runner.start(
            self,
            work,
            # A forced turn waits for the one that runs, so the two keys differ.
            key=f"couriers.{force}",
            on_success=self._on_turned,
            on_finished=self.state_changed.emit,
        )

    def _on_connection_changed(self, is_online: bool) -> None:
        self._is_online = is_online
        self.state_changed.emit()
        if is_online:
            self.tick()

    def _on_turned(self, report: WatchReport | None) -> None:
        if report is None:
            return
        self._arrived |= dict.fromkeys(report.arrived)
        self._long |= dict.fromkeys(report.became_long)
        for one in report.arrived:
            self._long.pop(one, None)
        if report.arrived:
            self._context.say(arrived_text(len(report.arrived)))
            self._tell_arrived()
        if report.became_long:
            self._tell_long()
        if isinstance(report.error, Offline):
            self._context.signals.connection_changed.emit(False)

    # ---- telling -----------------------------------------------------------------------

    def _tell_arrived(self) -> None:
        self._notices.show_notice(
            "couriers",
            Notice(
                arrived_text(len(self._arrived)),
                icon="truck",
                action="Show them",
                on_press=self._show_arrived,
                # The next arrivals are counted anew.
                on_close=self._arrived.clear,
            ),
        )

    def _show_arrived(self) -> None:
        ids, self._arrived = list(self._arrived), {}
        self._notices.drop("couriers")
        self.show_wanted.emit(ids)

    def _tell_long(self) -> None:
        hours = self._context.settings.courier_limit_hours
        self._notices.show_notice(
            "long_wait",
            Notice(
                long_text(len(self._long), hours),
                icon="hourglass",
                kind="warning",
                action="Show them",
                on_press=self._show_long,
                on_close=self._long.clear,
            ),
        )

    def _show_long(self) -> None:
        ids, self._long = list(self._long), {}
        self._notices.drop("long_wait")
        self.show_wanted.emit(ids)
