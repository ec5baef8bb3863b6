"""The row above the grid: scan, one courier for all, a pasted list, a file."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from konnect_desktop.ui.awb.courier_box import CourierBox
from konnect_desktop.ui.awb.scan import ScanField
from konnect_desktop.ui.kit.parts import field, push, relabel, row


class InputRow(QWidget):
    """Holds the controls; the dialog connects them."""

    def __init__(self, scan: ScanField, courier: str) -> None:
        super().__init__()
        self.setObjectName("awb.input")
        self.courier = CourierBox("awb.courier")
        self.courier.setEditText(courier)
        self.courier.setMinimumWidth(190)
        line = self.courier.lineEdit()
        if line is not None:
            line.editingFinished.connect(lambda: self.courier.setEditText(self.courier.courier))
        self.paste_button = push(
            "Paste list",
            "awb.paste",
            "",
            "Order and AWB side by side, or AWBs in the order shown (Ctrl+V in the list)",
        )
        self.import_button = push(
            "Import file…", "awb.import", "", "CSV or XLSX; a file can also be dropped here"
        )
        buttons = row(self.paste_button, self.import_button)
        buttons.setContentsMargins(0, 20, 0, 0)  # beside the fields, below their titles
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(field("Scan or type", scan), 3, top)
        hint = "Where a line names none itself."
        layout.addWidget(field("Courier for all", self.courier, hint), 2, top)
        layout.addLayout(buttons)
        layout.setAlignment(buttons, top)

    def show_busy(self, is_busy: bool) -> None:
        """A file is being read."""
        self.paste_button.setEnabled(not is_busy)
        self.import_button.setEnabled(not is_busy)
        relabel(self.import_button, "Reading…" if is_busy else "Import file…")
