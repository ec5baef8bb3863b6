"""The scan field: an order's bar code jumps to its line, an AWB fills it and goes on.

A scanner types fast and ends with Enter, so everything here is decided at once.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from konnect_desktop.domain.awb_import import AwbLine, awb_problem, tidy_awb
from konnect_desktop.ui.awb.grid import AwbGrid
from konnect_desktop.ui.awb.lines import AwbLines
from konnect_desktop.ui.dialogs.parts import announce, named, set_role
from konnect_desktop.ui.messages import plain_label


class _Line(QLineEdit):
    scanned = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            text = self.text().strip()
            self.clear()
            if text:
                self.scanned.emit(text)
            event.accept()
            return
        super().keyPressEvent(event)


class ScanField(QWidget):
    """Says below the field what the next scan is for."""

    def __init__(self, lines: AwbLines, grid: AwbGrid, *, may_add: bool) -> None:
        super().__init__()
        self.setObjectName("awb.scanning")
        self._lines = lines
        self._grid = grid
        #: Whether a scanned order that is not listed gets a line.
        self._may_add = may_add
        self.pending = -1
        self.line = _Line()
        self.line.setObjectName("awb.scan")
        self.line.setAccessibleName("Scan")
        self.line.setPlaceholderText("Scan here: an order, or an AWB")
        self.line.setClearButtonEnabled(True)
        self.line.setToolTip(
            "An order or shipment bar code jumps to its line; an AWB fills it and goes on.\n"
            "Typing and Enter do the same."
        )
        self.line.scanned.connect(self.take)
        self.says = named(plain_label("", "muted"), "awb.scan.says")
        self.says.setWordWrap(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        layout.addWidget(self.says)
        lines.replaced.connect(self._start_over)
        lines.judged.connect(self._on_judged)
        self._say_next()

    # ---- a scan ------------------------------------------------------------------------

    def take(self, text: str) -> None:
        """What was scanned or typed: an order of the list, else an AWB."""
        number = self._lines.find_order(text)
        if number >= 0:
            self._go_to(number)
        elif self.pending < 0:
            self._without_line(text)
        else:
            self._fill(tidy_awb(text))

    def _go_to(self, number: int) -> None:
        row = self._lines.rows[number]
        if not self._grid.model_of_lines.may_edit(number):
            self._complain(f"{row.line.order}: {row.problem}")
            return
        self._wait_for(number)
        if row.awb:
            self._say(f"{row.line.order} has AWB {row.awb}; the next scan replaces it.")

    def _fill(self, awb: str) -> None:
        order = self._lines.rows[self.pending].line.order
        wrong = awb_problem(awb)
        other = self._lines.find_awb(awb)
        if wrong:
            self._complain(str(wrong))
        elif other >= 0 and other != self.pending:
            where = self._lines.rows[other].line.order
            self._complain(f"{awb} is at order {where} already. Scan the AWB of {order}.")
        else:
            filled = self.pending
            self._lines.set_awb(filled, awb)
            self._wait_for(self._lines.next_empty(filled + 1))
            self._say(f"{order}: {awb}. {self._next_words()}")

    def _without_line(self, text: str) -> None:
        if self._may_add:
            self._lines.add(lambda: [AwbLine(0, text)])
        elif self._lines.rows:
            self._complain("Every order here has its AWB. Scan an order to change one.")

    # ---- what is next ------------------------------------------------------------------

    def _wait_for(self, number: int) -> None:
        self.pending = number
        self._grid.model_of_lines.set_pending(number)
        self._grid.go_to(number)
        self._say_next()

    def _start_over(self) -> None:
        self.pending = -1

    def _on_judged(self) -> None:
        if self.pending < 0:
            self._wait_for(self._lines.next_empty())
        elif not self._grid.model_of_lines.may_edit(self.pending):
            self._wait_for(self._lines.next_empty(self.pending + 1))

    def _next_words(self) -> str:
        if self.pending < 0:
            if self._may_add:
                return "Scan the next order."
            return "Every order has its AWB." if self._lines.rows else "Scan an order."
        return f"Next: the AWB of {self._lines.rows[self.pending].line.order}."

    def _say_next(self) -> None:
        self._say(self._next_words())

    def _say(self, text: str) -> None:
        self.says.setText(text)
        self.says.setToolTip(text)
        set_role(self.says, "role", "muted")

    def _complain(self, text: str) -> None:
        """Nothing was changed: in red, aloud and with a beep, since eyes are on the parcel."""
        self.says.setText(text)
        self.says.setToolTip(text)
        set_role(self.says, "role", "error")
        announce(self.says, text)
        QApplication.beep()
