"""The tabs: one for each of the seller's next jobs, with how many, how many late or due soon."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from konnect_desktop.domain.filters import DueFilter
from konnect_desktop.domain.rows import LaneCount
from konnect_desktop.domain.states import Lane
from konnect_desktop.ui.kit import formatting, icons
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.theme import Theme, tabular, ui_font
from konnect_desktop.ui.orders.lane_words import LANES

HEIGHT = 54
#: Where name and numbers begin, px.
_LEFT = 10
#: These tabs show only while something is in them.
_ONLY_WITH_ORDERS = frozenset({Lane.FIX, Lane.OTHER})


@survives
class LaneTab(QAbstractButton):
    """One tab: name, count, a small red number for what is late, an orange one for what is
    due within the hour. Pressing one of them asks for just these."""

    #: DueFilter: its number was pressed.
    due_pressed = Signal(object)

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
        numbers = [formatting.count_of(count.total, "order")]
        if count.late:
            numbers.append(f"{formatting.grouped(count.late)} late")
        if count.due_soon:
            numbers.append(f"{formatting.grouped(count.due_soon)} due within the hour")
        text = ", ".join(numbers)
        self.setAccessibleName(f"{self.name}, {text}")
        press = ". Press a coloured number to see just these." if len(numbers) > 1 else ""
        self.setToolTip(plain_tip(f"{self.name}: {text}{press}"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        name = QFontMetrics(self._name_font).horizontalAdvance(self.name)
        if self.lane is Lane.FIX:
            name += 18
        count = QFontMetrics(self._count_font).horizontalAdvance(
            formatting.grouped(self.count.total)
        )
        pills = self._pills()
        if pills:
            count = int(pills[-1][3].right()) - _LEFT
        return QSize(max(name, count) + 17, HEIGHT)

    def _pills(self) -> list[tuple[DueFilter, str, str, QRectF]]:
        """The coloured numbers: what each stands for, its chip, its text and its place, px."""
        left = QFontMetrics(self._count_font).horizontalAdvance(
            formatting.grouped(self.count.total)
        )
        x, found = _LEFT + left + 6.0, []
        for due, chip, number in (
            (DueFilter.LATE, "late", self.count.late),
            (DueFilter.HOUR, "soon", self.count.due_soon),
        ):
            if number:
                text = formatting.grouped(number)
                width = QFontMetrics(self._due_font).horizontalAdvance(text) + 12
                found.append((due, chip, text, QRectF(x, 28.5, width, 16)))
                x += width + 3
        return found

    def _due_at(self, point: QPointF) -> DueFilter | None:
        # Hardly more than what is seen: whoever means the tab presses its middle.
        for due, _chip, _text, place in self._pills():
            if place.adjusted(0, 0, 0, 4).contains(point):
                return due
        return None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        due = self._due_at(event.position()) if self.isDown() else None
        if due is None:
            super().mouseReleaseEvent(event)
            return
        self.setDown(False)
        self.due_pressed.emit(due)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_hovered and not self.isChecked():
            p.fillRect(self.rect().adjusted(2, 6, -2, -4), QColor(tokens.hover))
        ink = tokens.accent if self.isChecked() else tokens.muted
        if self.lane is Lane.FIX:
            ink = tokens.danger
        left = float(_LEFT)
        p.setFont(self._name_font)
        p.setPen(QColor(ink))
        top = QRectF(left, 8, self.width(), 18)
        if self.lane is Lane.FIX:
            p.drawPixmap(int(left), 9, icons.pixmap("warning", ink, 15, self.devicePixelRatioF()))
            top.moveLeft(left + 18)
        p.drawText(top, Qt.AlignmentFlag.AlignVCenter, self.name)
        self._paint_numbers(p, left)
        if self.isChecked():
            p.fillRect(QRectF(left - 3, self.height() - 3, self.width() - 11, 3), QColor(ink))
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
        p.setFont(self._due_font)
        for _due, name, number, place in self._pills():
            chip = self._theme.chip(name)
            p.setPen(QColor(chip.border) if chip.border else Qt.PenStyle.NoPen)
            p.setBrush(QColor(chip.fill))
            p.drawRoundedRect(place, 8, 8)
            p.setPen(QColor(chip.text))
            p.drawText(place, Qt.AlignmentFlag.AlignCenter, number)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._is_hovered = False
        self.update()
        super().leaveEvent(event)


@survives
class LaneBar(QScrollArea):
    """All tabs in their fixed order; arrow keys move between them."""

    chosen = Signal(object)
    #: The lane or None, and the DueFilter: only its late orders, or those due within the hour.
    due_chosen = Signal(object, object)

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
            tab.due_pressed.connect(lambda due, lane=lane: self._choose_due(lane, due))
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

    def _choose_due(self, lane: Lane | None, due: DueFilter) -> None:
        self.choose(lane, silently=True)
        self.due_chosen.emit(lane, due)

    def show_counts(
        self, counts: Mapping[Lane, LaneCount], everything: Mapping[Lane, LaneCount]
    ) -> None:
        """New numbers for every tab. Fix these and Other stand there while `everything`,
        which knows no filter, has orders in them."""
        total = LaneCount(
            sum(count.total for count in counts.values()),
            sum(count.late for count in counts.values()),
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
