"""The striped banner of practice mode: nobody takes it for the real thing."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.theme import Theme, ui_font

_TEXT = "Practice · made-up orders, nothing leaves this computer"
_STRIPE = 14


@survives
class PracticeBanner(QWidget):
    """Across the whole window, always visible."""

    connect_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("banner.practice")
        self.setAccessibleName(_TEXT)
        self.setFixedHeight(28)
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 12, 2)
        row.addStretch()
        button = QPushButton("Connect your account")
        button.setObjectName("banner.connect")
        button.setAccessibleName("Connect your account")
        button.setToolTip("Leave practice and sign in to Konnect")
        button.setProperty("kind", "banner")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self.connect_wanted)
        row.addWidget(button)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        p = QPainter(self)
        p.fillRect(self.rect(), QColor(tokens.warning_soft))
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        stripe = QColor(tokens.warning)
        stripe.setAlphaF(0.22)
        p.setBrush(stripe)
        height = float(self.height())
        x = -height
        while x < self.width():
            p.drawPolygon(
                QPolygonF(
                    [
                        QPointF(x, height),
                        QPointF(x + height, 0),
                        QPointF(x + height + _STRIPE, 0),
                        QPointF(x + _STRIPE, height),
                    ]
                )
            )
            x += 2 * _STRIPE
        p.setFont(ui_font(9.5, QFont.Weight.DemiBold))
        metrics = p.fontMetrics()
        width = metrics.horizontalAdvance(_TEXT) + 20
        p.setBrush(QColor(tokens.warning_soft))
        p.drawRoundedRect(QRectF(8, 4, width, height - 8), 4, 4)
        p.setPen(QColor(tokens.warning_ink))
        p.drawText(QRectF(18, 0, width, height), Qt.AlignmentFlag.AlignVCenter, _TEXT)
        p.end()
