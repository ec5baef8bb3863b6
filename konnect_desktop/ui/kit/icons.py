"""Our own stroke icons (resources/icons/*.svg, 24 px grid), drawn in any colour."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from konnect_desktop.paths import resource

#: What the drawings are stroked with; replaced by the wanted colour.
_INK = "currentColor"


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The drawing as a pixmap of `size` logical px for a screen of that pixel ratio."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    svg = _drawing(name).replace(_INK, QColor(colour).name())
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, colour: str = "#565D77") -> QIcon:
    """An icon sharp at 100, 150 and 200 %."""
    made = QIcon()
    for size in (16, 20, 24):
        for ratio in (1.0, 2.0):
            made.addPixmap(pixmap(name, colour, size, ratio))
    return made
