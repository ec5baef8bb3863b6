"""One of our own papers on its way to a printer or into a file, written down in the print log."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrinter

from konnect_desktop.domain.printers import SpoolRequest
from konnect_desktop.errors import KonnectError, PrintFailed
from konnect_desktop.services.own_papers import MadePaper
from konnect_desktop.services.printing import CUPS, FILE, PAINTER
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.documents.printing import PaperJob, PrintJob

PDF_FILE = "PDF file"


class PaperSending(QObject):
    """Sends a paper once. Handover sheets are written down when it has arrived."""

    #: str: where it went.
    finished = Signal(str)
    #: KonnectError: nothing was printed.
    failed = Signal(object)

    def __init__(self, context: AppContext, made: MadePaper, title: str, parent: QObject) -> None:
        """`title`: the name of the job in the print queue and in the log."""
        super().__init__(parent)
        self.setObjectName("paper.sending")
        self._context, self._made, self._title = context, made, title
        self._copies = 1
        self._painting: PrintJob | None = None

    def print_on(self, printer: str, copies: int) -> None:
        """To the print queue as PDF where this computer takes that, else painted."""
        self._copies = copies
        self._start(lambda: self._queue(printer, copies), partial(self._queued, printer))

    def paint(self, printer: QPrinter, copies: int = 1) -> PrintJob:
        """Draw every page on `printer`."""
        self._copies = copies
        printer.setCopyCount(copies)
        made = self._made
        name = printer.printerName() or PDF_FILE
        job = PrintJob(self._context, printer, PaperJob(made.pdf, made.sizes_mm), self)
        self._painting = job
        job.finished.connect(lambda: self._start(lambda: self._log(name, PAINTER), self._kept))
        job.failed.connect(self.failed)
        job.start()
        return job

    def saved(self) -> None:
        """The file is written: say so in the log."""
        self._start(lambda: self._log(PDF_FILE, FILE), self._kept)

    def cancel(self) -> None:
        """Stop painting; what the queue has stays there."""
        if self._painting is not None:
            self._painting.cancel()

    # ---- in a worker thread --------------------------------------------------------------

    def _queue(self, printer: str, copies: int) -> bool:
        """Whether the queue took the PDF; False where this computer has to paint it."""
        services, made = self._context.services, self._made
        if not services.printing.has_queues:
            return False
        paper = services.printing.facts(printer).paper_for(*made.sizes_mm[0])
        job = self._begin(printer, CUPS)
        request = SpoolRequest(printer, self._title, (), copies, paper.key if paper else "")
        services.printing.send(job, request)
        services.own_papers.keep(made, printer)
        return True

    def _log(self, printer: str, way: str) -> str:
        job = self._begin(printer, way)
        self._context.services.printing.accept(job)
        self._context.services.own_papers.keep(self._made, printer)
        return printer

    def _begin(self, printer: str, way: str) -> int:
        number: int = self._context.services.printing.begin(
            self._made.job, printer=printer, way=way, layout=self._title, copies=self._copies
        )
        return number

    # ---- on the GUI thread ---------------------------------------------------------------

    def _start(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self._context.runner.start(
            self, lambda _ctx: work(), pool="local", on_success=then, on_error=self._fail
        )

    def _queued(self, name: str, was_taken: bool) -> None:
        if was_taken:
            self.finished.emit(name)
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPrinterName(name)
        if not printer.isValid():
            self.failed.emit(
                PrintFailed(
                    f"{name} does not answer, so nothing was printed.",
                    next_step="Choose another printer.",
                )
            )
            return
        self.paint(printer, self._copies)

    def _kept(self, name: str) -> None:
        self.finished.emit(name)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, KonnectError):
            error = PrintFailed(detail=type(error).__name__)
        self.failed.emit(error)
