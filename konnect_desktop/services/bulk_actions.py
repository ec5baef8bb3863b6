"""Bulk actions: plan, send in groups of 20, settle, try again, recover after a crash."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import Batch, BatchId, BatchSummary
from konnect_desktop.domain.say import NOTHING, Msg, together
from konnect_desktop.errors import ApiError, KonnectError, Offline, SignInRefused
from konnect_desktop.services import wording
from konnect_desktop.services.batch_models import ActionOptions, BatchResult, Plan, RecoveryReport
from konnect_desktop.services.batch_sending import BatchSending
from konnect_desktop.services.batch_settling import BatchSettler
from konnect_desktop.services.context import Announce, Cancelled, Clock, TaskContext
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.services.people import DeskPeople
from konnect_desktop.services.planning import Planner
from konnect_desktop.services.recovery import IN_DOUBT, recovered
from konnect_desktop.services.revising import Reviser, told
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.series import InvoiceSeries

_log = logging.getLogger(__name__)


class BulkActions:
    """Everything the toolbar does to many orders at once. Call from worker threads."""

    def __init__(
        self,
        *,
        journal: Journal,
        people: DeskPeople,
        series: InvoiceSeries,
        planner: Planner,
        sending: BatchSending,
        settler: BatchSettler,
        reviser: Reviser,
        announce: Announce,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._people = people
        self._series = series
        self._planner = planner
        self._sending = sending
        self._settler = settler
        self._reviser = reviser
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

        Raises KonnectError when the options miss something, PinNeeded when somebody at the desk
        has to type a PIN first, StoreError when it cannot be saved.
        """
        options = options or ActionOptions()
        is_leaving = action is Action.UPDATE_AWB and options.auto_dispatch
        self._people.check_action(action, hands_over=is_leaving)
        plan = self._planner.plan(action, ids, options)
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

    def retry_refused(self, batch_id: int) -> Plan:
        """Plan a new batch of what Fynd refused; what was not sent is left to `resume`."""
        return self._again(batch_id, State.REFUSED)

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
            self._journal.free(batch.id)
        except Exception:
            self._settler.leave_open(batch.id)
            raise
        finally:
            with self._guard:
                self._running.discard(batch.id)
        if OPERATIONS[batch.action].only_reads:
            # Fresh reads may show what became of others.
            self.follow_up(ctx, looks=False)
        return self._result(ctx, batch.id, changes, error)

    def settle(self, ctx: TaskContext, batch_id: int) -> BatchResult:
        """Look up what became of the records of a batch that was left open, and end it.

        What was still planned is settled as not sent. Raises ApiError when the server cannot
        be asked; the records then stay unknown.
        """
        batch = self._batch(batch_id)
        if self._runs(batch.id):
            return self._result(ctx, batch.id, Changes(), None)
        rest = dict.fromkeys(_ids(batch, State.PLANNED), wording.STOPPED)
        self._journal.record(batch.id, rest, self._clock())
        self._series.release(batch.id)
        changes = self._settler.settle(ctx, batch, _outcomes(batch, State.SENT, State.UNKNOWN))
        self._series.release(batch.id)
        changes = changes.merged(self._settler.point_out_doubts(self._batch(batch.id)))
        return self._result(ctx, batch.id, changes, None)

    def look_up(self, ctx: TaskContext, batch_id: int) -> BatchResult:
        """Find out what became of the records of which nobody knows; what is planned stays so.

        Raises ApiError when the server cannot be asked; the records then stay unknown.
        """
        batch = self._batch(batch_id)
        changes = Changes()
        if not self._runs(batch.id):
            changes = self._settler.settle(ctx, batch, _outcomes(batch, *IN_DOUBT))
            self._series.release(batch.id)
            changes = changes.merged(self._settler.point_out_doubts(self._batch(batch.id)))
        return self._result(ctx, batch.id, changes, None)

    def recover(self, ctx: TaskContext) -> RecoveryReport:
        """Settle what an earlier run of the app, or a lost answer, left open.

        Nothing is sent but what only a repeat can tell of, and what a repeat cannot do twice.

        Empty when nothing is open. Without a connection the unknown records stay so, and the
        sentence says it: call again when Konnect answers.
        """
        interrupted, self.interrupted = self.interrupted, ()
        failures: dict[BatchId, ApiError] = {}
        before: list[Batch] = []
        for batch_id in dict.fromkeys((*interrupted, *self._journal.unfinished())):
            # Read first and asked afterwards: what shows as sent here is then not on its way.
            batch = self._batch(batch_id)
            if self._runs(batch_id) or not (batch_id in interrupted or batch.in_state(*IN_DOUBT)):
                continue
            before.append(batch)
            if not any(isinstance(one, Offline | SignInRefused) for one in failures.values()):
                try:
                    with self._claimed(batch_id) as is_free:
                        if is_free:
                            self._find_out(ctx, batch, was_interrupted=batch_id in interrupted)
                except ApiError as error:
                    failures[batch_id] = error
                    self._announce(self._settler.point_out_doubts(batch))
        if not before:
            return RecoveryReport()
        self.interrupted = tuple(one for one in interrupted if one in failures)
        self._announce(Changes(counts=True, batches=True))
        after = [self._batch(batch.id) for batch in before]
        return recovered(before, after, list(failures.values()))

    def follow_up(self, ctx: TaskContext, *, looks: bool = True) -> None:
        """After orders were read: what nobody knew is looked up (`looks`), and what was never
        sure is put right, which is announced once in words.

        A server that cannot be asked leaves everything for the next time.
        """
        try:
            found = self._looked_up(ctx) if looks else NOTHING
            revisions, changes = self._reviser.revise(ctx, self._runs)
        except Cancelled:
            return
        except ApiError as error:
            _log.warning("not followed up: %s", error)
            return
        for revision in revisions:
            self._series.release(revision.batch.id)
        news = together(found, told(revisions))
        self._announce(changes.merged(Changes(news=news)))

    def _looked_up(self, ctx: TaskContext) -> Msg:
        """Settle what is unknown of batches that nobody works on; what was found out, in words."""
        before: list[Batch] = []
        for batch_id in self._journal.unfinished():
            batch = self._batch(batch_id)
            if batch_id in self.interrupted or not batch.in_state(*IN_DOUBT):
                continue
            with self._claimed(batch_id) as is_free:
                if is_free:
                    before.append(batch)
                    self._find_out(ctx, batch, was_interrupted=False)
        if not before:
            return NOTHING
        return recovered(before, [self._batch(one.id) for one in before], []).news

    @contextmanager
    def _claimed(self, batch_id: BatchId) -> Iterator[bool]:
        """Whether nobody else works on this batch; meanwhile nobody else does."""
        with self._guard:
            is_free = batch_id not in self._running
            self._running.add(batch_id)
        try:
            yield is_free
        finally:
            if is_free:
                with self._guard:
                    self._running.discard(batch_id)

    def _find_out(self, ctx: TaskContext, batch: Batch, *, was_interrupted: bool) -> None:
        """Settle one batch that does not run. Raises ApiError when the server cannot be asked."""
        states = list(IN_DOUBT)
        if was_interrupted:
            # Done, but the end came before the list was told: it would be offered again.
            states.append(State.DONE)
        self._settler.settle(ctx, batch, _outcomes(batch, *states))
        self._series.release(batch.id)
        self._announce(self._settler.point_out_doubts(self._batch(batch.id)))

    def _runs(self, batch_id: BatchId) -> bool:
        with self._guard:
            return batch_id in self._running

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
            stopped_because=error.message if error else NOTHING,
            next=error.next if error else NOTHING,
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
