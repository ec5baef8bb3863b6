"""Papers through the window: matched, previewed, saved as they are, printed at true size."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter

from konnect_desktop.documents.rendering import decode_barcodes
from konnect_desktop.domain.printers import Role
from konnect_desktop.errors import KonnectError, PrintFailed
from konnect_desktop.practice.faults import Fault
from konnect_desktop.services.print_memory import printer_of
from konnect_desktop.ui.documents import printers, printing
from konnect_desktop.ui.documents.preview import PreviewDialog
from konnect_desktop.ui.documents.sending import PDF_FILE
from tests.conftest import MakeWindow
from tests.ui.paper_steps import open_preview, packed
from tests.ui.window_desk import WindowDesk

_MM_PER_POINT = 25.4 / 72


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


def test_labels_come_out_of_the_printer_at_true_size_and_can_be_scanned(
    own: WindowDesk, tmp_path: Path
) -> None:
    dialog = open_preview(own)
    assert dialog.data is not None
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setResolution(203)
    path = tmp_path / "printed.pdf"
    printer.setOutputFileName(str(path))
    ended: list[bool] = []
    dialog.printed.connect(lambda: ended.append(True))
    dialog.print_to(printer)
    own.wait(lambda: ended, "the printer")
    printed = pypdf.PdfReader(io.BytesIO(path.read_bytes()))
    assert len(printed.pages) == len(dialog.data.pages)
    for page, (width, height) in zip(printed.pages, dialog.sizes, strict=True):
        assert float(page.mediabox.width) * _MM_PER_POINT == pytest.approx(width, abs=0.5)
        assert float(page.mediabox.height) * _MM_PER_POINT == pytest.approx(height, abs=0.5)
    first = dialog.data.pages[0]
    assert any(code in first.awb for code in decode_barcodes(path.read_bytes(), 0) if code)
    assert all(row.label_printed for row in own.services.queries.rows_by_id(packed(own)))


def test_a_printer_that_fails_marks_nothing(own: WindowDesk, tmp_path: Path) -> None:
    dialog = open_preview(own)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no" / "such" / "folder.pdf"))
    failures: list[KonnectError] = []
    dialog.print_to(printer).failed.connect(failures.append)
    own.wait(lambda: failures, "the failure")
    assert isinstance(failures[0], PrintFailed)
    assert "Nothing was marked as printed" in dialog.error.text()
    assert not any(row.label_printed for row in own.services.queries.rows_by_id(packed(own)))


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


@pytest.mark.parametrize(("size", "is_wide"), [((105.0, 148.0), False), ((148.0, 105.0), True)])
@pytest.mark.usefixtures("styled_app")
def test_the_paper_is_the_pages_own(size: tuple[float, float], is_wide: bool) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    layout = printing.page_layout(printer, size)
    full = layout.fullRect(QPageLayout.Unit.Millimeter).size()
    assert full.width() == pytest.approx(size[0], abs=0.6)
    assert full.height() == pytest.approx(size[1], abs=0.6)
    assert (full.width() > full.height()) is is_wide
    assert isinstance(full, QSizeF)


def test_dots_stay_within_reason_and_bands_within_a_few_milliseconds() -> None:
    assert printing.dots(203, is_grey=True) == 203
    assert printing.dots(1200, is_grey=False) == 300
    assert printing.dots(2400, is_grey=True) == 600
    assert printing.band_rows((210, 297), 600) * 4961 <= 200_000
    assert printing.band_rows((2000, 2000), 600) == 16


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
