"""The grid: type an AWB, Enter goes on to the next one that is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QObject,
    QSortFilterProxyModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from konnect_desktop.domain.awb_import import MAX_AWB, AwbRow
from konnect_desktop.services.exports import copied_table
from konnect_desktop.ui.awb.courier_box import CourierBox
from konnect_desktop.ui.awb.lines import AwbLines
from konnect_desktop.ui.awb.model import AWB, COURIER, RESULT, ROW, AwbModel
from konnect_desktop.ui.kit.clipboard import put_table
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.scan_burst import Burst
from konnect_desktop.ui.kit.tables import AnyIndex, dress
from konnect_desktop.ui.kit.theme import ROW_HEIGHT, Theme

Wanted = Callable[[AwbRow], bool]
_WIDTHS = (46, 166, 186, 160, 130)


@survives
class _Shown(QSortFilterProxyModel):
    """Only the lines of the filter that is chosen; their order stays."""

    def __init__(self, lines: AwbLines) -> None:
        super().__init__(lines)
        self.setObjectName("awb.shown")
        self._lines = lines
        self._wanted: Wanted | None = None
        self.setDynamicSortFilter(False)

    def show_only(self, wanted: Wanted | None) -> None:
        """Filter by what the rules said last; what is edited stays in view until then."""
        self._wanted = wanted
        self.invalidate()

    def filterAcceptsRow(self, number: int, _parent: AnyIndex) -> bool:
        return self._wanted is None or self._wanted(self._lines.rows[number])


@survives
class _AwbDelegate(QStyledItemDelegate):
    #: str: what a scanner typed into the editor; nothing is filled in by it.
    scanned = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._burst = Burst()

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and isinstance(editor, QLineEdit):
            code = self._burst.key(event, editor.text())
            if code:
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
                self.scanned.emit(code)
                return True
        return super().eventFilter(editor, event)

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: AnyIndex
    ) -> QWidget:
        line = QLineEdit(parent)
        line.setObjectName("awb.grid.awb")
        line.setAccessibleName("AWB")
        line.setFrame(False)
        # One more than allowed, so that a double scan is seen and not cut to fit.
        line.setMaxLength(2 * MAX_AWB)
        return line

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        if _is_first_time(editor):
            super().setEditorData(editor, index)


@survives
class _CourierDelegate(QStyledItemDelegate):
    def __init__(self, used: Iterable[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.used = tuple(used)

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: AnyIndex
    ) -> QWidget:
        return CourierBox("awb.grid.courier", self.used, parent)

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        assert isinstance(editor, QComboBox)
        if not _is_first_time(editor):
            return
        editor.setEditText(str(index.data(Qt.ItemDataRole.EditRole)))
        line = editor.lineEdit()
        if line is not None:
            line.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        assert isinstance(editor, CourierBox)
        model.setData(index, editor.courier)


def _is_first_time(editor: QWidget) -> bool:
    """A judgement that arrives while someone types must not put the old text back."""
    if editor.property("filled"):
        return False
    editor.setProperty("filled", True)
    return True


@survives
class AwbGrid(QTableView):
    """Editing by keyboard; `line()` speaks of lines, whatever the filter hides."""

    #: Ctrl+V outside a field.
    paste_wanted = Signal()
    #: list[int]: lines that Delete takes out.
    remove_wanted = Signal(list)
    #: int, str: what a scanner typed into a line; it is for the scan field to decide on.
    scanned = Signal(int, str)

    def __init__(self, lines: AwbLines, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleDescription("Enter types the AWB, Delete takes the line out")
        self._lines = lines
        self.model_of_lines = AwbModel(lines, theme)
        self.shown = _Shown(lines)
        self.shown.setSourceModel(self.model_of_lines)
        self.setModel(self.shown)
        self._couriers = _CourierDelegate((), self)
        awb_cells = _AwbDelegate(self)
        awb_cells.scanned.connect(lambda code: self.scanned.emit(self.line(), code))
        self.setItemDelegateForColumn(AWB, awb_cells)
        self.setItemDelegateForColumn(COURIER, self._couriers)
        self._set_looks()

    def _set_looks(self) -> None:
        triggers = QAbstractItemView.EditTrigger
        dress(
            self,
            "awb.grid",
            "Orders and their AWB numbers",
            _WIDTHS,
            stretch=len(_WIDTHS),
            row_height=ROW_HEIGHT,
            edits=triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked,
        )
        self.setColumnHidden(ROW, True)

    # ---- lines -------------------------------------------------------------------------

    def offer_couriers(self, used: Iterable[str]) -> None:
        """The couriers to list first."""
        self._couriers.used = tuple(used)

    def show_row_numbers(self, wanted: bool) -> None:
        """The column with the row of the file; empty for what was typed."""
        self.setColumnHidden(ROW, not wanted)

    def line(self, index: AnyIndex | None = None) -> int:
        """The line of an index, by default the current one; -1 for none."""
        at = self.currentIndex() if index is None else index
        return self.shown.mapToSource(at).row() if at.isValid() else -1

    def go_to(self, number: int, column: int = AWB) -> bool:
        """Put the keyboard on a line; returns whether the filter shows it."""
        index = self.shown.mapFromSource(self.model_of_lines.index(number, column))
        if number < 0 or not index.isValid():
            return False
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)
        return True

    def edit_awb(self, number: int) -> None:
        """Let the AWB of a line be typed."""
        if self.go_to(number):
            self.edit(self.currentIndex())

    @property
    def is_editing(self) -> bool:
        """Whether a cell is being typed into."""
        return self.state() == QAbstractItemView.State.EditingState

    def _edit_unless_busy(self, number: int) -> None:
        if not self.is_editing and self.line() == number:
            self.edit_awb(number)

    # ---- keyboard ----------------------------------------------------------------------

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        column = self.currentIndex().column()
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache and column == AWB:
            following = self._lines.next_empty(self.line() + 1)
            # The view still holds the old editor; a scanner's next key may come before.
            if self.go_to(following):
                QTimer.singleShot(0, self, lambda: self._edit_unless_busy(following))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()  # the dialog sends
            elif not self.is_editing:  # else it is the Enter that ends the editing
                self._edit_current()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() == Qt.Key.Key_Delete:
            rows = {self.line(index) for index in self.selectionModel().selectedRows()}
            self.remove_wanted.emit(sorted(rows))
        elif event.text().isprintable() and event.text().strip() and not self._takes_text():
            event.ignore()  # the scan field takes it
        else:
            super().keyPressEvent(event)
            if self.is_editing:
                event.accept()  # the editor has it

    def _takes_text(self) -> bool:
        flags = self.currentIndex().flags()
        return self.is_editing or bool(flags & Qt.ItemFlag.ItemIsEditable)

    def _edit_current(self) -> None:
        index = self.currentIndex()
        if index.isValid() and index.column() not in (AWB, COURIER):
            index = index.siblingAtColumn(AWB)
            self.setCurrentIndex(index)
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def _copy(self) -> None:
        """The chosen lines as a table."""
        lines = []
        for index in self.selectionModel().selectedRows():
            number = self.shown.mapToSource(index).row()
            lines.append(
                [self.model_of_lines.text(number, column) for column in range(1, RESULT + 1)]
            )
        put_table(copied_table(lines))
