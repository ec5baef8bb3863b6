"""The key bar at the bottom, and the list of all keys (F1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.ui.actions.specs import SPECS
from konnect_desktop.ui.kit import keys as keys_here
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.theme import KEY_BAR_HEIGHT
from konnect_desktop.ui.kit.window_place import bounded_resize

#: Name, key, what it does in words, what it does.
Key = tuple[str, str, str, Callable[[], None]]

_ALWAYS: tuple[tuple[str, str], ...] = (
    ("F1", "This list"),
    ("Ctrl+K", "Do anything: actions, rooms, settings"),
    ("Ctrl+F or F2", "Find"),
    ("F3", "Filters"),
    ("F5", "Check for news now"),
    ("Ctrl+1, Ctrl+2, Ctrl+3, Ctrl+4, Ctrl+,", "Orders, Handover, Tracking, Documents, Settings"),
    ("Space", "Tick or untick the order"),
    ("Ctrl+A", "Tick all on screen"),
    ("Ctrl+Shift+A", "Tick all that match"),
    ("Ctrl+Shift+N", "Untick all"),
    ("Shift+Up, Shift+Down", "Tick several"),
    ("Enter", "Open the order"),
    ("Esc", "Close details, clear the search, untick"),
    ("Ctrl+Enter", "The filled button: next step"),
    ("Ctrl+Z", "Undo while a batch waits"),
    ("Ctrl+C", "Copy the ticked rows"),
    ("Ctrl+V", "Show the orders of a copied list"),
    ("Ctrl+E", "Type the AWB of a self-ship order"),
    ("Ctrl+I", "Import a file: AWBs or invoice data"),
)


class KeyBar(QFrame):
    """Says which keys do what here; each can also be clicked."""

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self.setObjectName("keys")
        self.setAccessibleName("Keys")
        self.setProperty("part", "keys")
        self.setFixedHeight(KEY_BAR_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(2)
        for name, key, text, call in keys:
            key = keys_here.shown(key)
            button = QPushButton(f"{key}  {text}")
            button.setObjectName(f"keys.{name}")
            button.setAccessibleName(f"{text}, {key}")
            button.setToolTip(plain_tip(f"{text} ({key})"))
            button.setProperty("kind", "key")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _on=False, call=call: call())
            row.addWidget(button)
        row.addStretch()
        self.said = plain_label("", "faint")
        self.said.setObjectName("keys.said")
        self.said.setAccessibleName("Last message")
        self.said.setWordWrap(False)
        row.addWidget(self.said)


class KeysDialog(QDialog):
    """Every key on one page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys.dialog")
        self.setWindowTitle("Keys")
        self.setAccessibleName("All keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bounded_resize(self, QSize(480, 560))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 12, 16)
        column.addWidget(plain_label("Keys", "title"))
        body = QWidget()
        body.setObjectName("keys.dialog.body")
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 8, 12, 8)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        lines = [*_ALWAYS, *((spec.shortcut, spec.text) for spec in SPECS if spec.shortcut)]
        if keys_here.IS_MAC:
            lines = [(_here(key), text) for key, text in lines]
        for number, (key, text) in enumerate(lines):
            grid.addWidget(plain_label(key, "heading2"), number, 0)
            grid.addWidget(plain_label(text), number, 1)
        area = QScrollArea()
        area.setObjectName("keys.dialog.area")
        area.setAccessibleName("All keys")
        area.setWidgetResizable(True)
        area.setWidget(body)
        column.addWidget(area, 1)
        close = QPushButton("Close")
        close.setObjectName("keys.dialog.close")
        close.setAccessibleName("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        column.addLayout(row)


def _here(line: str) -> str:
    """The keys of a line, "Ctrl+F or F2", as this system has them, each once."""
    for between in (" or ", ", "):
        if between in line:
            return between.join(dict.fromkeys(map(keys_here.shown, line.split(between))))
    return keys_here.shown(line)
