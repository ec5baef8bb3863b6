"""The printer for each kind of paper; asked for again when it is gone, never replaced silently."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox

from konnect_desktop.domain.printers import Role
from konnect_desktop.services.print_memory import printer_of
from konnect_desktop.ui.kit.card import Change, SettingsCard
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import field, named
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.work.context import AppContext

_ASK = "Ask each time"
_TITLES = {
    Role.LABEL: "Labels",
    Role.SHEET: "Sheets with several labels",
    Role.INVOICE: "Invoices",
}


class PrintingCard(SettingsCard):
    """Labels, sheets and invoices often come out of different printers."""

    def __init__(self, context: AppContext, change: Change) -> None:
        super().__init__("printing", "Printers")
        self._context = context
        self.boxes = {
            Role.LABEL: self._box("settings.label_printer"),
            Role.SHEET: self._box("settings.sheet_printer"),
            Role.INVOICE: self._box("settings.invoice_printer"),
        }
        for role, title in _TITLES.items():
            self.body.addWidget(field(title, self.boxes[role]))
        self.boxes[Role.LABEL].activated.connect(lambda _n: change(label_printer=self._of("label")))
        self.boxes[Role.SHEET].activated.connect(lambda _n: self._remember(sheet=True))
        self.boxes[Role.INVOICE].activated.connect(
            lambda _n: change(invoice_printer=self._of("invoice"))
        )
        self.at_once = QCheckBox("Print at once, without the print window")
        self.at_once.setObjectName("settings.print_at_once")
        self.at_once.setAccessibleName(self.at_once.text())
        self.at_once.setToolTip(
            "Print label then prints with the choices used last. The window still opens when a "
            "page is missing or a bar code would not scan."
        )
        self.at_once.toggled.connect(lambda _on: self._remember(sheet=False))
        self.body.addWidget(self.at_once)
        self.none = named(
            plain_label(
                "No printer is set up on this computer. Papers can be saved as PDF.", "muted"
            ),
            "settings.no_printer",
        )
        self.none.hide()
        self.body.addWidget(self.none)

    @property
    def labels(self) -> QComboBox:
        """The printer for labels."""
        return self.boxes[Role.LABEL]

    @property
    def invoices(self) -> QComboBox:
        """The printer for invoices."""
        return self.boxes[Role.INVOICE]

    @staticmethod
    def _box(name: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        return made

    def _of(self, role: str) -> str:
        return self.boxes[Role(role)].currentData() or ""

    def _remember(self, *, sheet: bool) -> None:
        printer, at_once = self._of("sheet"), self.at_once.isChecked()
        values = {"sheet_printer": printer} if sheet else {"at_once": at_once}
        printers.change_memory(self._context, self, lambda memory: replace(memory, **values))

    def reload(self) -> None:
        """Read the printers of this computer again."""
        with QSignalBlocker(self.at_once):
            self.at_once.setChecked(printers.memory_of(self._context).at_once)
        self._context.runner.do(
            self,
            lambda: printers.list_printers(self._context),
            self._listed,
            key="settings.printers",
            on_error=lambda _error: self._listed([]),
        )

    def _listed(self, names: list[str]) -> None:
        self.none.setVisible(not names)
        for role, box in self.boxes.items():
            chosen = printer_of(self._context.settings, role)
            with QSignalBlocker(box):
                box.clear()
                box.addItem(_ASK, "")
                for name in names:
                    box.addItem(name, name)
                if chosen and chosen not in names:
                    box.addItem(f"{chosen} (not there now)", chosen)
                box.setCurrentIndex(max(0, box.findData(chosen)))
