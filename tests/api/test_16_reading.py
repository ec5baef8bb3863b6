"""What may come when shipments are read: docs/konnect-api.md 16, line by line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from scripted_server import ScriptedServer, Step, answer, token_answer
from wiring import answering, wire

from konnect_desktop.credentials import Credentials
from konnect_desktop.domain.states import Journey, Lock
from konnect_desktop.errors import (
    ApiError,
    BadRequest,
    LocationForbidden,
    LocationNeeded,
)
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer

LONG = "17610000000000000017"


def read_one(record: Any) -> Any:
    """The shipment that the client makes of one record."""
    with answering(answer([record])) as (calls, _):
        page = calls.orders.fetch_page("CREATED", 1, 10)
        assert page.count == 1
        return page.shipments[0].shipment


def info_of(record: dict[str, Any]) -> Any:
    with answering(answer({"orders": [record]})) as (calls, _):
        return calls.orders.info(status="CREATED")[0]


@pytest.mark.parametrize(
    "body",
    [
        [{"id": "1"}, {"id": "2"}],
        {"orders": [{"id": "1"}, {"id": "2"}]},
        {"status": "SUCCESS", "data": {"orders": [{"id": "1"}, {"id": "2"}]}},
        {"data": [{"id": "1"}, {"id": "2"}], "meta": {}},
    ],
)
def test_16_01_a_list_in_any_wrapping(body: Any) -> None:
    with answering(answer(body)) as (calls, _):
        page = calls.orders.fetch_page("CREATED", 1, 10)
        assert [read.shipment.id for read in page.shipments] == ["1", "2"]
        assert [json.loads(read.raw) for read in page.shipments] == [{"id": "1"}, {"id": "2"}]


@pytest.mark.parametrize("body", [{"id": LONG}, {"data": {"id": LONG}}, [{"id": LONG}]])
def test_16_01_a_single_object(body: Any) -> None:
    with answering(answer(body)) as (calls, _):
        found = calls.orders.fetch_one(LONG)
        assert found is not None
        assert found.shipment.id == LONG


@pytest.mark.parametrize(
    "step",
    [
        answer([]),
        answer({"orders": []}),
        answer({"orders": None}),
        answer({"status": "FAILED", "message": "Shipment not found"}),
        answer({"message": "Shipment not found"}, 404),
        answer({"errors": [{"code": "SIM404", "message": "Invalid shipment"}]}, 404),
        answer({"error": "No such order"}),
        answer("", 404),
        answer([{"id": "another"}]),
    ],
)
def test_16_01_an_unknown_id_in_any_spelling(step: Step) -> None:
    with answering(step) as (calls, _):
        assert calls.orders.fetch_one(LONG) is None


@pytest.mark.parametrize(
    "step",
    [
        answer({"status": "FAILED", "message": "Service temporarily unavailable"}),
        answer({"message": "Try later"}, 404),
        answer({}),
        answer({"success": False}, 404),
    ],
)
def test_16_01_a_hiccup_says_nothing_about_one_order(step: Step) -> None:
    with answering(step) as (calls, _), pytest.raises(ApiError):
        calls.orders.fetch_one(LONG)


@pytest.mark.parametrize("body", [{"orders": None}, {"data": {"orders": []}}, {"data": []}, []])
def test_16_01_an_empty_list_in_any_wrapping(body: Any) -> None:
    with answering(answer(body)) as (calls, _):
        assert calls.orders.fetch_page("CREATED", 1, 10).count == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"status": "FAILED", "message": "Try later"}, BadRequest),
        ({"error": "locationCode is required"}, LocationNeeded),
        ({}, BadRequest),
    ],
)
def test_16_09_a_refusal_with_status_200_is_no_empty_list(body: Any, kind: type) -> None:
    with answering(answer(body)) as (calls, _), pytest.raises(kind):
        calls.orders.fetch_page("CREATED", 1, 10)


@pytest.mark.parametrize(
    "body",
    [
        {"accessToken": "t-1"},
        {"access_token": "t-1"},
        {"token": "t-1", "status": "whatever"},
        {"data": {"accessToken": "t-1"}, "status": "SUCCESS"},
        {"data": {"access_token": "t-1"}},
        {"AccessToken": " t-1 "},
    ],
)
def test_16_02_the_token_under_any_name(body: Any) -> None:
    with answering(answer([]), sign_in=[answer(body)]) as (calls, server):
        calls.orders.fetch_page("CREATED", 1, 10)
        assert server.seen[0].headers["x-access-token"] == "t-1"


def test_16_02_a_401_at_any_time() -> None:
    signs = [token_answer("a"), token_answer("b")]
    with answering(answer({}, 401), answer([]), sign_in=signs) as (calls, server):
        assert calls.orders.fetch_page("CREATED", 1, 10).count == 0
        assert [seen.headers["x-access-token"] for seen in server.seen] == ["a", "b"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f'"{LONG}"', LONG),
        (LONG, LONG),
        ("17610000000000000019", "17610000000000000019"),
        ("1.7610000000000000e19", "1.7610000000000000e19"),
        ('" 42 "', "42"),
    ],
)
def test_16_03_ids_never_go_through_a_float(written: str, read: str) -> None:
    record = (
        f'{{"id": {written}, "forwardId": {written}, "orderItems": [{{"orderItemId": {written}}}]}}'
    )
    with answering(answer(f"[{record}]")) as (calls, _):
        found = calls.orders.fetch_page("CREATED", 1, 10).shipments[0]
        assert found.shipment.id == read
        assert found.shipment.items[0].item_id == read
        assert found.raw == record.encode()
        assert found.shipment.journey is Journey.FORWARD


def test_16_03_ids_as_numbers_from_the_practice_server() -> None:
    with PracticeServer(orders=60, seed=2, level="location") as server:
        server.faults.plan(Fault("number-ids"))
        with wire(server.url, Credentials(server.username, server.password)) as calls:
            page = calls.orders.fetch_page("CREATED", 1, 100)
            known = set(server.world.ids(status="CREATED"))
            assert page.count > 0
            assert {read.shipment.id for read in page.shipments} <= known


def test_16_03_a_record_without_an_id_does_not_sink_the_page() -> None:
    body = '[{"id": "1"}, {"orderStatus": "CREATED"}, null, "text", 7, [], {"id": {}}, {"id": "2"}]'
    with answering(answer(body)) as (calls, _):
        page = calls.orders.fetch_page("CREATED", 1, 10)
        assert [read.shipment.id for read in page.shipments] == ["1", "2"]
        assert page.count == 8
        assert page.unreadable[0] == b'{"orderStatus": "CREATED"}'
        assert len(page.unreadable) == 6


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["A1"], ("A1",)),
        ("A1", ("A1",)),
        ("A1, A2;A1", ("A1", "A2")),
        (["A1", None, "", "A2"], ("A1", "A2")),
        (None, ()),
        ("", ()),
        (12345678901234567890, ("12345678901234567890",)),
        ({}, ()),
    ],
)
def test_16_04_awb_numbers_of_any_type(written: Any, read: tuple[str, ...]) -> None:
    assert read_one({"id": "1", "awbNumber": written}).awb_numbers == read
    assert read_one({"id": "1"}).awb_numbers == ()


@pytest.mark.parametrize("name", ["forwardId", "forward_id", "ForwardID"])
def test_16_05_the_forward_id_in_any_spelling(name: str) -> None:
    found = read_one({"id": "2", name: "1"})
    assert found.forward_id == "1"
    assert found.journey is Journey.RETURN


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *((yes, True) for yes in (True, "true", "TRUE", 1, "yes")),
        *((no, False) for no in (False, "false", None, "", {})),
    ],
)
def test_16_05_self_ship_of_any_type(written: Any, read: bool) -> None:
    assert read_one({"id": "1", "is_self_ship": written}).is_self_ship is read
    assert read_one({"id": "1"}).is_self_ship is False


@pytest.mark.parametrize(
    ("written", "lock"),
    [
        (None, Lock.FREE),
        (False, Lock.FREE),
        ("", Lock.FREE),
        ("none", Lock.FREE),
        ("Unlocked", Lock.FREE),
        (0, Lock.FREE),
        ({"is_locked": False}, Lock.FREE),
        ("complete", Lock.FULL),
        ("operational", Lock.FULL),
        ("Financial", Lock.FINANCIAL),
        (True, Lock.FULL),
        (1, Lock.FULL),
        ("something new", Lock.FULL),
        (["x"], Lock.FULL),
        ({"is_locked": True, "kind": "x"}, Lock.FULL),
    ],
)
def test_16_05_lock_status_of_any_type(written: Any, lock: Lock) -> None:
    found = read_one({"id": "1", "lockStatus": written})
    assert found.lock is lock
    assert bool(found.lock_text) is (lock is not Lock.FREE)
    assert info_of({"id": "1", "lockStatus": written}).lock is lock
    assert info_of({"id": "1"}).lock is None


def test_16_10_a_page_says_how_many_records_came() -> None:
    """Page base and size are probed by the sync; it needs true counts and takes any page."""
    practice = PracticeServer(orders=300, seed=2, level="location", page_base=0)
    account = Credentials(practice.username, practice.password)
    with practice as server, wire(server.url, account) as calls:
        first = calls.orders.fetch_page("CREATED", 0, 10)
        second = calls.orders.fetch_page("CREATED", 1, 10)
        last = calls.orders.fetch_page("CREATED", 99, 10)
        ids = {read.shipment.id for page in (first, second) for read in page.shipments}
        assert (first.count, second.count, last.count, len(ids)) == (10, 10, 0, 20)


@pytest.mark.parametrize(
    ("style", "text"),
    [("iso", "2026-11-24T12:00:05"), ("iso_date", "2026-11-24"), ("dmy", "24-11-2026")],
)
def test_16_11_the_date_filter_in_indian_time(style: str, text: str) -> None:
    from konnect_desktop.api.orders import OrdersApi

    with answering(answer([])) as (calls, server):
        moment = datetime(2026, 11, 24, 6, 30, 5, tzinfo=UTC)
        api = OrdersApi(calls.client)
        api.fetch_page("CREATED", 1, 10, date_from=moment, date_to=moment, date_style=style)
        query = server.seen[0].query
        assert (query["orderDateFrom"], query["orderDateTo"]) == (text, text)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-24T06:30:00+00:00",
        "2026-11-24T06:30:00Z",
        "2026-11-24T12:00:00+05:30",
        "2026-11-24T12:00:00",
        "2026-11-24 12:00:00",
        "24-11-2026 12:00",
        "24/11/2026T12:00:00",
        1795501800,
        "1795501800000",
        1795501800000,
        "Tue, 24 Nov 2026 06:30:00 GMT",
    ],
)
def test_16_11_a_time_in_any_format(written: Any) -> None:
    expected = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    assert read_one({"id": "1", "orderDate": written}).ordered_at == expected
    assert info_of({"id": "1", "sla": written}).sla_due_at == expected


@pytest.mark.parametrize("written", [None, "", "tomorrow", {}, [], True, "99-99-2026", 1e300, -1])
def test_16_11_what_is_no_time_stays_readable(written: Any) -> None:
    assert read_one({"id": "1", "orderDate": written}).ordered_at is None
    info = info_of({"id": "1", "sla": written, "actionDueBy": "2026-11-24T06:30:00Z"})
    assert info.sla_due_at is None
    assert info.processing_due_at == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    if written == "tomorrow":
        assert info.sla_text == "tomorrow"


@pytest.mark.parametrize("status", ["RETURN_COMPLETED", "RETURN_ACCEPTED"])
def test_16_12_both_names_of_an_accepted_return(status: str) -> None:
    found = read_one({"id": "2", "forwardId": "1", "orderStatus": status})
    assert (found.status, found.journey) == (status, Journey.RETURN)


def test_16_15_a_cancelled_shipment_in_the_returns() -> None:
    same = {"id": "1", "forwardId": "1"}
    assert read_one({**same, "orderStatus": "RETURN_DELIVERED"}).status == "RETURN_DELIVERED"
    assert read_one({**same, "orderStatus": "CANCELLED"}).status == "CANCELLED"


def test_16_16_what_is_new_is_shown_raw() -> None:
    found = read_one(
        {
            "id": "1",
            "orderStatus": "AWAITING_TELEPORT",
            "orderingChannel": "MOON-BAZAAR",
            "newThing": {"deep": [1, {"x": None}]},
            "orderItems": [{"orderItemId": "9", "quantity": 1, "giftWrap": True}],
        }
    )
    assert (found.status, found.channel) == ("AWAITING_TELEPORT", "MOON-BAZAAR")


@pytest.mark.parametrize("written", ["processing", "Processing", " PROCESSING "])
def test_16_16_odd_casing_of_a_known_status(written: str) -> None:
    assert read_one({"id": "1", "orderStatus": written}).status == "PROCESSING"


def test_16_16_nothing_in_a_record_can_sink_it() -> None:
    strange: list[Any] = [
        None,
        "",
        "x",
        0,
        -1,
        1.5,
        1e300,
        True,
        [],
        {},
        [[]],
        [{}],
        {"a": {"b": 1}},
    ]
    strange += ["\ud800", "a\x00b", "9" * 400, ["x" * 10]]
    names = "forwardId marketplaceOrderId shippingAddress billingAddress multiPackShipment packages"
    names += " fulfillmentType sellerInvoiced courierName courierCode awbNumber additionalInfo"
    names += " orderPrice orderItems orderStatus orderDate orderingChannel is_self_ship lockStatus"
    for value in strange:
        inner = dict.fromkeys(["name", "totalAmount", "quantity", "packageLengthCm", "sku"], value)
        record: dict[str, Any] = {"id": "1", **dict.fromkeys(names.split(), value)}
        assert read_one(record).id == "1"
        record |= {"shippingAddress": inner, "orderPrice": inner}
        record |= {"orderItems": [inner, value], "packages": [inner, value]}
        found = read_one(record)
        assert found.id == "1"
        # It can be written to a file and a database.
        repr(found).encode("utf-8")
        assert "\x00" not in found.channel


def test_16_16_an_unknown_operational_status_is_shown_raw() -> None:
    body = {"status": "success", "operational_status": "BAG_ON_MOON", "events": None}
    with answering(answer(body)) as (calls, _):
        assert calls.tracking.track("1").operational_status == "BAG_ON_MOON"


def test_16_20_any_host_and_path_may_be_the_base() -> None:
    with ScriptedServer([answer([])]) as server, wire(f"{server.url}/gate/way/") as calls:
        calls.orders.fetch_page("CREATED", 1, 10)
        assert server.seen[0].path == "/gate/way/oms/v3/shipment"
        assert server.sign_ins[0].path == "/gate/way/aggregator/v1/token"


def test_a_company_account_without_a_location_is_told_so() -> None:
    practice = PracticeServer(orders=20, seed=2, level="company")
    account = Credentials(practice.username, practice.password)
    with practice as server, wire(server.url, account) as calls:
        with pytest.raises(LocationNeeded):
            calls.orders.fetch_page("CREATED", 1, 10)
        with pytest.raises(LocationForbidden):
            calls.orders.fetch_page("CREATED", 1, 10, location="NOWHERE-9")


@pytest.mark.parametrize("odd", [{}, [], {"a": 1}, ["x"], False, 0])
def test_16_07_a_courier_that_is_no_text_is_none(odd: Any) -> None:
    record = {"id": LONG, "courierName": odd, "courierCode": odd}
    with answering(answer([record])) as (calls, _):
        found = calls.orders.fetch_one(LONG)
        assert found is not None
        assert (found.shipment.courier_partner, found.shipment.courier_code) == ("", "")
