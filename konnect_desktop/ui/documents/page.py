"""The Documents room: kept papers, print log, and the history of batches."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from konnect_desktop.domain.changes import Changes
from konnect_desktop.ui.documents.history import HistoryTab
from konnect_desktop.ui.documents.papers import PapersTab
from konnect_desktop.ui.documents.print_log import PrintLogTab
from konnect_desktop.ui.kit.list_page import ListPage
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import named
from konnect_desktop.ui.work.context import AppContext


@survives
class DocumentsPage(QWidget):
    """Reads only what is visible; stays up to date while it is."""

    #: list[str]: show only these shipments in Orders.
    show_only = Signal(list)
    #: Plan: to be handed to the batch sheet.
    retry_made = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("documents")
        self.setAccessibleName("Documents")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(named(plain_label("Documents", "title"), "documents.title"))
        self.kept = PapersTab(context)
        self.log = PrintLogTab(context)
        self.log.doubts_changed.connect(self._show_doubts)
        self.history = HistoryTab(context)
        self.history.show_only.connect(self.show_only)
        self.history.retry_made.connect(self.retry_made)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("documents.tabs")
        self.tabs.setAccessibleName("Lists of documents")
        self.tabs.addTab(self.history, "History")
        self.tabs.addTab(self.kept, "Kept papers")
        self.tabs.addTab(self.log, "Print log")
        self.tabs.currentChanged.connect(lambda _index: self.reload())
        layout.addWidget(self.tabs, 1)
        context.signals.changed.connect(self._changed)

    def open_log(self) -> None:
        """Show the print log, for a job whose end nobody knows."""
        self.tabs.setCurrentWidget(self.log)

    def _show_doubts(self, count: int) -> None:
        place = self.tabs.indexOf(self.log)
        self.tabs.setTabText(place, f"Print log ({count} to check)" if count else "Print log")

    def reload(self) -> None:
        """Read the visible list again."""
        page = self.tabs.currentWidget()
        if isinstance(page, ListPage):
            page.reload()

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and (changes.batches or changes.documents):
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()
