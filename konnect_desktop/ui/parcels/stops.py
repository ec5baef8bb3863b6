"""The stops of a parcel as a line of dots, newest first: plain labels, made anew each time."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from konnect_desktop.domain import parcels
from konnect_desktop.domain.tracking import Tracking, TrackingEvent
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.theme import Theme
from konnect_desktop.ui.parcels import parcel_words

_DOT_AT = 11.0


@survives
class _Dot(QWidget):
    """One stop on the line; the newest is filled."""

    def __init__(self, theme: Theme, *, is_first: bool, is_last: bool) -> None:
        super().__init__()
        self._theme = theme
        self._is_first, self._is_last = is_first, is_last
        self.setFixedWidth(18)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = _DOT_AT if self._is_first else 0.0
        end = _DOT_AT if self._is_last else float(self.height())
        p.fillRect(QRectF(8.0, top, 2.0, end - top), QColor(tokens.border_strong))
        colour = QColor(tokens.accent if self._is_first else tokens.border_strong)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(tokens.surface))
        p.drawEllipse(QPointF(9.0, _DOT_AT), 7.0, 7.0)
        p.setBrush(colour)
        p.drawEllipse(QPointF(9.0, _DOT_AT), 5.0, 5.0)
        p.end()


def stops(told: Tracking | None, theme: Theme, now: datetime) -> QWidget:
    """All stops, or a line that says why there are none."""
    body = QWidget()
    body.setObjectName("tracking.stops")
    column = QVBoxLayout(body)
    column.setContentsMargins(16, 12, 16, 16)
    column.setSpacing(0)
    events = told.events if told is not None else ()
    for number, event in enumerate(events):
        dot = _Dot(theme, is_first=number == 0, is_last=number == len(events) - 1)
        column.addLayout(_stop(event, dot, now, is_newest=number == 0))
    if told is not None and not events:
        column.addWidget(plain_label("The courier has not scanned this parcel yet.", "muted"))
    column.addStretch()
    return body


def _stop(event: TrackingEvent, dot: QWidget, now: datetime, *, is_newest: bool) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(10)
    at = plain_label(parcel_words.event_when(event, now), "muted")
    at.setToolTip(plain_tip(formatting.exact(event.at)))
    at.setFixedWidth(92)
    at.setAlignment(Qt.AlignmentFlag.AlignTop)
    at.setContentsMargins(0, 2, 0, 0)
    line.addWidget(at)
    line.addWidget(dot)
    text = QVBoxLayout()
    text.setContentsMargins(0, 2, 0, 14)
    text.setSpacing(1)
    head = plain_label(parcels.event_text(event) or "Scanned", "heading2" if is_newest else "")
    head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    text.addWidget(head)
    more = parcel_words.event_more(event)
    if more:
        text.addWidget(plain_label(more, "muted"))
    line.addLayout(text, 1)
    return line
