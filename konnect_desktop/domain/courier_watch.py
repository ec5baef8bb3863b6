"""When to ask again whether a courier was found (docs/konnect-api.md 10.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from konnect_desktop.domain.say import Msg

#: Pause before the first question and after each "not yet"; the last one repeats.
STEPS: tuple[timedelta, ...] = tuple(timedelta(seconds=s) for s in (30, 60, 120, 240, 480, 900))
#: A pause is longer or shorter by up to this share, so that orders do not ask in step.
JITTER = 0.1
#: Orders due this soon fill up the last call of 20: asking them later costs a call more.
TOP_UP = timedelta(seconds=30)
#: After a failed call, in place of the growing pause; it does not count as a try.
AFTER_FAILURE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CourierWait:
    """One shipment that has no courier yet: waiting since when, asked how often, asked next."""

    shipment_id: str
    since: datetime
    tries: int
    next_check_at: datetime


def pause_after(tries: int) -> timedelta:
    """The pause after `tries` answers of "not yet", without jitter."""
    return STEPS[min(max(tries, 0), len(STEPS) - 1)]


def next_check(tries: int, now: datetime, jitter: float = 0.0) -> datetime:
    """When to ask again after `tries` answers; `jitter` from -1 to 1 shifts it by up to 10 %."""
    share = 1.0 + JITTER * min(max(jitter, -1.0), 1.0)
    return now + pause_after(tries) * share


def is_due(wait: CourierWait, now: datetime) -> bool:
    """Whether its time has come; a clock that was set back does not stop the questions."""
    longest = STEPS[-1] * (1.0 + JITTER)
    return wait.next_check_at <= now or wait.next_check_at - now > longest


def is_long(since: datetime, now: datetime, limit: timedelta) -> bool:
    """Whether it has waited so long that a person should look; no limit, no alarm."""
    return limit > timedelta(0) and now - since >= limit


def to_ask(waits: list[CourierWait], now: datetime, group: int) -> list[CourierWait]:
    """What to ask now: all that is due, and what is nearly due as far as the last call has room.

    Nothing when nothing is due.
    """
    due = [wait for wait in waits if is_due(wait, now)]
    room = -len(due) % group if due else 0
    ids = {wait.shipment_id for wait in due}
    soon = sorted(
        (w for w in waits if w.shipment_id not in ids and w.next_check_at - now <= TOP_UP),
        key=lambda wait: wait.next_check_at,
    )
    return due + soon[:room]


def waiting_since(since: datetime) -> Msg:
    """What stands at an order that waits too long."""
    return Msg("Waiting for a courier since {since}.", {"since": since})


#: What to do about it.
NEXT_STEP = Msg("Ask Fynd support about this PIN code, or cancel the order with a reason.")
