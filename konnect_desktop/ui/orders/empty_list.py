"""Decides what an empty list says, and does what its button offers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.services.sync_models import SyncHealth
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.orders.asking_fynd import Asked, AskingFynd
from konnect_desktop.ui.orders.empty_state import Empty, EmptyState, lane_words
from konnect_desktop.ui.orders.list_loader import Elsewhere
from konnect_desktop.ui.work.context import AppContext

#: Why, and where they differ from the usual ones the text and the heading.
Said = tuple[Empty, str, str]

#: More of a pasted text is not repeated.
_QUOTED = 40
_ASKED = {
    Asked.NOT_YET: Empty.ASK_FYND,
    Asked.ON_ITS_WAY: Empty.ASKING,
    Asked.UNKNOWN: Empty.NOT_KNOWN,
    Asked.FAILED: Empty.NOT_ASKED,
}


def why_no_match(
    wanted: OrderFilter, elsewhere: Elsewhere, asked: Asked | None, trouble: str
) -> Said:
    """What to say when there are orders, but none here.

    `asked`: how far the question to Fynd is, None for text that is no number; `trouble`: why
    nobody answered it.
    """
    if not wanted.is_narrowed:
        heading, text = lane_words(wanted.lane)
        return Empty.LANE_DONE, text, heading
    typed = _quoted(wanted.text)
    if elsewhere.on_tabs:
        here = "on another tab" if elsewhere.on_tabs == 1 else "on other tabs"
        fits = f"for {typed}" if typed else "for these filters"
        return Empty.OTHER_TABS, f"{count_of(elsewhere.on_tabs, 'order')} {here} {fits}.", ""
    if elsewhere.by_text:
        number = count_of(elsewhere.by_text, "order")
        return Empty.HIDDEN, f"{number} for {typed} when all tabs and no filters are used.", ""
    if asked is not None:
        said = {
            Asked.NOT_YET: f"No order here has {typed}. Fynd may know it as a shipment or AWB.",
            Asked.FAILED: trouble,
        }
        heading = f"Fynd does not know {typed}" if asked is Asked.UNKNOWN else ""
        return _ASKED[asked], said.get(asked, ""), heading
    if elsewhere.unworded:
        text = f"{count_of(elsewhere.unworded, 'older order')} cannot be searched yet: an update"
        return Empty.NO_MATCH, f"{text} is being finished. Search again in a few minutes.", ""
    if wanted == OrderFilter(lane=wanted.lane, text=wanted.text):
        return Empty.NO_SUCH, f"No order has {typed}.", ""
    return Empty.NO_MATCH, "", ""


def why_nothing(health: SyncHealth, *, is_signed_in: bool) -> Said:
    """What to say when there are no orders at all, as `why_no_match`."""
    if not is_signed_in:
        return Empty.SIGNED_OUT, "", ""
    if health.is_running:
        return Empty.FIRST_SYNC, "", ""
    if health.is_failing:
        words = (health.error_text, health.next_step, "Press Try again.")
        return Empty.OFFLINE, " ".join(word for word in words if word), ""
    return Empty.NO_ORDERS, "", ""


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        return ""
    return f"“{text}”" if len(text) <= _QUOTED else f"“{text[: _QUOTED - 1]}…”"


class EmptyList(QObject):
    """Stands behind the panel; the page tells it what is listed, and is told what to list."""

    #: OrderFilter: list these instead.
    filter_wanted = Signal(object)
    #: str, str: the number that was asked for, and the shipment that Fynd sent.
    found = Signal(str, str)
    sync_wanted = Signal()
    sign_in_wanted = Signal()

    def __init__(self, context: AppContext, panel: EmptyState, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("orders.empty_list")
        self._panel = panel
        self._wanted = OrderFilter()
        self._elsewhere = Elsewhere()
        self._has_orders = False
        self._health, self._is_signed_in = SyncHealth(), True
        self.asking = AskingFynd(context, self)
        self.asking.changed.connect(self._say)
        self.asking.found.connect(self.found)
        panel.pressed.connect(self._on_pressed)

    def show_health(self, health: SyncHealth, *, is_signed_in: bool) -> None:
        """How fresh the orders are, and whether there can be any."""
        self._health, self._is_signed_in = health, is_signed_in
        self._say()

    def say(self, wanted: OrderFilter, elsewhere: Elsewhere, *, has_orders: bool) -> None:
        """The list of `wanted` is empty; `has_orders`: whether there are any at all."""
        self._wanted, self._elsewhere, self._has_orders = wanted, elsewhere, has_orders
        self._say()

    def _say(self) -> None:
        had_focus = self._panel.button.hasFocus()
        self._panel.say(*self._why())
        if had_focus and not self._panel.button.isVisible():
            self._panel.setFocus()
        elif self._panel.hasFocus() and self._panel.button.isVisible():
            self._panel.button.setFocus()

    def _why(self) -> Said:
        if not self._has_orders:
            return why_nothing(self._health, is_signed_in=self._is_signed_in)
        asked = self.asking.state(self._wanted.text)
        number = _quoted(self._wanted.text)
        trouble = " ".join([f"{number} was not looked up.", *self.asking.trouble])
        return why_no_match(self._wanted, self._elsewhere, asked, trouble)

    def _on_pressed(self, why: Empty) -> None:
        if why in (Empty.NO_MATCH, Empty.NO_SUCH):
            self.filter_wanted.emit(self._wanted.cleared())
        elif why is Empty.OTHER_TABS:
            self.filter_wanted.emit(self._wanted.in_lane(None))
        elif why is Empty.HIDDEN:
            self.filter_wanted.emit(OrderFilter(text=self._wanted.text))
        elif why in (Empty.ASK_FYND, Empty.NOT_ASKED):
            self.asking.ask(self._wanted.text)
        elif why is Empty.SIGNED_OUT:
            self.sign_in_wanted.emit()
        else:
            self.sync_wanted.emit()
