"""What the toolbar offers for a selection, and why the rest of it is left out.

`domain.actions` answers *may I?*; `specs` answers *what does it look like?*
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from konnect_desktop.domain import actions as rules
from konnect_desktop.domain import ladder, reasons, states
from konnect_desktop.domain.actions import Action, Availability, Facts
from konnect_desktop.ui.actions.specs import SPECS, ActionSpec, ToolbarSet
from konnect_desktop.ui.kit import formatting, say


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
    why = say.short(reasons.why(reason))
    return f"{why} ({formatting.grouped(count)}). {say.say(reasons.next_step(reason))}"


def button_text(spec: ActionSpec, answer: Availability, *, with_number: bool) -> str:
    """Confirm 143, or the word alone."""
    if with_number and answer.count:
        return f"{spec.text} {formatting.grouped(answer.count)}"
    return spec.text


Trigger = Callable[[Action], None]
