"""The print log, kept papers and what happens with papers by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.printers import JobState
from konnect_desktop.domain.printing import PrintChoices
from konnect_desktop.domain.states import Lane
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.paper_models import LABEL, PrintJobData
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.preview import PreviewDialog
from tests.conftest import MakeWindow
from tests.ui.paper_steps import packed, settle
from tests.ui.sheet_steps import finish, plan
from tests.ui.window_desk import WindowDesk

pytestmark = pytest.mark.usefixtures("windows_files")


@pytest.fixture
def own(make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch) -> WindowDesk:
    monkeypatch.setattr(printers, "list_printers", lambda _context: ["Zebra"])
    made = make_window(orders=80)
    made.wait_until_shown()
    return made


def labels(desk: WindowDesk) -> PrintJobData:
    data: PrintJobData = desk.services.documents.print_job(
        TaskContext(), packed(desk), PrintChoices()
    )
    return data


def begin(desk: WindowDesk) -> int:
    job: int = desk.services.printing.begin(labels(desk), printer="Zebra", way="qt", layout="as_is")
    return job


def open_log(desk: WindowDesk) -> None:
    desk.window.open_room("documents")
    desk.window.documents.open_log()
    desk.settle()


def test_a_job_that_a_kill_cut_off_is_asked_about_at_the_next_start(own: WindowDesk) -> None:
    job_id = begin(own)
    own.services.printing.recover()
    own.window.papers.begin()
    own.wait(lambda: own.window.notices.text("doubtful_print"), "the notice")
    assert own.window.notices.text("doubtful_print").startswith("Check the printer: labels of")
    own.window.notices.lines["doubtful_print"].action.click()
    own.settle()
    log = own.window.documents.log
    assert log.isVisible()
    assert log.doubt.isVisible()
    assert own.window.documents.tabs.tabText(2) == "Print log (1 to check)"
    assert not any(row.label_printed for row in own.services.queries.rows_by_id(packed(own)))
    log.came_button.click()
    own.settle()
    assert not log.doubt.isVisible()
    assert own.services.printing.job(job_id).state is JobState.DONE
    assert all(row.label_printed for row in own.services.queries.rows_by_id(packed(own)))
    assert own.window.documents.tabs.tabText(2) == "Print log"


def test_a_doubtful_job_can_be_printed_again(own: WindowDesk) -> None:
    job_id = begin(own)
    own.services.printing.recover()
    open_log(own)
    own.window.documents.log.reprint_button.click()
    dialog = next(d for d in own.window.findChildren(PreviewDialog) if d.isVisible())
    settle(own, dialog)
    assert dialog.job_id == job_id
    assert dialog.data is not None
    assert len(dialog.data.pages) == len(packed(own))
    dialog.printed.emit()
    own.settle()
    assert own.services.printing.job(job_id).state is JobState.FAILED
    assert own.services.printing.job(job_id).note == "Printed again"


def test_the_log_is_searched_and_void_labels_are_named(own: WindowDesk) -> None:
    own.services.printing.accept(begin(own))
    one = own.services.queries.rows_by_id(packed(own))[0]
    with own.services.database.write() as conn:
        conn.execute("UPDATE shipment SET awb_text = 'OTHER' WHERE id = ?", (one.id,))
    open_log(own)
    log = own.window.documents.log
    QTest.keyClicks(log.search, one.order_no)
    own.wait(lambda: not log._typing.isActive(), "the typing")
    own.settle()
    (line,) = log.table.lines_model.lines
    assert "1 label void" in line.cells[-1]
    void = next(n for n, x in enumerate(log.orders.lines_model.lines) if x.key[0] == one.id)
    assert log.orders.lines_model.lines[void].cells[2].startswith("Void")
    log.open_button.click()
    dialog = next(d for d in own.window.findChildren(PreviewDialog) if d.isVisible())
    own.wait(lambda: dialog.error.text(), "the refusal")
    assert f"The label of {one.order_no} is void" in dialog.error.text()
    dialog.close()
    log.orders.selectRow(void)
    assert log.orders_button.text() == "Print 1 order"
    log.search.setText("nothing like it")
    own.wait(lambda: log.empty.isVisible(), "the empty list")
    assert log.empty.text() == "Nothing like this was printed."


def test_kept_papers_are_found_by_order_and_day_and_opened(own: WindowDesk) -> None:
    labels(own)
    one = own.services.queries.rows_by_id(packed(own))[0]
    own.window.open_room("documents")
    page = own.window.documents
    page.tabs.setCurrentWidget(page.kept)
    own.settle()
    assert len(page.kept.table.lines_model.lines) == len(packed(own))
    QTest.keyClicks(page.kept.search, one.awb_text or one.order_no)
    own.wait(lambda: len(page.kept.table.lines_model.lines) == 1, "the paper")
    page.kept.days.setCurrentIndex(page.kept.days.findText("Today"))
    own.settle()
    assert len(page.kept.table.lines_model.lines) == 1
    page.kept.table.selectRow(0)
    page.kept.table.setFocus()
    QTest.keyClick(page.kept.table, Qt.Key.Key_Return)
    dialog = next(d for d in own.window.findChildren(PreviewDialog) if d.isVisible())
    settle(own, dialog)
    assert dialog.data is not None
    assert dialog.data.shipment_ids == (one.id,)


def test_a_void_paper_opens_as_it_is_with_a_warning(own: WindowDesk) -> None:
    labels(own)
    one = own.services.queries.rows_by_id(packed(own))[0]
    with own.services.database.write() as conn:
        conn.execute("UPDATE shipment SET awb_text = 'OTHER' WHERE id = ?", (one.id,))
    own.window.open_room("documents")
    page = own.window.documents
    page.tabs.setCurrentWidget(page.kept)
    own.settle()
    lines = page.kept.table.lines_model.lines
    number = next(n for n, line in enumerate(lines) if line.key.shipment_id == one.id)
    assert lines[number].cells[5] == "Void: AWB or courier changed"
    page.kept.table.selectRow(number)
    page.kept.open_button.click()
    dialog = next(d for d in own.window.findChildren(PreviewDialog) if d.isVisible())
    settle(own, dialog)
    assert "must not go on a parcel" in dialog.panel.fixed_text.text()


def test_papers_come_by_themselves_after_get_labels(own: WindowDesk) -> None:
    rows = own.services.queries.rows_by_id(own.server.world.ids("PROCESSING"))
    ids = [row.id for row in rows if row.lane == Lane.GET_LABELS][:3]
    assert ids
    run = plan(own, ids, Action.GET_LABELS)
    finish(own, run)
    assert run.result is not None
    done = set(run.result.ids(State.DONE))
    assert done
    own.wait(lambda: "ready to print" in own.window.keys.said.text(), "the papers")
    own.settle()
    kept = own.services.documents.kept(ids)
    assert {paper.shipment_id for paper in kept if paper.kind == LABEL} == done
    assert not own.window.papers.ahead
