"""The growing pauses of the courier watch (docs/konnect-api.md 10.8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konnect_desktop.domain import courier_watch as rules
from konnect_desktop.domain.courier_watch import CourierWait

NOW = datetime(2025, 11, 24, 4, 0, tzinfo=UTC)
GROUP = 20
tries = st.integers(min_value=0, max_value=200)
jitters = st.floats(min_value=-1, max_value=1)


def wait(number: int, seconds: float, since: datetime = NOW) -> CourierWait:
    return CourierWait(f"s{number}", since, 0, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("count", "seconds"), [(0, 30), (1, 60), (2, 120), (3, 240), (4, 480), (5, 900), (6, 900)]
)
def test_the_published_steps(count: int, seconds: int) -> None:
    assert rules.next_check(count, NOW) == NOW + timedelta(seconds=seconds)


@settings(deadline=None)
@given(tries, jitters)
def test_a_pause_stays_near_its_step_and_never_shrinks_below_the_first(
    count: int, jitter: float
) -> None:
    pause = rules.next_check(count, NOW, jitter) - NOW
    step = rules.pause_after(count)
    assert timedelta(seconds=27) <= pause <= timedelta(minutes=16.5)
    assert abs(pause - step) <= step * rules.JITTER + timedelta(microseconds=1)
    assert rules.pause_after(count + 1) >= step


@settings(deadline=None)
@given(tries)
def test_six_hours_cost_few_questions(count: int) -> None:
    """Thirty seconds at first, yet not more than thirty questions in six hours."""
    asked, at = 0, NOW
    while at < NOW + timedelta(hours=6):
        at = rules.next_check(asked, at)
        asked += 1
    assert asked < 30
    assert rules.is_long(NOW, at, timedelta(hours=6))


@settings(deadline=None)
@given(st.lists(st.floats(min_value=-4000, max_value=4000), max_size=90))
def test_what_is_asked_now(offsets: list[float]) -> None:
    waits = [wait(number, offset) for number, offset in enumerate(offsets)]
    asked = rules.to_ask(waits, NOW, GROUP)
    due = [one for one in waits if rules.is_due(one, NOW)]
    assert asked[: len(due)] == due
    assert len({one.shipment_id for one in asked}) == len(asked)
    # Filling up never costs a further call.
    assert -(-len(asked) // GROUP) == -(-len(due) // GROUP)
    assert all(one.next_check_at <= NOW + rules.TOP_UP for one in asked[len(due) :])


def test_a_clock_that_was_set_back_does_not_silence_an_order() -> None:
    assert rules.is_due(wait(1, 3 * 3600), NOW)


def test_no_limit_means_no_alarm() -> None:
    assert not rules.is_long(NOW - timedelta(days=9), NOW, timedelta(0))


def test_the_words_say_day_and_time_in_india() -> None:
    assert str(rules.waiting_since(NOW)) == "Waiting for a courier since 24 Nov, 09:30."
