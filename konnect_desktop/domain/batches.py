"""Batches and what becomes of each record (docs/konnect-api.md 4.1 and 14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.say import NOTHING, Msg

#: At most this many records in one request (section 1).
MAX_RECORDS = 20

#: So long after an answer was lost its change may still be applied; a look after that is final.
LATE = timedelta(seconds=125)
#: So long an outcome that no look could confirm is asked after.
DOUBT_KEPT = timedelta(days=7)

T = TypeVar("T")


class State(StrEnum):
    """Where one record of a batch stands; docs/architecture.md draws the way."""

    PLANNED = "planned"
    WITHDRAWN = "withdrawn"
    SENT = "sent"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_SENT = "not_sent"
    NEEDS_YOU = "needs_you"


#: The record needs no more work by itself.
SETTLED = frozenset({State.WITHDRAWN, State.DONE, State.REFUSED, State.NOT_SENT, State.NEEDS_YOU})
#: Retry takes only these: nothing of them was applied.
RETRYABLE = frozenset({State.REFUSED, State.NOT_SENT})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: the server's code, what is said of it, and what to press."""

    state: State
    code: str = ""
    #: What happened and why, and what to do about it.
    message: Msg = NOTHING
    next: Msg = NOTHING
    #: What kept it from being done, where the app goes on by it.
    why: Reason | None = None
    #: What `next` says to press, where it can be pressed beside it.
    remedy: Action | None = None
    #: True for "cancelled meanwhile": the parcel must be pulled from the line.
    is_loud: bool = False
    #: False when trying again cannot help (cancelled, not yours, already there).
    may_retry: bool = True
    #: Read from the state alone after a lost answer: a late application may still overturn it.
    is_provisional: bool = False


DONE = Outcome(State.DONE)
#: A fault of the disk spoilt what the journal says of a record.
DAMAGED = Outcome(
    State.NEEDS_YOU,
    message=Msg("The journal's line of this order is damaged, so nothing more is sent for it."),
    next=Msg("Press Refresh for this order and see in Fynd what became of it."),
    why=Reason.RECORD_DAMAGED,
    remedy=Action.REFRESH,
    may_retry=False,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records of a batch stand where: every count that is shown comes from here."""

    done: int = 0
    refused: int = 0
    not_sent: int = 0
    unknown: int = 0
    needs_you: int = 0
    #: Planned, or on its way.
    open: int = 0

    @property
    def failed(self) -> int:
        """What was tried and did not work, or not surely; what was not sent is no failure."""
        return self.refused + self.unknown + self.needs_you

    @property
    def not_done(self) -> int:
        """All that is over and not done."""
        return self.failed + self.not_sent


def tally(states: Iterable[State]) -> Tally:
    """Count the states of a batch's records."""
    found = Counter(states)
    return Tally(
        done=found[State.DONE],
        refused=found[State.REFUSED],
        not_sent=found[State.NOT_SENT],
        unknown=found[State.UNKNOWN],
        needs_you=found[State.NEEDS_YOU],
        open=found[State.PLANNED] + found[State.SENT],
    )


@dataclass(frozen=True, slots=True)
class RecordError:
    """One item of `errors[]`, as far as it could be read."""

    shipment_id: str = ""
    code: str = ""
    message: str = ""
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of an answer; None where the answer did not say."""

    payload: int | None = None
    success: int | None = None
    failed: int | None = None


def settle(
    ids: Sequence[str], counts: Counts, errors: Iterable[RecordError]
) -> dict[str, RecordError | State]:
    """Rule 4.1: each sent id is DONE, named in an error, failed with all, or UNKNOWN.

    Returns one entry for every id: a RecordError when it failed, else DONE or UNKNOWN.
    Errors that name ids which were not sent are ignored, and so are the counts of an answer to
    another number of records than were sent.
    """
    if counts.payload not in (None, len(ids)):
        counts = Counts()
    named: dict[str, RecordError] = {}
    unnamed: list[RecordError] = []
    for error in errors:
        if error.shipment_id in ids:
            named.setdefault(error.shipment_id, error)
        elif not error.shipment_id:
            unnamed.append(error)
    all_failed = counts.failed is not None and counts.failed >= len(ids) > 0
    # One error without an id explains all records only when all failed, and for one reason.
    is_common = len({error.code.upper() for error in unnamed}) == 1
    common = unnamed[0] if is_common else RecordError()
    # "None failed" beside too few that worked, or beside an error, proves nothing.
    all_worked = counts.success is not None and counts.success >= len(ids)
    nothing_failed = (all_worked and not counts.failed) or (
        counts.failed == 0 and counts.success is None and not named
    )
    # All failures are named and the counts agree: the others must have worked.
    all_named = (
        counts.failed is not None
        and counts.failed == len(named)
        and counts.success is not None
        and counts.success == len(ids) - len(named)
    )
    result: dict[str, RecordError | State] = {}
    for shipment_id in ids:
        if shipment_id in named:
            result[shipment_id] = named[shipment_id]
        elif all_failed:
            result[shipment_id] = common
        elif (nothing_failed and not unnamed) or all_named:
            result[shipment_id] = State.DONE
        else:
            result[shipment_id] = State.UNKNOWN
    return result


def groups_of(items: Sequence[T], size: int = MAX_RECORDS) -> Iterator[Sequence[T]]:
    """The items in order, in groups of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
