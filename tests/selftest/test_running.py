"""No check can keep the others from being run, and the exit code names the first that failed."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from konnect_desktop.errors import StoreError
from konnect_desktop.selftest import parts, running
from konnect_desktop.selftest.results import (
    FIRST_CODE,
    Check,
    Part,
    Report,
    Result,
    State,
    failed,
    ok,
    warning,
)

ONE = Part("one", 91, "One", 5, next_step="Do one.")
TWO = Part("two", 92, "Two", 5, next_step="Do two.")
LESS = Part("less", 93, "Less", 5, is_essential=False, next_step="Do less.")


def report(*checks: Check) -> Report:
    return Report(list(running.run(checks)), 0.1)


def raises(error: Exception) -> Result:
    raise error


def test_all_well_is_code_0() -> None:
    found = report(Check(ONE, lambda: ok("Fine")), Check(TWO, lambda: warning("So so", "Mend it.")))
    assert found.code == 0
    assert found.failed == []
    assert (found.count(State.OK), found.count(State.WARNING)) == (1, 1)


def test_a_check_that_breaks_tells_its_kind_alone_and_the_others_run() -> None:
    error = ValueError("Asha Rao, 98450 12345")
    found = report(Check(ONE, lambda: raises(error)), Check(TWO, lambda: ok("Fine")))
    first, second = (one.result for one in found.findings)
    assert (first.state, second.state) == (State.FAILED, State.OK)
    assert first.next_step == "Do one."
    assert dict(first.facts) == {"detail": "ValueError"}
    assert "Asha" not in str(first)
    assert found.code == 91


def test_an_error_with_words_is_told_in_them() -> None:
    error = StoreError("The disk is full.", next_step="Free some space.", detail="ENOSPC")
    (found,) = report(Check(ONE, lambda: raises(error))).findings
    assert found.result == failed("The disk is full.", "Free some space.", detail="ENOSPC")


def test_a_check_that_hangs_is_left_behind() -> None:
    gate = threading.Event()
    slow = Part("slow", 94, "Slow", 0.05, next_step="Restart it.")

    def wait() -> Result:
        gate.wait(60)
        return ok("Late")

    found = report(Check(slow, wait), Check(TWO, lambda: ok("Fine")))
    gate.set()
    assert found.findings[0].result == failed(
        "No answer in 0.05 seconds, so it was given up.", "Restart it."
    )
    assert found.findings[1].result.state is State.OK
    assert found.code == 94


def test_a_part_that_is_not_essential_only_warns() -> None:
    found = report(
        Check(LESS, lambda: raises(ValueError())), Check(LESS, lambda: failed("No", "Mend it."))
    )
    assert [one.result.state for one in found.findings] == [State.WARNING, State.WARNING]
    assert found.code == 0


def test_the_first_that_failed_gives_the_code() -> None:
    bad = failed("No", "Mend it.")
    found = report(Check(LESS, lambda: bad), Check(TWO, lambda: bad), Check(ONE, lambda: bad))
    assert [one.part for one in found.failed] == [TWO, ONE]
    assert found.code == 92


def test_who_listens_may_stop_it() -> None:
    done: list[str] = []

    def tell(part: Part) -> None:
        if part is TWO:
            raise KeyboardInterrupt

    todo = [Check(part, lambda part=part: done.append(part.name) or ok("")) for part in (ONE, TWO)]
    with pytest.raises(KeyboardInterrupt):
        list(running.run(todo, tell))
    assert done == ["one"]


def test_names_and_codes_are_those_of_the_documentation() -> None:
    assert [part.code for part in parts.ALL] == list(range(FIRST_CODE, FIRST_CODE + len(parts.ALL)))
    text = (Path(__file__).parents[2] / "docs" / "self-test.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d\d) \| `(\w+)` \|", text, re.MULTILINE)
    assert rows == [(str(part.code), part.name) for part in parts.ALL]
    assert all(part.next_step for part in parts.ALL)
