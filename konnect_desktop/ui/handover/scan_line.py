"""The line that a scanner types into, and the answer to the last scan in large letters."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from konnect_desktop.ui.kit import sounds
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import announce, named, set_role

#: Stands where the answers come, so that nothing moves when the first one is there.
_READY = "Ready to scan"


class ScanLine(QFrame):
    """Emits `scanned` for each code that ends with Enter; empty ones are ignored."""

    scanned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("handover.scan_line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.edit = QLineEdit()
        self.edit.setObjectName("handover.scan")
        self.edit.setAccessibleName("Scan or type an AWB")
        self.edit.setPlaceholderText("Scan or type an AWB, shipment or order number, then Enter")
        self.edit.setStyleSheet("min-height: 28px; font-size: 12pt;")
        self.edit.setMaxLength(200)
        self.edit.setClearButtonEnabled(True)
        self.edit.returnPressed.connect(self._entered)
        layout.addWidget(self.edit)
        self.box = QFrame()
        self.box.setObjectName("handover.answer")
        self.box.setProperty("answer", "none")
        inner = QHBoxLayout(self.box)
        inner.setContentsMargins(14, 9, 14, 9)
        self.answer = named(plain_label("", "heading"), "handover.answer.text")
        self.answer.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        inner.addWidget(self.answer, 1)
        layout.addWidget(self.box)
        self.say("", is_right=None)

    def _entered(self) -> None:
        code = self.edit.text().strip()
        self.edit.clear()
        if code:
            self.scanned.emit(code)

    def say(self, text: str, *, is_right: bool | None, is_new: bool = True) -> None:
        """Show the answer: right, wrong, or (None) what to do; with its sound when new."""
        mark = {True: "✓  ", False: "✕  ", None: ""}[is_right]
        self.answer.setText(mark + (text or _READY))
        set_role(self.box, "answer", {True: "right", False: "wrong", None: "none"}[is_right])
        set_role(self.answer, "role", "heading")  # its colour follows the box
        if text and is_new and is_right is not None:
            announce(self.answer, text)
            (sounds.right if is_right else sounds.wrong)()

    def take(self, text: str) -> None:
        """A character that was typed elsewhere in the room."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.insert(text)
