"""When a finished order's data leaves, and what holds it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from konnect_desktop.domain import departures
from konnect_desktop.domain.departures import Hold, Standing
from konnect_desktop.domain.states import Lane

NOW = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)


def standing(
    status: str = "DELIVERED", lane: str = Lane.DELIVERED, *, days: float = 200, **more: Any
) -> Standing:
    values: dict[str, Any] = {"id": "1", "journey": "forward"} | more
    return Standing(status=status, lane=lane, used_at=NOW - timedelta(days=days), **values)


@pytest.mark.parametrize(
    ("one", "hold"),
    [
        (standing(), None),
        (standing("HANDED_OVER_TO_CUSTOMER"), None),
        (standing("CANCELLED", Lane.CANCELLED), None),
        (standing("CREDIT_NOTE_GENERATED", Lane.RETURNS, journey="rto"), None),
        (standing("RETURN_COMPLETED", Lane.RETURNS, journey="return"), None),
        (standing("RETURN_ACCEPTED", Lane.RETURNS, journey="rto"), None),
        (standing("NEW_WORD", Lane.RETURNS, listed_status="RETURN_COMPLETED"), None),
        (standing(days=179), Hold.TIME),
        (standing(days=5000, status="CREATED", lane=Lane.NEW), Hold.UNDER_WAY),
        (standing("COMPLETED", Lane.TO_HAND_OVER), Hold.UNDER_WAY),
        (standing("PROCESSING", Lane.FIX), Hold.UNDER_WAY),
        (standing("TRANSIT", Lane.IN_TRANSIT), Hold.IN_TRANSIT),
        (standing("RETURN_PROCESSING", Lane.RETURNS, journey="rto"), Hold.RTO),
        (standing("RETURN_PROCESSING", Lane.RETURNS, journey="return"), Hold.RETURN),
        (standing("RETURN_DELIVERED", Lane.RETURNS, journey="return"), Hold.RETURN),
        (standing("RETURN_SOMETHING", Lane.RETURNS, journey="return"), Hold.RETURN),
        (standing("SOMETHING", Lane.OTHER), Hold.UNKNOWN_STATUS),
        (standing(is_busy=True), Hold.BATCH),
        (standing(is_printing=True), Hold.PRINT),
    ],
)
def test_what_holds_an_order_whose_days_are_over(one: Standing, hold: Hold | None) -> None:
    assert departures.judge([one], 180, NOW) is hold


@pytest.mark.parametrize(
    ("one", "last"),
    [
        (standing, departures.RETURN_WINDOW),
        (lambda days: standing("CANCELLED", Lane.CANCELLED, days=days), departures.CLAIM_WINDOW),
        (
            lambda days: standing("RETURN_COMPLETED", Lane.RETURNS, days=days),
            departures.CLAIM_WINDOW,
        ),
    ],
)
def test_a_short_time_waits_for_returns_and_claims(one: Any, last: timedelta) -> None:
    days = last / timedelta(days=1)
    assert departures.judge([one(days=days - 0.1)], 30, NOW) in (
        Hold.RETURN_WINDOW,
        Hold.CLAIM_WINDOW,
    )
    assert departures.judge([one(days=days)], 30, NOW) is None


def test_a_setting_that_is_careless_is_not_taken_by_its_word() -> None:
    assert departures.judge([standing(days=20)], 0, NOW) is Hold.TIME


def test_an_order_leaves_as_a_whole() -> None:
    back = standing("RETURN_PROCESSING", Lane.RETURNS, journey="return", id="2")
    assert departures.judge([standing(), back], 180, NOW) is Hold.RETURN
    assert departures.judge([standing(), standing(days=3, id="2")], 180, NOW) is Hold.TIME
    assert departures.judge([standing(), standing(id="2")], 180, NOW) is None


def test_the_schedule_names_indian_days() -> None:
    late = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)  # the 30th in India
    found = departures.schedule(30, [(late, 2), (late + timedelta(hours=1), 3)], NOW)
    assert [(one.day, one.count) for one in found] == [(date(2026, 12, 30), 5)]


def test_an_old_order_that_is_new_to_us_counts_from_about_its_end() -> None:
    long_ago = NOW - timedelta(days=400)
    assert departures.first_change(long_ago, NOW) == long_ago + departures.USUAL_LIFE
    assert departures.first_change(NOW - timedelta(days=3), NOW) == NOW
    assert departures.first_change(None, NOW) == NOW
