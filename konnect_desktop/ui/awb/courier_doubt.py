"""The line that asks about misspelt couriers, for all lines that have one at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from konnect_desktop.domain.awb_import import AwbRow
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, relabel


class CourierDoubt(QWidget):
    """Shows the most frequent doubt; the next one follows when it is settled."""

    #: str, str: take the second courier where the first one stands.
    use = Signal(str, str)
    #: str: this courier is called so.
    keep = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("awb.courier_doubt")
        self._written = self._meant = ""
        self.says = named(plain_label(""), "awb.courier_doubt.says")
        self.use_button = push("Use", "awb.courier_doubt.use", "", "In all lines that have it")
        self.use_button.clicked.connect(lambda: self.use.emit(self._written, self._meant))
        self.keep_button = push("Keep", "awb.courier_doubt.keep", "flat", "It is a courier's name")
        self.keep_button.clicked.connect(lambda: self.keep.emit(self._written))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.says, 1)
        layout.addWidget(self.use_button)
        layout.addWidget(self.keep_button)
        self.hide()

    def show_doubts(self, rows: Sequence[AwbRow]) -> None:
        """Ask about the courier of these lines; hidden when none is in doubt."""
        counts = Counter((row.courier, row.meant) for row in rows if row.meant)
        self.setVisible(bool(counts))
        if not counts:
            return
        ((self._written, self._meant), count) = counts.most_common(1)[0]
        where = count_of(count, "line")
        self.says.setText(f"“{self._written}” in {where} looks like {self._meant}.")
        relabel(self.use_button, f"Use {self._meant}")
        relabel(self.keep_button, f"Keep “{self._written}”")
