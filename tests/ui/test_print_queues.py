"""From the print window to the dots of a label printer, through real queues."""

from __future__ import annotations

import io

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from konnect_desktop.documents.rendering import decode_barcodes
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.printers import JobState, Role
from konnect_desktop.domain.printing import Layout
from konnect_desktop.practice.faults import Fault
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.services.print_memory import PrintMemory
from konnect_desktop.ui.printing.at_once import AtOncePrint
from konnect_desktop.ui.printing.preview import PreviewDialog
from konnect_desktop.ui.printing.printer_setup import PrinterSetup
from tests.conftest import MakeWindow
from tests.printing import zpl
from tests.printing.print_service import PDF, ZEBRA, PrintService, SocketPrinter
from tests.ui.paper_steps import open_preview, packed, settle
from tests.ui.sheet_steps import tick
from tests.ui.window_desk import WindowDesk

pytestmark = pytest.mark.cups
_MM_PER_POINT = 25.4 / 72


class Printers:
    """A label printer and an office printer of this test's own."""

    def __init__(self, service: PrintService, number: int) -> None:
        self.service = service
        self.label_name, self.office_name = f"ZEBRA{number}", f"OFFICE{number}"
        self.label: SocketPrinter = service.add(self.label_name, ZEBRA)
        self.office: SocketPrinter = service.add(self.office_name, PDF)


_made = iter(range(1000))


@pytest.fixture
def queues(print_service: PrintService, monkeypatch: pytest.MonkeyPatch) -> Printers:
    monkeypatch.setenv("CUPS_SERVER", print_service.server)
    return Printers(print_service, next(_made))


@pytest.fixture
def own(make_window: MakeWindow, queues: Printers) -> WindowDesk:
    made = make_window(orders=80)
    made.services.change_settings(
        label_printer=queues.label_name,
        invoice_printer=queues.office_name,
        printing=PrintMemory(sheet_printer=queues.office_name).to_settings(),
    )
    made.wait_until_shown()
    return made


