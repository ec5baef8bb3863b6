"""The command palette (Ctrl+K): type a few letters, press Enter. Keyboard alone is enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSettings,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.plain import one_line
from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.keys import shown as shown_key
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import announce, named, set_role
from konnect_desktop.ui.kit.plain import plain_cells
from konnect_desktop.ui.kit.theme import Theme, ui_font
from konnect_desktop.ui.window.palette_entries import (
    FIND,
    RECENT,
    Entry,
    entries,
    find_orders,
    matching,
)

if TYPE_CHECKING:
    from konnect_desktop.ui.window.verbs import WindowVerbs
    from konnect_desktop.ui.work.context import AppContext

AnyIndex = QModelIndex | QPersistentModelIndex
_RECENT_KEY = "palette/recent"
_WIDTH, _ROW, _ROWS = 660, 46, 9
_HOW = "Enter does it · arrow keys move · Esc closes"
_ENTRY = Qt.ItemDataRole.UserRole + 1


@survives
class EntriesModel(QAbstractListModel):
    """The entries that match now."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("palette.model")
        self.found: list[Entry] = []

    def show(self, found: Sequence[Entry]) -> None:
        """Replace them."""
        self.beginResetModel()
        self.found = list(found)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.found)

    @plain_cells
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.found):
            return None
        entry = self.found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = "" if entry.is_enabled else "not available"
            parts = (entry.title, state, entry.detail, native(entry.shortcut))
            return ", ".join(part for part in parts if part)
        return entry if role == _ENTRY else None


