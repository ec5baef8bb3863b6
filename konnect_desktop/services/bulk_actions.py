"""Bulk actions: plan, send in groups of 20, settle, try again, recover after a crash."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from konnect_desktop.domain.actions import CHANGING, Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import Batch, BatchId, JournalRecord
from konnect_desktop.errors import ApiError, KonnectError
from konnect_desktop.services import wording
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import Cancelled, TaskContext
from konnect_desktop.services.group_run import GroupRun
from konnect_desktop.services.last_look import LastLook
from konnect_desktop.services.models import ActionOptions, BatchResult, Plan, RecoveryReport
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.services.operations.base import done_of
from konnect_desktop.services.operations.numbering import numbered, wants
from konnect_desktop.services.planning import Planner
from konnect_desktop.services.recovery import recovered
from konnect_desktop.services.sending import Sender, Sent
from konnect_desktop.services.settling import Settler
from konnect_desktop.services.sweeping import Announce, Clock, Rereader
from konnect_desktop.settings import SettingsFile
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.series import InvoiceSeries
from konnect_desktop.store.shipments import ShipmentStore

_log = logging.getLogger(__name__)


class BulkActions:
    """Everything the toolbar does to many orders at once. Call from worker threads."""

    def __init__(
        self,
        *,
        connection: Connection,
        store: ShipmentStore,
        journal: Journal,
        series: InvoiceSeries,
        settings: SettingsFile,
        planner: Planner,
        sender: Sender,
        settler: Settler,
        last_look: LastLook,
        rereader: Rereader,
        announce: Announce,
        clock: Clock,
    ) -> None:
        self._connection = connection
        self._store = store
        self._journal = journal
        self._series = series
        self._settings = settings
        self._planner = planner
        self._sender = sender
        self._settler = settler
        self._last_look = last_look
        self._rereader = rereader
        self._announce = announce
        self._clock = clock
        self._running: set[BatchId] = set()

    # ---- before sending ----------------------------------------------------------------

    def plan(
        self, action: Action, ids: Sequence[str], options: ActionOptions | None = None
    ) -> Plan:
        """Write a batch of those of `ids` that allow `action`; nothing is sent yet.

        Raises KonnectError when the options miss something, StoreError when it cannot be
        saved.
        """
        plan = self._planner.plan(action, ids, options or ActionOptions())
        self._announce(Changes(frozenset(plan.ids), batches=True))
        return plan

    def withdraw(self, batch_id: int) -> None:
        """Undo a planned batch: nothing of it was or will be sent."""
        ids = [record.shipment_id for record in self._batch(batch_id).records]
        self._journal.withdraw(BatchId(batch_id))
        self._series.release(BatchId(batch_id))
        self._announce(Changes(frozenset(ids), counts=True, batches=True))

    def retry(self, batch_id: int) -> Plan:
        """Plan a new batch of the records that failed and may be tried again.

        Settle the unknown ones first: only what was surely not applied takes part.
        """
        batch = self._batch(batch_id)
        records = [
            record
            for record in batch.in_state(State.REFUSED, State.NOT_SENT)
            if record.outcome.may_retry
        ]
        plan = self._planner.again(batch, records)
        self._announce(Changes(frozenset(plan.ids), batches=True))
        return plan

    # ---- sending -----------------------------------------------------------------------

    def run(self, ctx: TaskContext, batch_id: int) -> BatchResult:
        """Send a planned batch to its end, or until Stop, and read back what it touched.

        Raises StoreError when the journal cannot be written: what could not be journalled
        was not sent.
        """
        batch = self._batch(batch_id)
        self._running.add(batch.id)
        try:
            return self._run(ctx, batch)
        finally:
            self._running.discard(batch.id)

    def _run(self, ctx: TaskContext, batch: Batch) -> BatchResult:
        records = batch.in_state(State.PLANNED)
        if batch.action is Action.REFRESH:
            return self._refresh(ctx, batch, records)
        stopped = self._look(ctx, batch, records)
        records = tuple(record for record in records if record.shipment_id not in stopped)
        run = self._group_run(ctx, batch, records)
        run.run(self._connection.max_in_flight)
        self._close_rest(batch, run)
        changes = run.changes
        if batch.action in CHANGING:
            changes = changes.merged(self._settle_touched(ctx, batch, run.outcomes))
        return self._result(ctx, batch.id, changes, run.stopped_by)

    def settle(self, ctx: TaskContext, batch_id: int) -> BatchResult:
        """Look up what became of the records of a batch that was left open, and end it.

        What was still planned is settled as not sent. Raises ApiError when the server cannot
        be asked; the records then stay unknown.
        """
        batch = self._batch(batch_id)
        if batch.id in self._running:
            return self._result(ctx, batch.id, Changes(), None)
        rest = dict.fromkeys(_ids(batch, State.PLANNED), wording.STOPPED)
        self._journal.record(batch.id, rest, self._clock())
        changes = self._settle(ctx, batch, _outcomes(batch, State.SENT, State.UNKNOWN))
        return self._result(ctx, batch.id, changes, None)

    def recover(self, ctx: TaskContext) -> RecoveryReport:
        """Settle what an earlier run of the app left open. Never sends anything.

        Without a connection the unknown records stay so, and the sentence says it.
        """
        # What runs now, or waits for its undo time, belongs to this run of the app.
        open_ids = [
            batch_id
            for batch_id in self._journal.unfinished()
            if batch_id not in self._running
            and _ids(self._batch(batch_id), State.SENT, State.UNKNOWN)
        ]
        if not open_ids:
            return RecoveryReport()
        failure: KonnectError | None = None
        for batch_id in open_ids:
            batch = self._batch(batch_id)
            try:
                self._settle(ctx, batch, _outcomes(batch, State.SENT, State.UNKNOWN))
            except ApiError as error:
                failure = error
        self._announce(Changes(counts=True, batches=True))
        return recovered([self._batch(batch_id) for batch_id in open_ids], failure)

    # ---- parts of a run ----------------------------------------------------------------

    def _look(
        self, ctx: TaskContext, batch: Batch, records: Sequence[JournalRecord]
    ) -> Mapping[str, Outcome]:
        ids = [record.shipment_id for record in records]
        try:
            stopped = self._last_look.stopped(ctx, batch.action, ids)
        except (ApiError, Cancelled):
            return {}  # the sending meets the same and says it
        if stopped:
            self._journal.record(batch.id, stopped, self._clock())
            self._announce(Changes(frozenset(stopped), batches=True))
        return stopped

    def _group_run(
        self, ctx: TaskContext, batch: Batch, records: Sequence[JournalRecord]
    ) -> GroupRun:
        operation = OPERATIONS[batch.action]
        if operation.number_kind and records and not ctx.is_cancelled:
            pairs = [(record.shipment_id, record.payload) for record in records]
            asked = wants(operation, pairs, batch.options)
            records = numbered(records, self._series.assign_each(asked, batch.id))

        def send(group: Sequence[JournalRecord]) -> Sent:
            sent = self._sender.send(batch.action, group, ctx.stop_check)
            self._burn_refused(operation.number_kind, sent)
            return sent

        return GroupRun(
            ctx,
            self._journal,
            batch.id,
            records,
            send,
            # What changes nothing is not read back, so its refusals stand at once.
            needs_proof=operation.needs_proof if batch.action in CHANGING else _stands,
            announce=self._announce,
            clock=self._clock,
            text="Sending",
        )

    def _burn_refused(self, kind: str, sent: Sent) -> None:
        """A number that Fynd does not take is given to nobody again; Retry takes a new one."""
        refused = [key for key, one in sent.outcomes.items() if one.code.upper() == "IN422"]
        if kind and refused:
            self._series.burn(refused, kind, "refused by Fynd (IN422)")

    def _close_rest(self, batch: Batch, run: GroupRun) -> None:
        """Everything that never left is settled as not sent, with the reason."""
        rest = _ids(self._batch(batch.id), State.PLANNED)
        if not rest:
            return
        error = run.stopped_by
        outcome = wording.failed_before_sending(error) if error else wording.STOPPED
        self._journal.record(batch.id, dict.fromkeys(rest, outcome), self._clock())
        self._series.release(batch.id)
        self._announce(Changes(frozenset(rest), batches=True))

    def _settle_touched(
        self, ctx: TaskContext, batch: Batch, outcomes: Mapping[str, Outcome]
    ) -> Changes:
        """Read back what was sent. Stop does not end this: the last group must be settled."""
        touched = {
            key: outcome
            for key, outcome in outcomes.items()
            if outcome.state in (State.DONE, State.REFUSED, State.UNKNOWN)
        }
        try:
            changes = self._settle(_unstoppable(ctx), batch, touched)
        except ApiError as error:
            # Outcomes that are known stand; unknown ones wait for the next look.
            _log.warning("read-back failed: %s (%s)", error.user_message, error.detail)
            changes = Changes()
        # A refusal that waited for proof of the contrary, and did not get it, is one.
        refused = {key: one for key, one in touched.items() if one.state is State.REFUSED}
        self._journal.record(batch.id, refused, self._clock())
        return changes

    def _settle(self, ctx: TaskContext, batch: Batch, outcomes: Mapping[str, Outcome]) -> Changes:
        if not outcomes:
            return Changes()
        outcomes = {
            key: wording.UNANSWERED if outcome.state is State.SENT else outcome
            for key, outcome in outcomes.items()
        }
        if batch.action not in CHANGING:
            # Nothing at Fynd depends on these; the seller may simply press again.
            self._journal.record(batch.id, dict.fromkeys(outcomes, wording.STOPPED), self._clock())
            return Changes(batches=True)
        ctx.report(0, 0, "Reading back")
        payloads = {record.shipment_id: record.payload for record in batch.records}
        settled, changes = self._settler.settle(ctx, batch.action, outcomes, payloads)
        if settled:
            self._journal.record(batch.id, settled, self._clock())
            changes = changes.merged(Changes(frozenset(settled), batches=True))
        done = done_of(batch.records, settled)
        changes = changes.merged(self._sender.remember(batch.action, done))
        self._announce(changes)
        return changes

    def _refresh(
        self, ctx: TaskContext, batch: Batch, records: Sequence[JournalRecord]
    ) -> BatchResult:
        """Read the chosen orders again, by listing where that is cheaper than one by one."""
        ids = [record.shipment_id for record in records]
        self._journal.mark_sent(batch.id, ids, 1)
        outcomes = dict.fromkeys(ids, wording.NOT_READ)
        changes = Changes()
        failed: ApiError | None = None
        try:
            likely = list(dict.fromkeys(self._store.statuses(ids).values()))
            sweep = self._rereader.find(ctx, ids, likely)
            here = self._store.statuses(ids)
            for key in sweep.seen & set(ids):
                outcomes[key] = Outcome(State.DONE) if key in here else wording.GONE
            changes = sweep.changes
        except Cancelled:
            outcomes = dict.fromkeys(ids, wording.STOPPED)
        except ApiError as error:
            failed = error
            outcomes = dict.fromkeys(ids, wording.failed_before_sending(error))
        self._journal.record(batch.id, outcomes, self._clock())
        return self._result(ctx, batch.id, changes, failed)

    def _result(
        self, ctx: TaskContext, batch_id: BatchId, changes: Changes, error: KonnectError | None
    ) -> BatchResult:
        batch = self._batch(batch_id)
        changes = changes.merged(Changes(counts=True, batches=True))
        self._announce(changes)
        return BatchResult(
            batch_id=batch.id,
            action=batch.action,
            outcomes={record.shipment_id: record.outcome for record in batch.records},
            changes=changes,
            was_stopped=ctx.is_cancelled or error is not None,
            stopped_because=error.user_message if error else "",
            next_step=error.next_step if error else "",
        )

    def _batch(self, batch_id: int) -> Batch:
        batch = self._journal.batch(BatchId(batch_id))
        if batch is None:
            raise LookupError(f"there is no batch {batch_id}")
        return batch


def _outcomes(batch: Batch, *wanted: State) -> dict[str, Outcome]:
    return {record.shipment_id: record.outcome for record in batch.in_state(*wanted)}


def _ids(batch: Batch, *wanted: State) -> list[str]:
    return [record.shipment_id for record in batch.in_state(*wanted)]


def _stands(_refusal: Outcome) -> bool:
    return False


def _unstoppable(ctx: TaskContext) -> TaskContext:
    """Reports like `ctx` but does not hear its Stop."""
    return TaskContext(lambda progress: ctx.report(progress.done, progress.total, progress.text))
