"""The hand-over on its way, in one line: what is sent, and the time to take it back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from konnect_desktop.ui.batches import sheet_words
from konnect_desktop.ui.batches.run import BatchRun, Phase
from konnect_desktop.ui.kit.formatting import grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, relabel


class BatchStrip(QFrame):
    """Follows the newest batch of this room; the sheet in Orders has the details."""

    show_wanted = Signal()
    #: list[str]: print the sheet of these parcels.
    sheet_wanted = Signal(list)

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
        self.sheet = push(
            "Print sheet", "handover.batch.sheet", "", "The manifest of these parcels, to be signed"
        )
        self.details = push("Details in Orders", "handover.batch.details", "flat")
        self.close_button = push("Close", "handover.batch.close", "flat")
        self.undo.clicked.connect(self.undo_latest)
        self.start_now.clicked.connect(self._on_start_now)
        self.sheet.clicked.connect(self._on_sheet)
        self.details.clicked.connect(self.show_wanted)
        self.close_button.clicked.connect(self.hide)
        for button in (self.undo, self.start_now, self.sheet, self.details, self.close_button):
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

    def _on_sheet(self) -> None:
        if self.run is not None:
            self.sheet_wanted.emit(list(self.run.plan.ids))

    def _refresh(self) -> None:
        run = self.run
        if run is None:
            return
        self.text.setText(sheet_words.heading(run))
        waits = run.phase in (Phase.COUNTING, Phase.QUEUED)
        self.undo.setVisible(waits)
        self.start_now.setVisible(run.phase is Phase.COUNTING)
        self.close_button.setVisible(not run.is_open)
        relabel(self.sheet, f"Print sheet ({grouped(len(run.plan.ids))})")
        self.sheet.setVisible(bool(run.plan.ids) and run.phase is not Phase.WITHDRAWN)

    def _forget(self, token: int, *_: object) -> None:
        if self.run is not None and id(self.run) == token:
            self.run = None
            self.hide()
