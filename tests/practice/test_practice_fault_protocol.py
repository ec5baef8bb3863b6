"""Late application, answers out of the protocol, and words nobody knows, over real HTTP."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
import requests
from practice_client import WHERE, Client, applied, fresh, plan

from konnect_desktop.practice.__main__ import main
from konnect_desktop.practice.fault_grammar import format_fault, parse_fault
from konnect_desktop.practice.faults import KINDS


def cut_off(client: Client, one: str) -> None:
    with pytest.raises(requests.ConnectionError):
        client.ids("confirm", one)


def test_applied_late_by_the_servers_clock(client: Client) -> None:
    (one,) = fresh(client, 1)
    plan(client, "late-by", "confirm", times=1)
    cut_off(client, one)
    for seconds, expected in ((0, []), (13, []), (2, [one]), (100, [one])):
        client.server.world.advance(seconds)
        assert applied(client) == expected


def test_a_range_of_seconds_is_drawn(client: Client) -> None:
    (one,) = fresh(client, 1)
    plan(client, "late-by", "confirm", times=1, value="30-60")
    cut_off(client, one)
    client.server.world.advance(29)
    assert applied(client) == []
    client.server.world.advance(32)
    assert applied(client) == [one]


@pytest.mark.parametrize("value", ["", "301", "302", "304", "307", "308"])
def test_applied_and_answered_with_a_redirect(client: Client, value: str) -> None:
    (one,) = fresh(client, 1)
    plan(client, "redirect-after", "confirm", times=1, value=value)
    method, path = WHERE["confirm"]
    answer = client.session.request(
        method, client.server.url + path, json=[{"orderId": one}], allow_redirects=False
    )
    assert (answer.status_code, answer.content) == (int(value or 303), b"")
    assert applied(client) == [one]


@pytest.mark.parametrize(
    ("kind", "value", "status", "body"),
    [
        ("scalar", "", 200, b'"OK"'),
        ("scalar", "5", 200, b"5"),
        ("empty", "", 200, b""),
        ("empty", "204", 204, b""),
        ("other-shape", "", 200, b'{"queued": true, "jobs": [{"state": "waiting"}]}'),
        ("other-shape", "[1]", 200, b"[1]"),
    ],
)
def test_applied_and_answered_with_something_else(
    client: Client, kind: str, value: str, status: int, body: bytes
) -> None:
    (one,) = fresh(client, 1)
    plan(client, kind, "confirm", times=1, value=value)
    answer = client.ids("confirm", one)
    assert (answer.status_code, answer.content) == (status, body)
    assert applied(client) == [one]


def test_a_page_before_anything_is_applied(client: Client) -> None:
    (one,) = fresh(client, 1)
    plan(client, "html-before", "confirm", times=1)
    assert client.ids("confirm", one).headers["Content-Type"] == "text/html"
    assert applied(client) == []


def test_the_true_answer_in_other_clothes(client: Client) -> None:
    one, two, three = fresh(client, 3)
    plan(client, "other-type", "confirm", times=1)
    answer = client.ids("confirm", one)
    assert (answer.headers["Content-Type"], answer.json()["successCount"]) == ("text/html", 1)
    plan(client, "other-2xx", "confirm", times=1)
    answer = client.ids("confirm", two)
    assert (answer.status_code, answer.json()["successCount"]) == (202, 1)
    plan(client, "half", "confirm", times=1)
    answer = client.ids("confirm", three)
    assert answer.content.startswith(b'{"payloadCount"')
    assert not answer.content.endswith(b"}")
    assert applied(client) == [one, two, three]


@pytest.mark.parametrize("value", ["", "102", "103,103", "101"])
def test_interim_answers_come_before_the_true_one(client: Client, value: str) -> None:
    plan(client, "interim", "orders", times=1, value=value)
    parts = urlsplit(client.server.url)
    token = client.session.headers["x-access-token"]
    path = f"{WHERE['orders'][1]}?orderStatus=CREATED&locationCode=MUM-01"
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            f"x-access-token: {token}\r\n\r\n".encode()
        )
        got = b""
        while chunk := line.recv(65536):
            got += chunk
    heads = [part[:3] for part in got.split(b"HTTP/1.1 ")[1:]]
    expected = [one.encode() for one in (value or "103").split(",")]
    assert heads == (expected if value == "101" else [*expected, b"200"])


def test_words_nobody_knows_in_every_answer(client: Client) -> None:
    one, two = fresh(client, 2)
    place = client.server.world.shipment(one).location
    plan(client, "unknown-words", ids=(one,))
    listed = {row["id"]: row["orderStatus"] for row in client.listed("CREATED", place)}
    assert listed[one] == "AWAITING_TELEPORT"
    assert set(listed.values()) == {"AWAITING_TELEPORT", "CREATED"}
    alone = client.call("orders", orderId=one, locationCode=place).json()
    assert alone[0]["orderStatus"] == "AWAITING_TELEPORT"
    assert client.call("info", orderId=two).json()["orders"][0]["orderStatus"] == "CREATED"


def test_a_shipment_stands_twice_in_one_listing(client: Client) -> None:
    (one,) = fresh(client, 1)
    place = client.server.world.shipment(one).location
    plan(client, "two-rows", ids=(one,), value="TRANSIT")
    rows = [row["orderStatus"] for row in client.listed("CREATED", place) if row["id"] == one]
    assert rows == ["TRANSIT", "CREATED"] or rows == ["CREATED", "TRANSIT"]


def test_the_grammar_and_the_help_know_them(capsys: pytest.CaptureFixture[str]) -> None:
    fault = parse_fault("late-by:dispatch:10%:value=1-120")
    assert (fault.kind, fault.call, fault.value) == ("late-by", "dispatch", "1-120")
    assert parse_fault(format_fault(fault)) == fault
    with pytest.raises(SystemExit):
        main(["--help"])
    told = " ".join(capsys.readouterr().out.split())
    for kind in ("late-by", "redirect-after", "interim", "scalar", "unknown-words", "two-rows"):
        assert " ".join(KINDS[kind].split()) in told
