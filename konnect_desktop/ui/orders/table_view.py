"""The table itself: paints its rows in one go, ticks by id, moves by keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView

from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.theme import ROW_HEIGHT, ROW_HEIGHT_COMPACT
from konnect_desktop.ui.orders import fix_words
from konnect_desktop.ui.orders.columns import COLUMNS, FILLER, KEYS, awb_is_missing, of
from konnect_desktop.ui.orders.row_painter import RowLook, RowPainter
from konnect_desktop.ui.orders.selection import Selection
from konnect_desktop.ui.orders.table_header import OrdersHeader
from konnect_desktop.ui.orders.table_model import Index, ShipmentTableModel
from konnect_desktop.ui.work.context import AppContext

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring cells that are painted as one."""

    keys: frozenset[str] = NONE
    left: int = 0
    width: int = 0


@survives
class OrdersTable(QTableView):
    """Ticks live in Selection; the current row is only the keyboard's place."""

    #: Shipment id: Enter, or a click on the row.
    opened = Signal(str)
    #: Shipment id under the keyboard, "" for none.
    current_changed = Signal(str)
    #: Rows came into view whose page is not loaded.
    pages_wanted = Signal(list)
    #: Global position for the menu.
    menu_wanted = Signal(QPoint)
    #: Text copied, for the status line.
    copied = Signal(str)
    #: Ctrl+C: the ticked rows are wanted on the clipboard.
    copy_wanted = Signal()
    escaped = Signal()
    #: Ctrl+V: the orders of what was copied are wanted.
    paste_wanted = Signal()
    #: ShipmentRow and its courier cell: the AWB is to be typed.
    awb_wanted = Signal(object, QRect)

    def __init__(
        self, context: AppContext, model: ShipmentTableModel, selection: Selection
    ) -> None:
        super().__init__()
        self.setObjectName("orders.table")
        self.setAccessibleName("Orders")
        self.setAccessibleDescription("Space ticks an order, Enter opens it")
        self._context = context
        self._model = model
        self._selection = selection
        self.painter_of_rows = RowPainter(context.theme)
        self._hovered = -1
        self._anchor = -1
        self._tells_troubles = False
        self._wanted = QTimer(self)
        self._wanted.setSingleShot(True)
        self._wanted.setInterval(0)
        self._wanted.timeout.connect(self._ask_for_pages)
        self._set_up()

    def _set_up(self) -> None:
        self.header = OrdersHeader(self._context.layout, self)
        self.setHorizontalHeader(self.header)
        self.setModel(self._model)
        self.header.restore()
        self.header.paint_tick = self.painter_of_rows.tick
        self.header.tick_state = self.tick_state
        self.header.arrow_colour = lambda: self._context.theme.tokens.accent
        self.header.tick_clicked.connect(self._toggle_page)
        self.verticalHeader().hide()
        self.set_compact(self._context.settings.compact_rows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._wanted.start())
        self._selection.changed.connect(self._on_ticks_changed)
        self._context.theme.changed.connect(self._on_theme_changed)
        self._model.modelReset.connect(self._on_reset)
        self._model.filled.connect(self._on_filled)

    # ---- look ------------------------------------------------------------------------

    def set_compact(self, compact: bool) -> None:
        """Low rows without second lines, or the normal ones."""
        height = ROW_HEIGHT_COMPACT if compact else ROW_HEIGHT
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height)
        self.viewport().update()

    def _on_theme_changed(self) -> None:
        self.painter_of_rows.forget()
        self.viewport().update()
        self.header.viewport().update()

    def _on_filled(self, rows: list[ShipmentRow]) -> None:
        is_compact = self.verticalHeader().defaultSectionSize() == ROW_HEIGHT_COMPACT
        self.header.need(self.painter_of_rows.needs(rows, is_compact=is_compact))

    def visible_range(self) -> tuple[int, int]:
        """First and last row in view; (0, -1) when there is none."""
        count = self._model.rowCount()
        if not count:
            return 0, -1
        height = self.verticalHeader().defaultSectionSize()
        top = self.verticalScrollBar().value()
        first = top // height
        last = (top + max(0, self.viewport().height() - 1)) // height
        return min(first, count - 1), min(last, count - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        rows = self.painter_of_rows
        ratio = self.devicePixelRatioF()
        if rows.pictures.ratio != ratio:
            rows.pictures.ratio = ratio
            rows.forget()
        height = self.verticalHeader().defaultSectionSize()
        top = self.verticalScrollBar().value()
        first, last = self.visible_range()
        cells = self._cells()
        broad = self._trouble_span(cells)
        now = self._context.now()
        current, focused = self.currentIndex().row(), self.hasFocus()
        width = float(self.viewport().width())
        dirty = event.rect()
        is_missing = False
        for number in range(first, last + 1):
            y = number * height - top
            if y > dirty.bottom() or y + height < dirty.top():
                continue
            row = self._model.row_at(number)
            look = RowLook(
                is_ticked=row is not None and row.id in self._selection,
                is_current=number == current,
                is_hovered=number == self._hovered,
                has_focus=focused,
            )
            rows.background(painter, QRectF(0, y, width, height), look)
            is_missing = is_missing or row is None
            is_trouble = broad.width > 0 and row is not None and bool(fix_words.short(row))
            if is_trouble and row is not None:
                rows.trouble(painter, QRectF(broad.left, y, broad.width, height), row)
            for key, x, cell_width in cells:
                area = QRectF(x, y, cell_width, height)
                if of(key).figure is not None:
                    area = area.intersected(QRectF(0, y, width, height))
                if is_trouble and key in broad.keys:
                    continue
                if row is None:
                    rows.waiting(painter, area)
                elif key == "tick":
                    ticked = Qt.CheckState.Checked if look.is_ticked else Qt.CheckState.Unchecked
                    rows.tick(painter, area, ticked)
                else:
                    rows.cell(painter, key, area, row, now)
        painter.end()
        if is_missing:
            self._wanted.start()

    def _cells(self) -> list[tuple[str, int, int]]:
        """Key, left edge and width of the columns in view."""
        found = []
        width = self.viewport().width()
        for number, key in enumerate(KEYS):
            if self.header.isSectionHidden(number):
                continue
            x = self.columnViewportPosition(number)
            size = self.columnWidth(number)
            if x + size > 0 and x < width:
                found.append((key, x, size))
        return found

    def tell_troubles(self, wanted: bool) -> None:
        """Let what is wrong and what to do take the room from the items to the right edge."""
        if wanted != self._tells_troubles:
            self._tells_troubles = wanted
            self._model.tell_troubles(wanted, self.header.keys_after(FILLER) if wanted else NONE)
            self.viewport().update()

    def _trouble_span(self, cells: list[tuple[str, int, int]]) -> Span:
        """The cells that give way to what is wrong."""
        left = next((x for key, x, _ in cells if key == FILLER), None)
        if left is None or not self._tells_troubles:
            return Span()
        # In view as a whole: what is said ends where the table does.
        keys = frozenset(key for key, x, _ in cells if x >= left)
        ends = [min(x + size, self.viewport().width()) for key, x, size in cells if key in keys]
        left = max(0, left)
        return Span(keys, left, max(0, max(ends) - left))

    def _ask_for_pages(self) -> None:
        first, last = self.visible_range()
        if last < first:
            return
        missing = self._model.missing_pages(first, last)
        if missing:
            self.pages_wanted.emit(missing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._wanted.start()

    # ---- ticks -----------------------------------------------------------------------

    def ids_in_view(self) -> list[str]:
        """The orders on screen: what Ctrl+A ticks."""
        first, last = self.visible_range()
        rows = (self._model.row_at(number) for number in range(first, last + 1))
        return [row.id for row in rows if row is not None]

    def tick_state(self) -> Qt.CheckState:
        """For the header: all, some or none of the rows in view."""
        ids = self.ids_in_view()
        ticked = sum(1 for one in ids if one in self._selection)
        if not ticked:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if ticked == len(ids) else Qt.CheckState.PartiallyChecked

    def tick_page(self) -> None:
        """Tick the orders on screen."""
        self._selection.add(self.ids_in_view())

    def _toggle_page(self) -> None:
        if self.tick_state() == Qt.CheckState.Checked:
            self._selection.remove(self.ids_in_view())
        else:
            self.tick_page()

    def _on_ticks_changed(self) -> None:
        self.viewport().update()
        self.header.viewport().update()
        self._model.tell_ticks()

    def _tick_range(self, first: int, last: int) -> None:
        low, high = sorted((first, last))
        rows = (self._model.row_at(number) for number in range(low, high + 1))
        self._selection.add([row.id for row in rows if row is not None])

    # ---- mouse -----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            super().mousePressEvent(event)
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        number, key = index.row(), COLUMNS[index.column()].key
        row = self._model.row_at(number)
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.ShiftModifier and self._anchor >= 0:
            self._tick_range(self._anchor, number)
        elif row is not None and (key == "tick" or modifiers & Qt.KeyboardModifier.ControlModifier):
            self._selection.toggle(row.id)
            self._anchor = number
        else:
            self._anchor = number
            if row is not None and key == "courier" and awb_is_missing(row):
                self.go_to(number)
                self.type_awb()
            elif row is not None:
                self.opened.emit(row.id)
        self.go_to(number)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = self._model.row_at(index.row()) if index.isValid() else None
        if row is not None and COLUMNS[index.column()].key == "order":
            self.copy_text(row.order_no or row.id)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            old, self._hovered = self._hovered, number
            for one in (old, number):
                self._update_row(one)

    def _update_row(self, number: int) -> None:
        if number >= 0:
            height = self.verticalHeader().defaultSectionSize()
            y = number * height - self.verticalScrollBar().value()
            self.viewport().update(0, y, self.viewport().width(), height)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        row = self._model.row_at(index.row()) if index.isValid() else None
        if row is not None and row.id not in self._selection:
            self._selection.set([row.id])
            self.go_to(index.row())
        self.menu_wanted.emit(event.globalPos())

    # ---- keyboard --------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        number = self.currentIndex().row()
        row = self._model.row_at(number) if number >= 0 else None
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Space and row is not None:
            self._selection.toggle(row.id)
            self._anchor = number
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers & (
            Qt.KeyboardModifier.ControlModifier
        ):
            if row is not None:
                self.opened.emit(row.id)
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1)
        elif shift and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._extend(number, 1 if key == Qt.Key.Key_Down else -1)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def type_awb(self) -> None:
        """Let the AWB of the order under the keyboard be typed at its row."""
        number = self.currentIndex().row()
        row = self._model.row_at(number) if number >= 0 else None
        if row is not None:
            cell = self.visualRect(self._model.index(number, KEYS.index("courier")))
            self.awb_wanted.emit(row, cell)

    def _extend(self, number: int, step: int) -> None:
        target = max(0, min(self._model.rowCount() - 1, number + step))
        if number >= 0:
            self._tick_range(number, target)
        self.go_to(target)

    def go_to(self, number: int) -> None:
        """Put the keyboard on a row and bring it into view; the columns stay."""
        if not 0 <= number < self._model.rowCount():
            return
        across = self.horizontalScrollBar().value()
        self.setCurrentIndex(self._model.index(number, max(0, KEYS.index("order"))))
        self.horizontalScrollBar().setValue(across)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        row = self._model.row_at(current.row()) if current.isValid() else None
        self.viewport().update()
        self.current_changed.emit(row.id if row else "")

    def _on_reset(self) -> None:
        self._anchor = -1
        self._hovered = -1

    # ---- clipboard -------------------------------------------------------------------

    def copy_text(self, text: str) -> None:
        """One value to the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(f"Copied {text}")
