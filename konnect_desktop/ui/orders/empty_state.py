"""What stands where the table would be empty: why, and the button that helps."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from konnect_desktop.domain.states import Lane
from konnect_desktop.ui.kit import icons
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.overrides import survives
from konnect_desktop.ui.kit.plain import PlainLabel, plain_tip
from konnect_desktop.ui.kit.theme import Theme


class Empty(StrEnum):
    """Why there is nothing to show."""

    NO_ORDERS = "no_orders"
    FIRST_SYNC = "first_sync"
    LANE_DONE = "lane_done"
    NO_MATCH = "no_match"
    NO_SUCH = "no_such"
    OTHER_TABS = "other_tabs"
    HIDDEN = "hidden"
    ASK_FYND = "ask_fynd"
    ASKING = "asking"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
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
    Empty.LANE_DONE: ("check_double", "Nothing to do here", "", "Check now"),
    Empty.NO_MATCH: (
        "filter",
        "Nothing matches",
        "No order on this tab fits the search and the filters.",
        "Clear filters",
    ),
    Empty.NO_SUCH: ("search", "Nothing matches", "", "Clear search"),
    Empty.OTHER_TABS: ("search", "Nothing on this tab", "", "Look in all orders"),
    Empty.HIDDEN: ("filter", "Hidden by the filters", "", "Look in all orders"),
    Empty.ASK_FYND: (
        "search",
        "Not among your orders here",
        "Fynd may know this number as a shipment or as an AWB.",
        "Ask Fynd",
    ),
    Empty.ASKING: ("refresh", "Asking Fynd…", "This takes a few seconds.", ""),
    Empty.NOT_KNOWN: (
        "search",
        "Fynd does not know it",
        "Your account has no shipment and no AWB with this number. Fynd cannot be asked for a"
        " channel's order number: for one of those press Check now, which reads all orders.",
        "Check now",
    ),
    Empty.NOT_ASKED: ("offline", "Fynd was not asked", "", "Ask again"),
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


#: What a tab without orders says, and how orders come into it.
_LANES: dict[Lane, tuple[str, str]] = {
    Lane.FIX: ("Nothing to fix", "Orders that need your eye come here."),
    Lane.NEW: ("No new orders", "They come here by themselves; you can also look for them now."),
    Lane.TO_INVOICE: ("Nothing to invoice", "Orders come here when they are confirmed."),
    Lane.WAITING_FOR_COURIER: (
        "No order waits for a courier",
        "Invoiced orders wait here until Fynd has named their courier.",
    ),
    Lane.GET_LABELS: ("No labels to get", "Orders come here when they have a courier or an AWB."),
    Lane.TO_PACK: ("Nothing to pack", "Orders come here when they have a label."),
    Lane.TO_HAND_OVER: ("Nothing to hand over", "Orders come here when they are packed."),
    Lane.IN_TRANSIT: ("Nothing on its way", "Orders come here after the hand-over."),
    Lane.DELIVERED: ("Nothing delivered yet", "Orders come here when the buyer has them."),
    Lane.RETURNS: ("No returns", "Customer returns and RTOs come here."),
    Lane.CANCELLED: ("Nothing cancelled", "Orders that you or the buyer cancelled come here."),
    Lane.OTHER: ("Nothing here", "Orders with a status that the app does not know come here."),
}


def lane_words(lane: Lane | None) -> tuple[str, str]:
    """Heading and text of an empty tab."""
    return _LANES.get(lane, ("", "")) if lane is not None else ("", "")


#: px: longer lines are hard to read.
_TEXT_WIDTH = 560


@survives
class EmptyState(QWidget):
    """A calm panel; `pressed` carries the reason whose button was pressed."""

    pressed = Signal(Empty)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("orders.empty")
        self.setAccessibleName("Nothing to show")
        self._theme = theme
        self.why = Empty.NO_ORDERS
        self._said = ("", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 48)
        column.setSpacing(8)
        column.addStretch()
        self._picture = PlainLabel()
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
        self.text.setMaximumWidth(_TEXT_WIDTH)
        self.text.setMinimumWidth(min(_TEXT_WIDTH, 360))
        # Beside stretches and not aligned, so that it gets the height of its wrapped lines.
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.text, 1000)
        line.addStretch(1)
        column.addLayout(line)
        column.addSpacing(8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch()
        theme.changed.connect(lambda: self.say(self.why, *self._said))
        self.say(self.why)

    def say(self, why: Empty, text: str = "", heading: str = "") -> None:
        """Show the words for `why`; `text` and `heading` replace the usual ones."""
        self.why = why
        self._said = (text, heading)
        name, usual_heading, usual, button = _WORDS[why]
        heading = heading or usual_heading
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap(name, self._theme.tokens.faint, 44, ratio))
        self.heading.setText(heading)
        self.text.setText(text or usual)
        self.setAccessibleDescription(f"{heading}. {self.text.text()}")
        self.button.setText(button)
        self.button.setAccessibleName(button or heading)
        self.button.setToolTip(plain_tip(button))
        self.button.setVisible(bool(button))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button, as it opens an order where there is a list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.button.isVisible():
            self.button.click()
        else:
            super().keyPressEvent(event)
