"""What is known of an action beside its rule: all that is shown and said of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from konnect_desktop.domain.actions import CHANGING, Action
from konnect_desktop.domain.say import Msg
from konnect_desktop.ui.kit.say import say


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

    #: As on its button.
    name: Msg
    #: The headings of the batch; `count` is how many orders, `all` of how many.
    doing: Msg
    stopped: Msg
    button: Msg
    done: Msg
    #: After another sentence about the same batch.
    also_done: Msg
    failed: Msg
    #: On the chip of an order that the batch holds.
    pending: str

    @property
    def verb(self) -> str:
        """Its name, as on its button."""
        return say(self.name)


def many(one: str, more: str) -> Msg:
    """A sentence about `count` orders."""
    return Msg(one, plural=more)


def of_all(one: str, more: str) -> Msg:
    """A sentence about `count` of `all` orders."""
    return Msg(one, plural=more, counted="all")


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
        if not all(shown) or (self.batch is not None and not self.batch.pending):
            raise ValueError(f"action {self.action}: needs its words, an icon and a key")
        if self.action in CHANGING and self.batch is None:
            raise ValueError(f"action {self.action}: changes something, so it needs batch words")

    @property
    def menu_text(self) -> str:
        """The text where more input is announced."""
        return f"{self.text}…" if self.asks else self.text
