"""150 orders confirmed on a bad day: refusals, an answer that never comes, a retry."""

from __future__ import annotations

from collections import Counter

import pytest

from konnect_desktop.api.client import KonnectClient
from konnect_desktop.domain.batches import State
from konnect_desktop.practice.faults import Fault
from konnect_desktop.ui.batches.run import Phase
from tests.conftest import MakeWindow
from tests.journeys.hands import click, press, read, see_it_end, tab_number, take_all
from tests.ui.sheet_steps import tick


@pytest.mark.timeout(180)
def test_confirm_150_with_refusals_and_a_time_out_after_applying(
    make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The app's own patience is half a minute; here it is a second.
    monkeypatch.setitem(KonnectClient.__init__.__kwdefaults__, "timeouts", (5.0, 1.0))
    desk = make_window(orders=340)
    desk.wait_until_shown()
    server, window, sheet = desk.server, desk.window, desk.page.sheet
    take_all(desk, "new")
    ids = list(desk.page.selection.ids)[:150]
    assert len(ids) == 150
    tick(desk, ids)
    assert read(window, "action.confirm") == "Confirm 150"

    stubborn, busy = ids[3:9], ids[80:89]
    server.faults.plan(Fault("refuse", "confirm", ids=tuple(stubborn), code="O422"))
    server.faults.plan(
        Fault("refuse", "confirm", ids=tuple(busy), code="SIM500", message="try again later")
    )
    # The third group is applied, and its answer never comes.
    server.faults.plan(Fault("hang-after", "confirm", times=1, skip=2, value="60"))

    run = press(desk, "confirm")
    # Undo time: nothing leaves, and the sheet says how long.
    assert run.phase is Phase.COUNTING
    assert read(window, "batch.heading").startswith("Confirm 150 orders · starts in ")
    assert "Nothing is sent yet" in read(window, "batch.text")
    assert not [change for change in server.changes if change.call == "confirm"]
    seen: list[int] = []
    run.changed.connect(lambda: seen.append(run.done + run.failed))
    click(window, "batch.start_now")
    see_it_end(desk, run)

    # Progress never jumped back, and the time-out was looked up, not sent again.
    assert seen == sorted(seen)
    assert len(set(seen)) > 2
    assert run.done == 135
    assert read(window, "batch.heading") == (
        "15 of 150 orders could not be confirmed · 135 confirmed"
    )
    words = sheet.list.texts()
    assert any("(9)" in text for text in words), words
    assert any("(6)" in text for text in words), words
    assert any("code SIM500" in text for text in words), words
    batch = desk.services.queries.batch(run.plan.batch_id)
    assert batch is not None
    assert not batch.in_state(State.UNKNOWN, State.SENT, State.PLANNED)

    # Only these: the table shows the failed ones; Retry takes just what may be tried again.
    click(window, "batch.show_only")
    desk.settle()
    assert {row.id for row in desk.rows()} == {*stubborn, *busy}
    server.faults.clear()
    assert read(window, "batch.retry") == f"Retry {len(run.retryable)}"
    assert set(busy) <= set(run.retryable) <= {*stubborn, *busy}
    before = len(server.requests)
    click(window, "batch.retry")
    desk.wait(lambda: len(sheet.runs) == 2, "the retry")
    again = sheet.runs[-1]
    click(window, "batch.start_now")
    see_it_end(desk, again)
    sent = [i for r in server.requests[before:] if r.call == "confirm" for i in r.record_ids]
    assert sorted(sent) == sorted(run.retryable)
    assert again.done == len(run.retryable)

    # The server's log: each order confirmed exactly once, and no other one touched.
    confirmed = Counter(c.shipment_id for c in server.changes if c.call == "confirm")
    expected = set(ids) - (set(stubborn) - set(run.retryable))
    assert set(confirmed) == expected
    assert set(confirmed.values()) == {1}
    click(window, "orders.filter.clear")
    click(window, "orders.lane.to_invoice")
    desk.settle()
    assert tab_number(window, "to_invoice") >= 135
