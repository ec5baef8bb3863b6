"""No answer after a write proves more than it says, and a read is asked again for a real one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from scripted_server import ScriptedServer, Step, answer
from wiring import QUICK, Wire, answering, wire

from konnect_desktop.api.calls import Call
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.requests import ConfirmRecord
from konnect_desktop.errors import (
    ApiError,
    DocumentError,
    NotKonnect,
    Offline,
    RateLimited,
    RedirectRefused,
    ServerFailed,
)

ALL_DONE = {"payloadCount": 1, "successCount": 1, "failedCount": 0, "errors": []}
WHOLE = answer(ALL_DONE)
PDF = b"%PDF-1.4\n%%EOF\n"
HTML = answer("<html>Please sign in to the network</html>", content_type="text/html")


def confirm(calls: Wire) -> Any:
    return calls.orders.confirm([ConfirmRecord("1", ())])["1"]


def interim(*statuses: int) -> bytes:
    return b"".join(f"HTTP/1.1 {one} Early\r\nLink: </a>\r\n\r\n".encode() for one in statuses)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 305, 307, 308])
def test_a_redirect_after_a_write_may_come_after_the_work(status: int) -> None:
    moved = answer("", status, {"Location": "/oms/v3/result/1"})
    with answering(moved, WHOLE) as (calls, server):
        with pytest.raises(RedirectRefused) as caught:
            confirm(calls)
        assert caught.value.maybe_applied
        # Neither followed nor sent again.
        assert [seen.path for seen in server.seen] == [Call.CONFIRM.path]


def test_a_redirected_read_changed_nothing() -> None:
    with answering(answer("", 302, {"Location": "/x"})) as (calls, _):
        with pytest.raises(RedirectRefused) as caught:
            calls.orders.fetch_page("CREATED", 1, 10)
        assert not caught.value.maybe_applied


@pytest.mark.parametrize("statuses", [(103,), (102, 103, 103), (100, 103), (199,)])
def test_interim_answers_are_passed_over(statuses: tuple[int, ...]) -> None:
    with answering(Step(interim(*statuses) + WHOLE.data, keep=True)) as (calls, server):
        assert confirm(calls).state is State.DONE
        # The line is clean: the next question gets its own answer.
        server.steps = [answer([{"id": "7", "orderStatus": "CREATED"}])]
        page = calls.orders.fetch_page("CREATED", 1, 10)
        assert [read.shipment.id for read in page.shipments] == ["7"]
        assert server.connections == 1


@pytest.mark.parametrize("data", [interim(101) + WHOLE.data, interim(*[103] * 60), interim(103)])
def test_interim_answers_without_an_end_are_no_answer(data: bytes) -> None:
    with answering(Step(data)) as (calls, server):
        with pytest.raises(Offline) as caught:
            confirm(calls)
        assert caught.value.maybe_applied
        assert len(server.seen) == 1


@pytest.mark.parametrize("status", [202, 203, 204, 205, 206, 226])
def test_a_2xx_that_is_not_the_end_is_looked_up(status: int) -> None:
    empty = status in (204, 205)
    with answering(answer("" if empty else ALL_DONE, status)) as (calls, _):
        with pytest.raises(NotKonnect) as caught:
            confirm(calls)
        assert caught.value.maybe_applied


@pytest.mark.parametrize("body", ['"OK"', "true", "5", "null", "-1.5e3", "", " ", '{"payloadCo'])
def test_a_bare_value_or_half_a_body_is_looked_up(body: str) -> None:
    with answering(answer(body)) as (calls, server):
        with pytest.raises(NotKonnect) as caught:
            confirm(calls)
        assert caught.value.maybe_applied
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"queued": True},
        {"accessToken": "x", "status": "SUCCESS"},
        {"orders": []},
        [{"id": "1", "orderStatus": "CREATED"}],
        [ALL_DONE],
        {"orderId": "1", "message": "Processed"},
        {"error": "Service unavailable"},
        {"code": 0, "message": "success"},
        {"code": "X1", "message": "?"},
    ],
)
def test_json_of_another_shape_proves_nothing(body: Any) -> None:
    with answering(answer(body)) as (calls, _):
        assert confirm(calls).state is State.UNKNOWN


@pytest.mark.parametrize("kind", ["text/html", "application/pdf", ""])
def test_the_envelope_counts_whatever_its_type_says(kind: str) -> None:
    with answering(answer(ALL_DONE, content_type=kind)) as (calls, _):
        assert confirm(calls).state is State.DONE


def test_counts_of_another_request_prove_nothing() -> None:
    for body in (
        {"payloadCount": 20, "successCount": 20, "failedCount": 0},
        {"payloadCount": 20, "successCount": 0, "failedCount": 20},
    ):
        with answering(answer(body)) as (calls, _):
            assert confirm(calls).state is State.UNKNOWN


# ---- reads -------------------------------------------------------------------------------

LIST = answer([{"id": "1", "orderStatus": "CREATED"}])
READS: dict[str, tuple[Step, Callable[[Wire], Any]]] = {
    "orders": (LIST, lambda calls: calls.orders.fetch_page("CREATED", 1, 10)),
    "one": (LIST, lambda calls: calls.orders.fetch_one("1")),
    "info": (LIST, lambda calls: calls.orders.info(status="CREATED")),
    "courier": (answer([]), lambda calls: calls.orders.courier_details(["1"])),
    "track": (
        answer({"status": "success", "data": {}}),
        lambda calls: calls.tracking.track("1"),
    ),
    "label": (
        answer(PDF, content_type="application/pdf"),
        lambda calls: calls.documents.labels(["1"]),
    ),
}
NO_ANSWERS = {
    "html": HTML,
    "xml": answer("<?xml version='1.0'?><e/>", content_type="application/xml"),
    "empty": answer(""),
    "204": answer("", 204),
    "half": answer('[{"id": "1", "orderSta'),
}


@pytest.mark.parametrize("bad", NO_ANSWERS)
@pytest.mark.parametrize("read", READS)
def test_a_read_is_asked_again_for_a_real_answer(read: str, bad: str) -> None:
    good, ask = READS[read]
    with answering(NO_ANSWERS[bad], good) as (calls, server):
        ask(calls)
        assert len(server.seen) == 2


@pytest.mark.parametrize("read", READS)
def test_a_page_that_stays_is_told_in_the_end(read: str) -> None:
    _, ask = READS[read]
    with answering(HTML) as (calls, server):
        with pytest.raises(NotKonnect):
            ask(calls)
        assert len(server.seen) == QUICK.attempts


@pytest.mark.parametrize("body", ['"OK"', "true", "5", "null", "[1, 2]", '["x"]'])
@pytest.mark.parametrize("read", READS)
def test_a_bare_value_for_a_read_is_told_in_words_or_passed_over(read: str, body: str) -> None:
    # Any other exception is a fault of ours and fails the test.
    with answering(answer(body)) as (calls, _), suppress(ApiError, DocumentError):
        READS[read][1](calls)


# ---- documents by link -------------------------------------------------------------------


def links(calls: Wire, server: ScriptedServer, store: ScriptedServer) -> Any:
    server.steps = [answer({"url": f"{store.url}/a.pdf"})]
    return calls.documents.labels(["1"])


@pytest.mark.parametrize(
    "bad", [answer("", 503), HTML, Step(), answer("", 429, {"Retry-After": "0"})]
)
def test_a_link_is_tried_again(bad: Step) -> None:
    good = answer(PDF, content_type="application/pdf")
    with (
        ScriptedServer([bad, good]) as store,
        ScriptedServer() as server,
        wire(server.url) as calls,
    ):
        assert links(calls, server, store).pdfs == [PDF]
        assert len(store.seen) == 2
        assert all("x-access-token" not in seen.headers for seen in store.seen)


def test_a_link_gives_up_in_the_end() -> None:
    for bad, kind in ((answer("", 503), ServerFailed), (answer("", 404), DocumentError)):
        with ScriptedServer([bad]) as store, ScriptedServer() as server, wire(server.url) as calls:
            with pytest.raises(kind):
                links(calls, server, store)
            assert len(store.seen) == (QUICK.attempts if kind is ServerFailed else 1)


def test_a_link_takes_its_turn_and_obeys_the_wait() -> None:
    busy = answer("", 429, {"Retry-After": "3600"})
    with ScriptedServer([busy]) as store, ScriptedServer() as server, wire(server.url) as calls:
        with pytest.raises(RateLimited) as caught:
            links(calls, server, store)
        assert timedelta(seconds=caught.value.retry_after) == timedelta(hours=1)
        assert store.url not in f"{caught.value.user_message}{caught.value.detail}"
        turns: list[int] = []
        slot = calls.limiter.slot
        calls.limiter.slot = lambda *one: turns.append(1) or slot(*one)  # type: ignore[assignment]
        store.steps = [answer(PDF)]
        links(calls, server, store)
        assert len(turns) == 2  # the call itself, and the link
