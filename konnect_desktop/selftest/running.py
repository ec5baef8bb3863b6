"""Runs the checks one after the other: none can keep the others from being run."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from konnect_desktop.errors import KonnectError
from konnect_desktop.log_lines import facts
from konnect_desktop.selftest.results import Check, Finding, Part, Result, State, failed

#: Told which part comes next, before its check begins.
Tell = Callable[[Part], None]


def run(checks: Iterable[Check], tell: Tell = lambda _part: None) -> Iterator[Finding]:
    """Each finding as soon as it is there. A check that hangs is left behind in its thread."""
    for check in checks:
        tell(check.part)
        started = time.monotonic()
        result = _within(check)
        yield Finding(check.part, result, round((time.monotonic() - started) * 1000))


def _within(check: Check) -> Result:
    found: list[Result] = []
    thread = threading.Thread(
        target=lambda: found.append(_guarded(check)),
        name=f"self-test {check.part.name}",
        daemon=True,
    )
    thread.start()
    thread.join(check.part.limit_s)
    if found:
        return found[0]
    hangs = failed(
        f"No answer in {check.part.limit_s:g} seconds, so it was given up.", check.part.next_step
    )
    return _weighed(check.part, hangs)


def _guarded(check: Check) -> Result:
    try:
        return _weighed(check.part, check.run())
    except Exception as error:
        return _weighed(check.part, of_error(error, check.part.next_step))


def _weighed(part: Part, result: Result) -> Result:
    """A part that the app can do without never fails the whole."""
    if result.state is State.FAILED and not part.is_essential:
        return replace(result, state=State.WARNING)
    return result


def of_error(error: Exception, next_step: str) -> Result:
    """What an error says: our own words; of any other its kind, for its text may quote data."""
    if isinstance(error, KonnectError):
        found = failed(error.user_message, error.next_step or next_step)
        return found.having({"detail": error.detail}) if error.detail else found
    return failed("It could not be checked.", next_step, detail=facts(error))
