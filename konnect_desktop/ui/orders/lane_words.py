"""The seller's words for lanes and statuses."""

from __future__ import annotations

from konnect_desktop.domain import locks, states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.states import Journey, Lane
from konnect_desktop.ui.batches import action_words
from konnect_desktop.ui.kit.say import say

#: The tabs in their fixed order; None is All.
LANES: tuple[tuple[Lane | None, str], ...] = (
    (Lane.FIX, "Fix these"),
    (Lane.NEW, "New"),
    (Lane.TO_INVOICE, "To invoice"),
    (Lane.WAITING_FOR_COURIER, "Waiting for courier"),
    (Lane.GET_LABELS, "Get labels"),
    (Lane.TO_PACK, "To pack"),
    (Lane.TO_HAND_OVER, "To hand over"),
    (Lane.IN_TRANSIT, "In transit"),
    (Lane.DELIVERED, "Delivered"),
    (Lane.RETURNS, "Returns & RTO"),
    (Lane.CANCELLED, "Cancelled"),
    (Lane.OTHER, "Other"),
    (None, "All"),
)
LANE_NAMES: dict[Lane | None, str] = dict(LANES)

_SIMPLE = {
    states.CREATED: ("new", "New"),
    states.CONFIRMED: ("confirmed", "Confirmed"),
    states.TRANSIT: ("handed_over", "In transit"),
    states.HANDED_OVER_TO_CUSTOMER: ("delivered", "Delivered"),
    states.DELIVERED: ("delivered", "Delivered"),
    states.CANCELLED: ("cancelled", "Cancelled"),
}
#: status -> word on a customer's return, word on an RTO; short, because the column is narrow.
_RETURN = {
    states.RETURN_PROCESSING: ("Coming back", "RTO coming"),
    states.RETURN_DELIVERED: ("Back with you", "RTO is back"),
    states.RETURN_COMPLETED: ("Accepted", "RTO accepted"),
    states.RETURN_ACCEPTED: ("Accepted", "RTO accepted"),
    states.CREDIT_NOTE_GENERATED: ("Credited", "RTO credited"),
}


def status_chip(row: ShipmentRow) -> tuple[str, str]:
    """The chip's look and its word for where a shipment stands."""
    if row.is_queued:
        return "queued", "Queued here"
    if row.is_read_back:
        return "sending", "Reading back…"
    if row.pending:
        return "sending", _pending(row.pending)
    if row.status in _SIMPLE and row.status == states.CANCELLED:
        return _SIMPLE[row.status]
    if row.status in states.RETURN_STATUSES or row.journey is not Journey.FORWARD:
        is_rto = row.journey is Journey.RTO
        kind = "RTO" if is_rto else "Return"
        words = _RETURN.get(row.status)
        return "returning", words[is_rto] if words else f"{kind}: {readable(row.status).lower()}"
    if row.status == states.PROCESSING:
        if row.courier_partner or row.awb_text:
            return "courier_ready", "Courier ready"
        return ("courier_ready", "Self-ship") if row.is_self_ship else ("waiting", "Needs courier")
    if row.status == states.COMPLETED:
        if row.dispatched_here:
            return "handed_over", "Handed over"
        return ("packed", "Packed") if row.packed_here else ("label_ready", "Label ready")
    return _SIMPLE.get(row.status, ("handed_over", readable(row.status)))


def journey_text(row: ShipmentRow) -> str:
    """Which way back a parcel takes; "" for one on its way to the buyer."""
    if row.journey is Journey.RTO:
        return "Returned before delivery (RTO)"
    return "A buyer's return" if row.journey is Journey.RETURN else ""


def _pending(value: str) -> str:
    try:
        return action_words.words(Action(value)).pending
    except ValueError:
        return "Sending…"


def readable(status: str) -> str:
    """A status that we do not know, made readable: NEW_THING as New thing."""
    text = status.replace("_", " ").strip()
    return text[:1].upper() + text[1:].lower() if text else "Unknown"


def lock_text(row: ShipmentRow) -> str:
    """What a lock is about, or "" when there is none."""
    return say(locks.lock_words(row.lock, row.lock_text))
