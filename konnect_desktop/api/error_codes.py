"""What the server's codes mean to the seller (docs/konnect-api.md 4.5).

The same digits mean different things on different calls, so a code is looked up only
together with its call. A code that is not listed is shown as it came.
"""

from __future__ import annotations

from dataclasses import dataclass

from konnect_desktop.api.calls import Call
from konnect_desktop.domain.batches import Outcome, RecordError, State

#: Longest text of the server worth showing.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Words:
    reason: str
    next_step: str = ""
    is_loud: bool = False
    may_retry: bool = True


_CANCELLED = _Words(
    "Cancelled meanwhile.", "Pull the parcel if it is already on the table.", True, False
)
#: These codes mean the whole shipment or one item of it, and only the state tells which.
_PERHAPS_AN_ITEM = _Words(
    "Cancelled meanwhile: the order, or an item of it.",
    "Press Refresh to see which; if the order is still open, press Retry.",
    is_loud=True,
)
_NOT_YOURS = _Words(
    "Fynd no longer lists it at this location.",
    "It may have moved to another store; press Refresh.",
    False,
    False,
)
_LOCKED = _Words(
    "Locked by Fynd.",
    "See Fix these: clear the lock in the Fynd panel, then press Check status.",
)
_NOT_PACKED = _Words("Has no label yet.", "Press Get labels first.")
_NO_COURIER = _Words(
    "Needs a courier first.", "Fynd usually assigns one within minutes; press Check courier."
)
_WRONG_STATE = _Words("Fynd does not allow this step now.", "Press Refresh to see where it stands.")
_NOT_SELF_SHIP = _Words(
    "Not a self-ship order.", "The channel's courier sends AWB and status by itself.", False, False
)
_UNKNOWN_ID = _Words("Fynd does not know this order.", "Press Refresh.", False, False)

_TABLE: dict[tuple[Call, str], _Words] = {
    (Call.CONFIRM, "O400"): _PERHAPS_AN_ITEM,
    (Call.CONFIRM, "O422"): _NOT_YOURS,
    (Call.CONFIRM, "SIM409"): _Words(
        "Already confirmed.", "Go on with the next step.", False, False
    ),
    (Call.INVOICE_UPDATE, "IN400"): _Words(
        "Fynd does not find this order or item at this location.",
        "Press Refresh, then try again.",
    ),
    (Call.INVOICE_UPDATE, "IN401"): _PERHAPS_AN_ITEM,
    (Call.INVOICE_UPDATE, "IN403"): _Words("Not ready for an invoice.", "Press Confirm first."),
    (Call.INVOICE_UPDATE, "IN422"): _Words(
        "Fynd does not accept this invoice number.",
        "Check the invoice series: the number may be used already.",
    ),
    (Call.INVOICE_UPDATE, "IN453"): _Words(
        "Already invoiced.", "Go on with the next step.", False, False
    ),
    (Call.PACK, "CR400"): _NO_COURIER,
    (Call.PACK, "CR401"): _CANCELLED,
    (Call.PACK, "CR422"): _NOT_YOURS,
    (Call.COURIER_DETAILS, "C400"): _NOT_YOURS,
    (Call.COURIER_DETAILS, "C403"): _Words(
        "No courier yet.", "Fynd looks for one after the invoice; try again in a few minutes."
    ),
    (Call.LABELS, "L400"): _NOT_YOURS,
    (Call.LABELS, "L403"): _NOT_PACKED,
    (Call.INVOICE, "IN400"): _NOT_YOURS,
    (Call.INVOICE, "IN403"): _NOT_PACKED,
    # Also when it was handed over before (17.1); the state then shows which of the two it is.
    (Call.DISPATCH, "D400"): _Words(
        "Has no label yet, or was handed over before.",
        "Press Refresh; if it still waits for its label, press Get labels.",
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
_ASK_AGAIN = "Press Refresh; if it stays, look at this order in the Fynd panel."
UNKNOWN = Outcome(
    State.UNKNOWN,
    reason="Fynd did not say whether this worked.",
    next_step="The app looks it up.",
)


def refused(call: Call, error: RecordError) -> Outcome:
    """The outcome of a record that the server refused, in words and with its code."""
    code = error.code.strip()
    words = _TABLE.get((call, code.upper())) or _ANYWHERE.get(code.upper())
    if words is None:
        said = " ".join(error.message.split())[:_LONGEST]
        # The code stands beside it wherever an outcome is told.
        reason = f"Fynd refused: {said}" if said else "Fynd refused this without a reason."
        words = _Words(reason, _ASK_AGAIN)
    return Outcome(
        State.REFUSED, code, words.reason, words.next_step, words.is_loud, words.may_retry
    )
