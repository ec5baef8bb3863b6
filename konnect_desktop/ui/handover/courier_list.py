"""The couriers that parcels wait for, each with how many are on the table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from konnect_desktop.domain.handover import CourierGroup, GroupKey, HandoverRound
from konnect_desktop.domain.plain import one_line
from konnect_desktop.domain.sla import Urgency, deadline
from konnect_desktop.ui.handover import scan_words
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.theme import Theme, ui_font

AnyIndex = QModelIndex | QPersistentModelIndex
_KEY, _NAME, _COUNT, _DUE, _IS_LATE, _PART = range(
    Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 6
)
_HEIGHT = 66


@survives
class CourierList(QListWidget):
    """One line a courier; at several locations one line for each."""

    #: The chosen group's key, None when there is none.
    chosen = Signal(object)
    #: str: a character was typed; the scan line takes it.
    typed = Signal(str)

    def __init__(self, theme: Theme, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.setObjectName("handover.couriers")
        self.setAccessibleName("Couriers")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_Painter(theme))
        self._now = now
        self.currentItemChanged.connect(lambda *_: self.chosen.emit(self.key))

    def keyboardSearch(self, search: str) -> None:
        self.typed.emit(search)

    @property
    def key(self) -> GroupKey | None:
        """The chosen group."""
        item = self.currentItem()
        return tuple(item.data(_KEY)) if item is not None else None

    def show_round(self, held: HandoverRound) -> None:
        """Show every group, keeping the chosen one."""
        wanted = self.key
        has_places = len({group.location for group in held.groups}) > 1
        self.blockSignals(True)
        self.clear()
        for group in held.groups:
            self.addItem(self._item(group, len(held.ready(group.key)), has_places))
        keys = [group.key for group in held.groups]
        if keys:
            self.setCurrentRow(keys.index(wanted) if wanted in keys else 0)
        self.blockSignals(False)
        self.chosen.emit(self.key)

    def show_count(self, group: CourierGroup, here: int) -> None:
        """Only the numbers of the chosen group: nothing else has changed."""
        item = self.currentItem()
        if item is not None and tuple(item.data(_KEY)) == group.key:
            self._count(item, group, here)

    def _item(self, group: CourierGroup, here: int, has_places: bool) -> QListWidgetItem:
        item = QListWidgetItem()
        name = one_line(scan_words.courier_title(group.courier))
        item.setData(_KEY, list(group.key))
        item.setData(_NAME, f"{name} · {one_line(group.location)}" if has_places else name)
        due = deadline(group.due_at, self._now())
        item.setData(_DUE, formatting.deadline_text(due))
        item.setData(_IS_LATE, due.urgency is Urgency.LATE)
        item.setSizeHint(QSize(200, _HEIGHT))
        item.setToolTip(plain_tip(item.data(_NAME)))
        self._count(item, group, here)
        return item

    def _count(self, item: QListWidgetItem, group: CourierGroup, here: int) -> None:
        total = len(group.parcels)
        text = scan_words.counted(here, total)
        item.setData(_COUNT, text)
        item.setData(_PART, here / total if total else 0.0)
        parts = (item.data(_NAME), text, item.data(_DUE))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in parts if part))


@survives
class _Painter(QStyledItemDelegate):
    """Name, numbers, the first deadline, and a bar that fills with the parcels."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("handover.couriers.painter")
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        tokens = self._theme.tokens
        p = painter
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(6, 3, -6, -3)
        state = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen or state & QStyle.StateFlag.State_MouseOver:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(QColor(tokens.selected if is_chosen else tokens.hover))
            p.drawRoundedRect(area, 6, 6)
        inner = area.adjusted(12, 7, -12, -8)
        p.setFont(ui_font(10, QFont.Weight.DemiBold))
        p.setPen(QColor(tokens.text))
        name = p.fontMetrics().elidedText(
            index.data(_NAME), Qt.TextElideMode.ElideRight, int(inner.width())
        )
        p.drawText(inner, Qt.AlignmentFlag.AlignTop, name)
        p.setFont(ui_font(9))
        line = inner.adjusted(0, 20, 0, 0)
        p.setPen(QColor(tokens.muted))
        p.drawText(line, Qt.AlignmentFlag.AlignTop, index.data(_COUNT))
        p.setPen(QColor(tokens.danger if index.data(_IS_LATE) else tokens.muted))
        p.drawText(line, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, index.data(_DUE))
        self._bar(p, QRectF(inner.left(), inner.bottom() - 4, inner.width(), 4), index.data(_PART))

    def _bar(self, p: QPainter, area: QRectF, part: float) -> None:
        tokens = self._theme.tokens
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(tokens.track))
        p.drawRoundedRect(area, 2, 2)
        if part > 0:
            p.setBrush(QColor(tokens.success if part >= 1 else tokens.accent))
            done = QRectF(area)
            done.setWidth(max(4.0, area.width() * part))
            p.drawRoundedRect(done, 2, 2)
