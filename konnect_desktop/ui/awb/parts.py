"""Parts of the AWB dialog: the filter above the grid and the choice below it."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.domain.awb_import import AwbRow
from konnect_desktop.ui.awb.grid import Wanted
from konnect_desktop.ui.kit.formatting import count_of, grouped
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import card, named, push, relabel

_KINDS: tuple[tuple[str, str, Wanted | None], ...] = (
    ("all", "All", None),
    ("ready", "To send", lambda row: row.is_ready),
    ("empty", "To fill", lambda row: row.is_empty),
    ("problem", "Left out", lambda row: row.problem is not None),
)


def _kind_of(row: AwbRow) -> str:
    if row.problem is not None:
        return "problem"
    return "empty" if row.is_empty else "ready"


class LineFilter(QWidget):
    """All 17 · To send 12 · To fill 3 · Left out 2: press one to see only these."""

    #: Wanted or None.
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("awb.filter")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for name, text, wanted in _KINDS:
            button = QPushButton(text)
            button.setObjectName(f"awb.filter.{name}")
            button.setProperty("kind", "toggle")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, wanted=wanted: self.chosen.emit(wanted))
            group.addButton(button)
            self.buttons[name] = button
            layout.addWidget(button)
        self.buttons["all"].setChecked(True)
        layout.addStretch()

    def show_counts(self, rows: list[AwbRow]) -> None:
        """Put the numbers on the buttons."""
        counts = Counter(_kind_of(row) for row in rows)
        counts["all"] = len(rows)
        for name, text, _ in _KINDS:
            relabel(self.buttons[name], f"{text} {grouped(counts[name])}")
            self.buttons[name].setEnabled(bool(counts[name]) or self.buttons[name].isChecked())


class SendChoice(QFrame):
    """What the AWB means: the parcel has left, or not yet; and whether others are replaced."""

    changed = Signal()

    def __init__(self, *, has_left: bool | None) -> None:
        """`has_left`: the choice to begin with; None for none, and nothing is sent before one."""
        super().__init__()
        frame, layout = card("awb.choice")
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.left = self._radio(
            layout,
            "awb.choice.left",
            "The parcels have left: tell Fynd that they are handed over, too",
            "They become In transit at once. Returns only get their AWB.",
        )
        self.stored = self._radio(
            layout,
            "awb.choice.stored",
            "Only store the AWB: the parcels are still here",
            "Hand over later with Set status, Picked up. Get labels closes the AWB for good, so "
            "add it before.",
        )
        if has_left is not None:
            (self.left if has_left else self.stored).setChecked(True)
        self.replace = QCheckBox()
        self.replace.setObjectName("awb.choice.replace")
        self.replace.toggled.connect(self.changed)
        self.replace.hide()
        layout.addWidget(self.replace)

    def _radio(self, layout: QVBoxLayout, name: str, text: str, hint: str) -> QRadioButton:
        radio = QRadioButton(text)
        radio.setObjectName(name)
        radio.setAccessibleName(text)
        radio.setAccessibleDescription(hint)
        radio.toggled.connect(self.changed)
        layout.addWidget(radio)
        words = named(plain_label(hint, "faint"), f"{name}.hint")
        words.setContentsMargins(28, 0, 0, 4)
        layout.addWidget(words)
        return radio

    @property
    def is_made(self) -> bool:
        """Whether one of the two was chosen."""
        return self.left.isChecked() or self.stored.isChecked()

    @property
    def has_left(self) -> bool:
        """Whether Fynd is told that the parcels are handed over."""
        return self.left.isChecked()

    def show_replaced(self, count: int) -> None:
        """Ask once before AWBs are replaced; hidden when none is."""
        self.replace.setText(
            f"Replace the AWB of {count_of(count, 'order')}: Fynd takes the new one as final"
        )
        self.replace.setAccessibleName(self.replace.text())
        self.replace.setVisible(count > 0)


class Foot(QWidget):
    """The buttons at the bottom, and how many lines stay unsent."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("awb.foot")
        self.close_button = push("Not now", "awb.close")
        self.save_button = push(
            "Save list…", "awb.save_list", "flat", "XLSX or CSV, to be filled and imported again"
        )
        self.columns_button = push("Columns…", "awb.columns", "flat", "Say which column is what")
        self.columns_button.hide()
        self.summary = named(plain_label("", "muted"), "awb.summary")
        self.summary.setWordWrap(False)
        self.send_button = push("Send", "awb.send", "primary", "Ctrl+Enter")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.close_button, self.save_button, self.columns_button):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addWidget(self.summary)
        layout.addWidget(self.send_button)

    def show_counts(self, sends: int, total: int) -> None:
        """How many lines are sent, of how many."""
        relabel(self.send_button, f"Send {count_of(sends, 'AWB')}" if sends else "Send")
        left = total - sends
        self.summary.setText(
            f"{grouped(left)} of {count_of(total, 'line')} not sent" if left else ""
        )
        self.save_button.setVisible(total > 0)
