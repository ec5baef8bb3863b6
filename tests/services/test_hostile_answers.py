"""Whatever a server answers, it ends in a result or in an error of ours (tests/soak/hostile.py)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from konnect_desktop.api.calls import Call
from tests.soak import hostile


@pytest.mark.long
@pytest.mark.timeout(1_500)
def test_hostile_answers_end_in_a_result_or_an_error_of_ours(
    tmp_path: Path, times: Callable[[int], int]
) -> None:
    count = times(30_000)
    tally = hostile.run(count, seed=9, folder=tmp_path)
    assert tally.wrong == [], str(tally)
    assert tally.answers >= count
    # It met what it is there for: every call, and most answers were no honest ones.
    assert {call.short for call in Call} <= set(tally.calls)
    assert tally.kinds["honest"] < count / 5
    assert {"record", "tree", "redirect", "packed", "odd_status", "far_down"} <= set(tally.kinds)
    assert tally.results > count / 10
    assert sum(tally.errors.values()) > count / 10
