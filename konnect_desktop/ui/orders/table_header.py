"""The header: tick box for the rows on screen, sort by click, columns by right click."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from konnect_desktop.domain.filters import Sort, sort_by
from konnect_desktop.ui.kit.overrides import saved, survives
from konnect_desktop.ui.orders.columns import (
    COLUMNS,
    FILLER,
    GROWING,
    KEYS,
    SPARE,
    of,
)

_LAYOUT = "orders/columns"
_SORT = "orders/sort"


@survives
class OrdersHeader(QHeaderView):
    """Order, width and choice of columns are kept by name, so that a new column in a later
    version does not wipe them."""

    sort_changed = Signal(object)
    tick_clicked = Signal()

    def __init__(self, layout: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("orders.header")
        self.setAccessibleName("Columns of the order table")
        self.setToolTip("Click to sort, right-click to choose columns")
        self._layout = layout
        self.sort = _read_sort(layout)
        self._is_restoring = False
        self._last_room, self._is_beside = 0, False
        #: Columns that the seller gave a width; the others share what room is left.
        self._sized: set[str] = set()
        #: What a column needs at least for the figures that were seen in it, px.
        self._needs: dict[str, int] = {}
        self.arrow_colour: Callable[[], str] = lambda: "black"
        #: Columns that the seller wants to see, but for which there is no room now.
        self._stepped_back: set[str] = set()
        self.tick_state: Callable[[], Qt.CheckState] = lambda: Qt.CheckState.Unchecked
        self.paint_tick: Callable[[QPainter, QRectF, Qt.CheckState], None] | None = None
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setHighlightSections(False)
        # The arrow is ours: the style's own is lost where a title needs the room.
        self.setSortIndicatorShown(False)
        self.setMinimumSectionSize(32)
        self.setFixedHeight(34)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.sectionClicked.connect(self._on_section_clicked)
        self._saver = QTimer(self)
        self._saver.setSingleShot(True)
        self._saver.setInterval(300)
        self._saver.timeout.connect(self.save)

    # ---- keeping ----------------------------------------------------------------------

    def restore(self) -> None:
        """Lay the columns out as they were left; call once the model is set."""
        self._is_restoring = True
        self._stepped_back.clear()
        kept = _read_layout(self._layout)
        widths, hidden = kept.get("widths", {}), kept.get("hidden")
        known = [key for key in kept.get("order", []) if key in KEYS]
        for number, column in enumerate(COLUMNS):
            width = widths.get(column.key, column.width.usual)
            usable = isinstance(width, int) and 24 <= width <= 1200 and not column.is_fixed
            self.resizeSection(number, width if usable else column.width.usual)
            is_hidden = not column.is_shown if hidden is None else column.key in hidden
            # A column that the kept layout has never heard of shows as the app means it.
            if hidden is not None and known and column.key not in known:
                is_hidden = not column.is_shown
            self.setSectionHidden(number, is_hidden and not column.is_fixed)
            fixed = QHeaderView.ResizeMode.Fixed
            mode = fixed if column.is_fixed else QHeaderView.ResizeMode.Interactive
            self.setSectionResizeMode(number, mode)
        order = ["tick", *(key for key in known if key != "tick")]
        order += [key for key in KEYS if key not in order]
        for place, key in enumerate(order):
            self.moveSection(self.visualIndex(KEYS.index(key)), place)
        self._sized = {key for key in KEYS if key in widths}
        self.show_sort()
        self._is_restoring = False
        self.sectionResized.connect(self._on_resized)
        self.sectionMoved.connect(self._on_moved)

    def save(self) -> None:
        """Keep order, widths, choice and sort."""
        order = [KEYS[self.logicalIndex(place)] for place in range(self.count())]
        hidden = [key for key in KEYS if not self.is_wanted(key)]
        widths = {
            key: self.sectionSize(number) for number, key in enumerate(KEYS) if key in self._sized
        }
        data = {"order": order, "hidden": hidden, "widths": widths}
        self._layout.setValue(_LAYOUT, json.dumps(data))
        self._layout.setValue(_SORT, f"{self.sort.key!s} {int(self.sort.descending)}")
        self._layout.sync()

    def reset_columns(self) -> None:
        """The columns as they come with the app."""
        self._layout.remove(_LAYOUT)
        self.sectionResized.disconnect(self._on_resized)
        self.sectionMoved.disconnect(self._on_moved)
        self.restore()
        self.fill(self._room())
        self.save()

    def fill(self, room: int) -> None:
        """Share `room` px among the columns that the seller has not sized. Too little: all give
        up a part of what they can spare. Too much: the items first, then the others that are
        often cut, and the rest to the items again."""
        widths = {
            column.key: self._width_of(column.key)
            for number, column in enumerate(COLUMNS)
            if column.key not in self._sized
            and not column.is_fixed
            and not self.isSectionHidden(number)
        }
        if not widths:
            return
        taken = sum(self.sectionSize(KEYS.index(key)) for key in widths)
        left = room - (self.length() - taken) - sum(widths.values())
        if left < 0:
            _shrink(
                widths, {key: width - self._narrow(key) for key, width in widths.items()}, -left
            )
        else:
            _grow(widths, left)
        self._is_restoring = True
        for key, width in widths.items():
            self.resizeSection(KEYS.index(key), width)
        self._is_restoring = False

    def need(self, needs: Mapping[str, int]) -> None:
        """Keep this room (px) for the figures of a column, also where the seller made it small."""
        more = {key: px for key, px in needs.items() if px > self._needs.get(key, 0)}
        if not more:
            return
        self._needs |= more
        for key in more:
            number = KEYS.index(key)
            if key in self._sized and self.sectionSize(number) < self._needs[key]:
                self._sized.discard(key)
        self.fit(self._last_room or self._room(), beside_details=self._is_beside)

    def _width_of(self, key: str) -> int:
        return max(of(key).width.usual, self._needs.get(key, 0))

    def _narrow(self, key: str) -> int:
        return max(of(key).width.narrow, self._needs.get(key, 0))

    def keys_after(self, key: str) -> frozenset[str]:
        """The columns that stand after this one on screen."""
        place = self.visualIndex(KEYS.index(key))
        return frozenset(one for n, one in enumerate(KEYS) if self.visualIndex(n) > place)

    def wanted_keys(self) -> tuple[str, ...]:
        """The columns that the seller shows, from left to right, also those that step back."""
        placed = (KEYS[self.logicalIndex(place)] for place in range(self.count()))
        fixed = {column.key for column in COLUMNS if column.is_fixed}
        return tuple(key for key in placed if key not in fixed and self.is_wanted(key))

    def is_wanted(self, key: str) -> bool:
        """Whether the seller shows this column, also while it steps back."""
        return key in self._stepped_back or not self.isSectionHidden(KEYS.index(key))

    def fit(self, room: int, *, beside_details: bool) -> None:
        """Share `room` px; beside the details, columns step back until the others fit."""
        self._last_room, self._is_beside = room, beside_details
        self._is_restoring = True
        for key in self._stepped_back:
            self.setSectionHidden(KEYS.index(key), False)
        self._stepped_back.clear()
        for key in SPARE if beside_details else ():
            if self._least() <= room:
                break
            if self.is_wanted(key):
                self._stepped_back.add(key)
                self.setSectionHidden(KEYS.index(key), True)
        self._is_restoring = False
        self.fill(room)

    def _least(self) -> int:
        """The width of the columns when each gives up what it can spare."""
        return sum(
            self.sectionSize(number)
            if column.is_fixed or column.key in self._sized
            else self._narrow(column.key)
            for number, column in enumerate(COLUMNS)
            if not self.isSectionHidden(number)
        )

    def _room(self) -> int:
        return self.viewport().width()

    def _on_moved(self) -> None:
        if not self._is_restoring:
            self._saver.start()

    def _on_resized(self, number: int, _old: int, new: int) -> None:
        if not self._is_restoring and new:
            self._sized.add(KEYS[number])
            self._saver.start()

    # ---- sorting ----------------------------------------------------------------------

    def set_sort(self, sort: Sort) -> None:
        """Sort by this and say so."""
        self.sort = sort
        self.show_sort()
        self._saver.start()
        self.sort_changed.emit(sort)

    def show_sort(self) -> None:
        """Draw the arrow where the order comes from."""
        for number, column in enumerate(COLUMNS):
            if column.sort == self.sort.key:
                way = Qt.SortOrder
                down = way.DescendingOrder if self.sort.descending else way.AscendingOrder
                self.setSortIndicator(number, down)
        self.setAccessibleDescription(sort_words(self.sort))
        self.viewport().update()

    def _on_section_clicked(self, number: int) -> None:
        column = COLUMNS[number]
        if column.key == "tick":
            self.tick_clicked.emit()
        elif column.sort is None:
            self.show_sort()
        else:
            again = column.sort == self.sort.key
            self.set_sort(Sort(column.sort, not self.sort.descending if again else False))

    # ---- choice -----------------------------------------------------------------------

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column."""
        self._stepped_back.discard(key)
        self.setSectionHidden(KEYS.index(key), not shown)
        self.fill(self._room())
        self._saver.start()

    def menu(self) -> QMenu:
        """The choice of columns."""
        menu = QMenu(self)
        menu.setObjectName("orders.columns.menu")
        for column in COLUMNS:
            if column.is_fixed:
                continue
            entry = menu.addAction(column.title)
            entry.setObjectName(f"orders.columns.{column.key}")
            entry.setCheckable(True)
            entry.setChecked(self.is_wanted(column.key))
            entry.toggled.connect(lambda on, key=column.key: self.show_column(key, on))
        menu.addSeparator()
        entry = menu.addAction("Reset columns")
        entry.setObjectName("orders.columns.reset")
        entry.triggered.connect(self.reset_columns)
        return menu

    def _open_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(place))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        with saved(painter):
            super().paintSection(painter, rect, logicalIndex)
        if COLUMNS[logicalIndex].key == "tick" and self.paint_tick is not None:
            self.paint_tick(painter, QRectF(rect), self.tick_state())
        if COLUMNS[logicalIndex].sort == self.sort.key:
            self._paint_arrow(painter, QRectF(rect))

    def _paint_arrow(self, painter: QPainter, area: QRectF) -> None:
        """Over the title, so that it is seen at any width; up for the smallest first."""
        with saved(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.arrow_colour()))
            x, top, bottom = area.center().x(), area.top() + 2, area.top() + 8
            tip, base = (bottom, top) if self.sort.descending else (top, bottom)
            corners = [QPointF(x, tip), QPointF(x - 6, base), QPointF(x + 6, base)]
            painter.drawPolygon(corners)
            painter.drawRect(QRectF(area.left(), area.bottom() - 2, area.width(), 2))


