"""What happens with papers by itself: fetched ahead, cleared in time, doubtful jobs told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.ui.batches.run import BatchRun
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.notices import Notice, Notices
from konnect_desktop.ui.work.context import AppContext

if TYPE_CHECKING:
    from konnect_desktop.domain.printers import PrintedJob

#: The key of the task that fetches ahead: work that nobody waits for.
AHEAD = "papers.ahead"
_DOUBT = "doubtful_print"
_PAUSE_MS = 700


class PaperControl(QObject):
    """Belongs to the main window. Never in the way: nobody waits for anything it does."""

    #: str: one quiet line, "" when there is nothing to say.
    said = Signal(str)

    def __init__(
        self,
        context: AppContext,
        notices: Notices,
        open_log: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("paper_keeper")
        self._context, self._notices, self._open_log = context, notices, open_log
        #: Shipments whose papers are to come by themselves.
        self._waiting: list[str] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._fetch_next)
        context.signals.changed.connect(self._on_changed)

    def begin(self) -> None:
        """Clear what is over its time, and ask about jobs whose end nobody knows."""
        self._context.runner.start(
            self,
            lambda ctx: self._context.services.documents.purge(ctx),
            pool="local",
            key="papers.purge",
            # The schedule in the settings shows what is still there.
            on_error=lambda _error: None,
        )
        self.look_for_doubts()

    def batch_ended(self, run: BatchRun) -> None:
        """After Get labels the papers come by themselves, so that printing is instant."""
        result = run.result
        if run.plan.action is Action.GET_LABELS and result is not None:
            self.fetch_ahead(result.ids(State.DONE))

    def fetch_ahead(self, ids: Sequence[str]) -> None:
        """Fetch labels and invoices of these orders while nothing else is going on."""
        self._waiting += [one for one in ids if one not in self._waiting]
        if self._waiting and not self._context.runner.is_running(AHEAD):
            # First the result of the batch is on screen, then the PDF process starts.
            self._soon.start()

    @property
    def ahead(self) -> int:
        """Of how many orders papers are still to come by themselves."""
        return len(self._waiting)

    def _fetch_next(self) -> None:
        wanted = list(self._waiting)
        if not wanted or self._context.runner.is_running(AHEAD):
            return
        self.said.emit(f"Fetching the papers of {count_of(len(wanted), 'order')}…")
        services = self._context.services
        self._context.runner.start(
            self,
            lambda ctx: services.documents.prefetch(ctx, wanted),
            key=AHEAD,
            on_success=self._fetched,
            # What did not come is asked for again when it is printed, and then has its words.
            on_error=lambda _error: self.said.emit(""),
            on_finished=lambda: self._ended(wanted),
        )

    def _fetched(self, changes: Changes) -> None:
        count = len(changes.shipment_ids)
        text = f"Papers of {count_of(count, 'order')} are ready to print" if count else ""
        self.said.emit(text)

    def _ended(self, wanted: Sequence[str]) -> None:
        self._waiting = [one for one in self._waiting if one not in set(wanted)]
        self._fetch_next()

    # ---- doubtful jobs -----------------------------------------------------------------

    def look_for_doubts(self) -> None:
        """Ask the log for jobs that were on their way when the app ended."""
        self._context.runner.do(
            self,
            lambda: self._context.services.printing.doubtful(),
            self._show_doubts,
            key="doubtful",
            on_error=lambda _error: None,
        )

    def _show_doubts(self, jobs: list[PrintedJob]) -> None:
        if not jobs:
            self._notices.drop(_DOUBT)
            return
        from konnect_desktop.ui.printing.log_words import doubt_text

        text = doubt_text(jobs[0], self._context.now())
        notice = Notice(text, "printer", "warning", "Check", self._check)
        self._notices.show_notice(_DOUBT, notice)

    def _check(self) -> None:
        # The log says it once more, with the buttons to answer.
        self._notices.drop(_DOUBT)
        self._open_log()

    def _on_changed(self, changes: Changes) -> None:
        if changes.documents and _DOUBT in self._notices.lines:
            self.look_for_doubts()
