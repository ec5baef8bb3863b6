"""One of our own papers on its way to a printer or into a file, written down in the print log."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from konnect_desktop.services.own_papers import MadePaper
from konnect_desktop.services.print_parts import Part
from konnect_desktop.services.printing import FILE, HowToPrint
from konnect_desktop.ui.printing.print_run import PrintRun, Work
from konnect_desktop.ui.work.context import AppContext
from konnect_desktop.ui.work.tasks import T

PDF_FILE = "PDF file"


class PaperSending(QObject):
    """Sends a paper once. Handover sheets are written down when it has arrived."""

    #: str: where it went.
    finished = Signal(str)
    #: Exception: nothing was printed.
    failed = Signal(object)
    #: str: what is happening, in words.
    said = Signal(str)
    #: str: the printer waits for a person ("" again when it goes on).
    stopped = Signal(str)

    def __init__(self, context: AppContext, made: MadePaper, title: str, parent: QObject) -> None:
        """`title`: the name of the job in the print queue and in the log."""
        super().__init__(parent)
        self.setObjectName("paper.sending")
        self._context, self._made, self._title = context, made, title
        self._run: PrintRun | None = None

    def print_on(self, name: str, copies: int) -> None:
        """To the printer called `name`."""
        made = self._made
        part = Part(name, tuple(range(len(made.sizes_mm))), made.sizes_mm[0])
        how = HowToPrint(layout=self._title, title=self._title, copies=copies)
        work = Work(made.job, made.sizes_mm, [part], how)
        run = self._run = PrintRun(self._context, work, self)
        run.said.connect(self.said)
        run.stopped.connect(self.stopped)
        run.failed.connect(self.failed)
        run.finished.connect(lambda: self._keep(name))
        run.start()

    def saved(self) -> None:
        """The file is written: say so in the log."""
        printing, made, title = self._context.services.printing, self._made, self._title

        def work() -> None:
            job_id = printing.begin(made.job, printer=PDF_FILE, way=FILE, layout=title)
            printing.accept(job_id)

        self._start(work, lambda _none: self._keep(PDF_FILE))

    def cancel(self) -> None:
        """Take back what is not on paper yet."""
        if self._run is not None and not self._run.is_handed_over:
            self._run.cancel()

    def _keep(self, where: str) -> None:
        keep, made = self._context.services.own_papers.keep, self._made
        self._start(lambda: keep(made, where), lambda _none: self.finished.emit(where))

    def _start(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        self._context.runner.do(self, work, then, on_error=self.failed.emit)
