"""The clock is judged by what Konnect itself answers, over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scripted_server import ScriptedServer, answer

from konnect_desktop.api.clock_watch import ClockWatch
from konnect_desktop.api.transport import Limits, Outgoing, Transport


def dated(minutes: float, **more: str) -> dict[str, str]:
    date = datetime.now(UTC) + timedelta(minutes=minutes)
    return {"Date": date.strftime("%a, %d %b %Y %H:%M:%S GMT"), **more}


def told(headers: dict[str, str], *, is_foreign: bool = False, status: int = 200) -> ClockWatch:
    watch = ClockWatch()
    with ScriptedServer([answer([], status, headers)]) as server:
        transport = Transport(Limits(2, 2, 5), watch=watch)
        for _ in range(3):
            transport.send(Outgoing("GET", f"{server.url}/x", "orders", is_foreign=is_foreign))
        transport.close()
    return watch


def test_three_answers_show_a_clock_that_is_wrong() -> None:
    for minutes in (25, -25):
        fault = told(dated(minutes)).fault
        assert fault is not None
        assert abs(fault.difference - timedelta(minutes=minutes)) < timedelta(seconds=10)
        assert fault.is_behind is (minutes > 0)
    assert told(dated(2)).fault is None


def test_answers_of_any_status_have_a_time() -> None:
    assert told(dated(25), status=503).fault is not None


def test_caches_and_other_servers_are_not_asked_for_the_time() -> None:
    assert told(dated(-25, Age="1500")).fault is None
    assert told(dated(25), is_foreign=True).fault is None
    assert told({}).fault is None
