"""A page with a rectangle on it, to look at or to draw, in fractions of the page."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.theme import Theme

_EDGE_PX = 8
_SMALLEST = 0.05


@survives
class BoxedPage(QWidget):
    """The page, what is outside the box in shade."""

    def __init__(self, theme: Theme, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._theme = theme
        self._image = QImage()
        self.box = QRectF(0, 0, 1, 1)

    def show_page(self, image: QImage, box: QRectF) -> None:
        """Show a page with a rectangle on it."""
        self._image, self.box = image, box
        self.update()

    def set_box(self, box: QRectF) -> None:
        """Show another rectangle."""
        self.box = box
        self.update()

    def page_rect(self) -> QRectF:
        """Where the page is painted, px."""
        if self._image.isNull():
            return QRectF()
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())

    def on_screen(self) -> QRectF:
        """Where the box is painted, px."""
        page = self.page_rect()
        return QRectF(
            page.x() + self.box.x() * page.width(),
            page.y() + self.box.y() * page.height(),
            self.box.width() * page.width(),
            self.box.height() * page.height(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        page = self.page_rect()
        if page.isEmpty():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(page, self._image)
        box = self.on_screen()
        shade = QColor(0, 0, 0, 90)
        for part in (
            QRectF(page.left(), page.top(), page.width(), box.top() - page.top()),
            QRectF(page.left(), box.bottom(), page.width(), page.bottom() - box.bottom()),
            QRectF(page.left(), box.top(), box.left() - page.left(), box.height()),
            QRectF(box.right(), box.top(), page.right() - box.right(), box.height()),
        ):
            painter.fillRect(part, shade)
        painter.setPen(QPen(QColor(self._theme.tokens.accent), 2))
        painter.drawRect(box)
        painter.end()


@survives
class CropCanvas(BoxedPage):
    """Drag to draw; drag an edge or a corner to move it."""

    #: QRectF: the rectangle, in fractions of the page from its top left.
    drawn = Signal(QRectF)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "crop.page", "Sample page: draw a rectangle around the label")
        self.setMinimumSize(280, 300)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._grip: tuple[int, int] | None = None
        self._start: QPointF | None = None

    def sizeHint(self) -> QSize:
        return QSize(460, 600)

    def _to_page(self, point: QPointF) -> QPointF:
        page = self.page_rect()
        x = (point.x() - page.x()) / max(1.0, page.width())
        y = (point.y() - page.y()) / max(1.0, page.height())
        return QPointF(min(1.0, max(0.0, x)), min(1.0, max(0.0, y)))

    def _grip_at(self, point: QPointF) -> tuple[int, int] | None:
        """Which edges are under the pointer: -1 left or top, 1 right or bottom, 0 neither."""
        box = self.on_screen()
        if not box.adjusted(-_EDGE_PX, -_EDGE_PX, _EDGE_PX, _EDGE_PX).contains(point):
            return None
        across = _near(point.x(), box.left(), box.right())
        down = _near(point.y(), box.top(), box.bottom())
        return (across, down) if across or down else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._image.isNull() or event.button() != Qt.MouseButton.LeftButton:
            return
        self._grip = self._grip_at(event.position())
        self._start = self._to_page(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = self._to_page(event.position())
        if self._start is None:
            is_grip = self._grip_at(event.position()) is not None
            shape = Qt.CursorShape.SizeAllCursor if is_grip else Qt.CursorShape.CrossCursor
            self.setCursor(shape)
            return
        box = QRectF(self._start, point).normalized()
        if self._grip is not None:
            box = _moved(self.box, self._grip, point)
        if box.width() >= _SMALLEST and box.height() >= _SMALLEST:
            self.box = box
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._start is not None:
            self._start = self._grip = None
            self.drawn.emit(self.box)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.page_rect().isEmpty():
            return
        box, accent = self.on_screen(), QColor(self._theme.tokens.accent)
        painter = QPainter(self)
        painter.setPen(QPen(accent, 2))
        painter.setBrush(accent)
        for x in (box.left(), box.center().x(), box.right()):
            for y in (box.top(), box.center().y(), box.bottom()):
                if (x, y) != (box.center().x(), box.center().y()):
                    painter.drawRect(QRectF(x - 3, y - 3, 6, 6))
        painter.end()


def _near(value: float, low: float, high: float) -> int:
    if abs(value - low) <= _EDGE_PX:
        return -1
    return 1 if abs(value - high) <= _EDGE_PX else 0


def _moved(box: QRectF, grip: tuple[int, int], point: QPointF) -> QRectF:
    moved = QRectF(box)
    if grip[0] < 0:
        moved.setLeft(point.x())
    elif grip[0] > 0:
        moved.setRight(point.x())
    if grip[1] < 0:
        moved.setTop(point.y())
    elif grip[1] > 0:
        moved.setBottom(point.y())
    return moved.normalized()
