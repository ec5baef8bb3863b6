"""What is known of an action beside its rule: all that is shown and said of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from konnect_desktop.domain.actions import CHANGING, Action


class Group(StrEnum):
    """The headings of the menus."""

    ORDERS = "Orders"
    PAPERS = "Papers"
    SELF_SHIP = "Self-ship"
    RETURNS = "Returns"


class ToolbarSet(StrEnum):
    """Whose steps the toolbar shows; what fits the other journeys is in More."""

    CHANNEL = "channel"
    SELF_SHIP = "self_ship"
    RETURNS = "returns"


EVERYWHERE = frozenset(ToolbarSet)
NOWHERE: frozenset[ToolbarSet] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchWords:
    """How an action that is kept as a batch is spoken of."""

    #: On buttons.
    verb: str
    #: In the heading of the batch.
    doing: str
    #: After "orders …".
    done: str
    #: After "could not …".
    failed: str
    #: On the chip of an order that the batch holds.
    pending: str
    #: Before "12 orders" while the batch waits; "" for the verb.
    ahead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """The face of one action. Raises ValueError where something is missing."""

    action: Action
    text: str
    icon: str
    hint: str
    shortcut: str
    group: Group
    #: The journeys in whose row of the toolbar it has a button; all actions are in More.
    rows: frozenset[ToolbarSet]
    #: More input follows, so the text ends with an ellipsis in menus.
    asks: bool
    #: None for what makes or shows something here at once.
    batch: BatchWords | None
    #: What Fynd's panel and others call it; the palette finds it by these.
    other_words: str = ""
    is_danger: bool = False
    #: With nothing ticked it takes every order of the list.
    takes_all: bool = False

    def __post_init__(self) -> None:
        shown = (self.text, self.icon, self.hint, self.shortcut)
        said = (self.batch.verb, self.batch.doing, self.batch.done) if self.batch else ()
        if not all((*shown, *said)):
            raise ValueError(f"action {self.action}: needs its words, an icon and a key")
        if self.action in CHANGING and not (self.batch and self.batch.failed):
            raise ValueError(f"action {self.action}: changes something, so it needs batch words")

    @property
    def menu_text(self) -> str:
        """The text where more input is announced."""
        return f"{self.text}…" if self.asks else self.text
