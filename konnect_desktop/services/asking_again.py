"""The last question about a lost answer: the same once more, where a repeat is safe and tells.

A hand-over leaves no trace until the courier scans the parcel, but a second one is refused with
a code of its own when the first one worked (docs/konnect-api.md 10.11 and 17.1). So it is either
done now, once, or known to have been done.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence

from konnect_desktop.domain import states
from konnect_desktop.domain.batches import LATE, MAX_RECORDS, Outcome, State, groups_of
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import Batch, JournalRecord
from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import ApiError, Offline, SignInRefused
from konnect_desktop.services import wording
from konnect_desktop.services.context import Clock, TaskContext
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.services.sending import Sender
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.shipments import ShipmentStore

_log = logging.getLogger(__name__)
#: So often each is asked, together while no answer comes, and then alone.
_ROUNDS = 3
#: So many questions in a row without an answer, and the rest waits for the next check.
_MOST_FAILURES = 4


class AskingAgain:
    """Sends records once more whose operation allows it. The journal is written before."""

    def __init__(
        self, sender: Sender, journal: Journal, store: ShipmentStore, clock: Clock
    ) -> None:
        self._sender = sender
        self._journal = journal
        self._store = store
        self._clock = clock

    def ask(
        self, ctx: TaskContext, batch: Batch, ids: Collection[str], would_move: Collection[str]
    ) -> tuple[dict[str, Outcome], Changes]:
        """What became of `ids`, together in groups and then, where that left a doubt, alone.

        `would_move`: see `Settled`. Every one has an outcome; what nobody answered stays unknown.
        """
        facts = self._store.facts_each(ids)
        free = {key for key, known in facts.items() if known.lock is not states.Lock.FULL}
        records = [one for one in batch.records if one.shipment_id in ids]
        run = _Run(
            self, ctx, batch, [one for one in records if one.shipment_id in free], would_move
        )
        run.go()
        told = {one.shipment_id: run.outcomes.get(one.shipment_id, UNTOLD) for one in records}
        self._journal.record(batch.id, told, self._clock())
        return told, run.changes

    def is_aged(self, record: JournalRecord) -> bool:
        """Whether the first sending would have shown by now."""
        return record.lost_at is not None and self._clock() - record.lost_at >= LATE

    def send(
        self, ctx: TaskContext, batch: Batch, group: Sequence[JournalRecord], attempt: int
    ) -> tuple[dict[str, Outcome], Changes] | ApiError:
        """One group once more, as the server answered it."""
        ids = [record.shipment_id for record in group]
        self._journal.mark_sent(batch.id, ids, attempt)
        try:
            sent = self._sender.send(batch.action, group, ctx.stop_check)
        except ApiError as error:
            _log.warning("asked again: %s", error)
            self._journal.record(batch.id, dict.fromkeys(ids, UNTOLD), self._clock())
            return error
        # On disk as unknown, until it is said what it means.
        known = {key: sent.outcomes.get(key, UNTOLD) for key in ids}
        waits = {
            key: wording.UNANSWERED for key, one in known.items() if one.state is not State.DONE
        }
        self._journal.record(batch.id, waits, self._clock())
        return known, sent.changes


class _Run:
    """One round of questions."""

    def __init__(
        self,
        parent: AskingAgain,
        ctx: TaskContext,
        batch: Batch,
        records: list[JournalRecord],
        would_move: Collection[str],
    ) -> None:
        self._parent = parent
        self._ctx = ctx
        self._batch = batch
        self._operation = OPERATIONS[batch.action]
        self._records = records
        self._would_move = would_move
        self._failures = 0
        self._attempts = {one.shipment_id: one.attempt for one in records}
        self._last: dict[str, Outcome] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.changes = Changes()

    def go(self) -> None:
        for _ in range(_ROUNDS):
            # Together only while nothing was answered about them.
            silent = [one for one in self._left() if one.shipment_id not in self._last]
            for group in groups_of(silent, MAX_RECORDS):
                self._ask(group)
        for _ in range(_ROUNDS):
            for record in list(self._left()):
                self._ask([record])
        for record in list(self._left()):
            answer = self._last.get(record.shipment_id)
            if answer is not None and answer.state is State.REFUSED and answer.code:
                # Refused whenever it was asked alone; whether the first one comes is not said.
                is_over = self._parent.is_aged(record)
                self.outcomes[record.shipment_id] = answer if is_over else _REFUSED_NOW

    def _left(self) -> Iterator[JournalRecord]:
        return (one for one in self._records if one.shipment_id not in self.outcomes)

    def _ask(self, group: Sequence[JournalRecord]) -> None:
        if self._failures >= _MOST_FAILURES or self._ctx.is_cancelled:
            return
        attempt = max(self._attempts[one.shipment_id] for one in group) + 1
        self._attempts |= {one.shipment_id: attempt for one in group}
        answer = self._parent.send(self._ctx, self._batch, group, attempt)
        if isinstance(answer, ApiError):
            # A line that broke afterwards is worth another try; none at all is not.
            is_over = isinstance(answer, Offline | SignInRefused) and not answer.maybe_applied
            self._failures += _MOST_FAILURES if is_over else 1
            return
        self._failures = 0
        known, changes = answer
        self.changes = self.changes.merged(changes)
        for key, one in known.items():
            self._last[key] = one
            moves = key in self._would_move
            told = self._operation.told_by_repeat(one, alike_moved=moves)
            if told is not None:
                self.outcomes[key] = told


_REFUSED_NOW = Outcome(
    State.UNKNOWN,
    message=Msg("The answer was lost, and Fynd refuses it now, but the first one may still come."),
    next=Msg("The app asks Fynd again at the next check."),
)
#: Asked, or not even that, without an answer: the next check asks again.
UNTOLD = Outcome(
    State.UNKNOWN,
    message=Msg(
        "The answer was lost, and Fynd may show this only once the courier scans the parcel."
    ),
    next=Msg("The app asks Fynd again at the next check."),
)
