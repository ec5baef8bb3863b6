"""Printing by painting, where no queue takes the PDF itself: Windows, and any QPrinter.

The PDF process draws each page in bands at the printer's own resolution, so bars come to the
dots that a driver would give them, and the GUI thread only ever passes on one finished band.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QMarginsF, QObject, QRectF, QSizeF, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from konnect_desktop.errors import PrintFailed
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.documents.page_view import picture_of
from konnect_desktop.ui.tasks import Task

_MM_PER_INCH = 25.4
#: Invoices carry logos in colour; more than this only makes the job slow. Bars are sharp at
#: the other, and label printers have less.
_COLOUR_DPI, _GREY_DPI = 300, 600
#: Passing on so many dots takes about 5 ms; three times as many were felt (over 50 ms).
_BAND_PIXELS = 200_000


@dataclass(frozen=True)
class PaperJob:
    """What is printed: a PDF, the size of each page in mm, and what kind of paper it is."""

    pdf: bytes = field(repr=False)
    sizes_mm: tuple[tuple[float, float], ...]
    is_grey: bool = True
    #: The pages to print, from 0; () for all of them.
    sheets: tuple[int, ...] = ()

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages to print, in order."""
        return self.sheets or tuple(range(len(self.sizes_mm)))


def printer_names() -> list[str]:
    """The printers that Qt knows, the default one first."""
    default = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return sorted(names, key=lambda name: (name != default, name.casefold()))


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


def dots(resolution: int, is_grey: bool) -> int:
    """At how many dots an inch a page is drawn: the printer's own, within reason."""
    return max(72, min(resolution, _GREY_DPI if is_grey else _COLOUR_DPI))


def band_rows(size_mm: tuple[float, float], dpi: int) -> int:
    """How many rows of dots are drawn in one go."""
    across = max(1, round(size_mm[0] / _MM_PER_INCH * dpi))
    return max(16, _BAND_PIXELS // across)


class PrintJob(QObject):
    """Sends a PaperJob to a printer, a band at a turn of the event loop."""

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
        self._place = 0
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

    def _render(self, top: int) -> None:
        number = self._job.pages[self._place]
        size = self._job.sizes_mm[number]
        is_grey = self._job.is_grey
        dpi = dots(self._printer.resolution(), is_grey)
        rows = band_rows(size, dpi)
        pictures = self._context.services.pictures
        self._task = self._context.runner.start(
            self,
            lambda _ctx: picture_of(
                pictures.band(self._job.pdf, number, dpi, top, rows, is_grey=is_grey)
            ),
            pool="local",
            on_success=partial(self._draw, top, dpi),
            on_error=self._fail,
        )

    def _draw(self, top: int, dpi: int, image: QImage) -> None:
        if self._is_over:
            return
        size = self._job.sizes_mm[self._job.pages[self._place]]
        if top == 0 and not self._new_page(size):
            self._fail(PrintFailed(detail=f"page {self._place + 1}"))
            return
        scale = self._printer.resolution() / dpi
        self._painter.drawImage(
            QRectF(0, top * scale, image.width() * scale, image.height() * scale), image
        )
        below = top + image.height()
        if below < round(size[1] / _MM_PER_INCH * dpi):
            self._render(below)
            return
        total = len(self._job.pages)
        self._place += 1
        self.progress.emit(self._place, total)
        if self._place < total:
            self._render(0)
        else:
            self._end()

    def _new_page(self, size: tuple[float, float]) -> bool:
        self._printer.setPageLayout(page_layout(self._printer, size))
        return self._printer.newPage() if self._place else self._painter.begin(self._printer)

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
                "A page could not be drawn.",
                detail=type(error).__name__,
            )
        self.failed.emit(error)
