"""Labels for 60 orders, one page missing: named, the others saved, it is fetched alone."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.practice.faults import Fault
from konnect_desktop.services.context import TaskContext
from konnect_desktop.ui.printing.preview import PreviewDialog
from tests.conftest import MakeWindow
from tests.journeys.hands import click, press, read, see_it_end, until
from tests.ui.sheet_steps import new_ids, tick
from tests.ui.window_desk import WindowDesk


def with_courier(desk: WindowDesk, count: int) -> list[str]:
    """Orders that were confirmed and invoiced earlier, and have a courier now."""
    ctx, bulk = TaskContext(), desk.services.bulk
    ids = new_ids(desk, count)
    for action in (Action.CONFIRM, Action.ADD_INVOICE, Action.CHECK_COURIER):
        plan = bulk.plan(action, ids)
        assert plan.batch_id is not None
        assert bulk.run(ctx, plan.batch_id).count(State.DONE) == count
    desk.settle()
    return ids


@pytest.mark.timeout(180)
def test_sixty_labels_with_one_page_missing(make_window: MakeWindow, tmp_path: Path) -> None:
    desk = make_window(orders=400)
    desk.wait_until_shown()
    server, window = desk.server, desk.window
    ids = with_courier(desk, 60)
    click(window, "orders.lane.get_labels")
    desk.settle()
    tick(desk, ids)
    assert read(window, "action.get_labels") == "Get labels 60"

    # One page never comes: not ahead of time after Get labels, not with others, not alone.
    lost = ids[31]
    name = desk.services.queries.rows_by_id([lost])[0].order_no
    server.faults.plan(Fault("pdf-garbage", "labels", ids=(lost,)))

    # Get labels: the server packs them, after the undo time.
    run = press(desk, "get_labels")
    click(window, "batch.start_now")
    see_it_end(desk, run)
    assert run.done == 60
    tick(desk, ids)
    desk.page.bar.actions_bar.press(Action.PRINT_LABEL)
    until(lambda: window.findChild(PreviewDialog, "preview"), "the preview")
    dialog = desk.find(PreviewDialog, "preview")
    until(lambda: dialog.data is not None and not desk.desk.runner.running, "the papers")
    assert dialog.data is not None
    pages = len(dialog.data.pages)  # an order in two parcels has two labels
    assert read(dialog, "preview.matched") == (
        f"{pages} pages matched to 59 orders. 1 order without paper:"
    )
    assert read(dialog, "preview.missing").startswith(f"{name}: ")
    assert f"{pages} matched" in read(dialog, "preview.print")

    # The 59 can be saved, and only they are marked.
    path = tmp_path / "labels.pdf"
    dialog.save_to(path)
    until(lambda: "labels.pdf" in dialog.heading.text(), "the file")
    desk.settle()
    assert len(pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages) == pages
    printed = {row.id for row in desk.services.queries.rows_by_id(ids) if row.label_printed}
    assert printed == set(ids) - {lost}

    # The missing one is asked for again, alone: what is kept is not fetched twice.
    server.faults.clear()
    before = len(server.requests)
    click(dialog, "preview.fetch_missing")
    until(lambda: dialog.data is not None and not dialog.data.missing, "the missing one")
    asked = [r.record_ids for r in server.requests[before:] if r.call == "labels"]
    assert asked == [(lost,)]
    assert dialog.data is not None
    more = len(dialog.data.pages)
    assert more > pages
    assert read(dialog, "preview.matched") == f"{more} pages matched to 60 orders ✓"
    dialog.save_to(tmp_path / "all.pdf")
    until(lambda: "all.pdf" in dialog.heading.text(), "the second file")
    assert len(pypdf.PdfReader(tmp_path / "all.pdf").pages) == more
    desk.settle()
    assert all(row.label_printed for row in desk.services.queries.rows_by_id(ids))
