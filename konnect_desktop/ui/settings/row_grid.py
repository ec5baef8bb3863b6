"""A short table of fields in a card: rows are added and removed with buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from konnect_desktop.ui.asks.item_line import column_title
from konnect_desktop.ui.kit.parts import push, row

#: Makes the fields of one row; the number counts from 0 and is never used twice.
MakeRow = Callable[[int], list[QWidget]]


class RowGrid(QWidget):
    """`rows` has the fields of each row; `changed` after one was added or removed."""

    changed = Signal()

    def __init__(
        self,
        name: str,
        headings: Sequence[str],
        stretches: Sequence[int],
        make_row: MakeRow,
        add_text: str,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._make_row = make_row
        self._made = 0
        self.rows: list[list[QWidget]] = []
        self._removes: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._titles = [column_title(text) for text in headings]
        for number, (title, stretch) in enumerate(zip(self._titles, stretches, strict=True)):
            self._grid.addWidget(title, 0, number)
            self._grid.setColumnStretch(number, stretch)
        column.addLayout(self._grid)
        self.add_button = push(add_text, f"{name}.add")
        self.add_button.clicked.connect(self._on_add_pressed)
        column.addLayout(row(self.add_button))
        self._show_titles()

    def add(self) -> list[QWidget]:
        """One more row at the end; returns its fields."""
        number, line = self._made, self._grid.rowCount()
        self._made += 1
        fields = self._make_row(number)
        remove = push("Remove", f"{self.objectName()}.{number}.remove", "flat")
        remove.clicked.connect(partial(self._on_remove_pressed, fields))
        for column, widget in enumerate([*fields, remove]):
            self._grid.addWidget(widget, line, column)
        self.rows.append(fields)
        self._removes.append(remove)
        self._show_titles()
        return fields

    def clear(self) -> None:
        """Remove all rows without a word."""
        while self.rows:
            self._drop(0)

    def _on_add_pressed(self) -> None:
        self.add()[0].setFocus()
        self.changed.emit()

    def _on_remove_pressed(self, fields: list[QWidget]) -> None:
        self._drop(self.rows.index(fields))
        self.add_button.setFocus()
        self.changed.emit()

    def _drop(self, at: int) -> None:
        for widget in [*self.rows.pop(at), self._removes.pop(at)]:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._show_titles()

    def _show_titles(self) -> None:
        for title in self._titles:
            title.setVisible(bool(self.rows))
