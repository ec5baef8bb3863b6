"""The name in the top bar: who is at the desk, and the question that changes it."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from konnect_desktop.ui.window.top_bar import TopBar
from konnect_desktop.ui.work.context import AppContext


class PeopleControl(QObject):
    """Keeps the name right; nothing is shown where no names are kept."""

    def __init__(self, context: AppContext, top: TopBar, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("people_door")
        self._context, self._top, self._window = context, top, window
        context.signals.people_changed.connect(self._show)
        top.person_wanted.connect(self._ask)
        self._show()

    def _show(self) -> None:
        people = self._context.services.people
        self._top.show_person(people.name, is_on=bool(people.known))

    def _ask(self) -> None:
        from konnect_desktop.ui.people.ask_pin import AskPin

        AskPin.show_for(self._window, self._context, None, lambda: None)
