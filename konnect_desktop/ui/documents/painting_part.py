"""One part of a print run where no queue takes the PDF: begun in the log, painted, settled."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrinter

from konnect_desktop.errors import KonnectError, PrintFailed
from konnect_desktop.services.paper_models import INVOICE, PrintJobData
from konnect_desktop.services.print_parts import Part, Size
from konnect_desktop.services.printing import PAINTER, HowToPrint
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.documents.printing import PaperJob, PrintJob


class PaintingPart(QObject):
    """The log has the job before the first dot is painted."""

    #: int, int: sheets that are painted, of all.
    progress = Signal(int, int)
    #: int: the job; the printer took it and its papers are marked as printed.
    finished = Signal(int)
    #: Exception: nothing of it is marked as printed.
    failed = Signal(object)

    def __init__(
        self,
        context: AppContext,
        data: PrintJobData,
        sizes_mm: tuple[Size, ...],
        part: Part,
        how: HowToPrint,
        printer: QPrinter | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("painting_part")
        self._context, self._data, self._sizes = context, data, sizes_mm
        self._part, self._how, self._printer = part, replace(how, copies=part.copies), printer
        self._job: PrintJob | None = None
        self._job_id = 0
        self._is_over = False

    def start(self) -> None:
        """Write the job down, then paint."""
        printing, how, part = self._context.services.printing, self._how, self._part
        self._context.runner.start(
            self,
            lambda _ctx: printing.begin(
                self._data,
                printer=part.printer,
                way=PAINTER,
                layout=how.layout,
                copies=how.copies,
                sheets=part.sheets,
                reprint_of=how.reprint_of,
            ),
            pool="local",
            on_success=self._paint,
            on_error=self.failed.emit,
        )

    def cancel(self) -> None:
        """Throw away what is not painted yet; the log says so."""
        if self._is_over:
            return
        self._is_over = True
        if self._job is not None:
            self._job.cancel()
        self._give_up()

    def _give_up(self) -> None:
        printing, job_id = self._context.services.printing, self._job_id
        if job_id:
            # The window may be gone before this has run.
            self._context.runner.start(
                self._context.signals, lambda _ctx: printing.give_up(job_id), pool="local"
            )

    def _paint(self, job_id: int) -> None:
        self._job_id = job_id
        if self._is_over:  # cancelled while it was written down
            self._give_up()
            return
        printer = self._printer or _printer_named(self._part.printer)
        if printer is None:
            self._refused(
                PrintFailed(
                    f"{self._part.printer} does not answer.",
                    next_step="Choose another printer, or save as PDF.",
                )
            )
            return
        printer.setCopyCount(self._how.copies)
        kinds = {page.kind for page in self._data.pages}
        paper = PaperJob(
            self._data.pdf, self._sizes, is_grey=INVOICE not in kinds, sheets=self._part.sheets
        )
        self._job = PrintJob(self._context, printer, paper, self)
        self._job.progress.connect(self.progress)
        self._job.failed.connect(self._refused)
        self._job.finished.connect(self._painted)
        self._job.start()

    def _painted(self) -> None:
        self._is_over = True
        printing, job_id = self._context.services.printing, self._job_id
        self._context.runner.start(
            self,
            lambda _ctx: printing.accept(job_id),
            pool="local",
            on_success=lambda _changes: self.finished.emit(job_id),
            on_error=self.failed.emit,
        )

    def _refused(self, error: KonnectError) -> None:
        self._is_over = True
        printing, job_id, text = self._context.services.printing, self._job_id, error.user_message
        self._context.runner.start(
            self._context.signals, lambda _ctx: printing.fail(job_id, text), pool="local"
        )
        self.failed.emit(error)


def _printer_named(name: str) -> QPrinter | None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(name)
    return printer if printer.isValid() else None
