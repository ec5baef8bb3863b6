"""What may come back from changes: docs/konnect-api.md 16, line by line."""

from __future__ import annotations

from typing import Any

import pytest
from scripted_server import answer
from wiring import answering, wire

from konnect_desktop.credentials import Credentials
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.requests import AwbRecord, CancelItem, CancelRecord, InvoiceRecord
from konnect_desktop.errors import (
    BadRequest,
    LocationForbidden,
    NotKonnect,
)
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer


def settled(body: Any, status: int = 200) -> dict[str, Any]:
    with answering(answer(body, status)) as (calls, _):
        return calls.orders.pack(["1", "2", "3"])


def states(body: Any, status: int = 200) -> list[State]:
    return [outcome.state for outcome in settled(body, status).values()]


DONE, REFUSED, UNKNOWN = State.DONE, State.REFUSED, State.UNKNOWN
PARTLY = {"payloadCount": 3, "successCount": 2, "failedCount": 1}


@pytest.mark.parametrize(
    "item",
    [
        {"orderId": "2", "code": "CR401", "message": "x"},
        {"order_id": "2", "errorCode": "CR401", "reason": "x"},
        {"id": 2, "error_code": "CR401", "description": "x"},
        {"shipmentId": "2", "code": "cr401", "error": "x"},
        {"shipment_id": "2", "Code": "CR401", "errorMessage": "x"},
    ],
)
def test_16_06_an_error_item_in_any_shape(item: Any) -> None:
    result = settled({**PARTLY, "errors": [item]})
    assert result["2"].state is REFUSED
    assert str(result["2"].message) == "Cancelled meanwhile."
    assert result["2"].is_loud
    assert (result["1"].state, result["3"].state) == (DONE, DONE)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({**PARTLY, "errors": ["Shipment is cancelled"]}, [UNKNOWN] * 3),
        ({**PARTLY, "errors": ["2 is cancelled"]}, [DONE, REFUSED, DONE]),
        ({**PARTLY, "errors": {"2": "cancelled"}}, [DONE, REFUSED, DONE]),
        ({**PARTLY, "errors": {"2": {"code": "CR401"}}}, [DONE, REFUSED, DONE]),
        ({**PARTLY, "errors": []}, [UNKNOWN] * 3),
        ({**PARTLY, "errors": None}, [UNKNOWN] * 3),
        (PARTLY, [UNKNOWN] * 3),
        ({"failedCount": 3}, [REFUSED] * 3),
        ({"failedCount": "3", "errors": [{"code": "CR400"}]}, [REFUSED] * 3),
        ({"failedCount": 0, "status": "sUcCeSs"}, [DONE] * 3),
        ({"failedCount": 0, "status": "FAILED?"}, [DONE] * 3),
        ({"successCount": 3}, [DONE] * 3),
        ({"status": "SUCCESS"}, [UNKNOWN] * 3),
        ({"errors": [{"orderId": "77", "code": "x"}], **PARTLY}, [UNKNOWN] * 3),
        ({}, [UNKNOWN] * 3),
        ([], [UNKNOWN] * 3),
    ],
)
def test_16_06_counts_and_errors_of_any_completeness(body: Any, expected: list[State]) -> None:
    assert states(body) == expected


@pytest.mark.parametrize(
    "wrap",
    [
        lambda counts: counts,
        lambda counts: {"data": counts, "meta": {"status": "SUCCESS"}},
        lambda counts: {"data": {}, "meta": counts},
        lambda counts: {"data": [], "meta": counts},
        lambda counts: {"data": {"errors": counts.pop("errors")}, "meta": counts},
    ],
)
def test_16_07_counts_wherever_they_are(wrap: Any) -> None:
    counts = {**PARTLY, "errors": [{"orderId": "1", "code": "CR400"}]}
    assert states(wrap(counts)) == [REFUSED, DONE, DONE]


@pytest.mark.parametrize("kind", ["counts-in-data", "counts-in-meta"])
def test_16_07_counts_moved_by_the_practice_server(kind: str) -> None:
    with PracticeServer(orders=60, seed=2, level="location") as server:
        server.faults.plan(Fault(kind))
        with wire(server.url, Credentials(server.username, server.password)) as calls:
            created = server.world.ids(status="CREATED")[:2]
            result = calls.orders.pack(created)
            assert {outcome.state for outcome in result.values()} == {REFUSED}


@pytest.mark.parametrize("status", [200, 207, 400, 403, 404, 409, 422])
def test_16_09_an_envelope_with_any_status(status: int) -> None:
    body = {**PARTLY, "errors": [{"orderId": "3", "code": "CR422"}]}
    assert states(body, status) == [DONE, DONE, REFUSED]


