"""What each action looks like, and the toolbar that knows what may be done.

`domain.actions` answers *may I?*; this file answers *what does it look like?*
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from konnect_desktop.domain import actions as rules
from konnect_desktop.domain import ladder, reasons, states
from konnect_desktop.domain.actions import Action, Availability, Facts
from konnect_desktop.ui.kit import formatting


class Group(StrEnum):
    """The headings of the menus."""

    ORDERS = "Orders"
    PAPERS = "Papers"
    SELF_SHIP = "Self-ship"
    RETURNS = "Returns"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """The face of one action."""

    action: Action
    text: str
    icon: str
    hint: str
    shortcut: str = ""
    group: Group = Group.ORDERS
    is_danger: bool = False
    #: More input follows, so the text ends with an ellipsis in menus.
    asks: bool = False
    #: With nothing ticked it takes every order of the list.
    takes_all: bool = False

    @property
    def menu_text(self) -> str:
        """The text where more input is announced."""
        return f"{self.text}…" if self.asks else self.text


#: In the order of a parcel's life; toolbar, menus, palette and keys are made from this.
SPECS: tuple[ActionSpec, ...] = (
    ActionSpec(
        Action.CONFIRM,
        "Confirm",
        "check",
        "Accept the orders. The next step is the invoice.",
        "Ctrl+Shift+C",
    ),
    ActionSpec(
        Action.ADD_INVOICE,
        "Add invoice",
        "invoice",
        "Give every order the next number of your invoice series.",
        "F9",
        asks=True,
    ),
    ActionSpec(
        Action.CHECK_COURIER,
        "Check courier",
        "truck",
        "Ask Fynd whether a courier is assigned. Changes nothing.",
        "Ctrl+Shift+K",
    ),
    ActionSpec(
        Action.UPDATE_AWB,
        "Add AWB",
        "awb",
        "Self-ship: tell Fynd the AWB and the courier once the parcel has left.",
        "Ctrl+Shift+W",
        Group.SELF_SHIP,
        asks=True,
    ),
    ActionSpec(
        Action.GET_LABELS,
        "Get labels",
        "tag",
        "Marks the orders packed in Fynd, so that labels can be printed.",
        "F6",
    ),
    ActionSpec(
        Action.PRINT_LABEL,
        "Print label",
        "label",
        "Preview and print the courier labels.",
        "Ctrl+P",
        Group.PAPERS,
        asks=True,
    ),
    ActionSpec(
        Action.PRINT_INVOICE,
        "Print invoice",
        "printer",
        "Preview and print the customers' invoices.",
        "Ctrl+Shift+P",
        Group.PAPERS,
        asks=True,
    ),
    ActionSpec(
        Action.PICK_LIST,
        "Pick list",
        "pick_list",
        "How many of each article to fetch, in shelf order, for all ticked orders together.",
        "Ctrl+Shift+L",
        Group.PAPERS,
        asks=True,
        takes_all=True,
    ),
    ActionSpec(
        Action.PACKING_SLIP,
        "Packing slips",
        "packing_slip",
        "A sheet for each order: what belongs in its parcel. Without prices.",
        "Ctrl+Shift+G",
        Group.PAPERS,
        asks=True,
        takes_all=True,
    ),
    ActionSpec(
        Action.HANDOVER_SHEET,
        "Handover sheet",
        "handover_sheet",
        "The manifest: every AWB for the courier to sign. Fynd is not told.",
        "Ctrl+Shift+H",
        Group.PAPERS,
        asks=True,
        takes_all=True,
    ),
    ActionSpec(
        Action.MARK_PACKED,
        "Mark packed",
        "box_check",
        "The box is closed. Kept here only; Fynd is not told.",
        "Ctrl+M",
    ),
    ActionSpec(
        Action.HAND_OVER,
        "Hand over",
        "hand_over",
        "Tell Fynd that the courier has the parcels.",
        "F8",
    ),
    ActionSpec(
        Action.UPDATE_STATUS,
        "Set status",
        "milestone",
        "Self-ship: tell Fynd how far the parcel is: picked up, delivered, came back…",
        "Ctrl+Shift+S",
        Group.SELF_SHIP,
        asks=True,
    ),
    ActionSpec(
        Action.RETURN_QC,
        "Accept return",
        "return_check",
        "Say in which condition the parcel came back, and accept it.",
        "Ctrl+Shift+R",
        Group.RETURNS,
        asks=True,
    ),
    ActionSpec(
        Action.CREDIT_NOTE,
        "Credit note",
        "credit_note",
        "Give every accepted return or RTO the next number of your credit notes.",
        "Shift+F9",
        Group.RETURNS,
        asks=True,
    ),
    ActionSpec(
        Action.TRACK,
        "Track",
        "track",
        "Where the parcels are now. Changes nothing.",
        "Ctrl+T",
    ),
    ActionSpec(
        Action.CHECK_INFO,
        "Check status",
        "eye",
        "Ask where these orders stand, what is due and what is locked. Changes nothing.",
        "Ctrl+Shift+I",
    ),
    ActionSpec(
        Action.REFRESH,
        "Refresh",
        "refresh",
        "Read the ticked orders again from Fynd.",
        "Ctrl+R",
    ),
    ActionSpec(
        Action.CANCEL_ITEMS,
        "Cancel items",
        "cancel_items",
        "Cancel some items of an order before its invoice; the rest goes on.",
        "Ctrl+Del",
        is_danger=True,
        asks=True,
    ),
    ActionSpec(
        Action.CANCEL,
        "Cancel whole orders",
        "cancel",
        "Cancel every item of the ticked orders. Cannot be undone at Fynd.",
        "Ctrl+Shift+Del",
        is_danger=True,
        asks=True,
    ),
)
BY_ACTION: dict[Action, ActionSpec] = {spec.action: spec for spec in SPECS}


class ToolbarSet(StrEnum):
    """Whose steps the toolbar shows; what fits the other journeys is in More."""

    CHANNEL = "channel"
    SELF_SHIP = "self_ship"
    RETURNS = "returns"


#: The buttons of each journey. Refresh and the cancellations are in More only.
ROWS: Mapping[ToolbarSet, frozenset[Action]] = {
    ToolbarSet.CHANNEL: frozenset(
        {
            Action.CONFIRM,
            Action.ADD_INVOICE,
            Action.CHECK_COURIER,
            Action.GET_LABELS,
            Action.PRINT_LABEL,
            Action.PRINT_INVOICE,
            Action.MARK_PACKED,
            Action.HAND_OVER,
            Action.TRACK,
        }
    ),
    ToolbarSet.SELF_SHIP: frozenset(
        {
            Action.CONFIRM,
            Action.ADD_INVOICE,
            Action.UPDATE_AWB,
            Action.GET_LABELS,
            Action.PRINT_LABEL,
            Action.PRINT_INVOICE,
            Action.HAND_OVER,
            Action.UPDATE_STATUS,
            Action.TRACK,
        }
    ),
    ToolbarSet.RETURNS: frozenset(
        {
            Action.UPDATE_AWB,
            Action.UPDATE_STATUS,
            Action.RETURN_QC,
            Action.CREDIT_NOTE,
            Action.TRACK,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What the toolbar offers for one selection."""

    ids: tuple[str, ...] = ()
    suggested: Action | None = None
    by_action: Mapping[Action, Availability] = field(default_factory=dict)
    #: How many of the ticked orders the current filter hides.
    hidden: int = 0
    #: Where most of the ticked orders are; None when none is ticked.
    journey: ToolbarSet | None = None

    def availability(self, action: Action) -> Availability:
        """The answer for one action; nothing qualifies when nothing is ticked."""
        return self.by_action.get(action, Availability(action))

    def reason(self, action: Action) -> str:
        """Why the action, or a part of the selection, is left out; "" when all qualify."""
        if not self.ids:
            return "Tick one order or more first: press Space, or Ctrl+A for all on screen."
        return explain(self.availability(action))


