"""Makes the pages of the rooms beside Orders, each when its room is first opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from konnect_desktop.ui.work.context import AppContext


class RoomPages(QObject):
    """What a page wishes of another room comes out as a signal here."""

    #: list[str]: show these orders.
    show_only = Signal(list)
    #: Plan: a batch was planned.
    planned = Signal(object)
    #: Plan: parcels are to be handed over.
    handover_planned = Signal(object)
    #: str: what was just done.
    said = Signal(str)
    #: Settings
    settings_changed = Signal(object)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("room_pages")
        self._context = context

    def makers(self) -> dict[str, Callable[[], QWidget]]:
        """Room -> what makes its page."""
        return {
            "handover": self._handover,
            "tracking": self._tracking,
            "documents": self._documents,
            "settings": self._settings,
        }

    def _handover(self) -> QWidget:
        from konnect_desktop.ui.handover.page import HandoverPage

        page = HandoverPage(self._context)
        page.planned.connect(self.handover_planned)
        page.show_only.connect(self.show_only)
        return page

    def _tracking(self) -> QWidget:
        from konnect_desktop.ui.tracking.page import TrackingPage

        page = TrackingPage(self._context)
        page.show_only.connect(self.show_only)
        page.said.connect(self.said)
        return page

    def _documents(self) -> QWidget:
        from konnect_desktop.ui.documents.page import DocumentsPage

        page = DocumentsPage(self._context)
        page.show_only.connect(self.show_only)
        page.retry_made.connect(self.planned)
        return page

    def _settings(self) -> QWidget:
        from konnect_desktop.ui.settings.page import SettingsPage

        page = SettingsPage(self._context)
        page.changed.connect(self.settings_changed)
        return page
