"""What a seller types or pastes finds the right shipments, however many there are."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from konnect_desktop.domain.filters import (
    PLAIN_SORTS,
    DueFilter,
    OrderFilter,
    Payment,
    Sort,
    SortKey,
)
from konnect_desktop.domain.rows import LaneCount
from konnect_desktop.domain.shipments import (
    Address,
    OrderItem,
    Price,
    Shipment,
    ShipmentId,
    ShipmentInfo,
)
from konnect_desktop.domain.states import Lane, Lock
from konnect_desktop.store import finding, keys, migrations
from konnect_desktop.store.database import Database
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.search_words import pasted_numbers, words_of
from konnect_desktop.store.series import InvoiceSeries
from konnect_desktop.store.shipments import ShipmentStore
from tests.store.samples import NOW, record, shipment

TakeIn = Callable[..., None]


def found(store: ShipmentStore, wanted: OrderFilter, sort: Sort | None = None) -> list[str]:
    rows = store.rows(wanted, sort or Sort(), NOW, limit=1000)
    ids = [row.id for row in rows]
    assert store.count(wanted, NOW) == len(ids)
    assert store.ids(wanted, sort or Sort(), NOW) == ids
    return ids


@pytest.fixture
def parcel(store: ShipmentStore, take_in: TakeIn) -> Shipment:
    one = shipment(
        1,
        id=ShipmentId("16498230112233445566"),
        marketplace_order_id="FY-12/34",
        awb_numbers=("AWB99887766", "SECOND-445"),
        channel="TATACLIQ_LUXURY",
        items=(
            OrderItem("1", "KURTA-BLU_M", "Women's Cotton T-Shirt, नीला कुर्ता (2 pcs)", 1),
            OrderItem("2", "DUP-9", "பட்டு புடவை", 2),
            OrderItem("3", "OUT-1", "Umbrella", 0),
        ),
        shipping_address=Address(
            name="राहुल देशपांडे José", city="Nāgpur", pincode="440001", phone="+91 98765-43210"
        ),
    )
    take_in(one, *[shipment(number) for number in range(2, 40)])
    return one


@pytest.mark.parametrize(
    "typed",
    [
        "FY-12/34",
        "fy-12",
        "FY1234",
        "164982301122",
        "5566",
        "33445566",
        "awb9988",
        "887766",
        "second",
        "kurta-blu_m",
        "dup9",
        "राहु",
        "देशपांडे",
        "दे",
        "jose",
        "JOSÉ",
        "nagpur",
        "440001",
        "राहुल 4400",
        "४४०००१",
        "440 001",
        "cotton",
        "t-shirt",
        "tshirt",
        "t shirt",
        "women",
        "women’s",
        "cotton kurta-blu",
        "कुर्ता",
        "नीला",
        "புடவை",
        "tata",
        "cliq lux",
        "TATACLIQ_LUXURY",
        "tatacliq",
        "9876543210",
        "987654",
        "+919876543210",
        "+91 98765 43210",
        "+91-98765-43210",
        "+91 9876",
        "919876543210",
        "09876543210",
        "0 98765 43210",
        "00919876543210",
        "(+91) 98765 43210",
        "98765 43210",
        "987 654 3210",
        "43210",
        "3210",
        "९८७६५ ४३२१०",
        "+९१ ९८७६५४३२१०",
        "jose 98765 43210",
        "cotton jose tata 3210",
    ],
)
def test_every_part_of_a_shipment_finds_it(
    store: ShipmentStore, parcel: Shipment, typed: str
) -> None:
    assert parcel.id in found(store, OrderFilter(text=typed))


@pytest.mark.parametrize(
    "typed",
    [
        *("पांडे", "राहुल pune", "fy-12/35", "zzz", "FY-12/34 zzz", "umbrella", "otton", "flipkart"),
        *("9876543211", "+91 98765 43219", "9123", "+92 9876543210"),
    ],
)
def test_text_that_names_nothing_of_it_does_not_find_it(
    store: ShipmentStore, parcel: Shipment, typed: str
) -> None:
    assert parcel.id not in found(store, OrderFilter(text=typed))


@pytest.mark.parametrize(
    ("phone", "typed"),
    [
        ("9123456780", "9123456780"),
        ("09123456780", "9123456780"),
        ("919123456780", "+91 91234 56780"),
        ("+91-91234-56780, 022 2345 6789", "91234"),
        ("+91-91234-56780, 022 2345 6789", "022 2345 6789"),
        ("९१२३४५६७८०", "9123456780"),
    ],
)
def test_a_phone_number_is_found_however_it_was_written(
    store: ShipmentStore, take_in: TakeIn, phone: str, typed: str
) -> None:
    take_in(shipment(1, shipping_address=Address(phone=phone)), shipment(2))
    assert found(store, OrderFilter(text=typed)) == [shipment(1).id]


def test_a_masked_phone_number_finds_nothing_else(store: ShipmentStore, take_in: TakeIn) -> None:
    take_in(shipment(1, shipping_address=Address(phone="91XXXXXX80")))
    assert found(store, OrderFilter(text="80")) == []


def test_a_vowel_sign_does_not_cut_a_word() -> None:
    assert words_of("कविता தமிழ் ਗੁਰਮੁਖੀ") == ["कविता", "தமிழ்", "ਗੁਰਮੁਖੀ"]


@pytest.mark.parametrize("typed", ['"', "' OR 1=1 --", "a* NOT b", "NEAR(", "^x", "\0", "\ud800"])
def test_no_typing_breaks_the_search(store: ShipmentStore, parcel: Shipment, typed: str) -> None:
    assert len(found(store, OrderFilter(text=typed))) in (0, 39)


@pytest.mark.parametrize("gap", [",", "\n", "\t", "; ", " ", "\r\n"])
def test_a_pasted_list_finds_each_number_exactly(
    store: ShipmentStore, parcel: Shipment, gap: str
) -> None:
    other = shipment(7)
    text = gap.join(["16498230112233445566", other.marketplace_order_id, "999999999"])
    assert set(found(store, OrderFilter(text=text))) == {parcel.id, other.id}
    by_awb = gap.join(["AWB99887766", "AWB00000000"])
    assert found(store, OrderFilter(text=by_awb)) == [parcel.id]


def test_a_name_with_a_pin_code_is_no_pasted_list() -> None:
    assert pasted_numbers("Asha 400001") == []
    assert pasted_numbers("16498230112233445566") == []


def test_two_thousand_pasted_numbers_are_taken(store: ShipmentStore, take_in: TakeIn) -> None:
    many = [shipment(number) for number in range(60)]
    take_in(*many)
    text = "\n".join([*(one.id for one in many), *(f"77{n:010d}" for n in range(1900))])
    assert len(found(store, OrderFilter(text=text))) == 60


def test_an_awb_told_by_the_courier_call_is_found(store: ShipmentStore, parcel: Shipment) -> None:
    class Told:
        courier_partner = "Delhivery"
        awb_numbers = ("DL778899001",)

    one = shipment(20)
    store.apply_courier({one.id: Told()}, store.next_read_seq(), NOW)
    assert found(store, OrderFilter(text="778899001")) == [one.id]
    assert found(store, OrderFilter(couriers=("Delhivery",))) == [one.id]


def _mixed() -> list[Shipment]:
    shipments = []
    for number in range(60):
        status = ("CREATED", "PROCESSING", "COMPLETED", "DELIVERED")[number % 4]
        one = shipment(number, status, is_self_ship=number % 5 == 0)
        if number % 3 == 0:
            one = replace(one, price=Price(cod=one.price.total))
        shipments.append(one)
    return shipments


def test_every_filter_means_what_it_says(store: ShipmentStore, take_in: TakeIn) -> None:
    shipments = _mixed()
    take_in(*shipments)
    day = date(2026, 11, 23)  # NOW is 11:30 of this day in India

    def ids_where(rule: Callable[[Shipment], bool]) -> set[str]:
        return {one.id for one in shipments if rule(one)}

    cases: list[tuple[OrderFilter, set[str]]] = [
        (OrderFilter(lane=Lane.NEW), ids_where(lambda one: one.status == "CREATED")),
        (
            OrderFilter(channels=("ONDC", "MEESHO")),
            ids_where(lambda one: one.channel in ("ONDC", "MEESHO")),
        ),
        (OrderFilter(locations=("LOC1",)), ids_where(lambda one: one.location_code == "LOC1")),
        (OrderFilter(self_ship=True), ids_where(lambda one: one.is_self_ship)),
        (OrderFilter(payment=Payment.COD), ids_where(lambda one: one.price.is_cod)),
        (OrderFilter(payment=Payment.PREPAID), ids_where(lambda one: not one.price.is_cod)),
        (OrderFilter(multi_item=True), ids_where(lambda one: one.quantity > 1)),
        (OrderFilter(multi_item=False), ids_where(lambda one: one.quantity == 1)),
        (OrderFilter(ordered_from=day, ordered_to=day), ids_where(lambda _one: True)),
        (OrderFilter(ordered_to=day - timedelta(days=1)), set()),
        (OrderFilter(only_ids=(shipments[3].id, "x")), {shipments[3].id}),
        (
            OrderFilter(lane=Lane.NEW, channels=("FLIPKART",), payment=Payment.PREPAID, text="4"),
            ids_where(
                lambda one: (
                    one.status == "CREATED"
                    and one.channel == "FLIPKART"
                    and not one.price.is_cod
                    and one.shipping_address.pincode.startswith("4")
                )
            ),
        ),
    ]
    one = shipments[3]
    for wanted, expected in cases:
        assert set(found(store, wanted)) == expected, wanted
        # The same among the few that a typed id finds.
        if not wanted.text:
            few = set(found(store, replace(wanted, text=one.id)))
            assert few == expected & {one.id}, wanted


def test_order_days_are_indian_days(store: ShipmentStore, take_in: TakeIn) -> None:
    midnight = NOW.replace(hour=18, minute=30)  # 00:00 of the 24th in India
    take_in(
        shipment(1, ordered_at=midnight - timedelta(seconds=1)), shipment(2, ordered_at=midnight)
    )
    day = date(2026, 11, 24)
    assert found(store, OrderFilter(ordered_from=day)) == [shipment(2).id]
    assert found(store, OrderFilter(ordered_to=day - timedelta(days=1))) == [shipment(1).id]


def _with_deadlines(store: ShipmentStore, take_in: TakeIn) -> dict[str, str]:
    """Shipments by name: one for each kind of deadline, and a delivered late one."""
    minutes = {"late": -5, "soon": 30, "today": 300, "later": 3000, "done": -500}
    names = {}
    infos = []
    for number, (name, offset) in enumerate(minutes.items()):
        one = shipment(number, "DELIVERED" if name == "done" else "CREATED")
        take_in(one)
        names[one.id] = name
        due = NOW + timedelta(minutes=offset)
        infos.append(ShipmentInfo(one.id, one.status, sla_due_at=due))
    none = shipment(9)
    take_in(none)
    names[none.id] = "none"
    store.apply_info(infos, store.next_read_seq(), NOW)
    return names


def test_deadline_filters_and_counts_leave_finished_work_out(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    names = _with_deadlines(store, take_in)

    def named(due: DueFilter) -> list[str]:
        return [names[one] for one in found(store, OrderFilter(due=due))]

    assert named(DueFilter.LATE) == ["late"]
    assert named(DueFilter.SOON) == ["late", "soon"]
    assert named(DueFilter.HOUR) == ["soon"]
    assert named(DueFilter.TODAY) == ["late", "soon", "today"]
    counts = store.lane_counts(OrderFilter(lane=Lane.DELIVERED), NOW)
    assert counts[Lane.NEW] == LaneCount(total=5, late=1, due_soon=1)
    assert counts[Lane.DELIVERED] == LaneCount(total=1)
    assert set(counts) == set(Lane)
    assert store.lane_counts(OrderFilter(text="zzz"), NOW)[Lane.NEW].total == 0


def test_orders_without_a_deadline_come_last_both_ways(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    names = _with_deadlines(store, take_in)
    up = [names[one] for one in found(store, OrderFilter(lane=Lane.NEW))]
    assert up == ["late", "soon", "today", "later", "none"]
    down = [names[one] for one in found(store, OrderFilter(lane=Lane.NEW), Sort(descending=True))]
    assert down == ["later", "today", "soon", "late", "none"]


@pytest.mark.parametrize(("few", "many"), [(0, 0), (100_000, 100_000), (100_000, 0)])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", list(SortKey))
def test_all_plans_give_the_same_pages_without_overlap(
    store: ShipmentStore,
    take_in: TakeIn,
    monkeypatch: pytest.MonkeyPatch,
    key: SortKey,
    descending: bool,
    few: int,
    many: int,
) -> None:
    monkeypatch.setattr(finding, "FEW", few)
    monkeypatch.setattr(finding, "MANY_HITS", many)
    take_in(*_mixed())
    sort = Sort(key, descending)
    filters = [OrderFilter(), OrderFilter(lane=Lane.NEW), OrderFilter(text="fy 0")]
    filters += [OrderFilter(lane=Lane.NEW, text="fy 0"), OrderFilter(text="16498")]
    filters += [OrderFilter(text="blue kurta mumbai"), OrderFilter(lane=Lane.NEW, text="kurta 98")]
    for wanted in filters:
        whole = store.ids(wanted, sort, NOW)
        pages: list[str] = []
        for offset in range(0, len(whole), 7):
            pages += [r.id for r in store.rows(wanted, sort, NOW, limit=7, offset=offset)]
        assert pages == whole
        assert len(set(whole)) == len(whole) > 0


@pytest.mark.parametrize("key", sorted(PLAIN_SORTS))
def test_fields_without_an_index_sort_as_well(
    store: ShipmentStore, take_in: TakeIn, key: str
) -> None:
    take_in(*_mixed())
    values = [getattr(row, key) for row in store.rows(OrderFilter(), Sort(key), NOW, limit=200)]
    assert values == sorted(values)
    down = [getattr(row, key) for row in store.rows(OrderFilter(), Sort(key, True), NOW, limit=200)]
    assert down == values[::-1]


def test_what_is_no_field_of_an_order_is_not_sorted_by(store: ShipmentStore) -> None:
    with pytest.raises(ValueError, match="no list is sorted by"):
        store.ids(OrderFilter(), Sort("id; DROP TABLE shipment"), NOW)


def test_numbers_and_choices_follow_what_is_typed_and_what_is_written(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    """What was found for a text is remembered, but never longer than it is true."""
    take_in(*_mixed())
    wanted = OrderFilter(text="blue kurta mumbai")
    for extra in range(3):
        rows = found(store, wanted)
        assert len(rows) == 15 + extra
        lanes = store.lane_counts(wanted, NOW)
        assert sum(lane.total for lane in lanes.values()) == len(rows)
        facets = store.facets(wanted, NOW)
        assert sum(times for _, times in facets.channels) == len(rows)
        take_in(shipment(100 + 4 * extra))


def test_the_choices_of_the_filters_are_those_that_occur(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    take_in(*_mixed(), shipment(99, channel="NEW_CHANNEL_2031", location_code=""))
    facets = store.facets(OrderFilter(), NOW)
    assert ("NEW_CHANNEL_2031", 1) in facets.channels
    assert [count for _, count in facets.channels] == sorted(
        (count for _, count in facets.channels), reverse=True
    )
    assert "" not in dict(facets.locations)


def test_choices_are_counted_under_the_other_filters(store: ShipmentStore, take_in: TakeIn) -> None:
    shipments = _mixed()
    take_in(*shipments)
    filters = [
        OrderFilter(),
        OrderFilter(lane=Lane.NEW),
        OrderFilter(channels=(shipments[0].channel,), text="fy"),
        OrderFilter(lane=Lane.NEW, locations=(shipments[0].location_code,), self_ship=False),
    ]
    for wanted in filters:
        found = store.facets(wanted, NOW)
        for field, counts in (
            ("channels", found.channels),
            ("locations", found.locations),
            ("couriers", found.couriers),
        ):
            for value, count in counts:
                alone = replace(wanted, **{field: (value,)})
                assert store.count(alone, NOW) == count, (wanted, field, value)


def test_the_facts_of_a_selection_are_counted_together(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    shipments = _mixed()
    take_in(*shipments)
    groups = store.facts(one.id for one in shipments)
    assert sum(count for _, count in groups) == 60
    assert len(groups) <= 8
    each = store.facts_each([shipments[0].id, "unknown"])
    assert list(each) == [shipments[0].id]
    assert each[shipments[0].id].is_self_ship
    assert each[shipments[0].id].lock is Lock.FREE


def test_printed_filter_follows_the_print_log(
    store: ShipmentStore, take_in: TakeIn, db: object, tmp_path: object
) -> None:
    one = shipment(1, "COMPLETED", awb_numbers=("A1",))
    take_in(one, shipment(2, "COMPLETED"))
    documents = DocumentStore(db, tmp_path / "papers")  # type: ignore[arg-type,operator]
    paper = documents.put(one.id, "label", b"%PDF-1", one.awb_numbers, NOW)
    assert found(store, OrderFilter(label_printed=True)) == []
    documents.log_print([paper.id], "Zebra", NOW)
    assert found(store, OrderFilter(label_printed=True)) == [one.id]


def test_orders_with_a_cancelled_item_are_found_without_building_them(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    def items(*parts: tuple[int, str]) -> tuple[OrderItem, ...]:
        return tuple(OrderItem(str(n), quantity=q, state=s) for n, (q, s) in enumerate(parts))

    whole = shipment(1, items=items((1, ""), (2, "bag_confirmed")))
    without = shipment(2, items=())
    by_state = shipment(3, items=items((1, ""), (1, "Cancelled_Customer")))
    by_pieces = shipment(4, items=items((0, ""), (1, "")))
    odd = shipment(
        5,
        items=items(
            (1, 'say "no" \ud83d\ude00 \udcff'),
        ),
    )
    take_in(whole, without, by_state, by_pieces, odd)
    ids = [one.id for one in (by_pieces, whole, odd, without, by_state)]
    assert store.shortened([*ids, "unknown"]) == [by_pieces.id, by_state.id]
    for shipment_id, held in store.shipments(ids).items():
        is_short = len(held.open_items) < len(held.items)
        assert is_short is (shipment_id in store.shortened(ids))


@pytest.mark.parametrize(
    "typed", ['="{}"', "#{}", "{}\u200f", "\u202a{}\u202c", "'{}", "{}_x000D_"]
)
def test_a_number_is_found_however_it_was_copied(
    store: ShipmentStore, parcel: Shipment, typed: str
) -> None:
    one = shipment(3)
    for number in (one.id, one.marketplace_order_id, one.marketplace_order_id.lower()):
        assert one.id in found(store, OrderFilter(text=typed.format(number)))
        both = "\n".join(typed.format(text) for text in (number, shipment(7).id))
        assert set(found(store, OrderFilter(text=both))) >= {one.id, shipment(7).id}


def test_rows_of_an_older_data_file_are_found_by_their_ids(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    db = Database(path)
    one = shipment(1, awb_numbers=("AB\u20117", "CD 8"), marketplace_order_id="Od\u20111")
    ShipmentStore(db).upsert([record(one)], 1, NOW)
    with db.write() as conn:
        for table in ("shipment_awb", "number_series"):
            conn.execute(f"DROP TABLE {table}")
        for index in ("shipment_by_id_key", "shipment_by_order_key", "invoice_number_by_key"):
            conn.execute(f"DROP INDEX {index}")
        for table, column in (
            ("shipment", "id_key"),
            ("shipment", "order_key"),
            ("invoice_number", "text_key"),
        ):
            conn.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        row = ("Inv/1", one.id, "sale", "", None, None, "")
        conn.execute("INSERT INTO invoice_number VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    db.close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
        keys.register(conn)
        newest = migrations.version_of(conn)
        conn.execute("PRAGMA user_version = 11")
        migrations.migrate(conn, {12: migrations.scripts()[12]}, lambda _version: None)
        conn.execute(f"PRAGMA user_version = {newest}")
    with contextlib.closing(Database(path)) as again:
        store = ShipmentStore(again)
        owner = [(one.id, "Od\u20111")]
        assert store.awb_owners(["ab-7", "cd8"]) == {"ab-7": owner, "cd8": owner}
        assert store.meant_by("OD-1") == store.meant_by(one.id) == [one.id]
        assert InvoiceSeries(again).owners(["INV/1"]) == {"INV/1": one.id}


def test_an_awb_that_changed_is_looked_up_by_the_new_one(
    store: ShipmentStore, take_in: TakeIn
) -> None:
    take_in(shipment(5, awb_numbers=("OLD1",)))
    take_in(shipment(5, awb_numbers=("NEW1", "NEW2")))
    assert store.awb_owners(["old1"]) == {}
    assert set(store.awb_owners(["new1", "NEW2"])) == {"new1", "NEW2"}
    store.mark_gone([shipment(5).id], NOW)
    assert store.awb_owners(["NEW1"]) == {}
