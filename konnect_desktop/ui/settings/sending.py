"""How batches are sent, and how long a courier may take."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QAbstractSpinBox

from konnect_desktop.ui.kit.card import Change, SettingsCard, decimal, spin
from konnect_desktop.ui.kit.parts import field
from konnect_desktop.ui.work.context import AppContext


class SendingCard(SettingsCard):
    """Undo time, speed, patience."""

    def __init__(self, context: AppContext, change: Change) -> None:
        super().__init__("sending", "Sending")
        self._context = context
        self.undo = spin("settings.undo_seconds", 0, 120, " s")
        self.undo.setSpecialValueText("Send at once")
        self.undo.valueChanged.connect(lambda value: change(undo_seconds=value))
        hint = "How long a batch waits before it is sent. 10 s unless you change it."
        self.body.addWidget(field("Time to undo", self.undo, hint))
        self.speed = decimal("settings.requests_per_second", 0.5, 10.0, " a second")
        self.speed.valueChanged.connect(lambda value: change(requests_per_second=value))
        hint = "Konnect slows down accounts that ask too often. 2 a second unless you change it."
        self.body.addWidget(field("Requests to Konnect", self.speed, hint))
        self.courier_limit = spin("settings.courier_limit_hours", 0, 72, " h")
        self.courier_limit.setSpecialValueText("Never")
        self.courier_limit.valueChanged.connect(lambda value: change(courier_limit_hours=value))
        hint = (
            "An order without a courier for so long stands in Fix these. 6 h unless you change it."
        )
        self.body.addWidget(field("Longest wait for a courier", self.courier_limit, hint))
        self.stuck = spin("settings.stuck_days", 1, 30, " days")
        self.stuck.valueChanged.connect(lambda value: change(stuck_days=value))
        hint = "A parcel without a scan for so long stands under No movement in Tracking."
        self.body.addWidget(field("Days without movement", self.stuck, hint))

    def _fields(self) -> tuple[QAbstractSpinBox, ...]:
        return (self.undo, self.speed, self.courier_limit, self.stuck)

    def reload(self) -> None:
        """Show the settings as they are now."""
        now = self._context.settings
        blockers = [QSignalBlocker(each) for each in self._fields()]
        self.undo.setValue(now.undo_seconds)
        self.stuck.setValue(now.stuck_days)
        self.speed.setValue(now.requests_per_second)
        self.courier_limit.setValue(now.courier_limit_hours)
        del blockers
