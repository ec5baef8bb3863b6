"""Bulk actions: plan, send in groups of 20, settle, try again, recover after a crash."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import Batch, BatchId, BatchSummary
from konnect_desktop.errors import ApiError, KonnectError
from konnect_desktop.services import wording
from konnect_desktop.services.batch_models import ActionOptions, BatchResult, Plan, RecoveryReport
from konnect_desktop.services.batch_sending import BatchSending
from konnect_desktop.services.batch_settling import BatchSettler
from konnect_desktop.services.context import Announce, Cancelled, Clock, TaskContext
from konnect_desktop.services.planning import Planner
from konnect_desktop.services.recovery import recovered
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.series import InvoiceSeries


class BulkActions:
    """Everything the toolbar does to many orders at once. Call from worker threads."""

    def __init__(
        self,
        *,
        journal: Journal,
        series: InvoiceSeries,
        planner: Planner,
        sending: BatchSending,
        settler: BatchSettler,
        announce: Announce,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._series = series
        self._planner = planner
        self._sending = sending
        self._settler = settler
        self._announce = announce
        self._clock = clock
        self._running: set[BatchId] = set()
        #: What the end of an earlier run interrupted and nobody was told of yet.
        self.interrupted: tuple[BatchId, ...] = ()
        self._guard = threading.Lock()

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

    def numbers(
        self, action: Action, ids: Sequence[str], options: ActionOptions | None = None
    ) -> dict[str, str]:
        """The number that each would get, for a look before planning; nothing is taken."""
        return self._planner.numbers(action, ids, options or ActionOptions())

    def retry(self, batch_id: int) -> Plan:
        """Plan a new batch of the records that failed and may be tried again.

        Settle the unknown ones first: only what was surely not applied takes part.
        """
        return self._again(batch_id, State.REFUSED, State.NOT_SENT)

    def resume(self, batch_id: int) -> Plan:
        """Plan a new batch of what Stop, or an error, kept from being sent."""
        return self._again(batch_id, State.NOT_SENT)

    def _again(self, batch_id: int, *states: State) -> Plan:
        batch = self._batch(batch_id)
        records = [record for record in batch.in_state(*states) if record.outcome.may_retry]
        plan = self._planner.again(batch, records)
        self._announce(Changes(frozenset(plan.ids), batches=True))
        return plan

    # ---- waiting for the connection ------------------------------------------------------

    def queue(self, batch_id: int) -> bool:
        """Let a planned batch wait here until Konnect can be reached, also through a restart.

        `withdraw` takes it back. False when it is no longer only planned.
        """
        batch = self._batch(batch_id)
        with self._guard:
            if batch.id in self._running:
                return False
        is_queued = self._journal.queue(batch.id)
        self._announce(Changes(frozenset(_ids(batch, State.PLANNED)), batches=True))
        return is_queued

    def queued(self) -> list[BatchSummary]:
        """What waits for the connection, oldest first."""
        return self._journal.queued()

    def run_queued(self, ctx: TaskContext) -> list[BatchResult]:
        """Send what waits, oldest first, each order looked at again right before.

        Ends without an error when Konnect cannot be reached: the rest goes on waiting.
        """
        results: list[BatchResult] = []
        for summary in self._journal.queued():
            if ctx.is_cancelled:
                break
            try:
                results.append(self.run(ctx, summary.id))
            except (ApiError, Cancelled):
                break
        return results

    # ---- sending -----------------------------------------------------------------------

    def run(self, ctx: TaskContext, batch_id: int) -> BatchResult:
        """Send a planned batch to its end, or until Stop, and read back what it touched.

        A second call while it runs sends nothing. Raises StoreError when the journal cannot be
        written: what could not be journalled was not sent; ApiError when a batch that waited
        for the connection cannot be looked at, which goes on waiting then.
        """
        batch = self._batch(batch_id)
        with self._guard:
            if batch.id in self._running:
                return self._result(ctx, batch.id, Changes(), None)
            self._running.add(batch.id)
        try:
            changes, error = self._sending.run(ctx, self._batch(batch_id))
            return self._result(ctx, batch.id, changes, error)
        except Exception:
            self._settler.leave_open(batch.id)
            raise
        finally:
            with self._guard:
                self._running.discard(batch.id)

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
        self._series.release(batch.id)
        changes = self._settler.settle(ctx, batch, _outcomes(batch, State.SENT, State.UNKNOWN))
        changes = changes.merged(self._settler.point_out_doubts(self._batch(batch.id)))
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
        interrupted, self.interrupted = self.interrupted, ()
        told = tuple(dict.fromkeys((*interrupted, *open_ids)))
        if not told:
            return RecoveryReport()
        failure: KonnectError | None = None
        for batch_id in told:
            batch = self._batch(batch_id)
            states = [State.SENT, State.UNKNOWN]
            if batch_id in interrupted:
                # Done, but the end came before the list was told: it would be offered again.
                states.append(State.DONE)
            try:
                self._settler.settle(ctx, batch, _outcomes(batch, *states))
            except ApiError as error:
                failure = error
            self._announce(self._settler.point_out_doubts(self._batch(batch_id)))
        self._announce(Changes(counts=True, batches=True))
        return recovered([self._batch(batch_id) for batch_id in told], failure)

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
