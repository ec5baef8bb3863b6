"""When to try a read again, and how long to wait (docs/konnect-api.md 13)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: The server may answer otherwise in a moment.
TRANSIENT = frozenset({408, 425, 500, 502, 503, 504})
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """At most `attempts` tries; waits in seconds."""

    attempts: int = 4
    base_s: float = 0.5
    cap_s: float = 8.0
    #: A wait that the server asks for and that is longer than this goes to the seller.
    longest_asked_s: float = 60.0

    def backoff(self, attempt: int) -> float:
        """A random wait up to a doubling ceiling ("full jitter"); `attempt` counts from 1."""
        return random.uniform(0.05, min(self.cap_s, self.base_s * 2 ** (attempt - 1)))


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds from a Retry-After header: a number or an HTTP date; None when unreadable."""
    text = value.strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = _until(text, now)
    # NaN compares false with everything.
    return min(seconds, 86_400.0) if seconds >= 0 else None


def _until(text: str, now: datetime) -> float:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return -1.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
