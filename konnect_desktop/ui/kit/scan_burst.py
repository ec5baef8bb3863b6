"""Tells a scanner from a person by its speed, wherever the keyboard is."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from konnect_desktop.ui.kit.overrides import survives

#: Nobody types a whole number with less between any two keys; slow scanners by radio need half.
_GAP_S = 0.08
_SHORTEST = 5
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_HELD = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class Burst:
    """Follows the keys of one field."""

    def __init__(self) -> None:
        self._typed = ""
        self._at = 0.0
        #: What the field held before the burst began.
        self.before = ""

    def key(self, event: QKeyEvent, now_in_field: str) -> str:
        """Take a key before the field does; the code when the key ends a scan, else ""."""
        if event.modifiers() & _HELD:
            return ""
        now = time.monotonic()
        is_fast, self._at = now - self._at < _GAP_S, now
        if event.key() in _ENDS:
            code, self._typed = self._typed, ""
            return code if is_fast and len(code) >= _SHORTEST else ""
        if event.text() and event.text().isprintable():
            if not is_fast or not self._typed:
                self._typed, self.before = "", now_in_field
            self._typed += event.text()
        return ""


@survives
class ScanCatcher(QObject):
    """Keeps a scan out of a field that is meant for something else, and passes it on."""

    scanned = Signal(str)

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self.setObjectName("scan_catcher")
        self._line = line
        self._burst = Burst()
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            code = self._burst.key(event, self._line.text())
            if code:
                self._line.setText(self._burst.before)
                self.scanned.emit(code)
                return True
        return super().eventFilter(watched, event)
