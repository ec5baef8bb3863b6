"""A card that is made from the records of its settings: tick boxes, numbers, choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QSpinBox

from konnect_desktop.settings import SETTINGS, Choices, Number, Setting, Settings, Shown
from konnect_desktop.ui.kit.card import Change, SettingsCard, combo, decimal, spin
from konnect_desktop.ui.kit.parts import field
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.settings.names import CARDS
from konnect_desktop.ui.work.context import AppContext

#: The cards that are made so; the others have more to do.
MADE = ("sending", "look")
for _one in SETTINGS.values():
    if _one.shown is not None and _one.shown.card not in MADE:
        raise ValueError(f"setting {_one.name}: its card must be one of {MADE}")

Field = QCheckBox | QComboBox | QSpinBox | QDoubleSpinBox


class RecordCard(SettingsCard):
    """Every setting whose record names this card, in the order of the records."""

    def __init__(
        self,
        context: AppContext,
        change: Change,
        name: str,
        *,
        at_once: Mapping[str, Callable[[Any], object]] | None = None,
    ) -> None:
        """`at_once`: what a setting does by itself before it is kept."""
        super().__init__(name, CARDS[name][0])
        self._context, self._change = context, change
        self._at_once = at_once or {}
        self.fields: dict[str, Field] = {}
        for setting in SETTINGS.values():
            if setting.shown is not None and setting.shown.card == name:
                self.fields[setting.name] = self._add(setting, setting.shown)

    def _add(self, setting: Setting, shown: Shown) -> Field:
        made = _made(f"settings.{setting.name}", shown)
        if isinstance(made, QCheckBox):
            made.toggled.connect(lambda on: self._keep(setting, on))
            self.body.addWidget(made)
            return made
        if isinstance(made, QComboBox):
            made.currentIndexChanged.connect(lambda _n: self._keep(setting, made.currentData()))
        else:
            made.valueChanged.connect(lambda value: self._keep(setting, value))
        self.body.addWidget(field(shown.title, made, shown.hint))
        return made

    def _keep(self, setting: Setting, value: Any) -> None:
        act = self._at_once.get(setting.name)
        if act is not None:
            act(value)
        self._change(**{setting.name: value})

    def reload(self) -> None:
        """Show the settings as they are now."""
        now: Settings = self._context.settings
        for name, made in self.fields.items():
            value = getattr(now, name)
            with QSignalBlocker(made):
                if isinstance(made, QCheckBox):
                    made.setChecked(value)
                elif isinstance(made, QComboBox):
                    made.setCurrentIndex(max(0, made.findData(value)))
                else:
                    made.setValue(value)


def _made(name: str, shown: Shown) -> Field:
    kind = shown.kind
    if isinstance(kind, Choices):
        return combo(name, *kind.choices)
    if isinstance(kind, Number):
        low, high = kind.low, kind.high
        is_whole = isinstance(low, int) and isinstance(high, int)
        made = (
            spin(name, int(low), int(high), kind.unit)
            if is_whole
            else decimal(name, low, high, kind.unit)
        )
        made.setSpecialValueText(kind.lowest)
        return made
    box = QCheckBox(shown.title)
    box.setObjectName(name)
    box.setAccessibleName(shown.title)
    if shown.hint:
        box.setToolTip(plain_tip(shown.hint))
    return box
