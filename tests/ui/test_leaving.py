"""Closing the window while Fynd does not answer."""

from __future__ import annotations

import sys
import time

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from konnect_desktop.domain.batches import State
from konnect_desktop.practice.faults import Fault
from tests.conftest import MakeWindow
from tests.ui.sheet_steps import new_ids, plan
from tests.ui.window_desk import WindowDesk

pytestmark = pytest.mark.usefixtures("windows_files")

#: How long the server keeps silent; nobody may wait for that.
_SILENCE = "300"
_SOON_S = 2 + 1


@pytest.fixture
def own(make_window: MakeWindow) -> WindowDesk:
    made = make_window(orders=40)
    made.wait_until_shown()
    return made


def confirmed(desk: WindowDesk) -> list[str]:
    return [one.shipment_id for one in desk.server.changes if one.call == "confirm"]


def test_closing_waits_for_nothing_that_only_reads(own: WindowDesk) -> None:
    own.settle()
    own.server.faults.plan(Fault("hang-before", "orders", value=_SILENCE))
    seen = len(own.server.requests)
    own.window.sync.check()
    own.wait(lambda: len(own.server.requests) > seen, "the question on its way")
    began = time.monotonic()
    own.close()
    assert time.monotonic() - began < _SOON_S
    own.server.faults.clear()


def test_what_was_on_its_way_at_the_end_is_settled_at_the_next_start(own: WindowDesk) -> None:
    own.services.change_settings(undo_seconds=0)
    own.server.faults.plan(Fault("hang-after", "confirm", value=_SILENCE))
    ids = new_ids(own, 3)
    plan(own, ids)
    own.wait(lambda: confirmed(own), "the confirmations at the server")
    began = time.monotonic()
    own.close()
    assert time.monotonic() - began < _SOON_S
    own.server.faults.clear()
    own.reopen()

    def states() -> set[State]:
        batch = own.services.queries.batch(own.services.queries.batches()[0].id)
        assert batch is not None
        return {record.state for record in batch.records}

    own.wait(lambda: states() == {State.DONE}, "the recovery")
    assert sorted(confirmed(own)) == sorted(ids)


def test_a_window_that_is_gone_hears_nothing_of_other_colours(
    own: WindowDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next account may have other colours; what its theme told the old window failed."""
    failed: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: failed.append(kind))
    theme = own.application.theme
    own.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for choice in ("dark", "light", "system"):
        theme.choose(choice)
    assert failed == []
