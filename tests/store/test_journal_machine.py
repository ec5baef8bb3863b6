"""The journal and the numbers under any order of events: hypothesis looks for one that breaks.

A model in plain dictionaries is moved along with the real journal on a real file; after every
step both must tell the same.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import SETTLED, Outcome, State
from konnect_desktop.domain.journal import BatchId, PlannedRecord, SeriesFormat
from konnect_desktop.domain.requests import SALE
from konnect_desktop.store.database import Database
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.series import InvoiceSeries
from tests.examples import examples

AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SHIPMENTS = tuple("abcdefg")
SERIES = SeriesFormat("N", 1, 0)
OPEN = frozenset(State) - SETTLED
GROUP = st.sets(st.sampled_from(SHIPMENTS), min_size=1)
#: What may be written about a record that was sent.
OUTCOMES = st.sampled_from(
    [State.DONE, State.REFUSED, State.UNKNOWN, State.NOT_SENT, State.NEEDS_YOU]
)


class JournalMachine(RuleBasedStateMachine):
    """What the app does with the journal, in any order, with restarts in between."""

    batches = Bundle("batches")

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.path = Path(self._folder.name) / "journal.db"
        self.db = Database(self.path)
        self._wire()
        self.model: dict[int, dict[str, State]] = {}
        self.attempts: dict[tuple[int, str], int] = {}
        self.queued: set[int] = set()
        #: shipment -> number, and the batch that gave it
        self.held: dict[str, tuple[int, int]] = {}
        self.burnt: set[int] = set()

    def _wire(self) -> None:
        self.journal = Journal(self.db, lambda: AT)
        self.series = InvoiceSeries(self.db)

    def teardown(self) -> None:
        self.db.close()
        self._folder.cleanup()

    # ---- what the model says -----------------------------------------------------------

    def busy(self) -> set[str]:
        return {
            one
            for records in self.model.values()
            for one, state in records.items()
            if state in OPEN
        }

    def write(self, batch: int, changed: dict[str, State]) -> None:
        for one, state in changed.items():
            if self.model[batch].get(one) in OPEN:
                self.model[batch][one] = state
        if not any(state in OPEN for state in self.model[batch].values()):
            self.queued.discard(batch)

    def in_state(self, batch: int, *states: State) -> list[str]:
        return [one for one, state in self.model[batch].items() if state in states]

    # ---- what may happen ---------------------------------------------------------------

    @rule(target=batches, wanted=GROUP)
    def plan(self, wanted: set[str]) -> object:
        free = [one for one in sorted(wanted) if one not in self.busy()]
        created = self.journal.create(
            Action.ADD_INVOICE, [PlannedRecord(one) for one in sorted(wanted)]
        )
        assert list(created.taken) == free
        assert set(created.busy) == wanted - set(free)
        if created.batch_id is None:
            assert not free
            return multiple()
        self.model[created.batch_id] = dict.fromkeys(free, State.PLANNED)
        numbers = self.series.assign(free, SERIES, created.batch_id)
        for one in free:
            number = int(numbers[one][1:])
            if one in self.held:
                assert number == self.held[one][0]
            else:
                taken = {pair[0] for pair in self.held.values()} | self.burnt
                assert number == next(n for n in range(1, 999) if n not in taken)
                self.held[one] = (number, created.batch_id)
        return created.batch_id

    @rule(batch=batches, wanted=GROUP)
    def send(self, batch: int, wanted: set[str]) -> None:
        going = [one for one in self.in_state(batch, State.PLANNED) if one in wanted]
        if not going:
            return
        self.journal.mark_sent(BatchId(batch), going, 1)
        self.model[batch] |= dict.fromkeys(going, State.SENT)
        self.attempts |= {(batch, one): 1 for one in going}
        self.queued.discard(batch)

    @rule(batch=batches, wanted=GROUP, state=OUTCOMES)
    def answer(self, batch: int, wanted: set[str], state: State) -> None:
        told = {
            one: state
            for one in wanted
            if self.model[batch].get(one) in (State.SENT, State.UNKNOWN)
        }
        self.journal.record(BatchId(batch), {one: Outcome(state) for one in told}, AT)
        self.write(batch, told)

    @rule(batch=batches, wanted=GROUP, state=OUTCOMES)
    def answer_late(self, batch: int, wanted: set[str], state: State) -> None:
        """A second answer about settled records and strangers changes nothing."""
        settled = {one for one in wanted if self.model[batch].get(one, State.DONE) in SETTLED}
        self.journal.record(BatchId(batch), {one: Outcome(state) for one in settled}, AT)

    @rule(batch=batches)
    def undo(self, batch: int) -> None:
        self.journal.withdraw(BatchId(batch))
        self.series.release(BatchId(batch))
        self.write(batch, dict.fromkeys(self.in_state(batch, State.PLANNED), State.WITHDRAWN))
        self._release(batch)

    @rule(batch=batches)
    def stop(self, batch: int) -> None:
        rest = self.in_state(batch, State.PLANNED)
        self.journal.record(BatchId(batch), {one: Outcome(State.NOT_SENT) for one in rest}, AT)
        self.series.release(BatchId(batch))
        self.write(batch, dict.fromkeys(rest, State.NOT_SENT))
        self._release(batch)

    @rule(batch=batches)
    def queue(self, batch: int) -> None:
        was_sent = any(key[0] == batch for key in self.attempts)
        is_open = bool(self.in_state(batch, *OPEN))
        assert self.journal.queue(BatchId(batch)) is (is_open and not was_sent)
        if is_open and not was_sent:
            self.queued.add(batch)

    @rule(batch=batches, wanted=GROUP)
    def number_refused(self, batch: int, wanted: set[str]) -> None:
        hit = {one for one in wanted if self.model[batch].get(one) is State.SENT}
        self.series.burn(hit, SALE, "refused")
        self.journal.record(BatchId(batch), {one: Outcome(State.REFUSED) for one in hit}, AT)
        self.write(batch, dict.fromkeys(hit, State.REFUSED))
        for one in hit & self.held.keys():
            self.burnt.add(self.held.pop(one)[0])

    @rule()
    def restart(self) -> None:
        self.db.close()
        self.db = Database(self.path)
        self._wire()
        before = self.journal.unfinished()
        left = self.journal.recover()
        for batch_id in before:
            self.series.release(batch_id)
        interrupted = [b for b in self.model if self.in_state(b, *OPEN) and b not in self.queued]
        assert left == interrupted
        for batch in interrupted:
            crashed = dict.fromkeys(self.in_state(batch, State.SENT), State.UNKNOWN)
            unsent = dict.fromkeys(self.in_state(batch, State.PLANNED), State.NOT_SENT)
            self.write(batch, crashed | unsent)
            self._release(batch)

    def _release(self, batch: int) -> None:
        for one, (_, giver) in list(self.held.items()):
            never = self.attempts.get((batch, one), 0) == 0
            state = self.model[batch].get(one)
            if giver == batch and never and state in (State.WITHDRAWN, State.NOT_SENT):
                del self.held[one]

    # ---- what must hold after every step -------------------------------------------------

    @invariant()
    def every_record_stands_where_the_model_says(self) -> None:
        for batch_id, records in self.model.items():
            batch = self.journal.batch(BatchId(batch_id))
            assert batch is not None
            assert {one.shipment_id: one.state for one in batch.records} == records
            is_open = any(state in OPEN for state in records.values())
            assert (batch.finished_at is None) is is_open

    @invariant()
    def a_shipment_stands_in_one_unfinished_batch_at_most(self) -> None:
        opened = [
            one
            for records in self.model.values()
            for one, state in records.items()
            if state in OPEN
        ]
        assert len(opened) == len(set(opened))
        assert set(self.journal.busy_ids()) == set(opened)

    @invariant()
    def only_queued_batches_wait(self) -> None:
        assert {one.id for one in self.journal.queued()} == self.queued

    @invariant()
    def every_number_has_one_owner_for_ever(self) -> None:
        held = {one: f"N{number}" for one, (number, _) in self.held.items()}
        assert self.series.numbers(SHIPMENTS) == held
        assert not {number for number, _ in self.held.values()} & self.burnt


TestJournalMachine = pytest.mark.long(JournalMachine.TestCase)
TestJournalMachine.settings = settings(
    examples(20, whole=60),
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow],
)
