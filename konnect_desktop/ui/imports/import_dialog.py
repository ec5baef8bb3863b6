"""What the dialogs that a file can be dropped on share: reading it, and planning the batch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.import_columns import Columns, Field
from konnect_desktop.domain.tables import Table
from konnect_desktop.services.batch_models import ActionOptions, Plan
from konnect_desktop.ui.imports.columns_page import ColumnsPage
from konnect_desktop.ui.imports.file_words import file_words
from konnect_desktop.ui.imports.opening import NOT_SAVED, dropped_table, is_promised
from konnect_desktop.ui.imports.table_file import TableFile
from konnect_desktop.ui.kit.messages import plain_label, words
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import ErrorLine, named
from konnect_desktop.ui.people.ask_pin import pin_first
from konnect_desktop.ui.work.context import AppContext


@survives
class ImportDialog(QDialog):
    """A page of rows and one that asks for the columns; nothing is sent but by `send`."""

    #: Plan: a batch was planned; the dialog is closed.
    planned = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        context: AppContext,
        name: str,
        title: str,
        fields: Sequence[Field],
    ) -> None:
        """`name`: what its object names begin with; `fields`: what a column may be."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self._context = context
        self.file = TableFile(context, fields, self)
        self.problem = ErrorLine(f"{name}.problem")
        #: What was read of the file, and what was not.
        self.note = named(plain_label("", "muted"), f"{name}.note")
        self.note.hide()

    def lay_out(self, heading: str, rows: QWidget, columns: ColumnsPage) -> None:
        """Put the two pages below the heading and follow the file."""
        name = self.objectName()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 16)
        layout.setSpacing(10)
        layout.addWidget(named(plain_label(heading, "title"), f"{name}.heading"))
        self.columns = columns
        self.stack = QStackedWidget()
        self.stack.setObjectName(f"{name}.stack")
        self.stack.addWidget(rows)
        self.stack.addWidget(columns)
        layout.addWidget(self.stack, 1)
        self.file.attach(columns)
        self.file.asks.connect(lambda: self.stack.setCurrentIndex(1))
        self.file.left.connect(lambda: self.stack.setCurrentIndex(0))
        self.file.failed.connect(self.problem.say)
        self.file.ready.connect(self._on_read)

    # ---- the file ----------------------------------------------------------------------

    def open_file(self, path: Path) -> None:
        """Read a file; its rows are shown, nothing is sent."""
        self.problem.say("")
        self.file.open(path)

    def take_table(self, table: Table, columns: Columns) -> None:
        """Show what the file holds."""
        raise NotImplementedError

    def _on_read(self, table: Table, columns: Columns) -> None:
        self.stack.setCurrentIndex(0)
        path = self.file.path
        name = f"{path.name}: " if path is not None else ""
        left = self.columns.left_out(table, columns)
        self.note.setText(f"{name}{file_words(table, columns.header, left)}")
        self.note.show()
        self.take_table(table, columns)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if dropped_table(data) is not None or is_promised(data):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_table(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.open_file(path)
        elif is_promised(event.mimeData()):
            self.problem.say(NOT_SAVED)

    # ---- sending -----------------------------------------------------------------------

    def send(self) -> None:
        """Plan the batch of the right rows."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Say what would be sent now."""
        raise NotImplementedError

    def plan(self, action: Action, ids: Sequence[str], options: ActionOptions) -> None:
        """Plan the batch and close; it waits for its undo time like any other."""
        self._context.runner.do(
            self,
            lambda: self._context.services.bulk.plan(action, ids, options),
            self._on_planned,
            key=f"plan.{self.objectName()}",
            on_error=pin_first(
                self._context, self, lambda: self.plan(action, ids, options), self.say_failed
            ),
        )

    def _on_planned(self, plan: Plan) -> None:
        self.planned.emit(plan)
        self.accept()

    def say_failed(self, error: Exception) -> None:
        """Say what went wrong; the rows stay."""
        what, then, _ = words(error)
        self.problem.say(f"{what} {then}".strip())
        self.show_state()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A scanner ends with Enter: it never closes or sends; Ctrl+Enter does.
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.send()
            return
        super().keyPressEvent(event)
