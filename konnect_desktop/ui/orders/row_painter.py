"""Paints the rows of the table. It reads rows; it never fetches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.overrides import tell_once
from konnect_desktop.ui.orders import columns, fix_words
from konnect_desktop.ui.orders.brush import PAD, TWO_LINES, Brush
from konnect_desktop.ui.orders.pictures import Face


@dataclass(slots=True)
class RowLook:
    """How one row is drawn this time."""

    is_ticked: bool = False
    is_current: bool = False
    is_hovered: bool = False
    has_focus: bool = False
    is_even: bool = True


class RowPainter(Brush):
    """Knows the look of every row."""

    def needs(self, rows: Sequence[ShipmentRow], *, is_compact: bool) -> dict[str, int]:
        """The room in px for the widest figures of these rows; digits are of one width."""
        found = {}
        for column in columns.COLUMNS:
            figure = column.figure
            if figure is not None:
                words = {"", *(figure.text(row, is_compact) for row in rows)}
                face = self.bold if figure.is_bold else self.main
                found[column.key] = self._widest(words, face)
        return found

    def _widest(self, texts: set[str], face: Face) -> int:
        most = max(map(len, texts))
        # One character may stand for a wider one: a point is narrower than a digit.
        long = [text for text in texts if len(text) >= most - 1]
        return max(face.metrics.horizontalAdvance(text) for text in long) + 2 * PAD + 1

    # ---- rows ------------------------------------------------------------------------

    def background(self, painter: QPainter, area: QRectF, look: RowLook) -> None:
        """Stripe, hover, tick and the focus frame of one row."""
        tokens = self.tokens
        fill = tokens.surface
        if look.is_ticked:
            fill = tokens.selected
        elif look.is_hovered or look.is_current:
            fill = tokens.hover
        painter.fillRect(area, self.colour(fill))
        line = QRectF(area.left(), area.bottom() - 1, area.width(), 1)
        painter.fillRect(line, self.colour(tokens.border))
        if look.is_current:
            width = 3 if look.has_focus else 2
            bar = QRectF(area.left(), area.top(), width, area.height() - 1)
            painter.fillRect(bar, self.colour(tokens.accent))
            if look.has_focus:
                painter.setPen(QPen(self.colour(tokens.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(area.adjusted(1, 1, -1, -2))

    def tick(self, painter: QPainter, area: QRectF, state: Qt.CheckState) -> None:
        """A tick box, also the one of the header."""
        tokens = self.tokens
        box = QRectF(area.center().x() - 8, area.center().y() - 8.5, 16, 16)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if state == Qt.CheckState.Unchecked:
            painter.setPen(QPen(self.colour(tokens.border_strong), 1.4))
            painter.setBrush(self.colour(tokens.surface))
            painter.drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), 4, 4)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colour(tokens.accent))
            painter.drawRoundedRect(box, 4, 4)
            name = "check" if state == Qt.CheckState.Checked else "minus"
            mark = icons.pixmap(name, tokens.accent_text, 14, self.pictures.ratio)
            painter.drawPixmap(QPointF(box.left() + 1, box.top() + 1), mark)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def cell(
        self, painter: QPainter, key: str, area: QRectF, row: ShipmentRow, now: datetime
    ) -> None:
        """One cell; one that cannot be painted says its text."""
        column = columns.of(key)
        painter.save()
        try:
            column.paint(self, painter, area, row, now)
        except Exception as error:
            tell_once(self, key, error)
            self.text(painter, area, column.text(row, now), self.main)
        finally:
            painter.restore()

    def trouble(self, painter: QPainter, area: QRectF, row: ShipmentRow) -> None:
        """What is wrong with the order and what to do about it, across several cells."""
        what, then = fix_words.problems(row)[0].halves
        danger = self.tokens.danger
        if area.height() < TWO_LINES:
            end = self.text(painter, area, what, self.main, danger)
            rest = area.adjusted(end + PAD - area.left(), 0, 0, 0)
            self.text(painter, rest, then, self.main, self.tokens.muted)
        else:
            self.two_lines(painter, area, what, then, self.main, above_in=danger)

    def waiting(self, painter: QPainter, area: QRectF) -> None:
        """A cell whose page is still on the way."""
        bar = QRectF(area.left() + PAD, area.center().y() - 4, min(area.width() * 0.6, 90), 8)
        painter.fillRect(bar, self.colour(self.tokens.track))
