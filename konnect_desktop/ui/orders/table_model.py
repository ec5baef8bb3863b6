"""The table's model: a count from SQL and the pages that were looked at, nothing else."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_cells
from konnect_desktop.ui.orders import fix_words
from konnect_desktop.ui.orders.columns import COLUMNS, FILLER, Column
from konnect_desktop.ui.orders.selection import Selection

PAGE = 100
#: Pages kept in memory; the least recently seen go first.
KEPT_PAGES = 80
TROUBLE_TITLE = "What to mend"
Index = QModelIndex | QPersistentModelIndex


@survives
class ShipmentTableModel(QAbstractTableModel):
    """Rows by number; a row whose page has not arrived yet is None."""

    #: list[ShipmentRow]: rows that were read.
    filled = Signal(list)

    def __init__(
        self, selection: Selection, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("orders.model")
        self._selection = selection
        self._now = now
        self._count = 0
        self._tells_troubles = False
        self._beside: frozenset[str] = frozenset()
        self._pages: OrderedDict[int, Sequence[ShipmentRow]] = OrderedDict()

    # ---- reading -------------------------------------------------------------------

    def row_at(self, number: int) -> ShipmentRow | None:
        """The row, or None while its page is on the way."""
        page = self._pages.get(number // PAGE)
        if page is None:
            return None
        place = number % PAGE
        return page[place] if place < len(page) else None

    def find(self, shipment_id: str) -> int:
        """The number of the row among the loaded pages, else -1."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == shipment_id:
                    return page * PAGE + place
        return -1

    def loaded(self, ids: Collection[str]) -> list[ShipmentRow] | None:
        """The rows of these shipments in the order of the list; None when some are not loaded."""
        wanted = set(ids)
        pages = [rows for _, rows in sorted(self._pages.items())]
        found = [row for rows in pages for row in rows if row.id in wanted]
        return found if len(found) == len(wanted) else None

    def missing_pages(self, first: int, last: int) -> list[int]:
        """Pages of the rows first … last that have to be fetched; marks the others as used."""
        missing = []
        for page in range(max(0, first) // PAGE, max(0, last) // PAGE + 1):
            if page in self._pages:
                self._pages.move_to_end(page)
            elif page * PAGE < self._count:
                missing.append(page)
        return missing

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    @plain_cells
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < self._count:
            return None
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align
        row = self.row_at(index.row())
        if row is None:
            return None
        troubles = " ".join(fix_words.lines(row)) if self._is_trouble(column) else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return troubles or column.text(row, self._now())
        if role == Qt.ItemDataRole.ToolTipRole:
            return (column.tool_tip or column.text)(row, self._now()) or None
        if column.key == "tick":
            if role == Qt.ItemDataRole.CheckStateRole:
                ticked = row.id in self._selection
                return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return f"Order {row.order_no}, {'ticked' if row.id in self._selection else 'not'}"
        elif role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {troubles or column.text(row, self._now())}"
        return None

    @plain_cells
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.title or "Tick"
        if role == Qt.ItemDataRole.ToolTipRole and column.sort is not None:
            return f"Sort by {column.title.lower()}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    # ---- filling -------------------------------------------------------------------

    def show(self, count: int, pages: dict[int, Sequence[ShipmentRow]]) -> None:
        """Another list: forget everything and start with these pages."""
        self.beginResetModel()
        self._count = count
        self._pages = OrderedDict(sorted(pages.items()))
        self.endResetModel()
        self._tell_filled(pages.values())

    def refresh(self, count: int, pages: dict[int, Sequence[ShipmentRow]]) -> None:
        """The same list, read again: rows change in place, so that nothing jumps."""
        self.resize(count)
        self._pages = OrderedDict(sorted(pages.items()))
        self._tell_all()
        self._tell_filled(pages.values())

    def add_page(self, page: int, rows: Sequence[ShipmentRow]) -> None:
        """A page that was asked for."""
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        last = min(self._count, (page + 1) * PAGE) - 1
        if last >= page * PAGE:
            self.dataChanged.emit(
                self.index(page * PAGE, 0), self.index(last, len(COLUMNS) - 1), []
            )
        self._tell_filled([rows])

    def _tell_filled(self, pages: Iterable[Sequence[ShipmentRow]]) -> None:
        self.filled.emit([row for rows in pages for row in rows])

    def tell_troubles(self, wanted: bool, beside: frozenset[str] = frozenset()) -> None:
        """The items of an order, and the columns `beside` them, give way to what is wrong."""
        self._tells_troubles, self._beside = wanted, beside
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def _is_trouble(self, column: Column) -> bool:
        return self._tells_troubles and column.key == FILLER

    def _title(self, column: Column) -> str:
        if self._is_trouble(column):
            return TROUBLE_TITLE
        return "" if column.key in self._beside else column.title

    def tell_ticks(self) -> None:
        """The ticks changed."""
        if self._count:
            self.dataChanged.emit(
                self.index(0, 0),
                self.index(self._count - 1, 0),
                [Qt.ItemDataRole.CheckStateRole],
            )

    def resize(self, count: int) -> None:
        """More or fewer rows at the end; those that are shown stay where they are."""
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()

    def _tell_all(self) -> None:
        if self._count:
            self.dataChanged.emit(
                self.index(0, 0), self.index(self._count - 1, len(COLUMNS) - 1), []
            )
