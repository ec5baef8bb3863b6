"""What all tables but that of orders share: their looks, and models with one title a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_cells

AnyIndex = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 34
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NO_EDIT = QAbstractItemView.EditTrigger.NoEditTriggers


@survives
class TitledModel(QAbstractTableModel):
    """Rows by number under fixed titles; who inherits says what stands in a cell."""

    def __init__(
        self,
        titles: Sequence[str],
        parent: QObject | None = None,
        *,
        aligned: Mapping[int, Qt.AlignmentFlag] | None = None,
    ) -> None:
        """`aligned`: columns whose titles do not stand at the left."""
        super().__init__(parent)
        self.titles = tuple(titles)
        self._aligned = aligned or {}

    def all_rows(self) -> Sequence[Any]:
        """What is shown, one a row."""
        raise NotImplementedError

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.all_rows())

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.titles)

    @plain_cells
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self._aligned:
            return int(self._aligned[section])
        return None

    def tell_all(self) -> None:
        """Every cell may read differently; rows and choice stay."""
        if self.rowCount():
            corner = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), corner)


def dress(
    table: QTableView,
    name: str,
    title: str,
    widths: Sequence[int] = (),
    *,
    stretch: int,
    row_height: int = _ROW_HEIGHT,
    edits: QAbstractItemView.EditTrigger = NO_EDIT,
) -> None:
    """The looks of a list: whole rows, no grid, `stretch` is the column that takes the room left.

    The model must be set. `widths` in px from the first column on.
    """
    table.setObjectName(name)
    table.setAccessibleName(title)
    table.setProperty("cells", "padded")
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(edits)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(row_height)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(_LEFT)
    for column, width in enumerate(widths):
        header.resizeSection(column, width)
    header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
