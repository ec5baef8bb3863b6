"""Attention in the data file: cleared by kind, and old words brought over by their known forms."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from konnect_desktop.domain import attention
from konnect_desktop.domain.actions import CHANGING, Action
from konnect_desktop.domain.attention import Attention, Kind
from konnect_desktop.domain.batches import DAMAGED, Outcome, State
from konnect_desktop.domain.say import Msg
from konnect_desktop.services import wording
from konnect_desktop.store import migrations
from konnect_desktop.store.database import Database
from konnect_desktop.store.shipments import ShipmentStore
from tests.store.samples import shipment

TakeIn = Callable[..., None]
LOST = Outcome(State.UNKNOWN, message=Msg("Lost."))


def told(store: ShipmentStore, shipment_id: str) -> Attention | None:
    return store.rows_by_id([shipment_id])[0].attention


def test_only_what_is_known_now_is_cleared(store: ShipmentStore, take_in: TakeIn) -> None:
    take_in(shipment(1))
    one = shipment(1).id
    for action in (Action.CONFIRM, Action.CANCEL):
        doubt = attention.doubt(action, wording.tried(action), LOST)
        store.set_attention([one], doubt)
        store.clear_lock_attention([one])
        store.clear_doubts([one], Action.HAND_OVER)
        assert told(store, one) == doubt
        store.clear_doubts([one], action)
        assert told(store, one) is None
    locked = attention.locked(Action.CONFIRM, Msg("Confirm"), "")
    store.set_attention([one], locked)
    store.clear_doubts([one], Action.CONFIRM)
    assert told(store, one) == locked
    store.clear_lock_attention([one])
    assert told(store, one) is None


def test_damaged_data_is_told_as_it_stands(
    db: Database, store: ShipmentStore, take_in: TakeIn
) -> None:
    take_in(shipment(1))
    one = shipment(1).id
    store.set_attention([one], attention.damaged())
    with db.write() as conn:
        conn.execute("UPDATE local_fact SET attention = '{spoilt'")
        conn.execute("UPDATE shipment SET attention = '{spoilt'")
    store.clear_doubts([one], Action.CONFIRM)
    store.clear_lock_attention([one])
    assert told(store, one) == Attention(Kind.TOLD, Msg("{spoilt"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "Locked by Fynd (operational): Confirm was not done.",
            Attention(
                Kind.LOCKED, Msg("Locked by Fynd (operational)"), Msg("Confirm was not done.")
            ),
        ),
        ("Locked by Fynd", Attention(Kind.TOLD, Msg("Locked by Fynd"))),
        (str(DAMAGED.message), Attention(Kind.DAMAGED, DAMAGED.message)),
        ("Look {here}: now", Attention(Kind.TOLD, Msg("Look {here}: now"))),
        (
            "Unsure about Dancing: Lost.",
            Attention(Kind.DOUBT, Msg("Unsure about Dancing"), Msg("Lost.")),
        ),
        *(
            (
                f"Unsure about {wording.tried(action)}: Lost: look.",
                Attention(
                    Kind.DOUBT,
                    Msg(f"Unsure about {wording.tried(action)}"),
                    Msg("Lost: look."),
                    action,
                ),
            )
            for action in sorted(CHANGING)
        ),
    ],
)
def test_old_words_are_brought_over(
    db: Database, store: ShipmentStore, take_in: TakeIn, old: str, new: Attention
) -> None:
    take_in(shipment(1))
    with db.write() as conn:
        conn.execute("INSERT INTO local_fact (shipment_id, attention) VALUES (?, ?)", ("x", ""))
        conn.execute(
            "INSERT INTO local_fact (shipment_id, attention) VALUES (?, ?)", (shipment(1).id, old)
        )
        conn.execute("UPDATE shipment SET attention = ?", (old,))
    _again(db.path)
    assert told(store, shipment(1).id) == new
    assert str(new.message) == old
    with db.read() as conn:
        kept = conn.execute("SELECT attention FROM local_fact WHERE shipment_id = 'x'")
        assert kept.fetchone() == ("",)


def test_a_courier_that_does_not_come_is_brought_over(
    db: Database, store: ShipmentStore, take_in: TakeIn
) -> None:
    take_in(shipment(1))
    since = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
    with db.write() as conn:
        conn.execute(
            "INSERT INTO courier_wait (shipment_id, since, next_check_at, is_long)"
            " VALUES (?, ?, 0, 1)",
            (shipment(1).id, int(since.timestamp())),
        )
        conn.execute("UPDATE shipment SET attention = 'Waiting for a courier since 24 Nov, 09:30.'")
    _again(db.path)
    assert told(store, shipment(1).id) == attention.waiting(since)


def _again(path: Path) -> None:
    """Run the step that brings old words over."""
    conn = sqlite3.connect(path, isolation_level=None)
    conn.executescript(migrations.scripts()[22])
    conn.close()
