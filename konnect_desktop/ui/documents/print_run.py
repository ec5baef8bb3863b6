"""One press of Print: every part to its printer, followed until it is out, or stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtPrintSupport import QPrinter

from konnect_desktop.domain.printers import SpoolState, SpoolStatus
from konnect_desktop.errors import KonnectError, PrintFailed
from konnect_desktop.services.paper_models import INVOICE, PrintJobData
from konnect_desktop.services.print_parts import Part
from konnect_desktop.services.printing import PAINTER, HowToPrint
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.documents import printers
from konnect_desktop.ui.documents.printing import PaperJob, PrintJob
from konnect_desktop.ui.formatting import count_of
from konnect_desktop.ui.messages import words as error_words

_LOOK_MS = 700
_BAD = (SpoolState.FAILED, SpoolState.CANCELLED)


@dataclass
class Work:
    """What is printed; `parts` in the order in which they are sent."""

    data: PrintJobData
    sizes_mm: Sequence[tuple[float, float]]
    parts: list[Part]
    how: HowToPrint
    #: For tests and fallbacks: paint on this instead of asking for the printer by name.
    printer: QPrinter | None = field(default=None, repr=False)


class PrintRun(QObject):
    """Lives as long as its window; the log knows of every job before it goes out."""

    #: str: what is happening, in words.
    said = Signal(str)
    #: int, int: sheets that are out, of all.
    progress = Signal(int, int)
    #: Everything was handed over and its papers are marked as printed.
    finished = Signal()
    #: KonnectError: a part was refused; what came before it is marked.
    failed = Signal(object)
    #: str: a printer waits for a person ("" again when it goes on).
    stopped = Signal(str)
    #: Nothing more happens: it came out, or it was cancelled.
    ended = Signal()

    def __init__(self, context: AppContext, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("print_run")
        self._context, self._work = context, work
        self._waiting = list(work.parts)
        self._painting: PrintJob | None = None
        #: Jobs that a queue has and that are not over: number -> sheets of it.
        self._followed: dict[int, int] = {}
        self._done: dict[int, int] = {}
        self.job_ids: list[int] = []
        self.is_handed_over = False
        self.is_over = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def sheets(self) -> int:
        """How many sheets come out, copies included."""
        return sum(len(part.sheets) for part in self._work.parts) * self._work.how.copies

    def start(self) -> None:
        """Begin with the first part; returns at once."""
        self._next()

    def cancel(self) -> None:
        """Take back what is not on paper yet; what was sent already may still come out."""
        if self.is_over:
            return
        self.is_over = True
        self._timer.stop()
        self._waiting.clear()
        if self._painting is not None:
            self._painting.cancel()
        printing, ids = self._context.services.printing, list(self.job_ids)
        open_ids = [job_id for job_id in ids if job_id in self._followed or not self._followed]

        def work(_ctx: object) -> None:
            for job_id in open_ids:
                printing.give_up(job_id)

        self._context.runner.start(
            self, work, pool="local", on_error=self._not_cancelled, on_finished=self.ended.emit
        )
        self.said.emit("Cancelled. Sheets that the printer has already may still come out")

    def _not_cancelled(self, error: Exception) -> None:
        what, then, _detail = error_words(error)
        self.said.emit(f"{what} {then}".strip())

    # ---- part by part ------------------------------------------------------------------

    def _next(self) -> None:
        if self.is_over:
            return
        if not self._waiting:
            self._handed_over()
            return
        part = self._waiting.pop(0)
        self.said.emit(f"Sending {count_of(len(part.sheets), 'sheet')} to {part.printer}")
        if self._work.printer is not None or not self._context.services.printing.has_queues:
            self._begin_painting(part)
        else:
            self._send(part)

    def _how(self, part: Part) -> HowToPrint:
        known = printers.memory_of(self._context).printer(part.printer)
        return replace(self._work.how, paper=known.paper, tray=known.tray)

    def _send(self, part: Part) -> None:
        printing, data, how = self._context.services.printing, self._work.data, self._how(part)
        self._context.runner.start(
            self,
            lambda _ctx: printing.print_part(data, part, how),
            pool="local",
            on_success=partial(self._sent, part),
            on_error=self._fail,
        )

    def _sent(self, part: Part, job_id: int) -> None:
        self.job_ids.append(job_id)
        self._followed[job_id] = len(part.sheets) * self._work.how.copies
        if self.is_over:  # cancelled while it was handed over
            printing = self._context.services.printing
            self._context.runner.start(self, lambda _ctx: printing.give_up(job_id), pool="local")
            return
        self._next()

    def _begin_painting(self, part: Part) -> None:
        printing, data, how = self._context.services.printing, self._work.data, self._work.how
        self._context.runner.start(
            self,
            lambda _ctx: printing.begin(
                data,
                printer=part.printer,
                way=PAINTER,
                layout=how.layout,
                copies=how.copies,
                sheets=part.sheets,
                reprint_of=how.reprint_of,
            ),
            pool="local",
            on_success=partial(self._paint, part),
            on_error=self._fail,
        )

    def _paint(self, part: Part, job_id: int) -> None:
        if self.is_over:
            return
        self.job_ids.append(job_id)
        printer = self._work.printer or _printer_named(part.printer)
        if printer is None:
            self._painted_badly(
                job_id,
                PrintFailed(
                    f"{part.printer} does not answer, so nothing was printed.",
                    next_step="Choose another printer, or save as PDF.",
                ),
            )
            return
        printer.setCopyCount(self._work.how.copies)
        kinds = {page.kind for page in self._work.data.pages}
        paper = PaperJob(
            self._work.data.pdf,
            tuple(self._work.sizes_mm),
            is_grey=INVOICE not in kinds,
            sheets=part.sheets,
        )
        self._painting = PrintJob(self._context, printer, paper, self)
        self._painting.progress.connect(self.progress)
        self._painting.failed.connect(partial(self._painted_badly, job_id))
        self._painting.finished.connect(partial(self._painted, job_id))
        self._painting.start()

    def _painted(self, job_id: int) -> None:
        self._painting = None
        printing = self._context.services.printing
        self._context.runner.start(
            self,
            lambda _ctx: printing.accept(job_id),
            pool="local",
            on_success=lambda _changes: self._next(),
            on_error=self._fail,
        )

    def _painted_badly(self, job_id: int, error: KonnectError) -> None:
        self._painting = None
        printing, text = self._context.services.printing, error.user_message
        self._context.runner.start(self, lambda _ctx: printing.fail(job_id, text), pool="local")
        self._fail(error)

    def _fail(self, error: Exception) -> None:
        if self.is_over:
            return
        self.is_over = True
        self._timer.stop()
        self.failed.emit(error)
        self.ended.emit()

    # ---- afterwards --------------------------------------------------------------------

    def _handed_over(self) -> None:
        self.is_handed_over = True
        self.finished.emit()
        if self._followed:
            self._timer.start()
            self._look()
        else:
            self.is_over = True
            self.ended.emit()

    def _look(self) -> None:
        printing, ids = self._context.services.printing, list(self._followed)
        self._context.runner.start(
            self,
            lambda _ctx: [(job_id, printing.follow(job_id)) for job_id in ids],
            pool="local",
            key=f"print_run.{id(self)}",
            on_success=self._looked,
            # The next look asks again; the log keeps what was known.
            on_error=lambda _error: None,
        )

    def _looked(self, answers: list[tuple[int, SpoolStatus]]) -> None:
        if self.is_over:
            return
        trouble = ""
        for job_id, status in answers:
            if job_id not in self._followed:
                continue
            self._done[job_id] = status.sheets_done
            if status.state is SpoolState.STOPPED:
                trouble = status.text
            if status.state.is_over:
                count = self._followed.pop(job_id)
                self._done[job_id] = count
                if status.state in _BAD:
                    trouble = status.text or "The job was cancelled at the printer."
        self.stopped.emit(trouble)
        self.progress.emit(min(self.sheets, sum(self._done.values())), self.sheets)
        if not self._followed:
            self.is_over = True
            self._timer.stop()
            if not trouble:
                self.said.emit(f"{count_of(self.sheets, 'sheet')} printed")
            self.ended.emit()


def _printer_named(name: str) -> QPrinter | None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(name)
    return printer if printer.isValid() else None
