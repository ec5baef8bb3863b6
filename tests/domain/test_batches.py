"""One count of a batch for all that show one."""

from __future__ import annotations

from konnect_desktop.domain.batches import State, tally


def test_a_tally_tells_refused_from_not_sent() -> None:
    found = tally([State.DONE, State.REFUSED, State.NOT_SENT, State.NOT_SENT, State.SENT])
    assert (found.done, found.refused, found.not_sent, found.open) == (1, 1, 2, 1)
    assert (found.failed, found.not_done) == (1, 3)
