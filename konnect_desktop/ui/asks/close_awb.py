"""Get labels: self-ship parcels without an AWB would lose the chance to get one
(docs/konnect-api.md 10.6)."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from konnect_desktop.domain.reasons import Reason
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.question import Question

_NAME = "close_awb"


class CloseAwbDialog(Question):
    """They are left out unless the seller says that they go without an AWB."""

    def __init__(self, parent: QWidget | None, total: int, without_awb: int) -> None:
        self._total, self._without = total, without_awb
        told = (
            f"{count_of(without_awb, 'self-ship order')} of {grouped(total)} "
            f"{'has' if without_awb == 1 else 'have'} no AWB, and Fynd takes none after this step. "
            "They stay where they are, so that you can add the AWB first."
        )
        super().__init__(parent, _NAME, f"Get labels for {count_of(total, 'order')}", told)
        self.setWindowTitle("Get labels")
        these = "it" if without_awb == 1 else f"these {grouped(without_awb)}"
        self.with_them = QCheckBox(f"Get labels for {these} as well: no AWB will be added")
        self.with_them.setObjectName(f"{_NAME}.with_them")
        self.with_them.setToolTip("For parcels that you bring yourself, without a courier's number")
        self.with_them.toggled.connect(self.check)
        self.body.addWidget(self.with_them)
        self.complete()
        self.accept_button.setFocus()

    @property
    def _count(self) -> int:
        return self._total if self.with_them.isChecked() else self._total - self._without

    def accept_text(self) -> str:
        return f"Get labels for {count_of(self._count, 'order')}"

    def missing(self) -> str:
        return "" if self._count else "Press Add AWB first, or tick the box."

    def options(self) -> ActionOptions:
        if self.with_them.isChecked():
            return ActionOptions()
        return ActionOptions(leave_out=frozenset({Reason.AWB_BEFORE_PACKING}))
