"""Asks about many parcels: how many and how long, progress, Stop."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from konnect_desktop.services.context import Progress
from konnect_desktop.services.tracking import TrackReport
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import announce, named, push, relabel
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.parcels.parcel_words import minutes_text
from konnect_desktop.ui.work.context import AppContext
from konnect_desktop.ui.work.tasks import Task


class AskBar(QWidget):
    """One round at a time."""

    ask_wanted = Signal()
    show_wanted = Signal()
    #: TrackReport
    reported = Signal(object)
    progressed = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("tracking.asks")
        self._context = context
        self._task: Task | None = None
        self._state = (0, "", False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.ask = push("Ask", "tracking.ask")
        self.ask.clicked.connect(self.ask_wanted)
        self.show_button = push(
            "Show in Orders", "tracking.show_orders", "", "The chosen parcels in the list of orders"
        )
        self.show_button.clicked.connect(self.show_wanted)
        self.bar = QProgressBar()
        self.bar.setObjectName("tracking.progress")
        self.bar.setAccessibleName("Progress of the questions")
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(160, 6)
        self.stop = push("Stop", "tracking.stop", "", "What was answered stays")
        self.stop.clicked.connect(self.cancel)
        self.text = named(plain_label("", "muted"), "tracking.text")
        self.text.setWordWrap(False)
        for widget in (self.ask, self.show_button, self.bar, self.stop):
            layout.addWidget(widget)
        layout.addWidget(self.text, 1)
        self._show()

    @property
    def is_running(self) -> bool:
        """Whether Fynd is being asked."""
        return self._task is not None

    def show_state(self, count: int, text: str, *, has_rows: bool) -> None:
        """`count` parcels would be asked about; `text` says what is known so far."""
        self._state = (count, text, has_rows)
        self._show()

    def start(self, keys: Sequence[str], *, force: bool) -> None:
        """Ask about these; a round that runs is stopped for it."""
        chosen = tuple(keys)
        service = self._context.services.tracking
        if self._task is not None:
            self._task.cancel()
        task = self._context.runner.start(
            self,
            lambda ctx: service.track_many(ctx, chosen, force=force),
            key="tracking.many",
            latest=True,
            on_progress=self._on_progress,
            on_success=self._on_report,
            on_finished=self._on_ended,
        )
        self._task = task
        self.bar.setRange(0, max(1, len(chosen)))
        self.bar.setValue(0)
        self.text.setText(f"Asking about {count_of(len(chosen), 'parcel')}…")
        self._show()

    def cancel(self) -> None:
        """Stop between two parcels."""
        if self._task is not None:
            self._task.cancel()
            self.stop.setEnabled(False)

    def _on_progress(self, progress: Progress) -> None:
        self.bar.setRange(0, max(1, progress.total))
        self.bar.setValue(progress.done)
        self.text.setText(f"{grouped(progress.done)} of {grouped(progress.total)} asked")
        self.progressed.emit()

    def _on_report(self, report: TrackReport) -> None:
        left = f", {grouped(len(report.left))} not asked" if report.left else ""
        announce(self, f"{count_of(report.asked, 'parcel')} asked about{left}")
        self.reported.emit(report)

    def _on_ended(self) -> None:
        self._task = None
        self.stop.setEnabled(True)
        self._show()

    def _show(self) -> None:
        count, text, has_rows = self._state
        running = self._task is not None
        self.bar.setVisible(running)
        self.stop.setVisible(running)
        self.ask.setVisible(not running)
        self.ask.setEnabled(count > 0)
        relabel(self.ask, f"Ask about {count_of(count, 'parcel')}" if count else "Ask")
        pace = self._context.settings.requests_per_second
        self.ask.setToolTip(plain_tip(f"One question for each parcel: {minutes_text(count, pace)}"))
        self.show_button.setEnabled(has_rows)
        if not running:
            self.text.setText(text)
