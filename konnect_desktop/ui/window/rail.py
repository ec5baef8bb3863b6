"""The left rail: the rooms that exist, nothing else."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout

from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.theme import RAIL_WIDTH, Theme, ui_font
from konnect_desktop.ui.window.room_pages import ROOMS, Room

#: Width in a small window: the names stand under the pictures.
RAIL_NARROW = 88


@survives
class RailButton(QAbstractButton):
    """One room."""

    def __init__(self, room: Room, theme: Theme) -> None:
        super().__init__()
        self.setObjectName(f"rail.{room.name}")
        self.setText(room.title)
        self.setAccessibleName(room.title)
        self.setToolTip(plain_tip(f"{room.title} ({room.key})"))
        self.setShortcut(QKeySequence(room.key))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = room.icon
        self._theme = theme
        #: The name stands under the picture instead of beside it.
        self.is_narrow = False

    def sizeHint(self) -> QSize:
        if self.is_narrow:
            return QSize(RAIL_NARROW - 8, 50)
        return QSize(RAIL_WIDTH - 16, 38)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        p.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            p.setBrush(QColor(tokens.accent_soft))
            p.drawRoundedRect(area, 6, 6)
        elif self.underMouse():
            p.setBrush(QColor(tokens.hover))
            p.drawRoundedRect(area, 6, 6)
        ink = tokens.accent if self.isChecked() else tokens.muted
        mark = icons.pixmap(self._icon, ink, 20, self.devicePixelRatioF())
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium
        p.setPen(QColor(ink if self.isChecked() else tokens.text))
        if self.is_narrow:
            p.drawPixmap((self.width() - 20) // 2, 7, mark)
            p.setFont(ui_font(8, weight))
            p.drawText(area.adjusted(0, 27, 0, -3), Qt.AlignmentFlag.AlignCenter, self.text())
        else:
            p.drawPixmap(12, (self.height() - 20) // 2, mark)
            p.setFont(ui_font(10, weight))
            p.drawText(area.adjusted(44, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(QColor(tokens.accent), 2))
            p.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)
        p.end()


class Rail(QFrame):
    """Emits `chosen` with the name of a room."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName("Rooms")
        self.setProperty("part", "rail")
        self.setFixedWidth(RAIL_WIDTH)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(8, 14, 8, 12)
        column.setSpacing(2)
        self._brand = plain_label("Konnect Desktop", "brand")
        self._brand.setObjectName("rail.brand")
        self._brand.setContentsMargins(10, 0, 0, 10)
        column.addWidget(self._brand)
        self.buttons: dict[str, RailButton] = {}
        for room in ROOMS:
            button = RailButton(room, theme)
            button.clicked.connect(lambda _on=False, name=room.name: self.chosen.emit(name))
            self.buttons[room.name] = button
            column.addWidget(button)
        column.addStretch()
        theme.changed.connect(self.update)

    def set_narrow(self, is_narrow: bool) -> None:
        """Give the work area the room that it needs in a small window, or take it back."""
        if is_narrow == (self.width() == RAIL_NARROW):
            return
        self.setFixedWidth(RAIL_NARROW if is_narrow else RAIL_WIDTH)
        margin = 4 if is_narrow else 8
        self._column.setContentsMargins(margin, 8 if is_narrow else 14, margin, 12)
        self._brand.setVisible(not is_narrow)
        for button in self.buttons.values():
            button.is_narrow = is_narrow
            button.updateGeometry()

    def show_room(self, room: str) -> None:
        """Mark a room as the open one."""
        for name, button in self.buttons.items():
            button.setChecked(name == room)
