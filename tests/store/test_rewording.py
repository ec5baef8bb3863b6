"""Orders that an older app took in become findable by all words, a few at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.store import rewording
from konnect_desktop.store.database import Database
from konnect_desktop.store.rewording import Rewording
from konnect_desktop.store.shipments import ShipmentStore
from tests.store.samples import NOW, records, shipment

ORDERS = 230


class Told:
    """What the courier call said."""

    courier_partner = "Delhivery"
    awb_numbers = ("DL778899001",)


def found(store: ShipmentStore, text: str) -> list[str]:
    return [row.id for row in store.rows(OrderFilter(text=text), Sort(), NOW, limit=1000)]


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A data file from before article names and phone numbers were found, just migrated."""
    path = tmp_path / "konnect.sqlite"
    db = Database(path)
    store = ShipmentStore(db)
    made = [shipment(number) for number in range(ORDERS)]
    store.upsert(records(*made), store.next_read_seq(), NOW)
    with db.write() as conn:
        keys = conn.execute("SELECT key, id, order_no FROM shipment").fetchall()
        conn.executemany(
            "UPDATE shipment_text SET words = ? WHERE rowid = ?",
            [(f"{one} {number}", key) for key, one, number in keys],
        )
        conn.execute("UPDATE rewording SET ends_at = (SELECT max(key) FROM shipment)")
    store.apply_courier({made[20].id: Told()}, store.next_read_seq(), NOW)
    db.close()
    return path


def test_older_orders_are_made_findable_step_by_step(older: Path) -> None:
    db = Database(older)
    store, words = ShipmentStore(db), Rewording(db)
    assert words.left == ORDERS
    assert found(store, "kurta") == []
    left = [ORDERS]
    while left[-1]:
        left.append(words.step())
        assert len(found(store, "9800000000")) == ORDERS - left[-1]
    assert left == [230, 180, 130, 80, 30, 0]
    assert len(found(store, "kurta")) == ORDERS
    db.close()


def test_what_an_end_of_the_app_left_undone_goes_on(older: Path) -> None:
    db = Database(older)
    Rewording(db).step()
    db.close()
    db = Database(older)
    store, words = ShipmentStore(db), Rewording(db)
    assert words.left == ORDERS - rewording.SLICE
    # News in between are taken in by the new rule, and stay right.
    store.upsert(records(shipment(900), shipment(100, "CONFIRMED")), store.next_read_seq(), NOW)
    while words.step():
        pass
    assert len(found(store, "kurta")) == ORDERS + 1
    assert words.step() == 0
    db.close()


def test_an_awb_that_only_the_courier_call_told_stays_found(older: Path) -> None:
    db = Database(older)
    store, words = ShipmentStore(db), Rewording(db)
    before = found(store, "DL778899001")
    while words.step():
        pass
    assert found(store, "DL778899001") == before == [shipment(20).id]
    assert found(store, "kurta DL778899001") == before
    db.close()


def test_a_new_data_file_has_nothing_to_make_anew(tmp_path: Path) -> None:
    db = Database(tmp_path / "new.sqlite")
    store = ShipmentStore(db)
    store.upsert(records(shipment(1)), store.next_read_seq(), NOW)
    assert Rewording(db).left == 0
    assert Rewording(db).step() == 0
    db.close()