def test_16_09_a_single_error_in_a_4xx() -> None:
    result = settled({"orderId": "2", "code": "CR401", "message": "cancelled"}, 422)
    assert result["2"].is_loud
    assert (result["1"].state, result["3"].state) == (UNKNOWN, UNKNOWN)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"status": "FAILED", "message": "At most 20 records per request"}, BadRequest),
        (403, {"message": "Location is not covered by this token"}, LocationForbidden),
        (404, "<html>not here</html>", NotKonnect),
        (404, "", NotKonnect),
        (418, {"message": "?"}, BadRequest),
        (200, "<!doctype html>", NotKonnect),
    ],
)
def test_16_09_a_call_refused_as_a_whole(status: int, body: Any, kind: type) -> None:
    with answering(answer(body, status)) as (calls, _), pytest.raises(kind) as caught:
        calls.orders.pack(["1"])
    assert caught.value.maybe_applied is (status == 200)


def test_16_09_html_for_a_list() -> None:
    page = answer("<html>sign in to this network</html>", content_type="text/html")
    with answering(page) as (calls, _), pytest.raises(NotKonnect):
        calls.orders.fetch_page("CREATED", 1, 10)


def test_16_12_already_invoiced_is_no_plain_failure() -> None:
    body = {"failedCount": 1, "errors": [{"orderId": "1", "code": "IN453"}]}
    with answering(answer(body)) as (calls, _):
        outcome = calls.orders.update_invoice([InvoiceRecord("1", "A/1")])["1"]
        assert (outcome.code, outcome.may_retry) == ("IN453", False)


def test_16_13_a_dispatch_says_done_whatever_the_status_reads_later() -> None:
    done = answer({"payloadCount": 1, "successCount": 1, "failedCount": 0})
    still = answer([{"id": "1", "orderStatus": "COMPLETED"}])
    with answering(done, still) as (calls, _):
        assert calls.orders.dispatch(["1"])["1"].state is DONE
        found = calls.orders.fetch_one("1")
        assert found is not None
        assert found.shipment.status == "COMPLETED"


@pytest.mark.parametrize(("call", "code"), [("pack", "CR422"), ("dispatch", "D422")])
def test_16_14_a_shipment_that_left_this_location(call: str, code: str) -> None:
    body = {"failedCount": 1, "errors": [{"orderId": "1", "code": code}]}
    with answering(answer(body)) as (calls, _):
        outcome = getattr(calls.orders, call)(["1"])["1"]
        assert (outcome.state, outcome.code, outcome.may_retry) == (REFUSED, code, False)
        assert "location" in str(outcome.message)


def test_16_17_a_refused_cancellation_is_that_records_outcome() -> None:
    body = {**PARTLY, "payloadCount": 1, "failedCount": 1, "successCount": 0}
    body["errors"] = [{"orderId": "1", "code": "SIM409", "message": "packed"}]
    with answering(answer(body), answer({"failedCount": 0})) as (calls, _):
        record = CancelRecord("1", (CancelItem("9", 1, "6"),))
        assert calls.orders.cancel([record])["1"].state is REFUSED
        assert calls.orders.cancel([record])["1"].state is DONE


def test_16_18_a_code_means_something_only_with_its_call() -> None:
    def words(call: str, code: str) -> str:
        body = {"failedCount": 1, "errors": [{"orderId": "1", "code": code}]}
        with answering(answer(body)) as (calls, _):
            if call == "invoiceUpdate":
                return str(calls.orders.update_invoice([InvoiceRecord("1", "A")])["1"].next)
            return str(calls.documents.invoices(["1"]).outcomes["1"].next)

    assert words("invoiceUpdate", "IN403") == "Press Confirm first."
    assert words("invoice", "IN403") == "Press Get labels first."
    assert words("invoiceUpdate", "IN400") != words("invoice", "IN400")


def test_16_19_what_we_send_is_of_the_documented_type() -> None:
    done = answer({"data": {"failedCount": 0}, "meta": {}})
    with answering(done) as (calls, server):
        calls.orders.update_awb([AwbRecord("1", "A1", "Own van", True)])
        calls.orders.cancel([CancelRecord("1", (CancelItem("9", 1, "6"),))])
        assert server.seen[0].json[0]["autoDispatch"] is True
        assert server.seen[1].json[0]["orderItems"][0]["reasonCode"] == "6"


def test_16_16_an_unknown_code_is_shown_raw() -> None:
    error = {"orderId": "1", "code": "ZZ9", "message": "No <b>moon</b> today"}
    outcome = settled({"errors": [error]})["1"]
    assert outcome.code == "ZZ9"
    assert str(outcome.message) == "Fynd refused: No <b>moon</b> today"
    assert str(outcome.next)
