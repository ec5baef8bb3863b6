"""What a parcel's tracking means: plain words, fresh or not, stuck, undelivered
(docs/konnect-api.md 10.13)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from konnect_desktop.domain import ids
from konnect_desktop.domain.pasted import numbers_in
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.tracking import Tracking, TrackingEvent

#: Fynd asks for 5 to 10 minutes (10.13).
KEPT_FRESH = timedelta(minutes=7)
_BETWEEN = re.compile(r"[,;|]")
#: Key of a parcel that is not among our shipments.
AWB_KEY = "awb:"

#: OMS states of section 6 in the seller's words.
_WORDS: dict[str, str] = {
    "new": "Ordered",
    "placed": "Ordered",
    "store_reassigned": "Moved to another location",
    "bag_not_confirmed": "Not confirmed",
    "bag_confirmed": "Confirmed",
    "bag_invoiced": "Invoiced",
    "assigning_dp": "Looking for a courier",
    "dp_not_assigned": "No courier found",
    "dp_assigned": "Courier assigned",
    "bag_not_packed": "Not packed",
    "bag_packed": "Packed",
    "bag_not_picked": "Not picked up yet",
    "out_for_pickup": "Courier is on the way to you",
    "bag_not_handed_over_to_dg": "Not handed over yet",
    "handed_over_to_dg": "With the courier",
    "bag_picked": "Picked up by the courier",
    "in_transit": "On the way",
    "out_for_delivery": "Out for delivery",
    "delivery_attempt_failed": "Delivery attempt failed",
    "delivery_reattempt_requested": "New delivery attempt asked for",
    "delivery_done": "Delivered",
    "handed_over_to_customer": "Handed over to the customer",
    "bag_lost": "Lost by the courier",
    "rto_initiated": "Coming back to you (RTO)",
    "rto_in_transit": "Coming back to you (RTO)",
    "rto_bag_delivered": "Back with you (RTO)",
    "rto_bag_accepted": "RTO accepted",
    "return_initiated": "Return asked for",
    "assigning_return_dp": "Looking for a courier for the return",
    "return_dp_assigned": "Courier assigned for the return",
    "return_bag_in_transit": "Return on the way to you",
    "return_bag_delivered": "Return is back with you",
    "return_accepted": "Return accepted",
    "return_bag_accepted": "Return accepted",
    "credit_note_generated": "Credit note booked",
    "refund_initiated": "Refund started",
    "refund_approved": "Refund approved",
    "deadstock": "Set aside as dead stock",
    "deadstock_defective": "Set aside as defective",
    "cancelled_customer": "Cancelled by the customer",
    "cancelled_fynd": "Cancelled by Fynd",
    "cancelled_seller": "Cancelled by you",
}
_UNDELIVERED = frozenset({"delivery_attempt_failed", "undelivered", "delivery_failed", "bag_lost"})
#: The way is over, so that no further scan is missed.
_ENDED = frozenset(
    {
        "delivery_done",
        "handed_over_to_customer",
        "bag_lost",
        "rto_bag_delivered",
        "rto_bag_accepted",
        "return_bag_delivered",
        "return_bag_accepted",
        "return_accepted",
        "credit_note_generated",
        "refund_initiated",
        "refund_approved",
    }
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One line of the Tracking room: a parcel and what is known of its way."""

    key: str
    #: "" for a parcel that is not among our shipments.
    shipment_id: str = ""
    order_no: str = ""
    awb: str = ""
    courier_partner: str = ""
    #: Fynd's own status of the shipment, "" when it is not ours.
    status: str = ""
    tracking: Tracking | None = None
    fetched_at: datetime | None = None
    #: Why asking is idle, None when it may be asked.
    blocked: Reason | None = None

    @property
    def last_movement(self) -> datetime | None:
        """When it was last scanned, as far as Fynd said."""
        return last_movement(self.tracking) if self.tracking else None

    def is_fresh(self, now: datetime) -> bool:
        """Whether what is known need not be asked for again."""
        return self.fetched_at is not None and is_fresh(self.fetched_at, now)


def is_fresh(fetched_at: datetime, now: datetime) -> bool:
    """Whether a kept answer still counts; one from the future does not."""
    return timedelta(0) <= now - fetched_at < KEPT_FRESH


def code_of(status: str) -> str:
    """A status as the table of words spells it."""
    return "_".join(status.casefold().replace("-", " ").split())


def words_of(status: str) -> str:
    """A status in plain words; one that we do not know is made readable."""
    return _WORDS.get(code_of(status)) or readable(status)


def readable(status: str) -> str:
    """held_at_hub_9 as Held at hub 9; what is a sentence already stays as it came."""
    text = status.strip()
    if "_" not in text and not text.isupper() and not text.islower():
        return text
    text = " ".join(text.replace("_", " ").split())
    text = text.lower() if text.isupper() else text
    return text[:1].upper() + text[1:]


def status_text(tracking: Tracking) -> str:
    """Where the parcel stands, in plain words; the server's own text when it is unknown."""
    for status in (tracking.operational_status, tracking.current_status):
        if code_of(status) in _WORDS:
            return words_of(status)
    return readable(tracking.current_status) or readable(tracking.operational_status)


def event_text(event: TrackingEvent) -> str:
    """What happened at one stop, in plain words."""
    for status in (event.operational_status, event.status):
        if code_of(status) in _WORDS:
            return words_of(status)
    if event.status.strip():
        return readable(event.status)
    return event.message.strip() or readable(event.operational_status)


def last_movement(tracking: Tracking) -> datetime | None:
    """The newest scan, else when the courier last said anything."""
    times = [event.at for event in tracking.events if event.at is not None]
    return max(times) if times else tracking.last_updated


def is_undelivered(tracking: Tracking) -> bool:
    """Whether the courier could not deliver, and nothing better followed."""
    codes = (code_of(tracking.operational_status), code_of(tracking.current_status))
    return any(code in _UNDELIVERED for code in codes)


def has_ended(tracking: Tracking) -> bool:
    """Whether the parcel's way is over."""
    codes = (code_of(tracking.operational_status), code_of(tracking.current_status))
    return any(code in _ENDED for code in codes)


def stuck_before(now: datetime, days: int) -> datetime:
    """A parcel on its way whose last scan is older than this does not move."""
    return now - timedelta(days=max(days, 1))


def numbers_of(text: str, most: int = 500) -> list[str]:
    """The numbers of a pasted list, tidied, each once: parted by blanks or any separator."""
    words = ids.readable(_BETWEEN.sub(" ", text)).split()
    found = numbers_in(text) or (ids.tidy(word.strip("()[]")) for word in words)
    return list(dict.fromkeys(number for number in found if number))[:most]
