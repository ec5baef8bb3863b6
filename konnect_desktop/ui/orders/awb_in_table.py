"""Typing an AWB in the table of orders: where the card opens, and for which rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect

from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.ui.orders.action_handlers import ActionHandlers
from konnect_desktop.ui.orders.table_view import OrdersTable
from konnect_desktop.ui.work.context import AppContext

if TYPE_CHECKING:
    from konnect_desktop.ui.awb.cell import AwbCell


class AwbInTable(QObject):
    """Answers the table's wish to type an AWB."""

    def __init__(self, context: AppContext, table: OrdersTable, handlers: ActionHandlers) -> None:
        super().__init__(table)
        self.setObjectName("awb_in_table")
        self._context = context
        self._table = table
        self._handlers = handlers
        self._card: AwbCell | None = None
        table.awb_wanted.connect(self.open)

    def open(self, order: ShipmentRow, cell: QRect) -> None:
        """Open the card at a cell (in the viewport's place), or say why there is none."""
        from konnect_desktop.domain.awb_import import why_no_awb
        from konnect_desktop.ui.awb.cell import AwbCell

        if self._card is not None:
            self._card.close()
        problem = why_no_awb(order)
        if problem is not None:
            self._table.copied.emit(f"{order.order_no}: {problem}")
            return
        card = AwbCell(self._table.viewport(), self._context, order)
        card.planned.connect(self._handlers.show)
        card.destroyed.connect(self._forget)
        self._card = card
        card.open_at(cell)

    def _forget(self) -> None:
        self._card = None
        self._table.setFocus()
