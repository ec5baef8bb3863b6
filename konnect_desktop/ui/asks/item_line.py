"""Parts for forms that list the items of orders: the words of an item, and the frame."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from konnect_desktop.domain.plain import one_line
from konnect_desktop.domain.shipments import OrderItem, Shipment
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.parts import named

#: Item by item is offered for at most so many orders; more do not fit a form.
MOST_ORDERS = 20
#: The same where the items of all of them stand on one page.
MOST_LISTED = 10
#: How high a list of items opens, and how far it may be pressed together, px.
_USUAL_HEIGHT, _LEAST_HEIGHT = 300, 150
#: Characters of a name: more of many would hold the window.
_TITLE = 200


def order_title(shipment: Shipment) -> str:
    """What the seller knows an order by."""
    return one_line(shipment.marketplace_order_id or shipment.id, _TITLE)


def item_title(item: OrderItem) -> str:
    """What the seller knows an item by."""
    return one_line(item.name or item.sku or item.item_id, _TITLE)


def item_label(item: OrderItem, name: str, *, is_struck: bool = False) -> QWidget:
    """Name and SKU of an item, struck out when nothing can be done with it any more."""
    box = QWidget()
    box.setObjectName(f"{name}.words")
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    title = named(plain_label(item_title(item), "muted" if is_struck else ""), f"{name}.title")
    detail = one_line(item.sku, _TITLE) if item.name else ""
    if is_struck:
        font = title.font()
        font.setStrikeOut(True)
        title.setFont(font)
        # The style sheet's font would win over the label's own.
        title.setStyleSheet("text-decoration: line-through;")
    layout.addWidget(title)
    if detail:
        layout.addWidget(named(plain_label(detail, "faint"), f"{name}.sku"))
    return box


def column_title(text: str) -> QLabel:
    """A small heading over a column of fields."""
    label = plain_label(text.upper(), "caps")
    label.setAccessibleName(text)
    label.setWordWrap(False)
    return label


@survives
class ItemArea(QScrollArea):
    """A white card with a grid in it that scrolls when there are many items."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("card", True)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body = QFrame()
        self._body.setObjectName(f"{name}.body")
        self._body.setProperty("card", True)
        self.grid = QGridLayout(self._body)
        self.grid.setContentsMargins(16, 12, 16, 12)
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(8)
        self.setWidget(self._body)

    def add_order(self, shipment: Shipment, columns: int) -> None:
        """The number of the order over its items."""
        line = self.grid.rowCount()
        title = plain_label(order_title(shipment), "heading2")
        title.setObjectName(f"{self.objectName()}.order.{shipment.id}")
        self.grid.addWidget(title, line, 0, 1, columns)

    def fit(self) -> None:
        """All lines are there: as high as they are, up to a limit."""
        self.grid.setRowStretch(self.grid.rowCount(), 1)
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), min(self._content_height() + 2, _USUAL_HEIGHT))

    def _content_height(self) -> int:
        # Wrapped names make the height depend on the width.
        width = max(self.viewport().width(), self._body.minimumSizeHint().width())
        return max(self.grid.totalHeightForWidth(width), self.grid.minimumSize().height())

    def _measure(self) -> None:
        self.setMinimumHeight(min(self._content_height() + 2, _LEAST_HEIGHT))
        self.updateGeometry()
