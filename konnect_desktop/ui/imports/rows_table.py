"""Rows of an import to look at: what each says, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from konnect_desktop.ui import icons
from konnect_desktop.ui.messages import plain_tip
from konnect_desktop.ui.theme import ROW_HEIGHT, Theme

AnyIndex = QModelIndex | QPersistentModelIndex
Roles = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class ShownRow:
    """The last cell says what happens."""

    cells: tuple[str, ...]
    is_ready: bool


class RowsModel(QAbstractTableModel):
    """Rows by number; replaced as a whole."""

    def __init__(self, titles: Sequence[str], theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rows")
        self._titles = tuple(titles)
        self._theme = theme
        self.rows: list[ShownRow] = []

    def replace(self, rows: Sequence[ShownRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Roles.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Roles.DisplayRole:
            return self._titles[section]
        return None

    def data(self, index: AnyIndex, role: int = Roles.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, is_last = self.rows[index.row()], index.column() == len(self._titles) - 1
        tokens = self._theme.tokens
        if role == Roles.DisplayRole:
            return row.cells[index.column()]
        if role == Roles.ToolTipRole:
            return plain_tip(row.cells[index.column()]) or None
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
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.rows_model = RowsModel(titles, theme)
        self.setModel(self.rows_model)
        self.setProperty("cells", "padded")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(widths):
            header.resizeSection(column, width)
        header.setSectionResizeMode(len(titles) - 1, QHeaderView.ResizeMode.Stretch)

    @property
    def current(self) -> ShownRow | None:
        """The row under the keyboard."""
        number = self.currentIndex().row()
        return self.rows_model.rows[number] if number >= 0 else None
