"""What the print window shows until its papers are there, or instead of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from konnect_desktop.services.context import Progress
from konnect_desktop.ui.kit.formatting import grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, row
from konnect_desktop.ui.kit.say import say


class WaitingPage(QWidget):
    """A bar with Stop while papers come; words with Try again when none did."""

    stop_pressed = Signal()
    again_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("preview.waiting")
        layout = QVBoxLayout(self)
        layout.addStretch()
        self.text = named(plain_label("", "muted"), "preview.progress_text")
        self.bar = QProgressBar()
        self.bar.setObjectName("preview.progress")
        self.bar.setAccessibleName("Fetching")
        self.bar.setTextVisible(False)
        self.stop_button = push("Stop", "preview.stop", "", "What is fetched so far is kept")
        self.stop_button.clicked.connect(self.stop_pressed)
        self.again_button = push("Try again", "preview.again", "primary")
        self.again_button.clicked.connect(self.again_pressed)
        layout.addWidget(self.text)
        layout.addWidget(self.bar)
        layout.addLayout(row(self.stop_button, self.again_button))
        layout.addStretch()

    def begin(self, text: str) -> None:
        """Papers are on their way."""
        self.text.setText(text)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.stop_button.show()
        self.again_button.hide()

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        if progress.total:
            done, total = grouped(progress.done), grouped(progress.total)
            self.text.setText(say(progress.message) or f"{done} of {total}")

    def end(self, text: str, *, can_retry: bool = True) -> None:
        """Nothing comes; say why. `can_retry`: asking once more may bring it."""
        self.bar.hide()
        self.stop_button.hide()
        self.again_button.setVisible(can_retry)
        self.text.setText(text)
