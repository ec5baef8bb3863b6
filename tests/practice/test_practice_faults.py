"""Every planned fault over real HTTP, and that it applies (or not) what it says."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
import requests
from practice_client import WHERE, Client, applied, fresh, plan

from konnect_desktop.practice.server import PracticeServer

Start = Callable[..., PracticeServer]


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


def test_a_call_that_is_applied_late(client: Client) -> None:
    (one,) = fresh(client, 1)
    plan(client, "late", "confirm", times=1, value="2")
    with pytest.raises(requests.ConnectionError):
        client.ids("confirm", one)
    for expected in ([], [one], [one]):
        client.call("info", orderStatus="CREATED")
        assert applied(client) == expected


def test_a_hang_ends_when_the_server_stops(start: Start) -> None:
    server = start()
    client = Client(server).sign_in()
    plan(client, "hang-before", "info", value="300")
    before = threading.active_count()
    with pytest.raises(requests.ReadTimeout):
        client.session.get(server.url + WHERE["info"][1], timeout=0.2)
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 30  # of the 300 that it hangs
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


def test_percent_of_requests_comes_from_the_seed(start: Start) -> None:
    def pattern() -> list[int]:
        client = Client(start(seed=5)).sign_in()
        plan(client, "500", "info", percent=50)
        return [client.call("info", orderId="1").status_code for _ in range(20)]

    first = pattern()
    assert set(first) == {200, 500}
    assert first == pattern()
