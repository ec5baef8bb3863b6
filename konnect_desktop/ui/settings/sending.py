"""How batches are sent, and the invoice series."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.series import number_warning
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs.parts import field, named
from konnect_desktop.ui.messages import plain_label
from konnect_desktop.ui.settings.card import Change, SettingsCard, decimal, spin


class SendingCard(SettingsCard):
    """Undo time, speed, invoice numbers."""

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
        self.prefix = QLineEdit()
        self.prefix.setObjectName("settings.invoice_prefix")
        self.prefix.setMaxLength(30)
        self.prefix.editingFinished.connect(
            lambda: change(invoice_prefix=self.prefix.text().strip())
        )
        self.prefix.textChanged.connect(self._example)
        self.next_number = spin("settings.invoice_next", 1, 999_999_999)
        self.next_number.valueChanged.connect(lambda value: change(invoice_next=value))
        self.padding = spin("settings.invoice_padding", 1, 10)
        self.padding.valueChanged.connect(lambda value: change(invoice_padding=value))
        for number in (self.next_number, self.padding):
            number.valueChanged.connect(self._example)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(field("Invoice prefix", self.prefix), 2)
        line.addWidget(field("First number", self.next_number), 2)
        line.addWidget(field("Digits", self.padding), 1)
        self.body.addLayout(line)
        self.example = named(plain_label("", "faint"), "settings.invoice_example")
        self.body.addWidget(self.example)

    def reload(self) -> None:
        """Show the settings as they are now."""
        now = self._context.settings
        fields = (
            self.undo,
            self.speed,
            self.courier_limit,
            self.prefix,
            self.next_number,
            self.padding,
        )
        blockers = [QSignalBlocker(each) for each in fields]
        self.undo.setValue(now.undo_seconds)
        self.speed.setValue(now.requests_per_second)
        self.courier_limit.setValue(now.courier_limit_hours)
        if not self.prefix.hasFocus():
            self.prefix.setText(now.invoice_prefix)
        self.next_number.setValue(max(1, now.invoice_next))
        self.padding.setValue(now.invoice_padding)
        del blockers
        self._example()

    def _example(self) -> None:
        prefix, first = self.prefix.text().strip(), self.next_number.value()
        number = SeriesFormat(prefix, first, self.padding.value()).text(first)
        warning = number_warning(number)
        text = f"Looks like {number}. Numbers given before are skipped."
        self.example.setText(f"{text} {warning}".strip())
