"""When a finished order's data leaves, and what holds it longer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from konnect_desktop.domain import states
from konnect_desktop.domain.retention import days_in_range
from konnect_desktop.domain.sla import IST
from konnect_desktop.domain.states import OPEN_LANES, Journey, Lane

#: So long a delivered parcel may still come back, and so long a claim about a return, an RTO or
#: a cancellation may be made: the longest that the big channels allow, with some room.
RETURN_WINDOW = timedelta(days=45)
CLAIM_WINDOW = timedelta(days=60)
#: Fynd names no day of the last change. An order that is finished when it is seen first was so at
#: the latest about then after it was placed.
USUAL_LIFE = timedelta(days=45)
#: The goods are back and looked at; nothing more has to be done with the parcel.
_RECEIVED = frozenset(
    {states.RETURN_COMPLETED, states.RETURN_ACCEPTED, states.CREDIT_NOTE_GENERATED}
)


class Hold(StrEnum):
    """Why an order stays; the words are the window's."""

    #: Its days are not over.
    TIME = "time"
    UNDER_WAY = "under_way"
    IN_TRANSIT = "in_transit"
    RETURN = "return"
    RTO = "rto"
    RETURN_WINDOW = "return_window"
    CLAIM_WINDOW = "claim_window"
    BATCH = "batch"
    PRINT = "print"
    UNKNOWN_STATUS = "unknown_status"


@dataclass(frozen=True, slots=True)
class Standing:
    """A shipment as far as its time is concerned."""

    id: str
    status: str
    lane: str
    journey: str
    #: The last change at Fynd or here: sent, printed, fetched.
    used_at: datetime
    listed_status: str = ""
    #: An unfinished batch holds it, or an outcome that is not sure yet.
    is_busy: bool = False
    #: A print job with it is on its way, or nobody knows whether it came out.
    is_printing: bool = False


@dataclass(frozen=True, slots=True)
class DepartureDay:
    """How many orders leave on one Indian day."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class DeparturePlan:
    """What leaves when, the next day first; and what stays although its time is over."""

    days: int
    orders: int = 0
    #: Leave at the next clearing.
    due: int = 0
    held: dict[Hold, int] = field(default_factory=dict)
    schedule: tuple[DepartureDay, ...] = ()
    #: The last clearing that came to its end, None before the first.
    cleared_at: datetime | None = None


def holds(one: Standing, now: datetime) -> Hold | None:
    """What keeps a shipment, whatever its age; None when nothing does."""
    if one.is_busy:
        return Hold.BATCH
    if one.is_printing:
        return Hold.PRINT
    lane = Lane(one.lane)
    if lane in OPEN_LANES:
        return Hold.UNDER_WAY
    if lane is Lane.IN_TRANSIT:
        return Hold.IN_TRANSIT
    if lane is Lane.OTHER:
        return Hold.UNKNOWN_STATUS
    if lane is Lane.DELIVERED:
        return Hold.RETURN_WINDOW if one.used_at + RETURN_WINDOW > now else None
    status = states.standing(one.status, one.listed_status)
    if lane is Lane.RETURNS and status not in _RECEIVED:
        return Hold.RTO if one.journey == Journey.RTO else Hold.RETURN
    return Hold.CLAIM_WINDOW if one.used_at + CLAIM_WINDOW > now else None


def time_of(days: int) -> timedelta:
    """How long a finished order stays, by the setting."""
    return timedelta(days=days_in_range(days))


def is_over(used_at: datetime, days: int, now: datetime) -> bool:
    """Whether `days` have passed since the last change."""
    return used_at + time_of(days) <= now


def judge(order: Sequence[Standing], days: int, now: datetime) -> Hold | None:
    """What keeps the shipments of one order; None when all of them leave.

    An order leaves as a whole: its return may be a shipment of its own.
    """
    if not all(is_over(one.used_at, days, now) for one in order):
        return Hold.TIME
    return next((hold for one in order if (hold := holds(one, now)) is not None), None)


def schedule(
    days: int, changed: Iterable[tuple[datetime, int]], now: datetime
) -> tuple[DepartureDay, ...]:
    """The days on which finished orders leave, from (last change, how many)."""
    keep = time_of(days)
    found: dict[date, int] = {}
    for at, count in changed:
        if at + keep > now:
            day = (at + keep).astimezone(IST).date()
            found[day] = found.get(day, 0) + count
    return tuple(DepartureDay(day, found[day]) for day in sorted(found))


def first_change(ordered_at: datetime | None, now: datetime) -> datetime:
    """The last change of a finished order that is new to us, rather late than early."""
    return now if ordered_at is None else min(now, ordered_at + USUAL_LIFE)
