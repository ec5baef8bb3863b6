"""Signing in, listings, paging, filters and the checks on whole calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from practice_client import WHERE, Client, check_answer, check_schema, request_schema

from konnect_desktop.practice.clock import IST
from konnect_desktop.practice.model import STATUSES
from konnect_desktop.practice.server import PracticeServer

Start = Callable[..., PracticeServer]
NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)


def test_token_shape_and_wrong_credentials(server: PracticeServer) -> None:
    client = Client(server)
    good = client.call("token", username=server.username, password=server.password)
    assert check_answer("token", good)["accessToken"]
    bad = client.call("token", username=server.username, password="wrong")
    assert bad.status_code == 401
    check_answer("token", bad)
    assert client.call("token", username=server.username).status_code == 400


@pytest.mark.parametrize("call", [name for name in WHERE if name != "token"])
def test_without_token_every_call_is_401(server: PracticeServer, call: str) -> None:
    answer = Client(server).call(call, [{"orderId": "1"}])
    assert answer.status_code == 401
    check_answer(call, answer)
    assert server.requests[-1].token_ok is False


def test_tokens_end_after_their_minutes_and_old_ones_stay_valid(start: Start) -> None:
    server = start(token_minutes=10)
    first, second = Client(server).sign_in(), Client(server).sign_in()
    assert first.call("info", orderStatus="CREATED").status_code == 200
    server.world.advance(9 * 60)
    third = Client(server).sign_in()
    server.world.advance(90)
    assert first.call("info", orderStatus="CREATED").status_code == 401
    assert second.call("info", orderStatus="CREATED").status_code == 401
    assert third.call("info", orderStatus="CREATED").status_code == 200


@pytest.mark.parametrize("status", STATUSES)
def test_every_listing_keeps_to_the_contract(client: Client, status: str) -> None:
    world, seen = client.server.world, []
    for location in client.server.locations:
        answer = client.call("orders", orderStatus=status, locationCode=location)
        rows = check_answer("orders", answer)
        assert all(row["orderStatus"] == status for row in rows)
        seen += [row["id"] for row in rows]
    assert set(world.ids(status)) <= set(seen)
    info = check_answer("info", client.call("info", orderStatus=status))
    assert sorted(row["id"] for row in info["orders"]) == sorted(seen)


def test_ids_are_twenty_digits_of_text(client: Client) -> None:
    rows = client.listed("CREATED", "MUM-01")
    assert rows
    assert all(isinstance(row["id"], str) and len(row["id"]) == 20 for row in rows)
    assert str(int(float(rows[0]["id"]))) != rows[0]["id"]


def test_company_level_must_name_a_location_of_its_own(client: Client) -> None:
    answer = client.call("orders", orderStatus="CREATED")
    assert answer.status_code == 400
    assert "locationCode" in check_answer("orders", answer)["message"]
    foreign = client.call("orders", orderStatus="CREATED", locationCode="STORE-99")
    assert foreign.status_code == 403
    check_answer("orders", foreign)


def test_location_level_sees_one_location(server: PracticeServer) -> None:
    client = Client(server, "location").sign_in()
    rows = check_answer("orders", client.call("orders", orderStatus="CREATED"))
    assert {row["locationCode"] for row in rows} == {server.locations[0]}
    other = client.call("orders", orderStatus="CREATED", locationCode=server.locations[1])
    assert other.status_code == 403
    foreign = server.world.ids("CREATED", location=server.locations[1], lock=None)[0]
    value = check_answer("confirm", client.ids("confirm", foreign))
    assert value["errors"][0]["code"] == "O422"
    assert check_answer("info", client.call("info", orderId=foreign)) == {"orders": []}


def test_level_option_chooses_the_credentials(start: Start) -> None:
    server = start(level="location")
    assert (server.username, server.password) == (
        server.location_username,
        server.location_password,
    )


def test_single_read_and_unknown_id(client: Client) -> None:
    some = client.server.world.shipment(client.server.world.ids("TRANSIT")[0])
    rows = client.call("orders", orderId=some.id, locationCode=some.location).json()
    assert [row["id"] for row in rows] == [some.id]
    assert client.call("orders", orderId="404", locationCode="MUM-01").json() == []
    assert client.call("info", orderId="404").json() == {"orders": []}
    assert client.call("info").status_code == 400


@pytest.mark.parametrize("base", [0, 1])
def test_paging(start: Start, base: int) -> None:
    server = start(orders=400, page_base=base, max_page_size=30)
    client = Client(server).sign_in()
    seen: list[str] = []
    for page in range(base, base + 20):
        rows = client.listed("CREATED", "MUM-01", pageNumber=page, pageSize=100)
        assert len(rows) <= 30
        seen += [row["id"] for row in rows]
        if not rows:
            break
    assert len(seen) == len(set(seen))
    assert set(seen) == set(server.world.ids("CREATED", location="MUM-01"))
    small = client.listed("CREATED", "MUM-01", pageNumber=base, pageSize=7)
    assert [row["id"] for row in small] == seen[:7]


def test_page_zero_of_a_one_based_server_shows_nothing_new(client: Client) -> None:
    zero = client.listed("CREATED", "MUM-01", pageNumber=0)
    assert zero == client.listed("CREATED", "MUM-01", pageNumber=1)


@pytest.mark.parametrize("pattern", ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d", "%d-%m-%Y"])
def test_date_filters_in_all_published_formats(start: Start, pattern: str) -> None:
    server = start(orders=300, now=NOW)
    client = Client(server).sign_in()
    day = NOW.astimezone(IST) - timedelta(hours=6)
    since, until = day, day + timedelta(hours=3)
    query = {"orderDateFrom": since.strftime(pattern), "orderDateTo": until.strftime(pattern)}
    rows = client.listed("CREATED", "MUM-01", **query)
    if "H" not in pattern:
        since = since.replace(hour=0, minute=0, second=0)
        until = since + timedelta(days=1, seconds=-1)
    wanted = {
        s.id
        for s in map(server.world.shipment, server.world.ids("CREATED", location="MUM-01"))
        if since <= s.order_at <= until
    }
    assert wanted
    assert {row["id"] for row in rows} == wanted


def test_channel_filter(client: Client) -> None:
    channel = client.listed("CREATED", "MUM-01")[0]["orderingChannel"]
    rows = client.listed("CREATED", "MUM-01", orderingChannel=channel)
    assert {row["orderingChannel"] for row in rows} == {channel}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"orderStatus": "CREATED", "pageNumber": "x"},
        {"orderStatus": "CREATED", "pageSize": "-1"},
        {"orderStatus": "CREATED", "orderDateFrom": "yesterday"},
    ],
)
def test_bad_queries_are_400(client: Client, query: dict[str, str]) -> None:
    answer = client.call("orders", locationCode="MUM-01", **query)
    assert answer.status_code == 400
    check_answer("orders", answer)


@pytest.mark.parametrize(
    "body",
    [
        {"orderId": "1"},
        [],
        [{"orderId": "1"}] * 21,
        [{"orderId": 1}],
        [{"id": "1"}],
        [{"orderId": "1", "size": "A6"}],
        ["1"],
    ],
)
def test_bad_bodies_are_400(client: Client, body: Any) -> None:
    answer = client.call("labels", body)
    assert answer.status_code == 400
    assert check_answer("labels", answer)["message"]


def test_body_that_is_no_json(client: Client) -> None:
    method, path = WHERE["pack"]
    answer = client.session.request(method, client.server.url + path, data="[{", timeout=5)
    assert answer.status_code == 400
    check_answer("pack", answer)


def test_unknown_paths_and_methods(client: Client) -> None:
    base = client.server.url
    assert client.session.get(f"{base}/oms/v3/order", timeout=5).status_code == 404
    assert client.session.post(f"{base}/oms/v3/shipment/awb", timeout=5).status_code == 405


def test_track_by_awb_and_unknown(client: Client) -> None:
    world = client.server.world
    moving = world.shipment(world.ids("TRANSIT", self_ship=False)[0])
    body = {"awb_number": moving.awb}
    check_schema(request_schema("track"), body)
    value = check_answer("track", client.call("track", body))
    assert value["data"]["shipment_id"] == moving.id
    assert value["data"]["events"][-1]["operational_status"] == moving.oms_state
    both = {"shipment_id": moving.id, "awb_number": "other"}
    assert client.call("track", both).json()["data"]["awb_number"] == moving.awb
    lost = client.call("track", {"shipment_id": "404"})
    assert (lost.status_code, check_answer("track", lost)["status"]) == (404, "error")
    assert client.call("track", {}).status_code == 400
    assert client.call("track", [body]).status_code == 400


def test_the_log_of_requests_keeps_no_secret(client: Client) -> None:
    server = client.server
    client.listed("CREATED", "MUM-01")
    token = str(client.session.headers["x-access-token"])
    seen = server.requests
    assert [one.call for one in seen] == ["token", "orders"]
    assert [one.n for one in seen] == [1, 2]
    assert [one.status for one in seen] == [200, 200]
    assert seen[1].headers["user-agent"]
    assert server.password not in repr(seen)
    assert token not in repr(seen)


def test_the_line_is_kept_open(client: Client) -> None:
    answers = [client.call("info", orderStatus="CREATED") for _ in range(3)]
    assert all(answer.raw.version == 11 for answer in answers)
    assert all("Content-Length" in answer.headers for answer in answers)
    pools = client.session.get_adapter(client.server.url).poolmanager.pools
    assert pools[next(iter(pools.keys()))].num_connections == 1


def test_a_stopped_server_refuses(start: Start) -> None:
    server = start()
    url = server.url
    server.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=2)
    with pytest.raises(RuntimeError, match="start"):
        _ = server.url