def make_offer(ids: Iterable[str], groups: Iterable[tuple[Facts, int]], hidden: int = 0) -> Offer:
    """Ask the rules about every action of the toolbar. Pure, so a worker thread may do it."""
    known = list(groups)
    answers = {spec.action: rules.availability(spec.action, known) for spec in SPECS}
    return Offer(tuple(ids), ladder.suggested(known), answers, hidden, _journey(known))


def _journey(groups: Iterable[tuple[Facts, int]]) -> ToolbarSet | None:
    counts: Counter[ToolbarSet] = Counter()
    for facts, count in groups:
        if facts.journey is not states.Journey.FORWARD or facts.status in states.RETURN_STATUSES:
            counts[ToolbarSet.RETURNS] += count
        else:
            counts[ToolbarSet.SELF_SHIP if facts.is_self_ship else ToolbarSet.CHANNEL] += count
    return max(ToolbarSet, key=lambda each: counts[each]) if counts else None


def explain(answer: Availability) -> str:
    """“3 can't: Needs a courier first (2). … Press …”: one line for each reason."""
    lines = []
    if answer.blocked:
        lines.append(f"{formatting.grouped(answer.blocked_count)} can't:")
    for reason, count in answer.blocked:
        lines.append(_line(reason, count))
    for reason, count in answer.cautions:
        lines.append(f"Note: {_line(reason, count)}")
    return "\n".join(lines)


def _line(reason: reasons.Reason, count: int) -> str:
    why = reasons.why(reason).rstrip(".")
    return f"{why} ({formatting.grouped(count)}). {reasons.next_step(reason)}"


def button_text(spec: ActionSpec, answer: Availability, *, with_number: bool) -> str:
    """Confirm 143, or the word alone."""
    if with_number and answer.count:
        return f"{spec.text} {formatting.grouped(answer.count)}"
    return spec.text


Trigger = Callable[[Action], None]
