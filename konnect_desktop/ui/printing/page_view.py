"""One page of paper on screen: drawn in the PDF process, never on the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QScrollArea, QWidget

from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import PlainLabel
from konnect_desktop.ui.work.context import AppContext

if TYPE_CHECKING:
    from konnect_desktop.services.pictures import RenderedPage

_MM_PER_INCH = 25.4
_MARGIN = 24
ZOOMS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
_MAX_DPI = 400


def picture_of(rendered: RenderedPage) -> QImage:
    """The pixels that the PDF process sent, as an image with its own copy of them."""
    formats = {
        "GRAY8": QImage.Format.Format_Grayscale8,
        "RGB888": QImage.Format.Format_RGB888,
        "BGRX": QImage.Format.Format_RGB32,
    }
    image = QImage(
        rendered.data,
        rendered.width,
        rendered.height,
        rendered.stride,
        formats[rendered.format],
    )
    return image.copy()


@survives
class PageView(QScrollArea):
    """Shows page `number` of a PDF at a zoom; 0 means true size, or smaller to fit the window."""

    #: int: the page that is drawn now.
    drawn = Signal(int)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("preview.page")
        self.setAccessibleName("Page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._context = context
        self._pdf = b""
        self._sizes: list[tuple[float, float]] = []
        self.number = -1
        self.zoom = 0.0
        self._place: QRectF | None = None
        self._picture = QPixmap()
        self.is_drawn = False
        self._paper = PlainLabel()
        self._paper.setObjectName("preview.paper")
        self._paper.setAccessibleName("Picture of the page")
        self._paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._paper.setTextFormat(Qt.TextFormat.PlainText)
        self._paper.setWordWrap(True)
        shadow = QGraphicsDropShadowEffect(self._paper)
        shadow.setBlurRadius(18)
        shadow.setOffset(0, 2)
        shadow.setColor(QColor(0, 0, 0, 70))
        self._paper.setGraphicsEffect(shadow)
        self.setWidget(self._paper)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(60)
        self._later.timeout.connect(self._draw)

    def show_document(self, pdf: bytes, sizes_mm: list[tuple[float, float]]) -> None:
        """Take over a document; nothing is drawn until a page is chosen."""
        self._pdf, self._sizes = pdf, sizes_mm
        self.number, self.is_drawn = -1, False
        self._paper.clear()
        self._paper.resize(0, 0)

    def show_page(self, number: int, place: QRectF | None = None) -> None:
        """Draw page `number`, from 0; `place`, as fractions of it, gets a frame."""
        if 0 <= number < len(self._sizes):
            self._place = place
            if number == self.number and self.is_drawn:
                self._frame()
                return
            self.number = number
            self._draw()

    def size_of(self, number: int) -> tuple[float, float]:
        """Width and height of a page in mm."""
        return self._sizes[number] if 0 <= number < len(self._sizes) else (0.0, 0.0)

    def set_zoom(self, zoom: float) -> None:
        """1.0 is true size on this screen; 0 fits the page into the window."""
        self.zoom = zoom
        self._draw()

    def step_zoom(self, up: bool) -> None:
        """The next larger or smaller step."""
        now = self.zoom or self._fitting()
        steps = [z for z in ZOOMS if (z > now + 0.01 if up else z < now - 0.01)]
        if steps:
            self.set_zoom(steps[0] if up else steps[-1])

    @property
    def percent(self) -> int:
        """The zoom in use, rounded."""
        return round(100 * (self.zoom or self._fitting()))

    def _inch(self) -> float:
        """Logical pixels of an inch of paper at 100 %."""
        screen = self.screen()
        dpi = screen.physicalDotsPerInch() if screen is not None else 96.0
        return dpi if 50 < dpi < 400 else 96.0

    def _fitting(self) -> float:
        if not 0 <= self.number < len(self._sizes):
            return 1.0
        width, height = self._sizes[self.number]
        room = self.viewport().size() - QSize(2 * _MARGIN, 2 * _MARGIN)
        inch = self._inch()
        wide = room.width() / max(1.0, width / _MM_PER_INCH * inch)
        high = room.height() / max(1.0, height / _MM_PER_INCH * inch)
        # Never larger than on paper: what is seen is what comes out.
        return max(0.1, min(wide, high, 1.0))

    def _draw(self) -> None:
        if not self._pdf or self.number < 0:
            return
        number, ratio = self.number, self.devicePixelRatioF()
        dpi = round(min(_MAX_DPI, self._inch() * (self.zoom or self._fitting()) * ratio))
        pdf = self._pdf
        self.is_drawn = False
        self._context.runner.read(
            self,
            lambda: picture_of(self._context.services.pictures.page(pdf, number, max(20, dpi))),
            lambda image: self._show(image, number, ratio),
            key=f"preview.draw.{id(self)}",
            on_error=self._failed,
        )

    def _show(self, image: QImage, number: int, ratio: float) -> None:
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(ratio)
        self._picture = picture
        self._paper.resize(picture.deviceIndependentSize().toSize())
        self._frame()
        self.is_drawn = True
        self.drawn.emit(number)

    def _frame(self) -> None:
        """The picture, with a frame around the place that is chosen on it."""
        if self._place is None:
            self._paper.setPixmap(self._picture)
            return
        framed = QPixmap(self._picture)
        size = framed.deviceIndependentSize()
        painter = QPainter(framed)
        painter.setPen(QPen(QColor(self._context.theme.tokens.accent), 2))
        painter.drawRect(
            QRectF(
                self._place.x() * size.width() + 1,
                self._place.y() * size.height() + 1,
                self._place.width() * size.width() - 2,
                self._place.height() * size.height() - 2,
            )
        )
        painter.end()
        self._paper.setPixmap(framed)

    def _failed(self, error: Exception) -> None:
        what, then, _detail = error_words(error)
        self._paper.setText(f"{what} {then}")
        self._paper.resize(360, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.zoom == 0 and self.number >= 0:
            self._later.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._later.start()

    def paper(self) -> QWidget:
        """The widget that carries the picture."""
        return self._paper
