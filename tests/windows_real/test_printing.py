"""Windows' own PDF printer: bars that decode, and a cancel that leaves nothing behind."""

from __future__ import annotations

import io
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest

from konnect_desktop.documents.rendering import decode_barcodes
from konnect_desktop.domain.printers import SpoolState
from konnect_desktop.printing.queue import Stopped
from konnect_desktop.printing.windows.printing import WindowsPrinting
from tests.windows import print_trade
from tests.windows_real import powershell
from tests.windows_real.powershell import quoted

pytestmark = [pytest.mark.real_windows, pytest.mark.timeout(400)]
_DRIVER = "Microsoft Print To PDF"
_PATIENCE_S = 90.0
_MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True)
class PdfPrinter:
    """A queue of the PDF printer that asks for no name: its port is a file."""

    name: str
    out: Path

    def jobs(self) -> int:
        """How many stand in its queue."""
        return int(powershell.run(f"@(Get-PrintJob -PrinterName {quoted(self.name)}).Count"))

    def do(self, method: str) -> None:
        """Pause or Resume."""
        which = quoted(f"Name='{self.name}'")
        powershell.run(
            f"Get-CimInstance Win32_Printer -Filter {which}"
            f" | Invoke-CimMethod -MethodName {method} | Out-Null"
        )

    def is_whole(self) -> bool:
        """Whether a PDF came out, to its last line."""
        try:
            return self.out.read_bytes().rstrip().endswith(b"%%EOF")
        except OSError:  # not there, or still being written
            return False


def until(is_true: Callable[[], object], what: str) -> None:
    """Wait for something that Windows tells nobody of."""
    deadline = time.monotonic() + _PATIENCE_S
    while not is_true():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[PdfPrinter]:
    # Other tests may print beside this one.
    made = PdfPrinter(f"Konnect {uuid.uuid4().hex[:8]}", tmp_path / "printed.pdf")
    powershell.run(
        f"Add-PrinterPort -Name {quoted(made.out)};"
        f" Add-Printer -Name {quoted(made.name)} -DriverName {quoted(_DRIVER)}"
        f" -PortName {quoted(made.out)}"
    )
    yield made
    powershell.run(
        f"Get-PrintJob -PrinterName {quoted(made.name)} | Remove-PrintJob;"
        f" Remove-Printer -Name {quoted(made.name)}"
    )


@pytest.fixture(scope="module")
def windows() -> Iterator[WindowsPrinting]:
    with print_trade.printing() as made:
        yield made


def sheets(folder: Path, count: int) -> Path:
    path = folder / "labels दुकान.pdf"
    path.write_bytes(print_trade.labels(count))
    return path


def finish(windows: WindowsPrinting, job: str) -> SpoolState:
    until(lambda: windows.status(job).state.is_over, f"{job} does not end")
    return windows.status(job).state


def check_sheets(data: bytes, count: int) -> None:
    """All sheets came out, at their size, with bars that decode."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    assert len(pages) == count
    for page, number in enumerate(print_trade.numbers(count)):
        box = pages[page].mediabox
        size = (float(box.width) * _MM_PER_POINT, float(box.height) * _MM_PER_POINT)
        assert size == pytest.approx(print_trade.A4, abs=1)
        assert decode_barcodes(data, page) == [number]


def test_the_printer_is_found_with_its_papers(
    windows: WindowsPrinting, printer: PdfPrinter
) -> None:
    assert printer.name in windows.names()
    facts = windows.facts(printer.name)
    assert facts.is_ready, facts.trouble
    assert facts.paper_for(*print_trade.A4) is not None


def test_bars_come_out(windows: WindowsPrinting, printer: PdfPrinter, tmp_path: Path) -> None:
    job = print_trade.send(windows, printer.name, sheets(tmp_path, 3))
    assert finish(windows, job) in (SpoolState.DONE, SpoolState.UNKNOWN)
    until(printer.is_whole, "no whole PDF came out")
    check_sheets(printer.out.read_bytes(), 3)
    assert printer.jobs() == 0


def test_a_cancel_in_the_middle_prints_nothing_and_the_next_job_all(
    windows: WindowsPrinting, printer: PdfPrinter, tmp_path: Path
) -> None:
    path = sheets(tmp_path, 5)
    with pytest.raises(Stopped):
        print_trade.send(windows, printer.name, path, print_trade.stop_at(3))
    until(lambda: printer.jobs() == 0, "the cancelled job stays in the queue")
    assert not printer.is_whole()
    job = print_trade.send(windows, printer.name, path)
    finish(windows, job)
    until(printer.is_whole, "no whole PDF came out after the cancelled one")
    check_sheets(printer.out.read_bytes(), 5)


def test_a_job_that_waits_says_why_and_can_be_taken_back(
    windows: WindowsPrinting, printer: PdfPrinter, tmp_path: Path
) -> None:
    printer.do("Pause")
    job = print_trade.send(windows, printer.name, sheets(tmp_path, 1))
    until(lambda: windows.status(job).state is SpoolState.STOPPED, "nobody sees that it waits")
    assert windows.status(job).text == "The printer is paused."
    windows.cancel(job)
    assert finish(windows, job) is SpoolState.CANCELLED
    printer.do("Resume")
    until(lambda: printer.jobs() == 0, "the job stays in the queue")
    assert not printer.is_whole()
