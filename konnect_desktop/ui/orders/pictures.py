"""Small pictures of the table, drawn once: chips, channel letters, papers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from konnect_desktop.domain.plain import CELL, one_line
from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.theme import Theme, ui_font

#: More cached pieces than this are not worth their memory.
CACHE_LIMIT = 6000


@dataclass(slots=True)
class Face:
    """A font with its measures, so that no paint has to make one."""

    font: QFont
    metrics: QFontMetrics
    key: str

    @classmethod
    def of(cls, key: str, font: QFont) -> Face:
        """Measure once."""
        return cls(font, QFontMetrics(font), key)


class Pictures:
    """Draws for one pixel ratio; `forget` after a change of theme or screen."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._face = Face.of("chip", ui_font(8.75, QFont.Weight.Medium))
        self.ratio = 1.0
        self._chips: dict[tuple[str, str, int], QPixmap] = {}

    def forget(self) -> None:
        """Drop everything drawn with the old colours."""
        self._chips.clear()

    def chip(self, name: str, text: str, room: int = 400) -> QPixmap:
        """A chip as a picture: icon, word, colours; the icon says the same without colour."""
        text = text[:CELL]
        key = (name, text, room)
        found = self._chips.get(key)
        if found is None:
            if len(self._chips) > CACHE_LIMIT:
                self._chips.clear()
            found = self._chips[key] = self._draw_chip(name, text, room)
        return found

    def _draw_chip(self, name: str, text: str, room: int) -> QPixmap:
        look = self._theme.chip(name)
        icon_room = 18 if look.icon else 0
        face = self._face
        shown = face.metrics.elidedText(
            one_line(text), Qt.TextElideMode.ElideRight, max(8, room - icon_room - 14)
        )
        width = icon_room + face.metrics.horizontalAdvance(shown) + (14 if shown else 6)
        height = 22
        picture = QPixmap(round(width * self.ratio), round(height * self.ratio))
        picture.setDevicePixelRatio(self.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        p = QPainter(picture)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if look.is_dashed else Qt.PenStyle.SolidLine
        p.setPen(QPen(QColor(look.border), 1.2, style) if look.border else Qt.PenStyle.NoPen)
        p.setBrush(QColor(look.fill) if look.fill else Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(QRectF(0.6, 0.6, width - 1.2, height - 1.2), 5, 5)
        if look.icon:
            p.drawPixmap(QPointF(6, 4), icons.pixmap(look.icon, look.text, 14, self.ratio))
        p.setFont(face.font)
        p.setPen(QColor(look.text))
        left = 6 + icon_room if icon_room else 7
        p.drawText(QRectF(left, 0, width, height), Qt.AlignmentFlag.AlignVCenter, shown)
        p.end()
        return picture

    def letter(self, channel: str) -> QPixmap:
        key = ("letter", channel[:1].upper(), sum(map(ord, channel[:CELL])) % 360)
        found = self._chips.get(key)
        if found is None:
            ink, fill = self._letter_colours(key[2])
            found = QPixmap(round(18 * self.ratio), round(18 * self.ratio))
            found.setDevicePixelRatio(self.ratio)
            found.fill(Qt.GlobalColor.transparent)
            p = QPainter(found)
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(ink if self._theme.tokens.is_contrast else Qt.PenStyle.NoPen)
            p.setBrush(fill)
            p.drawRoundedRect(QRectF(0.5, 0.5, 17, 17), 4, 4)
            p.setFont(ui_font(8.5, QFont.Weight.Bold))
            p.setPen(ink)
            p.drawText(QRectF(0, 0, 18, 18), Qt.AlignmentFlag.AlignCenter, key[1])
            p.end()
            self._chips[key] = found
        return found

    def _letter_colours(self, hue: int) -> tuple[QColor, QColor]:
        tokens = self._theme.tokens
        if tokens.is_contrast:
            return QColor(tokens.text), QColor(tokens.window)
        ink = QColor.fromHslF(hue / 360, 0.55, 0.78 if tokens.is_dark else 0.32)
        return ink, QColor.fromHslF(hue / 360, 0.45, 0.22 if tokens.is_dark else 0.92)

    def paper(self, name: str, has: bool, printed: bool, stale: bool) -> QPixmap:
        """Grey: none. Outline: fetched. Filled: printed. Arrow: out of date."""
        tokens = self._theme.tokens
        if stale:
            return icons.pixmap("stale", tokens.danger, 18, self.ratio)
        if not printed:
            none = tokens.faint if tokens.is_contrast else tokens.border_strong
            ink = tokens.accent if has else none
            return icons.pixmap(name, ink, 18, self.ratio)
        key = ("paper", name, 1)
        found = self._chips.get(key)
        if found is None:
            found = QPixmap(round(18 * self.ratio), round(18 * self.ratio))
            found.setDevicePixelRatio(self.ratio)
            found.fill(Qt.GlobalColor.transparent)
            p = QPainter(found)
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(QColor(tokens.accent))
            p.drawRoundedRect(QRectF(0, 0, 18, 18), 4, 4)
            p.drawPixmap(QPointF(2, 2), icons.pixmap(name, tokens.accent_text, 14, self.ratio))
            p.end()
            self._chips[key] = found
        return found
