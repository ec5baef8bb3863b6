"""Printing what this window has sent already is asked: a second label goes on a parcel, too."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.kit.question import Question


class PrintAgainQuestion(Question):
    """`chosen`: yes, once more."""

    def __init__(self, parent: QWidget | None, what: str) -> None:
        self._what = what
        super().__init__(
            parent,
            "print_again",
            "Print the same again?",
            "These were sent to the printer from this window already. A label that comes out "
            "twice can end up on another parcel.",
        )
        self.setWindowTitle("Print again")
        self.complete()
        self.accept_button.setFocus()

    def accept_text(self) -> str:
        return f"Print {self._what} again"

    def options(self) -> ActionOptions:
        return ActionOptions()
