"""The printer for each kind of paper; asked for again when it is gone, never replaced silently."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs.parts import field, named
from konnect_desktop.ui.documents.printing import printer_names
from konnect_desktop.ui.messages import plain_label
from konnect_desktop.ui.settings.card import Change, SettingsCard

_ASK = "Ask each time"


class PrintingCard(SettingsCard):
    """Labels and invoices often come out of different printers."""

    def __init__(self, context: AppContext, change: Change) -> None:
        super().__init__("printing", "Printers")
        self._context = context
        self.labels = QComboBox()
        self.labels.setObjectName("settings.label_printer")
        self.labels.activated.connect(
            lambda _index: change(label_printer=self.labels.currentData())
        )
        self.invoices = QComboBox()
        self.invoices.setObjectName("settings.invoice_printer")
        self.invoices.activated.connect(
            lambda _index: change(invoice_printer=self.invoices.currentData())
        )
        self.body.addWidget(field("Labels", self.labels))
        self.body.addWidget(field("Invoices", self.invoices))
        self.none = named(
            plain_label(
                "No printer is set up on this computer. Papers can be saved as PDF.", "muted"
            ),
            "settings.no_printer",
        )
        self.body.addWidget(self.none)

    def reload(self) -> None:
        """Read the printers of this computer again."""
        names, now = printer_names(), self._context.settings
        self.none.setVisible(not names)
        for box, chosen in (
            (self.labels, now.label_printer),
            (self.invoices, now.invoice_printer),
        ):
            blocker = QSignalBlocker(box)
            box.clear()
            box.addItem(_ASK, "")
            for name in names:
                box.addItem(name, name)
            if chosen and chosen not in names:
                box.addItem(f"{chosen} (not there now)", chosen)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            del blocker
