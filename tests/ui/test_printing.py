"""Papers through the window: matched, previewed, saved as they are, printed at true size."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from konnect_desktop.documents.rendering import decode_picture
from konnect_desktop.domain.printers import JobState, Role
from konnect_desktop.practice.faults import Fault
from konnect_desktop.printing.windows.winspool import DriverPaper, JobInfo
from konnect_desktop.services.print_memory import printer_of
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.preview import PreviewDialog
from konnect_desktop.ui.printing.sending import PDF_FILE
from tests.conftest import MakeWindow
from tests.printing.fake_windows import DPI, FakeWindows, FakeWindowsPrinting, grey_of
from tests.ui.paper_steps import open_preview, packed
from tests.ui.window_desk import WindowDesk


@pytest.fixture
def own(make_window: MakeWindow) -> WindowDesk:
    made = make_window(orders=80)
    made.wait_until_shown()
    return made


def test_every_page_names_its_order_and_the_numbers_agree(own: WindowDesk) -> None:
    dialog = open_preview(own)
    assert dialog.data is not None
    pages, orders = len(dialog.data.pages), len(packed(own))
    assert dialog.panel.matched.text() == f"{pages} pages matched to {orders} orders ✓"
    assert dialog.page_list.count() == pages
    names = {row.id: row.order_no for row in own.services.queries.rows_by_id(packed(own))}
    for number, page in enumerate(dialog.data.pages):
        assert names[page.shipment_id] in dialog.page_list.item(number).text()
    assert list(dialog.data.shipment_ids) == list(own.page.bar.actions_bar.offer.ids)
    assert dialog.view.is_drawn
    assert not dialog.view.paper().pixmap().isNull()


def test_the_saved_pdf_is_the_one_shown_and_marks_its_orders(
    own: WindowDesk, tmp_path: Path
) -> None:
    dialog = open_preview(own)
    path = tmp_path / "labels.pdf"
    dialog.save_to(path)
    own.wait(lambda: "labels.pdf" in dialog.heading.text(), "the file")
    assert dialog.data is not None
    assert path.read_bytes() == dialog.data.pdf
    own.settle()
    rows = own.services.queries.rows_by_id(packed(own))
    assert all(row.label_printed for row in rows)
    assert own.services.documents.print_log()[0].printer == PDF_FILE


@pytest.fixture
def windows(own: WindowDesk) -> FakeWindows:
    """The window's printers are those of Windows: one Zebra that knows the labels' paper."""
    fake = FakeWindows()
    own.services.printing._queue = FakeWindowsPrinting(fake, own.services.pictures)
    own.services.change_settings(label_printer="Zebra", invoice_printer="Zebra")
    return fake


def test_labels_come_out_of_the_printer_at_true_size_and_can_be_scanned(
    own: WindowDesk, windows: FakeWindows
) -> None:
    dialog = open_preview(own)
    assert dialog.data is not None
    ended: list[bool] = []
    dialog.printed.connect(lambda: ended.append(True))
    own.wait(dialog.panel.print_button.isEnabled, "the printers")
    dialog.print_now()
    own.wait(lambda: ended, "the printer")
    (sheets,) = windows.came_out
    assert len(sheets) == len(dialog.data.pages)
    for sheet, (width, height) in zip(sheets, dialog.sizes, strict=True):
        assert sheet.width / DPI * 25.4 == pytest.approx(width, abs=0.5)
        assert sheet.height / DPI * 25.4 == pytest.approx(height, abs=0.5)
    first = dialog.data.pages[0]
    assert any(code in first.awb for code in decode_picture(grey_of(sheets[0])) if code)
    assert windows.titles == [dialog.suggested_name().removesuffix(".pdf")]
    assert all(row.label_printed for row in own.services.queries.rows_by_id(packed(own)))


@pytest.mark.parametrize("call", ["start", "draw", "end"])
def test_a_printer_that_fails_marks_nothing(
    own: WindowDesk, windows: FakeWindows, call: str
) -> None:
    windows.fails[call] = (0, 31)
    dialog = open_preview(own)
    own.wait(dialog.panel.print_button.isEnabled, "the printers")
    dialog.print_now()
    own.wait(lambda: dialog.error.text(), "the failure")
    assert "Nothing was marked as printed" in dialog.error.text()
    assert windows.came_out == []
    assert not any(row.label_printed for row in own.services.queries.rows_by_id(packed(own)))


def test_cancelling_between_two_sheets_prints_and_marks_nothing(
    own: WindowDesk, windows: FakeWindows
) -> None:
    dialog = open_preview(own)
    assert dialog.data is not None
    total = len(dialog.data.pages)
    assert total > 2
    own.wait(dialog.panel.print_button.isEnabled, "the printers")
    goes_on = threading.Event()
    end_page = windows.end_page

    def wait_at_the_second(device: int) -> None:
        end_page(device)
        if len(windows._drawn) == 2:
            assert goes_on.wait(30)

    windows.end_page = wait_at_the_second  # type: ignore[method-assign]
    dialog.print_now()
    strip = dialog.strip
    own.wait(lambda: strip.text.text() == f"Sheet 1 of {total} sent to Zebra", "the first sheet")
    assert (strip.bar.value(), strip.bar.maximum()) == (1, total)
    assert strip.cancel.isVisible()
    strip.cancel.click()
    goes_on.set()
    own.settle()
    own.wait(lambda: windows.aborted, "the end of the job")
    assert windows.came_out == []
    own.settle()
    (job,) = own.services.printing.log()
    assert job.state is JobState.CANCELLED
    assert not any(row.label_printed for row in own.services.queries.rows_by_id(packed(own)))


def test_a_driver_lost_with_the_whole_job_leaves_a_doubt_that_the_log_asks_about(
    own: WindowDesk, windows: FakeWindows
) -> None:
    queue = own.services.printing._queue
    assert isinstance(queue, FakeWindowsPrinting)
    queue.process.dies_at = "end"
    dialog = open_preview(own)
    own.wait(dialog.panel.print_button.isEnabled, "the printers")
    dialog.print_now()
    own.wait(lambda: dialog.error.text(), "the doubt")
    assert "It is not known whether the printer took the job" in dialog.error.text()
    assert "Look at the printer before you print again" in dialog.error.text()
    (job,) = own.services.printing.doubtful()
    assert job.state is JobState.DOUBTFUL
    assert windows.came_out == []


def test_a_driver_lost_after_the_queue_took_the_job_is_no_failure(
    own: WindowDesk, windows: FakeWindows
) -> None:
    queue = own.services.printing._queue
    assert isinstance(queue, FakeWindowsPrinting)
    queue.process.dies_at = "end"
    windows.jobs[42] = JobInfo(0x10, 0, 3)
    dialog = open_preview(own)
    own.wait(dialog.panel.print_button.isEnabled, "the printers")
    printed: list[bool] = []
    dialog.printed.connect(lambda: printed.append(True))
    dialog.print_now()
    own.wait(lambda: printed, "the queue")
    (job,) = own.services.printing.log()
    assert (job.state, job.spool_id) == (JobState.ACCEPTED, "Zebra-42")
    windows.jobs[42] = JobInfo(0x80, 3, 3)
    own.wait(lambda: own.services.printing.log()[0].state is JobState.DONE, "the end")


def test_another_paper_in_its_place_is_refused_in_words(
    own: WindowDesk, windows: FakeWindows
) -> None:
    windows.forces = (2159, 2794)
    dialog = open_preview(own)
    own.wait(dialog.panel.print_button.isEnabled, "the printers")
    dialog.print_now()
    own.wait(lambda: dialog.error.text(), "the refusal")
    assert "would print on paper of 216 × 279 mm" in dialog.error.text()
    # Which of its papers would do; nothing says any more that sheets are being sent.
    assert "Choose A4 in Set up…" in dialog.error.text()
    assert dialog.strip.text.text() == ""
    assert windows.titles == []


def test_papers_that_fit_are_named_where_a_printer_has_none_of_the_size(
    own: WindowDesk, windows: FakeWindows
) -> None:
    windows.takes_custom = False
    windows.papers_listed = [DriverPaper(9, "A4", 2100, 2970), DriverPaper(11, "A5", 1480, 2100)]
    dialog = open_preview(own)
    own.wait(dialog.panel.print_button.isEnabled, "the printers")
    dialog.print_now()
    own.wait(lambda: dialog.error.text(), "the refusal")
    offer = "Choose A5 or A4 in Set up…, or another layout or printer."
    assert "has no paper of 105 × 148 mm" in dialog.error.text()
    assert offer in dialog.error.text()
    assert windows.titles == []


def test_without_a_printer_it_says_so_and_offers_the_pdf(
    own: WindowDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printers, "list_printers", lambda _context: [])
    dialog = open_preview(own)
    assert dialog.panel.printers.no_printer.isVisible()
    assert "No printer is set up" in dialog.panel.printers.no_printer.text()
    assert not dialog.panel.print_button.isEnabled()
    assert dialog.panel.save_button.isEnabled()


def test_a_printer_that_is_gone_is_asked_for_again(
    own: WindowDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printers, "list_printers", lambda _context: ["Office", "Zebra"])
    own.services.change_settings(label_printer="Old thermal")
    dialog = open_preview(own)
    assert dialog.panel.printers.rows[Role.LABEL].name == ""
    dialog.print_now()
    assert "nothing was printed" in dialog.error.text()


def test_each_kind_of_paper_remembers_its_printer(own: WindowDesk) -> None:
    context = own.desk.context
    chosen = {Role.LABEL: "Zebra", Role.INVOICE: "Office", Role.SHEET: "Big office"}
    printers.remember_printers(context, chosen)
    own.settle()
    assert {role: printer_of(context.settings, role) for role in Role} == chosen


def test_a_missing_page_is_named_and_the_others_can_be_printed(own: WindowDesk) -> None:
    lost = packed(own)[-1]
    own.server.faults.plan(Fault("pdf-garbage", "labels", ids=(lost,)))
    dialog = open_preview(own)
    assert dialog.data is not None
    assert set(dialog.data.missing) == {lost}
    panel, pages = dialog.panel, len(dialog.data.pages)
    assert panel.matched.text().endswith("1 order without paper:")
    name = own.services.queries.rows_by_id([lost])[0].order_no
    assert panel.check.missing.text().startswith(f"{name}: ")
    assert panel.print_button.text() == f"Print the {pages} matched"


def test_a_pdf_that_is_none_is_refused_in_words_and_fetched_again_later(own: WindowDesk) -> None:
    own.server.faults.plan(Fault("pdf-garbage", "labels"))
    dialog = open_preview(own)
    assert dialog.data is not None
    assert not dialog.data.pages
    assert dialog.heading.text() == "There is nothing to print"
    assert "PDF" in dialog.progress_text.text()
    assert "yet" not in dialog.progress_text.text()
    own.server.faults.clear()
    dialog.again_button.click()
    own.wait(lambda: dialog.data is not None and bool(dialog.data.pages), "the papers")
    assert dialog.heading.text().endswith("ready to print")


def test_kept_papers_and_the_print_log_are_listed_and_printed_again(
    own: WindowDesk, tmp_path: Path
) -> None:
    dialog = open_preview(own)
    dialog.save_to(tmp_path / "labels.pdf")
    own.wait(lambda: "labels.pdf" in dialog.heading.text(), "the file")
    dialog.close()
    own.window.open_room("documents")
    page = own.window.documents
    page.tabs.setCurrentWidget(page.log)
    own.settle()
    count = len(packed(own))
    (line,) = page.log.table.lines_model.lines
    assert line.cells[-1] == "Saved"
    assert len(page.log.orders.lines_model.lines) == count
    page.tabs.setCurrentWidget(page.kept)
    own.settle()
    assert len(page.kept.table.lines_model.lines) == count
    page.kept.table.selectRow(0)
    page.kept.open_button.click()
    again = next(d for d in own.window.findChildren(PreviewDialog) if d.isVisible())
    own.wait(lambda: again.data is not None and again.view.is_drawn, "the reprint")
    assert again.data is not None
    assert len(again.data.shipment_ids) == 1
