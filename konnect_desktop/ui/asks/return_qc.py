"""Accept returns: all good by one press, or the condition of each item
(docs/konnect-api.md 10.14)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.quality import grouped as quality_groups
from konnect_desktop.domain.requests import QcItem
from konnect_desktop.domain.shipments import OrderItem, Shipment
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.ui.asks.item_line import (
    MOST_LISTED,
    ItemArea,
    column_title,
    item_label,
    item_title,
)
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.question import Question

_NAME = "return_qc"
_TOLD = (
    "Accepting books the return at Fynd; the credit note follows. Rejecting is not possible from "
    "here: a bad item is accepted with its condition, and a dispute is raised in the Fynd panel."
)
_PIECES_WIDTH = 80


class QualityChoice(QComboBox):
    """Good first, then the reasons under their headings."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setMaxVisibleItems(20)
        for heading, reasons in quality_groups():
            if self.count():
                self._add_heading(heading)
            for slug, text in reasons:
                self.addItem(text, slug)

    def _add_heading(self, text: str) -> None:
        self.addItem(text.upper())
        model = self.model()
        if isinstance(model, QStandardItemModel):
            item = model.item(self.count() - 1)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setData(text, Qt.ItemDataRole.AccessibleTextRole)

    @property
    def slug(self) -> str:
        """The quality that will be sent; "" for good."""
        return str(self.currentData() or "")


class _Part:
    """Some pieces of an item in one condition."""

    def __init__(self, item: OrderItem, name: str, quantity: int) -> None:
        title = item_title(item)
        self.pieces = QSpinBox()
        self.pieces.setObjectName(f"{name}.pieces")
        self.pieces.setAccessibleName(f"Pieces of {title} in this condition")
        self.pieces.lineEdit().setTextMargins(6, 0, 0, 0)
        self.pieces.setFixedWidth(_PIECES_WIDTH)
        self.pieces.setRange(1, max(1, item.quantity))
        self.pieces.setValue(quantity)
        self.pieces.setSuffix(f" of {item.quantity}")
        self.quality = QualityChoice(f"{name}.quality")
        self.quality.setAccessibleName(f"Condition of {title}")


class _Line:
    """One returned item and the parts that its pieces are split into."""

    def __init__(self, shipment: Shipment, item: OrderItem, name: str) -> None:
        self.shipment, self.item, self.name = shipment, item, name
        self.parts: list[_Part] = []
        self.box = QWidget()
        self.box.setObjectName(f"{name}.parts")
        self.layout = QVBoxLayout(self.box)
        self.layout.setContentsMargins(0, 0, 0, 0)
        self.layout.setSpacing(4)
        self.split: QPushButton | None = None

    @property
    def told(self) -> int:
        """How many pieces have a condition."""
        return sum(part.pieces.value() for part in self.parts)


