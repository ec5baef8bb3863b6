"""The keys of the Orders screen; the list for the seller is in ui/actions/key_bar.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt

from konnect_desktop.ui.actions.specs import SPECS
from konnect_desktop.ui.kit.keys import bind
from konnect_desktop.ui.orders.verbs import OrdersVerbs


def add_keys(page: OrdersVerbs) -> None:
    """Give the page its keys. A text field keeps its own Ctrl+A: it answers before the page."""
    keys: dict[str, Callable[[], object]] = {
        "Ctrl+A": page.table.tick_page,
        "Ctrl+Shift+A": page.select_all,
        "Ctrl+Shift+N": page.untick_all,
        "Ctrl+Return": page.press_suggested,
        "Ctrl+Enter": page.press_suggested,
        "Ctrl+Z": page.undo_latest,
        "Ctrl+E": page.table.type_awb,
        "F3": lambda: page.filters.channel.setFocus(Qt.FocusReason.ShortcutFocusReason),
    }
    for spec in SPECS:
        if spec.shortcut:
            keys[spec.shortcut] = partial(page.press, spec.action)
    # Only while the page or a part of it has the keyboard.
    bind(page, "orders", keys, Qt.ShortcutContext.WidgetWithChildrenShortcut)
