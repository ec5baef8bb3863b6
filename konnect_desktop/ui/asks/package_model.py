"""The boxes of many orders as a table: what Fynd holds, what a preset gives, what is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor

from konnect_desktop.domain.packaging import (
    HEAVIEST_G,
    LONGEST_CM,
    PackagePreset,
    preset_for,
    read_size,
)
from konnect_desktop.domain.shipments import Package, Shipment
from konnect_desktop.ui.asks.item_line import item_title, order_title
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import plain_cells
from konnect_desktop.ui.kit.tables import AnyIndex, TitledModel
from konnect_desktop.ui.kit.tokens import Tokens

HEADINGS = ("Order", "Items", "Length cm", "Width cm", "Height cm", "Weight g", "From")
ORDER, ITEMS, FIRST_SIZE, ORIGIN = 0, 1, 2, 6
_MOST = (LONGEST_CM, LONGEST_CM, LONGEST_CM, HEAVIEST_G)
_NAMES = ("length", "width", "height", "weight")
FYND, TYPED = "Fynd", "You"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(slots=True)
class PackageRow:
    """One box: four sizes as they are typed (cm, cm, cm, g), and where they come from."""

    shipment: Shipment
    package_id: str
    texts: list[str]
    origin: str
    #: "2 of 3" when the order has several boxes.
    place: str = ""
    fynd: tuple[str, ...] = ("", "", "", "")

    @property
    def is_own(self) -> bool:
        """Whether it differs from what Fynd holds and is sent."""
        return self.origin != FYND

    def sizes(self) -> list[Decimal | None]:
        """The typed sizes as numbers; None for what cannot be read."""
        return [read_size(text, most) for text, most in zip(self.texts, _MOST, strict=True)]

    def fault(self) -> str:
        """What is wrong with a box that is sent, "" when nothing."""
        if not self.is_own:
            return ""
        for name, text, size in zip(_NAMES, self.texts, self.sizes(), strict=True):
            if size is None:
                what = f"{text} is no {name}" if text.strip() else f"the {name} is missing"
                return f"Order {order_title(self.shipment)}: {what}. Correct it in Packages."
        return ""

    def package(self) -> Package:
        """The box as the invoice names it."""
        return Package(self.package_id, *self.sizes())


@survives
class PackageModel(TitledModel):
    """Cells of the sizes can be edited; a change of one makes the row the seller's own."""

    edited = Signal()

    def __init__(self, rows: Iterable[PackageRow], tokens: Callable[[], Tokens]) -> None:
        super().__init__(HEADINGS, aligned=dict.fromkeys(range(FIRST_SIZE, ORIGIN), _RIGHT))
        self.setObjectName("packages.model")
        self._tokens = tokens
        self.rows = list(rows)
        #: What is wrong with each row that is sent; kept, as it is asked for at every key.
        self._faults: dict[int, str] = {}
        self._look_at(range(len(self.rows)))

    # ---- what is sent ------------------------------------------------------------------

    def packages(self) -> dict[str, tuple[Package, ...]]:
        """Shipment -> all its boxes, for the shipments of which one is the seller's own.

        The call overwrites all boxes of an order, so the others of it are named as well.
        """
        touched = {row.shipment.id for row in self.rows if row.is_own}
        found: dict[str, list[Package]] = {}
        for row in self.rows:
            if row.shipment.id in touched:
                found.setdefault(row.shipment.id, []).append(row.package())
        return {key: tuple(boxes) for key, boxes in found.items()}

    def fault(self) -> str:
        """The first thing that is wrong, "" when nothing."""
        return self._faults[min(self._faults)] if self._faults else ""

    @property
    def own_count(self) -> int:
        """How many boxes are sent."""
        return sum(row.is_own for row in self.rows)

    # ---- changes -----------------------------------------------------------------------

    def fill(self, numbers: Sequence[int], texts: Sequence[str], origin: str) -> None:
        """Give these rows other sizes."""
        for number in numbers:
            self.rows[number].texts = list(texts)
            self.rows[number].origin = origin
        self._all_changed(numbers)

    def reset(self, numbers: Sequence[int]) -> None:
        """Back to what Fynd holds."""
        for number in numbers:
            row = self.rows[number]
            row.texts, row.origin = list(row.fynd), FYND
        self._all_changed(numbers)

    def _look_at(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            fault = self.rows[number].fault()
            if fault:
                self._faults[number] = fault
            else:
                self._faults.pop(number, None)

    def _all_changed(self, numbers: Sequence[int]) -> None:
        self._look_at(numbers)
        self.tell_all()
        self.edited.emit()

    # ---- Qt ----------------------------------------------------------------------------

    def all_rows(self) -> Sequence[PackageRow]:
        """The boxes."""
        return self.rows

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if FIRST_SIZE <= index.column() < ORIGIN:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    @plain_cells
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        roles = Qt.ItemDataRole
        if role in (roles.DisplayRole, roles.EditRole):
            return self._text(row, column)
        if role == roles.TextAlignmentRole and FIRST_SIZE <= column < ORIGIN:
            return int(_RIGHT)
        if role == roles.ForegroundRole:
            return self._colour(row, column)
        if role in (roles.ToolTipRole, roles.AccessibleDescriptionRole):
            whole = self._text(row, column) if column in (ORDER, ITEMS) else None
            return self._faults.get(index.row()) or whole
        return None

    def _text(self, row: PackageRow, column: int) -> str:
        if column == ORDER:
            # First what tells the rows of one order apart: the column may cut the rest.
            return f"{f'Box {row.place} · ' if row.place else ''}{order_title(row.shipment)}"
        if column == ITEMS:
            items = row.shipment.open_items
            first = item_title(items[0]) if items else ""
            more = f" +{len(items) - 1}" if len(items) > 1 else ""
            return f"{row.shipment.quantity} × {first}{more}"
        if column == ORIGIN:
            return row.origin
        return row.texts[column - FIRST_SIZE]

    def _colour(self, row: PackageRow, column: int) -> QColor | None:
        if not row.is_own:
            return QColor(self._tokens().muted) if column >= FIRST_SIZE else None
        if FIRST_SIZE <= column < ORIGIN and row.sizes()[column - FIRST_SIZE] is None:
            return QColor(self._tokens().danger)
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        row, place = self.rows[index.row()], index.column() - FIRST_SIZE
        text = str(value).strip()
        if row.texts[place] == text:
            return False
        row.texts[place], row.origin = text, TYPED
        self._all_changed([index.row()])
        return True


def size_texts(package: Package) -> tuple[str, ...]:
    """Sizes as the table shows them."""
    sizes = (package.length_cm, package.width_cm, package.height_cm, package.weight_g)
    return tuple("" if size is None else f"{size.normalize():f}" for size in sizes)


def package_rows(
    shipments: Iterable[Shipment], presets: Sequence[PackagePreset]
) -> list[PackageRow]:
    """The boxes of many orders, presets filled in. Takes its time: call from a worker thread."""
    return [row for shipment in shipments for row in _rows_of(shipment, presets)]


def _rows_of(shipment: Shipment, presets: Sequence[PackagePreset]) -> list[PackageRow]:
    boxes = shipment.packages or (Package(),)
    many = len(boxes) > 1
    rows = []
    for number, box in enumerate(boxes, 1):
        fynd = size_texts(box)
        place = f"{number} of {len(boxes)}" if many else ""
        rows.append(PackageRow(shipment, box.package_id, list(fynd), FYND, place, fynd))
    preset = preset_for(presets, shipment)
    if preset is not None:
        rows[0].texts, rows[0].origin = list(size_texts(preset.package())), preset.name
    return rows
