"""What cells are painted with: faces, colours, chips and texts, all cached, so that a screenful is
a matter of a few milliseconds (docs/limits.md 2)."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QStaticText, QTextLayout

from konnect_desktop.domain.plain import CELL, one_line
from konnect_desktop.ui.kit.theme import Theme, tabular, ui_font
from konnect_desktop.ui.kit.tokens import Tokens
from konnect_desktop.ui.orders.pictures import CACHE_LIMIT, Face, Pictures

PAD = 8
#: A row that is lower has one line.
TWO_LINES = 34


class Brush:
    """Draws pieces of cells; `forget` after a change of theme or screen."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.main = Face.of("main", tabular(ui_font(9.75)))
        self.bold = Face.of("bold", tabular(ui_font(9.75, QFont.Weight.DemiBold)))
        self.small = Face.of("small", tabular(ui_font(8.5)))
        self._texts: dict[tuple[str, int, str], tuple[QStaticText, float, float]] = {}
        self.pictures = Pictures(theme)
        self._colours: dict[str, QColor] = {}

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return self._theme.tokens

    def forget(self) -> None:
        """Drop everything drawn with the old colours."""
        self._texts.clear()
        self.pictures.forget()
        self._colours.clear()

    def first_line(self, area: QRectF, under: str) -> tuple[float, float]:
        """Where the first of two lines begins, and its height."""
        height = float(self.main.metrics.height())
        if not under or area.height() < TWO_LINES:
            return 0.0, area.height()
        return (area.height() - 1 - height - self.small.metrics.height()) / 2, height

    def two_lines(
        self,
        p: QPainter,
        area: QRectF,
        first: str,
        second: str,
        face: Face | None = None,
        *,
        right: bool = False,
        above_in: str = "",
        below_in: str = "",
    ) -> float:
        """A line and a small grey one under it; only the first when rows are compact.

        `above_in`, `below_in`: another colour for the first or the second line.
        """
        face = face or self.main
        if not second or area.height() < TWO_LINES:
            return self.text(p, area, first, face, above_in, right=right)
        gap, height = self.first_line(area, second)
        top = QRectF(area.left(), area.top() + gap, area.width(), height)
        end = self.text(p, top, first, face, above_in, right=right)
        below = QRectF(area.left(), top.bottom(), area.width(), self.small.metrics.height())
        colour = below_in or self.tokens.muted
        self.text(p, below, second, self.small, colour, right=right)
        return end

    def text(
        self,
        p: QPainter,
        area: QRectF,
        text: str,
        face: Face,
        colour: str = "",
        *,
        right: bool = False,
    ) -> float:
        """Draw one elided line of plain text; returns where it ends."""
        room = int(area.width() - 2 * PAD)
        if not text or room <= 4:
            return area.left() + PAD
        drawn, width, lift = self._static(text, room, face)
        x = area.right() - PAD - width if right else area.left() + PAD
        y = area.top() + (area.height() - face.metrics.height()) / 2 - lift
        p.setFont(face.font)
        p.setPen(self.colour(colour or self.tokens.text))
        p.drawStaticText(QPointF(x, y), drawn)
        return x + width

    def _static(self, text: str, room: int, face: Face) -> tuple[QStaticText, float, float]:
        # What may be as long as a book is neither kept nor laid out whole.
        text = text[:CELL]
        key = (text, room, face.key)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) > CACHE_LIMIT:
                self._texts.clear()
            # Laid out once for its width too; only what is too long is laid out again.
            flat = one_line(text)
            found = _laid_out(flat, face)
            if found[1] > room:
                found = _laid_out(
                    face.metrics.elidedText(flat, Qt.TextElideMode.ElideRight, room), face
                )
            self._texts[key] = found
        return found

    def chip(self, p: QPainter, area: QRectF, name: str, text: str) -> float:
        """A chip; returns where it ends."""
        picture = self.pictures.chip(name, text, int(area.width() - 2 * PAD))
        height = picture.height() / picture.devicePixelRatio()
        y = area.top() + (area.height() - 1 - height) / 2
        p.drawPixmap(QPointF(area.left() + PAD, round(y)), picture)
        return area.left() + PAD + picture.width() / picture.devicePixelRatio()

    def colour(self, name: str) -> QColor:
        """A colour of the theme, made once."""
        found = self._colours.get(name)
        if found is None:
            found = self._colours[name] = QColor(name)
        return found


def whole(figure: str, area: QRectF, face: Face, otherwise: str = "…") -> str:
    """A figure where it fits as a whole: "₹2,04" of ₹2,049.00 is another amount."""
    fits = face.metrics.horizontalAdvance(figure) <= area.width() - 2 * PAD
    return figure if fits else otherwise


def _laid_out(text: str, face: Face) -> tuple[QStaticText, float, float]:
    """The text, its width, and how far its base line is lower than that of Latin letters."""
    drawn = QStaticText(text)
    drawn.setTextFormat(Qt.TextFormat.PlainText)
    drawn.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    drawn.prepare(font=face.font)
    return drawn, drawn.size().width(), 0.0 if text.isascii() else _lift(text, face)


def _lift(text: str, face: Face) -> float:
    """The faces of Indian scripts reach higher, and would push the line into the next one."""
    layout = QTextLayout(text, face.font)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    return max(0.0, line.ascent() - face.metrics.ascent())
