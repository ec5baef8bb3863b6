"""Answers bent into every shape that clients must survive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import requests
from practice_client import Client, fresh, packed, plan

from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer

Start = Callable[..., PracticeServer]


# Shapes of counts


def half_refused(client: Client, kind: str, **limits: Any) -> requests.Response:
    one, two = fresh(client, 2)
    client.server.world.customer_cancel(two)
    plan(client, kind, "confirm", **limits)
    return client.ids("confirm", one, two)


@pytest.mark.parametrize(("value", "status"), [("", 422), ("400", 400)])
def test_envelope_with_a_4xx(client: Client, value: str, status: int) -> None:
    answer = half_refused(client, "envelope-4xx", value=value)
    assert (answer.status_code, answer.json()["successCount"]) == (status, 1)
    (fine,) = fresh(client, 1)
    assert client.ids("confirm", fine).status_code == 200


def test_counts_without_errors_or_ids(client: Client) -> None:
    assert "errors" not in half_refused(client, "no-errors", times=1).json()
    errors = half_refused(client, "no-ids", times=1).json()["errors"]
    assert [(e["code"], "orderId" in e) for e in errors] == [("O400", False)]


@pytest.mark.parametrize("where", ["data", "meta"])
def test_counts_elsewhere(client: Client, where: str) -> None:
    value = half_refused(client, f"counts-in-{where}").json()
    assert set(value) == {"data", "meta"}
    assert (value[where]["successCount"], value[where]["failedCount"]) == (1, 1)


def test_counts_in_meta_for_a_self_ship_call(client: Client) -> None:
    plan(client, "counts-in-meta", "awb")
    record = {"orderId": "1", "awbNumber": "A", "courierName": "B", "autoDispatch": False}
    assert client.call("awb", [record]).json()["meta"]["failedCount"] == 1


# Shapes of rows


def rows(client: Client) -> list[dict[str, Any]]:
    return client.listed("CREATED", "MUM-01")


def test_wrapped_lists(client: Client) -> None:
    plan(client, "wrapped")
    assert list(rows(client)) == ["orders"]


def test_odd_shapes_of_rows(client: Client) -> None:
    plain = rows(client)
    cases: dict[str, Callable[[dict[str, Any]], bool]] = {
        "number-ids": lambda row: str(row["id"]) == plain[0]["id"] and isinstance(row["id"], int),
        "awb-text": lambda row: row["awbNumber"] == "",
        "odd-case": lambda row: row["orderStatus"] == "created",
        "unknown-status": lambda row: row["orderStatus"] == "AWAITING_TELEPORT",
        "nulls": lambda row: row["orderItems"] is None and row["id"] == plain[0]["id"],
        "extra-fields": lambda row: "x_new_property" in row,
    }
    for kind, holds in cases.items():
        assert not holds(plain[0]), kind
        plan(client, kind, times=1)
        assert holds(rows(client)[0]), kind
    assert rows(client) == plain


def test_info_and_courier_rows_are_bent_too(client: Client) -> None:
    (one,) = packed(client, 1)
    plan(client, "number-ids")
    assert client.call("info", orderId=one).json()["orders"][0]["id"] == int(one)
    assert client.ids("courierDetails", one).json()[0]["orderId"] == int(one)


def test_rows_that_move_between_pages(start: Start) -> None:
    client = Client(start(orders=300)).sign_in()
    plan(client, "moving-rows", value="5")
    pages = [client.listed("CREATED", "MUM-01", pageNumber=n, pageSize=10) for n in (1, 2)]
    seen = [row["id"] for page in pages for row in page]
    order = client.server.world.ids("CREATED", location="MUM-01")
    assert seen[:10] == order[:10]
    assert seen[10] == order[15]


def test_a_page_number_that_is_ignored(start: Start) -> None:
    client = Client(start(orders=300)).sign_in()
    plan(client, "no-paging")
    pages = [client.listed("CREATED", "MUM-01", pageNumber=n, pageSize=10) for n in (1, 2)]
    assert len(pages[0]) == 10
    assert pages[0] == pages[1]


def test_flags_dates_and_containers_in_other_shapes(client: Client) -> None:
    (one,) = fresh(client, 1)
    where = client.server.world.shipment(one).location
    plan(client, "odd-flags", "orders", times=1)
    plan(client, "single-object", "orders", times=1)
    row = client.call("orders", orderId=one, locationCode=where).json()
    assert (row["forward_id"], row["lockStatus"]) == (one, False)
    assert row["is_self_ship"] in ("true", "false")
    plain = client.call("info", orderId=one).json()["orders"][0]
    plan(client, "epoch-dates")
    epoch = client.call("info", orderId=one).json()["orders"][0]["sla"]
    assert epoch == datetime.fromisoformat(plain["sla"]).timestamp() * 1000
    plan(client, "flat-track")
    assert client.call("track", {"shipment_id": one}).json()["shipment_id"] == one


def test_the_token_under_another_name(server: PracticeServer) -> None:
    server.faults.plan(Fault("token-names"))
    query = {"username": server.username, "password": server.password}
    assert Client(server).call("token", **query).json()["data"]["access_token"]


def test_a_redirect_shows_who_follows_it_with_the_token(client: Client) -> None:
    plan(client, "redirect", "info", times=1)
    client.call("info", orderStatus="CREATED")
    first, *more = client.server.requests[1:]
    assert first.status == 307
    assert [(seen.headers["host"].split(":")[0], seen.token_ok) for seen in more] == [
        ("localhost", True)
    ]
