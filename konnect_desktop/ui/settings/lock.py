"""Stands in the place of the settings until a PIN was typed, where they ask for one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from konnect_desktop.domain.people import Gate
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push
from konnect_desktop.ui.people.ask_pin import AskPin
from konnect_desktop.ui.people.pin_words import ASKED_FOR
from konnect_desktop.ui.work.context import AppContext


class SettingsLock(QWidget):
    """Shut each time the room is entered."""

    opened = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("settings.lock")
        self._context = context
        self.is_shut = False
        column = QVBoxLayout(self)
        column.setSpacing(12)
        told = named(plain_label(ASKED_FOR[Gate.SETTINGS], "heading"), "settings.lock.text")
        told.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        column.addWidget(told)
        self.open_button = push("Type a PIN…", "settings.lock.open", "primary", "Press Enter")
        self.open_button.clicked.connect(self._ask)
        column.addWidget(self.open_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.hide()

    def shut(self) -> bool:
        """Lock the room if it asks for a PIN; returns whether it does."""
        self.is_shut = bool(self._context.services.people.asks(Gate.SETTINGS))
        self.setVisible(self.is_shut)
        if self.is_shut:
            self.open_button.setFocus()
        return self.is_shut

    def _ask(self) -> None:
        AskPin.show_for(self, self._context, Gate.SETTINGS, self._open)

    def _open(self) -> None:
        self._context.services.people.pass_through(Gate.SETTINGS)
        self.is_shut = False
        self.hide()
        self.opened.emit()
