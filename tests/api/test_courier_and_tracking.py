"""Courier details and tracking in the shapes that are not published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from scripted_server import answer
from wiring import answering

from konnect_desktop.api.tracking import NotTracked
from konnect_desktop.domain.states import Journey
from konnect_desktop.errors import BadRequest, NotKonnect


def couriers(*bodies: Any, ids: tuple[str, ...] = ("1", "2", "3")) -> tuple[Any, list[list[str]]]:
    with answering(*(answer(body) for body in bodies)) as (calls, server):
        found = calls.orders.courier_details(list(ids))
        asked = [[record["orderId"] for record in seen.json] for seen in server.seen]
        return found, asked


ONE = {"orderId": "1", "courierName": "Fast", "awbNumber": ["A1"]}


@pytest.mark.parametrize(
    "body",
    [
        [ONE, {"orderId": "2", "courierName": None, "awbNumber": []}],
        {"data": [ONE]},
        [{"order_id": "2", "courierName": "", "awbNumber": ""}, ONE],
    ],
)
def test_not_yet_in_any_spelling_is_pending(body: Any) -> None:
    found, _ = couriers(body)
    assert set(found.found) == {"1"}
    assert found.found["1"].awb_numbers == ("A1",)
    assert (found.pending, found.errors) == (("2", "3"), {})


def test_the_others_are_asked_again_without_the_refused() -> None:
    failed = {
        "payloadCount": 3,
        "failedCount": 2,
        "successCount": 1,
        "errors": [{"orderId": "2", "code": "C403"}, {"orderId": "3", "code": "C400"}],
    }
    found, asked = couriers(failed, [ONE])
    assert asked == [["1", "2", "3"], ["1"]]
    assert set(found.found) == {"1"}
    assert found.pending == ("2",)
    assert found.errors["3"].code == "C400"


def test_a_refusal_without_names_is_asked_one_by_one() -> None:
    unnamed = {"payloadCount": 3, "failedCount": 1, "successCount": 2, "errors": []}
    alone = {"failedCount": 1, "errors": [{"code": "C400"}]}
    found, asked = couriers(unnamed, [ONE], alone, [])
    assert asked == [["1", "2", "3"], ["1"], ["2"], ["3"]]
    assert set(found.found) == {"1"}
    assert set(found.errors) == {"2"}
    assert found.pending == ("3",)


def test_courier_details_in_no_language_we_know() -> None:
    page = answer("<html>", content_type="text/html")
    with answering(page) as (calls, _), pytest.raises(NotKonnect):
        calls.orders.courier_details(["1"])


EVENT = {"status": "Picked", "timestamp": "2026-11-24T06:30:00Z", "location": "Pune"}


@pytest.mark.parametrize(
    "body",
    [
        {"status": "success", "data": {"shipment_id": "1", "events": [EVENT]}},
        {"status": "SUCCESS", "shipment_id": 1, "events": EVENT},
        {"status": "success", "data": {"shipmentId": "1", "Events": [EVENT, None, "x"]}},
    ],
)
def test_tracking_in_data_or_at_the_top(body: Any) -> None:
    with answering(answer(body)) as (calls, server):
        found = calls.tracking.track("1", awb="A9")
        assert server.seen[0].json == {"shipment_id": "1"}
    assert found.shipment_id == "1"
    assert len(found.events) == 1
    assert found.events[0].at == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    assert found.events[0].place == "Pune"


def test_the_newest_event_comes_first() -> None:
    old = {"event_date": "2026-11-22T06:30:00Z", "status": "old"}
    body = {"status": "success", "data": {"events": [old, EVENT]}}
    with answering(answer(body)) as (calls, _):
        assert [event.status for event in calls.tracking.track("1").events] == ["Picked", "old"]


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ('{"lat": 12.5, "lng": "77.25"}', ("", 12.5, 77.25)),
        ({"latitude": 1, "longitude": 2, "city": "Pune"}, ("Pune", 1.0, 2.0)),
        ("Pune hub", ("Pune hub", None, None)),
        ('{"lat": ', ('{"lat":', None, None)),
        ({"lat": "far", "lng": 900}, ("", None, None)),
        (None, ("", None, None)),
    ],
)
def test_a_place_in_any_shape(location: Any, expected: tuple[Any, ...]) -> None:
    with answering(answer({"status": "success", "data": {"location": location}})) as (calls, _):
        found = calls.tracking.track("1")
    assert (found.place, found.latitude, found.longitude) == expected


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://track.example.com/1", True),
        ("http://track.example.com/1", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        (None, False),
    ],
)
def test_only_https_tracking_pages_are_offered(url: str | None, kept: bool) -> None:
    body = {"status": "success", "data": {"tracking_url": url, "journey": "reverse"}}
    with answering(answer(body)) as (calls, _):
        found = calls.tracking.track("1")
    assert found.tracking_url == (url if kept else "")
    assert found.journey is Journey.RETURN


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"status": "error", "message": "Shipment not found"}, 200, NotTracked),
        ({"status": "Error"}, 404, NotTracked),
        ({"message": "bad"}, 400, BadRequest),
        ("<html>", 200, NotKonnect),
        ([], 200, NotKonnect),
    ],
)
def test_no_tracking(body: Any, status: int, kind: type) -> None:
    with answering(answer(body, status)) as (calls, _), pytest.raises(kind):
        calls.tracking.track("1")
