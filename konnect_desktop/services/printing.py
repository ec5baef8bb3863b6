"""Paper out of the printer: written down first, sent, followed, and repeated from the log."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.printers import (
    JobPage,
    JobState,
    NewJob,
    PrintedJob,
    PrinterFacts,
    SpoolRequest,
    SpoolState,
    SpoolStatus,
)
from konnect_desktop.errors import KonnectError, PrintDoubtful, PrintFailed
from konnect_desktop.printing.papers import what_else
from konnect_desktop.printing.queue import PrintQueue, Stopped, Tell, never, nobody
from konnect_desktop.services.connection import PATIENCE_S
from konnect_desktop.services.context import Announce, Cancelled, Clock
from konnect_desktop.services.paper_models import INVOICE, PageInfo, PrintJobData
from konnect_desktop.services.pdf_process import Pdf
from konnect_desktop.services.print_parts import Part, arranged, came_out
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.print_jobs import PrintJobs
from konnect_desktop.store.shipments import ShipmentStore

#: The way of what is saved, as the log names it; the queues have names of their own.
FILE = "file"
#: How long a job can be repeated exactly as it was.
KEEP_JOBS = timedelta(days=14)
#: How long a queue may take to let a job go: looks, and seconds between them.
_LOOKS, _LOOK_AGAIN_S = 40, 0.1
_ENDS = {
    SpoolState.DONE: JobState.DONE,
    SpoolState.CANCELLED: JobState.CANCELLED,
    SpoolState.FAILED: JobState.FAILED,
}


@dataclass(frozen=True, slots=True)
class HowToPrint:
    """What goes with a job beside its sheets."""

    layout: str
    title: str = "Konnect Desktop"
    copies: int = 1
    #: The printer's own names; "" finds the paper by the size of the sheets.
    paper: str = ""
    tray: str = ""
    reprint_of: int | None = None


class PrintService:
    """Call from worker threads. Printing never changes an order at Fynd."""

    def __init__(
        self,
        *,
        jobs: PrintJobs,
        documents: DocumentStore,
        store: ShipmentStore,
        queue: PrintQueue,
        pdf: Pdf,
        announce: Announce,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._documents = documents
        self._store = store
        self._queue = queue
        self._is_closed = False
        self._pdf = pdf
        self._announce = announce
        self._clock = clock

    # ---- printers ----------------------------------------------------------------------

    @property
    def has_queues(self) -> bool:
        """Whether this computer can print; else papers are saved as PDF."""
        return self._queue.is_available

    def close(self) -> None:
        """Let a queue take what it is being given, but wait for none that does not answer."""
        self._is_closed = True
        self._queue.close(PATIENCE_S)

    def printers(self) -> list[str]:
        """The queues of this computer, the default first. Raises PrintFailed."""
        return self._queue.names()

    def facts(self, name: str) -> PrinterFacts:
        """Paper, trays and readiness of one queue. Raises PrintFailed when it is gone."""
        return self._queue.facts(name)

    # ---- one job -----------------------------------------------------------------------

    def begin(
        self,
        data: PrintJobData,
        *,
        printer: str,
        way: str,
        layout: str,
        copies: int = 1,
        sheets: Sequence[int] = (),
        reprint_of: int | None = None,
    ) -> int:
        """Write down what is about to be printed; returns the job's number.

        `sheets`: numbers from 0, () for all. Raises StoreError: then nothing may be sent.
        """
        wanted = tuple(sheets) or tuple(range(data.sheets or _sheets_of(data)))
        held = set(wanted)
        couriers = self._couriers([page.shipment_id for page in data.pages])
        pages = tuple(
            JobPage(
                page.document_id,
                page.shipment_id,
                page.order_no or page.shipment_id,
                page.kind,
                page.awb,
                page.sheet,
                couriers.get(page.shipment_id, ""),
            )
            for page in data.pages
            if page.sheet in held and page.document_id > 0
        )
        job = NewJob(printer, way, layout, copies, wanted, pages, data.pdf, reprint_of)
        return self._jobs.begin(job, self._clock())

    def send(
        self,
        job_id: int,
        request: SpoolRequest,
        should_stop: Callable[[], bool] = never,
        tell: Tell = nobody,
    ) -> str:
        """Hand a job that was begun to its queue; returns the queue's number for it.

        Marks the papers as printed once the queue has them. Raises PrintFailed, or Cancelled
        when `should_stop` came first; then the log says so and nothing is marked. `tell` hears of
        each sheet, as `PrintQueue.send` has it.
        """
        try:
            spool_id = self._queue.send(self._jobs.pdf_path(job_id), request, should_stop, tell)
        except Stopped as stopped:
            self._end(job_id, JobState.CANCELLED, "")
            raise Cancelled from stopped
        except PrintDoubtful:
            if not self._is_closed:
                self._end(job_id, JobState.DOUBTFUL, "")
            raise
        except KonnectError as error:
            # Broken off by the end of the app it may have gone out: the next start asks.
            if not self._is_closed:
                self.fail(job_id, error.user_message)
            raise
        self.accept(job_id, spool_id)
        return spool_id

    def arrange(self, parts: Sequence[Part], papers: Mapping[str, str]) -> list[Part]:
        """The jobs these parts become, `copies` of each known: as few as keep the order shown.

        `papers`: printer -> the paper it is set up for. Raises PrintFailed, before anything
        went out, where a printer of several parts has no paper for one of them.
        """
        names = [part.printer for part in parts]
        facts: dict[str, PrinterFacts | None] = {}
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            try:
                facts[name] = self.facts(name)
            except PrintFailed:
                facts[name] = None  # says so when it gets its first job

        def paper_of(part: Part) -> str:
            known = facts.get(part.printer)
            return _paper(known, part, papers.get(part.printer, "")) if known else ""

        for part in parts:
            paper_of(part)
        return arranged(parts, paper_of)

    def print_part(
        self,
        data: PrintJobData,
        part: Part,
        how: HowToPrint,
        should_stop: Callable[[], bool] = never,
        tell: Tell = nobody,
    ) -> int:
        """Write down one printer's part of a job and hand it to the queue; returns its number.

        Raises PrintFailed in words: the printer is gone, has no such paper, or refuses; and
        Cancelled, when nothing of it comes out.
        """
        copies = part.copies or how.copies
        paper = _paper(self.facts(part.printer), part, how.paper)
        # The tray of a paper that is not used would bring that paper.
        tray = how.tray if paper == how.paper or not how.paper else ""
        job_id = self.begin(
            data,
            printer=part.printer,
            way=self._queue.way,
            layout=how.layout,
            copies=copies,
            sheets=part.sheets,
            reprint_of=how.reprint_of,
        )
        is_grey = all(page.kind != INVOICE for page in data.pages)
        request = SpoolRequest(
            part.printer, how.title, part.sheets, copies, paper=paper, tray=tray, is_grey=is_grey
        )
        self.send(job_id, request, should_stop, tell)
        return job_id

    def accept(self, job_id: int, spool_id: str = "") -> Changes:
        """The queue, the painter or the file has the job: its papers count as printed."""
        now = self._clock()
        job = self._job(job_id)
        state = JobState.DONE if job.way == FILE else JobState.ACCEPTED
        self._jobs.settle(job_id, state, now, spool_id=spool_id)
        return self._mark(job)

    def fail(self, job_id: int, text: str) -> None:
        """Nothing of it came out, or not all: the words are for the log."""
        self._end(job_id, JobState.FAILED, text)

    def give_up(self, job_id: int) -> None:
        """The seller cancelled it. Raises PrintFailed when the queue does not let it go."""
        self.take_back(job_id)

    def take_back(self, job_id: int) -> SpoolStatus:
        """Take a job out of its queue; the answer tells how far it had come by then.

        Raises PrintFailed when the queue does not answer or still holds it: then what is in
        it may come out, and must not be sent a second time.
        """
        job = self._job(job_id)
        if not job.spool_id:
            self._end(job_id, JobState.CANCELLED, "")
            return SpoolStatus(SpoolState.CANCELLED)
        self._queue.cancel(job.spool_id)
        for _attempt in range(_LOOKS):
            status = self.follow(job_id)
            if status.state is SpoolState.UNKNOWN:
                done = self._job(job_id).sheets_done
                self._end(job_id, JobState.CANCELLED, "", done)
                return SpoolStatus(SpoolState.CANCELLED, sheets_done=done)
            if status.state.is_over:
                return status
            threading.Event().wait(_LOOK_AGAIN_S)
        raise PrintFailed(
            f"{job.printer} still holds the job, so nothing more was sent.",
            next_step="Cancel it in the print queue of this computer, then press Print again.",
        )

    def came_out(self, job_id: int) -> None:
        """The seller or the queue says that it is on paper: a doubtful job is doubtful no more."""
        self._mark(self._job(job_id))
        self._end(job_id, JobState.DONE, "")

    def follow(self, job_id: int) -> SpoolStatus:
        """Ask the queue once what became of a job, and keep the answer. Raises PrintFailed."""
        job = self._job(job_id)
        if not job.spool_id:
            return SpoolStatus(SpoolState.UNKNOWN)
        status = self._queue.status(job.spool_id)
        if status.state in _ENDS:
            self._end(job_id, _ENDS[status.state], status.text, status.sheets_done)
        elif status.sheets_done > job.sheets_done:
            self._jobs.count(job_id, status.sheets_done)
        return status

    def look_again(self, limit: int = 20) -> None:
        """Ask the queues about the last jobs whose end was not seen, so that the log is right."""
        for job in self._jobs.in_state(JobState.ACCEPTED, limit):
            if not job.spool_id:
                continue
            try:
                status = self.follow(job.id)
            except PrintFailed:
                return  # the service is not there; the log says what was known
            if status.state is SpoolState.UNKNOWN:
                # The queue forgot it, so it has long left the queue.
                self._jobs.settle(job.id, JobState.DONE, self._clock())

    # ---- the log -----------------------------------------------------------------------

    def recover(self) -> int:
        """At start: jobs that were on their way are doubtful, and old PDFs go."""
        self._jobs.forget_files(self._clock() - KEEP_JOBS)
        return self._jobs.recover()

    def doubtful(self) -> list[PrintedJob]:
        """Jobs of which nobody knows whether they came out."""
        return self._jobs.in_state(JobState.DOUBTFUL)

    def log(self, text: str = "", limit: int = 200) -> list[PrintedJob]:
        """The jobs, newest first; with `text` those with that order, AWB or printer."""
        return self._jobs.find(text.strip(), limit) if text.strip() else self._jobs.recent(limit)

    def pages(self, job_id: int) -> list[JobPage]:
        """The papers of a job, those that are void by now marked."""
        return self._jobs.pages(job_id)

    def job(self, job_id: int) -> PrintedJob:
        """One line of the log. Raises PrintFailed when there is no such."""
        return self._job(job_id)

    def again(self, job_id: int) -> PrintJobData:
        """The sheets of a job as they were printed and no others, without asking Fynd.

        Raises DocumentError when they are not kept any more, PrintFailed when a label in it
        is void by now: that one must not go on a parcel.
        """
        pages = self._jobs.pages(job_id)
        void = [page.order_no for page in pages if page.is_void]
        if void:
            more = f" and {len(void) - 3} more" if len(void) > 3 else ""
            raise PrintFailed(
                f"The label of {', '.join(void[:3])}{more} is void: its AWB or courier changed.",
                next_step="Print these orders anew instead of repeating the job.",
            )
        job = self._job(job_id)
        places = {sheet: place for place, sheet in enumerate(job.sheets)}
        infos = tuple(
            PageInfo(
                page=place,
                shipment_id=page.shipment_id,
                kind=page.kind,
                awb=page.awb,
                document_id=page.document_id,
                order_no=page.order_no,
                sheet=places[page.sheet],
                scale=None,
            )
            for place, page in enumerate(pages)
        )
        pdf = self._cut(self._jobs.pdf(job_id), job.sheets)
        # Its bars were read back when it was printed first.
        return PrintJobData(pdf, infos, sheets=len(job.sheets), is_checked=True)

    def printed_before(self, document_ids: Sequence[int]) -> set[int]:
        """Which of these papers a printer took before."""
        return self._jobs.printed_before(document_ids)

    # ---- inside ------------------------------------------------------------------------

    def _job(self, job_id: int) -> PrintedJob:
        job = self._jobs.get(job_id)
        if job is None:
            raise PrintFailed(f"There is no print job {job_id}.", next_step="Print the orders.")
        return job

    def _cut(self, pdf: bytes, sheets: Sequence[int]) -> bytes:
        """These sheets alone: the PDF of a job is kept whole, for every printer of it."""
        count = len(self._pdf.call("page_sizes_mm", pdf))
        if list(sheets) == list(range(count)):
            return pdf
        parts: dict[str, bytes] = self._pdf.call("split", pdf, {"sheets": list(sheets)})
        return parts["sheets"]

    def _end(self, job_id: int, state: JobState, note: str, done: int | None = None) -> None:
        """The end of a job; what it did not put out counts as printed no more.

        `done`: sheets that are out, copies included; None keeps what was counted before.
        """
        job = self._job(job_id)
        done = job.sheets_done if done is None else done
        ids: set[str] = set()
        if state in (JobState.CANCELLED, JobState.FAILED):
            job = replace(job, sheets_done=done)
            if done:
                note = f"{note} {came_out(done, len(job.sheets) * job.copies)}".strip()
            pages = self._jobs.pages(job_id)
            gone = {page.document_id for page in pages if page.sheet not in job.sheets_out}
            ids = self._documents.take_back_print(job_id, gone)
        self._jobs.settle(job_id, state, self._clock(), note=note, sheets_done=done)
        self._announce(Changes(frozenset(ids), documents=True))

    def _mark(self, job: PrintedJob) -> Changes:
        documents = dict.fromkeys(page.document_id for page in self._jobs.pages(job.id))
        marked = self._documents.log_print(
            documents, job.printer, self._clock(), job.copies, job.id
        )
        changes = Changes(frozenset(marked), documents=True)
        self._announce(changes)
        return changes

    def _couriers(self, ids: Sequence[str]) -> dict[str, str]:
        rows = self._store.rows_by_id(list(dict.fromkeys(ids)))
        return {row.id: row.courier_partner for row in rows}


def _sheets_of(data: PrintJobData) -> int:
    return max((page.sheet for page in data.pages), default=-1) + 1


def _paper(facts: PrinterFacts, part: Part, chosen: str) -> str:
    """The printer's name of the paper a part goes on: the chosen one where it holds the sheets.

    "" leaves it to the printer, which does not tell its papers. Raises PrintFailed.
    """
    if chosen and facts.holds(chosen, *part.size_mm):
        return chosen
    found = facts.paper_for(*part.size_mm)
    if found is None and facts.papers:
        width, height = part.size_mm
        raise PrintFailed(
            f"{part.printer} has no paper of {width:.0f} × {height:.0f} mm, so it got nothing.",
            next_step=what_else(facts.papers, width, height),
        )
    return found.key if found is not None else ""
