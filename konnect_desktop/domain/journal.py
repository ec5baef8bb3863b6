"""A batch as the journal keeps it: what was asked, and what became of each record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NewType

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import SETTLED, Outcome, State

BatchId = NewType("BatchId", int)


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """One shipment's part of a batch; `payload` is what will be sent, JSON-safe."""

    shipment_id: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    #: What the seller recognises it by, normally the order number.
    label: str = ""


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """One shipment's part of a batch, with how far it got."""

    shipment_id: str
    label: str
    payload: Mapping[str, Any]
    outcome: Outcome
    attempt: int = 0
    sent_at: datetime | None = None
    settled_at: datetime | None = None
    #: When it was known that no answer would come; None while there was one.
    lost_at: datetime | None = None

    @property
    def state(self) -> State:
        """Where this record stands."""
        return self.outcome.state

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.outcome.state in SETTLED


@dataclass(frozen=True, slots=True)
class Batch:
    """One press of a button, for any number of shipments."""

    id: BatchId
    action: Action
    options: Mapping[str, Any]
    created_at: datetime
    finished_at: datetime | None
    linked_to: BatchId | None
    records: tuple[JournalRecord, ...]
    #: Waits here for the connection; nothing of it was sent.
    is_queued: bool = False
    #: Who was at the desk; "" when nobody said so.
    person: str = ""

    def in_state(self, *states: State) -> tuple[JournalRecord, ...]:
        """The records that stand in one of `states`, in their order."""
        return tuple(record for record in self.records if record.state in states)

    @property
    def never_left(self) -> tuple[JournalRecord, ...]:
        """What was planned and not sent: Stop, an error or the end of the app came before."""
        return tuple(one for one in self.in_state(State.NOT_SENT) if not one.attempt)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A provisional outcome whose shipment was read again since."""

    batch_id: BatchId
    action: Action
    record: JournalRecord
    #: When that newer read was.
    seen_at: datetime
    #: What the latest other batch with the same action came to, if there was one after it.
    later: Outcome | None = None


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """One line of the history."""

    id: BatchId
    action: Action
    created_at: datetime
    finished_at: datetime | None
    counts: Mapping[State, int]
    is_queued: bool = False
    #: As in `Batch`.
    person: str = ""


@dataclass(frozen=True, slots=True)
class BatchFilter:
    """Which batches of the history are wanted; the empty filter means all."""

    actions: frozenset[Action] = frozenset()
    #: Pressed at or after this moment, and before that one.
    since: datetime | None = None
    until: datetime | None = None
    #: Only batches with at least one record that did not work.
    failures_only: bool = False
    #: Part of an order number or shipment id, or of the reason of an outcome.
    text: str = ""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One record of the history, for export."""

    batch_id: BatchId
    action: Action
    created_at: datetime
    record: JournalRecord
    #: As in `Batch`.
    person: str = ""


@dataclass(frozen=True, slots=True)
class Created:
    """A batch just planned; `busy` names the shipments that stand in another unfinished one."""

    batch_id: BatchId | None
    taken: tuple[str, ...]
    busy: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeriesFormat:
    """How invoice numbers are made: prefix, first number of the series, digits."""

    prefix: str = ""
    first: int = 1
    padding: int = 0

    def text(self, number: int) -> str:
        """The invoice number as printed, such as "FY25/00042"."""
        return f"{self.prefix}{number:0{max(0, self.padding)}d}"
