"""Why an operation is not allowed, and what to do next: one sentence each, for the screen."""

from __future__ import annotations

from enum import StrEnum

from konnect_desktop.domain.say import Msg


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
    TAKES_NO_AWB = "takes_no_awb"
    NO_STEP_FOLLOWS = "no_step_follows"
    NOT_BACK_YET = "not_back_yet"
    ACCEPT_FIRST = "accept_first"
    ALREADY_ACCEPTED = "already_accepted"
    ALREADY_CREDITED = "already_credited"
    NOTHING_TO_TRACK = "nothing_to_track"
    PERHAPS_REFUSED = "perhaps_refused"
    NOTHING_OPEN = "nothing_open"
    # What was told for one order of a batch, and what to mind there.
    NO_ITEMS_CHOSEN = "no_items_chosen"
    ITEM_NOT_IN_ORDER = "item_not_in_order"
    ITEM_NOT_OPEN = "item_not_open"
    TOO_MANY_PIECES = "too_many_pieces"
    NO_CANCEL_REASON = "no_cancel_reason"
    CANCELS_WHOLE = "cancels_whole"
    FEWER_ITEMS = "fewer_items"
    TOO_MANY_SERIALS = "too_many_serials"
    BAD_PACKAGE = "bad_package"
    NUMBER_TAKEN = "number_taken"
    NUMBER_TWICE = "number_twice"
    NUMBER_STYLE = "number_style"
    OLD_YEAR = "old_year"
    YEAR_AHEAD = "year_ahead"
    NEW_YEAR = "new_year"
    NO_AWB_GIVEN = "no_awb_given"
    NO_COURIER_GIVEN = "no_courier_given"
    AWB_TWICE = "awb_twice"
    AWB_TAKEN = "awb_taken"
    NO_AWB_YET = "no_awb_yet"
    STEP_DOES_NOT_FOLLOW = "step_does_not_follow"
    CHANGED_MEANWHILE = "changed_meanwhile"
    RECORD_DAMAGED = "record_damaged"
    # What kept a record of a batch from being sent.
    NO_CONNECTION = "no_connection"


#: reason -> (why, what to do next); {shared} is the place of what all orders there share.
_WORDS: dict[Reason, tuple[str, str]] = {
    Reason.RECORD_DAMAGED: (
        "What the app keeps of it is damaged on the disk.",
        "Press Refresh: it is read from Fynd again.",
    ),
    Reason.CANCELLED: ("Cancelled.", "Pull the parcel if it is already on the table."),
    Reason.IS_RETURN: ("This is a return or RTO.", "Find its steps in Returns & RTO."),
    Reason.NOT_A_RETURN: ("Not a return.", "This step is for parcels that came back."),
    Reason.UNKNOWN_STATUS: (
        "Fynd shows a status this app does not know.",
        "Press Refresh; use the Fynd panel for this order.",
    ),
    Reason.LOCKED: (
        "Locked by Fynd.",
        "See Fix these: clear the lock in the Fynd panel, then press Check status.",
    ),
    Reason.LOCKED_MONEY: (
        "Locked by Fynd for invoices.",
        "See Fix these: clear the lock in the Fynd panel, then press Check status.",
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
    Reason.TAKES_NO_AWB: (
        "Fynd takes an AWB only before the parcel moves.",
        "Press Refresh to see where it stands.",
    ),
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
    Reason.NO_ITEMS_CHOSEN: ("No item was chosen.", "Tick the items to cancel."),
    Reason.ITEM_NOT_IN_ORDER: (
        "An item was named that this order does not have.",
        "Press Refresh, then choose the items again.",
    ),
    Reason.ITEM_NOT_OPEN: (
        "An item was named that is cancelled already.",
        "Choose only items that are still open.",
    ),
    Reason.TOO_MANY_PIECES: (
        "More pieces were named than the order has.",
        "Lower the quantity, then try again.",
    ),
    Reason.NO_CANCEL_REASON: ("An item has no reason.", "Choose a reason for every item."),
    Reason.CANCELS_WHOLE: (
        "All open items are chosen.",
        "This cancels the whole order.",
    ),
    Reason.FEWER_ITEMS: (
        "Some items were cancelled.",
        "Only the items that are left go on.",
    ),
    Reason.TOO_MANY_SERIALS: (
        "There are more serial numbers than pieces.",
        "Remove the extra ones, then try again.",
    ),
    Reason.BAD_PACKAGE: (
        "A package has a size or weight that is not above zero.",
        "Correct length, width, height (cm) and weight (g).",
    ),
    Reason.NUMBER_TAKEN: (
        "This invoice number was used or refused before.",
        "Type another number, or leave it empty to take the next of the series.",
    ),
    Reason.NUMBER_TWICE: (
        "The same invoice number stands at several orders.",
        "Give each order a number of its own.",
    ),
    Reason.NUMBER_STYLE: (
        "The e-invoice portal takes up to 16 letters, digits, - and /, not 0, - or / first.",
        "Fynd may take the number; change the series if your accountant asks for it.",
    ),
    Reason.OLD_YEAR: (
        "A new financial year has begun, and the series still says {shared}.",
        "Undo and change the prefix. With {FY} in its place the year changes by itself.",
    ),
    Reason.YEAR_AHEAD: (
        "The series says {shared}, a financial year that has not begun.",
        "Undo and change the prefix. With {FY} in its place the year changes by itself.",
    ),
    Reason.NEW_YEAR: (
        "A new financial year has begun: {shared} is its first number.",
        "If this year has numbers from elsewhere, undo and choose another first number.",
    ),
    Reason.NO_AWB_GIVEN: ("No AWB was given.", "Type, scan or paste its AWB."),
    Reason.NO_COURIER_GIVEN: ("No courier was given.", "Choose the courier partner."),
    Reason.AWB_TWICE: (
        "The same AWB stands at several orders.",
        "Check the parcels and correct the AWB.",
    ),
    Reason.AWB_TAKEN: (
        "Another order has this AWB already.",
        "Check the parcel and correct the AWB.",
    ),
    Reason.NO_AWB_YET: (
        "Has no AWB, and after this step Fynd takes none.",
        "Add the AWB first if you have it.",
    ),
    Reason.STEP_DOES_NOT_FOLLOW: (
        "This status does not follow from where the parcel is.",
        "Choose a step that its list offers.",
    ),
    Reason.CHANGED_MEANWHILE: (
        "The order changed since this was chosen.",
        "Look at it again, then choose anew.",
    ),
    Reason.NO_CONNECTION: (
        "Konnect could not be reached.",
        "Check the internet connection; the app tries again by itself.",
    ),
}


def why(reason: Reason, shared: str = "") -> Msg:
    """What is in the way, one short sentence; `shared` goes where the words leave a place."""
    return Msg(_WORDS[reason][0], {"shared": shared} if shared else None)


def is_shared(reason: Reason) -> bool:
    """Whether what is particular to an order is said in the sentence itself."""
    return "{shared}" in _WORDS[reason][0]


def next_step(reason: Reason) -> Msg:
    """What the seller can do about it, one short sentence."""
    return Msg(_WORDS[reason][1])
