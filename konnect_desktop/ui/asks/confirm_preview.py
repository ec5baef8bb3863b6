"""Confirm: the items that the buyer cancelled, shown before the orders are accepted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.asks.item_line import ItemArea, column_title, item_label, order_title
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named
from konnect_desktop.ui.kit.question import Question

_NAME = "confirm_preview"


class ConfirmPreview(Question):
    """Lists order, item and pieces that will not be sent; nothing has to be filled in."""

    def __init__(self, parent: QWidget | None, count: int, shortened: Sequence[Shipment]) -> None:
        self._empty = [shipment for shipment in shortened if not shipment.open_items]
        self._count = count - len(self._empty)
        gone = sum(len(one.items) - len(one.open_items) for one in shortened)
        told = f"In {count_of(len(shortened), 'order')} the buyer cancelled "
        told += f"{count_of(gone, 'item')}. Only the other items are confirmed: take the "
        told += "cancelled ones out of the box."
        super().__init__(parent, _NAME, f"Confirm {count_of(count, 'order')}", told, width=560)
        self.setWindowTitle("Confirm")
        self.body.addWidget(_area(shortened), 1)
        if self._empty:
            text = f"{count_of(len(self._empty), 'order')} with no item left is not confirmed."
            if len(self._empty) > 1:
                text = f"{grouped(len(self._empty))} orders with no item left are not confirmed."
            self.body.addWidget(named(plain_label(text, "muted"), f"{_NAME}.left_out"))
        self.complete()
        self.accept_button.setFocus()

    def accept_text(self) -> str:
        return f"Confirm {count_of(self._count, 'order')}"

    def missing(self) -> str:
        if self._count < 1:
            return "Nothing is left to confirm. Press Refresh."
        return ""

    def options(self) -> ActionOptions:
        return ActionOptions()


def _area(shortened: Sequence[Shipment]) -> QWidget:
    area = ItemArea(f"{_NAME}.items", "Cancelled items")
    area.grid.setColumnStretch(1, 1)
    for column, title in enumerate(("Order", "Cancelled item", "Pieces")):
        area.grid.addWidget(column_title(title), 0, column)
    number = 0
    for shipment in shortened:
        gone = [item for item in shipment.items if not item.is_open]
        for place, item in enumerate(gone):
            name = f"{_NAME}.item.{number}"
            number += 1
            line = area.grid.rowCount()
            order = plain_label(order_title(shipment) if place == 0 else "", "heading2")
            order.setWordWrap(False)
            area.grid.addWidget(named(order, f"{name}.order"), line, 0, Qt.AlignmentFlag.AlignTop)
            area.grid.addWidget(item_label(item, name, is_struck=True), line, 1)
            pieces = plain_label(f"{item.quantity} ×" if item.quantity else "all", "muted")
            area.grid.addWidget(named(pieces, f"{name}.pieces"), line, 2)
    area.fit()
    return area
