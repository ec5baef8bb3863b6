"""Real queues: what the printer gets is the page, at its size, with bars that scan."""

from __future__ import annotations

import io
import socket
from pathlib import Path

import pypdf
import pytest
from reportlab.graphics.barcode import code128
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.documents.rendering import decode_barcodes
from konnect_desktop.domain.printers import SpoolRequest, SpoolState
from konnect_desktop.errors import PrintDoubtful, PrintFailed
from konnect_desktop.printing.cups import CupsPrinting
from tests.printing import zpl
from tests.printing.print_service import PDF, ZEBRA, PrintService, SocketPrinter, until

pytestmark = pytest.mark.cups
FOUR_BY_SIX = (101.6, 152.4)
A6 = (105.0, 148.0)
_MM_PER_POINT = 25.4 / 72


def labels(path: Path, count: int, size: tuple[float, float]) -> list[str]:
    """A PDF of labels; returns their AWBs in page order."""
    numbers = [f"14123{number:07}" for number in range(count)]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(size[0] * mm, size[1] * mm))
    for number in numbers:
        bars = code128.Code128(number, barWidth=0.375 * mm, barHeight=20 * mm)
        bars.drawOn(canvas, 5 * mm, 100 * mm)
        canvas.showPage()
    canvas.save()
    path.write_bytes(buffer.getvalue())
    return numbers


def finish(cups: CupsPrinting, job: str, service: PrintService) -> SpoolState:
    until(lambda: cups.status(job).state.is_over, service.log)
    status = cups.status(job)
    assert not status.text
    return status.state


def pdf_of(job: bytes) -> bytes:
    """The PDF inside what the generic PDF driver sends."""
    return job[job.index(b"%PDF-") : job.rindex(b"%%EOF") + 6]


@pytest.fixture(scope="session")
def zebra(service: PrintService) -> SocketPrinter:
    return service.add("ZEB", ZEBRA)


@pytest.fixture(scope="session")
def office(service: PrintService) -> SocketPrinter:
    return service.add("OFFICE", PDF)


def test_a_label_printer_gets_bars_that_decode_to_the_awb(
    cups: CupsPrinting, service: PrintService, zebra: SocketPrinter, tmp_path: Path
) -> None:
    numbers = labels(tmp_path / "labels.pdf", 3, FOUR_BY_SIX)
    paper = cups.facts("ZEB").paper_for(*FOUR_BY_SIX)
    assert paper is not None
    assert paper.key == "w288h432"
    before = len(zebra.jobs)
    job = cups.send(tmp_path / "labels.pdf", SpoolRequest("ZEB", "Labels", paper=paper.key))
    assert finish(cups, job, service) is SpoolState.DONE
    until(lambda: len(zebra.jobs) == before + 1, service.log)
    assert zpl.barcodes(zebra.jobs[-1]) == [[number] for number in numbers]
    # 4 x 6 inches at 203 dots, the row filled up to whole bytes.
    assert zpl.pictures(zebra.jobs[-1])[0][:2] == (816, 1218)


def test_pages_keep_their_size_and_only_those_asked_for_come(
    cups: CupsPrinting, service: PrintService, office: SocketPrinter, tmp_path: Path
) -> None:
    numbers = labels(tmp_path / "labels.pdf", 6, A6)
    paper = cups.facts("OFFICE").paper_for(*A6)
    assert paper is not None
    before = len(office.jobs)
    request = SpoolRequest("OFFICE", "Labels", sheets=(1, 2, 4), paper=paper.key)
    job = cups.send(tmp_path / "labels.pdf", request)
    assert finish(cups, job, service) is SpoolState.DONE
    until(lambda: len(office.jobs) == before + 1, service.log)
    printed = pdf_of(office.jobs[-1])
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    assert len(pages) == 3
    for place, number in enumerate((1, 2, 4)):
        box = pages[place].mediabox
        assert float(box.width) * _MM_PER_POINT == pytest.approx(A6[0], abs=0.5)
        assert float(box.height) * _MM_PER_POINT == pytest.approx(A6[1], abs=0.5)
        assert decode_barcodes(printed, place) == [numbers[number]]


@pytest.mark.parametrize("printer", ["OFFICE", "ZEB"])
def test_a_page_on_its_side_is_turned_onto_the_paper_and_not_cut(
    cups: CupsPrinting,
    service: PrintService,
    office: SocketPrinter,
    zebra: SocketPrinter,
    tmp_path: Path,
    printer: str,
) -> None:
    wide = (148.0, 105.0) if printer == "OFFICE" else (152.4, 101.6)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(wide[0] * mm, wide[1] * mm))
    for place in (5, 75):
        bars = code128.Code128(f"SIDE{place:02}", barWidth=0.375 * mm, barHeight=20 * mm)
        bars.drawOn(canvas, (3 if place == 5 else 88) * mm, place * mm)
    canvas.save()
    (tmp_path / "wide.pdf").write_bytes(buffer.getvalue())
    paper = cups.facts(printer).paper_for(*wide)
    assert paper is not None
    target = office if printer == "OFFICE" else zebra
    before = len(target.jobs)
    job = cups.send(tmp_path / "wide.pdf", SpoolRequest(printer, "Wide", paper=paper.key))
    assert finish(cups, job, service) is SpoolState.DONE
    until(lambda: len(target.jobs) == before + 1, service.log)
    sent = target.jobs[-1]
    codes = decode_barcodes(pdf_of(sent), 0) if printer == "OFFICE" else zpl.barcodes(sent)[0]
    assert sorted(codes) == ["SIDE05", "SIDE75"]


