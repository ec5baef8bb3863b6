"""A small sheet of paper: click the first place that is still free."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from konnect_desktop.services.sheet_shape import SheetShape
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.theme import Theme

_HEIGHT = 92
_MARGIN = 4


@survives
class SheetPicker(QWidget):
    """Used places are hatched, the first free one is filled. Arrows move it, too."""

    #: int: the first free place, from 0.
    picked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("preview.first_place")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._shape: SheetShape | None = None
        self.place = 0
        self._hovered = -1
        self.setMouseTracking(True)
        theme.changed.connect(self.update)

    def show_shape(self, shape: SheetShape | None, place: int) -> None:
        """Show another sheet; hidden where a sheet has one place only."""
        self._shape = shape
        count = len(shape.places) if shape is not None else 0
        self.place = place if place < count else 0
        self.setVisible(count > 1)
        self.updateGeometry()
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        if self._shape is None:
            return QSize(0, 0)
        width = _HEIGHT * self._shape.width_mm / self._shape.height_mm
        return QSize(round(min(160.0, width)) + 2 * _MARGIN, _HEIGHT + 2 * _MARGIN)

    def rect_of(self, place: int) -> QRectF:
        """Where a place is drawn, in pixels of this widget."""
        assert self._shape is not None
        across = (self.width() - 2 * _MARGIN) / self._shape.width_mm
        down = (self.height() - 2 * _MARGIN) / self._shape.height_mm
        left, top, right, bottom = self._shape.places[place]
        return QRectF(
            _MARGIN + left * across,
            _MARGIN + top * down,
            (right - left) * across,
            (bottom - top) * down,
        )

    def choose(self, place: int) -> None:
        """Make a place the first free one."""
        if self._shape is None or not 0 <= place < len(self._shape.places):
            return
        # A label and its invoice lie side by side, so a row starts with a label.
        place -= place % 2 if self._shape.is_paired else 0
        if place != self.place:
            self.place = place
            self._say()
            self.update()
            self.picked.emit(place)

    def _say(self) -> None:
        count = len(self._shape.places) if self._shape is not None else 0
        self.setAccessibleName(f"First free place on the sheet: {self.place + 1} of {count}")
        self.setToolTip("A sheet that is half used already: click its first free place")

    def _at(self, point: QPointF) -> int:
        count = len(self._shape.places) if self._shape is not None else 0
        return next((n for n in range(count) if self.rect_of(n).contains(point)), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose(self._at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._at(event.position())
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = 2 if self._shape is not None and self._shape.is_paired else 1
        keys = Qt.Key
        moves = {keys.Key_Right: step, keys.Key_Down: 2, keys.Key_Left: -step, keys.Key_Up: -2}
        if event.key() in moves:
            self.choose(self.place + moves[Qt.Key(event.key())])
        elif event.key() == keys.Key_Home:
            self.choose(0)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shape is None:
            return
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        painter.setPen(QPen(QColor(tokens.border_strong), 1))
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(page, 3, 3)
        for number in range(len(self._shape.places)):
            self._paint_place(painter, number)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.end()

    def _paint_place(self, painter: QPainter, number: int) -> None:
        tokens = self._theme.tokens
        box = self.rect_of(number).adjusted(3, 3, -3, -3)
        is_used, is_first = number < self.place, number == self.place
        painter.setPen(QPen(QColor(tokens.accent if is_first else tokens.border_strong), 1))
        painter.setBrush(QColor(tokens.accent if is_first else tokens.accent_soft))
        if is_used:
            painter.setBrush(QColor(tokens.window))
        elif number == self._hovered and not is_first:
            painter.setBrush(QColor(tokens.selected))
        painter.drawRoundedRect(box, 2, 2)
        if is_used:
            painter.setPen(QPen(QColor(tokens.faint), 1))
            painter.drawLine(box.topLeft(), box.bottomRight())
            painter.drawLine(box.topRight(), box.bottomLeft())
            return
        ink = tokens.accent_text if is_first else tokens.muted
        painter.setPen(QColor(ink))
        font = painter.font()
        font.setPointSizeF(8)
        painter.setFont(font)
        if box.height() > 12:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number + 1 - self.place))
