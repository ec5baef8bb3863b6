"""The journal keeps every record in exactly one state, whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import DONE, Outcome, State
from konnect_desktop.domain.journal import PlannedRecord, SeriesFormat
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import StoreError
from konnect_desktop.store.database import Database
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.series import InvoiceSeries

AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
UNKNOWN = Outcome(State.UNKNOWN)
REFUSED = Outcome(
    State.REFUSED,
    "CR400",
    Msg("Not yet"),
    Msg("Wait"),
    Reason.COURIER_FIRST,
    Action.CHECK_COURIER,
    is_loud=True,
    may_retry=False,
)
IDS = ("a", "b", "c")


@pytest.fixture
def journal(db: Database) -> Journal:
    return Journal(db, lambda: AT)


def plan(*ids: str) -> list[PlannedRecord]:
    return [PlannedRecord(one, {"items": [one]}, f"order {one}") for one in ids]


def create(journal: Journal, *ids: str):  # type: ignore[no-untyped-def]
    created = journal.create(Action.CONFIRM, plan(*ids), {"reason": "x"})
    assert created.batch_id is not None
    return created.batch_id


def test_a_batch_is_written_whole_before_anything_is_sent(journal: Journal) -> None:
    first = create(journal, *IDS)
    batch = journal.batch(first)
    assert batch is not None
    assert (batch.action, batch.options, batch.created_at) == (Action.CONFIRM, {"reason": "x"}, AT)
    assert [record.shipment_id for record in batch.records] == list(IDS)
    assert batch.records[0].payload == {"items": ["a"]}
    assert batch.records[0].label == "order a"
    assert {record.state for record in batch.records} == {State.PLANNED}
    assert journal.batch(99) is None  # type: ignore[arg-type]


def test_a_shipment_stands_in_one_unfinished_batch_only(journal: Journal) -> None:
    first = create(journal, "a", "b")
    second = journal.create(Action.CANCEL, plan("b", "c"))
    assert (second.taken, second.busy) == (("c",), ("b",))
    third = journal.create(Action.CANCEL, plan("a", "c"))
    assert (third.batch_id, third.taken, third.busy) == (None, (), ("a", "c"))
    journal.record(first, {"a": DONE}, AT)
    assert journal.busy_ids() == {"b": Action.CONFIRM, "c": Action.CANCEL}
    assert journal.create(Action.CANCEL, plan("a")).taken == ("a",)


def test_the_batch_ends_with_its_last_open_record(journal: Journal) -> None:
    batch_id = create(journal, *IDS)
    journal.mark_sent(batch_id, ["a", "b"], 1)
    journal.record(batch_id, {"a": DONE, "b": UNKNOWN, "stranger": DONE}, AT)
    assert journal.unfinished() == [batch_id]
    assert journal.counts(batch_id) == {State.DONE: 1, State.UNKNOWN: 1, State.PLANNED: 1}
    journal.record(batch_id, {"b": REFUSED, "c": Outcome(State.NOT_SENT)}, AT)
    batch = journal.batch(batch_id)
    assert batch is not None
    assert batch.finished_at == AT
    assert batch.records[1].outcome == REFUSED
    assert (batch.records[0].attempt, batch.records[0].sent_at) == (1, AT)
    assert journal.busy_ids() == {}
    assert [one.shipment_id for one in batch.in_state(State.NOT_SENT)] == ["c"]


def test_a_settled_record_is_not_rewritten_by_a_late_answer(journal: Journal) -> None:
    batch_id = create(journal, "a", "b")
    journal.record(batch_id, {"a": DONE}, AT)
    journal.record(batch_id, {"a": REFUSED}, AT)
    journal.mark_sent(batch_id, ["a"], 2)
    batch = journal.batch(batch_id)
    assert batch is not None
    assert batch.records[0].outcome == DONE
    assert batch.records[0].attempt == 0


def test_undo_withdraws_only_what_was_not_sent(journal: Journal) -> None:
    batch_id = create(journal, *IDS)
    journal.mark_sent(batch_id, ["a"], 1)
    journal.withdraw(batch_id)
    assert journal.counts(batch_id) == {State.SENT: 1, State.WITHDRAWN: 2}
    assert journal.busy_ids() == {"a": Action.CONFIRM}


def test_after_a_crash_sent_is_unknown_and_planned_is_not_sent(
    journal: Journal, db: Database
) -> None:
    batch_id = create(journal, *IDS)
    whole = create(journal, "z")
    journal.mark_sent(batch_id, ["a"], 1)
    journal.record(batch_id, {"b": DONE}, AT)
    assert Journal(db, lambda: AT).recover() == [batch_id, whole]
    assert journal.counts(batch_id) == {State.UNKNOWN: 1, State.DONE: 1, State.NOT_SENT: 1}
    assert journal.counts(whole) == {State.NOT_SENT: 1}
    assert journal.busy_ids() == {"a": Action.CONFIRM}


def test_what_was_done_may_be_held_until_it_was_read_back(journal: Journal, db: Database) -> None:
    batch_id = create(journal, *IDS)
    journal.record(batch_id, {"a": DONE, "b": REFUSED, "c": DONE}, AT, holds_done=True)
    assert set(journal.busy_ids()) == {"a", "c"}
    assert journal.create(Action.CANCEL, plan("a")).busy == ("a",)
    assert journal.unfinished() == []
    other = create(journal, "d", "e")
    journal.record(other, {"d": DONE}, AT, holds_done=True)
    journal.free(batch_id)
    assert set(journal.busy_ids()) == {"d", "e"}
    # The end of the app comes before the reading back: nothing is held for ever.
    Journal(db, lambda: AT).recover()
    assert journal.busy_ids() == {}


def test_the_history_lists_newest_first(journal: Journal) -> None:
    first = create(journal, "a")
    journal.record(first, {"a": REFUSED}, AT)
    retry = journal.create(Action.CONFIRM, plan("a"), linked_to=first)
    assert retry.batch_id is not None
    assert [line.id for line in journal.batches(10)] == [retry.batch_id, first]
    assert journal.batches(10)[1].counts == {State.REFUSED: 1}
    assert journal.batch(retry.batch_id).linked_to == first  # type: ignore[union-attr]
    timeline = journal.batches_of("a")
    assert [line.id for line, _ in timeline] == [retry.batch_id, first]
    assert timeline[1][1].outcome == REFUSED


SERIES = SeriesFormat("FY26/", 7, 4)


def test_invoice_numbers_are_previewed_and_given_once(db: Database, journal: Journal) -> None:
    numbers = InvoiceSeries(db)
    assert numbers.preview(2, SERIES) == ["FY26/0007", "FY26/0008"]
    batch_id = create(journal, *IDS)
    given = numbers.assign(IDS, SERIES, batch_id)
    assert given == {"a": "FY26/0007", "b": "FY26/0008", "c": "FY26/0009"}
    assert numbers.preview_for(["b", "d"], SERIES) == {"b": "FY26/0008", "d": "FY26/0010"}
    again = numbers.assign(["c", "d"], SeriesFormat("OTHER-", 1, 0), None)
    assert again == {"c": "FY26/0009", "d": "OTHER-1"}
    assert numbers.numbers(["a", "zz"]) == {"a": "FY26/0007"}


def test_numbers_that_never_went_out_are_given_again_without_a_gap(
    db: Database, journal: Journal
) -> None:
    numbers = InvoiceSeries(db)
    batch_id = create(journal, *IDS)
    numbers.assign(IDS, SERIES, batch_id)
    journal.mark_sent(batch_id, ["b", "c"], 1)
    for_good = replace(REFUSED, may_retry=False)
    journal.record(batch_id, {"b": for_good, "c": replace(REFUSED, may_retry=True)}, AT)
    journal.withdraw(batch_id)
    numbers.release(batch_id)
    # What may be tried again keeps its number; what was refused for good never had it.
    assert numbers.numbers(IDS) == {"c": "FY26/0009"}
    assert numbers.preview(3, SERIES) == ["FY26/0007", "FY26/0008", "FY26/0010"]


def test_two_series_that_make_the_same_text_are_refused(db: Database) -> None:
    numbers = InvoiceSeries(db)
    numbers.assign(["a"], SeriesFormat("A1", 1, 0), None)  # A11
    with pytest.raises(StoreError, match="already used"):
        numbers.assign(["b", "c"], SeriesFormat("A", 11, 0), None)
    assert numbers.numbers(["b", "c"]) == {}


def test_numbers_and_batch_are_kept_together_or_not_at_all(db: Database, journal: Journal) -> None:
    numbers = InvoiceSeries(db)

    def break_off() -> None:
        with db.write():
            numbers.assign(IDS, SERIES, create(journal, *IDS))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert numbers.numbers(IDS) == {}
    assert journal.batches(5) == []
    assert journal.busy_ids() == {}
