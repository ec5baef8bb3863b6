"""The grid's model: one line for each parcel, AWB and courier can be typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon

from konnect_desktop.domain.awb_import import AwbRow
from konnect_desktop.ui.awb.lines import AwbLines
from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_cells
from konnect_desktop.ui.kit.tables import AnyIndex, TitledModel
from konnect_desktop.ui.kit.theme import Theme

ROW, ORDER, BUYER, AWB, COURIER, RESULT = range(6)
TITLES = ("Row", "Order", "Ship to", "AWB", "Courier", "What happens")
EDITABLE = (AWB, COURIER)
Roles = Qt.ItemDataRole


@survives
class AwbModel(TitledModel):
    """Shows AwbLines; edits go back to it."""

    def __init__(self, lines: AwbLines, theme: Theme) -> None:
        super().__init__(TITLES, lines)
        self.setObjectName("awb.model")
        self._lines = lines
        self._theme = theme
        #: The line that the next scanned AWB is for; -1 for none.
        self.pending = -1
        lines.replaced.connect(self._reset)
        lines.edited.connect(self._tell_row)
        lines.judged.connect(self.tell_all)

    def all_rows(self) -> Sequence[AwbRow]:
        """The lines, judged or not yet."""
        return self._lines.rows

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() in EDITABLE and self._lines.may_edit(index.row()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    @plain_cells
    def data(self, index: AnyIndex, role: int = Roles.DisplayRole) -> Any:
        if not index.isValid() or not index.row() < len(self._lines.rows):
            return None
        row, column = self._lines.rows[index.row()], index.column()
        if role == Roles.DisplayRole:
            return self._text(row, column)
        if role == Roles.EditRole:
            return {AWB: row.line.awb, COURIER: row.courier}.get(column, "")
        if role == Roles.ToolTipRole:
            return self._text(row, column) or None
        if role == Roles.AccessibleTextRole:
            return f"{TITLES[column]}: {self._text(row, column)}"
        if role == Roles.ForegroundRole:
            return self._colour(row, column)
        if role == Roles.BackgroundRole and index.row() == self.pending:
            return QColor(self._theme.tokens.accent_soft)
        if role == Roles.DecorationRole and column == RESULT:
            return self._icon(row)
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Roles.EditRole) -> bool:
        if role != Roles.EditRole or index.column() not in EDITABLE:
            return False
        change = self._lines.set_awb if index.column() == AWB else self._lines.set_courier
        change(index.row(), str(value))
        return True

    def set_pending(self, number: int) -> None:
        """Mark the line that the next scan is for."""
        old, self.pending = self.pending, number
        for one in (old, number):
            if 0 <= one < self.rowCount():
                self._tell_row(one)

    def text(self, number: int, column: int) -> str:
        """What stands in a cell, whole."""
        return self._text(self._lines.rows[number], column)

    # ---- looks -------------------------------------------------------------------------

    def _text(self, row: AwbRow, column: int) -> str:
        shown = row.candidate.row if row.candidate else None
        if column == ROW:
            return str(row.line.row or "")
        if column == ORDER:
            return shown.order_no if shown else row.line.order
        if column == BUYER:
            parts = (shown.buyer, shown.city) if shown else ()
            return ", ".join(part for part in parts if part)
        if column == AWB:
            return row.awb or row.line.awb
        if column == COURIER:
            return row.courier
        return result_text(row)

    def _colour(self, row: AwbRow, column: int) -> QColor | None:
        tokens = self._theme.tokens
        if row.is_empty and column == RESULT:
            return QColor(tokens.muted)
        if not row.problem:
            return None
        if row.is_open:
            return QColor(tokens.danger) if column == RESULT else None
        return QColor(tokens.warning if column == RESULT else tokens.muted)

    def _icon(self, row: AwbRow) -> QIcon:
        tokens = self._theme.tokens
        if row.is_ready:
            return icons.icon("check", tokens.success)
        if row.is_empty:
            return icons.icon("minus", tokens.faint)
        return icons.icon("warning", tokens.danger if row.is_open else tokens.warning)

    # ---- telling -----------------------------------------------------------------------

    def _reset(self) -> None:
        self.beginResetModel()
        self.pending = -1
        self.endResetModel()

    def _tell_row(self, number: int) -> None:
        self.dataChanged.emit(self.index(number, 0), self.index(number, RESULT), [])


def result_text(row: AwbRow) -> str:
    """What becomes of the line when Send is pressed."""
    if row.problem:
        return str(row.problem)
    if row.is_ready:
        return f"Replaces {row.old_awb}" if row.old_awb else "Will be sent"
    if row.is_empty:
        return f"Has {row.old_awb} now" if row.old_awb else "Waits for its AWB"
    return "One moment…"
