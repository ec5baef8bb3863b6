"""A courier partner to choose or to type; every spelling ends as one name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from konnect_desktop.domain.couriers import NAMES, courier_name
from konnect_desktop.domain.plain import hides


class CourierBox(QComboBox):
    """Couriers of earlier orders first, then all known ones; anything else may be typed."""

    def __init__(self, name: str, used: Iterable[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Courier")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(14)
        self.offer(used)
        completer = self.completer()
        if completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCurrentIndex(-1)

    def offer(self, used: Iterable[str]) -> None:
        """The choices: those used before, then all others; what is typed stays."""
        typed = self.currentText()
        known = (courier_name(name) for name in used if name.strip())
        first = list(dict.fromkeys(name for name in known if not hides(name)))
        self.clear()
        self.addItems(first)
        if first:
            self.insertSeparator(len(first))
        self.addItems([name for name in NAMES if name not in first])
        self.setCurrentIndex(-1)
        self.setEditText(typed)

    @property
    def courier(self) -> str:
        """The one name of what is chosen or typed; "" for nothing."""
        return courier_name(self.currentText())
