"""The reason of a cancellation: the published ones, or a code of the seller's own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from konnect_desktop.domain.requests import CANCEL_REASONS

_OTHER = "Another code…"


class ReasonChoice(QWidget):
    """A list of reasons; *Another code…* opens a field beside it."""

    changed = Signal()

    def __init__(self, name: str, code_name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}.choice")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.reason = QComboBox()
        self.reason.setObjectName(name)
        self.reason.setAccessibleName("Reason")
        self.reason.addItem("Choose a reason", "")
        for code, text in CANCEL_REASONS.items():
            self.reason.addItem(text, code)
        self.reason.addItem(_OTHER, None)
        self.reason.currentIndexChanged.connect(self._on_chosen)
        self.code = QLineEdit()
        self.code.setObjectName(code_name)
        self.code.setAccessibleName("Reason code")
        self.code.setPlaceholderText("Code")
        self.code.setToolTip("Only if Fynd gave you a code of its own")
        self.code.setMaxLength(20)
        self.code.setFixedWidth(100)
        self.code.textChanged.connect(self.changed)
        self.code.hide()
        self.setFocusProxy(self.reason)
        layout.addWidget(self.reason, 1)
        layout.addWidget(self.code)

    @property
    def value(self) -> str:
        """The code that will be sent; "" until one is chosen."""
        data = self.reason.currentData()
        return self.code.text().strip() if data is None else str(data)

    def _on_chosen(self) -> None:
        self.code.setVisible(self.reason.currentData() is None)
        if self.reason.currentData() is None:
            self.code.setFocus()
        self.changed.emit()
