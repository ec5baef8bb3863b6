"""The batch that only reads: chosen orders are brought up to date."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import BatchId, JournalRecord
from konnect_desktop.errors import ApiError
from konnect_desktop.services import wording
from konnect_desktop.services.context import Cancelled, Clock, TaskContext
from konnect_desktop.services.sweeping import Rereader
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.shipments import ShipmentStore


class ReadAgain:
    """Refresh, by listing where that is cheaper than one by one."""

    def __init__(
        self, rereader: Rereader, store: ShipmentStore, journal: Journal, clock: Clock
    ) -> None:
        self._rereader = rereader
        self._store = store
        self._journal = journal
        self._clock = clock

    def run(
        self, ctx: TaskContext, batch_id: BatchId, records: Sequence[JournalRecord]
    ) -> tuple[Changes, ApiError | None]:
        """Read the records of a batch and settle them; the error is what ended it early."""
        ids = [record.shipment_id for record in records]
        self._journal.mark_sent(batch_id, ids, 1)
        outcomes = dict.fromkeys(ids, wording.NOT_READ)
        changes = Changes()
        failed: ApiError | None = None
        try:
            likely = list(dict.fromkeys(self._store.standings(ids, is_last=True).values()))
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
        self._journal.record(batch_id, outcomes, self._clock())
        return changes, failed
