"""What stands where the table would be empty: why, and the button that helps."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.services.sync_models import SyncHealth
from konnect_desktop.ui import icons
from konnect_desktop.ui.messages import plain_label
from konnect_desktop.ui.theme import Theme


class Empty(StrEnum):
    """Why there is nothing to show."""

    NO_ORDERS = "no_orders"
    FIRST_SYNC = "first_sync"
    LANE_DONE = "lane_done"
    NO_MATCH = "no_match"
    OTHER_TABS = "other_tabs"
    SIGNED_OUT = "signed_out"
    OFFLINE = "offline"


#: why -> icon, heading, text, button
_WORDS: dict[Empty, tuple[str, str, str, str]] = {
    Empty.NO_ORDERS: (
        "parcel_empty",
        "No orders yet",
        "New orders appear here by themselves. You can also look for them now.",
        "Check now",
    ),
    Empty.FIRST_SYNC: (
        "refresh",
        "Fetching your orders",
        "The first time takes a little longer. Orders appear as they arrive.",
        "",
    ),
    Empty.LANE_DONE: ("check_double", "Nothing to do here", "All calm on this tab.", ""),
    Empty.NO_MATCH: (
        "filter",
        "Nothing matches",
        "No order on this tab fits the search and the filters.",
        "Clear filters",
    ),
    Empty.OTHER_TABS: (
        "search",
        "Nothing on this tab",
        "Other tabs have orders that match; their numbers are above.",
        "Show all tabs",
    ),
    Empty.SIGNED_OUT: (
        "key",
        "Not signed in",
        "Sign in with the Username and Token of the Konnect extension to see your orders.",
        "Sign in",
    ),
    Empty.OFFLINE: (
        "offline",
        "Konnect could not be reached",
        "No orders were fetched yet. Check the internet connection, then press Try again.",
        "Try again",
    ),
}


def why_no_match(wanted: OrderFilter, on_other_tabs: int) -> tuple[Empty, str]:
    """What to say when there are orders, but none here."""
    if not wanted.is_narrowed:
        return Empty.LANE_DONE, ""
    if on_other_tabs and wanted.lane is not None:
        return Empty.OTHER_TABS, ""
    return Empty.NO_MATCH, ""


def why_nothing(health: SyncHealth, *, is_signed_in: bool) -> tuple[Empty, str]:
    """What to say when there are no orders at all."""
    if not is_signed_in:
        return Empty.SIGNED_OUT, ""
    if health.is_running:
        return Empty.FIRST_SYNC, ""
    if health.is_failing:
        words = (health.error_text, health.next_step, "Press Try again.")
        return Empty.OFFLINE, " ".join(word for word in words if word)
    return Empty.NO_ORDERS, ""


class EmptyState(QWidget):
    """A calm panel; `pressed` carries the reason whose button was pressed."""

    pressed = Signal(Empty)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("orders.empty")
        self.setAccessibleName("Nothing to show")
        self._theme = theme
        self.why = Empty.NO_ORDERS
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 48)
        column.setSpacing(8)
        column.addStretch()
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.heading = plain_label("", "title")
        self.heading.setObjectName("orders.empty.heading")
        self.text = plain_label("", "muted")
        self.text.setObjectName("orders.empty.text")
        self.button = QPushButton()
        self.button.setObjectName("orders.empty.button")
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(lambda: self.pressed.emit(self.why))
        for label in (self.heading, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._picture)
        column.addWidget(self.heading)
        column.addWidget(self.text)
        column.addSpacing(8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch()
        theme.changed.connect(lambda: self.say(self.why))
        self.say(self.why)

    def say(self, why: Empty, text: str = "") -> None:
        """Show the words for `why`; `text` replaces the second line."""
        self.why = why
        name, heading, usual, button = _WORDS[why]
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap(name, self._theme.tokens.faint, 44, ratio))
        self.heading.setText(heading)
        self.text.setText(text or usual)
        self.setAccessibleDescription(f"{heading}. {self.text.text()}")
        self.button.setText(button)
        self.button.setAccessibleName(button or heading)
        self.button.setToolTip(button)
        self.button.setVisible(bool(button))
