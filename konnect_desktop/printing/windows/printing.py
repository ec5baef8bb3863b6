"""Printers of Windows, with the methods that the print queues of other systems have.

The PDF process draws each sheet once, in the printer's own dots, and a print process hands it to
the driver. Call from worker threads.
"""

from __future__ import annotations

import sys
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from konnect_desktop.domain.printers import PrinterFacts, SpoolRequest, SpoolState, SpoolStatus
from konnect_desktop.errors import KonnectError, PrintDoubtful, PrintFailed
from konnect_desktop.isolation.worker import Worker
from konnect_desktop.printing.queue import Stopped, Tell, never, nobody
from konnect_desktop.printing.windows.press import Ready
from konnect_desktop.printing.windows.worker_protocol import TRADE

#: A sleeping network printer takes its time; a printer that asks for a file name, too.
_ASK_S, _BEGIN_S, _SHEET_S, _WATCH_S = 30.0, 300.0, 120.0, 10.0
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
    def bits(self) -> int:
        """1 a dot (1 is white), 8 (grey) or 24 (blue, green, red)."""

    @property
    def data(self) -> bytes:
        """All of them."""


class Drawing(Protocol):
    """The process that opens PDFs, as far as printing needs it."""

    def close(self) -> None:
        """End it."""

    def sizes(self, pdf: bytes) -> list[tuple[float, float]]:
        """Width and height of every page in mm."""

    def dots(self, pdf: bytes, page: int, dpi_x: int, dpi_y: int, bits: int) -> Dots:
        """A page in a printer's dots, of `bits` or of one where that shows the same."""


class WindowsPrinting:
    """Lists printers, sends jobs, follows and cancels them."""

    #: How the print log calls it.
    way = "windows"

    def __init__(self, drawing: Drawing, worker: Worker | None = None) -> None:
        """`worker`: another print process than the usual two, for tests."""
        self._drawing = drawing
        # The memory of a driver is not ours to cap.
        self._worker = worker or Worker(TRADE, memory_mb=0)
        # Questions have a process of their own: they are answered while sheets go out, and a
        # printer that does not answer takes no job along.
        self._asker = worker or Worker(TRADE, memory_mb=0)
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
        self,
        pdf: Path,
        request: SpoolRequest,
        should_stop: Callable[[], bool] = never,
        tell: Tell = nobody,
    ) -> str:
        """Print the sheets; returns the queue's id of the job.

        Raises PrintFailed, or Stopped when `should_stop`; both ways nothing comes out. Raises
        PrintDoubtful when the driver was lost with the whole job.
        """
        data = pdf.read_bytes()
        sizes = self._drawing.sizes(data)
        sheets = request.sheets or tuple(range(len(sizes)))
        size_mm = sizes[sheets[0]]
        asked = (request.printer, request.title, request.paper, request.tray, size_mm)
        with self._turn:
            try:
                ready: Ready = self._worker.call("begin", *asked, timeout=_BEGIN_S)
                self._watch(request.printer, ready.number)
                drawn = _Drawn(self._drawing, data, ready, request)
                total = len(sheets) * request.copies
                for count, number in enumerate(sheets * request.copies, start=1):
                    if should_stop():
                        raise Stopped
                    made = drawn.sheet(number)
                    self._worker.call("sheet", sizes[number], *made, timeout=_SHEET_S)
                    tell(count, total)
                if should_stop():
                    raise Stopped
                self._end(request.printer, ready.number)
                self._watch(request.printer, ready.number)
            except BaseException:
                self._throw_away()
                raise
        return f"{request.printer}-{ready.number}"

    def _end(self, printer: str, number: int) -> None:
        """The job is whole: from here on a process that is lost does not take it along."""
        process = self._worker.pid
        try:
            self._worker.call("end", timeout=_SHEET_S)
        except KonnectError as error:
            if self._worker.pid == process:
                raise  # the driver refused it, and it was thrown away
            if not self._is_in_queue(printer, number):
                raise PrintDoubtful(detail=error.detail) from error

    def _is_in_queue(self, printer: str, number: int) -> bool:
        try:
            found: SpoolStatus = self._ask("status", printer, number)
        except KonnectError:
            return False
        return found.state is SpoolState.DONE or not found.state.is_over

    def _watch(self, printer: str, number: int) -> None:
        """Have the end of a job seen. Without it the job only ends unseen."""
        with suppress(KonnectError):
            self._asker.call("watch", printer, number, timeout=_WATCH_S)

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
        """End the print processes, and the one that draws for it. What is half handed over does
        not come out, so nothing is waited for."""
        self._worker.close()
        self._asker.close()
        self._drawing.close()

    def _ask(self, name: str, *args: Any) -> Any:
        return self._asker.call(name, *args, timeout=_ASK_S)


class _Drawn:
    """The sheets of one job in the printer's dots, each of them drawn once."""

    def __init__(self, drawing: Drawing, pdf: bytes, ready: Ready, request: SpoolRequest) -> None:
        self._drawing, self._pdf = drawing, pdf
        self._bits = 1 if ready.is_one_bit else 8 if request.is_grey else 24
        most = _COLOUR_DPI if self._bits == 24 else _BLACK_DPI
        self._dpi = _within(ready.dpi_x, most), _within(ready.dpi_y, most)
        self._keeps = request.copies > 1
        #: Small, since a sheet is mostly white.
        self._kept: dict[int, tuple[int, int, int, bytes]] = {}

    def sheet(self, number: int) -> tuple[int, int, int, bytes]:
        """Columns, rows, bits a dot, and the dots. Raises PrintFailed."""
        if number in self._kept:
            columns, rows, bits, packed = self._kept[number]
            return columns, rows, bits, zlib.decompress(packed)
        try:
            made = self._drawing.dots(self._pdf, number, *self._dpi, self._bits)
        except KonnectError as error:
            raise PrintFailed(
                "A page could not be drawn, so nothing was printed.", detail=error.detail
            ) from error
        if self._keeps:
            packed = zlib.compress(made.data, 1)
            self._kept[number] = made.columns, made.rows, made.bits, packed
        return made.columns, made.rows, made.bits, made.data


def _within(dpi: int, most: int) -> int:
    """The printer's own resolution, or a whole part of it."""
    return dpi // -(-dpi // most) if dpi > most else max(72, dpi)
