"""What the seeded world looks like and what happens in it by itself."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from practice_client import Client

from konnect_desktop.practice import catalogue, wire
from konnect_desktop.practice.indic_text import script_of
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.practice.world import World

Start = Callable[..., PracticeServer]
NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)


def everything(world: World) -> list[dict[str, object]]:
    return [wire.order(world.shipment(i)) | wire.info(world.shipment(i)) for i in world.ids()]


def test_the_same_seed_makes_the_same_orders() -> None:
    first, again, other = (World(150, seed, now=NOW) for seed in (3, 3, 4))
    assert everything(first) == everything(again)
    assert everything(first) != everything(other)
    assert first.add_orders(1)[0][-7:] == again.add_orders(1)[0][-7:]


def test_the_mix_is_a_sellers_morning() -> None:
    world = World(2000, 7, now=NOW)
    shipments = [world.shipment(i) for i in world.ids()]
    assert len(shipments) == len({s.id for s in shipments}) == 2000
    count = Counter(s.status for s in shipments)
    assert 1050 <= count["CREATED"] <= 1150
    assert len(count) == 12
    assert len({s.channel for s in shipments}) >= 20
    assert {s.location for s in shipments} == set(catalogue.LOCATIONS)
    share = sum(s.self_ship for s in shipments) / 2000
    assert 0.08 < share < 0.16
    scripts = {script_of(s.buyer.name) for s in shipments}
    assert scripts >= {"", "Devanagari", "Tamil", "Bengali", "Telugu", "Kannada", "Malayalam"}
    assert {s.kind for s in shipments} == {"FORWARD", "RETURN", "RTO"}
    assert any(s.lock for s in shipments)
    assert any(len(s.packages) > 1 for s in shipments)
    assert {s.cod for s in shipments} == {True, False}
    created = [s for s in shipments if s.status == "CREATED"]
    assert any(s.sla_at < NOW for s in created)
    assert any(0 < (s.sla_at - NOW).total_seconds() < 3600 for s in created)
    returns = [s for s in shipments if s.kind == "RETURN"]
    assert all(s.forward_id != s.id for s in returns)
    assert any(world.find(s.forward_id) for s in returns)


def test_small_worlds_have_exactly_as_many_orders() -> None:
    assert [len(World(n, 7).ids()) for n in (0, 1, 7, 40)] == [0, 1, 7, 40]


def test_couriers_come_at_once_or_after_their_delay(start: Start) -> None:
    for delay, tries in ((0.0, 0), (120.0, 1)):
        server = start(courier_delay_s=delay, now=NOW)
        client = Client(server).sign_in()
        world = server.world
        shipment = world.shipment(world.add_orders(1)[0])
        shipment.self_ship, shipment.courier_tries = False, 1
        client.ids("confirm", shipment.id)
        record = {"orderId": shipment.id, "invoiceNumber": "A/1", "invoiceType": "sale"}
        client.call("invoiceUpdate", [record])
        assert shipment.oms_state == ("bag_invoiced" if tries else "dp_assigned")
        world.advance(delay)
        row = client.ids("courierDetails", shipment.id).json()[0]
        assert row["courierName"]
        assert row["awbNumber"] == [shipment.awb]
        assert [c.call for c in server.changes] == ["confirm", "invoiceUpdate"]
        assert [h.call for h in world.happenings if h.shipment_id == shipment.id] == [
            "courier-assigned"
        ]


def test_hard_pin_codes_need_several_tries() -> None:
    world = World(0, 7, now=NOW)
    for switches in world.switches.values():
        switches.courier_delay_s = 60
    shipment = world.shipment(world.add_orders(1)[0])
    shipment.courier_tries = 3
    world.move(shipment, "PROCESSING", "bag_invoiced")
    world.after_invoice(shipment)
    for _ in range(2):
        world.advance(60.5)
        assert shipment.oms_state == "bag_invoiced"
    world.advance(60.5)
    assert shipment.oms_state == "dp_assigned"


def test_without_auto_courier_somebody_has_to_ask(start: Start) -> None:
    server = start(auto_courier=False)
    waiting = server.world.ids(oms_state="bag_invoiced")
    server.world.advance(10 * 24 * 3600)
    assert server.world.ids(oms_state="bag_invoiced") == waiting != []
    assert sorted(server.world.assign_couriers()) == sorted(waiting)
    assert server.world.ids(oms_state="bag_invoiced") == []


def test_auto_invoice_goes_on_after_confirming(start: Start) -> None:
    server = start(auto_invoice=True)
    shipment = server.world.shipment(server.world.add_orders(1)[0])
    Client(server).sign_in().ids("confirm", shipment.id)
    assert (shipment.status, shipment.oms_state) == ("PROCESSING", "dp_assigned")
    assert shipment.invoice_number
    assert [c.after for c in server.changes] == ["CONFIRMED/bag_confirmed"]


def test_new_orders_keep_coming(start: Start) -> None:
    server = start(new_orders_per_minute=2)
    before = len(server.world.ids("CREATED"))
    server.world.advance(10 * 60)
    server.world.tick()
    assert len(server.world.ids("CREATED")) == before + 20


def test_parcels_move_on(start: Start) -> None:
    server = start(orders=400)
    moving = server.world.ids("TRANSIT", self_ship=False)
    own = server.world.ids("TRANSIT", self_ship=True)
    server.world.advance(30 * 24 * 3600)
    left = {server.world.shipment(i).status for i in moving}
    assert left <= {"DELIVERED", "RETURN_DELIVERED"}
    assert "DELIVERED" in left
    assert {server.world.shipment(i).status for i in own} <= {"TRANSIT"}


def test_dispatch_may_wait_for_the_scan(start: Start) -> None:
    server = start()
    shipment_id = server.world.ids("COMPLETED", self_ship=False, oms_state="bag_packed")[0]
    shipment = server.world.shipment(shipment_id)
    server.world.switches[shipment.location].dispatch_stays_completed = True
    client = Client(server).sign_in()
    assert client.ids("dispatch", shipment_id).json()["successCount"] == 1
    assert shipment.status == "COMPLETED"
    assert client.ids("dispatch", shipment_id).json()["errors"][0]["code"] == "D400"
    server.world.advance(3601)
    assert shipment.status == "TRANSIT"


def test_customer_cancel_and_reassign(client: Client) -> None:
    world = client.server.world
    gone, moved = world.add_orders(2)
    world.customer_cancel(gone)
    where = world.shipment(moved).location
    world.reassign(moved)
    codes = [e["code"] for e in client.ids("confirm", gone, moved).json()["errors"]]
    assert codes == ["O400", "O422"]
    assert moved not in [row["id"] for row in client.listed("CREATED", where)]
    assert client.server.changes == []


def test_cancelled_by_the_customer_after_invoicing_is_listed_in_returns(client: Client) -> None:
    world = client.server.world
    packed = world.ids("COMPLETED")[0]
    world.customer_cancel(packed)
    rows = client.listed("RETURN_DELIVERED", world.shipment(packed).location)
    assert packed in [row["id"] for row in rows]
    assert client.ids("dispatch", packed).json()["errors"][0]["code"] == "D401"


def test_one_request_at_a_time_changes_a_shipment(start: Start) -> None:
    server = start()
    shipment_id = server.world.add_orders(1)[0]
    clients = [Client(server).sign_in() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: one.ids("confirm", shipment_id).json(), clients))
    assert sum(answer["successCount"] for answer in answers) == 1
    assert [change.shipment_id for change in server.changes] == [shipment_id]


def test_latency_delays_every_answer(start: Start) -> None:
    client = Client(start(latency_s=0.1))
    began = time.monotonic()
    client.sign_in()
    assert time.monotonic() - began >= 0.1


def test_ten_thousand_orders_have_ten_thousand_ids() -> None:
    assert len(set(World(10_000, 7).ids())) == 10_000
