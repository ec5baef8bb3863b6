"""The real app killed at random moments of all kinds of work: nothing lost, nobody locked out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.soak import kills


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [1, 2])  # two halves, which may run side by side
def test_a_kill_at_any_moment_loses_nothing_and_locks_nobody_out(
    seed: int, times: Callable[[int], int], tmp_path: Path
) -> None:
    tally = kills.run(times(1_000) // 2, seed, tmp_path)
    print(kills.words(tally))  # noqa: T201 - what was done belongs into the report of the run
    assert tally.wrong == []
    # An app that closes quickly may be gone before it is killed.
    assert set(tally.kinds) | {"quit"} == set(kills.WEIGHTS)
    # It met what it is there for.
    assert tally.amid.total() > tally.kills / 4
    assert min(tally.planned, tally.applied, tally.copies, tally.printed) > 0
