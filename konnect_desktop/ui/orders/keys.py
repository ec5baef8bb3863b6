"""The keys of the Orders screen; the list for the seller is in ui/actions/key_bar.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from konnect_desktop.ui.actions.specs import SPECS
from konnect_desktop.ui.kit.keys import bind

if TYPE_CHECKING:
    from konnect_desktop.ui.orders.page import OrdersPage


def add_keys(page: OrdersPage) -> None:
    """Give the page its keys. A text field keeps its own Ctrl+A: it answers before the page."""
    bar = page.bar.actions_bar
    keys: dict[str, Callable[[], object]] = {
        "Ctrl+A": page.table.tick_page,
        "Ctrl+Shift+A": page.select_all,
        "Ctrl+Shift+N": page.selection.clear,
        "Ctrl+Return": bar.press_suggested,
        "Ctrl+Enter": bar.press_suggested,
        "Ctrl+Z": page.sheet.undo_latest,
        "Ctrl+E": page.table.type_awb,
        "F3": lambda: page.filters.channel.setFocus(Qt.FocusReason.ShortcutFocusReason),
    }
    for spec in SPECS:
        if spec.shortcut:
            keys[spec.shortcut] = partial(bar.press, spec.action)
    # Only while the page or a part of it has the keyboard.
    bind(page, "orders", keys, Qt.ShortcutContext.WidgetWithChildrenShortcut)
