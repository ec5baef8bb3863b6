"""Import invoice data: IRN, acknowledgement and QR of many orders, looked at before it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.import_columns import INVOICE_FIELDS, Columns, Field
from konnect_desktop.domain.invoice_import import InvoiceRow, invoice_lines, left_out
from konnect_desktop.domain.tables import Table
from konnect_desktop.services.import_options import invoice_options
from konnect_desktop.ui.imports.columns_page import ColumnsPage
from konnect_desktop.ui.imports.import_dialog import ImportDialog
from konnect_desktop.ui.imports.opening import ask_table
from konnect_desktop.ui.imports.rows_table import RowsTable, ShownRow
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import card, named, push, relabel, row, two_lines
from konnect_desktop.ui.kit.window_place import bounded_resize
from konnect_desktop.ui.work.context import AppContext

_TITLES = ("Row", "Order", "Ship to", "Invoice number", "IRN", "Ack number", "What happens")
_WIDTHS = (46, 146, 146, 140, 108, 136)
_TOLD = (
    "From your GST or billing tool: order, invoice number, IRN, ack number and date, QR code, "
    "signed invoice."
)
_BACK = "It goes back into the form; nothing is sent yet."
_SENT = "Will be sent"
_NOT_YET = "Nothing is sent until you press Add."
_EMPTY = (
    "Import a CSV or XLSX file, or drop it here. Rows without an invoice number take the next "
    "one of your series."
)


class InvoiceImportDialog(ImportDialog):
    """Shows the rows of a file with their mistakes; the right ones become a batch."""

    #: Shipment id -> InvoiceDetails, for the dialog that asked for them.
    taken = Signal(object)

    def __init__(
        self, parent: QWidget | None, context: AppContext, ids: Sequence[str] = ()
    ) -> None:
        """With `ids` the data of these orders alone is handed on by `taken`, nothing is sent."""
        super().__init__(parent, context, "invoice_import", "Import invoice data", INVOICE_FIELDS)
        self.setAccessibleName("Import invoice data")
        bounded_resize(self, QSize(1040, 620))
        self._ids = frozenset(ids)
        self.rows: list[InvoiceRow] = []
        columns = ColumnsPage(INVOICE_FIELDS, (Field.ORDER,), left_out)
        self.lay_out("Import invoice data", self._rows_page(), columns)
        self._connect()
        self.show_state()
        self.import_button.setFocus()

    # ---- parts -------------------------------------------------------------------------

    def _rows_page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("invoice_import.page")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        told = f"{_TOLD} {_BACK if self._ids else _NOT_YET}"
        layout.addWidget(named(plain_label(told, "muted"), "invoice_import.text"))
        self.import_button = push(
            "Import file…", "invoice_import.import", "", "CSV or XLSX; it can also be dropped here"
        )
        self.columns_button = push(
            "Columns…", "invoice_import.columns", "flat", "Say which column is what"
        )
        self.columns_button.hide()
        layout.addLayout(row(self.import_button, self.columns_button))
        layout.addWidget(self.note)
        frame, inside = card("invoice_import.card")
        inside.setContentsMargins(1, 1, 1, 1)
        self.empty = named(plain_label(_EMPTY, "muted"), "invoice_import.empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table = RowsTable(
            "invoice_import.rows", "Rows of the file", _TITLES, _WIDTHS, self._context.theme
        )
        inside.addWidget(self.empty, 1)
        inside.addWidget(self.table, 1)
        layout.addWidget(frame, 1)
        self.says = two_lines("invoice_import.row.says")
        layout.addWidget(self.says)
        layout.addWidget(self.problem)
        self.close_button = push("Not now", "invoice_import.close")
        self.summary = named(plain_label("", "muted"), "invoice_import.summary")
        self.summary.setWordWrap(False)
        self.send_button = push("Add invoices", "invoice_import.accept", "primary", "Ctrl+Enter")
        layout.addLayout(row(self.close_button, self.summary, self.send_button, stretch=1))
        return page

    def _connect(self) -> None:
        self.import_button.clicked.connect(self.ask_file)
        self.columns_button.clicked.connect(self.file.ask_columns)
        self.close_button.clicked.connect(self.reject)
        self.send_button.clicked.connect(self.send)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_current())
        self.file.busy.connect(self._on_file_busy)

    # ---- reading -----------------------------------------------------------------------

    def ask_file(self) -> None:
        """Let a CSV or XLSX file be chosen."""
        ask_table(self, self._context, "Import invoice data", self.open_file)

    def _on_file_busy(self, is_busy: bool) -> None:
        self.import_button.setEnabled(not is_busy)
        relabel(self.import_button, "Reading…" if is_busy else "Import file…")

    def take_table(self, table: Table, columns: Columns) -> None:
        """Let the rules look at the rows of the file, then show them."""
        self.columns_button.show()
        self._context.runner.read(
            self,
            lambda: self._context.services.imports.judge_invoices(
                invoice_lines(table, columns), self._ids
            ),
            self._on_judged,
            key="imports.invoices",
        )

    def _on_judged(self, rows: list[InvoiceRow]) -> None:
        self.rows = rows
        self.table.rows_model.replace([_shown(one) for one in rows])
        if not rows:
            self.problem.say("There is no row with an order in this file.")
        self.show_state()

    # ---- showing -----------------------------------------------------------------------

    def show_state(self) -> None:
        """Say how many rows would be sent."""
        ready = sum(one.is_ready for one in self.rows)
        left = len(self.rows) - ready
        relabel(self.send_button, self._verb(ready))
        self.send_button.setEnabled(ready > 0)
        of = count_of(len(self.rows), "row")
        self.summary.setText(f"{grouped(left)} of {of} not sent" if left else "")
        self.table.setVisible(bool(self.rows))
        self.empty.setVisible(not self.rows)
        self._show_current()

    def _verb(self, ready: int) -> str:
        if self._ids:
            return f"Take over {count_of(ready, 'row')}" if ready else "Take over"
        return f"Add {count_of(ready, 'invoice')}" if ready else "Add invoices"

    def _show_current(self) -> None:
        """The whole text of the row under the keyboard, which its cell may cut off."""
        current = self.table.current
        is_cut = current is not None and current.cells[-1] != _SENT
        self.says.setText(f"{current.cells[1]}: {current.cells[-1]}" if current and is_cut else "")

    # ---- sending -----------------------------------------------------------------------

    def send(self) -> None:
        """Plan the batch, which waits for its undo time; or hand the data on."""
        ids, options = invoice_options(self.rows)
        if not ids:
            return
        if self._ids:
            self.accept()
            self.taken.emit(options.invoices)
            return
        self.send_button.setEnabled(False)
        self.plan(Action.ADD_INVOICE, ids, options)


def _fate(one: InvoiceRow) -> str:
    if not one.is_ready:
        return str(one.problem or "")
    return f"{_SENT}. {one.warning}" if one.warning else _SENT


def _shown(one: InvoiceRow) -> ShownRow:
    known = one.candidate.row if one.candidate else None
    buyer = ", ".join(part for part in (known.buyer, known.city) if part) if known else ""
    irn = one.value(Field.IRN)
    return ShownRow(
        (
            str(one.line.row),
            known.order_no if known else one.line.order,
            buyer,
            one.value(Field.INVOICE_NUMBER) or ("Next in the series" if one.is_ready else ""),
            f"{irn[:6]}…{irn[-4:]}" if len(irn) > 12 else irn,
            one.value(Field.ACK_NUMBER),
            _fate(one),
        ),
        one.is_ready,
    )
