"""Rows of an import to look at: what each says, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTableView

from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_cells
from konnect_desktop.ui.kit.tables import AnyIndex, TitledModel, dress
from konnect_desktop.ui.kit.theme import ROW_HEIGHT, Theme

Roles = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class ShownRow:
    """The last cell says what happens."""

    cells: tuple[str, ...]
    is_ready: bool


@survives
class RowsModel(TitledModel):
    """Rows by number; replaced as a whole."""

    def __init__(self, titles: Sequence[str], theme: Theme) -> None:
        super().__init__(titles)
        self.setObjectName("rows")
        self._theme = theme
        self.rows: list[ShownRow] = []

    def all_rows(self) -> Sequence[ShownRow]:
        """The rows."""
        return self.rows

    def replace(self, rows: Sequence[ShownRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    @plain_cells
    def data(self, index: AnyIndex, role: int = Roles.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, is_last = self.rows[index.row()], index.column() == len(self.titles) - 1
        tokens = self._theme.tokens
        if role == Roles.DisplayRole:
            return row.cells[index.column()]
        if role == Roles.ToolTipRole:
            return row.cells[index.column()] or None
        if role == Roles.DecorationRole and is_last:
            if row.is_ready:
                return icons.icon("check", tokens.success)
            return icons.icon("warning", tokens.danger)
        if role == Roles.ForegroundRole and is_last and not row.is_ready:
            return QColor(tokens.danger)
        return None


class RowsTable(QTableView):
    """For looking only; the last column takes the room that is left."""

    def __init__(
        self, name: str, title: str, titles: Sequence[str], widths: Sequence[int], theme: Theme
    ) -> None:
        super().__init__()
        self.rows_model = RowsModel(titles, theme)
        self.setModel(self.rows_model)
        dress(self, name, title, widths, stretch=len(titles) - 1, row_height=ROW_HEIGHT)

    @property
    def current(self) -> ShownRow | None:
        """The row under the keyboard."""
        number = self.currentIndex().row()
        return self.rows_model.rows[number] if number >= 0 else None
