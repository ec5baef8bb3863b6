"""A short list in columns: text only, one hidden key a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """What is shown, and what it stands for."""

    key: Any
    cells: tuple[str, ...]


class LinesModel(QAbstractTableModel):
    """Lines by number; replaced as a whole."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("lines")
        self._headings = tuple(headings)
        self.lines: list[Line] = []

    def replace(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        roles = Qt.ItemDataRole
        if not index.isValid() or role not in (roles.DisplayRole, roles.ToolTipRole):
            return None
        return self.lines[index.row()].cells[index.column()]

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._headings[section]
        return None


class PlainTable(QTableView):
    """Rows to choose and to open with Enter or a double click."""

    chosen = Signal()
    opened = Signal()

    def __init__(
        self,
        name: str,
        title: str,
        headings: Sequence[str],
        widths: Sequence[int],
        *,
        model: LinesModel | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.lines_model = model or LinesModel(headings)
        self.setModel(self.lines_model)
        self.setProperty("cells", "padded")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(34)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(widths):
            header.resizeSection(column, width)
        header.setSectionResizeMode(len(headings) - 1, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.activated.connect(lambda _index: self.opened.emit())

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Replace the lines, keeping what is chosen."""
        kept = set(self.keys())
        self.lines_model.replace(lines)
        for number, line in enumerate(lines):
            if line.key in kept:
                self.selectRow(number)

    def keys(self) -> list[Any]:
        """The keys of the chosen rows, from top to bottom."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.lines_model.lines[row].key for row in rows]
