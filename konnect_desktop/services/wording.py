"""The services' own words: outcomes that no server spoke, and lines of the timeline."""

from __future__ import annotations

from dataclasses import dataclass

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.reasons import Reason, next_step, why
from konnect_desktop.domain.remedies import remedy
from konnect_desktop.domain.say import NOTHING, Arg, Msg, together
from konnect_desktop.errors import ApiError, CutOff, KonnectError, Offline, ProxyTrouble

STOPPED = Outcome(
    State.NOT_SENT, message=Msg("Stopped before it was sent."), next=Msg("Press Resume.")
)
ALREADY = Outcome(State.DONE, message=Msg("Was already done at Fynd."), may_retry=False)
WAITING_FOR_COURIER = Outcome(
    State.DONE,
    message=Msg("Fynd is still looking for a courier."),
    next=Msg("Press Check courier again in a few minutes."),
    why=Reason.COURIER_FIRST,
    remedy=Action.CHECK_COURIER,
)
CANCELLED_MEANWHILE = Outcome(
    State.REFUSED,
    message=Msg("Cancelled meanwhile."),
    next=Msg("Pull the parcel from the table; do not hand it over."),
    why=Reason.CANCELLED,
    is_loud=True,
    may_retry=False,
)
ITEM_CANCELLED = Outcome(
    State.REFUSED,
    message=Msg("An item was cancelled meanwhile; the order goes on without it."),
    next=Msg("Press Retry: it sends the rest."),
)
UNANSWERED = Outcome(
    State.UNKNOWN,
    message=Msg("No answer came, so it is not known whether this was done."),
    next=Msg("The app looks it up at Fynd."),
)
#: Read at once: a late application may still overturn it, which the app goes on looking for.
NOT_APPLIED = Outcome(
    State.NOT_SENT,
    message=Msg("The answer was lost, and so far Fynd shows that nothing was done."),
    next=Msg("Press Retry."),
    is_provisional=True,
)
#: Read again when a late application would have shown.
NEVER_APPLIED = Outcome(
    State.NOT_SENT,
    message=Msg("The answer was lost, and Fynd shows that nothing was done."),
    next=Msg("Press Retry."),
)
MAY_STILL_COME = Outcome(
    State.UNKNOWN,
    message=Msg(
        "The answer was lost. Nothing shows yet, but it may still come, and sending it again would "
        "then do it twice."
    ),
    next=Msg("The app looks again in two minutes; after that Retry is safe."),
)
APPLIED_LATE = Outcome(
    State.DONE,
    message=Msg("Was done after all: the answer was lost, and Fynd showed it only later."),
    may_retry=False,
)
DONE_LATER = Outcome(
    State.NOT_SENT,
    message=Msg("The answer was lost, and a later batch did it."),
    may_retry=False,
)
ASKED_AGAIN = Outcome(
    State.DONE, message=Msg("The answer was lost, so it was asked for once more.")
)
LOOK_YOURSELF = Outcome(
    State.NEEDS_YOU,
    message=Msg("The answer was lost, and Fynd does not show whether this was done."),
    next=Msg("Open the order in the Fynd panel and look."),
    may_retry=False,
    is_provisional=True,
)
OTHER_ACCOUNT = Outcome(
    State.NEEDS_YOU,
    message=Msg("You signed in to another account before it was known whether this was done."),
    next=Msg("Open the order in the Fynd panel of the other account and look."),
    may_retry=False,
)
NO_LONGER_YOURS = Outcome(
    State.NEEDS_YOU,
    message=Msg("Fynd no longer lists this order for your account."),
    next=Msg("Look in the Fynd panel: it may have moved to another location."),
    may_retry=False,
    is_provisional=True,
)
GONE = Outcome(
    State.REFUSED,
    message=Msg("Fynd no longer lists this order for your account."),
    next=Msg("It may have moved to another location."),
    may_retry=False,
)
NOT_READ = Outcome(
    State.NOT_SENT,
    message=Msg("Could not be read again."),
    next=Msg("Press Refresh again."),
    remedy=Action.REFRESH,
)

NOT_READ_BEFORE = Outcome(
    State.NOT_SENT,
    message=Msg("Could not be looked at right before, so it was not sent."),
    next=Msg("Press Retry."),
)


def failed_before_sending(error: KonnectError) -> Outcome:
    """The call failed and surely changed nothing."""
    return Outcome(State.NOT_SENT, message=error.message, next=error.next, why=_cause(error))


