"""A file on its way in: read in a worker process, its columns known, remembered or asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from konnect_desktop.domain.import_columns import Columns, Field
from konnect_desktop.domain.tables import Table
from konnect_desktop.services.imports import ColumnChoice
from konnect_desktop.ui.imports.columns_page import ColumnsPage
from konnect_desktop.ui.kit.messages import words
from konnect_desktop.ui.work.context import AppContext


class TableFile(QObject):
    """Ends with `ready`, `failed`, or `left` when the seller goes back."""

    busy = Signal(bool)
    #: The columns must be named: show the page.
    asks = Signal()
    #: Back was pressed on the page.
    left = Signal()
    #: Table, Columns.
    ready = Signal(object, object)
    #: str: what is wrong with the file, and what to do.
    failed = Signal(str)

    def __init__(self, context: AppContext, fields: Sequence[Field], parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("table_file")
        self._context = context
        self._imports = context.services.imports
        self._fields = tuple(fields)
        #: The file that was read last.
        self.path: Path | None = None
        self._table: Table | None = None
        self._columns = Columns()
        self._page: ColumnsPage | None = None

    def attach(self, page: ColumnsPage) -> None:
        """The page that asks for the columns."""
        self._page = page
        page.chosen.connect(self._on_chosen)
        page.closed.connect(self.left)
        page.sheet_wanted.connect(self._on_sheet_wanted)

    def open(self, path: Path, sheet: str = "", *, is_asked: bool = False) -> None:
        """Read a file; `is_asked`: show the columns whatever is known of them."""
        self.path = path
        self.busy.emit(True)

        self._context.runner.read(
            self,
            lambda: self._imports.open(path, self._fields, sheet),
            lambda found: self._on_read(found[0], found[1], is_asked),
            key="imports.read",
            on_error=self._on_failed,
            on_finished=lambda: self.busy.emit(False),
        )

    def ask_columns(self) -> None:
        """Show the columns of the file that was read last, to correct them."""
        if self._table is not None and self._page is not None:
            self._page.open(self._table, self._columns)
            self.asks.emit()

    def _on_read(self, table: Table, choice: ColumnChoice, is_asked: bool) -> None:
        self._table, self._columns = table, choice.columns
        if choice.is_sure and not is_asked:
            self.ready.emit(table, choice.columns)
        else:
            self.ask_columns()

    def _on_failed(self, error: Exception) -> None:
        what, then, _ = words(error)
        name = f"{self.path.name}: " if self.path is not None else ""
        self.failed.emit(f"{name}{what} {then}".strip())

    def _on_sheet_wanted(self, sheet: str) -> None:
        if self.path is not None:
            self.open(self.path, sheet, is_asked=True)

    def _on_chosen(self, columns: Columns) -> None:
        table = self._table
        if table is None:
            return
        self._columns = columns
        self._context.runner.do(self, lambda: self._imports.remember(table, columns, self._fields))
        self.ready.emit(table, columns)
