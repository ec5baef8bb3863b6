"""The work area: one page for each room, built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

#: Above and below a page, px: usually, and in a low window.
_MARGIN, _LOW_MARGIN = 16, 6


class Rooms(QStackedWidget):
    """A room that nobody opened yet costs the start of the app nothing."""

    def __init__(self, makers: Mapping[str, Callable[[], QWidget]]) -> None:
        super().__init__()
        self.setObjectName("window.work_area")
        self._makers = makers
        self._made: dict[str, QWidget] = {}
        self._is_low = False

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
            self._fit(page)
        return self._made[name]

    def set_low(self, is_low: bool) -> None:
        """Give up titles and margins, so that a low window has room for the news above."""
        if is_low != self._is_low:
            self._is_low = is_low
            for page in self._made.values():
                self._fit(page)

    def _fit(self, page: QWidget) -> None:
        # The rail says which room it is as well.
        title, layout = page.findChild(QLabel, f"{page.objectName()}.title"), page.layout()
        if title is None or layout is None or title.parentWidget() is not page:
            return  # a page that scrolls has room
        title.setVisible(not self._is_low)
        margins = layout.contentsMargins()
        margins.setTop(_LOW_MARGIN if self._is_low else _MARGIN)
        margins.setBottom(margins.top())
        layout.setContentsMargins(margins)

    def open(self, name: str) -> bool:
        """Show a room; False when there is none of this name."""
        if name not in self._makers:
            return False
        self.setCurrentWidget(self.page(name))
        return True
