"""A small soak with a fixed seed; the long one is `python -m tests.soak.settling`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak import settling


@pytest.mark.timeout(300)
def test_sixty_faulted_batches_end_as_the_servers_log_says(tmp_path: Path) -> None:
    tally = settling.run(60, seed=3, folder=tmp_path)
    assert tally.wrong == []
    assert tally.batches == 60
    # It met what it is there for.
    assert sum(tally.faults.values()) > 100
    assert {"late-by", "redirect-after", "scalar", "unknown-words"} <= set(tally.faults)
    assert tally.revised > 0
