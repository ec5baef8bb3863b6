"""Whether this computer's clock can be trusted, judged by the time that the server gives.

The server stamps an answer between our question and its arrival, so each answer gives a range in
which the difference lies. Only what several answers agree on counts: one may come out of a cache,
or the computer slept while it was on its way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: So far apart the clocks may be without a word.
TOLERATED = timedelta(minutes=5)
#: So many answers have to agree, and as well as this.
ENOUGH = 3
_ALIKE = timedelta(seconds=90)
_HALF_HOUR = timedelta(minutes=30)
_MOST_HOURS = timedelta(hours=15)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Heard:
    """Between which bounds the server's clock is ahead of ours, by one answer; negative: behind."""

    low: timedelta
    high: timedelta

    @property
    def nearest(self) -> timedelta:
        """The smallest difference that fits."""
        if self.low > timedelta(0):
            return self.low
        return min(self.high, timedelta(0))


@dataclass(frozen=True, slots=True)
class ClockFault:
    """By how much this computer's clock is wrong."""

    #: What has to be added to it; negative when it is ahead.
    difference: timedelta

    @property
    def is_behind(self) -> bool:
        """Whether it shows too early a time."""
        return self.difference > timedelta(0)

    @property
    def may_be_zone(self) -> bool:
        """Whether a wrong time zone explains it: zones differ by whole half hours."""
        size = abs(self.difference)
        halves = round(size / _HALF_HOUR)
        return halves >= 1 and size <= _MOST_HOURS and abs(size - halves * _HALF_HOUR) <= _ALIKE


def heard(stamp: datetime, sent: datetime, received: datetime) -> Heard | None:
    """What one answer says; None when our clock went back while it was on its way."""
    if received < sent:
        return None
    # The stamp has whole seconds, cut off.
    return Heard(stamp - received, stamp + _SECOND - sent)


def judge(answers: Sequence[Heard]) -> ClockFault | bool:
    """What the latest answers say: the fault, True for a clock that is right, False as long as
    nothing is known, because there are too few or they do not agree."""
    latest = list(answers)[-ENOUGH:]
    if len(latest) < ENOUGH:
        return False
    nearest = [each.nearest for each in latest]
    if all(abs(each) <= TOLERATED for each in nearest):
        return True
    if any(abs(each) <= TOLERATED for each in nearest) or max(nearest) - min(nearest) > _ALIKE:
        return False
    return ClockFault(sorted(nearest)[len(nearest) // 2])
