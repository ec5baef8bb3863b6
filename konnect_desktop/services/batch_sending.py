"""One planned batch on its way: looked at, numbered, sent in groups, closed and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from konnect_desktop.domain.actions import CHANGING
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import Batch, JournalRecord
from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import ApiError, KonnectError
from konnect_desktop.services import wording
from konnect_desktop.services.batch_settling import BatchSettler
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import Announce, Cancelled, Clock, TaskContext
from konnect_desktop.services.group_run import GroupRun
from konnect_desktop.services.last_look import LastLook
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.services.operations.numbering import numbered
from konnect_desktop.services.planning import Planner
from konnect_desktop.services.sending import Sender, Sent
from konnect_desktop.services.sweeping import Readers
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.series import InvoiceSeries


class BatchSending:
    """Takes a batch of the journal to its end. The caller sees to it that it runs only once."""

    def __init__(
        self,
        *,
        connection: Connection,
        journal: Journal,
        series: InvoiceSeries,
        planner: Planner,
        sender: Sender,
        settler: BatchSettler,
        last_look: LastLook,
        readers: Readers,
        announce: Announce,
        clock: Clock,
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._series = series
        self._planner = planner
        self._sender = sender
        self._settler = settler
        self._last_look = last_look
        self._readers = readers
        self._announce = announce
        self._clock = clock

    def run(self, ctx: TaskContext, batch: Batch) -> tuple[Changes, KonnectError | None]:
        """Send what is planned of `batch` and read back what it touched.

        Returns what changed, and the error that ended the sending early, if one did. Raises
        StoreError when the journal cannot be written, ApiError (and Cancelled) when a batch
        that waited for the connection cannot be looked at, which goes on waiting then.
        """
        records = batch.in_state(State.PLANNED)
        waited = batch.is_queued and batch.action in CHANGING
        if records and (waited or OPERATIONS[batch.action].looks_first):
            try:
                records = self._fresh(ctx, batch, records)
            except (ApiError, Cancelled) as error:
                if waited:
                    raise
                return self._given_up(batch, error)
        if OPERATIONS[batch.action].only_reads:
            return self._read(ctx, batch, records)
        try:
            stopped = self._look(ctx, batch, records)
        except (ApiError, Cancelled) as error:
            return self._given_up(batch, error)
        records = tuple(record for record in records if record.shipment_id not in stopped)
        run = self._group_run(ctx, batch, records)
        run.run(self._connection.max_in_flight)
        self._close_rest(batch, run)
        changes = run.changes
        if batch.action in CHANGING:
            # An error may have ended an earlier run of this batch: that is looked up, too.
            left = dict.fromkeys(_ids(batch, State.SENT, State.UNKNOWN), wording.UNANSWERED)
            changes = changes.merged(
                self._settler.settle_sent(ctx, self._again(batch), left | run.outcomes)
            )
        self._series.release(batch.id)
        changes = changes.merged(self._settler.point_out_locks(self._again(batch)))
        changes = changes.merged(self._settler.point_out_doubts(self._again(batch)))
        return changes, run.stopped_by

    def _read(
        self, ctx: TaskContext, batch: Batch, records: Sequence[JournalRecord]
    ) -> tuple[Changes, KonnectError | None]:
        ids = [record.shipment_id for record in records]
        self._journal.mark_sent(batch.id, ids, 1)
        failed: ApiError | None = None
        try:
            sent = OPERATIONS[batch.action].read(self._readers, ctx, ids)
        except Cancelled:
            sent = Sent(dict.fromkeys(ids, wording.STOPPED))
        except ApiError as error:
            failed = error
            sent = Sent(dict.fromkeys(ids, wording.failed_before_sending(error)))
        self._journal.record(batch.id, sent.outcomes, self._clock())
        return sent.changes.merged(Changes(frozenset(ids), counts=True)), failed

    def _fresh(
        self, ctx: TaskContext, batch: Batch, records: Sequence[JournalRecord]
    ) -> tuple[JournalRecord, ...]:
        """The records of a batch that waited, as things stand now; the others are settled."""
        seen = self._last_look.freshen(ctx, [record.shipment_id for record in records])
        payloads, stopped = self._planner.rechecked(batch, records)
        stopped |= dict.fromkeys(payloads.keys() - seen, wording.NOT_READ_BEFORE)
        self._journal.replace_payloads(batch.id, payloads)
        self._journal.record(batch.id, stopped, self._clock())
        self._series.release(batch.id)
        self._announce(Changes(frozenset(stopped), batches=True))
        return self._again(batch).in_state(State.PLANNED)

    def _look(
        self, ctx: TaskContext, batch: Batch, records: Sequence[JournalRecord]
    ) -> Mapping[str, Outcome]:
        ids = [record.shipment_id for record in records]
        stopped = self._last_look.stopped(ctx, batch.action, ids)
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
            asked = self._planner.wants(operation, pairs, batch.options)
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
            message=Msg("Sending"),
            holds_done=batch.action in CHANGING,
        )

    def _burn_refused(self, kind: str, sent: Sent) -> None:
        """A number that Fynd does not take is given to nobody again; Retry takes a new one."""
        refused = [key for key, one in sent.outcomes.items() if one.code.upper() == "IN422"]
        if kind and refused:
            self._series.burn(refused, kind, "refused by Fynd (IN422)")

    def _given_up(
        self, batch: Batch, error: ApiError | Cancelled
    ) -> tuple[Changes, ApiError | None]:
        """Nothing of the batch was sent, since the orders could not be looked at before."""
        rest = _ids(batch, State.PLANNED)
        caught = error if isinstance(error, ApiError) else None
        outcome = wording.failed_before_sending(caught) if caught else wording.STOPPED
        self._journal.record(batch.id, dict.fromkeys(rest, outcome), self._clock())
        return Changes(), caught

    def _close_rest(self, batch: Batch, run: GroupRun) -> None:
        """Everything that never left is settled as not sent, with the reason."""
        rest = _ids(self._again(batch), State.PLANNED)
        if not rest:
            return
        error = run.stopped_by
        outcome = wording.failed_before_sending(error) if error else wording.STOPPED
        self._journal.record(batch.id, dict.fromkeys(rest, outcome), self._clock())
        self._series.release(batch.id)
        self._announce(Changes(frozenset(rest), batches=True))

    def _again(self, batch: Batch) -> Batch:
        """The batch as the journal has it now."""
        found = self._journal.batch(batch.id)
        assert found is not None
        return found


def _ids(batch: Batch, *wanted: State) -> list[str]:
    return [record.shipment_id for record in batch.in_state(*wanted)]


def _stands(_refusal: Outcome) -> bool:
    return False
