"""The work area: one page for each room, built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QStackedWidget, QWidget


class Rooms(QStackedWidget):
    """A room that nobody opened yet costs the start of the app nothing."""

    def __init__(self, makers: Mapping[str, Callable[[], QWidget]]) -> None:
        super().__init__()
        self.setObjectName("window.work_area")
        self._makers = makers
        self._made: dict[str, QWidget] = {}

    @property
    def names(self) -> list[str]:
        """The rooms that there are, built or not."""
        return list(self._makers)

    @property
    def current(self) -> str:
        """The room that is open, "" before the first."""
        page = self.currentWidget()
        return next((name for name, made in self._made.items() if made is page), "")

    def page(self, name: str) -> QWidget:
        """The page of a room; built now when it is not yet. Raises KeyError for no room."""
        if name not in self._made:
            self._made[name] = page = self._makers[name]()
            self.addWidget(page)
        return self._made[name]

    def open(self, name: str) -> bool:
        """Show a room; False when there is none of this name."""
        if name not in self._makers:
            return False
        self.setCurrentWidget(self.page(name))
        return True
