"""One press of Print: every part to its printer, followed until it is out, or stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from konnect_desktop.domain.printers import SpoolState, SpoolStatus
from konnect_desktop.errors import PrintFailed
from konnect_desktop.services.context import Progress
from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.services.print_parts import Lot, Part, joined
from konnect_desktop.services.printing import HowToPrint
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import words as error_words
from konnect_desktop.ui.printing import printers
from konnect_desktop.ui.printing.run_jobs import RunJob, documents_on, out_of, soonest
from konnect_desktop.ui.work.context import AppContext
from konnect_desktop.ui.work.tasks import T, Task

_LOOK_MS = 700
Answers = list[tuple[int, SpoolStatus]]


@dataclass
class Work:
    """What is printed; `parts` in the order in which they are sent."""

    data: PrintJobData
    sizes_mm: Sequence[tuple[float, float]]
    parts: list[Part]
    how: HowToPrint


class PrintRun(QObject):
    """Lives as long as its window; the log knows of every job before it goes out."""

    #: str: what is happening, in words.
    said = Signal(str)
    #: int, int, str: sheets that were handed over one by one, of all that go out; the printer.
    handed = Signal(int, int, str)
    #: int, int: sheets that are out, of all.
    progress = Signal(int, int)
    #: Everything was handed over and its papers are marked as printed.
    finished = Signal()
    #: KonnectError: a part was refused; what came before it is marked and followed.
    failed = Signal(object)
    #: str: a printer waits for a person ("" again when it goes on). `rest` is what is missing.
    stopped = Signal(str)
    #: Nothing more happens: it came out, or it was cancelled.
    ended = Signal()

    def __init__(
        self, context: AppContext, work: Work, parent: QObject, before: PrintRun | None = None
    ) -> None:
        """`before`: the run of the same window that is not over. What it has with printers is
        followed from here on; what stands still there and is printed here is taken back."""
        super().__init__(parent)
        self.setObjectName("print_run")
        self._context, self._work = context, work
        self._waiting = [
            replace(part, copies=part.copies or work.how.copies) for part in work.parts
        ]
        self._unsent: list[Part] = []
        self._task: Task | None = None
        self._jobs: list[RunJob] = before.hand_on() if before is not None else []
        self._refusal = ""
        self._told = ""
        self.job_ids: list[int] = []
        #: What was handed over; its papers are marked as printed.
        self.sent: list[Part] = []
        self.is_handed_over = False
        self.is_over = False
        self.was_cancelled = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    # ---- what is known -----------------------------------------------------------------

    @property
    def data(self) -> PrintJobData:
        """What is printed."""
        return self._work.data

    @property
    def sheets(self) -> int:
        """How many sheets come out, copies included."""
        parts = [*(job.part for job in self._jobs), *self._waiting, *self._unsent]
        return sum(len(part.sheets) * part.copies for part in parts)

    @property
    def done(self) -> int:
        """How many of them are out, where the printers count."""
        return sum(job.done for job in self._jobs)

    @property
    def rest(self) -> list[Lot]:
        """What does not come out by itself: the rest of stopped jobs, and what was not sent."""
        data = self._work.data
        bad = [job for job in self._jobs if job.data is data and job.is_bad]
        lots = [lot for job in bad for lot in job.left]
        return joined([*lots, *((part.sheets, part.copies) for part in self._unsent)])

    @property
    def has_trouble(self) -> bool:
        """Whether a part was refused, stands still or ended before its last sheet."""
        return bool(self._refusal) or any(job.is_bad for job in self._jobs)

    @property
    def is_cut_short(self) -> bool:
        """Whether a printer had something of it, and not all came out."""
        return any(job.is_bad for job in self._jobs)

    @property
    def sent_sheets(self) -> int:
        """How many sheets were handed over, copies included."""
        return sum(len(part.sheets) * part.copies for part in self.sent)

    def sent_text(self) -> str:
        """4 sheets went to LAB and are marked as printed."""
        if not self.sent:
            return "Nothing was marked as printed."
        names = ", ".join(dict.fromkeys(part.printer for part in self.sent))
        verb = "is" if self.sent_sheets == 1 else "are"
        count = count_of(self.sent_sheets, "sheet")
        return f"{count} went to {names} and {verb} marked as printed."

    def trouble(self) -> str:
        """Everything that is wrong, in words."""
        names = {part.printer for part in (*(j.part for j in self._jobs), *self._unsent)}
        found = [job.trouble(is_named=len(names) > 1) for job in self._jobs]
        return " ".join(filter(None, [self._refusal, *found]))

    # ---- the beginning -----------------------------------------------------------------

    def start(self) -> None:
        """Begin with the first part; returns at once."""
        printing, parts = self._context.services.printing, list(self._waiting)
        memory = printers.memory_of(self._context)
        papers = {part.printer: memory.printer(part.printer).paper for part in parts}
        self._context.runner.do(
            self, lambda: printing.arrange(parts, papers), self._arranged, on_error=self._fail
        )

    def _arranged(self, parts: list[Part]) -> None:
        if self.is_over:  # cancelled meanwhile
            self._unsent = parts
            return
        self._waiting = parts
        wanted: set[int] = set()
        for part in self._waiting:
            wanted |= documents_on(self._work.data, set(part.sheets))
        stuck = [
            job
            for job in self._jobs
            if job.is_bad and job.is_open and job.missing_documents & wanted
        ]
        self._jobs = [job for job in self._jobs if job.is_open]
        if not stuck:
            self._next()
            return
        names = ", ".join(dict.fromkeys(job.part.printer for job in stuck))
        self.said.emit(f"Taking the waiting job back from {names}")
        self._take_back(stuck, partial(self._taken_back, stuck), self._fail)

    def hand_on(self) -> list[RunJob]:
        """Give the jobs away to the next run and fall silent."""
        self.is_over = True
        self._timer.stop()
        return self._jobs

    def _take_back(
        self,
        jobs: Sequence[RunJob],
        then: Callable[[Answers], None],
        otherwise: Callable[[Exception], None],
    ) -> None:
        printing, ids = self._context.services.printing, [job.id for job in jobs]

        def work() -> Answers:
            return [(job_id, printing.take_back(job_id)) for job_id in ids]

        # The window may be gone before this has run, and it has to run all the same.
        self._context.runner.do(
            self._context.signals,
            work,
            partial(self._if_there, then),
            on_error=partial(self._if_there, otherwise),
        )

    def _if_there(self, call: Callable[[T], None], value: T) -> None:
        if shiboken6.isValid(self):
            call(value)

    def _taken_back(self, stuck: Sequence[RunJob], answers: Answers) -> None:
        counted = {job.id: job.done for job in stuck}
        self._learn(answers)
        more = [job for job in stuck if job.done != counted[job.id]]
        if not more:
            self._jobs = [job for job in self._jobs if job not in stuck]
            self._next()
            return
        # What the seller saw is not true any more, so what to send is asked again.
        self._waiting.clear()
        if all(job.status.state is SpoolState.DONE for job in stuck):
            self._handed_over()
            return
        text = " ".join(
            f"{job.part.printer} went on meanwhile: {out_of(job.done, job.total)}." for job in more
        )
        self._refuse(PrintFailed(f"{text} Nothing more was sent.", next_step="Check Sheets first."))

    # ---- part by part ------------------------------------------------------------------

    def _next(self) -> None:
        if self.is_over:
            return
        if not self._waiting:
            self._handed_over()
            return
        part = self._waiting[0]
        self.said.emit(f"Sending {count_of(len(part.sheets), 'sheet')} to {part.printer}")
        self._send(part)

    def _how(self, part: Part) -> HowToPrint:
        known = printers.memory_of(self._context).printer(part.printer)
        return replace(self._work.how, paper=known.paper, tray=known.tray)

    def _send(self, part: Part) -> None:
        printing, data, how = self._context.services.printing, self._work.data, self._how(part)
        self._task = self._context.runner.start(
            self,
            lambda ctx: printing.print_part(data, part, how, lambda: ctx.is_cancelled, ctx.report),
            pool="local",
            on_success=partial(self._sent, part),
            on_progress=partial(self._handing, part.printer),
            on_error=self._fail,
        )

    def _handing(self, printer: str, progress: Progress) -> None:
        if not self.is_over:
            rest = sum(len(part.sheets) * part.copies for part in self._waiting)
            before = self.sent_sheets
            self.handed.emit(before + progress.done, before + rest, printer)

    def _sent(self, part: Part, job_id: int) -> None:
        self.job_ids.append(job_id)
        job = RunJob(job_id, part, self._work.data)
        self._jobs.append(job)
        if self.is_over:  # cancelled while it was handed over
            self._take_back([job], self._cancelled, self._not_cancelled)
            return
        self.sent.append(self._waiting.pop(0))
        self._next()

    def _fail(self, error: Exception) -> None:
        if not self.is_over:
            self._unsent, self._waiting = list(self._waiting), []
            self._refuse(error)

    def _refuse(self, error: Exception) -> None:
        """Nothing more is sent; what was sent before is followed to its end."""
        what, then, _detail = error_words(error)
        self._refusal = f"{what} {then}".strip()
        self.is_handed_over = True
        self.progress.emit(self.done, self.sheets)
        self._told = self.trouble()
        self.failed.emit(error)
        self._follow()

    # ---- cancelling --------------------------------------------------------------------

    def cancel(self) -> None:
        """Take back what is not on paper yet; what was sent already may still come out."""
        if self.is_over:
            return
        self.is_over = self.was_cancelled = True
        self._timer.stop()
        self._unsent += self._waiting
        self._waiting = []
        if self._task is not None:
            # What is handed over sheet by sheet ends with the sheet that is drawn.
            self._task.cancel()
        self.said.emit("Cancelled. Sheets that the printer has already may still come out")
        self._take_back(
            [job for job in self._jobs if job.is_open], self._cancelled, self._not_cancelled
        )

    def _cancelled(self, answers: Answers) -> None:
        self._learn(answers)
        self.progress.emit(self.done, self.sheets)
        if self._jobs:
            self.said.emit(f"Cancelled. {out_of(self.done, self.sheets)}")
        self.ended.emit()

    def _not_cancelled(self, error: Exception) -> None:
        """It may come out all the same, so it is followed on."""
        what, then, _detail = error_words(error)
        self.said.emit(f"{what} {then}".strip())
        self.is_over, self.is_handed_over = False, True
        self._follow()

    # ---- afterwards --------------------------------------------------------------------

    def _handed_over(self) -> None:
        self.is_handed_over = True
        self.finished.emit()
        self._follow()

    def _follow(self) -> None:
        if any(job.is_open for job in self._jobs):
            self._timer.start()
            self._look()
        else:
            self._look_is_over()

    def _look(self) -> None:
        printing, ids = self._context.services.printing, [job.id for job in soonest(self._jobs)]
        self._context.runner.do(
            self,
            lambda: [(job_id, printing.follow(job_id)) for job_id in ids],
            self._looked,
            key=f"print_run.{id(self)}",
            # The next look asks again; the log keeps what was known.
            on_error=lambda _error: None,
        )

    def _learn(self, answers: Answers) -> None:
        known = {job.id: job for job in self._jobs}
        for job_id, status in answers:
            if job_id in known:
                known[job_id].learn(status)

    def _looked(self, answers: Answers) -> None:
        if self.is_over:
            return
        self._learn(answers)
        # First how far it is: what is still missing is worked out from that.
        self.progress.emit(self.done, self.sheets)
        trouble = self.trouble()
        if trouble != self._told:
            self._told = trouble
            self.stopped.emit(trouble)
        if not any(job.is_open for job in self._jobs):
            self._look_is_over()

    def _look_is_over(self) -> None:
        self.is_over = True
        self._timer.stop()
        if not self.has_trouble and self._jobs:
            states = {job.status.state for job in self._jobs}
            text = f"{count_of(self.sheets, 'sheet')} printed"
            if states != {SpoolState.DONE}:
                text = f"{count_of(self.sheets, 'sheet')} left the queue; it does not say more"
            self.progress.emit(self.done, self.sheets)
            self.said.emit(text)
        self.ended.emit()
