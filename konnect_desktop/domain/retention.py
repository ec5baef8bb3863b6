"""How long papers are kept, and what will be deleted on which day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from konnect_desktop.domain.sla import IST
from konnect_desktop.domain.states import OPEN_LANES, Lane

#: Papers of these are never deleted: the parcel can still come back to us with a question.
HELD_LANES = OPEN_LANES | {Lane.IN_TRANSIT, Lane.OTHER}
SHORTEST_DAYS = 30
LONGEST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper as far as its time is concerned. `lane` is "" for an order that is gone."""

    document_id: int
    sha256: str
    size_bytes: int
    #: Fetched or printed, whichever was last.
    used_at: datetime
    lane: str

    @property
    def is_held(self) -> bool:
        """Whether its order is still under way."""
        return self.lane in HELD_LANES


@dataclass(frozen=True, slots=True)
class DeletionDay:
    """What goes on one Indian day."""

    day: date
    count: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """The schedule as the seller sees it, the next day first."""

    days: int
    count: int = 0
    size_bytes: int = 0
    #: Their time is over, and they go at the next clearing.
    due: int = 0
    due_bytes: int = 0
    #: Their time is over, but the order is still under way.
    held: int = 0
    schedule: tuple[DeletionDay, ...] = ()


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """What a clearing did. `failed`: paper -> why its file is still there."""

    deleted: int = 0
    size_bytes: int = 0
    held: int = 0
    failed: dict[int, str] = field(default_factory=dict)


def days_in_range(days: int) -> int:
    """A number of days that is neither careless nor endless."""
    return max(SHORTEST_DAYS, min(LONGEST_DAYS, days))


def is_over(paper: KeptPaper, days: int, now: datetime) -> bool:
    """Whether the paper was not used for `days` and its order is done."""
    return not paper.is_held and paper.used_at + timedelta(days=days_in_range(days)) <= now


def plan(papers: Iterable[KeptPaper], days: int, now: datetime) -> RetentionPlan:
    """The schedule for `papers` kept `days` after their last use."""
    days = days_in_range(days)
    keep = timedelta(days=days)
    by_day: dict[date, list[int]] = {}
    count = size = due = due_size = held = 0
    for paper in papers:
        count += 1
        size += paper.size_bytes
        ends = paper.used_at + keep
        if ends <= now and paper.is_held:
            held += 1
        elif ends <= now:
            due += 1
            due_size += paper.size_bytes
        elif not paper.is_held:
            by_day.setdefault(ends.astimezone(IST).date(), []).append(paper.size_bytes)
    schedule = tuple(DeletionDay(day, len(by_day[day]), sum(by_day[day])) for day in sorted(by_day))
    return RetentionPlan(days, count, size, due, due_size, held, schedule)
