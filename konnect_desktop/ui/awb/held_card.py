"""A scanned code that is in doubt: large, red, and answered with keys or mouse only.

The Enter of a scan presses nothing here: the buttons take the space bar, their keys and the mouse,
and what a scanner types goes to the scan field, where it waits.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout

from konnect_desktop.ui.kit import sounds
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import announce, named, push, relabel, row, set_role

GO_KEY, SKIP_KEY = "Alt+A", "Alt+L"


class HeldCard(QFrame):
    """Hidden while nothing is in doubt."""

    #: bool: whether to go on without the code.
    answered = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("awb.held")
        self.setProperty("answer", "wrong")
        self.title = named(plain_label("", "heading"), "awb.held.title")
        self.text = named(plain_label(""), "awb.held.text")
        self.go_button = push("", "awb.held.go", "", f"Space, or {GO_KEY}")
        self.skip_button = push("", "awb.held.skip", "", f"Space, or {SKIP_KEY}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 12)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.text)
        layout.addLayout(row(self.go_button, self.skip_button))
        self.go_button.clicked.connect(lambda: self._answer(goes_on=False))
        self.skip_button.clicked.connect(lambda: self._answer(goes_on=True))
        for key, button in ((GO_KEY, self.go_button), (SKIP_KEY, self.skip_button)):
            QShortcut(QKeySequence(key), self, button.click)
        self.hide()

    def ask(self, title: str, text: str, go: str, skip: str, *, is_new: bool = True) -> None:
        """Show a doubt; `go` "" where there is nothing but to go on. A new one is loud."""
        self.title.setText(f"✕  {title}")
        self.text.setText(text)
        self.go_button.setVisible(bool(go))
        relabel(self.go_button, go)
        relabel(self.skip_button, skip)
        self.setAccessibleName(f"{title}. {text}")
        self.show()
        set_role(self.title, "role", "heading")  # its colour follows the card
        if is_new:
            announce(self.title, f"{title}. {text}")
            sounds.wrong()

    def _answer(self, *, goes_on: bool) -> None:
        if self.isVisible():
            self.answered.emit(goes_on)
