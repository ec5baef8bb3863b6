"""The pages of a job with small pictures that fill in, found by order or AWB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from konnect_desktop.domain import ids
from konnect_desktop.domain.plain import one_line
from konnect_desktop.domain.printing import percent_of
from konnect_desktop.services.paper_models import INVOICE, LABEL, PageInfo, PrintJobData
from konnect_desktop.services.sheet_shape import SheetShape
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.printing.page_view import picture_of
from konnect_desktop.ui.work.context import AppContext
from konnect_desktop.ui.work.tasks import Task

NAMES = {LABEL: "label", INVOICE: "invoice"}
#: Box of a small picture, px.
THUMB = QSize(46, 62)
_BATCH = 12


@dataclass(frozen=True)
class Entry:
    """One line: a page on its sheet; without a page it is a separator."""

    sheet: int
    page: PageInfo | None = None


def entries_of(data: PrintJobData) -> list[Entry]:
    """Every page in printing order, and the sheets that carry none of them."""
    made = [Entry(page.sheet, page) for page in data.pages]
    used = {page.sheet for page in data.pages}
    made += [Entry(sheet) for sheet in range(data.sheets) if sheet not in used]
    return sorted(made, key=lambda entry: (entry.sheet, entry.page.page if entry.page else -1))


@survives
class PageList(QListWidget):
    """One line a page. Delete leaves it out, Alt with the arrows moves it."""

    leave_out_pressed = Signal()
    #: int: -1 up, 1 down.
    move_pressed = Signal(int)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("preview.page_list")
        self.setAccessibleName("Pages and their orders")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setIconSize(THUMB)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._context = context
        self.entries: list[Entry] = []
        self._shape: SheetShape | None = None
        self._pdf = b""
        self._task: Task | None = None
        #: How many sheets have their picture.
        self.filled = 0

    def show_data(
        self, data: PrintJobData, names: dict[str, str], shape: SheetShape | None
    ) -> None:
        """Show other pages; the pictures follow in the order of the list."""
        self.stop()
        self.entries, self._shape, self._pdf = entries_of(data), shape, data.pdf
        self.filled = 0
        self.clear()
        blank = self._blank()
        for entry in self.entries:
            item = QListWidgetItem(blank, one_line(text_of(entry, names, shape)))
            item.setSizeHint(QSize(0, THUMB.height() + 10))
            self.addItem(item)

    def stop(self) -> None:
        """Draw no more pictures."""
        if self._task is not None:
            self._task.drop()
            self._task = None

    def fill(self) -> None:
        """Begin with the small pictures; the first page is on screen already."""
        self._fill(0)

    def filter(self, text: str) -> int:
        """Hide the lines without `text` in order or AWB; returns how many are left."""
        wanted = "".join(ids.readable(text).split()).casefold()
        left = 0
        first = -1
        for number in range(self.count()):
            shown = "".join(self.item(number).text().split()).casefold()
            is_there = wanted in shown
            self.item(number).setHidden(not is_there)
            left += is_there
            if is_there and first < 0:
                first = number
        if first >= 0 and (self.currentItem() is None or self.currentItem().isHidden()):
            self.setCurrentRow(first)
        return left

    def current(self) -> Entry | None:
        """The line that is chosen."""
        row = self.currentRow()
        return self.entries[row] if 0 <= row < len(self.entries) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, alt = Qt.Key, Qt.KeyboardModifier.AltModifier
        if event.key() == keys.Key_Delete:
            self.leave_out_pressed.emit()
        elif event.modifiers() & alt and event.key() in (keys.Key_Up, keys.Key_Down):
            self.move_pressed.emit(-1 if event.key() == keys.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    # ---- pictures ----------------------------------------------------------------------

    def _sheets(self) -> list[int]:
        return list(dict.fromkeys(entry.sheet for entry in self.entries))

    def _fill(self, first: int) -> None:
        sheets = self._sheets()[first : first + _BATCH]
        if not sheets:
            self._task = None
            return
        pdf, pictures = self._pdf, self._context.services.pictures
        # Twice as large as shown: small print comes out grey instead of broken.
        width = round(2 * THUMB.width() * self.devicePixelRatioF())
        self._task = self._context.runner.do(
            self,
            lambda: [picture_of(one) for one in pictures.small(pdf, sheets, width)],
            lambda images: self._show(first, sheets, images),
            # A page that cannot be drawn small is reported when it is drawn large.
            on_error=lambda _error: None,
        )

    def _show(self, first: int, sheets: Sequence[int], images: Sequence[QImage]) -> None:
        drawn = dict(zip(sheets, images, strict=True))
        icons: dict[tuple[int, int], QIcon] = {}
        for number, entry in enumerate(self.entries):
            image = drawn.get(entry.sheet)
            if image is None:
                continue
            slot = entry.page.slot if entry.page is not None and self._shape is not None else -1
            if (entry.sheet, slot) not in icons:
                icons[entry.sheet, slot] = self._icon(image, slot)
            self.item(number).setIcon(icons[entry.sheet, slot])
        self.filled += len(sheets)
        self._fill(first + _BATCH)

    def _blank(self) -> QIcon:
        picture = QPixmap(THUMB)
        picture.fill(Qt.GlobalColor.transparent)
        return QIcon(picture)

    def _icon(self, image: QImage, slot: int) -> QIcon:
        """The sheet on a transparent ground, with a frame around the page's place."""
        tokens = self._context.theme.tokens
        ratio = self.devicePixelRatioF()
        picture = QPixmap(THUMB * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        size = image.size().scaled(THUMB - QSize(2, 2), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(
            (THUMB.width() - size.width()) / 2,
            (THUMB.height() - size.height()) / 2,
            size.width(),
            size.height(),
        )
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = (size * ratio).expandedTo(QSize(1, 1))
        smooth = image.scaled(
            whole,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawImage(box, smooth)
        painter.setPen(QPen(QColor(tokens.border_strong), 1))
        painter.drawRect(box)
        place = place_of(self._shape, slot)
        if place is not None:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(
                QRectF(
                    box.x() + place.x() * box.width(),
                    box.y() + place.y() * box.height(),
                    place.width() * box.width(),
                    place.height() * box.height(),
                ).adjusted(1, 1, -1, -1)
            )
        painter.end()
        icon = QIcon(picture)
        # The chosen line is coloured already; its picture stays as it is on paper.
        icon.addPixmap(picture, QIcon.Mode.Selected)
        return icon


def place_of(shape: SheetShape | None, slot: int) -> QRectF | None:
    """A place as fractions of the sheet; None where the sheet is the page itself."""
    if shape is None or len(shape.places) < 2 or not 0 <= slot < len(shape.places):
        return None
    left, top, right, bottom = shape.places[slot]
    width, height = shape.width_mm, shape.height_mm
    return QRectF(left / width, top / height, (right - left) / width, (bottom - top) / height)


def text_of(entry: Entry, names: dict[str, str], shape: SheetShape | None) -> str:
    """12  FY-120 / AWB 123 / Label, sheet 3, place 4."""
    page = entry.page
    if page is None:
        return f"Sheet {entry.sheet + 1}\nSeparator"
    order = page.order_no or names.get(page.shipment_id, page.shipment_id)
    lines = [f"{page.page + 1}  {order}", f"AWB {page.awb}" if page.awb else "no AWB"]
    where = NAMES.get(page.kind, page.kind).capitalize()
    if page.scale is not None and percent_of(page.scale) < 100:
        where += f" at {percent_of(page.scale)} %"
    if shape is not None and len(shape.places) > 1:
        where += f", sheet {entry.sheet + 1}, place {page.slot + 1}"
    return "\n".join([*lines, where])
