"""The history under every filter, and what waits for the connection."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import DONE, Outcome, State
from konnect_desktop.domain.journal import BatchFilter, BatchId, PlannedRecord
from konnect_desktop.domain.say import Msg
from konnect_desktop.store.database import Database
from konnect_desktop.store.journal import Journal

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
REFUSED = Outcome(State.REFUSED, "X1", Msg("Locked by Fynd."), Msg("Wait."))


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(db: Database, clock: Clock) -> Journal:
    """Three days: a confirm that worked, a cancel with one failure, a confirm that waits."""
    made = Journal(db, clock)
    for day, (action, ids) in enumerate(
        [(Action.CONFIRM, "ab"), (Action.CANCEL, "cd"), (Action.CONFIRM, "e")]
    ):
        clock.now = START + timedelta(days=day)
        records = [PlannedRecord(one, {"n": day}, f"Order-{one.upper()}") for one in ids]
        made.create(action, records, {"reason_code": "6"})
    made.record(BatchId(1), {"a": DONE, "b": DONE}, START)
    made.record(BatchId(2), {"c": REFUSED, "d": DONE}, START)
    return made


def ids(journal: Journal, wanted: BatchFilter, limit: int = 50) -> list[int]:
    return [line.id for line in journal.batches(limit, wanted)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (BatchFilter(), [3, 2, 1]),
        (BatchFilter(actions=frozenset({Action.CONFIRM})), [3, 1]),
        (BatchFilter(actions=frozenset({Action.CANCEL, Action.HAND_OVER})), [2]),
        (BatchFilter(since=START + timedelta(days=1)), [3, 2]),
        (BatchFilter(until=START + timedelta(days=1)), [1]),
        (BatchFilter(failures_only=True), [2]),
        (BatchFilter(text="order-c"), [2]),
        (BatchFilter(text=" locked "), [2]),
        (BatchFilter(text="e"), [3, 2, 1]),
        (BatchFilter(text="100% sure"), []),
        (BatchFilter(frozenset({Action.CONFIRM}), text="Order-E"), [3]),
    ],
)
def test_filters(journal: Journal, wanted: BatchFilter, found: list[int]) -> None:
    assert ids(journal, wanted) == found


def test_the_limit_keeps_the_newest(journal: Journal) -> None:
    assert ids(journal, BatchFilter(), 2) == [3, 2]


def test_lines_for_export_name_every_record(journal: Journal) -> None:
    lines = journal.lines(BatchFilter(failures_only=True), 100)
    assert [(line.batch_id, line.action, line.record.label) for line in lines] == [
        (2, Action.CANCEL, "Order-C"),
        (2, Action.CANCEL, "Order-D"),
    ]
    assert lines[0].record.outcome == REFUSED
    assert lines[0].created_at == START + timedelta(days=1)
    assert len(journal.lines(BatchFilter(), 100)) == 5
    assert len(journal.lines(BatchFilter(), 3)) == 3


def test_a_queued_batch_waits_through_a_restart(journal: Journal, db: Database) -> None:
    assert journal.queue(BatchId(3))
    assert [(one.id, one.is_queued) for one in journal.queued()] == [(3, True)]
    assert Journal(db).recover() == []
    assert journal.counts(BatchId(3)) == {State.PLANNED: 1}
    assert journal.busy_ids() == {"e": Action.CONFIRM}
    batch = journal.batch(BatchId(3))
    assert batch is not None
    assert batch.is_queued


def test_only_what_is_still_planned_can_be_queued(journal: Journal) -> None:
    assert not journal.queue(BatchId(1))  # finished
    journal.mark_sent(BatchId(3), ["e"], 1)
    assert not journal.queue(BatchId(3))
    assert journal.queued() == []


def test_the_first_group_ends_the_waiting(journal: Journal, db: Database) -> None:
    journal.queue(BatchId(3))
    journal.mark_sent(BatchId(3), ["e"], 1)
    assert journal.queued() == []
    assert Journal(db).recover() == [3]


def test_withdrawing_ends_the_waiting(journal: Journal) -> None:
    journal.queue(BatchId(3))
    journal.withdraw(BatchId(3))
    assert journal.queued() == []
    assert journal.busy_ids() == {}


def test_payloads_change_only_while_planned(journal: Journal) -> None:
    journal.replace_payloads(BatchId(3), {"e": {"n": 7}, "stranger": {}})
    journal.replace_payloads(BatchId(1), {"a": {"n": 7}})
    assert [line.record.payload["n"] for line in journal.lines(BatchFilter(), 9)] == [7, 1, 1, 0, 0]


def test_open_records_of_an_action(journal: Journal) -> None:
    assert [one.shipment_id for one in journal.open_records(Action.CONFIRM)] == ["e"]
    assert journal.open_records(Action.CANCEL) == []
