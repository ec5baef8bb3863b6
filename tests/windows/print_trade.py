"""Prints labels by the app's own classes for Windows: on the bench, and on a real Windows.

    python -m tests.windows.print_trade PRINTER FILE.pdf [STOP_AT]

Prints the file; with STOP_AT the seller cancels before the sheet of that number (from 0).
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from reportlab.graphics.barcode import code128
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.documents.worker import PdfWorker
from konnect_desktop.domain.printers import SpoolRequest
from konnect_desktop.printing.queue import Stopped, never
from konnect_desktop.printing.windows.printing import WindowsPrinting
from konnect_desktop.services.pictures import PagePictures

#: Every printer has it, "Microsoft Print to PDF" and CUPS' own among them.
A4 = (210.0, 297.0)
PRINTED, STOPPED = "printed", "stopped"


def numbers(count: int) -> list[str]:
    """The AWBs that stand on the sheets of `labels`."""
    return [f"14123{number:07}" for number in range(count)]


def labels(count: int) -> bytes:
    """A PDF of A4 sheets, each with the bars of one AWB, 20 mm high, and a frame near the edge."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(A4[0] * mm, A4[1] * mm))
    for number in numbers(count):
        bars = code128.Code128(number, barWidth=0.375 * mm, barHeight=20 * mm)
        bars.drawOn(canvas, 20 * mm, 200 * mm)
        canvas.rect(15 * mm, 15 * mm, 180 * mm, 267 * mm)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@contextmanager
def printing() -> Iterator[WindowsPrinting]:
    """The app's way to print on Windows, with its processes, until it is left."""
    made = WindowsPrinting(PagePictures(PdfWorker()))
    try:
        yield made
    finally:
        made.close()


def stop_at(sheet: int) -> Callable[[], bool]:
    """A seller who cancels before the sheet of that number: it is asked once for each."""
    asked = iter(range(sheet))
    return lambda: next(asked, None) is None


def send(
    windows: WindowsPrinting,
    printer: str,
    pdf: Path,
    should_stop: Callable[[], bool] = never,
) -> str:
    """Print all sheets of `pdf` on A4; the job. Raises PrintFailed or Stopped."""
    paper = windows.facts(printer).paper_for(*A4)
    assert paper is not None, windows.facts(printer)
    return windows.send(pdf, SpoolRequest(printer, "Labels", paper=paper.key), should_stop)


def main(printer: str, pdf: str, sheet: str = "") -> str:
    """Print and say what came of it."""
    with printing() as windows:
        try:
            send(windows, printer, Path(pdf), stop_at(int(sheet)) if sheet else never)
        except Stopped:
            return STOPPED
    return PRINTED


if __name__ == "__main__":
    print(main(*sys.argv[1:]))  # noqa: T201
