"""What all cards of the settings have in common."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFrame, QSpinBox, QVBoxLayout

from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named


class Change(Protocol):
    """Keeps some settings."""

    def __call__(self, **values: object) -> None:
        """Keep these."""


class SettingsCard(QFrame):
    """A heading and the fields of one topic."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(f"settings.{name}")
        self.setAccessibleName(title)
        self.setProperty("card", True)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 16, 20, 18)
        self.body.setSpacing(12)
        self.body.addWidget(named(plain_label(title, "heading"), f"settings.{name}.title"))

    def reload(self) -> None:
        """Show the settings as they are now."""


def spin(name: str, low: int, high: int, suffix: str = "") -> QSpinBox:
    """A field for a whole number."""
    made = QSpinBox()
    made.setObjectName(name)
    made.setRange(low, high)
    made.setSuffix(suffix)
    made.setKeyboardTracking(False)
    made.lineEdit().setTextMargins(6, 0, 6, 0)
    return made


def decimal(name: str, low: float, high: float, suffix: str = "") -> QDoubleSpinBox:
    """A field for a number with one decimal."""
    made = QDoubleSpinBox()
    made.setObjectName(name)
    made.setRange(low, high)
    made.setDecimals(1)
    made.setSingleStep(0.5)
    made.setSuffix(suffix)
    made.setKeyboardTracking(False)
    made.lineEdit().setTextMargins(6, 0, 6, 0)
    return made


def combo(name: str, *choices: tuple[str, object]) -> QComboBox:
    """A field with fixed choices: text and value."""
    made = QComboBox()
    made.setObjectName(name)
    for text, value in choices:
        made.addItem(text, value)
    return made
