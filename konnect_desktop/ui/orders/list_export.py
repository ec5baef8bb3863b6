"""Copying the ticked orders and exporting the list, as seen, without holding the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.sla import IST
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.exports import KINDS, Copied, copied_table, table_file
from konnect_desktop.ui.kit import files
from konnect_desktop.ui.kit.clipboard import put_table
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.orders import list_table
from konnect_desktop.ui.orders.filter_bar import FilterBar
from konnect_desktop.ui.orders.list_table import ListTable
from konnect_desktop.ui.orders.selection import Selection
from konnect_desktop.ui.orders.table_model import ShipmentTableModel
from konnect_desktop.ui.orders.table_view import OrdersTable
from konnect_desktop.ui.work.context import AppContext

#: So many are copied at once; more are read and laid out in a worker thread.
_AT_ONCE = 200


class ListExport(QObject):
    """Belongs to the page of orders."""

    #: str: how much was copied.
    said = Signal(str)
    #: str, Path: what was saved, and where.
    saved = Signal(str, object)

    def __init__(
        self,
        context: AppContext,
        page: QWidget,
        table: OrdersTable,
        model: ShipmentTableModel,
        selection: Selection,
        filters: FilterBar,
    ) -> None:
        super().__init__(page)
        self.setObjectName("orders.list_export")
        self._context = context
        self._page = page
        self._view, self._model, self._selection, self._filters = table, model, selection, filters
        self.action = QAction("Export list…", self)
        self.action.setObjectName("orders.export")
        self.action.setToolTip("Save all orders of this list as XLSX or CSV, columns as shown")
        self.action.triggered.connect(self.ask)

    def _table(self) -> ListTable:
        keys = self._view.header.wanted_keys()
        return ListTable(keys, self._filters.value.lane is Lane.FIX, self._context.now())

    # ---- copying -----------------------------------------------------------------------

    def copy(self) -> None:
        """The ticked rows, else the one under the keyboard, as text to be pasted."""
        table, ids = self._table(), self._selection.ids
        if not ids:
            row = self._model.row_at(self._view.currentIndex().row())
            if row is not None:
                self._copied(copied_table([table.headings, table.cells(row)]), 1)
            return
        rows = self._model.loaded(ids) if len(ids) <= _AT_ONCE else None
        if rows is not None:
            self._copied(copied_table([table.headings, *map(table.cells, rows)]), len(rows))
            return
        wanted, sort = self._filters.value, self._view.header.sort
        queries = self._context.services.queries

        def work() -> tuple[Copied, int]:
            found = list_table.ticked(queries, ids, wanted, sort)
            return copied_table([table.headings, *map(table.cells, found)]), len(found)

        self._context.runner.read(self, work, lambda found: self._copied(*found), key="orders.copy")

    def _copied(self, table: Copied, count: int) -> None:
        put_table(table)
        self.said.emit(f"Copied {count_of(count, 'row')}")

    # ---- exporting ---------------------------------------------------------------------

    def ask(self) -> None:
        """Ask for a file and write every order that the filter finds."""
        name = f"orders-{self._context.now().astimezone(IST):%Y-%m-%d}.xlsx"
        files.ask_save(
            self._page,
            self._context,
            title="Export the list of orders",
            purpose="export",
            name=name,
            kinds=KINDS,
            on_chosen=self.write,
        )

    def write(self, path: Path) -> None:
        """Write the file; says so when it cannot."""
        table, wanted, sort = self._table(), self._filters.value, self._view.header.sort
        queries = self._context.services.queries
        counted: list[int] = []

        def content() -> bytes:
            rows = [
                table.cells(row, for_file=True)
                for row in list_table.matching(queries, wanted, sort)
            ]
            counted.append(len(rows))
            return table_file(path.name, table.headings, rows, title="Orders")

        def written(path: Path) -> None:
            self.saved.emit(f"{count_of(counted[-1], 'order')} saved in {path}", path)

        files.write(self._page, self._context, path, content, written)
