"""The tabs: one for each of the seller's next jobs, with how many and how many are due soon."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from konnect_desktop.domain.rows import LaneCount
from konnect_desktop.domain.states import Lane
from konnect_desktop.ui import formatting, icons
from konnect_desktop.ui.orders.words import LANES
from konnect_desktop.ui.theme import Theme, tabular, ui_font

HEIGHT = 54
#: These tabs show only while something is in them.
_ONLY_WITH_ORDERS = frozenset({Lane.FIX, Lane.OTHER})


class LaneTab(QAbstractButton):
    """One tab: name, count, and a small orange number for what is due soon."""

    def __init__(self, lane: Lane | None, name: str, theme: Theme) -> None:
        super().__init__()
        self.lane = lane
        self.name = name
        self.count = LaneCount()
        self._theme = theme
        self._is_hovered = False
        self.setCheckable(True)
        self.setObjectName(f"orders.lane.{lane.value if lane else 'all'}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._name_font = ui_font(9.25)
        self._count_font = tabular(ui_font(11.5))
        self._count_font.setWeight(self._count_font.Weight.DemiBold)
        self._due_font = tabular(ui_font(8.25))
        self._due_font.setWeight(self._due_font.Weight.DemiBold)
        self.show_count(LaneCount())

    def show_count(self, count: LaneCount) -> None:
        """Other numbers."""
        self.count = count
        due = f", {formatting.grouped(count.due_soon)} due soon" if count.due_soon else ""
        self.setAccessibleName(f"{self.name}, {formatting.count_of(count.total, 'order')}{due}")
        self.setToolTip(f"{self.name}: {formatting.count_of(count.total, 'order')}{due}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        name = QFontMetrics(self._name_font).horizontalAdvance(self.name)
        if self.lane is Lane.FIX:
            name += 18
        count = QFontMetrics(self._count_font).horizontalAdvance(
            formatting.grouped(self.count.total)
        )
        if self.count.due_soon:
            count += 22 + QFontMetrics(self._due_font).horizontalAdvance(
                formatting.grouped(self.count.due_soon)
            )
        return QSize(max(name, count) + 19, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_hovered and not self.isChecked():
            p.fillRect(self.rect().adjusted(2, 6, -2, -4), QColor(tokens.hover))
        ink = tokens.accent if self.isChecked() else tokens.muted
        if self.lane is Lane.FIX:
            ink = tokens.danger
        left = 10.0
        p.setFont(self._name_font)
        p.setPen(QColor(ink))
        top = QRectF(left, 8, self.width(), 18)
        if self.lane is Lane.FIX:
            p.drawPixmap(int(left), 9, icons.pixmap("warning", ink, 15, self.devicePixelRatioF()))
            top.moveLeft(left + 18)
        p.drawText(top, Qt.AlignmentFlag.AlignVCenter, self.name)
        self._paint_numbers(p, left)
        if self.isChecked():
            p.fillRect(QRectF(left - 3, self.height() - 3, self.width() - 13, 3), QColor(ink))
        if self.hasFocus():
            p.setPen(QPen(QColor(tokens.accent), 2))
            p.drawRoundedRect(QRectF(self.rect()).adjusted(2, 4, -2, -5), 4, 4)
        p.end()

    def _paint_numbers(self, p: QPainter, left: float) -> None:
        tokens = self._theme.tokens
        text = formatting.grouped(self.count.total)
        p.setFont(self._count_font)
        p.setPen(QColor(tokens.text if self.count.total else tokens.faint))
        p.drawText(QRectF(left, 26, self.width(), 20), Qt.AlignmentFlag.AlignVCenter, text)
        if not self.count.due_soon:
            return
        due = formatting.grouped(self.count.due_soon)
        x = left + QFontMetrics(self._count_font).horizontalAdvance(text) + 6
        width = QFontMetrics(self._due_font).horizontalAdvance(due) + 12
        chip = self._theme.chip("soon")
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(chip.fill))
        p.drawRoundedRect(QRectF(x, 28.5, width, 16), 8, 8)
        p.setFont(self._due_font)
        p.setPen(QColor(chip.text))
        p.drawText(QRectF(x, 28.5, width, 16), Qt.AlignmentFlag.AlignCenter, due)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._is_hovered = False
        self.update()
        super().leaveEvent(event)


class LaneBar(QScrollArea):
    """All tabs in their fixed order; arrow keys move between them."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("orders.lanes")
        self.setAccessibleName("Orders by next job")
        self.setWidgetResizable(True)
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(never)
        self.setVerticalScrollBarPolicy(never)
        inner = QWidget()
        inner.setObjectName("orders.lanes.row")
        row = QHBoxLayout(inner)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(0)
        self.tabs: dict[Lane | None, LaneTab] = {}
        for lane, name in LANES:
            tab = LaneTab(lane, name, theme)
            tab.clicked.connect(lambda _on=False, lane=lane: self.choose(lane))
            tab.setVisible(lane not in _ONLY_WITH_ORDERS)
            self.tabs[lane] = tab
            row.addWidget(tab)
        row.addStretch()
        self.setWidget(inner)
        self.lane: Lane | None = Lane.NEW
        self.tabs[self.lane].setChecked(True)
        theme.changed.connect(inner.update)

    def choose(self, lane: Lane | None, *, silently: bool = False) -> None:
        """Show another tab as chosen and say so."""
        is_new = lane is not self.lane
        self.lane = lane
        for one, tab in self.tabs.items():
            tab.setChecked(one is lane)
        self.ensureWidgetVisible(self.tabs[lane], 40, 0)
        if is_new and not silently:
            self.chosen.emit(lane)

    def show_counts(
        self, counts: Mapping[Lane, LaneCount], everything: Mapping[Lane, LaneCount]
    ) -> None:
        """New numbers for every tab. Fix these and Other stand there while `everything`,
        which knows no filter, has orders in them."""
        total = LaneCount(
            sum(count.total for count in counts.values()),
            sum(count.due_soon for count in counts.values()),
        )
        for lane, tab in self.tabs.items():
            count = total if lane is None else counts.get(lane, LaneCount())
            if count != tab.count:
                tab.show_count(count)
            if lane in _ONLY_WITH_ORDERS:
                stands = lane is not None and everything.get(lane, LaneCount()).total
                tab.setVisible(bool(stands) or lane is self.lane)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        shown = [lane for lane, tab in self.tabs.items() if not tab.isHidden()]
        place = shown.index(self.lane) if self.lane in shown else 0
        lane = shown[(place + step) % len(shown)]
        self.tabs[lane].setFocus(Qt.FocusReason.TabFocusReason)
        self.choose(lane)
        event.accept()
