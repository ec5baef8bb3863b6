"""All fifteen calls over real HTTP, both sides held against docs/konnect-openapi.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from wiring import Wire, wire

from konnect_desktop.api.calls import Call
from konnect_desktop.credentials import Credentials
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.requests import (
    AwbRecord,
    CancelItem,
    CancelRecord,
    ConfirmRecord,
    InvoiceRecord,
    ItemQuantity,
    QcItem,
    QcRecord,
    StatusRecord,
)
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.domain.states import Journey
from konnect_desktop.practice.server import PracticeServer

CONTRACT = Path(__file__).parents[2] / "docs" / "konnect-openapi.yaml"


@cache
def contract() -> dict[str, Any]:
    return yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    # References are resolved from the whole document.
    resource = Resource(contents=contract(), specification=DRAFT202012)
    registry = Registry().with_resource("urn:contract", resource)
    text = json.dumps(schema).replace('"#/', '"urn:contract#/')
    return Draft202012Validator(json.loads(text), registry=registry)


def operation(call: Call) -> dict[str, Any]:
    return contract()["paths"][call.path][call.method.lower()]


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(orders=500, seed=11, level="company") as running:
        yield running
        assert running.failures == []


@pytest.fixture
def calls(server: PracticeServer) -> Iterator[Wire]:
    with wire(server.url, Credentials(server.username, server.password)) as made:
        yield made
        _check_requests(server)
        _check_answers(made)


def _check_requests(server: PracticeServer) -> None:
    by_name = {call.short: call for call in Call}
    assert server.requests
    for seen in server.requests:
        call = by_name[seen.call]
        assert (seen.method, seen.path) == (call.method, call.path)
        assert seen.headers["content-type"] == "application/json"
        described = operation(call)
        body = described.get("requestBody")
        if body:
            validator(body["content"]["application/json"]["schema"]).validate(seen.payload)
        else:
            assert seen.payload is None
        _check_query(call, described, seen.query)


def _check_query(call: Call, described: dict[str, Any], query: dict[str, str]) -> None:
    known = {}
    for parameter in described.get("parameters", ()):
        if "$ref" in parameter:
            parameter = contract()["components"]["parameters"][parameter["$ref"].split("/")[-1]]
        known[parameter["name"]] = parameter["schema"]
    assert set(query) <= set(known)
    for name, value in query.items():
        schema = known[name]
        validator(schema).validate(int(value) if schema.get("type") == "integer" else value)


def _check_answers(made: Wire) -> None:
    for call, answer in made.client.answers:
        described = operation(call)["responses"][str(answer.status)]
        if "$ref" in described:
            described = contract()["components"]["responses"][described["$ref"].split("/")[-1]]
        media = answer.content_type.split(";")[0]
        assert media in described["content"]
        if media == "application/json":
            validator(described["content"][media]["schema"]).validate(json.loads(answer.body))


def listed(calls: Wire, server: PracticeServer, status: str) -> list[Shipment]:
    found = []
    for location in server.locations:
        page = calls.orders.fetch_page(status, 1, 100, location=location)
        assert page.unreadable == []
        found += [read.shipment for read in page.shipments]
    return found


def items(shipment: Shipment) -> tuple[ItemQuantity, ...]:
    return tuple(ItemQuantity(item.item_id, item.quantity) for item in shipment.open_items)


def unlocked(shipments: list[Shipment], count: int = 3) -> list[Shipment]:
    return [one for one in shipments if not one.lock][:count]


def status_of(server: PracticeServer, shipment_id: str) -> str:
    return server.world.shipment(shipment_id).status


def test_token_call(server: PracticeServer, calls: Wire) -> None:
    assert calls.session.token() == calls.session.token()
    assert [seen.call for seen in server.requests] == ["token"]


def test_fetch_page_reads_every_record(server: PracticeServer, calls: Wire) -> None:
    location = server.locations[0]
    first = calls.orders.fetch_page("CREATED", 1, 10, location=location)
    second = calls.orders.fetch_page("CREATED", 2, 10, location=location)
    assert first.count == len(first.shipments) == 10
    ids = {read.shipment.id for read in first.shipments + second.shipments}
    assert len(ids) == first.count + second.count
    read = first.shipments[0]
    assert read.shipment.status == "CREATED"
    assert read.shipment.location_code == location
    assert json.loads(read.raw)["id"] == read.shipment.id
    assert read.shipment.items
    assert read.shipment.price.total is not None


def test_fetch_page_filters(server: PracticeServer, calls: Wire) -> None:
    location = server.locations[0]
    everything = calls.orders.fetch_page("CREATED", 1, 100, location=location).shipments
    channel = everything[0].shipment.channel
    same = calls.orders.fetch_page("CREATED", 1, 100, location=location, channel=channel)
    assert {read.shipment.channel for read in same.shipments} == {channel}
    times = sorted(read.shipment.ordered_at for read in everything)
    middle = times[len(times) // 2]
    late = calls.orders.fetch_page("CREATED", 1, 100, location=location, date_from=middle)
    assert late.count == sum(1 for at in times if at >= middle)
    early = calls.orders.fetch_page("CREATED", 1, 100, location=location, date_to=middle)
    assert early.count == sum(1 for at in times if at <= middle)


def test_fetch_one(server: PracticeServer, calls: Wire) -> None:
    location = server.locations[1]
    listed_one = calls.orders.fetch_page("CREATED", 1, 1, location=location).shipments[0]
    found = calls.orders.fetch_one(listed_one.shipment.id, location=location)
    assert found is not None
    assert found.shipment == listed_one.shipment
    assert calls.orders.fetch_one("99999999999999999999", location=location) is None


def test_info(server: PracticeServer, calls: Wire) -> None:
    infos = calls.orders.info(status="CREATED")
    assert {info.id for info in infos} == set(server.world.ids(status="CREATED"))
    assert all(info.sla_due_at and info.journey is Journey.FORWARD for info in infos)
    one = calls.orders.info(shipment_id=infos[0].id)
    assert one == [infos[0]]


def test_confirm(server: PracticeServer, calls: Wire) -> None:
    chosen = unlocked(listed(calls, server, "CREATED"))
    result = calls.orders.confirm([ConfirmRecord(one.id, items(one)) for one in chosen])
    assert {outcome.state for outcome in result.values()} == {State.DONE}
    assert {status_of(server, one.id) for one in chosen} == {"CONFIRMED"}


def test_confirm_names_the_refused(server: PracticeServer, calls: Wire) -> None:
    chosen = unlocked(listed(calls, server, "CREATED"), 3)
    server.world.customer_cancel(chosen[1].id)
    result = calls.orders.confirm([ConfirmRecord(one.id) for one in chosen])
    assert result[chosen[1].id].state is State.REFUSED
    assert result[chosen[1].id].code == "O400"
    assert result[chosen[1].id].is_loud
    assert result[chosen[0].id].state is result[chosen[2].id].state is State.DONE


def test_cancel(server: PracticeServer, calls: Wire) -> None:
    chosen = unlocked(listed(calls, server, "CREATED"), 2)
    batch = [
        CancelRecord(
            one.id,
            tuple(CancelItem(item.item_id, item.quantity, "6") for item in one.open_items),
        )
        for one in chosen
    ]
    result = calls.orders.cancel(batch)
    assert {outcome.state for outcome in result.values()} == {State.DONE}
    assert {status_of(server, one.id) for one in chosen} == {"CANCELLED"}


def test_update_invoice_for_a_sale(server: PracticeServer, calls: Wire) -> None:
    chosen = unlocked(listed(calls, server, "CONFIRMED"), 2)
    batch = [
        InvoiceRecord(one.id, f"T/26/{n}", items=items(one), packages=one.packages)
        for n, one in enumerate(chosen)
    ]
    result = calls.orders.update_invoice(batch)
    assert {outcome.state for outcome in result.values()} == {State.DONE}
    assert {status_of(server, one.id) for one in chosen} == {"PROCESSING"}
    again = calls.orders.update_invoice(batch[:1])[chosen[0].id]
    assert (again.state, again.code, again.may_retry) == (State.REFUSED, "IN453", False)


def packable(server: PracticeServer, calls: Wire, count: int = 2) -> list[Shipment]:
    server.world.assign_couriers()
    shipments = listed(calls, server, "PROCESSING")
    return unlocked([one for one in shipments if one.has_courier and not one.is_self_ship], count)


def test_pack_labels_invoices_dispatch(server: PracticeServer, calls: Wire) -> None:
    ids = [one.id for one in packable(server, calls)]
    refused = calls.documents.labels(ids[:1])
    assert refused.pdfs == []
    assert refused.outcomes[ids[0]].code == "L403"
    assert {one.state for one in calls.orders.pack(ids).values()} == {State.DONE}
    assert calls.documents.labels(ids).pdfs[0].startswith(b"%PDF-")
    assert calls.documents.invoices(ids).pdfs[0].startswith(b"%PDF-")
    assert {one.state for one in calls.orders.dispatch(ids).values()} == {State.DONE}
    assert {status_of(server, one) for one in ids} == {"TRANSIT"}


def test_courier_details(server: PracticeServer, calls: Wire) -> None:
    ids = [one.id for one in packable(server, calls, 4)]
    early = unlocked(listed(calls, server, "CREATED"), 1)[0].id
    foreign = "99999999999999999999"
    answer = calls.orders.courier_details([*ids, early, foreign])
    assert set(answer.found) == set(ids)
    assert all(one.courier_partner and one.awb_numbers for one in answer.found.values())
    assert answer.pending == (early,)
    assert answer.errors[foreign].code == "C400"


def test_self_ship_awb_and_status(server: PracticeServer, calls: Wire) -> None:
    waiting = [one for one in listed(calls, server, "CONFIRMED") if one.is_self_ship]
    chosen = unlocked(waiting, 2)
    assert len(chosen) == 2
    numbered = enumerate(chosen)
    calls.orders.update_invoice([InvoiceRecord(one.id, f"S/{n}") for n, one in numbered])
    server.world.assign_couriers()
    batch = [AwbRecord(one.id, f"AWB{one.id[-6:]}", "Own van", True) for one in chosen]
    assert {one.state for one in calls.orders.update_awb(batch).values()} == {State.DONE}
    done = [
        StatusRecord(chosen[0].id, "out_for_delivery"),
        StatusRecord(
            chosen[1].id,
            "delivery_done",
            remark="At the door",
            reason_code=3,
            courier_location="Pune",
            promised_delivery_date="2026-11-24T18:00:00",
        ),
    ]
    assert {one.state for one in calls.orders.update_status(done).values()} == {State.DONE}
    assert status_of(server, chosen[0].id) == "TRANSIT"
    assert status_of(server, chosen[1].id) == "DELIVERED"
    refused = calls.orders.update_status([StatusRecord(chosen[1].id, "bag_picked")])
    assert refused[chosen[1].id].state is State.REFUSED


def test_return_qc_and_credit_note(server: PracticeServer, calls: Wire) -> None:
    back = unlocked(listed(calls, server, "RETURN_DELIVERED"), 1)[0]
    qc = QcRecord(
        back.id, tuple(QcItem(item.item_id, item.quantity, "tag_missing") for item in back.items)
    )
    assert calls.orders.return_qc([qc])[back.id].state is State.DONE
    note = InvoiceRecord(back.id, "CN/26/1", "return")
    assert calls.orders.update_invoice([note])[back.id].state is State.DONE
    assert status_of(server, back.id) == "CREDIT_NOTE_GENERATED"


def test_track(server: PracticeServer, calls: Wire) -> None:
    moving = listed(calls, server, "TRANSIT")[0]
    by_id = calls.tracking.track(moving.id)
    assert by_id.shipment_id == moving.id
    assert by_id.operational_status
    assert by_id.events[0].at is not None
    assert list(by_id.events) == sorted(by_id.events, key=lambda one: one.at, reverse=True)
    if moving.awb_numbers:
        assert calls.tracking.track(awb=moving.awb_numbers[0]).shipment_id == moving.id