def failed_after_sending(error: KonnectError) -> Outcome:
    """The call failed, and the server may have done it."""
    return Outcome(
        State.UNKNOWN,
        message=error.message,
        next=Msg("The app looks it up at Fynd."),
        why=_cause(error),
    )


def _cause(error: KonnectError) -> Reason | None:
    """A missing connection is waited for. One that broke was there, and a proxy wants to be put
    right first."""
    is_offline = isinstance(error, Offline) and not isinstance(error, ProxyTrouble | CutOff)
    return Reason.NO_CONNECTION if is_offline else None


def failed(error: ApiError) -> Outcome:
    """The outcome of every record of a call that gave no usable answer."""
    if error.maybe_applied:
        return failed_after_sending(error)
    return failed_before_sending(error)


def perhaps_already(refusal: Outcome) -> Outcome:
    """Refused, but in a way that an earlier success would explain: looked up before it counts."""
    return Outcome(
        State.UNKNOWN,
        refusal.code,
        refusal.message,
        Msg("The app looks whether it was already done."),
        refusal.why,
    )


def refused_after_all(doubted: Outcome) -> Outcome:
    """A refusal that waited for a look stands unless the look shows that it was done."""
    return Outcome(
        State.REFUSED,
        doubted.code,
        doubted.message,
        Msg("Press Refresh to see where it stands, then Retry."),
        doubted.why,
        Action.REFRESH,
    )


def not_allowed(reason: Reason, detail: Msg = NOTHING) -> Outcome:
    """A last look before sending showed that it would be refused; `detail`: of this one alone."""
    return Outcome(
        State.REFUSED,
        message=together(why(reason), detail),
        next=next_step(reason),
        why=reason,
        remedy=remedy(reason),
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """An action on its button, and what stands on a timeline when it was done."""

    name: Msg
    done: Msg


_LINES: dict[Action, _Lines] = {
    Action.CONFIRM: _Lines(Msg("Confirm"), Msg("Confirmed.")),
    Action.ADD_INVOICE: _Lines(Msg("Add invoice"), Msg("Invoice added.")),
    Action.CHECK_COURIER: _Lines(Msg("Check courier"), Msg("Courier checked.")),
    Action.GET_LABELS: _Lines(Msg("Get labels"), Msg("Label ready, marked packed in Fynd.")),
    Action.MARK_PACKED: _Lines(Msg("Mark packed"), Msg("Ticked as packed.")),
    Action.HAND_OVER: _Lines(Msg("Hand over"), Msg("Handed over.")),
    Action.CANCEL: _Lines(Msg("Cancel"), Msg("Cancelled by you.")),
    Action.CANCEL_ITEMS: _Lines(Msg("Cancel items"), Msg("Items cancelled by you.")),
    Action.UPDATE_AWB: _Lines(Msg("Add AWB"), Msg("AWB added.")),
    Action.UPDATE_STATUS: _Lines(Msg("Set status"), Msg("Status set.")),
    Action.RETURN_QC: _Lines(Msg("Accept return"), Msg("Return accepted.")),
    Action.CREDIT_NOTE: _Lines(Msg("Credit note"), Msg("Credit note booked.")),
    Action.CHECK_INFO: _Lines(Msg("Check status"), Msg("Status checked.")),
    Action.REFRESH: _Lines(Msg("Refresh"), Msg("Read again.")),
}
#: What stands on a timeline where an outcome says nothing of itself.
_BARE: dict[State, Msg] = {
    State.REFUSED: Msg("refused"),
    State.UNKNOWN: Msg("unknown"),
    State.NOT_SENT: Msg("not sent"),
    State.NEEDS_YOU: Msg("needs you"),
}


def tried(action: Action) -> Msg:
    """The name of what was asked for, as on its button."""
    return _LINES[action].name if action in _LINES else Msg(action.value)


def told(action: Action, outcome: Outcome) -> Msg:
    """One line of a shipment's timeline."""
    asked: dict[str, Arg] = {"action": tried(action)}
    if outcome.state is State.DONE:
        done = _LINES[action].done if action in _LINES else Msg("{action}.", asked)
        return together(done, outcome.message)
    if outcome.state is State.PLANNED:
        return Msg("{action}: waiting to be sent.", asked)
    if outcome.state is State.SENT:
        return Msg("{action}: sent, waiting for the answer.", asked)
    if outcome.state is State.WITHDRAWN:
        return Msg("{action}: undone before it was sent.", asked)
    asked["what"] = outcome.message or _BARE.get(outcome.state, NOTHING)
    if not outcome.code:
        return Msg("{action}: {what}", asked)
    return Msg("{action}: {what} ({code})", asked | {"code": outcome.code})
