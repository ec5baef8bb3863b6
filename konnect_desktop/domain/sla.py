"""The deadline clock: how long until a parcel must leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

#: Sellers, channels and couriers all count in Indian Standard Time; India has no summer time.
IST = timezone(timedelta(hours=5, minutes=30), "IST")


class Urgency(StrEnum):
    """How loud a deadline is."""

    NONE = "none"
    LATER = "later"
    TODAY = "today"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due time as the seller sees it at one moment."""

    urgency: Urgency
    due_at: datetime | None
    left: timedelta


def deadline(due_at: datetime | None, now: datetime) -> Deadline:
    """How urgent `due_at` is at `now` (both aware): late, within the hour, today or later."""
    if due_at is None:
        return Deadline(Urgency.NONE, None, timedelta(0))
    left = due_at - now
    if left < timedelta(0):
        return Deadline(Urgency.LATE, due_at, left)
    if left < timedelta(hours=1):
        return Deadline(Urgency.SOON, due_at, left)
    same_day = due_at.astimezone(IST).date() == now.astimezone(IST).date()
    return Deadline(Urgency.TODAY if same_day else Urgency.LATER, due_at, left)


def day_end(now: datetime) -> datetime:
    """Midnight at the end of the Indian day that `now` falls in."""
    local = now.astimezone(IST)
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=1)