@survives
class EntryPainter(QStyledItemDelegate):
    """Icon, title with its detail under it, kind and key at the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = ui_font(10.25, QFont.Weight.Medium)
        self._small = ui_font(9)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(_WIDTH - 20, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        entry: Entry = index.data(_ENTRY)
        tokens = self._theme.tokens
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected))
            painter.drawRoundedRect(area.adjusted(4, 1, -4, -1), 6, 6)
        ink = tokens.text if entry.is_enabled else tokens.faint
        mark = tokens.danger if entry.is_danger and entry.is_enabled else tokens.muted
        picture = icons.pixmap(
            entry.icon,
            mark if entry.is_enabled else tokens.faint,
            18,
            painter.device().devicePixelRatio(),
        )
        painter.drawPixmap(area.left() + 18, area.center().y() - 8, picture)
        right = self._paint_right(painter, area, entry)
        self._paint_words(
            painter, QRect(area.left() + 50, area.top(), right - 62, _ROW), entry, ink
        )

    def _paint_right(self, painter: QPainter, area: QRect, entry: Entry) -> int:
        """Kind and key; returns where the room for the words ends, from the left edge."""
        tokens = self._theme.tokens
        painter.setFont(self._small)
        metrics = QFontMetrics(self._small)
        at = area.right() - 16
        key = native(entry.shortcut)
        if key:
            width = metrics.horizontalAdvance(key) + 14
            box = QRect(at - width, area.center().y() - 10, width, 21)
            painter.setPen(QColor(tokens.border_strong))
            painter.setBrush(QColor(tokens.window))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(QColor(tokens.muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)
            at -= width + 10
        width = metrics.horizontalAdvance(entry.kind)
        painter.setPen(QColor(tokens.muted))
        room = QRect(at - width, area.top(), width + 1, _ROW)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, entry.kind)
        return at - width - area.left()

    def _paint_words(self, painter: QPainter, room: QRect, entry: Entry, ink: str) -> None:
        title = QRect(room)
        if entry.detail:
            title.setBottom(room.top() + 26)
            title.setTop(room.top() + 5)
            below = QRect(room.left(), room.top() + 23, room.width(), 18)
            painter.setFont(self._small)
            painter.setPen(QColor(self._theme.tokens.muted if entry.is_enabled else ink))
            _draw(painter, below, entry.detail, QFontMetrics(self._small))
        painter.setFont(self._title)
        painter.setPen(QColor(ink))
        _draw(painter, title, entry.title, QFontMetrics(self._title))


@survives
class Palette(QDialog):
    """Opens over the window, closes after the choice or with Esc."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        found: Sequence[Entry],
        layout: QSettings,
        search: Callable[[str], object],
    ) -> None:
        """`search`: show the orders that match a text."""
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("palette")
        self.setAccessibleName("Do anything")
        self.setWindowTitle("Do anything")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._found = list(found)
        self._search = search
        self._kept = layout
        self._theme = theme
        self._build(theme)
        self._show_matching("")

    def _build(self, theme: Theme) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        frame.setObjectName("palette.frame")
        frame.setProperty("part", "palette")
        outer.addWidget(frame)
        column = QVBoxLayout(frame)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(8)
        self.line = QLineEdit()
        self.line.setObjectName("palette.text")
        self.line.setAccessibleName("What to do")
        self.line.setPlaceholderText("Type what you want to do: confirm, credit, settings…")
        self.line.setMinimumHeight(34)
        self.line.addAction(
            icons.icon("search", theme.tokens.faint), QLineEdit.ActionPosition.LeadingPosition
        )
        self.line.textChanged.connect(self._show_matching)
        self.line.installEventFilter(self)
        column.addWidget(self.line)
        self.model = EntriesModel()
        self.list = QListView()
        self.list.setObjectName("palette.list")
        self.list.setAccessibleName("What can be done")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setModel(self.model)
        self.list.setItemDelegate(EntryPainter(theme, self.list))
        self.list.setFixedHeight(_ROW * _ROWS)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(lambda _index: self.choose())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._say())
        column.addWidget(self.list)
        self.why = named(plain_label("", "muted"), "palette.why")
        self.why.setContentsMargins(8, 0, 8, 0)
        self.why.setWordWrap(False)
        self.why.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column.addWidget(self.why)
        self.setFixedWidth(_WIDTH)

    # ---- finding -----------------------------------------------------------------------

    @property
    def recent(self) -> list[str]:
        """The keys that were used last, the latest first."""
        kept = self._kept.value(_RECENT_KEY, [])
        if isinstance(kept, str):
            return [kept]
        return [str(key) for key in kept] if isinstance(kept, list) else []

    @property
    def current(self) -> Entry | None:
        """The entry that Enter takes."""
        row = self.list.currentIndex().row()
        return self.model.found[row] if 0 <= row < len(self.model.found) else None

    def _show_matching(self, text: str) -> None:
        found = matching(text, self._found, self.recent)
        if text.strip():
            found.append(find_orders(text.strip(), self._search))
        self.model.show(found)
        self.list.setCurrentIndex(self.model.index(0))
        self.list.scrollToTop()
        self._say()

    def _say(self) -> None:
        entry = self.current
        set_role(self.why, "role", "muted")
        self.why.setText((entry.why if entry else "") or _HOW)
        if entry is not None:
            announce(self.line, entry.title)

    # ---- choosing ----------------------------------------------------------------------

    def choose(self) -> None:
        """Do what is marked; what cannot be done says why and stays open."""
        entry = self.current
        if entry is None:
            return
        if not entry.is_enabled:
            set_role(self.why, "role", "error")
            announce(self.line, f"{entry.title}: {entry.why}")
            return
        if entry.key != FIND:
            recent = [entry.key, *(key for key in self.recent if key != entry.key)]
            self._kept.setValue(_RECENT_KEY, recent[:RECENT])
        self.accept()
        entry.run()

    def _move(self, by: int) -> None:
        count = len(self.model.found)
        if count:
            row = (self.list.currentIndex().row() + by) % count
            self.list.setCurrentIndex(self.model.index(row))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: _ROWS - 1,
                Qt.Key.Key_PageUp: 1 - _ROWS,
            }
            if event.key() in steps:
                self._move(steps[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.choose()
                return True
        return super().eventFilter(watched, event)

    # ---- place -------------------------------------------------------------------------

    def open_over(self, window: QWidget) -> None:
        """Show it in the upper middle of the window."""
        self.adjustSize()
        left = (window.width() - self.width()) // 2
        self.move(window.mapToGlobal(window.rect().topLeft()).x() + max(0, left), 0)
        self.move(self.x(), window.mapToGlobal(window.rect().topLeft()).y() + 84)
        self.open()
        self.line.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # A click beside it means: not now.
        is_left = event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow()
        if is_left and self.isVisible():
            self.reject()


def open_palette(window: WindowVerbs, context: AppContext) -> None:
    """Everything that can be done now, over the window."""

    def search(text: str) -> None:
        window.open_room("orders")
        window.orders.show_lane(None)
        window.find_orders()
        window.search_for(text)

    Palette(window, context.theme, entries(window), context.layout, search).open_over(window)


def native(shortcut: str) -> str:
    """A key as this system writes it."""
    return shown_key(shortcut)


def _draw(painter: QPainter, room: QRect, text: str, metrics: QFontMetrics) -> None:
    shown = metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
