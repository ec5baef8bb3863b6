"""Which batches of the history are listed: action, days, only failures, a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.journal import BatchFilter
from konnect_desktop.domain.sla import IST
from konnect_desktop.ui.batches.action_words import BATCHED, words
from konnect_desktop.ui.kit.parts import push

_NAME = "documents.history.filter"
#: title -> days back to its first midnight, and to the midnight that ends it (None: now)
_TIMES: tuple[tuple[str, int | None, int | None], ...] = (
    ("Any time", None, None),
    ("Today", 0, None),
    ("Yesterday", 1, 0),
    ("Last 7 days", 6, None),
    ("Last 30 days", 29, None),
)


class HistoryFilter(QWidget):
    """One row of fields; `changed` whenever the list should be read again."""

    changed = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.setObjectName(_NAME)
        self.setAccessibleName("Which batches")
        self._now = now
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 8, 8, 4)
        line.setSpacing(8)
        self.action = QComboBox()
        self.action.setObjectName(f"{_NAME}.action")
        self.action.setAccessibleName("Action")
        self.action.addItem("All actions", None)
        for action in BATCHED:
            self.action.addItem(words(action).verb, action)
        self.when = QComboBox()
        self.when.setObjectName(f"{_NAME}.when")
        self.when.setAccessibleName("When")
        for title, *days in _TIMES:
            self.when.addItem(title, tuple(days))
        self.failures = QCheckBox("Only failures")
        self.failures.setObjectName(f"{_NAME}.failures")
        self.failures.setAccessibleName("Only failures")
        self.failures.setToolTip("Only batches in which something did not work")
        self.text = QLineEdit()
        self.text.setObjectName(f"{_NAME}.text")
        self.text.setAccessibleName("Order, shipment or reason")
        self.text.setPlaceholderText("Order, shipment or reason")
        self.text.setClearButtonEnabled(True)
        self.text.setMaxLength(100)
        self.clear_button = push("Clear", f"{_NAME}.clear", "flat", "Lists all batches again")
        self.clear_button.clicked.connect(self.clear)
        for widget in (self.action, self.when, self.failures):
            line.addWidget(widget)
        line.addWidget(self.text, 1)
        line.addWidget(self.clear_button)
        self.action.currentIndexChanged.connect(self._on_changed)
        self.when.currentIndexChanged.connect(self._on_changed)
        self.failures.toggled.connect(self._on_changed)
        self.text.textChanged.connect(self._on_changed)
        self.clear_button.hide()

    @property
    def value(self) -> BatchFilter:
        """What is wanted now."""
        first, last = self.when.currentData()
        action = self.action.currentData()
        return BatchFilter(
            actions=frozenset() if action is None else frozenset({Action(action)}),
            since=None if first is None else self._midnight(first),
            until=None if last is None else self._midnight(last),
            failures_only=self.failures.isChecked(),
            text=self.text.text().strip(),
        )

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return self.value != BatchFilter()

    def clear(self) -> None:
        """List all batches again."""
        for widget in (self.action, self.when):
            widget.setCurrentIndex(0)
        self.failures.setChecked(False)
        self.text.clear()

    def _midnight(self, days_ago: int) -> datetime:
        """The beginning of a day in India."""
        today = self._now().astimezone(IST).replace(hour=0, minute=0, second=0, microsecond=0)
        return today - timedelta(days=days_ago)

    def _on_changed(self) -> None:
        self.clear_button.setVisible(self.is_set)
        self.changed.emit()
