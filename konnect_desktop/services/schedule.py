"""Which statuses are due for another look (docs/konnect-api.md 13)."""

from __future__ import annotations

from datetime import datetime, timedelta

from konnect_desktop.domain import states

#: Minutes between two looks at a status, for a shop with few orders in it.
_BASE_MINUTES: dict[str, float] = {
    states.CONFIRMED: 10,
    states.PROCESSING: 10,
    states.COMPLETED: 10,
    states.RETURN_DELIVERED: 30,
    states.TRANSIT: 60,
    states.RETURN_PROCESSING: 60,
    states.CANCELLED: 60,
    states.RETURN_COMPLETED: 60,
    states.DELIVERED: 240,
    states.HANDED_OVER_TO_CUSTOMER: 240,
    states.CREDIT_NOTE_GENERATED: 240,
}
#: (orders a day, minutes between looks for new ones): the first row that holds.
_NEW_MINUTES: tuple[tuple[int, float], ...] = ((1000, 2), (500, 5), (100, 5), (0, 15))
#: New orders are listed whole, not by window, this often.
FULL_NEW_SWEEP = timedelta(hours=6)
#: A sweep may take at most a tenth of the time, at half a second a page.
_SHARE = 10
_SECONDS_A_PAGE = 0.5

#: Every status to sweep; RETURN_ACCEPTED is read in place of RETURN_COMPLETED where needed.
SWEPT: tuple[str, ...] = tuple(
    status for status in states.KNOWN_STATUSES if status != states.RETURN_ACCEPTED
)
#: Statuses for which promise and lock matter (sections 12 and 13).
INFORMED: tuple[str, ...] = (
    states.CREATED,
    states.CONFIRMED,
    states.PROCESSING,
    states.COMPLETED,
    states.RETURN_PROCESSING,
    states.RETURN_DELIVERED,
    states.RETURN_COMPLETED,
)


def interval(
    status: str, *, rows: int, orders_a_day: float, page_size: int, new_minutes: int = 0
) -> timedelta:
    """Time between two looks at `status`.

    `rows`: how many the last sweep saw; `new_minutes`: the seller's own choice for new
    orders, 0 for none.
    """
    if status == states.CREATED:
        if new_minutes:
            return timedelta(minutes=new_minutes)
        return timedelta(
            minutes=next(minutes for most, minutes in _NEW_MINUTES if orders_a_day >= most)
        )
    base = timedelta(minutes=_BASE_MINUTES.get(status, 60))
    pages = -(-max(rows, 1) // max(page_size, 1))
    return max(base, timedelta(seconds=pages * _SECONDS_A_PAGE * _SHARE))


def is_due(last_started: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether the time has come; a clock that went backwards does not stop the checks."""
    return last_started is None or now - last_started >= every or last_started > now
