"""Every planned fault over real HTTP, and that it applies (or not) what it says."""

from __future__ import annotations

import base64
import io
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from practice_client import WHERE, Client
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from konnect_desktop.practice.fault_grammar import format_fault, help_text, parse_fault
from konnect_desktop.practice.faults import KINDS, Fault
from konnect_desktop.practice.server import PracticeServer

Start = Callable[..., PracticeServer]


def plan(client: Client, kind: str, call: str = "any", **limits: Any) -> None:
    client.server.faults.plan(Fault(kind, call, **limits))


def fresh(client: Client, count: int) -> list[str]:
    return client.server.world.add_orders(count)


def applied(client: Client) -> list[str]:
    return [change.shipment_id for change in client.server.changes]


def packed(client: Client, count: int = 3) -> list[str]:
    ids = client.server.world.ids("COMPLETED")[:count]
    assert len(ids) == count
    return ids


def raw_exchange(client: Client, call: str) -> bytes:
    """The bytes of an answer up to the end of the line."""
    method, path = WHERE[call]
    parts = urlsplit(client.server.url)
    token = client.session.headers["x-access-token"]
    head = f"{method} {path}?orderStatus=CREATED&locationCode=MUM-01 HTTP/1.1\r\nHost: x\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as line:
        line.sendall(f"{head}x-access-token: {token}\r\n\r\n".encode())
        got = b""
        while chunk := line.recv(65536):
            got += chunk
    return got


# Records


def test_refused_records_by_percent_stay_the_same(client: Client) -> None:
    ids = fresh(client, 20)
    plan(client, "refuse", "confirm", percent=30, code="O999", message="Not today")
    first = client.ids("confirm", *ids).json()
    refused = [e["orderId"] for e in first["errors"]]
    assert 0 < len(refused) < 20
    assert {(e["code"], e["message"]) for e in first["errors"]} == {("O999", "Not today")}
    assert sorted(applied(client)) == sorted(set(ids) - set(refused))
    again = client.ids("confirm", *refused).json()
    assert [e["orderId"] for e in again["errors"]] == refused
    assert client.server.faults.fired["refuse"] == 2 * len(refused)
    client.server.faults.clear()
    assert client.ids("confirm", *refused).json()["failedCount"] == 0


def test_refused_by_id_times_and_skip(client: Client) -> None:
    one, two, three = fresh(client, 3)
    plan(client, "refuse", "confirm", ids=(two,), times=1)
    assert [e["orderId"] for e in client.ids("confirm", one, two).json()["errors"]] == [two]
    assert client.ids("confirm", two).json()["failedCount"] == 0
    plan(client, "refuse", "pack", skip=1, times=1)
    codes = [client.ids("pack", three).json()["errors"][0]["message"] for _ in range(3)]
    assert [code == "Refused by the practice plan" for code in codes] == [False, True, False]


def test_lock_at_the_last_moment(client: Client) -> None:
    one, two = fresh(client, 2)
    plan(client, "lock", "confirm", ids=(one,), value="operational")
    value = client.ids("confirm", one, two).json()
    assert [(e["orderId"], e["code"]) for e in value["errors"]] == [(one, "SIM423")]
    assert client.call("info", orderId=one).json()["orders"][0]["lockStatus"] == "operational"
    assert applied(client) == [two]


# Whole requests


@pytest.mark.parametrize(
    ("value", "expected"), [("", "1"), ("7", "7"), ("garbage", "soon, please")]
)
def test_429(client: Client, value: str, expected: str) -> None:
    (one,) = fresh(client, 1)
    plan(client, "429", "confirm", times=1, value=value)
    answer = client.ids("confirm", one)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, expected)
    assert applied(client) == []
    assert client.ids("confirm", one).json()["successCount"] == 1


def test_429_with_a_date_or_nothing(client: Client) -> None:
    plan(client, "429", "info", times=1, value="date5")
    answer = client.call("info", orderStatus="CREATED")
    ahead = parsedate_to_datetime(answer.headers["Retry-After"]).timestamp() - time.time()
    assert 2 < ahead < 6
    plan(client, "429", "info", times=1, value="none")
    assert "Retry-After" not in client.call("info", orderStatus="CREATED").headers


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize(("value", "kind"), [("", "json"), ("html", "html"), ("empty", "plain")])
def test_server_errors(client: Client, status: int, value: str, kind: str) -> None:
    (one,) = fresh(client, 1)
    plan(client, str(status), times=1, value=value)
    answer = client.ids("confirm", one)
    assert answer.status_code == status
    assert kind in answer.headers["Content-Type"]
    assert (answer.content == b"") is (value == "empty")
    assert applied(client) == []


@pytest.mark.parametrize("kind", ["drop-before", "drop-after", "hang-before", "hang-after"])
def test_lines_that_break(client: Client, kind: str) -> None:
    (one,) = fresh(client, 1)
    plan(client, kind, "confirm", times=1, value="0.05")
    with pytest.raises(requests.ConnectionError):
        client.ids("confirm", one)
    assert applied(client) == ([one] if kind.endswith("after") else [])
    assert client.server.requests[-1].status == 0
    assert client.server.faults.fired == {kind: 1}


def test_a_hang_ends_when_the_server_stops(start: Start) -> None:
    server = start()
    client = Client(server).sign_in()
    plan(client, "hang-before", "info", value="300")
    before = threading.active_count()
    with pytest.raises(requests.ReadTimeout):
        client.session.get(server.url + WHERE["info"][1], timeout=0.2)
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 2
    assert threading.active_count() < before


