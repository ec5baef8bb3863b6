"""The gate in front of every request, with a clock that the test turns."""

from __future__ import annotations

import threading

import pytest
from turned_clock import TurnedClock

from konnect_desktop.api.limiter import Limiter, Stopped


def starts(limiter: Limiter, clock: TurnedClock, count: int) -> list[float]:
    times = []
    for _ in range(count):
        with limiter.slot():
            times.append(round(clock.time - 100, 3))
    return times


def test_a_burst_then_the_rate() -> None:
    clock = TurnedClock()
    limiter = Limiter(2, 2.0, clock=clock)
    assert starts(limiter, clock, 6) == [0, 0, 0.5, 1.0, 1.5, 2.0]


def test_burst_of_one() -> None:
    clock = TurnedClock()
    assert starts(Limiter(2, 4.0, 1, clock=clock), clock, 3) == [0, 0.25, 0.5]


def test_a_pause_fills_no_more_than_the_burst() -> None:
    clock = TurnedClock()
    limiter = Limiter(2, 2.0, clock=clock)
    starts(limiter, clock, 2)
    clock.time += 3600
    assert starts(limiter, clock, 3) == [3600, 3600, 3600.5]


def test_holding_back_stops_everybody() -> None:
    clock = TurnedClock()
    limiter = Limiter(2, 2.0, clock=clock)
    limiter.hold_back(7)
    limiter.hold_back(3)
    assert starts(limiter, clock, 1) == [7]


def test_waiting_ends_when_told_and_leaves_the_queue() -> None:
    clock = TurnedClock()
    limiter = Limiter(1, 2.0, clock=clock)
    with limiter.slot(), pytest.raises(Stopped) as caught:
        _enter(limiter, lambda: clock.time > 100.5)
    assert caught.value.maybe_applied is False
    assert len(starts(limiter, clock, 1)) == 1


def test_what_the_callback_raises_comes_through() -> None:
    class Own(BaseException):
        pass

    def raise_own() -> bool:
        raise Own

    with pytest.raises(Own):
        _enter(Limiter(), raise_own)


def _enter(limiter: Limiter, should_stop) -> None:
    with limiter.slot(should_stop):
        pytest.fail("the slot was given although the caller wanted to stop")


def test_never_more_in_flight_than_allowed_and_first_come_first_served() -> None:
    limiter = Limiter(1, 1000, 1)
    order: list[int] = []
    entered = [threading.Event() for _ in range(4)]

    threads = []
    with limiter.slot():
        for number in range(4):
            looked = entered[number]
            thread = threading.Thread(target=_queued, args=(limiter, number, order, looked))
            thread.start()
            threads.append(thread)
            assert looked.wait(5)
        assert order == []
    for thread in threads:
        thread.join(5)
    assert order == [0, 1, 2, 3]


def _queued(limiter: Limiter, number: int, order: list[int], looked: threading.Event) -> None:
    def look() -> bool:
        looked.set()
        return False

    with limiter.slot(look):
        order.append(number)
