"""What the journal keeps of what is said: as data, with old and damaged rows as words."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.journal import BatchFilter, BatchId, PlannedRecord
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.say import NOTHING, Msg, in_words
from konnect_desktop.store import departing
from konnect_desktop.store.database import Database
from konnect_desktop.store.journal import Journal

AT = datetime(2026, 12, 1, tzinfo=UTC)
MANY = Msg("{count} order of {name}.", {"count": 3, "name": "A{b}"}, "{count} orders of {name}.")


@pytest.fixture
def journal(db: Database) -> Journal:
    return Journal(db)


def refused(journal: Journal, outcome: Outcome) -> BatchId:
    """One order with this outcome."""
    made = journal.create(Action.CONFIRM, [PlannedRecord("a", {}, "A")])
    assert made.batch_id is not None
    journal.mark_sent(made.batch_id, ["a"], 1)
    journal.record(made.batch_id, {"a": outcome}, AT)
    return made.batch_id


def kept(journal: Journal, batch_id: BatchId) -> Outcome:
    batch = journal.batch(batch_id)
    assert batch is not None
    return batch.records[0].outcome


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(State.REFUSED, "X", MANY, Msg("Wait until {at}.", {"at": AT})),
        Outcome(State.REFUSED, "X", Msg("Said {0} and {count}."), NOTHING),
        Outcome(State.NOT_SENT, message=Msg("Off."), why=Reason.NO_CONNECTION),
        Outcome(State.REFUSED, "", NOTHING, MANY, Reason.LOCKED, Action.CHECK_INFO),
    ],
)
def test_an_outcome_comes_back_as_it_was(journal: Journal, outcome: Outcome) -> None:
    assert kept(journal, refused(journal, outcome)) == outcome


def test_what_is_said_is_found_by_its_words(journal: Journal) -> None:
    batch_id = refused(journal, Outcome(State.REFUSED, "X", MANY))
    found = journal.batches(wanted=BatchFilter(text="3 orders of a"))
    assert [one.id for one in found] == [batch_id]


@pytest.mark.parametrize(
    "spoilt", ["{", "[]", '{"text": 3}', '{"text": "x", "args": {"message": 1}}']
)
def test_damaged_data_leaves_the_words(db: Database, journal: Journal, spoilt: str) -> None:
    batch_id = refused(journal, Outcome(State.REFUSED, "X", MANY, why=Reason.LOCKED))
    with db.write() as conn:
        conn.execute("UPDATE batch_record SET said = ?, why = '?', remedy = '?'", (spoilt,))
    read = kept(journal, batch_id)
    assert (read.message, read.next) == (Msg("3 orders of A{b}."), NOTHING)
    assert (read.why, read.remedy) == (None, None)


def test_half_a_surrogate_breaks_nothing(journal: Journal) -> None:
    outcome = Outcome(State.REFUSED, "X", Msg("Fynd refused: {said}", {"said": "\ud83d!"}))
    assert in_words(kept(journal, refused(journal, outcome)).message) == "Fynd refused: ?!"


def test_what_is_said_leaves_with_the_buyer(db: Database, journal: Journal) -> None:
    batch_id = refused(journal, Outcome(State.REFUSED, "X", MANY, MANY))
    with db.write() as conn:
        departing.strip(conn, '["a"]')
        assert "A{b}" not in repr(conn.execute("SELECT * FROM batch_record").fetchall())
    assert kept(journal, batch_id).message == NOTHING


#: Rows of an older app: words -> what they are known as from now on.
OLD = [
    ("refused", "Locked by Fynd.", "Then press Check status.", Reason.LOCKED, Action.CHECK_INFO),
    ("refused", "Locked by Fynd for invoices.", "", Reason.LOCKED_MONEY, None),
    ("not_sent", "Konnect could not be reached.", "Wait.", Reason.NO_CONNECTION, None),
    (
        "refused",
        "Fynd refused: {0} 'no'",
        "Press Refresh; else look.",
        None,
        Action.REFRESH,
    ),
    ("refused", "Needs a courier.", "Soon; press Check courier.", None, Action.CHECK_COURIER),
    ("done", "Fynd is still looking.", "Press Check courier again.", None, None),
    ("refused", '{"text": "old"}', "", None, None),
]


def test_old_rows_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    Database(path).close()
    conn = sqlite3.connect(path)
    for name in ("said", "why", "remedy"):
        conn.execute(f"ALTER TABLE batch_record DROP COLUMN {name}")
    conn.execute("PRAGMA user_version = 20")
    conn.execute("INSERT INTO batch (action, options, created_at) VALUES ('confirm', '{}', 1)")
    conn.executemany(
        "INSERT INTO batch_record (batch_id, place, shipment_id, label, payload, state, reason,"
        " next_step) VALUES (1, ?, ?, '', '{}', ?, ?, ?)",
        [(place, str(place), *row[:3]) for place, row in enumerate(OLD)],
    )
    with pytest.raises(sqlite3.OperationalError):
        conn.execute("SELECT said FROM batch_record")
    departing.strip(conn, "[]")  # a copy is cleared as it is
    conn.commit()
    conn.close()
    with_data = Database(path)
    batch = Journal(with_data).batch(BatchId(1))
    with_data.close()
    assert batch is not None
    read = [record.outcome for record in batch.records]
    assert [(one.message, one.next) for one in read] == [(Msg(r[1]), Msg(r[2])) for r in OLD]
    assert [(one.why, one.remedy) for one in read] == [row[3:] for row in OLD]
