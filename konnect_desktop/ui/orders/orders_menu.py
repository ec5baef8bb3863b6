"""The menu of a right-click on the list: the actions for the ticked orders."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from konnect_desktop.ui.actions.bar import ActionBar


class OrdersMenu(QMenu):
    """Lives until it is closed. Says "One moment…" while the toolbar waits for its answer."""

    def __init__(self, bar: ActionBar, parent: QWidget, more: Sequence[QAction] = ()) -> None:
        """`more`: what follows the actions."""
        super().__init__(parent)
        self.setObjectName("orders.menu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bar = bar
        self._more = list(more)

    def fill(self) -> None:
        """Offer what the ticked orders allow, or say that it is not known yet."""
        self.clear()
        if self._bar.is_held:
            self.addAction("One moment…").setEnabled(False)
        else:
            self._bar.fill_menu(self)
            self.addSeparator()
            self.addActions(self._more)

    def fill_late(self, _offer: object) -> None:
        """The toolbar has an answer."""
        self.fill()
