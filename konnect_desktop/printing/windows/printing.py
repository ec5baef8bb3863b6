"""Printers of Windows, with the methods that the print queues of other systems have.

The PDF process draws each sheet once, in the printer's own dots, and the print process hands it
to the driver. Call from worker threads.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from konnect_desktop.domain.printers import PrinterFacts, SpoolRequest, SpoolStatus
from konnect_desktop.errors import KonnectError, PrintFailed
from konnect_desktop.isolation.worker import Worker
from konnect_desktop.printing.queue import Stopped, never
from konnect_desktop.printing.windows.press import Ready
from konnect_desktop.printing.windows.worker_protocol import TRADE

#: A sleeping network printer takes its time; a printer that asks for a file name, too.
_ASK_S, _BEGIN_S, _SHEET_S = 30.0, 300.0, 120.0
#: Finer than this only makes the job slow; bars are sharp at it, and colour is for logos.
_BLACK_DPI, _COLOUR_DPI = 600, 300


class Dots(Protocol):
    """One sheet as a printer takes it; each row filled to four bytes."""

    @property
    def columns(self) -> int:
        """Dots in a row."""

    @property
    def rows(self) -> int:
        """Rows, from the top."""

    @property
    def data(self) -> bytes:
        """1 bit a dot (1 is white), 8 (grey) or 24 (blue, green, red)."""


class Drawing(Protocol):
    """The process that opens PDFs, as far as printing needs it."""

    def close(self) -> None:
        """End it."""

    def sizes(self, pdf: bytes) -> list[tuple[float, float]]:
        """Width and height of every page in mm."""

    def dots(self, pdf: bytes, page: int, dpi_x: int, dpi_y: int, bits: int) -> Dots:
        """A page in a printer's dots."""


class WindowsPrinting:
    """Lists printers, sends jobs, follows and cancels them."""

    #: How the print log calls it.
    way = "windows"

    def __init__(self, drawing: Drawing, worker: Worker | None = None) -> None:
        """`worker`: another print process than the usual one, for tests."""
        self._drawing = drawing
        # The memory of a driver is not ours to cap.
        self._worker = worker or Worker(TRADE, memory_mb=0)
        self._turn = threading.Lock()

    @property
    def is_available(self) -> bool:
        """Whether this computer runs Windows."""
        return sys.platform == "win32"

    def names(self) -> list[str]:
        """The printers, the default one first. Raises PrintFailed without a print service."""
        found: list[str] = self._ask("names")
        return found

    def facts(self, name: str) -> PrinterFacts:
        """Paper, trays and readiness of one printer. Raises PrintFailed when it is gone."""
        found: PrinterFacts = self._ask("facts", name)
        return found

    def send(
        self, pdf: Path, request: SpoolRequest, should_stop: Callable[[], bool] = never
    ) -> str:
        """Print the sheets; returns the queue's id of the job.

        Raises PrintFailed, or Stopped when `should_stop`; both ways nothing comes out.
        """
        data = pdf.read_bytes()
        sizes = self._drawing.sizes(data)
        sheets = request.sheets or tuple(range(len(sizes)))
        with self._turn:
            ready: Ready = self._worker.call(
                "begin",
                request.printer,
                request.title,
                request.paper,
                request.tray,
                sizes[sheets[0]],
                timeout=_BEGIN_S,
            )
            try:
                self._print(data, sizes, sheets * request.copies, ready, request, should_stop)
                number = self._worker.call("end", timeout=_SHEET_S)
            except BaseException:
                self._throw_away()
                raise
        return f"{request.printer}-{number}"

    def _print(
        self,
        data: bytes,
        sizes: list[tuple[float, float]],
        sheets: tuple[int, ...],
        ready: Ready,
        request: SpoolRequest,
        should_stop: Callable[[], bool],
    ) -> None:
        bits = 1 if ready.is_one_bit else 8 if request.is_grey else 24
        most = _COLOUR_DPI if bits == 24 else _BLACK_DPI
        dpi_x, dpi_y = _within(ready.dpi_x, most), _within(ready.dpi_y, most)
        for number in sheets:
            if should_stop():
                raise Stopped
            try:
                made = self._drawing.dots(data, number, dpi_x, dpi_y, bits)
            except KonnectError as error:
                raise PrintFailed(
                    "A page could not be drawn, so nothing was printed.", detail=error.detail
                ) from error
            self._worker.call(
                "sheet", sizes[number], made.columns, made.rows, bits, made.data, timeout=_SHEET_S
            )
        if should_stop():
            raise Stopped

    def _throw_away(self) -> None:
        """A process that does not answer takes its job with it."""
        try:
            self._worker.call("abort", timeout=_ASK_S)
        except KonnectError:
            return

    def status(self, job: str) -> SpoolStatus:
        """What became of a job. Raises PrintFailed when the service does not answer."""
        printer, _dash, number = job.rpartition("-")
        found: SpoolStatus = self._ask("status", printer, int(number))
        return found

    def cancel(self, job: str) -> None:
        """Take a job out of the queue; one that is over already stays as it is."""
        printer, _dash, number = job.rpartition("-")
        self._ask("cancel", printer, int(number))

    def close(self, patience_s: float = 0.0) -> None:
        """End the print process, and the one that draws for it. What is half handed over does
        not come out, so nothing is waited for."""
        self._worker.close()
        self._drawing.close()

    def _ask(self, name: str, *args: Any) -> Any:
        # Between the sheets of a job nothing else is asked: the process has one job open.
        with self._turn:
            return self._worker.call(name, *args, timeout=_ASK_S)


def _within(dpi: int, most: int) -> int:
    """The printer's own resolution, or a whole part of it."""
    return dpi // -(-dpi // most) if dpi > most else max(72, dpi)
