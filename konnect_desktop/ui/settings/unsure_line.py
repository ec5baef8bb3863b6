"""After a lost data file: the seller sets the next numbers, and says that they are right."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from konnect_desktop.domain.changes import Changes
from konnect_desktop.ui.kit.messages import plain_label, words
from konnect_desktop.ui.kit.parts import ErrorLine, named, push, row
from konnect_desktop.ui.work.context import AppContext

_TOLD = (
    "The data file was lost, so the app does not know which numbers were given. Look at your last "
    "invoice and credit note, and set the first numbers below to the ones that follow."
)


class UnsureLine(QWidget):
    """Shown only while the numbers are not sure."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("settings.series.unsure")
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(named(plain_label(_TOLD), "settings.series.unsure.text"))
        self.right = push("These numbers are right", "settings.series.right", "primary")
        self.right.setToolTip("Invoice numbers are given again, from the first numbers below")
        self.right.clicked.connect(self._vouch)
        column.addLayout(row(self.right))
        self.error = ErrorLine("settings.series.unsure.error")
        column.addWidget(self.error)
        self.hide()

    def _vouch(self) -> None:
        services = self._context.services

        def work() -> None:
            services.backups.vouch_for_numbers()

        self.right.setEnabled(False)
        self._context.runner.do(
            self,
            work,
            lambda _none: self._vouched(),
            key="settings.series.right",
            on_error=lambda error: self.error.say(" ".join(words(error)[:2])),
            on_finished=lambda: self.right.setEnabled(True),
        )

    def _vouched(self) -> None:
        self._context.services.knows_numbers = True
        self._context.signals.announce(Changes(counts=True))
        self.hide()
