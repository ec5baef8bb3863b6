"""The left of the print window: pages to choose from, and the chosen one at true size."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from konnect_desktop.domain.printing import percent_of
from konnect_desktop.services.paper_models import LABEL, PrintJobData
from konnect_desktop.services.sheet_shape import SheetShape
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, row
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.printing.page_list import PageList, place_of
from konnect_desktop.ui.printing.page_view import PageView
from konnect_desktop.ui.work.context import AppContext

_LIST_WIDTH = 252


class PagesPane(QWidget):
    """What is left out and moved is announced; whoever owns the job lays it out again."""

    #: str: leave this shipment's papers out.
    left_out = Signal(str)
    #: Put everything back that was left out.
    put_back = Signal()
    #: str: draw where the label is on the page of this shipment.
    crop_pressed = Signal(str)
    #: str, int: move this shipment up (-1) or down (1).
    moved = Signal(str, int)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("preview.pages")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self.list = PageList(context)
        self.view = PageView(context)
        layout.addLayout(self._left())
        layout.addLayout(self._right(), 1)
        self._shape: SheetShape | None = None
        self.list.currentRowChanged.connect(lambda _row: self._show_chosen())
        self.list.leave_out_pressed.connect(self._leave_out)
        self.list.move_pressed.connect(self._move)
        self.view.drawn.connect(self._drawn)
        self._shortcuts()

    # ---- parts -------------------------------------------------------------------------

    def _left(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(8)
        self.search = QLineEdit()
        self.search.setObjectName("preview.search")
        self.search.setAccessibleName("Find a page by order or AWB")
        self.search.setPlaceholderText("Order or AWB")
        self.search.setToolTip(plain_tip("Find a page by its order or AWB (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self.list.setFocus)
        self.found = named(plain_label("", "faint"), "preview.found")
        self.found.hide()
        self.out_button = push("Leave out", "preview.leave_out", "", "Print without it (Del)")
        self.out_button.clicked.connect(self._leave_out)
        self.up_button = push("↑", "preview.move_up", "", "Earlier (Alt+Up)")
        self.up_button.setAccessibleName("Earlier")
        self.up_button.clicked.connect(lambda: self._move(-1))
        self.down_button = push("↓", "preview.move_down", "", "Later (Alt+Down)")
        self.down_button.setAccessibleName("Later")
        self.down_button.clicked.connect(lambda: self._move(1))
        self.back_button = push("", "preview.put_back", "flat", "Print them after all")
        self.back_button.clicked.connect(self.put_back)
        self.back_button.hide()
        self.crop_button = push("Crop…", "preview.crop", "", "Cut the label out of this page")
        self.crop_button.clicked.connect(self._crop)
        for widget in (self.search, self.found, self.list):
            widget.setFixedWidth(_LIST_WIDTH)
            box.addWidget(widget, 1 if widget is self.list else 0)
        box.addLayout(
            row(self.out_button, self.crop_button, self.up_button, self.down_button, spacing=4)
        )
        box.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def _right(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.view, 1)
        out = push("−", "preview.zoom_out", "flat", "Smaller (Ctrl+-)")
        out.setAccessibleName("Smaller")
        larger = push("+", "preview.zoom_in", "flat", "Larger (Ctrl++)")
        larger.setAccessibleName("Larger")
        fit = push("Fit", "preview.zoom_fit", "flat", "The whole page (Ctrl+9)")
        true_size = push("True size", "preview.zoom_true", "flat", "As large as on paper (Ctrl+0)")
        self.zoom_text = named(plain_label("", "muted"), "preview.zoom")
        self.zoom_text.setWordWrap(False)
        self.size_text = named(plain_label("", "muted"), "preview.paper_size")
        self.size_text.setWordWrap(False)
        out.clicked.connect(lambda: self.view.step_zoom(False))
        larger.clicked.connect(lambda: self.view.step_zoom(True))
        fit.clicked.connect(lambda: self.view.set_zoom(0))
        true_size.clicked.connect(lambda: self.view.set_zoom(1.0))
        line = row(out, larger, fit, true_size, self.zoom_text, self.size_text, stretch=5)
        side.addLayout(line)
        return side

    def _shortcuts(self) -> None:
        for key, call in (
            ("Ctrl+F", self._search_pressed),
            ("Ctrl+0", lambda: self.view.set_zoom(1.0)),
            ("Ctrl+9", lambda: self.view.set_zoom(0)),
            ("PgDown", lambda: self._step(1)),
            ("PgUp", lambda: self._step(-1)),
            (QKeySequence.StandardKey.ZoomIn, lambda: self.view.step_zoom(True)),
            (QKeySequence.StandardKey.ZoomOut, lambda: self.view.step_zoom(False)),
        ):
            shortcut = QShortcut(QKeySequence(key), self, call)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)

    # ---- showing -----------------------------------------------------------------------

    def show_data(
        self,
        data: PrintJobData,
        sizes: list[tuple[float, float]],
        names: dict[str, str],
        shape: SheetShape | None,
        left_out: int,
    ) -> None:
        """Show other sheets; the page that was chosen stays chosen if it is still there."""
        before = self.list.current()
        kept = before.page.shipment_id if before is not None and before.page is not None else ""
        self._shape = shape
        self.view.show_document(data.pdf, sizes)
        self.list.blockSignals(True)
        self.list.show_data(data, names, shape)
        place = next(
            (n for n, e in enumerate(self.list.entries) if e.page and e.page.shipment_id == kept),
            0,
        )
        self.list.setCurrentRow(place)
        self.list.blockSignals(False)
        self.back_button.setText(f"{count_of(left_out, 'order')} left out · Put back")
        self.back_button.setAccessibleName(self.back_button.text())
        self.back_button.setVisible(left_out > 0)
        if self.search.text():
            self._find(self.search.text())
        self._show_chosen()

    def choose(self, shipment_id: str) -> None:
        """Show the first page of an order."""
        for number, entry in enumerate(self.list.entries):
            if entry.page is not None and entry.page.shipment_id == shipment_id:
                self.list.setCurrentRow(number)
                return

    def set_fixed(self, is_fixed: bool) -> None:
        """A job that is repeated as it was: nothing can be moved or left out."""
        for button in (self.out_button, self.crop_button, self.up_button, self.down_button):
            button.setVisible(not is_fixed)

    def stop(self) -> None:
        """Draw nothing more."""
        self.list.stop()

    def _show_chosen(self) -> None:
        entry = self.list.current()
        has_page = entry is not None and entry.page is not None
        for button in (self.out_button, self.up_button, self.down_button):
            button.setEnabled(has_page)
        is_label = entry is not None and entry.page is not None and entry.page.kind == LABEL
        self.crop_button.setEnabled(is_label)
        if entry is None:
            return
        slot = entry.page.slot if entry.page is not None else -1
        self.view.show_page(entry.sheet, place_of(self._shape, slot))

    def _drawn(self, number: int) -> None:
        self.zoom_text.setText(f"{self.view.percent} %")
        width, height = self.view.size_of(number)
        entry = self.list.current()
        scale = entry.page.scale if entry is not None and entry.page is not None else None
        small = scale is not None and percent_of(scale) < 100
        at = f", at {percent_of(scale)} %" if small and scale is not None else ""
        self.size_text.setText(f"{width:.0f} × {height:.0f} mm{at}")
        if self.list.filled == 0 and self.list._task is None:
            self.list.fill()

    # ---- keys and buttons --------------------------------------------------------------

    def _search_pressed(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _find(self, text: str) -> None:
        left = self.list.filter(text)
        self.found.setVisible(bool(text.strip()))
        self.found.setText(f"{count_of(left, 'page')} found" if left else "No page has this")

    def _step(self, step: int) -> None:
        number = self.list.currentRow() + step
        while 0 <= number < self.list.count() and self.list.item(number).isHidden():
            number += step
        if 0 <= number < self.list.count():
            self.list.setCurrentRow(number)

    def _leave_out(self) -> None:
        entry = self.list.current()
        if entry is not None and entry.page is not None and self.out_button.isVisibleTo(self):
            self.left_out.emit(entry.page.shipment_id)

    def _crop(self) -> None:
        entry = self.list.current()
        if entry is not None and entry.page is not None:
            self.crop_pressed.emit(entry.page.shipment_id)

    def _move(self, step: int) -> None:
        entry = self.list.current()
        if entry is not None and entry.page is not None and self.up_button.isVisibleTo(self):
            self.moved.emit(entry.page.shipment_id, step)
