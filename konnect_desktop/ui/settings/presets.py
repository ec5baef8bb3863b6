"""Package presets: boxes by SKU, filled into invoices by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from konnect_desktop.domain.packaging import HEAVIEST_G, LONGEST_CM, PackagePreset, read_size
from konnect_desktop.ui.asks.package_model import size_texts
from konnect_desktop.ui.kit.card import Change, SettingsCard, spin
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import ErrorLine, named
from konnect_desktop.ui.settings.row_grid import RowGrid
from konnect_desktop.ui.work.context import AppContext

_ROWS = "settings.package_presets"
_SIZES = (
    ("length", "Length cm", LONGEST_CM),
    ("width", "Width cm", LONGEST_CM),
    ("height", "Height cm", LONGEST_CM),
    ("weight", "Weight g", HEAVIEST_G),
)


class PresetsCard(SettingsCard):
    """One row for each box; kept as soon as all rows are complete."""

    def __init__(self, context: AppContext, change: Change) -> None:
        super().__init__("presets", "Package presets")
        self._context, self._change = context, change
        text = "Orders with these SKUs get this size with their invoice; you see it before it is "
        text += "sent. A * stands for any letters: TEE-* fits TEE-RED-M."
        self.body.addWidget(named(plain_label(text, "muted"), "settings.presets.text"))
        self.rows = RowGrid(
            _ROWS,
            ("Name", "SKU", *(title for _, title, _ in _SIZES), "Up to pieces"),
            (3, 3, 1, 1, 1, 1, 1),
            self._make_row,
            "Add a preset",
        )
        self.rows.changed.connect(self._save)
        self.body.addWidget(self.rows)
        self.error = ErrorLine("settings.presets.error")
        self.body.addWidget(self.error)

    def reload(self) -> None:
        """Show the presets as they are now; a row that is being typed stays."""
        kept = self._context.settings.package_presets
        if self.rows.rows and (self.error.text() or self._typed() == list(kept)):
            return
        self.rows.clear()
        for preset in kept:
            fields = self.rows.add()
            texts = (preset.name, preset.sku, *size_texts(preset.package()))
            for line, text in zip(fields, texts, strict=False):
                assert isinstance(line, QLineEdit)
                line.setText(text)
            pieces = fields[-1]
            assert isinstance(pieces, QSpinBox)
            pieces.blockSignals(True)
            pieces.setValue(preset.pieces)
            pieces.blockSignals(False)

    def _make_row(self, number: int) -> list[QWidget]:
        parts = (("name", "Name"), ("sku", "SKU"), *((name, title) for name, title, _ in _SIZES))
        fields: list[QWidget] = []
        for part, title in parts:
            line = QLineEdit()
            line.setObjectName(f"{_ROWS}.{number}.{part}")
            line.setAccessibleName(title)
            line.setMaxLength(60)
            line.editingFinished.connect(self._save)
            fields.append(line)
        pieces = spin(f"{_ROWS}.{number}.pieces", 1, 999)
        pieces.setAccessibleName("Up to so many pieces")
        pieces.valueChanged.connect(self._save)
        return [*fields, pieces]

    def _typed(self) -> list[PackagePreset | None]:
        return [_read(fields) for fields in self.rows.rows]

    def _save(self) -> None:
        typed = self._typed()
        self.error.say(_fault(self.rows.rows))
        presets = tuple(preset for preset in typed if preset is not None)
        if not self.error.text() and presets != self._context.settings.package_presets:
            self._change(package_presets=presets)


def _texts(fields: Sequence[QWidget]) -> list[str]:
    return [line.text().strip() for line in fields if isinstance(line, QLineEdit)]


def _sizes(texts: Sequence[str]) -> list[Decimal | None]:
    return [read_size(text, most) for text, (_, _, most) in zip(texts, _SIZES, strict=True)]


def _read(fields: Sequence[QWidget]) -> PackagePreset | None:
    name, sku, *rest = _texts(fields)
    length, width, height, weight = _sizes(rest)
    pieces = fields[-1]
    assert isinstance(pieces, QSpinBox)
    if not sku or length is None or width is None or height is None or weight is None:
        return None
    return PackagePreset(name or sku, sku, length, width, height, weight, pieces.value())


def _fault(rows: Sequence[Sequence[QWidget]]) -> str:
    """What is missing in the first row that cannot be kept yet, "" when nothing."""
    for number, fields in enumerate(rows, 1):
        _name, sku, *rest = _texts(fields)
        if not sku:
            return f"Preset {number}: the SKU is missing. Nothing is kept yet."
        for text, size, (_, title, most) in zip(rest, _sizes(rest), _SIZES, strict=True):
            if size is None:
                what = f"{text} does not fit" if text else "is missing"
                return (
                    f"Preset {number}: {title.lower()} {what}; write a number above 0, up to "
                    f"{most}. Nothing is kept yet."
                )
    return ""
