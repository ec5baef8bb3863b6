"""The table of the Tracking room: a parcel a row, its status with a sign beside the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView

from konnect_desktop.domain import parcels
from konnect_desktop.domain.parcels import Parcel
from konnect_desktop.services.tracking import Problem
from konnect_desktop.ui.kit import formatting, icons
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_cells
from konnect_desktop.ui.kit.plain_table import Line, LinesModel, PlainTable
from konnect_desktop.ui.kit.tables import AnyIndex
from konnect_desktop.ui.kit.theme import Theme
from konnect_desktop.ui.parcels import parcel_words

HEADINGS = ("Order", "Status", "Last movement", "Expected", "Courier", "AWB", "Asked")
_WIDTHS = (138, 144, 110, 74, 96, 136, 72)
_MOVEMENT = HEADINGS.index("Last movement")
_STATUS = HEADINGS.index("Status")


@dataclass(frozen=True, slots=True)
class ParcelLine(Line):
    """A line with its sign and what the tool tip adds."""

    icon: str = ""
    is_bad: bool = False
    tip: str = ""


@survives
class ParcelsModel(LinesModel):
    """Adds the sign of the status."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(HEADINGS)
        self._theme = theme

    @plain_cells
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid():
            line = self.lines[index.row()]
            if isinstance(line, ParcelLine):
                if role == Qt.ItemDataRole.DecorationRole and index.column() == _STATUS:
                    tokens = self._theme.tokens
                    return icons.icon(line.icon, tokens.danger if line.is_bad else tokens.muted)
                if role == Qt.ItemDataRole.ToolTipRole:
                    return line.tip or line.cells[index.column()]
        return super().data(index, role)


@survives
class ParcelTable(PlainTable):
    """Rows to choose; Enter or a double click opens the order, a right-click a menu."""

    #: Ctrl+C
    copy_wanted = Signal()
    #: QPoint on the screen; the row under the mouse is chosen.
    menu_wanted = Signal(QPoint)

    def __init__(self, theme: Theme) -> None:
        super().__init__("tracking.table", "Parcels", HEADINGS, _WIDTHS, model=ParcelsModel(theme))
        # An AWB that is cut is of no use, a place that is cut still tells when.
        header = self.horizontalHeader()
        header.setSectionResizeMode(len(HEADINGS) - 1, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(len(HEADINGS) - 1, _WIDTHS[-1])
        header.setSectionResizeMode(_MOVEMENT, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isRowSelected(index.row()):
            self.choose([index.row()])
        self.menu_wanted.emit(event.globalPos())


def line_of(parcel: Parcel, problem: Problem | None, now: datetime) -> ParcelLine:
    """One parcel in words."""
    told = parcel.tracking
    status = parcel_words.status_or(parcel, problem)
    at = parcel.last_movement
    lines = [status, formatting.exact(at) if at else "", parcel_words.problem_text(problem)]
    return ParcelLine(
        parcel.key,
        (
            parcel.order_no or "Not in your list",
            status,
            parcel_words.movement(parcel, now),
            parcel_words.expected(told, now),
            parcel.courier_partner,
            parcel.awb,
            parcel_words.age(parcel, now),
        ),
        icon=_icon(parcel, problem),
        is_bad=problem is not None or (told is not None and parcels.is_undelivered(told)),
        tip="\n".join(line for line in lines if line),
    )


def _icon(parcel: Parcel, problem: Problem | None) -> str:
    told = parcel.tracking
    if problem is not None or (told is not None and parcels.is_undelivered(told)):
        return "warning"
    if told is None:
        return "minus" if parcel.blocked is not None else "help"
    return "check_double" if parcels.has_ended(told) else "truck"
