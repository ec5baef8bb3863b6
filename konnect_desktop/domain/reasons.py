"""Why an operation is not allowed, and what to do next: one sentence each, for the screen."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a shipment does not qualify for an operation, or what to mind when it does."""

    CANCELLED = "cancelled"
    IS_RETURN = "is_return"
    NOT_A_RETURN = "not_a_return"
    UNKNOWN_STATUS = "unknown_status"
    LOCKED = "locked"
    LOCKED_MONEY = "locked_money"
    BUSY = "busy"
    CONFIRM_FIRST = "confirm_first"
    INVOICE_FIRST = "invoice_first"
    COURIER_FIRST = "courier_first"
    LABELS_FIRST = "labels_first"
    HAND_OVER_FIRST = "hand_over_first"
    ALREADY_CONFIRMED = "already_confirmed"
    ALREADY_INVOICED = "already_invoiced"
    ALREADY_PACKED = "already_packed"
    ALREADY_PACKED_HERE = "already_packed_here"
    ALREADY_HANDED_OVER = "already_handed_over"
    ALREADY_LEFT = "already_left"
    TOO_LATE_TO_CANCEL = "too_late_to_cancel"
    TOO_LATE_FOR_ITEMS = "too_late_for_items"
    PACKED_NO_CANCEL = "packed_no_cancel"
    NOT_SELF_SHIP = "not_self_ship"
    PACKED_CLOSES_AWB = "packed_closes_awb"
    AWB_BEFORE_PACKING = "awb_before_packing"
    AWB_OVERWRITES = "awb_overwrites"
    NO_STEP_FOLLOWS = "no_step_follows"
    NOT_BACK_YET = "not_back_yet"
    ACCEPT_FIRST = "accept_first"
    ALREADY_ACCEPTED = "already_accepted"
    ALREADY_CREDITED = "already_credited"
    NOTHING_TO_TRACK = "nothing_to_track"
    PERHAPS_REFUSED = "perhaps_refused"
    NOTHING_OPEN = "nothing_open"


#: reason -> (why, what to do next)
_WORDS: dict[Reason, tuple[str, str]] = {
    Reason.CANCELLED: ("Cancelled.", "Pull the parcel if it is already on the table."),
    Reason.IS_RETURN: ("This is a return or RTO.", "Find its steps in Returns & RTO."),
    Reason.NOT_A_RETURN: ("Not a return.", "This step is for parcels that came back."),
    Reason.UNKNOWN_STATUS: (
        "Fynd shows a status this app does not know.",
        "Press Refresh; use the Fynd panel for this order.",
    ),
    Reason.LOCKED: (
        "Locked by Fynd.",
        "See Fix these: clear the lock in the Fynd panel, then press Refresh.",
    ),
    Reason.LOCKED_MONEY: (
        "Locked by Fynd for invoices.",
        "See Fix these: clear the lock in the Fynd panel, then press Refresh.",
    ),
    Reason.BUSY: ("Part of a batch that is still running.", "Wait for the batch to finish."),
    Reason.CONFIRM_FIRST: ("Still new.", "Press Confirm first."),
    Reason.INVOICE_FIRST: ("Has no invoice yet.", "Press Add invoice first."),
    Reason.COURIER_FIRST: (
        "Needs a courier first.",
        "Fynd usually assigns one within minutes; press Check courier.",
    ),
    Reason.LABELS_FIRST: ("Has no label yet.", "Press Get labels first."),
    Reason.HAND_OVER_FIRST: ("Has not left yet.", "Hand it over to the courier first."),
    Reason.ALREADY_CONFIRMED: ("Already confirmed.", "Go on with the next step."),
    Reason.ALREADY_INVOICED: ("Already invoiced.", "Go on with the next step."),
    Reason.ALREADY_PACKED: ("The label is ready already.", "Press Print label."),
    Reason.ALREADY_PACKED_HERE: ("Already ticked as packed.", "Hand it over to the courier."),
    Reason.ALREADY_HANDED_OVER: (
        "Already handed over.",
        "It moves on when the courier scans it.",
    ),
    Reason.ALREADY_LEFT: ("Already with the courier.", "Track it instead."),
    Reason.TOO_LATE_TO_CANCEL: (
        "Too late to cancel: the parcel has left.",
        "If it is not delivered it comes back as an RTO.",
    ),
    Reason.TOO_LATE_FOR_ITEMS: (
        "Too late to cancel single items: it is invoiced.",
        "Cancel the whole order instead.",
    ),
    Reason.PACKED_NO_CANCEL: (
        "Packed in Fynd, so it can no longer be cancelled here.",
        "Ask the buyer or Fynd to cancel, and do not hand it over.",
    ),
    Reason.NOT_SELF_SHIP: (
        "Not a self-ship order.",
        "The channel's courier sends AWB and status by itself.",
    ),
    Reason.PACKED_CLOSES_AWB: (
        "Packed already, and Fynd takes an AWB only before that.",
        "Press Hand over, then set the status.",
    ),
    Reason.AWB_BEFORE_PACKING: (
        "Self-ship: after this Fynd no longer takes the AWB.",
        "Add the AWB first if you have it.",
    ),
    Reason.AWB_OVERWRITES: ("Has an AWB already.", "A new one replaces it."),
    Reason.NO_STEP_FOLLOWS: ("No status step follows from here.", "Press Refresh."),
    Reason.NOT_BACK_YET: ("Not back at your place yet.", "Wait until it is delivered back."),
    Reason.ACCEPT_FIRST: ("Not accepted yet.", "Check and accept the return first."),
    Reason.ALREADY_ACCEPTED: ("Already accepted.", "Go on with the credit note."),
    Reason.ALREADY_CREDITED: ("The credit note is booked.", "Nothing more to do."),
    Reason.NOTHING_TO_TRACK: ("Nothing to track yet.", "It starts when the courier has it."),
    Reason.PERHAPS_REFUSED: ("Fynd may refuse this.", "The result shows what became of it."),
    Reason.NOTHING_OPEN: (
        "All items are cancelled.",
        "Press Refresh; the order should turn Cancelled.",
    ),
}


def why(reason: Reason) -> str:
    """What is in the way, one short sentence."""
    return _WORDS[reason][0]


def next_step(reason: Reason) -> str:
    """What the seller can do about it, one short sentence."""
    return _WORDS[reason][1]
