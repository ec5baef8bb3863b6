"""Enter goes to the next field, as a scanner presses it, and never to the dialog's button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from konnect_desktop.ui.kit.overrides import survives


@survives
class EnterChain(QObject):
    """Fields in their order; `moved` with the field that is next, `finished` after the last."""

    moved = Signal(QLineEdit)
    finished = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.fields: list[QLineEdit] = []

    def add(self, line: QLineEdit) -> None:
        """One more field at the end."""
        self.fields.append(line)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and isinstance(watched, QLineEdit)
            and watched in self.fields
        ):
            after = self.fields[self.fields.index(watched) + 1 :]
            if after:
                after[0].setFocus()
                after[0].selectAll()
                self.moved.emit(after[0])
            else:
                self.finished.emit()
            return True
        return super().eventFilter(watched, event)
