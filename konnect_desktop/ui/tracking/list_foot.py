"""Below the list of parcels: Copy and Export, with the reason where they rest."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from konnect_desktop.ui.kit.list_page import rest
from konnect_desktop.ui.kit.parts import push

COPY, EXPORT = "Ctrl+C", "Ctrl+S"
_COPY_TIP = f"Copies the chosen parcels as a table ({COPY})"
_EXPORT_TIP = f"Saves all parcels of this list as XLSX or CSV ({EXPORT})"
_EMPTY = "This list is empty, so there is nothing to {}."
_NONE_CHOSEN = f"Choose parcels in the list first, Ctrl+A for all of them ({COPY})"


class ListFoot(QWidget):
    """Two buttons."""

    copy_wanted = Signal()
    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tracking.foot")
        self.copy = push("Copy", "tracking.copy", "flat")
        self.copy.clicked.connect(self.copy_wanted)
        self.export = push("Export list…", "tracking.export", "flat")
        self.export.clicked.connect(self.export_wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 4, 8, 4)
        line.setSpacing(8)
        for button in (self.copy, self.export):
            line.addWidget(button)
        line.addStretch()
        self.show_state(0, 0)

    def show_state(self, count: int, chosen: int) -> None:
        """`count` parcels are listed, `chosen` of them are chosen."""
        why = _EMPTY.format("copy") if not count else "" if chosen else _NONE_CHOSEN
        rest(self.copy, why, _COPY_TIP)
        rest(self.export, "" if count else _EMPTY.format("export"), _EXPORT_TIP)
