"""The Handover room: scan parcels out, one sheet to sign, then hand over just those."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from konnect_desktop.domain.changes import Changes
from konnect_desktop.ui.batches.run import BatchRun
from konnect_desktop.ui.handover.parcels_tab import ParcelsTab
from konnect_desktop.ui.handover.sheets_tab import SheetsTab
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import named
from konnect_desktop.ui.work.context import AppContext


@survives
class HandoverPage(QWidget):
    """Reads only what is visible; stays up to date while it is."""

    #: Plan: to be handed to the batch sheet.
    planned = Signal(object)
    #: list[str]: show only these shipments in Orders.
    show_only = Signal(list)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("handover")
        self.setAccessibleName("Handover")
        self._context = context
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(named(plain_label("Handover", "title"), "handover.title"))
        self.parcels = ParcelsTab(context)
        self.parcels.planned.connect(self.planned)
        self.parcels.strip.show_wanted.connect(lambda: context.open_room("orders"))
        self.sheets = SheetsTab(context)
        self.sheets.show_only.connect(self.show_only)
        self.sheets.scan_wanted.connect(self._scan)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("handover.tabs")
        self.tabs.setAccessibleName("Parts of the hand-over")
        self.tabs.addTab(self.parcels, "Parcels")
        self.tabs.addTab(self.sheets, "Handover sheets")
        self.tabs.currentChanged.connect(lambda _index: self.reload())
        layout.addWidget(self.tabs, 1)
        context.signals.changed.connect(self._on_changed)

    def reload(self) -> None:
        """Read the visible part again."""
        page = self.tabs.currentWidget()
        if isinstance(page, ParcelsTab | SheetsTab):
            page.reload()

    def follow(self, run: BatchRun) -> None:
        """The batch that was planned here, to be shown and taken back here."""
        self.parcels.strip.follow(run)

    def _scan(self) -> None:
        self.tabs.setCurrentWidget(self.parcels)
        self.parcels.begin()

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible():
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()
        if self.tabs.currentWidget() is self.parcels:
            self.parcels.begin()
