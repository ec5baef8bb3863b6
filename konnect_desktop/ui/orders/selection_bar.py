"""What is ticked, what can be done with it, and why not for the rest."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from konnect_desktop.ui.actions.bar import ActionBar
from konnect_desktop.ui.actions.offer import Offer
from konnect_desktop.ui.actions.specs import BY_ACTION
from konnect_desktop.ui.kit import formatting
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.theme import Theme

_HINT = "Tick orders to act on them: Space ticks, Ctrl+A all on screen."


class SelectionBar(QFrame):
    """Always at the same place, so that nothing jumps when the first order is ticked."""

    all_wanted = Signal()
    none_wanted = Signal()
    shown_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("orders.selection_bar")
        self.setAccessibleName("Selection")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 10)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.text = plain_label(_HINT, "muted")
        self.text.setObjectName("orders.selection.text")
        self.text.setWordWrap(False)
        self.all = _link("Select all", "orders.select_all", "Ctrl+Shift+A")
        self.all.clicked.connect(self.all_wanted)
        self.none = _link("Select none", "orders.select_none", "Ctrl+Shift+N")
        self.none.clicked.connect(self.none_wanted)
        self.shown = _link("Show only these", "orders.show_selected", "")
        self.shown.setToolTip("Filter the table to the ticked orders")
        self.shown.clicked.connect(self.shown_wanted)
        self.why = plain_label("", "muted")
        self.why.setObjectName("orders.selection.why")
        self.why.setAccessibleName("Why not")
        self.why.setWordWrap(False)
        self.why.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.why.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for widget in (self.text, self.all, self.none, self.shown):
            row.addWidget(widget)
        row.addWidget(self.why, 1)
        column.addLayout(row)
        self.actions_bar = ActionBar(theme)
        self.actions_bar.explained.connect(self._on_explained)
        column.addWidget(self.actions_bar)
        self._summary = ""
        #: What a batch is doing with the ticked orders.
        self._batch = ""
        self._explained = ""
        self._ticked_here = 0
        self.show_state(0, 0, Offer())

    def show_state(self, ticked: int, matching: int, offer: Offer) -> None:
        """`ticked` orders of `matching` that the filter finds."""
        if ticked:
            hidden = (
                f", {formatting.grouped(offer.hidden)} not in this list" if offer.hidden else ""
            )
            self.text.setText(f"{formatting.count_of(ticked, 'order')} selected{hidden}")
        else:
            self.text.setText(_HINT)
        self.text.setProperty("role", "heading2" if ticked else "muted")
        self.text.style().unpolish(self.text)
        self.text.style().polish(self.text)
        self._ticked_here = ticked - offer.hidden
        self.show_matching(matching)
        self.none.setVisible(ticked > 0)
        self.shown.setVisible(offer.hidden > 0)
        self.actions_bar.show_offer(offer)
        self._offer = offer
        self._summarise()
        self._on_explained("")

    def show_batch(self, text: str) -> None:
        """What a batch is doing with the ticked orders, "" when none is."""
        if text != self._batch:
            self._batch = text
            self._summarise()
            self._on_explained(self._explained)

    def _summarise(self) -> None:
        waits = self._batch if self._offer.suggested is None else ""
        self._summary = (waits or _sentence(self._offer)) if self._offer.ids else ""

    def show_matching(self, matching: int) -> None:
        """The filter finds `matching` orders now; ticks and buttons stay as they are."""
        number = formatting.grouped(matching)
        self.all.setText(
            "Select the 1 that matches" if matching == 1 else f"Select all {number} that match"
        )
        self.all.setAccessibleName(self.all.text())
        self.all.setVisible(self._ticked_here < matching)

    def _on_explained(self, text: str) -> None:
        self._explained = text
        flat = " ".join(text.split()) if text else self._summary
        self.why.setText(flat)
        self.why.setToolTip(plain_tip(text or self._summary))
        self.why.setAccessibleDescription(flat)


def _sentence(offer: Offer) -> str:
    """“14 can be confirmed · 2 can't”: about the one suitable next step."""
    if offer.suggested is None:
        return "No next step fits these orders."
    answer = offer.availability(offer.suggested)
    if not answer.blocked_count:
        return ""
    first = BY_ACTION[offer.suggested].text
    reason = offer.reason(offer.suggested).splitlines()
    why = reason[1] if len(reason) > 1 else ""
    left = formatting.grouped(answer.blocked_count)
    return f"{first}: {formatting.grouped(answer.count)} can, {left} can't. {why}"


def _link(text: str, name: str, key: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text)
    button.setProperty("kind", "flat")
    button.setToolTip(plain_tip(f"{text} ({key})" if key else text))
    return button
