"""Looks up what was left open: at the start, and whenever Konnect answers again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.journal import Batch
from konnect_desktop.services.batch_models import RecoveryReport
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.batches.run import FAILED
from konnect_desktop.ui.batches.sheet import BatchSheet
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.formatting import grouped
from konnect_desktop.ui.kit.notices import Notice, Notices
from konnect_desktop.ui.kit.say import say
from konnect_desktop.ui.work.context import AppContext


class RecoveryControl(QObject):
    """Tells what came of it, and puts batches with something left to do back into the sheet."""

    def __init__(
        self, context: AppContext, sheet: BatchSheet, notices: Notices, window: QWidget
    ) -> None:
        super().__init__(window)
        self.setObjectName("recovery")
        self._context = context
        self._sheet = sheet
        self._notices = notices
        self._window = window

    def begin(self, then: Callable[[], None]) -> None:
        """Settle what the end of an earlier run left behind; `then` is called in any case."""
        self._context.signals.connection_changed.connect(self._on_connection_changed)
        self._recover(self._on_recovered, then)

    def _on_connection_changed(self, is_online: bool) -> None:
        """Every good check says that Konnect answers; nothing is asked when nothing is open."""
        if is_online:
            self._recover(self._on_looked_up, lambda: None)

    def _recover(self, told: Callable[[RecoveryReport], None], then: Callable[[], None]) -> None:
        def work(ctx: TaskContext) -> tuple[RecoveryReport, list[Batch]]:
            services = self._context.services
            report: RecoveryReport = services.bulk.recover(ctx)
            found = [services.queries.batch(one) for one in report.batch_ids]
            return report, [one for one in found if one is not None and one.in_state(*FAILED)]

        def show(result: tuple[RecoveryReport, list[Batch]]) -> None:
            report, batches = result
            for batch in batches:
                self._sheet.put_back(batch)
            told(report)

        self._context.runner.start(self, work, key="recover", on_success=show, on_finished=then)

    def _on_recovered(self, report: RecoveryReport) -> None:
        if report:
            rest = self._sheet.resumable(report.batch_ids)
            messages.info(
                self._window,
                "The last batch was interrupted",
                say(report.sentence),
                action=f"Resume {grouped(rest)}" if rest else "",
                on_accept=(lambda: self._sheet.resume(report.batch_ids)) if rest else None,
            )
        if report.is_offline:
            # From now on it is tried until somebody answers.
            self._context.signals.connection_changed.emit(False)

    def _on_looked_up(self, report: RecoveryReport) -> None:
        if report.news:
            self._notices.show_notice("recovery", Notice(say(report.news), icon="check"))
