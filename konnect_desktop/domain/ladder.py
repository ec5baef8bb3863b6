"""The one suitable next step of a selection: the filled button of the toolbar."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action, Facts, judge
from konnect_desktop.domain.states import Lock

#: The ladder of a parcel, there and back: the one filled button is the first that fits.
LADDER: tuple[Action, ...] = (
    Action.CONFIRM,
    Action.ADD_INVOICE,
    Action.CHECK_COURIER,
    Action.UPDATE_AWB,
    Action.GET_LABELS,
    Action.PRINT_LABEL,
    Action.HAND_OVER,
    Action.UPDATE_STATUS,
    Action.RETURN_QC,
    Action.CREDIT_NOTE,
    Action.CHECK_INFO,
    Action.TRACK,
)


def suggested(
    groups: Iterable[tuple[Facts, int]], among: Collection[Action] = LADDER
) -> Action | None:
    """The one suitable next step: the rung of the ladder on which most shipments stand.

    The rung of a shipment is the first action that it allows and that moves it on; a label
    printed already points on to the hand-over; a locked one waits for its lock to clear, so its
    status is asked. Looking where parcels are is suggested only when nothing else is left to
    do. Actions that are not in `among` are passed over.
    """
    votes: dict[Action, int] = {}
    for facts, count in groups:
        rung = _rung(facts, among)
        if rung is not None:
            votes[rung] = votes.get(rung, 0) + count
    work = [action for action in LADDER if action in votes and action is not Action.TRACK]
    if work:
        return max(work, key=lambda action: votes[action])
    return Action.TRACK if votes else None


def _rung(facts: Facts, among: Collection[Action]) -> Action | None:
    if facts.lock is Lock.FULL and _waits_for_lock(facts):
        # Papers of it may be printed, but nothing can be done with them before it is free.
        return Action.CHECK_INFO if Action.CHECK_INFO in among else None
    for action in LADDER:
        if action in among and _moves_on(action, facts) and judge(action, facts).is_open:
            return action
    return None


def _moves_on(action: Action, facts: Facts) -> bool:
    """Whether an allowed action is the next step, and no repetition or correction."""
    if action is Action.PRINT_LABEL:
        return facts.status == states.COMPLETED and not facts.label_printed
    if action is Action.CHECK_COURIER:
        return facts.status == states.PROCESSING and not (facts.has_courier or facts.is_self_ship)
    if action is Action.UPDATE_AWB:
        return not facts.has_awb
    if action is Action.UPDATE_STATUS:
        # Before the parcel has left there is nothing to report yet.
        return facts.status != states.PROCESSING and (
            facts.status != states.COMPLETED or facts.dispatched_here
        )
    if action is Action.RETURN_QC:
        return facts.status == states.RETURN_DELIVERED
    if action is Action.CHECK_INFO:
        return _waits_for_lock(facts)
    if action is Action.TRACK:
        return facts.status in (states.TRANSIT, states.RETURN_PROCESSING)
    return True


def _waits_for_lock(facts: Facts) -> bool:
    """Whether it stands in *Fix these* until Fynd has taken its lock away."""
    return facts.lock is not Lock.FREE and facts.status not in states.FINISHED_STATUSES