def test_copies_come_out_as_whole_sets(
    cups: CupsPrinting, service: PrintService, office: SocketPrinter, tmp_path: Path
) -> None:
    numbers = labels(tmp_path / "labels.pdf", 2, A6)
    before = len(office.jobs)
    job = cups.send(tmp_path / "labels.pdf", SpoolRequest("OFFICE", "Labels", copies=2))
    assert finish(cups, job, service) is SpoolState.DONE
    until(lambda: len(office.jobs) == before + 1, service.log)
    printed = pdf_of(office.jobs[-1])
    count = len(pypdf.PdfReader(io.BytesIO(printed)).pages)
    if count == 2:  # the printer makes the copies itself
        assert b"COPIES=2" in office.jobs[-1] or b"QTY=2" in office.jobs[-1]
    else:
        shown = [decode_barcodes(printed, page)[0] for page in range(count)]
        assert shown == numbers * 2


def test_a_printer_tells_its_paper_and_trays(
    cups: CupsPrinting, zebra: SocketPrinter, office: SocketPrinter
) -> None:
    assert {"ZEB", "OFFICE"} <= set(cups.names())
    facts = cups.facts("ZEB")
    assert facts.is_ready
    assert facts.takes_any_size
    custom = facts.paper_for(92, 61)
    assert custom is not None
    assert custom.key == "Custom.61x92mm"
    assert cups.facts("OFFICE").paper_for(210, 297) is not None
    assert cups.facts("OFFICE").paper_for(77, 33) is None


def test_a_paused_printer_says_so_and_the_job_can_be_cancelled(
    cups: CupsPrinting, service: PrintService, tmp_path: Path
) -> None:
    printer = service.add("PAUSED", ZEBRA)
    service.pause("PAUSED", "Changing the roll")
    facts = cups.facts("PAUSED")
    assert not facts.is_ready
    assert "Changing the roll" in facts.trouble
    labels(tmp_path / "labels.pdf", 1, FOUR_BY_SIX)
    job = cups.send(tmp_path / "labels.pdf", SpoolRequest("PAUSED", "Labels"))
    status = cups.status(job)
    assert status.state is SpoolState.STOPPED
    assert "Changing the roll" in status.text
    cups.cancel(job)
    assert finish(cups, job, service) is SpoolState.CANCELLED
    service.resume("PAUSED")
    assert printer.jobs == []


def test_a_printer_that_is_off_is_named_while_its_job_waits(
    cups: CupsPrinting, service: PrintService, tmp_path: Path
) -> None:
    service.add_queue("OFF", ZEBRA, "socket://127.0.0.1:1")
    labels(tmp_path / "labels.pdf", 1, FOUR_BY_SIX)
    job = cups.send(tmp_path / "labels.pdf", SpoolRequest("OFF", "Labels"))
    until(lambda: cups.status(job).state is SpoolState.STOPPED, service.log)
    assert "does not answer" in cups.status(job).text
    cups.cancel(job)


def test_a_printer_that_is_gone_refuses_in_words(
    cups: CupsPrinting, tmp_path: Path, service: PrintService
) -> None:
    labels(tmp_path / "labels.pdf", 1, A6)
    with pytest.raises(PrintFailed, match="did not take the job"):
        cups.send(tmp_path / "labels.pdf", SpoolRequest("NOWHERE", "Labels"))
    with pytest.raises(PrintFailed, match="not a printer"):
        cups.facts("NOWHERE")


def test_without_a_print_service_it_says_so(tmp_path: Path) -> None:
    nowhere = CupsPrinting("localhost:1")
    with pytest.raises(PrintFailed, match="does not answer"):
        nowhere.names()
    assert nowhere.is_available


def test_a_service_that_falls_silent_leaves_a_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("konnect_desktop.printing.cups._TIMEOUT_S", 1.0)
    labels(tmp_path / "labels.pdf", 1, A6)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cups = CupsPrinting(f"127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(PrintDoubtful, match="not known whether the printer took the job"):
            cups.send(tmp_path / "labels.pdf", SpoolRequest("OFFICE", "Labels"))


def test_a_job_the_queue_forgot_is_unknown(cups: CupsPrinting, office: SocketPrinter) -> None:
    assert cups.status("OFFICE-99999").state is SpoolState.UNKNOWN
