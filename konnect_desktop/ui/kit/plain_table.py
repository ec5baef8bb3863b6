"""A short list in columns: text only, one hidden key a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QTableView

from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_cells
from konnect_desktop.ui.kit.tables import AnyIndex, TitledModel, dress

_FLAGS = QItemSelectionModel.SelectionFlag
_CLEAR, _SELECT, _ROWS, _NOTHING = _FLAGS.Clear, _FLAGS.Select, _FLAGS.Rows, _FLAGS.NoUpdate


@dataclass(frozen=True, slots=True)
class Line:
    """What is shown, and what it stands for."""

    key: Any
    cells: tuple[str, ...]


@survives
class LinesModel(TitledModel):
    """Lines by number; replaced as a whole."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__(headings)
        self.setObjectName("lines")
        self.lines: list[Line] = []

    def all_rows(self) -> Sequence[Line]:
        """The lines."""
        return self.lines

    def replace(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    @plain_cells
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        roles = Qt.ItemDataRole
        if not index.isValid() or role not in (roles.DisplayRole, roles.ToolTipRole):
            return None
        return self.lines[index.row()].cells[index.column()]


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
        sparse: Sequence[int] = (),
    ) -> None:
        """`sparse`: columns that are shown only while one of their cells says something."""
        super().__init__()
        self._sparse = tuple(sparse)
        self.lines_model = model or LinesModel(headings)
        self.setModel(self.lines_model)
        dress(self, name, title, widths, stretch=len(headings) - 1)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())
        self.activated.connect(lambda _index: self.opened.emit())

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Replace the lines, keeping what is chosen."""
        kept = set(self.keys())
        self.lines_model.replace(lines)
        for column in self._sparse:
            self.setColumnHidden(column, not any(line.cells[column] for line in lines))
        self.choose(number for number, line in enumerate(lines) if line.key in kept)

    def choose(self, numbers: Iterable[int]) -> None:
        """Choose these rows and no others.

        Qt's own `selectRow` lets go of the row before, or goes by the keys that are held down.
        """
        rows = [self.lines_model.index(number, 0) for number in numbers]
        wanted = QItemSelection()
        for index in rows:
            wanted.select(index, index)
        if rows:
            self.selectionModel().setCurrentIndex(rows[0], _NOTHING)
        self.selectionModel().select(wanted, _CLEAR | _SELECT | _ROWS)

    def keys(self) -> list[Any]:
        """The keys of the chosen rows, from top to bottom."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.lines_model.lines[row].key for row in rows]
