"""What the server says is kept, newer truth wins, and our own facts survive."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from konnect_desktop.domain.attention import Attention, Kind
from konnect_desktop.domain.filters import OrderFilter
from konnect_desktop.domain.rows import ReadRecord
from konnect_desktop.domain.say import Msg
from konnect_desktop.domain.shipments import (
    Address,
    OrderItem,
    Package,
    Price,
    Shipment,
    ShipmentId,
    ShipmentInfo,
)
from konnect_desktop.domain.states import Journey, Lane, Lock
from konnect_desktop.store import codec
from konnect_desktop.store.database import Database
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.local_facts import LocalFacts
from konnect_desktop.store.shipments import ShipmentStore
from tests.store.samples import NOW, record, records, shipment

TakeIn = Callable[..., None]


@dataclass(frozen=True)
class Told:
    """An answer of the courier call."""

    courier_partner: str = ""
    awb_numbers: tuple[str, ...] = ()


def row(store: ShipmentStore, one: str):  # type: ignore[no-untyped-def]
    (found,) = store.rows_by_id([one])
    return found


FULL = Shipment(
    id=ShipmentId("1"),
    status="PROCESSING",
    forward_id="0",
    marketplace_order_id="M-1",
    marketplace_return_id="R",
    marketplace_invoice_number="I",
    channel="ONDC",
    location_code="L",
    ordered_at=datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC),
    is_self_ship=True,
    courier_partner="C",
    courier_code="cc",
    awb_numbers=("A", "B"),
    items=(
        OrderItem(
            "1", "S", "N", 2, "H", Decimal("1.10"), Decimal("2"), Decimal("18"), ("x", "y"), "new"
        ),
    ),
    price=Price("INR", *(Decimal(number) for number in range(1, 7))),
    shipping_address=Address("n", "p", "e", "1", "2", "l", "c", "s", "560001", "IN"),
    billing_address=Address("b"),
    packages=(Package("p", Decimal("1.5"), Decimal(2), Decimal(3), Decimal(400)),),
    is_multi_package=True,
    fulfillment_type="f",
    is_seller_invoiced=False,
    additional_info="नमस्ते \ud83d half",
    journey=Journey.RTO,
    lock=Lock.FINANCIAL,
    lock_text="financial",
)


@pytest.mark.parametrize("one", [FULL, Shipment(ShipmentId("2"), "WHATEVER")])
def test_a_shipment_comes_back_as_it_went_in(one: Shipment) -> None:
    assert codec.decode(codec.encode(one)) == one


def test_a_body_of_another_version_is_read_as_far_as_possible() -> None:
    body = b'{"id":"1","status":"CREATED","new_field":[1],"items":[{"sku":"S","newer":1}]}'
    assert codec.decode(body) == Shipment(
        ShipmentId("1"), "CREATED", items=(OrderItem("", sku="S"),)
    )


def test_the_whole_record_and_the_row_are_kept(store: ShipmentStore, take_in: TakeIn) -> None:
    store.upsert([ReadRecord(FULL, b'{"odd": [1, null]}')], store.next_read_seq(), NOW)
    stored = store.shipment("1")
    assert stored is not None
    assert stored.raw == b'{"odd": [1, null]}'
    assert stored.shipment == FULL
    assert stored.seen_at == NOW
    found = stored.row
    assert (found.order_no, found.quantity, found.amount) == ("M-1", 2, Decimal("1.00"))
    assert found.is_cod is True
    assert found.awb_text == "A, B"
    assert found.lane is Lane.FIX  # locked
    assert store.shipment("unknown") is None


def test_nonsense_values_are_kept_and_break_nothing(store: ShipmentStore) -> None:
    odd = shipment(
        1,
        "STATUS_OF_2031",
        channel="\ud800x\0",
        price=Price(total=Decimal("NaN")),
        ordered_at=None,
        items=(OrderItem("1", name="\udfff", quantity=-5),),
    )
    huge = shipment(2, price=Price(total=Decimal("1e40")))
    store.upsert(records(odd, huge), store.next_read_seq(), NOW)
    assert row(store, odd.id).lane is Lane.OTHER
    assert row(store, odd.id).amount is None
    assert row(store, huge.id).amount is None


def test_an_older_answer_never_overwrites_a_newer_one(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    slow = store.next_read_seq()
    take_in(shipment(1, "CONFIRMED"))
    assert not store.upsert(records(shipment(1, "CREATED")), slow, NOW)
    assert row(store, shipment(1).id).status == "CONFIRMED"


def test_an_unchanged_answer_still_counts_as_newer(store: ShipmentStore, take_in: TakeIn) -> None:
    take_in(shipment(1, "CONFIRMED"))
    slow = store.next_read_seq()
    take_in(shipment(1, "CONFIRMED"))
    assert not store.upsert(records(shipment(1, "CREATED")), slow, NOW)
    assert row(store, shipment(1).id).status == "CONFIRMED"


def test_only_real_changes_are_announced(store: ShipmentStore, take_in: TakeIn) -> None:
    many = [shipment(number) for number in range(120)]
    first = store.upsert(records(*many), store.next_read_seq(), NOW)
    assert first.shipment_ids == {one.id for one in many}
    later = NOW + timedelta(minutes=5)
    assert not store.upsert(records(*many), store.next_read_seq(), later)
    assert row(store, many[0].id).seen_at == later
    many[7] = replace(many[7], status="CONFIRMED")
    third = store.upsert(records(*many), store.next_read_seq(), NOW)
    assert third.shipment_ids == {many[7].id}
    assert third.counts


def test_a_shipment_twice_in_one_page_is_stored_once(store: ShipmentStore) -> None:
    twice = records(shipment(1, "CREATED"), shipment(1, "CONFIRMED"))
    store.upsert(twice, store.next_read_seq(), NOW)
    assert store.count(OrderFilter(), NOW) == 1
    assert row(store, shipment(1).id).status == "CONFIRMED"


def test_a_changed_buyer_is_found_under_the_new_name_only(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    take_in(shipment(1, shipping_address=Address(name="Old Name")))
    take_in(shipment(1, shipping_address=Address(name="Fresh Name")))
    assert store.count(OrderFilter(text="old"), NOW) == 0
    assert store.count(OrderFilter(text="fresh"), NOW) == 1


def test_info_brings_deadline_and_lock_and_names_what_moved_on(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    take_in(shipment(1), shipment(2))
    due = NOW + timedelta(hours=2)
    infos = [
        ShipmentInfo(shipment(1).id, "CREATED", sla_due_at=due, lock=Lock.FULL, lock_text="x"),
        ShipmentInfo(shipment(2).id, "CONFIRMED", processing_due_at=due),
        ShipmentInfo(ShipmentId("unknown"), "CREATED"),
    ]
    applied = store.apply_info(infos, store.next_read_seq(), NOW)
    assert applied.changes.shipment_ids == {shipment(1).id, shipment(2).id}
    assert applied.stale == (shipment(2).id, "unknown")
    locked = row(store, shipment(1).id)
    assert (locked.lock, locked.lane, locked.sla_due_at) == (Lock.FULL, Lane.FIX, due)
    assert row(store, shipment(2).id).sla_due_at == due
    free = ShipmentInfo(shipment(1).id, "CREATED", lock=Lock.FREE)
    store.apply_info([free], store.next_read_seq(), NOW)
    now_free = row(store, shipment(1).id)
    assert (now_free.lock, now_free.lane, now_free.sla_due_at) == (Lock.FREE, Lane.NEW, due)


def test_a_listing_without_a_lock_does_not_open_a_locked_shipment(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    take_in(shipment(1))
    info = ShipmentInfo(shipment(1).id, "", lock=Lock.FULL, lock_text="complete")
    store.apply_info([info], store.next_read_seq(), NOW)
    take_in(shipment(1, "CONFIRMED"))
    assert row(store, shipment(1).id).lock is Lock.FULL
    assert store.shipments([shipment(1).id])[shipment(1).id].lock is Lock.FULL


def test_an_info_older_than_the_last_one_changes_nothing(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    take_in(shipment(1))
    slow = store.next_read_seq()
    newer = ShipmentInfo(shipment(1).id, "CREATED", lock=Lock.FREE)
    store.apply_info([newer], store.next_read_seq(), NOW)
    older = ShipmentInfo(shipment(1).id, "OTHER", lock=Lock.FULL)
    store.apply_info([older], slow, NOW)
    assert row(store, shipment(1).id).lock is Lock.FREE


def test_info_before_the_first_listing_is_not_lost(store: ShipmentStore, take_in: TakeIn) -> None:
    info = ShipmentInfo(shipment(1).id, "CREATED", sla_due_at=NOW, journey=Journey.RETURN)
    store.apply_info([info], store.next_read_seq(), NOW)
    take_in(shipment(1))
    assert row(store, shipment(1).id).sla_due_at == NOW
    assert row(store, shipment(1).id).journey is Journey.RETURN


def test_a_courier_moves_a_shipment_to_get_labels_and_stays(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    one = shipment(1, "PROCESSING")
    take_in(one)
    assert row(store, one.id).lane is Lane.WAITING_FOR_COURIER
    told = {one.id: Told("Ekart", ("EK1",)), "unknown": Told("X")}
    changes = store.apply_courier(told, store.next_read_seq(), NOW)
    assert changes.shipment_ids == {one.id}
    take_in(replace(one, additional_info="changed"))
    found = row(store, one.id)
    assert (found.lane, found.courier_partner, found.awb_text) == (Lane.GET_LABELS, "Ekart", "EK1")
    assert store.shipments([one.id])[one.id].awb_numbers == ("EK1",)
    take_in(replace(one, awb_numbers=("EK2",)))
    assert row(store, one.id).awb_text == "EK2"


def test_our_own_facts_survive_a_refresh_and_set_the_lane(
    store: ShipmentStore, db: Database, take_in: TakeIn
) -> None:
    one = shipment(1, "COMPLETED")
    take_in(one)
    facts = LocalFacts(db)
    assert row(store, one.id).lane is Lane.TO_PACK
    assert facts.mark_packed([one.id], NOW).shipment_ids == {one.id}
    facts.note(one.id, " gift wrap ")
    assert not facts.mark_packed([one.id], NOW)
    take_in(replace(one, additional_info="changed"))
    found = row(store, one.id)
    assert (found.lane, found.packed_here, found.note) == (Lane.TO_HAND_OVER, True, "gift wrap")
    facts.mark_dispatched([one.id], NOW)
    assert row(store, one.id).lane is Lane.IN_TRANSIT
    facts.mark_dispatched([one.id], NOW, undo=True)
    facts.mark_packed([one.id], NOW, undo=True)
    assert row(store, one.id).lane is Lane.TO_PACK
    facts.milestone([one.id], "out_for_delivery")
    assert store.facts_each([one.id])[one.id].milestone == "out_for_delivery"
    assert facts.of(one.id).note == "gift wrap"


PULL = Attention(Kind.TOLD, Msg("Cancelled meanwhile: pull the parcel."))


def test_attention_puts_a_shipment_into_fix_these(store: ShipmentStore, take_in: TakeIn) -> None:
    take_in(shipment(1))
    store.set_attention([shipment(1).id], PULL)
    found = row(store, shipment(1).id)
    assert (found.lane, found.attention) == (Lane.FIX, PULL)
    store.clear_attention([shipment(1).id])
    assert row(store, shipment(1).id).lane is Lane.NEW


def test_a_gone_shipment_leaves_the_lists_but_not_the_memory(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    one = shipment(1)
    slow = store.next_read_seq()
    take_in(one, shipment(2))
    assert store.mark_gone([one.id, "unknown"], NOW).shipment_ids == {one.id}
    assert store.count(OrderFilter(), NOW) == 1
    assert store.count(OrderFilter(text=one.id[-6:]), NOW) == 0
    kept = store.shipment(one.id)
    assert kept is not None
    assert (kept.gone_at, kept.shipment) == (NOW, one)
    store.upsert(records(one), slow, NOW)
    assert store.statuses([one.id]) == {}
    take_in(one)
    assert store.statuses([one.id]) == {one.id: "CREATED"}
    assert store.shipment(one.id).gone_at is None  # type: ignore[union-attr]


def test_a_label_is_stale_when_the_awb_changes(
    store: ShipmentStore, db: Database, take_in: TakeIn, tmp_path: object
) -> None:
    one = shipment(1, "COMPLETED", awb_numbers=("OLD1",))
    take_in(one)
    papers = DocumentStore(db, tmp_path / "papers")  # type: ignore[operator]
    label = papers.put(one.id, "label", b"%PDF-old", one.awb_numbers, NOW)
    papers.log_print([label.id], "Zebra", NOW)
    assert row(store, one.id).label_printed
    take_in(replace(one, awb_numbers=("NEW2",)))
    found = row(store, one.id)
    assert (found.has_label, found.is_stale_label, found.label_printed) == (True, True, False)
    assert papers.get([one.id], "label")[one.id].is_stale
    assert papers.printed([one.id], "label") == set()


def test_ids_with_status_are_those_held_under_it(store: ShipmentStore, take_in: TakeIn) -> None:
    take_in(shipment(1), shipment(2, "CONFIRMED"), shipment(3))
    assert store.ids_with_status("CREATED") == {shipment(1).id, shipment(3).id}


def test_raw_bytes_decide_whether_a_record_changed(store: ShipmentStore) -> None:
    one = shipment(1)
    first = record(one)
    store.upsert([first], store.next_read_seq(), NOW)
    more = ReadRecord(one, json.dumps({"new_property": 1}).encode())
    assert store.upsert([more], store.next_read_seq(), NOW).shipment_ids == {one.id}
    assert store.shipment(one.id).raw == more.raw  # type: ignore[union-attr]
