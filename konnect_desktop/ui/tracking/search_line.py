"""One line for one number or a pasted list of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import push

_TITLE = "AWB, order or shipment numbers"


@survives
class SearchLine(QWidget):
    """Emits `wanted` with what was typed or pasted."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tracking.search_line")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.field = QLineEdit()
        self.field.setObjectName("tracking.search")
        self.field.setAccessibleName(_TITLE)
        self.field.setPlaceholderText(f"{_TITLE}: type one, or paste a list")
        self.field.setToolTip("Numbers that are not in your list are taken for AWBs (Enter)")
        self.field.setClearButtonEnabled(True)
        self.field.setMaxLength(20_000)
        self.field.setMaximumWidth(620)
        self.field.returnPressed.connect(self._go)
        self.field.installEventFilter(self)
        self.button = push("Track", "tracking.go", "primary", "Ask Fynd where they are (Enter)")
        self.button.clicked.connect(self._go)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.button)
        layout.addStretch()

    def _go(self) -> None:
        self.wanted.emit(self.field.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_press = event.type() == QEvent.Type.KeyPress
        if (
            is_press
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
        ):
            # A column of numbers from a sheet becomes one line, so that none is lost.
            self.field.insert(" ".join(QGuiApplication.clipboard().text().split()))
            return True
        return super().eventFilter(watched, event)
