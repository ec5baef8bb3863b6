"""One batch on its way: undo time, queue, work, result. No widgets here."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal

from konnect_desktop.domain.batches import Outcome, State, Tally, tally
from konnect_desktop.domain.journal import Batch
from konnect_desktop.domain.say import NOTHING
from konnect_desktop.errors import Offline
from konnect_desktop.services.batch_models import BatchResult, OutcomeGroup, Plan, group_outcomes
from konnect_desktop.services.context import Progress, TaskContext
from konnect_desktop.ui.batches.action_words import has_undo
from konnect_desktop.ui.work.context import AppContext
from konnect_desktop.ui.work.tasks import Task

#: States of records that did not work, or not surely.
FAILED = frozenset({State.REFUSED, State.NOT_SENT, State.NEEDS_YOU, State.UNKNOWN})


class Phase(Enum):
    """Where a batch stands."""

    NOTHING = auto()  # no shipment qualifies
    COUNTING = auto()  # undo time runs
    QUEUED = auto()  # another batch is at work
    RUNNING = auto()
    STOPPING = auto()
    WAITING = auto()  # for the connection; kept in the journal, also through a restart
    WITHDRAWN = auto()
    BROKEN = auto()  # ended by an error of its own, such as a full disk
    FINISHED = auto()


OPEN = frozenset({Phase.COUNTING, Phase.QUEUED, Phase.RUNNING, Phase.STOPPING})


class BatchRun(QObject):
    """Moves one planned batch through its phases; emits `changed` whenever something shows."""

    changed = Signal()
    #: The undo time is over: the sheet lets it run when its turn comes.
    ready = Signal()
    #: Waits for the connection now, so that the next batch has its turn.
    put_aside = Signal()
    #: Finished, withdrawn or broken.
    ended = Signal()

    def __init__(self, context: AppContext, plan: Plan, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("batch_run")
        self.plan = plan
        self.phase = Phase.NOTHING if plan.batch_id is None else Phase.QUEUED
        self.result: BatchResult | None = None
        self.batch: Batch | None = None
        self.error: Exception | None = None
        self.done = self.failed = 0
        #: Undo was pressed and could not be saved: from then on nothing but the undo may follow.
        self.is_undo_open = False
        #: What the work says about itself, such as "Reading back".
        self.note = NOTHING
        self._context = context
        self._task: Task | None = None
        self._ends_at = 0.0
        self._tick = QTimer(self)
        self._tick.setInterval(200)
        self._tick.timeout.connect(self._count)

    # ---- what shows ------------------------------------------------------------------

    @property
    def batch_id(self) -> int:
        """Its number in the journal; only a batch without any records has none."""
        assert self.plan.batch_id is not None, self.phase
        return self.plan.batch_id

    @property
    def is_open(self) -> bool:
        """Whether something may still be sent."""
        return self.phase in OPEN

    @property
    def may_withdraw(self) -> bool:
        """Whether nothing of it was sent yet."""
        if self.phase is Phase.BROKEN:
            return self.is_undo_open
        return self.phase in (Phase.COUNTING, Phase.QUEUED, Phase.WAITING)

    @property
    def seconds_left(self) -> int:
        """Whole seconds of undo time that are left, rounded up."""
        return max(0, -int(-(self._ends_at - time.monotonic()) // 1))

    @property
    def total(self) -> int:
        """How many records the batch has."""
        return self.plan.will_send

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        """What is known of each record by now."""
        if self.batch is not None:
            return {record.shipment_id: record.outcome for record in self.batch.records}
        return self.result.outcomes if self.result is not None else {}

    @property
    def groups(self) -> tuple[OutcomeGroup, ...]:
        """Outcomes that read alike, the most pressing first."""
        return group_outcomes(self.outcomes)

    @property
    def tally(self) -> Tally:
        """How many records stand where."""
        return tally(value.state for value in self.outcomes.values())

    @property
    def is_cut_short(self) -> bool:
        """Whether Stop, an error or the end of the app kept some of it from being sent."""
        result = self.result
        was_stopped = result is not None and bool(result.was_stopped or result.stopped_because)
        return was_stopped or (self.batch is not None and bool(self.batch.never_left))

    @property
    def failed_ids(self) -> tuple[str, ...]:
        """The records that did not work; not those that were only not sent."""
        states = FAILED - {State.NOT_SENT} if self.is_cut_short else FAILED
        return tuple(key for key, value in self.outcomes.items() if value.state in states)

    @property
    def retryable(self) -> tuple[str, ...]:
        """All that may be sent again."""
        return self.result.retryable if self.result is not None else ()

    @property
    def resumable(self) -> tuple[str, ...]:
        """What was kept from being sent; nothing when the batch ran to its end."""
        if self.result is None or not self.is_cut_short:
            return ()
        return tuple(
            key
            for key, value in self.result.outcomes.items()
            if value.state is State.NOT_SENT and value.may_retry
        )

    @property
    def unknown_ids(self) -> tuple[str, ...]:
        """Records of which nobody knows yet whether they were applied."""
        return tuple(k for k, value in self.outcomes.items() if value.state is State.UNKNOWN)

    @property
    def can_settle(self) -> bool:
        """Whether Fynd can be asked what became of records that nobody knows about."""
        if self.phase is Phase.BROKEN and self.batch is not None:
            return bool(self.batch.in_state(State.SENT, State.UNKNOWN))
        return self.phase is Phase.FINISHED and bool(self.unknown_ids)

    # ---- what can be pressed -----------------------------------------------------------

    def begin(self, undo_seconds: int) -> None:
        """Start the undo time; 0, or an action without undo, is ready at once."""
        if self.phase is not Phase.QUEUED:
            return
        if self._must_wait:
            self.wait_here()
            return
        if undo_seconds <= 0 or not has_undo(self.plan.action):
            self.ready.emit()
            return
        self.phase = Phase.COUNTING
        self._ends_at = time.monotonic() + undo_seconds
        self._tick.start()
        self.changed.emit()

    def start_now(self) -> None:
        """End the undo time early."""
        if self.phase is Phase.COUNTING:
            self._tick.stop()
            self.phase = Phase.QUEUED
            self.changed.emit()
            self.ready.emit()

    def undo(self) -> None:
        """Withdraw the batch: nothing is sent. Only before it runs."""
        if not self.may_withdraw:
            return
        self._tick.stop()
        self.phase, self.error, self.is_undo_open = Phase.WITHDRAWN, None, True
        self.changed.emit()
        batch_id = self.batch_id
        self._context.runner.do(
            self,
            lambda: self._context.services.bulk.withdraw(batch_id),
            self._undone,
            on_error=self._broke,
            on_finished=self.ended.emit,
        )

    def _undone(self, _result: None) -> None:
        self.is_undo_open = False

    def try_again(self) -> None:
        """After an error of its own: once more what could not be finished."""
        if self.is_undo_open:
            self.undo()
        else:
            self.run()

    def run(self) -> None:
        """Send it. Called by the sheet when no other batch is at work."""
        if self.is_undo_open or self.phase not in (Phase.QUEUED, Phase.BROKEN):
            return
        if self._must_wait:
            self.wait_here()
            return
        self.phase, self.error = Phase.RUNNING, None
        self._work(
            lambda ctx: self._context.services.bulk.run(ctx, self.batch_id),
            self._not_sent,
        )

    def wait_here(self) -> None:
        """Keep the batch until Konnect can be reached; nothing of it is sent."""
        self._tick.stop()
        self.phase = Phase.WAITING
        self.changed.emit()
        batch_id = self.batch_id
        self._context.runner.do(
            self,
            lambda: self._context.services.bulk.queue(batch_id),
            on_error=self._broke,
            on_finished=self.put_aside.emit,
        )

    def restore(self) -> None:
        """A batch that an earlier run of the app left waiting."""
        self.phase = Phase.WAITING
        self.changed.emit()

    def put_back(self, batch: Batch) -> None:
        """A batch that is over, of an earlier run of the app: what failed can be worked with."""
        self.phase = Phase.FINISHED
        self._take(batch)

    def look_again(self) -> None:
        """What nobody knew, or knew for sure, may have been found out, not by this run."""
        may_differ = any(one.is_provisional for one in self.outcomes.values())
        if self.phase is Phase.FINISHED and (may_differ or self.unknown_ids):
            self._context.runner.read(
                self,
                lambda: self._context.services.queries.batch(self.batch_id),
                self._looked_again,
                key=f"batch.look_again.{self.batch_id}",
                on_error=lambda _error: None,
            )

    def go_on(self) -> None:
        """The connection is back: each order is looked at again, and then it is sent."""
        if self.phase is Phase.WAITING:
            self.phase = Phase.QUEUED
            self.changed.emit()
            self.ready.emit()

    def settle(self) -> None:
        """Look up the records of which nobody knows what became of them."""
        if self.can_settle:
            self.phase, self.error = Phase.RUNNING, None
            self._work(
                lambda ctx: self._context.services.bulk.settle(ctx, self.batch_id),
                self._broke,
            )

    def stop(self) -> None:
        """Let the group in flight finish; the rest is not sent."""
        if self.phase is Phase.RUNNING and self._task is not None:
            self.phase = Phase.STOPPING
            self._task.cancel()
            self.changed.emit()

    # ---- inside ------------------------------------------------------------------------

    @property
    def _must_wait(self) -> bool:
        """Only what changes something at Fynd waits; what only reads says that it failed."""
        return not self._context.signals.is_online and has_undo(self.plan.action)

    def _work(
        self,
        call: Callable[[TaskContext], BatchResult],
        on_error: Callable[[Exception], None],
    ) -> None:
        self._task = self._context.runner.start(
            self,
            call,
            on_progress=self._progressed,
            on_success=self._finished,
            on_error=on_error,
        )
        self.changed.emit()

    def _count(self) -> None:
        if self.seconds_left <= 0:
            self.start_now()
        else:
            self.changed.emit()

    def _progressed(self, progress: Progress) -> None:
        self.note = progress.message
        self._look()

    def _look(self) -> None:
        """Read the counts from the journal, which alone knows done from failed."""
        self._context.runner.do(
            self,
            lambda: self._context.services.queries.batch(self.batch_id),
            self._seen,
            key=f"batch.look.{self.batch_id}",
            on_error=lambda _error: None,
        )

    def _seen(self, batch: Batch | None) -> None:
        if batch is None:
            return
        self.batch = batch
        # A bar never jumps back, whatever order two readings arrive in.
        self.done = max(self.done, len(batch.in_state(State.DONE)))
        # What was not sent counts at the end: until then it waits.
        self.failed = max(self.failed, tally(one.state for one in batch.records).failed)
        self.changed.emit()

    def _looked_again(self, batch: Batch | None) -> None:
        if batch is not None and self.phase is Phase.FINISHED:
            self._take(batch)

    def _take(self, batch: Batch) -> None:
        outcomes = {record.shipment_id: record.outcome for record in batch.records}
        known = self.result or BatchResult(batch.id, batch.action, outcomes)
        self.batch, self.result = batch, replace(known, outcomes=outcomes)
        self.done = len(batch.in_state(State.DONE))
        self.failed = len(batch.in_state(*FAILED))
        self.changed.emit()

    def _finished(self, result: BatchResult) -> None:
        self.result, self._task = result, None
        if result.met_no_connection:
            self._context.signals.connection_changed.emit(False)
        self.done = result.count(State.DONE)
        self.failed = result.count(*FAILED)
        self._context.runner.do(
            self,
            lambda: self._context.services.queries.batch(self.batch_id),
            self._keep,
            on_error=lambda _error: self._keep(None),
        )

    def _keep(self, batch: Batch | None) -> None:
        self.batch = batch
        if batch is not None:
            self.done = len(batch.in_state(State.DONE))
            self.failed = len(batch.in_state(*FAILED))
        self.phase = Phase.FINISHED
        self.changed.emit()
        self.ended.emit()

    def _not_sent(self, error: Exception) -> None:
        """A batch that waited could not be looked at before it was sent: it goes on waiting."""
        if not isinstance(error, Offline):
            self._broke(error)
            return
        self._task = None
        self.phase = Phase.WAITING
        self.changed.emit()
        self._context.signals.connection_changed.emit(False)
        self.put_aside.emit()

    def _broke(self, error: Exception) -> None:
        self.error, self._task = error, None
        self.phase = Phase.BROKEN
        self.changed.emit()
        self.ended.emit()
        # What was on its way when it broke can be looked up at once.
        self._look()
