"""After the sending: what a batch touched is read back, and the journal gets the last word."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from konnect_desktop.domain import attention
from konnect_desktop.domain.actions import CHANGING
from konnect_desktop.domain.attention import Attention
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import Batch, BatchId
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import ApiError, KonnectError
from konnect_desktop.services import wording
from konnect_desktop.services.asking_again import AskingAgain
from konnect_desktop.services.context import Announce, Clock, TaskContext
from konnect_desktop.services.operations.base import done_of
from konnect_desktop.services.sending import Sender
from konnect_desktop.services.settling import Settler
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.shipments import ShipmentStore

_log = logging.getLogger(__name__)
_LOCKED = frozenset({Reason.LOCKED, Reason.LOCKED_MONEY})


class BatchSettler:
    """Settles the records of one batch and keeps what follows from it."""

    def __init__(
        self,
        *,
        store: ShipmentStore,
        journal: Journal,
        sender: Sender,
        settler: Settler,
        asking: AskingAgain,
        announce: Announce,
        clock: Clock,
    ) -> None:
        self._store = store
        self._journal = journal
        self._sender = sender
        self._settler = settler
        self._asking = asking
        self._announce = announce
        self._clock = clock

    def settle_sent(
        self, ctx: TaskContext, batch: Batch, outcomes: Mapping[str, Outcome]
    ) -> Changes:
        """Read back what was just sent; `outcomes` is what the server said.

        Stop does not end this: the last group must be settled. A failing look leaves what is
        known as it is, and the unknown for later.
        """
        touched = {
            key: outcome
            for key, outcome in outcomes.items()
            if outcome.state in (State.DONE, State.REFUSED, State.UNKNOWN)
        }
        try:
            changes = self.settle(_unstoppable(ctx), batch, touched)
        except ApiError as error:
            _log.warning("read-back failed: %s", error)
            changes = Changes()
        # A refusal that waited for proof of the contrary, and did not get it, is one.
        refused = {key: one for key, one in touched.items() if one.state is State.REFUSED}
        self._journal.record(batch.id, refused, self._clock())
        return changes

    def settle(self, ctx: TaskContext, batch: Batch, outcomes: Mapping[str, Outcome]) -> Changes:
        """Find out what became of these records. Raises ApiError when nobody can be asked."""
        if not outcomes:
            return Changes()
        # With a code it was refused, and only waited for a look that never came.
        refused = {
            key: wording.refused_after_all(outcome)
            for key, outcome in outcomes.items()
            if outcome.state is State.UNKNOWN and outcome.code
        }
        outcomes = {
            key: wording.UNANSWERED if outcome.state is State.SENT else outcome
            for key, outcome in outcomes.items()
        } | refused
        if batch.action not in CHANGING:
            # Nothing at Fynd depends on these; the seller may simply press again.
            self._journal.record(batch.id, dict.fromkeys(outcomes, wording.STOPPED), self._clock())
            return Changes(batches=True)
        ctx.report(0, 0, Msg("Reading back"))
        records = {record.shipment_id: record for record in batch.records}
        found = self._settler.settle(ctx, batch.action, outcomes, records)
        settled, changes = refused | found.outcomes, found.changes
        self._journal.record(batch.id, settled, self._clock())
        if found.hidden:
            told, more = self._asking.ask(_unstoppable(ctx), batch, found.hidden, found.would_move)
            settled, changes = settled | told, changes.merged(more)
        if settled:
            changes = changes.merged(Changes(frozenset(settled), batches=True))
        done = done_of(batch.records, settled)
        changes = changes.merged(self._sender.remember(batch.action, done))
        self._announce(changes)
        return changes

    def follow(self, batch_id: BatchId, outcomes: Mapping[str, Outcome]) -> Changes:
        """What follows from outcomes that were revised: what is remembered, and who is in doubt."""
        batch = self._journal.batch(batch_id)
        if batch is None:
            return Changes()
        changes = self._sender.remember(batch.action, done_of(batch.records, outcomes))
        changes = changes.merged(Changes(frozenset(outcomes), counts=True, batches=True))
        return changes.merged(self.point_out_doubts(batch))

    def leave_open(self, batch_id: BatchId) -> None:
        """An error ended the sending in the middle: nothing may go on reading as sent."""
        batch = self._journal.batch(batch_id)
        if batch is None:
            return
        sent = [record.shipment_id for record in batch.in_state(State.SENT)]
        try:
            self._journal.record(batch_id, dict.fromkeys(sent, wording.UNANSWERED), self._clock())
            self._journal.free(batch_id)
        except KonnectError:
            # The journal itself is out of order; the next start says the same of them.
            _log.warning("could not mark %d records of batch %d", len(sent), batch_id)

    def point_out_locks(self, batch: Batch) -> Changes:
        """What a lock stopped stands in *Fix these* until the lock has cleared."""
        locked = [
            record.shipment_id
            for record in batch.in_state(State.REFUSED)
            if record.outcome.why in _LOCKED
        ]
        changes = Changes()
        if not locked:
            return changes
        for row in self._store.rows_by_id(locked):
            told = attention.locked(batch.action, wording.tried(batch.action), row.lock_text)
            changes = changes.merged(self._store.set_attention([row.id], told))
        return changes

    def point_out_doubts(self, batch: Batch) -> Changes:
        """Records of which nobody knows what became stand in *Fix these* until somebody does."""
        if batch.action not in CHANGING:
            return Changes()
        name = wording.tried(batch.action)
        doubtful: dict[Attention, list[str]] = {}
        for record in batch.in_state(State.UNKNOWN, State.NEEDS_YOU):
            told = attention.doubt(batch.action, name, record.outcome)
            doubtful.setdefault(told, []).append(record.shipment_id)
        changes = Changes()
        for told, ids in doubtful.items():
            here = self._store.statuses(ids)
            changes = changes.merged(self._store.set_attention(here, told))
        sure = batch.in_state(State.DONE, State.REFUSED, State.NOT_SENT)
        cleared = self._store.clear_doubts((one.shipment_id for one in sure), batch.action)
        return changes.merged(cleared)


def _unstoppable(ctx: TaskContext) -> TaskContext:
    """Reports like `ctx` but does not hear its Stop."""
    return TaskContext(lambda progress: ctx.report(progress.done, progress.total, progress.message))
