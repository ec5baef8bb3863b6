"""Groups of 20 on their way, a few at a time; the journal is written before each leaves."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from konnect_desktop.domain.batches import Outcome, groups_of
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import BatchId, JournalRecord
from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import ApiError, KonnectError, SignInRefused
from konnect_desktop.services import wording
from konnect_desktop.services.context import Announce, Cancelled, TaskContext
from konnect_desktop.services.operations.base import Sent
from konnect_desktop.services.parallel import each
from konnect_desktop.store.journal import Journal

_log = logging.getLogger(__name__)
#: So many failed groups in a row end the sending: the server is not there.
FAILURE_LIMIT = 3


class GroupRun:
    """Sends the records of one batch. Used once.

    Stop takes effect between two groups. `stopped_by` is the error that ended the sending
    early, if one did; the records that were not sent are left for the caller. `outcomes`
    holds what the server said; a refusal that `needs_proof` stands in the journal as unknown
    until the caller has looked. With `holds_done` what was done is not offered again until
    the caller has read its new status and frees the batch.
    """

    def __init__(
        self,
        ctx: TaskContext,
        journal: Journal,
        batch_id: BatchId,
        records: Sequence[JournalRecord],
        send: Callable[[Sequence[JournalRecord]], Sent],
        *,
        needs_proof: Callable[[Outcome], bool],
        announce: Announce,
        clock: Callable[[], datetime],
        message: Msg,
        holds_done: bool = False,
    ) -> None:
        self._ctx = ctx
        self._journal = journal
        self._batch_id = batch_id
        self._groups = groups_of(records)
        self._total = len(records)
        self._send = send
        self._needs_proof = needs_proof
        self._announce = announce
        self._clock = clock
        self._message = message
        self._holds_done = holds_done
        self._lock = threading.Lock()
        self._done = 0
        self._failures = 0
        self.stopped_by: KonnectError | None = None
        self.outcomes: dict[str, Outcome] = {}
        self.changes = Changes()

    def run(self, in_flight: int) -> None:
        """Send all groups, at most `in_flight` at once.

        Raises StoreError when the journal cannot be written: a group that could not be
        journalled was not sent, and no further one is.
        """
        each(
            self._groups,
            self._one,
            threads=max(1, min(in_flight, -(-self._total // 20))),
            name="batch",
            is_over=lambda: self._ctx.is_cancelled or self.stopped_by is not None,
        )

    def _one(self, group: Sequence[JournalRecord]) -> None:
        ids = [record.shipment_id for record in group]
        self._journal.mark_sent(self._batch_id, ids, group[0].attempt + 1)
        error: ApiError | None = None
        try:
            sent = self._send(group)
        except Cancelled:
            # Stop came while the group still waited for its turn at the limiter.
            sent = Sent(dict.fromkeys(ids, wording.STOPPED))
        except ApiError as caught:
            error = caught
            _log.warning("group failed: %s", caught)
            sent = Sent(dict.fromkeys(ids, wording.failed(caught)))
        except BaseException:
            # Not known how far it came: the journal must say so before anything else happens.
            self._journal.record(
                self._batch_id, dict.fromkeys(ids, wording.UNANSWERED), self._clock()
            )
            raise
        # An answer that leaves out a shipment says nothing about it.
        told = {key: sent.outcomes.get(key, wording.UNANSWERED) for key in ids}
        sent = Sent(told, sent.changes)
        written = {
            key: wording.perhaps_already(outcome) if self._needs_proof(outcome) else outcome
            for key, outcome in told.items()
        }
        self._journal.record(self._batch_id, written, self._clock(), holds_done=self._holds_done)
        self._count(len(ids), sent, error)
        self._announce(sent.changes.merged(Changes(frozenset(ids), batches=True)))

    def _count(self, number: int, sent: Sent, error: ApiError | None) -> None:
        with self._lock:
            self._done += number
            self.outcomes.update(sent.outcomes)
            self.changes = self.changes.merged(sent.changes)
            self._failures = self._failures + 1 if error is not None else 0
            if error is not None and (
                isinstance(error, SignInRefused) or self._failures >= FAILURE_LIMIT
            ):
                self.stopped_by = self.stopped_by or error
            done = self._done
        self._ctx.report(done, self._total, self._message)