def sort_words(sort: Sort) -> str:
    """Sorted by Amount, largest first."""
    column = next(column for column in COLUMNS if column.sort == sort.key)
    return f"Sorted by {column.title}, {column.ways[sort.descending]}"


def _shrink(widths: dict[str, int], spare: dict[str, int], wanted: int) -> None:
    share = min(1.0, wanted / max(1, sum(spare.values())))
    for key, most in spare.items():
        # Rounded up, so that no pixel is left to scroll by.
        widths[key] -= min(most, ceil(most * share))


def _grow(widths: dict[str, int], left: int) -> None:
    free = [key for key in (FILLER, *GROWING) if key in widths]
    for key, most in (
        (FILLER, 140),
        *((key, 60) for key in GROWING),
        (free[0] if free else "", left),
    ):
        if key in widths:
            more = min(left, most)
            widths[key] += more
            left -= more


def _read_layout(layout: QSettings) -> dict[str, Any]:
    try:
        data = json.loads(str(layout.value(_LAYOUT, "") or "{}"))
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _read_sort(layout: QSettings) -> Sort:
    name, _, down = str(layout.value(_SORT, "") or "").partition(" ")
    # A later version may have kept one that no column of ours has.
    is_ours = any(column.sort == name for column in COLUMNS)
    by = sort_by(name) if is_ours else None
    return Sort() if by is None else Sort(by, down == "1")
