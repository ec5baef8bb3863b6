"""Printing at true size: one page per turn of the event loop, pixels from the PDF process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QMarginsF, QObject, QRectF, QSizeF, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from konnect_desktop.errors import PrintFailed
from konnect_desktop.services.models import INVOICE, LABEL
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.documents.page_view import picture_of
from konnect_desktop.ui.tasks import Task

_MM_PER_INCH = 25.4
#: Invoices carry logos in colour; more than this only makes the job slow.
_COLOUR_DPI = 300
_MAX_PIXELS = 36_000_000


@dataclass(frozen=True)
class PaperJob:
    """What is printed: a PDF, the size of each page in mm, and what kind of paper it is."""

    pdf: bytes = field(repr=False)
    sizes_mm: tuple[tuple[float, float], ...]
    is_grey: bool = True


def printer_names() -> list[str]:
    """The printers of this computer, the default one first."""
    default = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return sorted(names, key=lambda name: (name != default, name.casefold()))


def remembered_printer(context: AppContext, kind: str) -> str:
    """The printer that was used last for this kind of document, "" when none."""
    settings = context.settings
    return settings.invoice_printer if kind == INVOICE else settings.label_printer


def remember_printer(context: AppContext, kinds: Sequence[str], name: str) -> None:
    """Use `name` next time for these kinds of documents."""
    wanted = {LABEL: "label_printer", INVOICE: "invoice_printer"}
    values = {wanted[kind]: name for kind in kinds if kind in wanted}
    changed = {k: v for k, v in values.items() if getattr(context.settings, k) != v}
    if changed:
        context.runner.start(
            context.signals,
            lambda _ctx: context.services.change_settings(**changed),
            pool="local",
        )


def page_layout(printer: QPrinter, size_mm: tuple[float, float]) -> QPageLayout:
    """The paper of one page: a size the printer names if it has one, else its millimetres."""
    upright = QSizeF(min(size_mm), max(size_mm))
    size = QPageSize(upright, QPageSize.Unit.Millimeter)
    is_wide = size_mm[0] > size_mm[1]
    turns = QPageLayout.Orientation
    orientation = turns.Landscape if is_wide else turns.Portrait
    layout = QPageLayout(size, orientation, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def dots(size_mm: tuple[float, float], resolution: int, is_grey: bool) -> int:
    """At how many dots an inch a page is drawn: the printer's own, within reason."""
    wanted = resolution if is_grey else min(resolution, _COLOUR_DPI)
    inches = max(0.01, size_mm[0] * size_mm[1] / _MM_PER_INCH**2)
    return max(72, min(wanted, int((_MAX_PIXELS / inches) ** 0.5)))


class PrintJob(QObject):
    """Sends a PaperJob to a printer. The GUI thread only ever draws one finished picture."""

    #: int, int: pages done, of all.
    progress = Signal(int, int)
    #: The printer took every page.
    finished = Signal()
    #: PrintFailed: nothing may be marked as printed.
    failed = Signal(object)

    def __init__(
        self, context: AppContext, printer: QPrinter, job: PaperJob, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.setObjectName("print_job")
        self._context, self._printer, self._job = context, printer, job
        self._painter = QPainter()
        self._task: Task | None = None
        self._is_over = False
        printer.setFullPage(True)

    def start(self) -> None:
        """Begin with the first page; returns at once."""
        self._render(0)

    def cancel(self) -> None:
        """Throw the job away; the printer gets nothing more."""
        if self._is_over:
            return
        self._is_over = True
        if self._task is not None:
            self._task.drop()
        if self._painter.isActive():
            self._printer.abort()
            self._painter.end()

    def _render(self, number: int) -> None:
        size = self._job.sizes_mm[number]
        dpi = dots(size, self._printer.resolution(), self._job.is_grey)
        documents = self._context.services.documents
        self._task = self._context.runner.start(
            self,
            lambda _ctx: picture_of(
                documents.render(self._job.pdf, number, dpi, grey=self._job.is_grey)
            ),
            pool="local",
            on_success=partial(self._draw, number),
            on_error=self._fail,
        )

    def _draw(self, number: int, image: QImage) -> None:
        if self._is_over:
            return
        size = self._job.sizes_mm[number]
        self._printer.setPageLayout(page_layout(self._printer, size))
        ready = self._printer.newPage() if number else self._painter.begin(self._printer)
        if not ready:
            self._fail(PrintFailed(detail=f"page {number + 1}"))
            return
        dot = self._printer.resolution() / _MM_PER_INCH
        self._painter.drawImage(QRectF(0, 0, size[0] * dot, size[1] * dot), image)
        total = len(self._job.sizes_mm)
        self.progress.emit(number + 1, total)
        if number + 1 < total:
            self._render(number + 1)
        else:
            self._end()

    def _end(self) -> None:
        self._is_over = True
        taken = self._painter.end()
        bad = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
        if not taken or self._printer.printerState() in bad:
            self.failed.emit(PrintFailed())
            return
        self.finished.emit()

    def _fail(self, error: Exception) -> None:
        if self._is_over:
            return
        self.cancel()
        if not isinstance(error, PrintFailed):
            error = PrintFailed(
                "A page could not be drawn, so nothing was marked as printed.",
                detail=type(error).__name__,
            )
        self.failed.emit(error)
