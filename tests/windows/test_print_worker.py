"""The print process under Windows' Python, into real queues: wine hands Windows' jobs to CUPS."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from konnect_desktop.documents.rendering import decode_barcodes
from tests.printing.print_service import PDF, PrintService, SocketPrinter, until
from tests.windows import bench, print_trade

pytestmark = [pytest.mark.wine, pytest.mark.cups]
_LIMIT_S = 150.0
#: The tour may have the printers first.
_TURN_S = 600.0
_SHEETS = 3


@pytest.fixture(scope="module")
def queue(print_service: PrintService) -> tuple[PrintService, SocketPrinter]:
    return print_service, print_service.add("WINDOWS", PDF)


def printed_by_windows(service: PrintService, *arguments: str) -> str:
    with bench.held(alone=False), bench.printers():
        code, said = bench.run(
            ["-m", "tests.windows.print_trade", "WINDOWS", *arguments],
            _LIMIT_S,
            CUPS_SERVER=service.server,
        )
    assert code == 0, said[-6000:]
    return said.strip()


@pytest.mark.timeout(_TURN_S + 3 * _LIMIT_S)
def test_bars_come_out_and_a_job_cancelled_in_the_middle_does_not(
    queue: tuple[PrintService, SocketPrinter], tmp_path: Path
) -> None:
    service, printer = queue
    sheets = tmp_path / "labels दुकान.pdf"
    sheets.write_bytes(print_trade.labels(_SHEETS))
    place = bench.windows_path(sheets)
    assert printed_by_windows(service, place, "2") == print_trade.STOPPED
    assert printed_by_windows(service, place) == print_trade.PRINTED
    # Jobs of a queue come out in their order, so one that was cancelled would be here first.
    until(lambda: bool(printer.jobs), service.log)
    job = printer.jobs[0]
    pdf = job[job.index(b"%PDF-") : job.rindex(b"%%EOF") + 6]
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == _SHEETS
    for page, number in enumerate(print_trade.numbers(_SHEETS)):
        box = pages[page].mediabox
        assert (float(box.width), float(box.height)) == pytest.approx((595, 842), abs=2)
        assert decode_barcodes(pdf, page) == [number]
