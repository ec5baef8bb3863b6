"""A message in place of records: nothing is taken for "not found" that does not say so
(docs/konnect-api.md 10.1)."""

from __future__ import annotations

from typing import Any

import pytest
from scripted_server import Step, answer
from wiring import answering

from konnect_desktop.errors import ApiError, BadRequest, LocationNeeded, ServerFailed

ID = "17610000000000000017"
PASSING = "Service temporarily unavailable"


@pytest.mark.parametrize(
    "step",
    [
        answer({"status": "FAILED", "message": PASSING}),
        answer({"message": PASSING, "data": None}),
        answer({"status": "FAILED", "message": PASSING, "orders": []}),
        answer({"success": False, "data": [], "message": PASSING}),
        answer({"status": 503, "message": PASSING, "data": []}),
        answer({"orderId": ID, "status": "FAILED", "message": PASSING}),
        answer([{"orderId": ID, "status": "FAILED", "message": PASSING}]),
        answer({"errors": [{"message": PASSING}]}),
        answer({"message": "Token not found"}),
        answer({"message": "The order service was not found, try again later"}),
        answer({}),
        answer([None]),
        answer([{"orderStatus": "CREATED"}]),
        answer({"message": PASSING}, 404),
        answer({"message": "no Route matched with those values"}, 404),
        answer({"data": {"message": PASSING}}, 404),
        answer({"success": False}, 404),
        answer("404 page missing", 404, content_type="text/plain"),
        answer("<h1>Not Found</h1>", 404, content_type="text/html"),
    ],
)
def test_an_odd_answer_does_not_say_that_an_order_is_gone(step: Step) -> None:
    with answering(step) as (calls, _), pytest.raises(ApiError) as caught:
        calls.orders.fetch_one(ID)
    assert not caught.value.maybe_applied


def test_it_is_told_in_plain_words() -> None:
    step = answer({"status": "FAILED", "message": PASSING})
    with answering(step) as (calls, _), pytest.raises(ServerFailed) as caught:
        calls.orders.fetch_one(ID)
    assert "it stays as it was" in caught.value.user_message
    assert caught.value.next_step == "Try again in a few minutes."


def test_a_location_that_is_missing_is_still_named() -> None:
    step = answer({"message": "locationCode is required"})
    with answering(step) as (calls, _), pytest.raises(LocationNeeded):
        calls.orders.fetch_one(ID)


@pytest.mark.parametrize(
    "body",
    [
        {"message": "Order not found"},
        {"status": "FAILED", "message": f"Shipment {ID} does not exist"},
        {"error": {"code": "NOT_FOUND"}},
        {"errors": [{"orderId": ID, "code": "SIM404", "message": "Unknown shipment"}]},
        {"status": "FAILED", "orders": [], "message": "No such order"},
        [{"orderId": ID, "message": "Shipment not found in the requested location"}],
        {"orders": None},
        {"orders": []},
    ],
)
@pytest.mark.parametrize("status", [200, 404])
def test_a_clear_word_is_believed(body: Any, status: int) -> None:
    with answering(answer(body, status)) as (calls, _):
        assert calls.orders.fetch_one(ID) is None


@pytest.mark.parametrize(
    "body",
    [
        {"status": "FAILED", "orders": [], "message": PASSING},
        {"data": None, "message": PASSING},
        {"success": "false", "data": []},
        {"status": "FAILED", "message": "No orders found"},
    ],
)
def test_a_list_that_failed_is_no_empty_list(body: Any) -> None:
    with answering(answer(body)) as (calls, _), pytest.raises(BadRequest):
        calls.orders.fetch_page("CREATED", 1, 10)
    with answering(answer(body)) as (calls, _), pytest.raises(BadRequest):
        calls.orders.info(status="CREATED")


@pytest.mark.parametrize(
    "body",
    [
        {"status": "SUCCESS", "orders": [], "message": "No orders"},
        {"status": "FAILED", "orders": [], "message": "No orders found"},
        {"data": None, "message": "No shipments found"},
        {"status": "SUCCESS", "data": None, "message": "ok"},
    ],
)
def test_an_empty_list_with_a_message_beside_it(body: Any) -> None:
    with answering(answer(body)) as (calls, _):
        assert calls.orders.fetch_page("CREATED", 1, 10).count == 0


def test_an_error_record_among_orders_is_no_order() -> None:
    body = [{"id": "1"}, {"orderId": "2", "status": "FAILED", "message": PASSING}]
    with answering(answer(body)) as (calls, _):
        page = calls.orders.fetch_page("CREATED", 1, 10)
        assert [read.shipment.id for read in page.shipments] == ["1"]
        assert (page.count, len(page.unreadable)) == (2, 1)
    with answering(answer({"orders": body})) as (calls, _):
        assert [info.id for info in calls.orders.info(status="CREATED")] == ["1"]


def test_the_light_record_of_one_order_may_be_missing() -> None:
    with answering(answer({"status": "FAILED", "message": PASSING})) as (calls, _):
        assert calls.orders.info(shipment_id=ID) == []
