"""What the server's codes mean to the seller (docs/konnect-api.md 4.5).

The same digits mean different things on different calls, so a code is looked up only
together with its call. A code that is not listed is shown as it came.
"""

from __future__ import annotations

from dataclasses import dataclass

from konnect_desktop.api.calls import Call
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, RecordError, State
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.say import NOTHING, Msg

#: Longest text of the server worth showing.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Words:
    message: Msg
    next: Msg = NOTHING
    why: Reason | None = None
    remedy: Action | None = None
    is_loud: bool = False
    may_retry: bool = True


_CANCELLED = _Words(
    Msg("Cancelled meanwhile."),
    Msg("Pull the parcel if it is already on the table."),
    Reason.CANCELLED,
    is_loud=True,
    may_retry=False,
)
#: These codes mean the whole shipment or one item of it, and only the state tells which.
_PERHAPS_AN_ITEM = _Words(
    Msg("Cancelled meanwhile: the order, or an item of it."),
    Msg("Press Refresh to see which; if the order is still open, press Retry."),
    remedy=Action.REFRESH,
    is_loud=True,
)
_NOT_YOURS = _Words(
    Msg("Fynd no longer lists it at this location."),
    Msg("It may have moved to another store; press Refresh."),
    remedy=Action.REFRESH,
    may_retry=False,
)
_LOCKED = _Words(
    Msg("Locked by Fynd."),
    Msg("See Fix these: clear the lock in the Fynd panel, then press Check status."),
    Reason.LOCKED,
    Action.CHECK_INFO,
)
_NOT_PACKED = _Words(Msg("Has no label yet."), Msg("Press Get labels first."), Reason.LABELS_FIRST)
_NO_COURIER = _Words(
    Msg("Needs a courier first."),
    Msg("Fynd usually assigns one within minutes; press Check courier."),
    Reason.COURIER_FIRST,
    Action.CHECK_COURIER,
)
_WRONG_STATE = _Words(
    Msg("Fynd does not allow this step now."),
    Msg("Press Refresh to see where it stands."),
    remedy=Action.REFRESH,
)
_NOT_SELF_SHIP = _Words(
    Msg("Not a self-ship order."),
    Msg("The channel's courier sends AWB and status by itself."),
    Reason.NOT_SELF_SHIP,
    may_retry=False,
)
_UNKNOWN_ID = _Words(
    Msg("Fynd does not know this order."),
    Msg("Press Refresh."),
    remedy=Action.REFRESH,
    may_retry=False,
)

_TABLE: dict[tuple[Call, str], _Words] = {
    (Call.CONFIRM, "O400"): _PERHAPS_AN_ITEM,
    (Call.CONFIRM, "O422"): _NOT_YOURS,
    (Call.CONFIRM, "SIM409"): _Words(
        Msg("Already confirmed."),
        Msg("Go on with the next step."),
        Reason.ALREADY_CONFIRMED,
        may_retry=False,
    ),
    (Call.INVOICE_UPDATE, "IN400"): _Words(
        Msg("Fynd does not find this order or item at this location."),
        Msg("Press Refresh, then try again."),
        remedy=Action.REFRESH,
    ),
    (Call.INVOICE_UPDATE, "IN401"): _PERHAPS_AN_ITEM,
    (Call.INVOICE_UPDATE, "IN403"): _Words(
        Msg("Not ready for an invoice."), Msg("Press Confirm first."), Reason.CONFIRM_FIRST
    ),
    (Call.INVOICE_UPDATE, "IN422"): _Words(
        Msg("Fynd does not accept this invoice number."),
        Msg("Check the invoice series: the number may be used already."),
        Reason.NUMBER_TAKEN,
    ),
    (Call.INVOICE_UPDATE, "IN453"): _Words(
        Msg("Already invoiced."),
        Msg("Go on with the next step."),
        Reason.ALREADY_INVOICED,
        may_retry=False,
    ),
    (Call.PACK, "CR400"): _NO_COURIER,
    (Call.PACK, "CR401"): _CANCELLED,
    (Call.PACK, "CR422"): _NOT_YOURS,
    (Call.COURIER_DETAILS, "C400"): _NOT_YOURS,
    (Call.COURIER_DETAILS, "C403"): _Words(
        Msg("No courier yet."),
        Msg("Fynd looks for one after the invoice; try again in a few minutes."),
        Reason.COURIER_FIRST,
    ),
    (Call.LABELS, "L400"): _NOT_YOURS,
    (Call.LABELS, "L403"): _NOT_PACKED,
    (Call.INVOICE, "IN400"): _NOT_YOURS,
    (Call.INVOICE, "IN403"): _NOT_PACKED,
    # Also when it was handed over before (17.1); the state then shows which of the two it is.
    (Call.DISPATCH, "D400"): _Words(
        Msg("Has no label yet, or was handed over before."),
        Msg("Press Refresh; if it still waits for its label, press Get labels."),
        remedy=Action.REFRESH,
    ),
    (Call.DISPATCH, "D401"): _CANCELLED,
    (Call.DISPATCH, "D422"): _NOT_YOURS,
}
#: Codes that no page publishes but that mean one thing wherever they come.
_ANYWHERE: dict[str, _Words] = {
    "SIM403": _NOT_SELF_SHIP,
    "SIM404": _UNKNOWN_ID,
    "SIM409": _WRONG_STATE,
    "SIM423": _LOCKED,
}
_ASK_AGAIN = Msg("Press Refresh; if it stays, look at this order in the Fynd panel.")
UNKNOWN = Outcome(
    State.UNKNOWN,
    message=Msg("Fynd did not say whether this worked."),
    next=Msg("The app looks it up."),
)


def refused(call: Call, error: RecordError) -> Outcome:
    """The outcome of a record that the server refused, in words and with its code."""
    code = error.code.strip()
    words = _TABLE.get((call, code.upper())) or _ANYWHERE.get(code.upper())
    if words is None:
        said = " ".join(error.message.split())[:_LONGEST]
        # The code stands beside it wherever an outcome is told.
        message = (
            Msg("Fynd refused: {said}", {"said": said})
            if said
            else Msg("Fynd refused this without a reason.")
        )
        words = _Words(message, _ASK_AGAIN, remedy=Action.REFRESH)
    return Outcome(
        State.REFUSED,
        code,
        words.message,
        words.next,
        words.why,
        words.remedy,
        words.is_loud,
        words.may_retry,
    )
