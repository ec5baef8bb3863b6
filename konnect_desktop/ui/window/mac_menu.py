"""The menu bar of macOS, with everything in the place where its users look for it.

Elsewhere there is none: rail, toolbar and key bar are all in the window.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from konnect_desktop.ui.window.room_pages import ROOMS

if TYPE_CHECKING:
    from konnect_desktop.ui.window.verbs import WindowVerbs

_Role = QAction.MenuRole
#: A card of the Settings room: versions, licences and where to ask.
_ABOUT = "settings/help"


def add_menus(window: WindowVerbs) -> QMenuBar:
    """Give `window` its menus. Entries whose keys the window binds itself carry none of their own:
    one key for two would do nothing."""
    bar = window.menuBar()
    bar.setObjectName("mac_menu")
    bar.setAccessibleName("Menus")
    file = _menu(bar, "File", "file")
    _add(file, "About Konnect Desktop", "about", lambda: window.open_room(_ABOUT), _Role.AboutRole)
    _add(file, "Settings…", "settings", lambda: window.open_room("settings"), _Role.PreferencesRole)
    leave = _add(file, "Quit Konnect Desktop", "quit", window.close, _Role.QuitRole)
    leave.setShortcut(QKeySequence("Ctrl+Q"))
    _add(file, "Import a File…", "import", window.door.choose)
    file.addAction(window.orders.export_entry)

    orders = _menu(bar, "Orders", "orders")

    def fill() -> None:
        orders.clear()
        window.orders.fill_menu(orders)

    # An empty menu would not be shown, so that it could not be filled either.
    fill()
    orders.aboutToShow.connect(fill)

    go = _menu(bar, "Go", "go")
    for room in ROOMS:
        _add(go, room.title, f"room_{room.name}", partial(window.open_room, room.name))
    go.addSeparator()
    _add(go, "Find", "find", window.find_orders)
    _add(go, "Check Now", "check", window.sync.check)

    own = _menu(bar, "Window", "window")
    away = _add(own, "Minimize", "minimize", window.showMinimized)
    away.setShortcut(QKeySequence("Ctrl+M"))
    _add(own, "Zoom", "zoom", lambda: _zoom(window))

    _add(_menu(bar, "Help", "help"), "All Keys", "keys", window.show_keys)
    return bar


def _menu(bar: QMenuBar, title: str, name: str) -> QMenu:
    menu = bar.addMenu(title)
    menu.setObjectName(f"mac_menu.{name}")
    return menu


def _add(
    menu: QMenu,
    text: str,
    name: str,
    call: Callable[[], object],
    role: QAction.MenuRole = _Role.NoRole,
) -> QAction:
    # Without a role Qt would guess one from the text and move the entry.
    entry = menu.addAction(text)
    entry.setObjectName(f"mac_menu.{name}")
    entry.setMenuRole(role)
    entry.triggered.connect(lambda _on=False: call())
    return entry


def _zoom(window: WindowVerbs) -> None:
    if window.isMaximized():
        window.showNormal()
    else:
        window.showMaximized()
