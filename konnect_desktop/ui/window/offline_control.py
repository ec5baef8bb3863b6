"""Without a connection: says so, counts what waits here, and sends it when the line is back."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from konnect_desktop.domain.batches import State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import Batch
from konnect_desktop.services.batch_models import Plan
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.batches.sheet import BatchSheet
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.kit.notices import Notice, Notices
from konnect_desktop.ui.work.context import AppContext

#: How often a lost connection is tried.
PROBE_MS = 10_000


def offline_text(orders: int) -> str:
    """No connection: 12 orders wait here."""
    if orders:
        waits = formatting.count_of(orders, "order waits", "orders wait")
        return f"No connection: {waits} here and go out when it is back."
    return "No connection. You can go on: what you send waits here until it is back."


class OfflineControl(QObject):
    """The queue itself is the journal's; the sheet shows and sends each batch of it."""

    #: list[str]: show these orders.
    show_wanted = Signal(list)
    #: The connection was away and is back.
    back = Signal()

    def __init__(
        self, context: AppContext, sheet: BatchSheet, notices: Notices, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("offline")
        self._context = context
        self._sheet = sheet
        self._notices = notices
        self._waiting: list[str] = []
        self._timer = QTimer(self)
        self._timer.setInterval(PROBE_MS)
        self._timer.timeout.connect(self.probe)
        context.signals.connection_changed.connect(self._on_connection_changed)
        context.signals.changed.connect(self._on_changed)

    def begin(self) -> None:
        """Show what an earlier run of the app left waiting, and send it if that is possible."""
        bulk, queries = self._context.services.bulk, self._context.services.queries

        def read() -> list[Batch]:
            found = [queries.batch(summary.id) for summary in bulk.queued()]
            return [batch for batch in found if batch is not None]

        self._context.runner.do(self, read, self._restore, key="offline.restore")

    def _restore(self, batches: list[Batch]) -> None:
        for batch in batches:
            ids = tuple(record.shipment_id for record in batch.in_state(State.PLANNED))
            self._sheet.restore(Plan(batch.action, batch.id, ids))
        if batches:
            self.probe()

    # ---- the line ----------------------------------------------------------------------

    def probe(self) -> None:
        """Ask for one order, to see whether Konnect can be reached."""
        services = self._context.services

        def ask(ctx: TaskContext) -> bool | None:
            # Signed out, nobody can be asked, and that says nothing about the line.
            return services.sync.is_reachable(ctx) if services.is_signed_in else None

        self._context.runner.start(self, ask, key="offline.probe", on_success=self._probed)

    def _probed(self, is_online: bool | None) -> None:
        if is_online is not None:
            self._context.signals.connection_changed.emit(is_online)

    def _on_connection_changed(self, is_online: bool) -> None:
        if is_online:
            was_away = self._timer.isActive()
            self._timer.stop()
            self._notices.drop("offline")
            self._sheet.send_waiting()
            if was_away:
                self.back.emit()
            return
        if not self._timer.isActive():
            self._timer.start()
            self._tell()
        self._count()

    # ---- what waits --------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.batches and self._timer.isActive():
            self._count()

    def _count(self) -> None:
        bulk, queries = self._context.services.bulk, self._context.services.queries

        def read() -> list[str]:
            batches = [queries.batch(summary.id) for summary in bulk.queued()]
            return [
                record.shipment_id
                for batch in batches
                if batch is not None
                for record in batch.in_state(State.PLANNED)
            ]

        self._context.runner.read(self, read, self._counted, key="offline.count")

    def _counted(self, ids: list[str]) -> None:
        self._waiting = ids
        if self._timer.isActive():
            self._tell()

    def _tell(self) -> None:
        self._notices.show_notice(
            "offline",
            Notice(
                offline_text(len(self._waiting)),
                icon="offline",
                kind="warning",
                action="Show them" if self._waiting else "Try now",
                on_press=self._press,
                can_close=False,
            ),
        )

    def _press(self) -> None:
        if self._waiting:
            self.show_wanted.emit(list(self._waiting))
        else:
            self.probe()