class ReturnQcDialog(Question):
    """For `count` returns; item by item when there are few enough to list."""

    def __init__(self, parent: QWidget | None, count: int, shipments: Sequence[Shipment]) -> None:
        self._count, self._shipments = count, tuple(shipments)
        self._lines: list[_Line] = []
        super().__init__(parent, _NAME, f"Accept {count_of(count, 'return')}", _TOLD, width=680)
        self.setWindowTitle("Accept return")
        self._group = QButtonGroup(self)
        self.all_good = self._radio("all_good", "Everything came back complete and in good order")
        self.by_item = self._radio("by_item", "Look at each item")
        self.all_good.setChecked(True)
        if not self._shipments:
            self.by_item.setEnabled(False)
            text = f"Item by item works for up to {MOST_LISTED} returns at a time."
            self.by_item.setToolTip(plain_tip(text))
            self.body.addWidget(named(plain_label(text, "muted"), f"{_NAME}.too_many"))
        self._area = ItemArea(f"{_NAME}.items", "Items")
        # Follows the fields inside, which take the keyboard themselves.
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._is_filled = False
        self.body.addWidget(self._area, 1)
        self._group.buttonToggled.connect(self.check)
        self.complete()
        self.accept_button.setFocus()

    def _radio(self, name: str, text: str) -> QRadioButton:
        radio = QRadioButton(text)
        radio.setObjectName(f"{_NAME}.{name}")
        radio.setAccessibleName(text)
        self._group.addButton(radio)
        self.body.addWidget(radio)
        return radio

    # ---- items -------------------------------------------------------------------------

    def _fill(self) -> None:
        """List the items; only when they are wanted, as most returns are all good."""
        area = self._area
        area.grid.setColumnStretch(0, 1)
        area.grid.addWidget(column_title("Item"), 0, 0)
        area.grid.addWidget(column_title("Pieces and condition"), 0, 1)
        number = 0
        for shipment in self._shipments:
            if len(self._shipments) > 1:
                area.add_order(shipment, 3)
            for item in shipment.items:
                self._add(area, shipment, item, number)
                number += 1
        area.fit()
        self._order_tabs()

    def _order_tabs(self) -> None:
        """The items were made after the buttons, but come before them for the keyboard."""
        widgets: list[QWidget] = [self.by_item]
        for line in self._lines:
            widgets += [each for part in line.parts for each in (part.pieces, part.quality)]
            widgets += [line.split] if line.split is not None else []
        for before, after in pairwise(widgets):
            self.setTabOrder(before, after)

    def _add(self, area: ItemArea, shipment: Shipment, item: OrderItem, number: int) -> None:
        name = f"{_NAME}.item.{number}"
        at = area.grid.rowCount()
        area.grid.addWidget(
            item_label(item, name, is_struck=not item.is_open), at, 0, Qt.AlignmentFlag.AlignTop
        )
        if not item.is_open:
            gone = named(plain_label("not part of the return", "muted"), f"{name}.gone")
            area.grid.addWidget(gone, at, 1)
            return
        line = _Line(shipment, item, name)
        self._lines.append(line)
        area.grid.addWidget(line.box, at, 1, Qt.AlignmentFlag.AlignTop)
        if item.quantity > 1:
            line.split = push("Split", f"{name}.split", "flat", "Pieces in another condition")
            line.split.setAccessibleName(f"Split the pieces of {item_title(item)}")
            line.split.clicked.connect(partial(self._split, line))
            area.grid.addWidget(line.split, at, 2, Qt.AlignmentFlag.AlignTop)
        self._add_part(line, item.quantity)

    def _split(self, line: _Line) -> None:
        """One more condition for the item; it takes a piece from the largest part."""
        largest = max(line.parts, key=lambda part: part.pieces.value())
        if len(line.parts) < line.item.quantity and largest.pieces.value() > 1:
            largest.pieces.setValue(largest.pieces.value() - 1)
            self._add_part(line, 1).quality.setFocus()
            self._order_tabs()
            self._area.fit()
            self.check()

    def _add_part(self, line: _Line, quantity: int) -> _Part:
        part = _Part(line.item, f"{line.name}.{len(line.parts)}", quantity)
        line.parts.append(part)
        part.pieces.valueChanged.connect(self.check)
        part.quality.currentIndexChanged.connect(self.check)
        box = QWidget()
        box.setObjectName(f"{part.quality.objectName()}.box")
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(part.pieces)
        row.addWidget(part.quality, 1)
        line.layout.addWidget(box)
        return part

    # ---- what is chosen ----------------------------------------------------------------

    @property
    def lines(self) -> list[_Line]:
        """The items that can be judged, in order."""
        return list(self._lines)

    def follow(self) -> None:
        is_by_item = self.by_item.isChecked()
        if is_by_item and not self._is_filled:
            self._is_filled = True
            self._fill()
        self._area.setVisible(is_by_item)
        for line in self._lines:
            if line.split is not None:
                line.split.setEnabled(len(line.parts) < line.item.quantity)

    def accept_text(self) -> str:
        return f"Accept {count_of(self._count, 'return')}"

    def missing(self) -> str:
        if not self.by_item.isChecked():
            return ""
        for line in self._lines:
            if line.told != line.item.quantity:
                return (
                    f"{item_title(line.item)}: {line.told} of {line.item.quantity} pieces have "
                    "a condition. Correct the pieces."
                )
        return ""

    def options(self) -> ActionOptions:
        if not self.by_item.isChecked():
            return ActionOptions()
        judged: dict[str, list[QcItem]] = {}
        for line in self._lines:
            together: dict[str, int] = {}
            for part in line.parts:
                slug = part.quality.slug
                together[slug] = together.get(slug, 0) + part.pieces.value()
            items = [QcItem(line.item.item_id, count, slug) for slug, count in together.items()]
            judged.setdefault(line.shipment.id, []).extend(items)
        return ActionOptions(qc_items={key: tuple(items) for key, items in judged.items()})
