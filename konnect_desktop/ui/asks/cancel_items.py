"""Cancel single items: which, how many pieces, and why; before the invoice only
(docs/konnect-api.md 10.3)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from konnect_desktop.domain.requests import CancelItem
from konnect_desktop.domain.shipments import OrderItem, Shipment
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.asks.item_line import (
    ItemArea,
    column_title,
    item_label,
    item_title,
    order_title,
)
from konnect_desktop.ui.asks.reason_choice import ReasonChoice
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import field, named
from konnect_desktop.ui.kit.question import Question

_NAME = "cancel_items"
_RULE = (
    "Single items can be cancelled only before the invoice; after it only the whole order can. "
    "The items that are left go on as usual. The buyer is told, and it cannot be taken back."
)
_PIECES_WIDTH, _REASON_WIDTH = 80, 250


class _Line(QObject):
    """One item that may be cancelled: its tick, its pieces, its reason."""

    changed = Signal()

    def __init__(self, shipment: Shipment, item: OrderItem, number: int) -> None:
        super().__init__()
        self.shipment, self.item = shipment, item
        #: Its line in the grid.
        self.at = 0
        name = f"{_NAME}.item.{number}"
        title = item_title(item)
        self.tick = QCheckBox()
        self.tick.setObjectName(f"{name}.tick")
        self.tick.setAccessibleName(f"Cancel {title}")
        self.tick.toggled.connect(self._on_ticked)
        self.words = item_label(item, name)
        self.pieces = QSpinBox()
        self.pieces.setObjectName(f"{name}.pieces")
        self.pieces.setAccessibleName(f"Pieces of {title} to cancel, of {item.quantity}")
        self.pieces.setRange(1, item.quantity)
        self.pieces.setValue(item.quantity)
        self.pieces.setSuffix(f" of {item.quantity}")
        self.pieces.lineEdit().setTextMargins(6, 0, 0, 0)
        self.pieces.setFixedWidth(_PIECES_WIDTH)
        self.pieces.valueChanged.connect(self.changed)
        self._name = name
        self._reason: ReasonChoice | None = None
        self._on_ticked(False)

    @property
    def reason(self) -> ReasonChoice:
        """Its own reason; made when it is first wanted, as most cancel all for the same one."""
        if self._reason is None:
            made = ReasonChoice(f"{self._name}.reason", f"{self._name}.code")
            made.reason.setAccessibleName(f"Reason for {item_title(self.item)}")
            made.setFixedWidth(_REASON_WIDTH)
            made.setEnabled(self.tick.isChecked())
            made.changed.connect(self.changed)
            self._reason = made
        return self._reason

    @property
    def is_whole(self) -> bool:
        """Whether nothing of this item is left."""
        return self.tick.isChecked() and self.pieces.value() == self.item.quantity

    def _on_ticked(self, is_on: bool) -> None:
        self.pieces.setEnabled(is_on)
        if self._reason is not None:
            self._reason.setEnabled(is_on)
        self.changed.emit()


class CancelItemsDialog(Question):
    """One order, or a few: every item with tick, pieces and reason."""

    def __init__(
        self, parent: QWidget | None, shipments: Sequence[Shipment], account: str = ""
    ) -> None:
        self._shipments = tuple(shipments)
        self._lines: list[_Line] = []
        one = len(shipments) == 1
        of = order_title(shipments[0]) if one else count_of(len(shipments), "order")
        told = f"{_RULE} Account: {account}." if account else _RULE
        super().__init__(
            parent,
            _NAME,
            f"Cancel items of {of}",
            told,
            close="Keep the items",
            kind="danger",
            width=700,
        )
        self.setWindowTitle("Cancel items")
        self.reason = ReasonChoice(f"{_NAME}.reason", f"{_NAME}.code")
        self.reason.changed.connect(self.check)
        self.same = QCheckBox("Same reason for all items")
        self.same.setObjectName(f"{_NAME}.same_reason")
        self.same.setChecked(True)
        self.same.toggled.connect(self._on_same_toggled)
        self._reason_field = field("Reason, for all ticked items", self.reason)
        self._has_reasons = False
        self._area = self._items()
        # Follows the fields inside, which take the keyboard themselves.
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.same)
        self.body.addWidget(self._reason_field)
        self.warning = named(plain_label("", "error"), f"{_NAME}.warning")
        self.body.addWidget(self.warning)
        self._on_same_toggled(True)
        self.complete()
        if self._lines:
            self._lines[0].tick.setFocus()

    # ---- parts -------------------------------------------------------------------------

    def _items(self) -> ItemArea:
        area = ItemArea(f"{_NAME}.items", "Items")
        area.grid.setColumnStretch(1, 1)
        area.grid.addWidget(column_title("Item"), 0, 1)
        area.grid.addWidget(column_title("Pieces"), 0, 2)
        self._reason_title = column_title("Reason")
        area.grid.addWidget(self._reason_title, 0, 3)
        number = 0
        for shipment in self._shipments:
            if len(self._shipments) > 1:
                area.add_order(shipment, 4)
            for item in shipment.items:
                self._add(area, shipment, item, number)
                number += 1
        area.fit()
        return area

    def _add(self, area: ItemArea, shipment: Shipment, item: OrderItem, number: int) -> None:
        at = area.grid.rowCount()
        if not item.is_open:
            name = f"{_NAME}.item.{number}"
            area.grid.addWidget(item_label(item, name, is_struck=True), at, 1)
            gone = named(plain_label("cancelled already", "muted"), f"{name}.gone")
            area.grid.addWidget(gone, at, 2, 1, 2)
            return
        line = _Line(shipment, item, number)
        line.changed.connect(self.check)
        self._lines.append(line)
        line.at = at
        for column, widget in enumerate((line.tick, line.words, line.pieces)):
            area.grid.addWidget(widget, at, column, Qt.AlignmentFlag.AlignVCenter)

    def _on_same_toggled(self, is_same: bool) -> None:
        self._reason_field.setVisible(is_same)
        self._reason_title.setVisible(not is_same)
        if not is_same:
            self._place_reasons()
        for line in self._lines if self._has_reasons else ():
            line.reason.setVisible(not is_same)
        self.check()

    def _place_reasons(self) -> None:
        if not self._has_reasons:
            self._has_reasons = True
            for line in self._lines:
                self._area.grid.addWidget(line.reason, line.at, 3, Qt.AlignmentFlag.AlignVCenter)
                self.setTabOrder(line.pieces, line.reason.reason)
                self.setTabOrder(line.reason.reason, line.reason.code)
            self._area.fit()

    # ---- what is chosen ----------------------------------------------------------------

    @property
    def lines(self) -> list[_Line]:
        """The items that can still be cancelled, in order."""
        return list(self._lines)

    def _ticked(self) -> list[_Line]:
        return [line for line in self._lines if line.tick.isChecked()]

    def _orders(self) -> list[Shipment]:
        chosen = {line.shipment.id for line in self._ticked()}
        return [shipment for shipment in self._shipments if shipment.id in chosen]

    def _emptied(self) -> list[Shipment]:
        """The orders of which nothing is left."""
        left = {line.shipment.id for line in self._lines if not line.is_whole}
        return [shipment for shipment in self._orders() if shipment.id not in left]

    def _code(self, line: _Line) -> str:
        return self.reason.value if self.same.isChecked() else line.reason.value

    @property
    def risky(self) -> int:
        return len(self._orders())

    def accept_text(self) -> str:
        return f"Cancel {count_of(len(self._ticked()), 'item')}"

    def missing(self) -> str:
        ticked = self._ticked()
        if not ticked:
            return "Tick the items to cancel."
        if self.same.isChecked() and not self.reason.value:
            return "Choose a reason first."
        for line in ticked:
            if not self._code(line):
                return f"Choose a reason for {item_title(line.item)}."
        return ""

    def follow(self) -> None:
        emptied = self._emptied()
        text = ""
        if emptied and len(self._shipments) == 1:
            text = "Every item is ticked: this cancels the whole order."
        elif emptied:
            names = ", ".join(order_title(shipment) for shipment in emptied[:3])
            more = f" and {len(emptied) - 3} more" if len(emptied) > 3 else ""
            text = f"Nothing is left of {names}{more}: the whole order is cancelled."
        self.warning.setText(text)
        self.warning.setVisible(bool(text))

    def options(self) -> ActionOptions:
        chosen: dict[str, list[CancelItem]] = {}
        for line in self._ticked():
            item = CancelItem(line.item.item_id, line.pieces.value(), self._code(line))
            chosen.setdefault(line.shipment.id, []).append(item)
        return ActionOptions(
            reason_code=self.reason.value if self.same.isChecked() else "",
            cancel_items={key: tuple(items) for key, items in chosen.items()},
        )
