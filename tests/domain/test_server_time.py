"""When the clock of this computer counts as wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from konnect_desktop.api.clock_watch import ClockWatch
from konnect_desktop.domain.server_time import ClockFault, Heard, heard, judge

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def away(minutes: float, took_s: float = 1) -> Heard:
    """An answer of a server whose clock is so many minutes ahead of ours."""
    stamp = NOW + minutes * MINUTE + timedelta(seconds=took_s / 2)
    found = heard(stamp.replace(microsecond=0), NOW, NOW + timedelta(seconds=took_s))
    assert found is not None
    return found


@pytest.mark.parametrize("minutes", [0, 1, -1, 4.9, -4.9])
def test_small_differences_are_right(minutes: float) -> None:
    assert judge([away(minutes)] * 3) is True


@pytest.mark.parametrize("minutes", [6, -6, 47, -1440, 525600])
def test_what_three_answers_agree_on_is_wrong(minutes: float) -> None:
    fault = judge([away(minutes)] * 3)
    assert isinstance(fault, ClockFault)
    assert abs(fault.difference - minutes * MINUTE) < timedelta(seconds=2)
    assert fault.is_behind is (minutes > 0)


def test_too_few_or_different_answers_say_nothing() -> None:
    assert judge([away(60)] * 2) is False
    assert judge([away(60), away(60), away(0)]) is False
    assert judge([away(60), away(63), away(66)]) is False
    assert judge([away(0), away(0), away(-20)]) is False


def test_only_the_latest_count() -> None:
    assert judge([away(60)] * 3 + [away(0)] * 3) is True
    assert isinstance(judge([away(0)] * 5 + [away(-60)] * 3), ClockFault)


def test_a_computer_that_slept_meanwhile_is_not_wrong() -> None:
    """The question went out at nine, and the answer was read at noon."""
    assert judge([away(0, took_s=3 * 3600)] * 3) is True


def test_a_clock_that_was_set_back_meanwhile_says_nothing() -> None:
    assert heard(NOW, NOW, NOW - timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("minutes", "is_zone"),
    [
        (30, True),
        (330, True),
        (-330.5, True),
        (60, True),
        (-720, True),
        (12, False),
        (45, False),
        (34, False),
        (1440, False),
        (6, False),
    ],
)
def test_a_wrong_zone_differs_by_half_hours(minutes: float, is_zone: bool) -> None:
    assert ClockFault(minutes * MINUTE).may_be_zone is is_zone


# ---- headers -----------------------------------------------------------------------------


def text(minutes: float) -> str:
    return (NOW + minutes * MINUTE).strftime("%a, %d %b %Y %H:%M:%S GMT")


def test_the_watch_tells_once_and_takes_it_back() -> None:
    told: list[ClockFault | None] = []
    watch = ClockWatch()
    watch.listen(lambda: told.append(watch.fault))
    for minutes in (0, 0, 0, 20, 20, 20, 20, 20, 20.2, 0, 0, 0, 0):
        watch.heard(text(minutes), "", NOW, NOW)
    assert [fault and round(fault.difference / MINUTE) for fault in told] == [20, None]


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Tue, 99 Nov 2026 09:00:00 GMT", "0", "\0", "Tue, 24 Nov 99999999"]
)
def test_a_date_that_cannot_be_read_says_nothing(date: str) -> None:
    watch = ClockWatch()
    for _ in range(5):
        watch.heard(date, "", NOW, NOW)
    assert watch.fault is None


def test_what_lay_in_a_cache_says_nothing() -> None:
    watch = ClockWatch()
    for age in ("600", " 1", "soon"):
        watch.heard(text(-10), age, NOW, NOW)
    assert watch.fault is None
    for age in ("0", "", " 0 "):
        watch.heard(text(-10), age, NOW, NOW)
    assert watch.fault is not None
