"""The line over the pages that says how far printing is, with the button to cancel it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from konnect_desktop.ui.kit.formatting import grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import announce, named, push


class RunStrip(QWidget):
    """Takes no room while there is nothing to say."""

    cancel_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("preview.run")
        self.done = 0
        self.text = named(plain_label("", "muted"), "preview.run.text")
        self.bar = QProgressBar()
        self.bar.setObjectName("preview.run.bar")
        self.bar.setAccessibleName("Printing")
        self.bar.setTextVisible(False)
        self.cancel = push("Cancel", "preview.cancel_print", "", "Take back what is not printed")
        self.cancel.clicked.connect(self.cancel_pressed)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self.text)
        texts.addWidget(self.bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(texts, 1)
        layout.addWidget(self.cancel)
        self.end()
        self.hide()

    def begin(self, total: int) -> None:
        """A job of so many sheets starts."""
        self.done = 0
        self.bar.setRange(0, 0)
        self.bar.show()
        self.cancel.show()
        self.cancel.setEnabled(True)
        self._total = total
        self.show()

    _total = 0

    def say(self, text: str) -> None:
        """What is happening; "" takes the line away when nothing is printed."""
        self.text.setText(text)
        self.setVisible(bool(text) or self.bar.isVisibleTo(self))
        if text:
            announce(self, text)

    def show_handed(self, count: int, total: int, printer: str) -> None:
        """So many sheets were handed over; not read aloud, since it changes all the time."""
        # What is out is not counted by then, so the full bar does not stand for it.
        self.bar.setRange(0, total if count < total else 0)
        self.bar.setValue(count)
        self.text.setText(f"Sheet {grouped(count)} of {grouped(total)} sent to {printer}")

    def show_progress(self, done: int, total: int) -> None:
        """So many sheets are out; 0 where the printer does not count."""
        self.done = done
        if done and total:
            self.bar.setRange(0, total)
            self.bar.setValue(done)
            self.text.setText(f"{grouped(done)} of {grouped(total)} sheets printed")

    def end(self) -> None:
        """Nothing is printed any more; the words stay."""
        self.bar.hide()
        self.cancel.hide()
        self.setVisible(bool(self.text.text()))
