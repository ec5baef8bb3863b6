"""Invoice numbers: unique for ever, without a gap, one of each kind for a shipment."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.journal import BatchId, PlannedRecord, SeriesFormat
from konnect_desktop.domain.requests import RETURN, SALE
from konnect_desktop.domain.series import NumberWant
from konnect_desktop.errors import StoreError
from konnect_desktop.store import migrations
from konnect_desktop.store.database import Database
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.series import InvoiceSeries

AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
A = SeriesFormat("A/", 1, 3)
B = SeriesFormat("B/", 5, 0)
CN = SeriesFormat("CN-", 1, 2)


@pytest.fixture
def numbers(db: Database) -> InvoiceSeries:
    return InvoiceSeries(db)


def give(numbers: InvoiceSeries, *wants: NumberWant) -> dict[str, str]:
    return numbers.assign_each(wants, None)


def test_several_series_in_one_batch_each_without_a_gap(numbers: InvoiceSeries) -> None:
    wants = [NumberWant(str(n), A if n % 2 else B) for n in range(6)]
    assert numbers.preview_each(wants) == numbers.assign_each(wants, None)
    assert numbers.numbers(map(str, range(6))) == {
        "0": "B/5",
        "1": "A/001",
        "2": "B/6",
        "3": "A/002",
        "4": "B/7",
        "5": "A/003",
    }


def test_two_formats_of_one_prefix_share_their_numbers(numbers: InvoiceSeries) -> None:
    wide = SeriesFormat("A/", 1, 6)
    given = give(numbers, NumberWant("a", A), NumberWant("b", wide), NumberWant("c", A))
    assert given == {"a": "A/001", "b": "A/000002", "c": "A/003"}


def test_a_typed_number_is_kept_and_stepped_over(numbers: InvoiceSeries) -> None:
    given = give(
        numbers, NumberWant("a", A, "A/002"), NumberWant("b", A), NumberWant("c", A, " X-9 ")
    )
    assert given == {"a": "A/002", "b": "A/001", "c": "X-9"}
    assert numbers.preview(2, A) == ["A/003", "A/004"]
    assert numbers.owners(["A/002", "X-9", "free"]) == {"A/002": "a", "X-9": "c"}
    # Asked again, each keeps what it has.
    assert give(numbers, NumberWant("a", B), NumberWant("c", A, "X-9")) == {
        "a": "A/002",
        "c": "X-9",
    }


def test_a_typed_number_of_another_order_is_refused_and_nothing_is_given(
    numbers: InvoiceSeries,
) -> None:
    give(numbers, NumberWant("a", A))
    with pytest.raises(StoreError, match="already used"):
        give(numbers, NumberWant("b", A), NumberWant("c", A, "A/001"))
    assert numbers.numbers(["b", "c"]) == {}


def test_a_new_typed_number_replaces_the_old_which_is_never_given_again(
    numbers: InvoiceSeries,
) -> None:
    give(numbers, NumberWant("a", A))
    assert give(numbers, NumberWant("a", A, "NEW-1")) == {"a": "NEW-1"}
    assert numbers.numbers(["a"]) == {"a": "NEW-1"}
    assert numbers.preview(1, A) == ["A/002"]
    assert numbers.owners(["A/001"]) == {"A/001": ""}


def test_a_refused_number_is_burnt_and_the_next_is_given(numbers: InvoiceSeries) -> None:
    give(numbers, NumberWant("a", A), NumberWant("b", A))
    numbers.burn(["a"], SALE, "refused by Fynd (IN422)")
    assert numbers.numbers(["a", "b"]) == {"b": "A/002"}
    assert give(numbers, NumberWant("a", A)) == {"a": "A/003"}
    numbers.burn(["a"], SALE, "")  # a reason is not needed
    assert give(numbers, NumberWant("a", A)) == {"a": "A/004"}


def test_invoice_and_credit_note_of_one_shipment_stand_side_by_side(
    numbers: InvoiceSeries,
) -> None:
    give(numbers, NumberWant("a", A))
    assert give(numbers, NumberWant("a", CN, kind=RETURN)) == {"a": "CN-01"}
    assert numbers.numbers(["a"]) == {"a": "A/001"}
    assert numbers.numbers(["a"], RETURN) == {"a": "CN-01"}
    numbers.burn(["a"], RETURN, "refused")
    assert numbers.numbers(["a"]) == {"a": "A/001"}
    assert numbers.numbers(["a"], RETURN) == {}


@pytest.mark.parametrize(
    ("attempt", "state", "is_free"),
    [
        (0, State.WITHDRAWN, True),
        (0, State.NOT_SENT, True),
        (0, State.REFUSED, True),  # found locked or cancelled before it was sent
        (1, State.NOT_SENT, False),
        (1, State.REFUSED, False),
        (0, State.DONE, False),
    ],
)
def test_only_what_never_went_out_gives_its_number_back(
    db: Database, numbers: InvoiceSeries, attempt: int, state: State, is_free: bool
) -> None:
    journal = Journal(db, lambda: AT)
    batch_id = journal.create(Action.ADD_INVOICE, [PlannedRecord("a")]).batch_id
    assert batch_id is not None
    numbers.assign(["a"], A, batch_id)
    if attempt:
        journal.mark_sent(batch_id, ["a"], attempt)
    journal.record(batch_id, {"a": Outcome(state)}, AT)
    numbers.release(BatchId(batch_id + 1))
    assert numbers.numbers(["a"]) == {"a": "A/001"}
    numbers.release(batch_id)
    assert (numbers.numbers(["a"]) == {}) is is_free


def test_numbers_of_an_older_data_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    conn = sqlite3.connect(path)
    migrations.migrate(conn, {1: migrations.scripts()[1]}, lambda _version: None)
    conn.execute("INSERT INTO invoice_number VALUES ('old', 'A/', 1, 'A/001', 4)")
    conn.commit()
    conn.close()
    db = Database(path)
    try:
        assert InvoiceSeries(db).preview_for(["old", "new"], A) == {"old": "A/001", "new": "A/002"}
    finally:
        db.close()


def test_a_number_in_other_capitals_is_the_same_number(numbers: InvoiceSeries) -> None:
    give(numbers, NumberWant("a", SeriesFormat("inv/"), "INV/2"), NumberWant("b", A))
    assert numbers.owners(["inv/2", "a/001", "x"]) == {"inv/2": "a", "a/001": "b"}
    lower = SeriesFormat("inv/")
    both = (NumberWant("c", lower), NumberWant("d", lower))
    assert give(numbers, *both) == {
        "c": "inv/1",
        "d": "inv/3",
    }
    assert give(numbers, NumberWant("e", SeriesFormat("a/", 1, 1))) == {"e": "a/2"}
    with pytest.raises(StoreError):
        give(numbers, NumberWant("f", lower, "Inv/1"))
    with pytest.raises(StoreError):
        give(numbers, NumberWant("f", lower, "X-1"), NumberWant("g", lower, "x-1"))
    assert numbers.numbers(["f", "g"]) == {}
