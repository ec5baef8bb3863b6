"""The hand-over on its way, in one line: what is sent, and the time to take it back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from konnect_desktop.ui.dialogs.parts import named, push
from konnect_desktop.ui.messages import plain_label
from konnect_desktop.ui.orders import sheet_words
from konnect_desktop.ui.orders.batch_run import BatchRun, Phase


class BatchStrip(QFrame):
    """Follows the newest batch of this room; the sheet in Orders has the details."""

    show_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("handover.batch")
        self.setProperty("card", True)
        #: The batch that is shown; None before the first, and when the sheet has let go of it.
        self.run: BatchRun | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 10, 8)
        layout.setSpacing(8)
        self.text = named(plain_label("", "heading2"), "handover.batch.text")
        layout.addWidget(self.text, 1)
        self.undo = push("Undo", "handover.batch.undo", "", "Take it back (Ctrl+Z)")
        self.start_now = push("Start now", "handover.batch.start_now")
        self.details = push("Details in Orders", "handover.batch.details", "flat")
        self.close_button = push("Close", "handover.batch.close", "flat")
        self.undo.clicked.connect(self.undo_latest)
        self.start_now.clicked.connect(self._on_start_now)
        self.details.clicked.connect(self.show_wanted)
        self.close_button.clicked.connect(self.hide)
        for button in (self.undo, self.start_now, self.details, self.close_button):
            layout.addWidget(button)
        self.hide()

    def follow(self, run: BatchRun) -> None:
        """Show this batch from now on."""
        if self.run is not None:
            self.run.changed.disconnect(self._refresh)
        self.run = run
        run.changed.connect(self._refresh)
        run.destroyed.connect(partial(self._forget, id(run)))
        self._refresh()
        self.show()

    def undo_latest(self) -> None:
        """Ctrl+Z: withdraw it while that is possible."""
        if self.run is not None and self.run.phase in (Phase.COUNTING, Phase.QUEUED):
            self.run.undo()

    def _on_start_now(self) -> None:
        if self.run is not None:
            self.run.start_now()

    def _refresh(self) -> None:
        run = self.run
        if run is None:
            return
        self.text.setText(sheet_words.heading(run))
        waits = run.phase in (Phase.COUNTING, Phase.QUEUED)
        self.undo.setVisible(waits)
        self.start_now.setVisible(run.phase is Phase.COUNTING)
        self.close_button.setVisible(not run.is_open)

    def _forget(self, token: int, *_: object) -> None:
        if self.run is not None and id(self.run) == token:
            self.run = None
            self.hide()