def press(dialog: PreviewDialog | PrinterSetup, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible(), name
    assert button.isEnabled(), f"{name}: {button.toolTip()}"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def printed_pdf(printer: SocketPrinter) -> bytes:
    """What the office printer got, without the wrapping of its driver."""
    job = printer.jobs[-1]
    return job[job.index(b"%PDF-") : job.rindex(b"%%EOF") + 6]


def test_labels_come_out_of_the_label_printer_and_decode_to_their_awbs(
    own: WindowDesk, queues: Printers
) -> None:
    dialog = open_preview(own)
    dialog.panel.choose_layout(Layout.THERMAL_4X6)
    settle(own, dialog)
    assert dialog.data is not None
    press(dialog, "preview.print")
    own.wait(lambda: queues.label.jobs and dialog.strip.bar.isHidden(), "the printer")
    found = zpl.barcodes(queues.label.jobs[0])
    assert len(found) == len(dialog.data.pages)
    for codes, page in zip(found, dialog.data.pages, strict=True):
        for awb in filter(None, page.awb.split(", ")):
            assert awb in codes
    assert dialog.heading.text() == "Sent to the printer and marked as printed"
    count = len(dialog.data.pages)
    own.wait(lambda: dialog.strip.text.text() == f"{count} sheets printed", "the end")
    (job,) = own.services.printing.log()
    assert (job.state, job.printer) == (JobState.DONE, queues.label_name)
    assert all(row.label_printed for row in own.services.queries.rows_by_id(packed(own)))


def test_four_up_sheets_keep_their_size_and_their_bars(own: WindowDesk, queues: Printers) -> None:
    dialog = open_preview(own)
    dialog.panel.choose_layout(Layout.A4_4UP)
    settle(own, dialog)
    assert dialog.data is not None
    press(dialog, "preview.print")
    own.wait(lambda: queues.office.jobs, "the printer")
    pdf = printed_pdf(queues.office)
    sheets = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(sheets) == dialog.data.sheets
    for number, sheet in enumerate(sheets):
        assert float(sheet.mediabox.width) * _MM_PER_POINT == pytest.approx(210, abs=0.5)
        assert float(sheet.mediabox.height) * _MM_PER_POINT == pytest.approx(297, abs=0.5)
        codes = decode_barcodes(pdf, number)
        for page in dialog.data.pages:
            if page.sheet == number:
                assert all(awb in codes for awb in filter(None, page.awb.split(", ")))


def test_paired_papers_go_to_the_printer_of_their_kind(own: WindowDesk, queues: Printers) -> None:
    dialog = open_preview(own)
    dialog.panel.choose_layout(Layout.THERMAL_4X6)
    settle(own, dialog)
    dialog.panel.choose_kinds((LABEL, INVOICE))
    settle(own, dialog)
    assert dialog.data is not None
    rows = dialog.panel.printers.rows
    assert (rows[Role.LABEL].name, rows[Role.INVOICE].name) == (
        queues.label_name,
        queues.office_name,
    )
    own.services.settings.revise(
        lambda s: {
            "printing": PrintMemory.of(s).with_printer(queues.label_name, paper="A4").to_settings()
        }
    )
    press(dialog, "preview.print")
    own.wait(lambda: queues.label.jobs and queues.office.jobs, "both printers")
    labels = [page for page in dialog.data.pages if page.kind == LABEL]
    invoices = [page for page in dialog.data.pages if page.kind == INVOICE]
    assert len(zpl.pictures(queues.label.jobs[0])) == len(labels)
    assert len(pypdf.PdfReader(io.BytesIO(printed_pdf(queues.office))).pages) == len(invoices)
    assert len(own.services.printing.log()) == 2


def test_a_jam_is_said_and_the_rest_is_printed_from_that_sheet_on(
    own: WindowDesk, queues: Printers
) -> None:
    dialog = open_preview(own)
    dialog.panel.choose_layout(Layout.THERMAL_4X6)
    settle(own, dialog)
    assert dialog.data is not None
    queues.service.pause(queues.label_name, "Paper jam in the roll")
    press(dialog, "preview.print")
    own.wait(lambda: "Paper jam" in dialog.error.text(), "the reason")
    assert dialog.strip.cancel.isVisible()
    press(dialog, "preview.cancel_print")
    own.wait(lambda: dialog.strip.cancel.isHidden(), "the cancelling")
    own.settle()
    (job,) = own.services.printing.log()
    assert job.state is JobState.CANCELLED
    queues.service.resume(queues.label_name)
    dialog.panel.printers.range.setText("3-")
    press(dialog, "preview.print")
    own.wait(lambda: queues.label.jobs, "the rest")
    found = zpl.barcodes(queues.label.jobs[0])
    assert len(found) == len(dialog.data.pages) - 2
    assert dialog.data.pages[2].awb in found[0]


def test_a_printer_without_that_paper_refuses_in_words(own: WindowDesk, queues: Printers) -> None:
    dialog = open_preview(own)
    dialog.panel.choose_layout(Layout.CUSTOM)
    fields = dialog.panel.choices.custom
    fields._sizes["width_mm"].setValue(321)
    fields._sizes["height_mm"].setValue(222)
    settle(own, dialog)
    press(dialog, "preview.print")
    own.wait(lambda: dialog.error.text(), "the refusal")
    assert f"{queues.office_name} has no paper of 321 × 222 mm" in dialog.error.text()
    assert dialog.heading.text() == "Not printed"
    assert own.services.printing.log() == []
    assert not any(row.label_printed for row in own.services.queries.rows_by_id(packed(own)))


def test_a_job_from_the_log_is_repeated_as_it_was(own: WindowDesk, queues: Printers) -> None:
    dialog = open_preview(own)
    dialog.panel.choose_layout(Layout.THERMAL_4X6)
    settle(own, dialog)
    press(dialog, "preview.print")
    own.wait(lambda: queues.label.jobs, "the printer")
    dialog.close()
    own.server.stop()  # no internet
    own.window.open_room("documents")
    page = own.window.documents
    page.tabs.setCurrentWidget(page.log)
    own.wait(lambda: page.log.table.keys() and page.log.orders.lines_model.lines, "the log")
    page.log.open_button.click()
    again = next(d for d in own.window.findChildren(PreviewDialog) if d.isVisible())
    settle(own, again)
    assert again.panel.fixed_text.isVisible()
    assert not again.panel.choices.isVisible()
    again.panel.printers.range.setText("2")
    press(again, "preview.print")
    own.wait(lambda: len(queues.label.jobs) == 2, "the reprint")
    assert again.data is not None
    assert again.data.pages[1].awb in zpl.barcodes(queues.label.jobs[1])[0]
    own.settle()
    last = own.services.printing.log()[0]
    assert (last.sheets, last.is_reprint) == ((1,), True)


def test_without_the_window_all_is_printed_at_once(own: WindowDesk, queues: Printers) -> None:
    own.services.settings.revise(
        lambda s: {
            "printing": PrintMemory(
                at_once=True, layouts={LABEL: Layout.THERMAL_4X6}, sheet_printer="x"
            ).to_settings()
        }
    )
    tick(own, packed(own))
    own.page.bar.actions_bar.press(Action.PRINT_LABEL)
    own.wait(lambda: queues.label.jobs, "the printer")
    assert len(zpl.pictures(queues.label.jobs[0])) == len(packed(own))
    own.wait(lambda: "sent to" in own.window.keys.said.text(), "the quiet line")
    assert not any(d.isVisible() for d in own.window.findChildren(PreviewDialog))
    own.wait(lambda: not own.window.findChildren(AtOncePrint), "the end of it")


def test_without_the_window_it_opens_all_the_same_when_a_page_is_missing(
    own: WindowDesk, queues: Printers
) -> None:
    memory = PrintMemory(at_once=True, layouts={LABEL: Layout.THERMAL_4X6})
    own.services.settings.revise(lambda _s: {"printing": memory.to_settings()})
    lost = packed(own)[-1]
    own.server.faults.plan(Fault("pdf-garbage", "labels", ids=(lost,)))
    tick(own, packed(own))
    own.page.bar.actions_bar.press(Action.PRINT_LABEL)
    dialog = own.find(PreviewDialog, "preview")
    own.wait(dialog.isVisible, "the window")
    settle(own, dialog)
    assert "without paper" in dialog.panel.matched.text()
    assert queues.label.jobs == []
    press(dialog, "preview.print")
    own.wait(lambda: queues.label.jobs, "the others")
    assert len(zpl.pictures(queues.label.jobs[0])) == len(packed(own)) - 1


def test_a_job_that_waits_is_cancelled_from_the_log(own: WindowDesk, queues: Printers) -> None:
    dialog = open_preview(own)
    dialog.panel.choose_layout(Layout.THERMAL_4X6)
    settle(own, dialog)
    queues.service.pause(queues.label_name, "No paper")
    press(dialog, "preview.print")
    own.wait(lambda: dialog.error.text(), "the reason")
    dialog.close()
    own.window.open_room("documents")
    own.window.documents.open_log()
    log = own.window.documents.log
    own.wait(log.cancel_button.isEnabled, "the job")
    assert log.table.lines_model.lines[0].cells[-1] == "With the printer"
    log.cancel_button.click()
    own.wait(lambda: log.table.lines_model.lines[0].cells[-1] == "Cancelled", "the cancelling")
    queues.service.resume(queues.label_name)
    own.settle()
    assert queues.label.jobs == []


def test_a_test_page_is_measured_and_scanned(own: WindowDesk, queues: Printers) -> None:
    setup = PrinterSetup.show_for(own.window, own.desk.context, queues.label_name)
    own.wait(lambda: setup.state.text() == "Ready", "the printer's facts")
    setup.paper.setCurrentIndex(setup.paper.findData("w288h432"))
    setup.paper.activated.emit(setup.paper.currentIndex())
    own.settle()
    press(setup, "printer_setup.print")
    own.wait(lambda: queues.label.jobs, "the test page")
    own.settle()
    (codes,) = zpl.barcodes(queues.label.jobs[0])
    assert codes == [setup.test.code]
    assert own.services.printing.log()[0].layout == "test_page"
    setup.measured.setValue(setup.test.ruler_mm * 0.96)
    own.settle()
    assert "4.0 % smaller" in setup.size_words.text()
    assert "never stretched" in setup.size_words.text()
    setup.measured.setValue(setup.test.ruler_mm)
    own.settle()
    assert setup.size_words.text().endswith("true size ✓")
    QTest.keyClicks(setup.scan, "WRONG")
    QTest.keyClick(setup.scan, Qt.Key.Key_Return)
    assert setup.test.code in setup.scan_words.text()
    QTest.keyClicks(setup.scan, codes[0])
    QTest.keyClick(setup.scan, Qt.Key.Key_Return)
    own.settle()
    known = PrintMemory.of(own.services.settings.current).printer(queues.label_name)
    assert known.is_proven
    assert known.paper == "w288h432"
    setup.close()
