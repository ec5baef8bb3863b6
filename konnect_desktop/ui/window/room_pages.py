"""The rooms, each with its place in the rail and its page, made when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

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
        return {room.name: partial(room.make, self) for room in ROOMS if room.make is not None}

    def handover(self) -> QWidget:
        """Parcels for the couriers."""
        from konnect_desktop.ui.handover.page import HandoverPage

        page = HandoverPage(self._context)
        page.planned.connect(self.handover_planned)
        page.show_only.connect(self.show_only)
        return page

    def tracking(self) -> QWidget:
        """Where parcels are."""
        from konnect_desktop.ui.tracking.page import TrackingPage

        page = TrackingPage(self._context)
        page.show_only.connect(self.show_only)
        page.said.connect(self.said)
        return page

    def documents(self) -> QWidget:
        """Papers, prints and batches."""
        from konnect_desktop.ui.documents.page import DocumentsPage

        page = DocumentsPage(self._context)
        page.show_only.connect(self.show_only)
        page.retry_made.connect(self.planned)
        return page

    def settings(self) -> QWidget:
        """What the seller chose."""
        from konnect_desktop.ui.settings.page import SettingsPage

        page = SettingsPage(self._context)
        page.changed.connect(self.settings_changed)
        return page


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One room. Raises ValueError where it cannot work."""

    name: str
    title: str
    icon: str
    key: str
    #: None for the one that the window itself is built around.
    make: Callable[[RoomPages], QWidget] | None

    def __post_init__(self) -> None:
        if not all((self.name, self.title, self.icon, self.key)):
            raise ValueError(f"room {self.name}: needs a title, an icon and a key")


#: In the order of the rail.
ROOMS: tuple[Room, ...] = (
    Room(name="orders", title="Orders", icon="orders", key="Ctrl+1", make=None),
    Room(
        name="handover",
        title="Handover",
        icon="hand_over",
        key="Ctrl+2",
        make=RoomPages.handover,
    ),
    Room(name="tracking", title="Tracking", icon="track", key="Ctrl+3", make=RoomPages.tracking),
    Room(
        name="documents",
        title="Documents",
        icon="document",
        key="Ctrl+4",
        make=RoomPages.documents,
    ),
    Room(name="settings", title="Settings", icon="settings", key="Ctrl+,", make=RoomPages.settings),
)
if len({room.key for room in ROOMS}) < len(ROOMS):
    raise ValueError("two rooms have the same key")
