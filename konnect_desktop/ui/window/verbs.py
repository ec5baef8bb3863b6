"""The window as its palette, its menus and the app press it: rooms, and the verbs of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from konnect_desktop.domain.plain import one_line
from konnect_desktop.services.account_models import AccountFacts
from konnect_desktop.ui.actions.key_bar import KeyBar, KeysDialog
from konnect_desktop.ui.orders.page import OrdersPage
from konnect_desktop.ui.window.import_control import ImportControl
from konnect_desktop.ui.window.rail import Rail
from konnect_desktop.ui.window.room_pages import ROOMS
from konnect_desktop.ui.window.rooms import Rooms
from konnect_desktop.ui.window.sync_control import SyncControl
from konnect_desktop.ui.window.top_bar import TopBar

if TYPE_CHECKING:
    from konnect_desktop.ui.documents.page import DocumentsPage
    from konnect_desktop.ui.handover.page import HandoverPage
    from konnect_desktop.ui.settings.help import HelpCard
    from konnect_desktop.ui.settings.page import SettingsPage
    from konnect_desktop.ui.tracking.page import TrackingPage


class WindowVerbs(QMainWindow):
    """Its parts are made and wired by `MainWindow`, the only one."""

    facts: AccountFacts
    sync: SyncControl
    door: ImportControl
    top: TopBar
    rail: Rail
    rooms: Rooms
    keys: KeyBar
    orders: OrdersPage

    # ---- rooms -----------------------------------------------------------------------

    def open_room(self, name: str) -> None:
        """Show a room of the rail; "settings/series" at one of its cards."""
        room, _, card = name.partition("/")
        if self.rooms.open(room):
            self.rail.show_room(room)
            self._title()
        if card:
            self.settings.show_card(card)

    @property
    def documents(self) -> DocumentsPage:
        """The Documents room."""
        return cast("DocumentsPage", self.rooms.page("documents"))

    @property
    def handover(self) -> HandoverPage:
        """The Handover room."""
        return cast("HandoverPage", self.rooms.page("handover"))

    @property
    def settings(self) -> SettingsPage:
        """The Settings room."""
        return cast("SettingsPage", self.rooms.page("settings"))

    @property
    def tracking(self) -> TrackingPage:
        """The Tracking room."""
        return cast("TrackingPage", self.rooms.page("tracking"))

    def track(self, ids: list[str]) -> None:
        """Open the Tracking room with these shipments."""
        self.open_room("tracking")
        self.tracking.track(ids)

    def open_help(self) -> HelpCard:
        """Open the Settings room at the help, and give its card."""
        self.open_room("settings/help")
        return self.settings.help

    def show_only(self, ids: list[str]) -> None:
        """List these orders, in whatever tab they are."""
        self.open_room("orders")
        self.orders.show_only(ids)

    def _title(self) -> None:
        room = next((one.title for one in ROOMS if one.name == self.rooms.current), "")
        who = "Practice" if self.facts.is_practice else self.facts.username
        parts = [room, who, "Konnect Desktop"]
        self.setWindowTitle(one_line(" · ".join(part for part in parts if part)))

    # ---- verbs of the whole ----------------------------------------------------------

    def find_orders(self) -> None:
        """Put the keyboard into the search box."""
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    def search_for(self, text: str) -> None:
        """Type `text` into the search box."""
        self.top.search.setText(text)

    @property
    def is_busy(self) -> bool:
        """Whether a batch is at work or about to be."""
        return self.orders.sheet.is_busy

    def show_keys(self) -> None:
        """The list of all keys."""
        KeysDialog(self).open()

    def say(self, text: str) -> None:
        """A short line at the right of the key bar."""
        self.keys.said.setText(text)

    def come_to_front(self) -> None:
        """The app was started a second time: this is the window that was meant."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()
