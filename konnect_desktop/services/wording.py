"""The services' own words: outcomes that no server spoke, and lines of the timeline."""

from __future__ import annotations

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.reasons import Reason, next_step, why
from konnect_desktop.errors import ApiError, KonnectError

STOPPED = Outcome(State.NOT_SENT, reason="Stopped before it was sent.", next_step="Press Resume.")
ALREADY = Outcome(State.DONE, reason="Was already done at Fynd.", may_retry=False)
WAITING_FOR_COURIER = Outcome(
    State.DONE,
    reason="Fynd is still looking for a courier.",
    next_step="Press Check courier again in a few minutes.",
)
CANCELLED_MEANWHILE = Outcome(
    State.REFUSED,
    reason="Cancelled meanwhile.",
    next_step="Pull the parcel from the table; do not hand it over.",
    is_loud=True,
    may_retry=False,
)
ITEM_CANCELLED = Outcome(
    State.REFUSED,
    reason="An item was cancelled meanwhile; the order goes on without it.",
    next_step="Press Retry: it sends the rest.",
)
UNANSWERED = Outcome(
    State.UNKNOWN,
    reason="No answer came, so it is not known whether this was done.",
    next_step="The app looks it up at Fynd.",
)
#: Read at once: a late application may still overturn it, which the app goes on looking for.
NOT_APPLIED = Outcome(
    State.NOT_SENT,
    reason="The answer was lost, and so far Fynd shows that nothing was done.",
    next_step="Press Retry.",
    is_provisional=True,
)
#: Read again when a late application would have shown.
NEVER_APPLIED = Outcome(
    State.NOT_SENT,
    reason="The answer was lost, and Fynd shows that nothing was done.",
    next_step="Press Retry.",
)
MAY_STILL_COME = Outcome(
    State.UNKNOWN,
    reason="The answer was lost. Nothing shows yet, but it may still come, and sending it again"
    " would then do it twice.",
    next_step="The app looks again in two minutes; after that Retry is safe.",
)
APPLIED_LATE = Outcome(
    State.DONE,
    reason="Was done after all: the answer was lost, and Fynd showed it only later.",
    may_retry=False,
)
DONE_LATER = Outcome(
    State.NOT_SENT,
    reason="The answer was lost, and a later batch did it.",
    may_retry=False,
)
ASKED_AGAIN = Outcome(State.DONE, reason="The answer was lost, so it was asked for once more.")
LOOK_YOURSELF = Outcome(
    State.NEEDS_YOU,
    reason="The answer was lost, and Fynd does not show whether this was done.",
    next_step="Open the order in the Fynd panel and look.",
    may_retry=False,
    is_provisional=True,
)
OTHER_ACCOUNT = Outcome(
    State.NEEDS_YOU,
    reason="You signed in to another account before it was known whether this was done.",
    next_step="Open the order in the Fynd panel of the other account and look.",
    may_retry=False,
)
NO_LONGER_YOURS = Outcome(
    State.NEEDS_YOU,
    reason="Fynd no longer lists this order for your account.",
    next_step="Look in the Fynd panel: it may have moved to another location.",
    may_retry=False,
    is_provisional=True,
)
GONE = Outcome(
    State.REFUSED,
    reason="Fynd no longer lists this order for your account.",
    next_step="It may have moved to another location.",
    may_retry=False,
)
NOT_READ = Outcome(
    State.NOT_SENT, reason="Could not be read again.", next_step="Press Refresh again."
)

NOT_READ_BEFORE = Outcome(
    State.NOT_SENT,
    reason="Could not be looked at right before, so it was not sent.",
    next_step="Press Retry.",
)


def failed_before_sending(error: KonnectError) -> Outcome:
    """The call failed and surely changed nothing."""
    return Outcome(State.NOT_SENT, reason=error.user_message, next_step=error.next_step)


def failed_after_sending(error: KonnectError) -> Outcome:
    """The call failed, and the server may have done it."""
    return Outcome(
        State.UNKNOWN, reason=error.user_message, next_step="The app looks it up at Fynd."
    )


def failed(error: ApiError) -> Outcome:
    """The outcome of every record of a call that gave no usable answer."""
    if error.maybe_applied:
        return failed_after_sending(error)
    return failed_before_sending(error)


def perhaps_already(refusal: Outcome) -> Outcome:
    """Refused, but in a way that an earlier success would explain: looked up before it counts."""
    return Outcome(
        State.UNKNOWN, refusal.code, refusal.reason, "The app looks whether it was already done."
    )


def refused_after_all(doubted: Outcome) -> Outcome:
    """A refusal that waited for a look stands unless the look shows that it was done."""
    return Outcome(
        State.REFUSED,
        doubted.code,
        doubted.reason,
        "Press Refresh to see where it stands, then Retry.",
    )


def not_allowed(reason: Reason) -> Outcome:
    """A last look before sending showed that it would be refused."""
    return Outcome(State.REFUSED, reason=why(reason), next_step=next_step(reason))


#: action -> (done, what was tried)
_VERBS: dict[Action, tuple[str, str]] = {
    Action.CONFIRM: ("Confirmed", "Confirm"),
    Action.ADD_INVOICE: ("Invoice added", "Add invoice"),
    Action.CHECK_COURIER: ("Courier checked", "Check courier"),
    Action.GET_LABELS: ("Label ready, marked packed in Fynd", "Get labels"),
    Action.MARK_PACKED: ("Ticked as packed", "Mark packed"),
    Action.HAND_OVER: ("Handed over", "Hand over"),
    Action.CANCEL: ("Cancelled by you", "Cancel"),
    Action.CANCEL_ITEMS: ("Items cancelled by you", "Cancel items"),
    Action.UPDATE_AWB: ("AWB added", "Add AWB"),
    Action.UPDATE_STATUS: ("Status set", "Set status"),
    Action.RETURN_QC: ("Return accepted", "Accept return"),
    Action.CREDIT_NOTE: ("Credit note booked", "Credit note"),
    Action.CHECK_INFO: ("Status checked", "Check status"),
    Action.REFRESH: ("Read again", "Refresh"),
}


def tried(action: Action) -> str:
    """The name of what was asked for, as on its button."""
    return _VERBS.get(action, (action.value, action.value))[1]


def told(action: Action, outcome: Outcome) -> str:
    """One line of a shipment's timeline."""
    done, asked = _VERBS.get(action, (action.value, action.value))
    if outcome.state is State.DONE:
        return f"{done}. {outcome.reason}".strip() if outcome.reason else f"{done}."
    if outcome.state is State.PLANNED:
        return f"{asked}: waiting to be sent."
    if outcome.state is State.SENT:
        return f"{asked}: sent, waiting for the answer."
    if outcome.state is State.WITHDRAWN:
        return f"{asked}: undone before it was sent."
    code = f" ({outcome.code})" if outcome.code else ""
    return f"{asked}: {outcome.reason or outcome.state.value}{code}"
