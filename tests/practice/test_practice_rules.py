"""Every row of the state machine (docs/konnect-api.md 17), over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from practice_client import Client, check_answer, check_schema, request_schema

from konnect_desktop.practice.model import STATUSES, SimShipment
from konnect_desktop.practice.server import PracticeServer

FORWARD = """
state                              | confirm   | cancel-items | cancel-all | sale       | pack      | courierDetails | labels | invoice | dispatch | awb    | bag_picked
CREATED placed                     | CONFIRMED | stays        | CANCELLED  | IN403      | CR400     | C403           | L403   | IN403   | D400     | SIM403 | SIM403
CREATED store_reassigned           | CONFIRMED | stays        | CANCELLED  | IN403      | CR400     | C403           | L403   | IN403   | D400     | SIM403 | SIM403
CONFIRMED bag_confirmed            | SIM409    | stays        | CANCELLED  | PROCESSING | CR400     | C403           | L403   | IN403   | D400     | SIM403 | SIM403
PROCESSING bag_invoiced            | SIM409    | SIM409       | CANCELLED  | IN453      | CR400     | pending        | L403   | IN403   | D400     | SIM403 | SIM403
PROCESSING dp_assigned             | SIM409    | SIM409       | CANCELLED  | IN453      | COMPLETED | courier        | L403   | IN403   | D400     | SIM403 | SIM403
COMPLETED bag_packed               | SIM409    | SIM409       | SIM409     | IN453      | CR400     | courier        | PDF    | PDF     | TRANSIT  | SIM403 | SIM403
COMPLETED bag_not_picked           | SIM409    | SIM409       | SIM409     | IN453      | CR400     | courier        | PDF    | PDF     | TRANSIT  | SIM403 | SIM403
TRANSIT bag_picked                 | SIM409    | SIM409       | SIM409     | IN453      | CR400     | courier        | PDF    | PDF     | D400     | SIM403 | SIM403
DELIVERED delivery_done            | SIM409    | SIM409       | SIM409     | IN453      | CR400     | courier        | PDF    | PDF     | D400     | SIM403 | SIM403
HANDED_OVER_TO_CUSTOMER handed_over_to_customer | SIM409 | SIM409 | SIM409  | IN453      | CR400     | courier        | PDF    | PDF     | D400     | SIM403 | SIM403
CANCELLED cancelled_customer       | O400      | SIM409       | SIM409     | IN401      | CR401     | C403           | L403   | IN403   | D401     | SIM403 | SIM403
"""  # noqa: E501

SELF_SHIP = """
state                         | awb    | awb-auto | pack      | dispatch | bag_picked | delivery_done | rto_bag_delivered | return_bag_in_transit | return_bag_delivered
CREATED placed                | SIM409 | SIM409   | CR400     | D400     | SIM409     | SIM409        | SIM409            | SIM409 | SIM409
CONFIRMED bag_confirmed       | SIM409 | SIM409   | CR400     | D400     | SIM409     | SIM409        | SIM409            | SIM409 | SIM409
PROCESSING bag_invoiced       | SIM409 | SIM409   | CR400     | D400     | SIM409     | SIM409        | SIM409            | SIM409 | SIM409
PROCESSING dp_assigned        | stays  | TRANSIT  | COMPLETED | D400     | TRANSIT    | SIM409        | SIM409            | SIM409 | SIM409
PROCESSING dp_assigned +awb   | stays  | TRANSIT  | COMPLETED | D400     | TRANSIT    | SIM409        | SIM409            | SIM409 | SIM409
COMPLETED bag_packed          | SIM409 | SIM409   | CR400     | stays    | TRANSIT    | SIM409        | SIM409            | SIM409 | SIM409
TRANSIT bag_picked            | SIM409 | SIM409   | CR400     | D400     | SIM409     | DELIVERED     | RETURN_DELIVERED  | SIM409 | SIM409
TRANSIT out_for_delivery      | SIM409 | SIM409   | CR400     | D400     | SIM409     | DELIVERED     | RETURN_DELIVERED  | SIM409 | SIM409
TRANSIT delivery_attempt_failed      | SIM409 | SIM409 | CR400 | D400   | SIM409     | DELIVERED     | RETURN_DELIVERED  | SIM409 | SIM409
TRANSIT delivery_reattempt_requested | SIM409 | SIM409 | CR400 | D400   | SIM409     | DELIVERED     | RETURN_DELIVERED  | SIM409 | SIM409
DELIVERED delivery_done       | SIM409 | SIM409   | CR400     | D400     | SIM409     | SIM409        | SIM409            | SIM409 | SIM409
CANCELLED cancelled_customer  | SIM409 | SIM409   | CR401     | D401     | SIM409     | SIM409        | SIM409            | SIM409 | SIM409
"""  # noqa: E501

MILESTONES = """
state                                | out_for_delivery | delivery_attempt_failed | delivery_reattempt_requested
PROCESSING dp_assigned               | SIM409           | SIM409                  | SIM409
TRANSIT bag_picked                   | stays            | stays                   | SIM409
TRANSIT out_for_delivery             | SIM409           | stays                   | SIM409
TRANSIT delivery_attempt_failed      | SIM409           | SIM409                  | stays
TRANSIT delivery_reattempt_requested | stays            | SIM409                  | SIM409
DELIVERED delivery_done              | SIM409           | SIM409                  | SIM409
"""  # noqa: E501

RETURN_CHANNEL = """
state                                   | qc               | credit-note           | track | awb    | return_bag_in_transit | confirm | cancel-all | pack  | courierDetails | labels | invoice | dispatch | sale
RETURN_PROCESSING return_initiated      | SIM409           | IN403                 | yes   | SIM403 | SIM403                | SIM409  | SIM409     | CR400 | C403           | L403   | IN403   | D400     | IN422
RETURN_PROCESSING return_dp_assigned    | SIM409           | IN403                 | yes   | SIM403 | SIM403                | SIM409  | SIM409     | CR400 | C403           | L403   | IN403   | D400     | IN422
RETURN_PROCESSING return_bag_in_transit | SIM409           | IN403                 | yes   | SIM403 | SIM403                | SIM409  | SIM409     | CR400 | C403           | L403   | IN403   | D400     | IN422
RETURN_DELIVERED return_bag_delivered   | RETURN_COMPLETED | IN403                 | yes   | SIM403 | SIM403                | SIM409  | SIM409     | CR400 | C403           | L403   | IN403   | D400     | IN422
RETURN_COMPLETED return_bag_accepted    | SIM409           | CREDIT_NOTE_GENERATED | yes   | SIM403 | SIM403                | SIM409  | SIM409     | CR400 | C403           | L403   | IN403   | D400     | IN422
CREDIT_NOTE_GENERATED credit_note_generated | SIM409       | IN453                 | yes   | SIM403 | SIM403                | SIM409  | SIM409     | CR400 | C403           | L403   | IN403   | D400     | IN422
"""  # noqa: E501

RETURN_SELF_SHIP = """
state                                   | awb    | awb-auto | return_bag_in_transit | return_bag_delivered | bag_picked | qc               | credit-note
RETURN_PROCESSING return_initiated      | SIM409 | SIM409   | SIM409                | SIM409               | SIM409     | SIM409           | IN403
RETURN_PROCESSING return_dp_assigned    | stays  | stays    | RETURN_PROCESSING     | SIM409               | SIM409     | SIM409           | IN403
RETURN_PROCESSING return_bag_in_transit | SIM409 | SIM409   | SIM409                | RETURN_DELIVERED     | SIM409     | SIM409           | IN403
RETURN_DELIVERED return_bag_delivered   | SIM409 | SIM409   | SIM409                | SIM409               | SIM409     | RETURN_COMPLETED | IN403
RETURN_COMPLETED return_bag_accepted    | SIM409 | SIM409   | SIM409                | SIM409               | SIM409     | SIM409           | CREDIT_NOTE_GENERATED
CREDIT_NOTE_GENERATED credit_note_generated | SIM409 | SIM409 | SIM409              | SIM409               | SIM409     | SIM409           | IN453
"""  # noqa: E501

RTO_CHANNEL = """
state                                       | qc               | credit-note           | rto_bag_delivered | confirm | pack  | labels | dispatch | sale
TRANSIT bag_picked                          | SIM409           | IN403                 | SIM403            | SIM409  | CR400 | PDF    | D400     | IN453
RETURN_PROCESSING rto_initiated             | SIM409           | IN403                 | SIM403            | SIM409  | CR400 | L403   | D400     | IN453
RETURN_DELIVERED rto_bag_delivered          | RETURN_COMPLETED | IN403                 | SIM403            | SIM409  | CR400 | L403   | D400     | IN453
RETURN_COMPLETED rto_bag_accepted           | SIM409           | CREDIT_NOTE_GENERATED | SIM403            | SIM409  | CR400 | L403   | D400     | IN453
CREDIT_NOTE_GENERATED credit_note_generated | SIM409           | IN453                 | SIM403            | SIM409  | CR400 | L403   | D400     | IN453
"""  # noqa: E501

RTO_SELF_SHIP = """
state                                       | rto_bag_delivered | qc               | credit-note
TRANSIT bag_picked                          | RETURN_DELIVERED  | SIM409           | IN403
RETURN_PROCESSING rto_initiated             | RETURN_DELIVERED  | SIM409           | IN403
RETURN_DELIVERED rto_bag_delivered          | SIM409            | RETURN_COMPLETED | IN403
RETURN_COMPLETED rto_bag_accepted           | SIM409            | SIM409           | CREDIT_NOTE_GENERATED
CREDIT_NOTE_GENERATED credit_note_generated | SIM409            | SIM409           | IN453
"""  # noqa: E501

STATUS_CODES = {
    "bag_picked", "out_for_delivery", "delivery_attempt_failed", "delivery_reattempt_requested",
    "delivery_done", "rto_bag_delivered", "return_bag_in_transit", "return_bag_delivered",
}  # fmt: skip


def cells(kind: str, self_ship: bool, table: str) -> Iterator[Any]:
    head, *rows = [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()]
    for row in rows:
        for action, expected in zip(head[1:], row[1:], strict=True):
            ship = "self" if self_ship else "channel"
            name = f"{kind}-{ship}-{row[0].replace(' ', '-')}-{action}"
            yield pytest.param(kind, self_ship, row[0], action, expected, id=name)


CASES = [
    *cells("FORWARD", False, FORWARD),
    *cells("FORWARD", True, SELF_SHIP),
    *cells("FORWARD", True, MILESTONES),
    *cells("RETURN", False, RETURN_CHANNEL),
    *cells("RETURN", True, RETURN_SELF_SHIP),
    *cells("RTO", False, RTO_CHANNEL),
    *cells("RTO", True, RTO_SELF_SHIP),
]


@pytest.fixture(scope="module")
def company() -> Iterator[Client]:
    with PracticeServer(orders=5, auto_courier=False) as server:
        yield Client(server).sign_in()
        assert server.failures == []


def shipment_in(client: Client, kind: str, self_ship: bool, state: str) -> SimShipment:
    """A fresh shipment with two items in this state."""
    world = client.server.world
    shipment = world.shipment(world.add_orders(1)[0])
    extra = world.shipment(world.add_orders(1)[0]).items[0]
    shipment.items = [shipment.items[0], extra]
    status, oms_state, *more = state.split()
    # A parcel on its way is a forward journey still; only the rows after it are RTOs.
    shipment.kind = "FORWARD" if status == "TRANSIT" else kind
    shipment.status, shipment.oms_state, shipment.self_ship = status, oms_state, self_ship
    courier_known = status not in ("CREATED", "CONFIRMED") and oms_state != "bag_invoiced"
    if more or (courier_known and not self_ship):
        world.set_courier(shipment, "Demo Couriers", "DEMO", f"AWB{shipment.id}")
    return shipment


def request_for(action: str, shipment: SimShipment) -> tuple[str, Any]:
    """Call name and body of an action of the tables."""
    record: dict[str, Any] = {"orderId": shipment.id}
    items = [
        {"orderItemId": i.item_id, "quantity": i.quantity or i.ordered} for i in shipment.items
    ]
    invoice = {"invoiceNumber": f"N/{shipment.id}", "orderItems": items}
    awb = {"awbNumber": f"OWN{shipment.id}", "courierName": "Own Van"}
    with_reason = [{**item, "reasonCode": "6"} for item in items]
    table: dict[str, tuple[str, dict[str, Any]]] = {
        "cancel-items": ("cancel", {"orderItems": with_reason[:1]}),
        "cancel-all": ("cancel", {"orderItems": with_reason}),
        "confirm": ("confirm", {"orderItems": items}),
        "sale": ("invoiceUpdate", {**invoice, "invoiceType": "sale"}),
        "credit-note": ("invoiceUpdate", {**invoice, "invoiceType": "return"}),
        "awb": ("awb", {**awb, "autoDispatch": False}),
        "awb-auto": ("awb", {**awb, "autoDispatch": True}),
        "qc": ("return", {"orderItems": [{**item, "reasonCode": ""} for item in items]}),
    }
    if action == "track":
        return "track", {"shipment_id": shipment.id}
    if action in STATUS_CODES:
        return "status", [{**record, "orderStatus": action, "meta": {"remark": "at the gate"}}]
    call, more = table.get(action, (action, {}))
    return call, [{**record, **more}]


@pytest.mark.parametrize(("kind", "self_ship", "state", "action", "expected"), CASES)
def test_table(
    company: Client, kind: str, self_ship: bool, state: str, action: str, expected: str
) -> None:
    shipment = shipment_in(company, kind, self_ship, state)
    before = (shipment.status, shipment.oms_state)
    changes = len(company.server.changes)
    call, body = request_for(action, shipment)
    check_schema(request_schema(call), body)
    answer = company.call(call, body)
    if expected == "PDF":
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        return
    assert answer.status_code == 200
    value = check_answer(call, answer)
    if expected == "yes":
        assert value["data"]["operational_status"] == shipment.oms_state
        return
    if expected in ("courier", "pending"):
        known = ["Demo Couriers"] if expected == "courier" else [None]
        assert [row["courierName"] for row in value] == known
        assert len(value[0]["awbNumber"]) == (expected == "courier")
        return
    counts = value.get("data", value)
    if expected in STATUSES or expected == "stays":
        assert counts["errors"] == []
        assert shipment.status == (before[0] if expected == "stays" else expected)
        change = company.server.changes[changes:]
        assert [(c.call, c.shipment_id) for c in change] == [(call, shipment.id)]
        assert change[0].before == "/".join(before)
        return
    assert counts["failedCount"] == 1
    assert counts["errors"][0]["code"] == expected
    assert counts["errors"][0]["orderId"] == shipment.id
    assert (shipment.status, shipment.oms_state) == before
    assert len(company.server.changes) == changes


OWN_CODES = {
    "confirm": "O422", "invoiceUpdate": "IN400", "pack": "CR422", "courierDetails": "C400",
    "labels": "L400", "invoice": "IN400", "dispatch": "D422", "cancel": "SIM404", "awb": "SIM404",
    "status": "SIM404", "return": "SIM404",
}  # fmt: skip
ACTIONS = {"invoiceUpdate": "sale", "cancel": "cancel-all", "status": "bag_picked", "return": "qc"}


@pytest.mark.parametrize(("call", "code"), OWN_CODES.items())
def test_shipment_of_another_store(company: Client, call: str, code: str) -> None:
    shipment = shipment_in(company, "FORWARD", False, "CREATED placed")
    company.server.world.reassign(shipment.id)
    _, body = request_for(ACTIONS.get(call, call), shipment)
    value = check_answer(call, company.call(call, body))
    assert [e["code"] for e in value.get("data", value)["errors"]] == [code]


@pytest.mark.parametrize("lock", ["complete", "operational", "financial"])
@pytest.mark.parametrize(
    ("action", "state", "self_ship"),
    [
        ("confirm", "CREATED placed", False),
        ("cancel-all", "CREATED placed", False),
        ("sale", "CONFIRMED bag_confirmed", False),
        ("pack", "PROCESSING dp_assigned", False),
        ("dispatch", "COMPLETED bag_packed", False),
        ("awb", "PROCESSING dp_assigned", True),
        ("bag_picked", "PROCESSING dp_assigned", True),
        ("qc", "RETURN_DELIVERED return_bag_delivered", False),
        ("labels", "COMPLETED bag_packed", False),
        ("courierDetails", "COMPLETED bag_packed", False),
    ],
)
def test_locked(company: Client, lock: str, action: str, state: str, self_ship: bool) -> None:
    shipment = shipment_in(company, "FORWARD", self_ship, state)
    company.server.world.lock(shipment.id, lock)
    call, body = request_for(action, shipment)
    answer = company.call(call, body)
    reads = action in ("labels", "courierDetails")
    blocked = not reads and (lock != "financial" or action == "sale")
    assert (b"SIM423" in answer.content) is blocked
    company.server.world.unlock(shipment.id)
    assert b"SIM423" not in company.call(call, body).content


def test_item_refusals(company: Client) -> None:
    shipment = shipment_in(company, "FORWARD", False, "CREATED placed")
    first, second = shipment.items
    part = [{"orderId": shipment.id, "orderItems": [{"orderItemId": first.item_id}]}]
    error = company.call("confirm", part).json()["errors"][0]
    assert (error["code"], error["orderItemId"]) == ("SIM409", second.item_id)
    company.server.world.customer_cancel(shipment.id, (second.item_id,))
    assert company.call("confirm", part).json()["successCount"] == 1
    invoice = {"orderId": shipment.id, "invoiceNumber": "", "invoiceType": "sale"}
    assert company.call("invoiceUpdate", [invoice]).json()["errors"][0]["code"] == "IN422"
    for item_id, code in (("nope", "IN400"), (second.item_id, "IN401")):
        named = {**invoice, "invoiceNumber": "X/1", "orderItems": [{"orderItemId": item_id}]}
        error = company.call("invoiceUpdate", [named]).json()["errors"][0]
        assert (error["code"], error["orderItemId"]) == (code, item_id)


def test_removing_the_last_open_item_cancels_the_shipment(company: Client) -> None:
    shipment = shipment_in(company, "FORWARD", False, "CONFIRMED bag_confirmed")
    for item in shipment.items:
        assert shipment.status == "CONFIRMED"
        row = {"orderItemId": item.item_id, "quantity": item.quantity, "reasonCode": "6"}
        company.call("cancel", [{"orderId": shipment.id, "orderItems": [row]}])
    assert shipment.status == "CANCELLED"


def test_an_invoice_number_serves_one_shipment(company: Client) -> None:
    bodies = []
    for _ in range(2):
        shipment = shipment_in(company, "FORWARD", False, "CONFIRMED bag_confirmed")
        bodies.append({"orderId": shipment.id, "invoiceNumber": "SAME/1", "invoiceType": "sale"})
    value = company.call("invoiceUpdate", bodies).json()
    assert value["status"] == "PARTIAL_SUCCESS"
    assert [(e["orderId"], e["code"]) for e in value["errors"]] == [(bodies[1]["orderId"], "IN422")]


def test_invoice_overwrites_the_packages(company: Client) -> None:
    shipment = shipment_in(company, "FORWARD", False, "CONFIRMED bag_confirmed")
    size = {
        "packageId": "BOX", "packageLengthCm": 11, "packageWidthCm": 12.5, "packageHeightCm": 13,
        "packageWeightGms": 777,
    }  # fmt: skip
    record = {
        "orderId": shipment.id,
        "invoiceNumber": "PK/1",
        "invoiceType": "sale",
        "packages": [size],
    }
    company.call("invoiceUpdate", [record])
    read = company.call("orders", orderId=shipment.id, locationCode=shipment.location).json()
    assert read[0]["packages"] == [size]


def test_cancelled_after_invoicing_comes_back_like_a_return(company: Client) -> None:
    shipment = shipment_in(company, "FORWARD", False, "PROCESSING dp_assigned")
    company.call(*request_for("cancel-all", shipment))
    row = [
        r for r in company.listed("RETURN_DELIVERED", shipment.location) if r["id"] == shipment.id
    ]
    assert [r["orderStatus"] for r in row] == ["RETURN_DELIVERED"]
    read = company.call("orders", orderId=shipment.id, locationCode=shipment.location).json()
    assert read[0]["orderStatus"] == "CANCELLED"
    quality = [{"orderItemId": item.item_id, "quantity": 1} for item in shipment.items]
    company.call("return", [{"orderId": shipment.id, "orderItems": quality}])
    assert shipment.status == "RETURN_COMPLETED"
    company.call(*request_for("credit-note", shipment))
    assert shipment.status == "CREDIT_NOTE_GENERATED"


def test_auto_dispatch_as_text(company: Client) -> None:
    shipment = shipment_in(company, "FORWARD", True, "PROCESSING dp_assigned")
    record = {"orderId": shipment.id, "awbNumber": "Z1", "courierName": "Van"}
    company.call("awb", [{**record, "autoDispatch": "true"}])
    assert (shipment.status, shipment.awb) == ("TRANSIT", "Z1")
