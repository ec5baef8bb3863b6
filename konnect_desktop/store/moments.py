"""Times and amounts as the tables keep them: whole seconds in UTC, and paise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

#: No deadline runs: sorts after every real one (the end of the year 9999).
NO_DUE = 253_402_300_799
_LARGEST = 2**62
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def to_seconds(moment: datetime | None) -> int | None:
    """Seconds since 1970; None stays None."""
    return None if moment is None else int(moment.timestamp())


def to_moment(seconds: int | None) -> datetime | None:
    """The aware UTC time of `to_seconds`; None for a number that is no time."""
    try:
        # Counted, not asked of the system: Windows knows the years 1970 to 3000 alone.
        return None if seconds is None else _BEGIN + timedelta(seconds=seconds)
    except (OverflowError, ValueError, TypeError):
        return None


def sure_moment(seconds: int | None) -> datetime:
    """The same for what always has a time; the beginning of 1970 where it cannot be read."""
    return to_moment(seconds) or _BEGIN


def to_paise(amount: Decimal | None) -> int | None:
    """Rupees as whole paise; None when there is none, or it is beyond all reason."""
    if amount is None or not amount.is_finite():
        return None
    try:
        paise = int((amount * 100).to_integral_value())
    except InvalidOperation:
        return None
    return paise if abs(paise) < _LARGEST else None


def to_rupees(paise: int | None) -> Decimal | None:
    """The amount of `to_paise`, with two places."""
    return None if paise is None else Decimal(paise).scaleb(-2)