def test_truncated_bodies(client: Client) -> None:
    whole = raw_body_length(client)
    plan(client, "truncate", "orders", times=1)
    head, _, body = raw_exchange(client, "orders").partition(b"\r\n\r\n")
    assert f"Content-Length: {whole}".encode() in head
    assert len(body) == whole // 2
    plan(client, "truncate-close", "orders", times=1)
    head, _, body = raw_exchange(client, "orders").partition(b"\r\n\r\n")
    assert b"Content-Length" not in head
    assert len(body) == whole // 2


def raw_body_length(client: Client) -> int:
    query = {"orderStatus": "CREATED", "locationCode": "MUM-01"}
    return len(client.call("orders", **query).content)


def test_html_instead_of_json(client: Client) -> None:
    (one,) = fresh(client, 1)
    plan(client, "html", "confirm", times=1)
    answer = client.ids("confirm", one)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html")
    assert applied(client) == [one]


def test_expired_once(client: Client) -> None:
    plan(client, "expired", times=1)
    assert client.call("info", orderStatus="CREATED").status_code == 401
    assert client.call("info", orderStatus="CREATED").status_code == 200


def test_drip_and_huge_bodies(client: Client) -> None:
    plan(client, "drip", "info", times=1, value="0.1")
    answer = client.call("info", orderStatus="CREATED")
    assert answer.json()["orders"]
    plan(client, "huge", "info", times=1, value="2")
    answer = client.call("info", orderStatus="CREATED")
    assert len(answer.content) > 2_000_000
    assert answer.json()["orders"]


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


# Documents


def pages(body: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]


def labels(client: Client, kind: str, ids: list[str]) -> requests.Response:
    plan(client, kind, "labels", times=1)
    return client.ids("labels", *ids)


def single_page(client: Client) -> list[str]:
    """Packed shipments of one parcel each, so that a page is a shipment."""
    world = client.server.world
    found = packed(client)
    for one in found:
        del world.shipment(one).packages[1:]
    return found


def test_documents_in_other_wrappings(client: Client) -> None:
    ids = single_page(client)
    encoded = labels(client, "pdf-base64", ids)
    assert "text" in encoded.headers["Content-Type"]
    assert len(pages(base64.b64decode(encoded.content))) == 3
    octets = labels(client, "pdf-octet", ids)
    assert octets.headers["Content-Type"] == "application/octet-stream"
    assert len(pages(octets.content)) == 3
    link = labels(client, "pdf-url", ids).json()["url"]
    links = labels(client, "pdf-urls", ids).json()["urls"]
    assert [len(pages(requests.get(url, timeout=5).content)) for url in [link, *links]] == [
        3, 1, 1, 1,
    ]  # fmt: skip
    assert requests.get(link[:-8] + "x.pdf", timeout=5).status_code == 404
    assert [(seen.call, seen.token_ok) for seen in client.server.requests[-5:]] == [
        ("file", False)
    ] * 5


@pytest.mark.parametrize(
    ("kind", "order"),
    [("pdf-shuffled", [2, 1, 0]), ("pdf-missing", [0, 1]), ("pdf-repeated", [0, 1, 2, 0])],
)
def test_documents_with_other_pages(client: Client, kind: str, order: list[int]) -> None:
    ids = single_page(client)
    got = pages(labels(client, kind, ids).content)
    assert len(got) == len(order)
    assert all(ids[n] in text for n, text in zip(order, got, strict=True))


def test_documents_that_are_broken(client: Client) -> None:
    ids = single_page(client)
    garbage = labels(client, "pdf-garbage", ids)
    assert garbage.headers["Content-Type"] == "application/pdf"
    assert b"%PDF" not in garbage.content
    cut = labels(client, "pdf-truncated", ids).content
    assert cut.startswith(b"%PDF")
    with pytest.raises(PyPdfError):
        PdfReader(io.BytesIO(cut), strict=True)


# The plan and its words


def test_percent_of_requests_comes_from_the_seed(start: Start) -> None:
    def pattern() -> list[int]:
        client = Client(start(seed=5)).sign_in()
        plan(client, "500", "info", percent=50)
        return [client.call("info", orderId="1").status_code for _ in range(20)]

    first = pattern()
    assert set(first) == {200, 500}
    assert first == pattern()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("refuse:confirm:10%", Fault("refuse", "confirm", percent=10)),
        ("429:any:3", Fault("429", "any", times=3)),
        ("drop-after:pack:1", Fault("drop-after", "pack", times=1)),
        ("502:list:2:skip=1:value=html", Fault("502", "orders", 2, skip=1, value="html")),
        ("refuse:label:id=1,2:code=L9", Fault("refuse", "labels", ids=("1", "2"), code="L9")),
        ("nulls", Fault("nulls")),
    ],
)
def test_the_short_form(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault
    assert parse_fault(format_fault(fault)) == fault


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("explode:any", "explode"),
        ("500:nowhere", "nowhere"),
        ("500:any:often", "often"),
        ("500:any:101%", "percent"),
        ("500:any:colour=red", "colour"),
    ],
)
def test_a_wrong_short_form_says_what_is_wrong(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        parse_fault(text)


def test_every_kind_is_in_the_help() -> None:
    text = help_text()
    assert all(f"\n  {kind} " in text for kind in KINDS)
