"""One bar with three parts (done, failed, waiting): patterned, so that colour is not needed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from konnect_desktop.ui.kit.formatting import grouped
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.theme import Theme

_HEIGHT = 14


@survives
class SegmentedBar(QWidget):
    """Solid for done, hatched for failed, dotted outline for waiting."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("Progress of the batch")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self.done = self.failed = self.total = 0
        theme.changed.connect(self.update)

    def show_counts(self, done: int, failed: int, total: int) -> None:
        """Draw `done` and `failed` out of `total`; the rest waits."""
        self.done, self.failed, self.total = done, failed, total
        self.setAccessibleDescription(self.text)
        self.setToolTip(plain_tip(self.text))
        self.update()

    @property
    def text(self) -> str:
        """The three parts in words."""
        waiting = max(0, self.total - self.done - self.failed)
        parts = [f"{grouped(self.done)} done"]
        if self.failed:
            parts.append(f"{grouped(self.failed)} failed")
        if waiting:
            parts.append(f"{grouped(waiting)} waiting")
        return " · ".join(parts)

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(area, 5, 5)
        painter.setClipPath(outline)
        painter.fillPath(outline, QColor(tokens.track))
        painter.fillRect(area, QBrush(QColor(tokens.border_strong), Qt.BrushStyle.Dense6Pattern))
        total = max(1, self.total)
        split = area.width() * self.done / total
        end = split + area.width() * self.failed / total
        good = QRectF(area.x(), area.y(), split, area.height())
        bad = QRectF(area.x() + split, area.y(), end - split, area.height())
        painter.fillRect(good, QColor(tokens.success))
        painter.fillRect(bad, QColor(tokens.danger_soft))
        painter.fillRect(bad, QBrush(QColor(tokens.danger), Qt.BrushStyle.BDiagPattern))
        painter.setClipping(False)
        painter.setPen(QColor(tokens.border_strong))
        painter.drawPath(outline)
        painter.end()
