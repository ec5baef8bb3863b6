"""Heights that follow what is said: a scroll area, and the sheet around it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QWidget

from konnect_desktop.ui.kit.overrides import survives

#: The most of the window that the sheet takes for its lines; the seller may draw it higher.
_SHARE = 0.4


@survives
class ContentArea(QScrollArea):
    """As high as its lines, where there is room; else it scrolls."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        body = self.widget()
        if body is None:
            return 0
        if body.hasHeightForWidth():
            return body.heightForWidth(width)
        return body.sizeHint().height()

    def sizeHint(self) -> QSize:
        width = max(320, self.width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, min(44, self.sizeHint().height()))


def fit_height(sheet: QWidget, *, folded: int = 0) -> None:
    """Let `sheet` be as high as its parts want, or `folded` px when that is given.

    Beyond 40 % of the window its list scrolls, until the seller makes it higher.
    """
    layout = sheet.layout()
    if layout is None:
        return
    layout.invalidate()
    most = round(sheet.window().height() * _SHARE)
    above = sheet.parentWidget()
    if isinstance(above, QSplitter):
        # In a low window the list beside it keeps its least, too.
        beside = above.widget(0)
        least_beside = beside.minimumHeight() if beside is not None else 0
        most = min(most, above.height() - above.handleWidth() - least_beside)
    wanted = folded or layout.totalHeightForWidth(max(320, sheet.width()))
    # Nothing but the list can give way, so the rest of it always has its room.
    least = folded or max(layout.totalMinimumSize().height(), min(wanted, most))
    before = sheet.minimumHeight(), sheet.maximumHeight()
    if before == (least, max(wanted, least)):
        return  # the seller may have drawn it higher
    sheet.setMinimumHeight(least)
    sheet.setMaximumHeight(max(wanted, least))
    if isinstance(above, QSplitter):
        # What the sheet gives up goes to the list.
        above.setSizes([max(0, above.height() - above.handleWidth() - least), least])
