"""The parcels of one courier, with a tick for each that is on the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QTableView

from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.sla import Urgency, deadline
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_cells
from konnect_desktop.ui.kit.tables import AnyIndex, TitledModel, dress
from konnect_desktop.ui.kit.theme import Theme

HEADINGS = ("Here", "AWB", "Order", "Article", "Pieces", "Leave by", "Packed")
_WIDTHS = (52, 150, 164, 150, 62, 98, 112)
_TICK, _AWB, _ORDER, _ARTICLE, _PIECES, _DUE, _PACKED = range(len(HEADINGS))


@survives
class ParcelModel(TitledModel):
    """Rows as they are, ticks as they are told."""

    #: list[str], bool: these shipments were ticked or unticked by hand.
    ticked = Signal(list, bool)

    def __init__(self, theme: Theme, now: Callable[[], datetime]) -> None:
        super().__init__(HEADINGS, aligned={_PIECES: Qt.AlignmentFlag.AlignCenter})
        self.setObjectName("handover.parcels")
        self._theme, self._now = theme, now
        self.rows: Sequence[ShipmentRow] = ()
        self._places: dict[str, int] = {}
        self._here: frozenset[str] = frozenset()

    def replace(self, rows: Sequence[ShipmentRow], here: frozenset[str]) -> None:
        """Show other parcels, or only other ticks where the parcels are the same."""
        if rows is self.rows:
            if rows and here != self._here:
                self._here = here
                self.dataChanged.emit(self.index(0, _TICK), self.index(len(rows) - 1, _TICK))
            return
        places = {row.id: number for number, row in enumerate(rows)}
        if places == self._places:
            # Read again: what is chosen and where the list stands stay as they are.
            self.rows, self._here = rows, here
            self.tell_all()
            return
        self.beginResetModel()
        self.rows, self._here, self._places = rows, here, places
        self.endResetModel()

    def row_of(self, shipment_id: str) -> int:
        """Where a parcel stands, -1 when it is not shown."""
        return self._places.get(shipment_id, -1)

    def all_rows(self) -> Sequence[ShipmentRow]:
        """The parcels."""
        return self.rows

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == _TICK else flags

    @plain_cells
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        roles = Qt.ItemDataRole
        row, column = self.rows[index.row()], index.column()
        is_here = row.id in self._here
        if role == roles.CheckStateRole and column == _TICK:
            return Qt.CheckState.Checked if is_here else Qt.CheckState.Unchecked
        if role == roles.AccessibleTextRole and column == _TICK:
            return f"{row.order_no}: {'here' if is_here else 'not here yet'}"
        if role == roles.TextAlignmentRole and column == _PIECES:
            return Qt.AlignmentFlag.AlignCenter
        if role == roles.ForegroundRole:
            return self._colour(row, column)
        if role == roles.ToolTipRole:
            place = f"{row.city} {row.pincode}".strip()
            return "\n".join(p for p in (row.item_text, row.buyer, place) if p)
        if role == roles.DisplayRole:
            return self._text(row, column)
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != _TICK:
            return False
        is_here = Qt.CheckState(value) is Qt.CheckState.Checked
        self.ticked.emit([self.rows[index.row()].id], is_here)
        return True

    def _text(self, row: ShipmentRow, column: int) -> str:
        if column == _DUE:
            return formatting.deadline_text(deadline(row.sla_due_at, self._now()))
        more = f" +{row.line_count - 1}" if row.line_count > 1 else ""
        return {
            _AWB: row.awb_text or "no AWB",
            _ORDER: row.order_no,
            _ARTICLE: row.item_text + more,
            _PIECES: str(row.quantity),
            _PACKED: "Packed" if row.packed_here else "Not packed yet",
        }.get(column, "")

    def _colour(self, row: ShipmentRow, column: int) -> QColor | None:
        tokens = self._theme.tokens
        is_late = deadline(row.sla_due_at, self._now()).urgency is Urgency.LATE
        if column == _DUE and is_late:
            return QColor(tokens.danger)
        if column == _ARTICLE or (column == _PACKED and not row.packed_here):
            return QColor(tokens.muted)
        return None


@survives
class ParcelTable(QTableView):
    """Space ticks the chosen parcels; typing goes to the scan line."""

    #: str: a character was typed; the scan line takes it.
    typed = Signal(str)

    def __init__(self, model: ParcelModel) -> None:
        super().__init__()
        self.parcels = model
        self.setModel(model)
        dress(self, "handover.table", "Parcels for this courier", _WIDTHS, stretch=_ARTICLE)

    def show_row(self, number: int) -> None:
        """Choose a row and bring it into view."""
        if number >= 0:
            self.selectRow(number)
            self.scrollTo(self.parcels.index(number, _AWB))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        if event.key() == Qt.Key.Key_Space and rows:
            ids = [self.parcels.rows[row].id for row in rows]
            first = self.parcels.index(rows[0], _TICK)
            state = self.parcels.data(first, Qt.ItemDataRole.CheckStateRole)
            self.parcels.ticked.emit(ids, state is not Qt.CheckState.Checked)
            return
        text = event.text()
        if text.isprintable() and text.strip() and not event.modifiers() & _WITH_KEYS:
            self.typed.emit(text)
            return
        super().keyPressEvent(event)


_WITH_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
