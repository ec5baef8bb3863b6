"""Add AWB: a grid to type, scan, paste or import into; sent only when Send is pressed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.awb_import import AwbLine, AwbRow, left_out, lines_of
from konnect_desktop.domain.import_columns import AWB_FIELDS, Columns, Field
from konnect_desktop.domain.rows import Facets
from konnect_desktop.domain.tables import Table
from konnect_desktop.errors import SheetError
from konnect_desktop.services.import_options import awb_options
from konnect_desktop.ui.awb.courier_doubt import CourierDoubt
from konnect_desktop.ui.awb.grid import AwbGrid
from konnect_desktop.ui.awb.input_row import InputRow
from konnect_desktop.ui.awb.lines import AwbLines
from konnect_desktop.ui.awb.memory import Memory
from konnect_desktop.ui.awb.parts import Foot, LineFilter, SendChoice
from konnect_desktop.ui.awb.save_list import save_list
from konnect_desktop.ui.awb.scan import ScanField
from konnect_desktop.ui.imports.columns_page import ColumnsPage
from konnect_desktop.ui.imports.import_dialog import ImportDialog
from konnect_desktop.ui.imports.opening import NOT_SAVED, ask_table, dropped_table, is_promised
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import card, named, two_lines
from konnect_desktop.ui.kit.scan_burst import ScanCatcher
from konnect_desktop.ui.kit.window_place import bounded_resize
from konnect_desktop.ui.work.context import AppContext

_TOLD = (
    "For self-ship parcels before they are packed in Fynd. The AWB is final once it is sent, "
    "so nothing is sent until you press Send."
)


@survives
class AwbDialog(ImportDialog):
    """Opened for chosen orders, or empty to be filled by scans, a paste or a file."""

    def __init__(
        self, parent: QWidget | None, context: AppContext, ids: Sequence[str] = ()
    ) -> None:
        super().__init__(parent, context, "awb", "Add AWB", AWB_FIELDS)
        self.setAccessibleName("Add AWB numbers")
        bounded_resize(self, QSize(1040, 660))
        self._ids = tuple(ids)
        self._memory = Memory(context.layout)
        self.lines = AwbLines(context, self)
        self.grid = AwbGrid(self.lines, context.theme)
        self.scan = ScanField(context, self.lines, self.grid, may_add=not ids)
        columns = ColumnsPage(AWB_FIELDS, (Field.ORDER, Field.AWB), left_out)
        self.lay_out("Add AWB numbers", self._grid_page(), columns)
        self._connect()
        self._read_couriers()
        self.lines.keep_couriers(self._memory.kept_couriers)
        if ids:
            self.lines.open(ids)
        self.show_state()
        self._set_tab_order()
        self.scan.line.setFocus()

    # ---- parts -------------------------------------------------------------------------

    def _grid_page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("awb.page")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(named(plain_label(_TOLD, "muted"), "awb.text"))
        inputs = self.inputs = InputRow(self.scan, self._memory.courier)
        self.courier, self.paste_button = inputs.courier, inputs.paste_button
        self.import_button = inputs.import_button
        layout.addWidget(inputs)
        layout.addWidget(self.scan.card)
        self.filter = LineFilter()
        layout.addWidget(self.filter)
        layout.addWidget(self.note)
        self.doubt = CourierDoubt()
        layout.addWidget(self.doubt)
        frame, inside = card("awb.card")
        inside.setContentsMargins(1, 1, 1, 1)
        self.empty = named(plain_label("", "muted"), "awb.empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(self.empty, 1)
        inside.addWidget(self.grid, 1)
        layout.addWidget(frame, 1)
        self.says = two_lines("awb.line.says")
        layout.addWidget(self.says)
        layout.addWidget(self.problem)
        self.choice = SendChoice(has_left=self._memory.has_left)
        layout.addWidget(self.choice)
        foot = self.foot = Foot()
        self.close_button, self.save_button = foot.close_button, foot.save_button
        self.columns_button, self.send_button = foot.columns_button, foot.send_button
        self.summary = foot.summary
        layout.addWidget(foot)
        return page

    def _set_tab_order(self) -> None:
        """From top to bottom, as the eye goes."""
        chain = [
            self.scan.line,
            self.courier,
            self.paste_button,
            self.import_button,
            self.scan.card.go_button,
            self.scan.card.skip_button,
            *self.filter.buttons.values(),
            self.doubt.use_button,
            self.doubt.keep_button,
            self.grid,
            self.choice.left,
            self.choice.stored,
            self.choice.replace,
            self.close_button,
            self.save_button,
            self.columns_button,
            self.send_button,
        ]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.courier.editTextChanged.connect(self._on_courier_changed)
        self.paste_button.clicked.connect(self.paste)
        self.import_button.clicked.connect(self.ask_file)
        self.columns_button.clicked.connect(self.file.ask_columns)
        self.close_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(lambda: save_list(self, self._context, self.lines.rows))
        self.send_button.clicked.connect(self.send)
        line = self.courier.lineEdit()
        if line is not None:
            ScanCatcher(line).scanned.connect(self.scan.take)
        self.scan.changed.connect(self.show_state)
        self.grid.scanned.connect(self.scan.take_at)
        self.grid.paste_wanted.connect(self.paste)
        self.grid.remove_wanted.connect(self.lines.remove)
        self.grid.selectionModel().currentChanged.connect(lambda *_: self._show_current())
        self.filter.chosen.connect(self.grid.shown.show_only)
        self.choice.changed.connect(self.show_state)
        self.doubt.use.connect(self._on_courier_meant)
        self.doubt.keep.connect(self._on_courier_kept)
        for signal in (self.lines.replaced, self.lines.judged):
            signal.connect(self.show_state)
        self.lines.edited.connect(lambda _number: self.show_state())
        self.file.busy.connect(self._on_file_busy)
        self.lines.failed.connect(self.say_failed)

    def _read_couriers(self) -> None:
        """Couriers of earlier orders come first in the lists."""

        def show(facets: Facets) -> None:
            used = [name for name, _ in facets.couriers]
            self.courier.offer(used)
            self.grid.offer_couriers(used)
            self._on_courier_changed()

        self._context.runner.read(
            self, self._context.services.queries.facets, show, key="awb.couriers"
        )

    # ---- filling -----------------------------------------------------------------------

    def paste(self) -> None:
        """Take what is on the clipboard: a list, or a file that was copied."""
        self._take_mime(QGuiApplication.clipboard().mimeData())

    def _take_mime(self, data: QMimeData) -> None:
        path = dropped_table(data)
        if path is not None:
            self.open_file(path)
            return
        # A mail that is dragged has a text, too, which is none of its orders.
        if is_promised(data):
            self.problem.say(NOT_SAVED)
            return
        text = data.text() if data.hasText() else ""
        if not text.strip():
            self.problem.say(
                "Nothing to paste. Copy order and AWB side by side, or AWBs in the order shown."
            )
            return
        self.problem.say("")
        empty = [r.line for r in self.lines.rows if r.is_empty]
        imports = self._context.services.imports
        self.lines.add(lambda: imports.pasted(text, empty))

    def ask_file(self) -> None:
        """Let a CSV or XLSX file be chosen."""
        ask_table(self, self._context, "Import AWBs", self.open_file)

    def take_table(self, table: Table, columns: Columns) -> None:
        """Fill in the lines of the file."""
        self.columns_button.show()
        self.grid.show_row_numbers(True)
        source = str(self.file.path)
        self.lines.add(partial(_orders_of, table, columns, source))

    def _on_file_busy(self, is_busy: bool) -> None:
        self.inputs.show_busy(is_busy)
        self.send_button.setEnabled(False)
        if not is_busy:
            self.show_state()

    def _on_courier_changed(self) -> None:
        self.lines.set_courier_for_all(self.courier.courier)

    def _on_courier_meant(self, written: str, meant: str) -> None:
        self.lines.use_courier(written, meant)
        if self.courier.courier == written:
            self.courier.setEditText(meant)

    def _on_courier_kept(self, written: str) -> None:
        self._memory.keep_courier(written)
        self.lines.keep_couriers(self._memory.kept_couriers)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if dropped_table(data) is not None or is_promised(data) or data.hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._take_mime(event.mimeData())
        if not is_promised(event.mimeData()):
            event.acceptProposedAction()

    # ---- sending -----------------------------------------------------------------------

    @property
    def to_send(self) -> list[AwbRow]:
        """The lines that Send would send: replacing ones only when that is ticked."""
        return self._sendable(self.lines.ready())

    def _sendable(self, ready: list[AwbRow]) -> list[AwbRow]:
        if self.choice.replace.isChecked():
            return ready
        return [one for one in ready if not one.old_awb]

    def show_state(self) -> None:
        """Say how many lines would be sent, and what is wrong with the others."""
        rows = self.lines.rows
        ready = self.lines.ready()
        self.choice.show_replaced(sum(bool(row.old_awb) for row in ready))
        sends = len(self._sendable(ready))
        self.foot.show_counts(sends, len(rows))
        is_held = self.scan.is_held
        can_send = sends > 0 and self.lines.is_settled and not is_held
        self.send_button.setEnabled(can_send and self.choice.is_made)
        if can_send and not self.choice.is_made:
            self.foot.summary.setText("Say above whether the parcels have left.")
        # The question needs the room in a low window.
        self.says.setVisible(not is_held)
        if is_held:
            self.foot.summary.setText("Answer the question about the scan first.")
        self._show_current()
        self.filter.show_counts(rows)
        self.doubt.show_doubts(rows)
        self.filter.setVisible(bool(rows))
        self.grid.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.empty.setText(
            "One moment…"
            if self._ids
            else "Scan an order, paste a list, or drop a CSV or XLSX file here."
        )

    def _show_current(self) -> None:
        """The whole text of the line under the keyboard, which its cell may cut off."""
        number = self.grid.line()
        row = self.lines.rows[number] if 0 <= number < len(self.lines.rows) else None
        text = f"{row.line.order}: {row.problem}" if row is not None and row.problem else ""
        self.says.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What no field takes is the beginning of a scan: its Enter must not press a button.
        keys = Qt.KeyboardModifier
        is_plain = not event.modifiers() & (keys.ControlModifier | keys.AltModifier)
        text = event.text()
        if is_plain and text.isprintable() and text.strip() and not self.stack.currentIndex():
            self.scan.type_here(text)
            event.accept()
            return
        super().keyPressEvent(event)

    def send(self) -> None:
        """Plan the batch; it waits for its undo time like any other."""
        rows = self.to_send
        is_ready = self.lines.is_settled and self.choice.is_made and not self.scan.is_held
        if not rows or not is_ready:
            return
        self._memory.keep(courier=self.courier.courier, has_left=self.choice.has_left)
        ids, options = awb_options(rows, auto_dispatch=self.choice.has_left)
        # The other chosen orders go along, so that the result says why each was left out.
        wanted = list(dict.fromkeys([*ids, *self._ids]))
        self.send_button.setEnabled(False)
        self.plan(Action.UPDATE_AWB, wanted, options)


def _orders_of(table: Table, columns: Columns, source: str) -> list[AwbLine]:
    found = lines_of(table, columns, source)
    if not found:
        raise SheetError(
            "No row of this file has an order, so nothing was filled in.",
            next_step="Press Columns… and say which column is what.",
        )
    return found
