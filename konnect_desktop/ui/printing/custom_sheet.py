"""The seller's own sheet: its size, margins, gaps and how many labels it carries."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QSpinBox, QWidget

from konnect_desktop.domain.printing import CustomSheet
from konnect_desktop.ui.kit.card import decimal, spin
from konnect_desktop.ui.kit.parts import field

#: name -> title, smallest, largest, first value; mm or a count.
_SIZES = (
    ("width_mm", "Width", 20.0, 1000.0, 100.0),
    ("height_mm", "Height", 20.0, 1000.0, 150.0),
    ("margin_left_mm", "Left margin", 0.0, 200.0, 0.0),
    ("margin_top_mm", "Top margin", 0.0, 200.0, 0.0),
    ("gap_x_mm", "Gap across", 0.0, 100.0, 0.0),
    ("gap_y_mm", "Gap down", 0.0, 100.0, 0.0),
)
_COUNTS = (("columns", "Across"), ("rows", "Down"))


class CustomSheetFields(QWidget):
    """Eight numbers in two columns; applies as soon as one is done."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("preview.custom")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        self._sizes: dict[str, QDoubleSpinBox] = {}
        self._counts: dict[str, QSpinBox] = {}
        for place, (name, title, low, high, first) in enumerate(_SIZES):
            control = decimal(f"preview.custom.{name.removesuffix('_mm')}", low, high, " mm")
            control.setValue(first)
            control.valueChanged.connect(lambda _value: self.changed.emit())
            self._sizes[name] = control
            grid.addWidget(field(title, control), place // 2, place % 2)
        for place, (name, title) in enumerate(_COUNTS):
            count = spin(f"preview.custom.{name}", 1, 20)
            count.valueChanged.connect(lambda _value: self.changed.emit())
            self._counts[name] = count
            grid.addWidget(field(title, count), len(_SIZES) // 2, place)

    def sheet(self) -> CustomSheet:
        """What is set."""
        size, count = self._sizes, self._counts
        return CustomSheet(
            size["width_mm"].value(),
            size["height_mm"].value(),
            count["columns"].value(),
            count["rows"].value(),
            size["margin_left_mm"].value(),
            size["margin_top_mm"].value(),
            size["gap_x_mm"].value(),
            size["gap_y_mm"].value(),
        )

    def show_sheet(self, sheet: CustomSheet | None) -> None:
        """Show a sheet without announcing it."""
        if sheet is None:
            return
        self.blockSignals(True)
        for name, control in self._sizes.items():
            control.setValue(getattr(sheet, name))
        for name, count in self._counts.items():
            count.setValue(getattr(sheet, name))
        self.blockSignals(False)
