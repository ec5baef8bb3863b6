"""The words for where a shipment stands (docs/konnect-api.md 6, 12 and 15)."""

from __future__ import annotations

from enum import StrEnum

CREATED = "CREATED"
CONFIRMED = "CONFIRMED"
PROCESSING = "PROCESSING"
COMPLETED = "COMPLETED"
TRANSIT = "TRANSIT"
HANDED_OVER_TO_CUSTOMER = "HANDED_OVER_TO_CUSTOMER"
DELIVERED = "DELIVERED"
CANCELLED = "CANCELLED"
RETURN_PROCESSING = "RETURN_PROCESSING"
RETURN_DELIVERED = "RETURN_DELIVERED"
RETURN_COMPLETED = "RETURN_COMPLETED"
RETURN_ACCEPTED = "RETURN_ACCEPTED"
CREDIT_NOTE_GENERATED = "CREDIT_NOTE_GENERATED"

#: Every status of section 6, in the order of a parcel's life.
KNOWN_STATUSES: tuple[str, ...] = (
    CREATED,
    CONFIRMED,
    PROCESSING,
    COMPLETED,
    TRANSIT,
    HANDED_OVER_TO_CUSTOMER,
    DELIVERED,
    CANCELLED,
    RETURN_PROCESSING,
    RETURN_DELIVERED,
    RETURN_COMPLETED,
    RETURN_ACCEPTED,
    CREDIT_NOTE_GENERATED,
)
RETURN_STATUSES = frozenset(
    {
        RETURN_PROCESSING,
        RETURN_DELIVERED,
        RETURN_COMPLETED,
        RETURN_ACCEPTED,
        CREDIT_NOTE_GENERATED,
    }
)
#: Nothing more has to be done for these; a lock on them stops no work.
FINISHED_STATUSES = frozenset(
    {HANDED_OVER_TO_CUSTOMER, DELIVERED, CANCELLED, CREDIT_NOTE_GENERATED}
)


def fits(word: str, asked: str) -> bool:
    """Whether a record in the list of `asked` may stand there by the word it carries.

    A word that nobody knows contradicts nothing.
    """
    return word in ("", asked) or word not in KNOWN_STATUSES


def standing(word: str, listed: str) -> str:
    """Where a shipment stands: its own word, or the list it came from when nobody knows that."""
    return listed if listed and word not in KNOWN_STATUSES else word


class Journey(StrEnum):
    """Which way a parcel travels."""

    FORWARD = "forward"
    RETURN = "return"
    RTO = "rto"


class Lock(StrEnum):
    """What a lock forbids (section 12). Unreadable values count as FULL."""

    FREE = ""
    FULL = "full"
    FINANCIAL = "financial"


class Lane(StrEnum):
    """The tab a shipment belongs in, named for the seller's next job."""

    FIX = "fix"
    NEW = "new"
    TO_INVOICE = "to_invoice"
    WAITING_FOR_COURIER = "waiting_for_courier"
    GET_LABELS = "get_labels"
    TO_PACK = "to_pack"
    TO_HAND_OVER = "to_hand_over"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    RETURNS = "returns"
    CANCELLED = "cancelled"
    OTHER = "other"


#: Lanes where time runs: the deadline counts until the parcel has left.
OPEN_LANES = frozenset(
    {
        Lane.FIX,
        Lane.NEW,
        Lane.TO_INVOICE,
        Lane.WAITING_FOR_COURIER,
        Lane.GET_LABELS,
        Lane.TO_PACK,
        Lane.TO_HAND_OVER,
    }
)

_SIMPLE_LANES = {
    CREATED: Lane.NEW,
    CONFIRMED: Lane.TO_INVOICE,
    TRANSIT: Lane.IN_TRANSIT,
    HANDED_OVER_TO_CUSTOMER: Lane.DELIVERED,
    DELIVERED: Lane.DELIVERED,
    CANCELLED: Lane.CANCELLED,
}


def lane_of(
    status: str,
    *,
    has_courier: bool,
    is_self_ship: bool,
    lock: Lock = Lock.FREE,
    dispatched_here: bool = False,
    packed_here: bool = False,
    needs_attention: bool = False,
) -> Lane:
    """The one tab a shipment stands in, from server facts and our own local ones."""
    if status not in FINISHED_STATUSES and (lock is not Lock.FREE or needs_attention):
        return Lane.FIX
    if status == PROCESSING:
        # A self-ship parcel may show no courier before its AWB is typed (section 15).
        return Lane.GET_LABELS if has_courier or is_self_ship else Lane.WAITING_FOR_COURIER
    if status == COMPLETED:
        if dispatched_here:
            return Lane.IN_TRANSIT
        return Lane.TO_HAND_OVER if packed_here else Lane.TO_PACK
    if status in RETURN_STATUSES or status.startswith("RETURN_"):
        return Lane.RETURNS
    return _SIMPLE_LANES.get(status, Lane.OTHER)


def journey_of(
    status: str, *, shipment_id: str, forward_id: str, return_id: str, order_type: str = ""
) -> Journey:
    """Forward, return or RTO. A return has an id of its own; an RTO keeps the forward one."""
    kind = order_type.strip().casefold()
    if kind in ("rto", "return", "forward"):
        return Journey(kind)
    if forward_id and forward_id != shipment_id:
        return Journey.RETURN
    if return_id:
        return Journey.RETURN
    if status in RETURN_STATUSES or status.startswith("RETURN_"):
        return Journey.RTO
    return Journey.FORWARD


_FREE_WORDS = frozenset({"", "none", "null", "unlocked", "false", "free", "no", "0"})


def read_lock(value: object) -> Lock:
    """What a raw `lockStatus` of any type means: anything not surely free is locked."""
    if value is None or value is False:
        return Lock.FREE
    if isinstance(value, str):
        word = value.strip().casefold()
        if word in _FREE_WORDS:
            return Lock.FREE
        return Lock.FINANCIAL if word == "financial" else Lock.FULL
    if isinstance(value, dict):
        flags = list(value.values())
        if len(flags) == 1 and flags[0] in (False, None):
            return Lock.FREE
        return Lock.FULL
    if isinstance(value, int | float) and value == 0:
        return Lock.FREE
    return Lock.FULL
