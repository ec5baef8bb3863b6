"""Labels and invoices: fetched, kept, put together for paper, and ticked off when printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from konnect_desktop import files
from konnect_desktop.documents.rendering import RenderedPage
from konnect_desktop.domain import retention
from konnect_desktop.domain.awb_wanted import waits_for_awb
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.page_order import arrange
from konnect_desktop.domain.printing import CropRule, PrintChoices
from konnect_desktop.domain.repairs import TO_LOOK_AT
from konnect_desktop.domain.retention import PurgeReport, RetentionPlan
from konnect_desktop.domain.rows import PrintEntry, StoredDocument
from konnect_desktop.domain.sla import IST
from konnect_desktop.services.collecting import Collector
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import Announce, Clock, TaskContext
from konnect_desktop.services.paper_models import (
    INVOICE,
    LABEL,
    Collected,
    CutBar,
    Kind,
    PrintJobData,
)
from konnect_desktop.services.pdf_process import Pdf
from konnect_desktop.services.press import Press
from konnect_desktop.store.archive import PaperArchive
from konnect_desktop.store.documents import DocumentStore
from konnect_desktop.store.shipments import ShipmentStore


class DocumentService:
    """The papers of the orders. Call from worker threads; PDFs open in a process apart."""

    def __init__(
        self,
        *,
        connection: Connection,
        store: ShipmentStore,
        documents: DocumentStore,
        archive: PaperArchive,
        paper_days: Callable[[], int],
        pdf: Pdf,
        announce: Announce,
        clock: Clock,
        background: Pdf | None = None,
    ) -> None:
        """`background`: another process for what nobody waits for; `pdf` when there is none.

        `paper_days`: how long papers are kept after their last use.
        """
        self._store = store
        self._documents = documents
        self._pdf = pdf
        self._announce = announce
        self._clock = clock
        self._archive = archive
        self._paper_days = paper_days
        self._collector = Collector(
            connection=connection,
            store=store,
            documents=documents,
            pdf=pdf,
            background=background or pdf,
            announce=announce,
            clock=clock,
        )
        self._press = Press(documents, pdf, background or pdf)

    # ---- fetching ----------------------------------------------------------------------

    def collect(self, ctx: TaskContext, ids: Sequence[str], kind: Kind) -> Collected:
        """The `kind` ("label" or "invoice") of each shipment, kept ones first.

        Fetches in groups of 20, and one by one what a group did not bring. Every page is
        matched to its order before it is kept; `missing` says why one is not there. Raises
        StoreError when it cannot be kept.
        """
        return self._collector.collect(ctx, ids, kind)

    def prefetch(
        self,
        ctx: TaskContext,
        ids: Sequence[str],
        is_busy: Callable[[], bool] = lambda: False,
    ) -> Changes:
        """Fetch labels and invoices of `ids` ahead of time, so that printing is instant.

        One group after the other, in a process of its own, and only while nobody waits for
        papers and `is_busy` says no. What does not come is left for printing to ask again.
        """
        return self._collector.prefetch(ctx, ids, is_busy)

    # ---- archive -----------------------------------------------------------------------

    def find(
        self,
        text: str = "",
        date_from: date | None = None,
        date_to: date | None = None,
        limit: int = 500,
    ) -> list[StoredDocument]:
        """Kept papers, also void ones, by part of order number, AWB, shipment or courier.

        `date_from` and `date_to` are Indian days, both included. Newest first.
        """
        start = _midnight(date_from) if date_from else None
        end = _midnight(date_to) + timedelta(days=1) if date_to else None
        return self._archive.find(text, start, end, limit)

    def retention_plan(self) -> RetentionPlan:
        """What will be deleted on which day; see the setting `paper_days`."""
        return retention.plan(self._archive.kept(), self._paper_days(), self._clock())

    def purge(self, ctx: TaskContext) -> PurgeReport:
        """Delete the papers whose time is over; those of open orders never.

        Raises StoreError when the data file cannot be written.
        """
        days, now = self._paper_days(), self._clock()
        over = [
            paper.document_id
            for paper in self._archive.kept()
            if retention.is_over(paper, days, now)
        ]
        ctx.raise_if_cancelled()
        report = self._archive.delete(over, days, now)
        self._archive.sweep(now)
        if report.deleted:
            self._announce(Changes(documents=True))
        return report

    def reprint(self, document_ids: Sequence[int]) -> PrintJobData:
        """Kept papers again as they are, also void ones, each page a sheet. Needs no network.

        Raises DocumentError for one that is lost, altered or deleted.
        """
        papers = {paper.id: paper for paper in self._documents.by_id(document_ids)}
        return self._press.reprint([papers[one] for one in document_ids if one in papers])

    # ---- paper -------------------------------------------------------------------------

    def print_job(
        self,
        ctx: TaskContext,
        ids: Sequence[str],
        choices: PrintChoices,
        *,
        is_checked: bool = True,
    ) -> PrintJobData:
        """The papers of `ids` as they go to the printer: fetched, ordered, laid on sheets.

        `ids` are in the order shown. Orders that cannot come are named in `missing`, those that
        have no paper yet on purpose in `not_due` (Fynd is not asked for them), bars that would
        not scan in `unreadable`; with `is_checked` False the bars are not read back yet, for a
        preview at once (then call `check_job`). With nothing at all `pdf` is empty. Raises
        DocumentError for a sheet that does not work.
        """
        wanted = [key for key in dict.fromkeys(ids) if key not in choices.leave_out]
        rows = {row.id: row for row in self._store.rows_by_id(wanted)}
        found: dict[tuple[str, str], StoredDocument] = {}
        missing: dict[str, str] = {}
        repeated: dict[str, str] = {}
        unmatched: list[str] = []
        not_due = {key for key in wanted if key in rows and waits_for_awb(rows[key])}
        wanted = [key for key in wanted if key not in not_due]
        for kind in _kinds(choices):
            collected = self.collect(ctx, wanted, kind)
            repeated |= collected.repeated
            unmatched.extend(collected.unmatched)
            found |= {(key, kind): paper for key, paper in collected.documents.items()}
            for key, text in collected.missing.items():
                missing.setdefault(key, text)
        in_order = arrange([rows[key] for key in wanted if key in rows], choices)
        with self._collector.somebody_waits():
            job = self._press.lay(ctx, in_order, found, choices)
        job = replace(
            job,
            missing=missing | dict(job.missing),
            wanted=len(wanted),
            repeated=repeated,
            unmatched=tuple(unmatched),
            repaired=tuple(
                key for (key, _kind), paper in found.items() if set(paper.repairs) & TO_LOOK_AT
            ),
            not_due=tuple(key for key in dict.fromkeys(ids) if key in not_due),
        )
        return self.check_job(ctx, job) if is_checked else job

    def cut_by(self, document_id: int, rule: CropRule) -> list[CutBar]:
        """The bars of a kept label that cutting by `rule` would spoil. Raises DocumentError."""
        return [
            CutBar(paper.shipment_id, paper.order_no, one.code.text, one.how)
            for paper in self._documents.by_id([document_id])
            for one in self._press.cut_by(paper, rule)
        ]

    def warm_up(self) -> None:
        """Start the PDF process, so that the first page need not wait for it."""
        self._pdf.call("warm_up")

    def check_job(self, ctx: TaskContext, job: PrintJobData) -> PrintJobData:
        """The job with every bar code read back from its sheets at 203 dpi."""
        return self._press.check(ctx, job)

    def printing_order(self, ids: Sequence[str], choices: PrintChoices) -> list[str]:
        """`ids` in the order in which `print_job` would bring them out."""
        rows = {row.id: row for row in self._store.rows_by_id(list(ids))}
        return [row.id for row in arrange([rows[k] for k in ids if k in rows], choices)]

    def render(self, pdf: bytes, page: int, dpi: int, *, grey: bool = False) -> RenderedPage:
        """A picture of one page. Raises DocumentError."""
        rendered: RenderedPage = self._pdf.call("render_page", pdf, page, dpi, grey=grey)
        return rendered

    def page_sizes(self, pdf: bytes) -> list[tuple[float, float]]:
        """Width and height of every page in mm. Raises DocumentError."""
        sizes: list[tuple[float, float]] = self._pdf.call("page_sizes_mm", pdf)
        return sizes

    def mark_printed(
        self, document_ids: Iterable[int], printer: str, *, copies: int = 1
    ) -> Changes:
        """Write the print log; call after the printer or the file took the job."""
        ids = self._documents.log_print(list(document_ids), printer, self._clock(), copies)
        changes = Changes(frozenset(ids), documents=True)
        self._announce(changes)
        return changes

    def kept(self, ids: Sequence[str]) -> list[StoredDocument]:
        """The documents at hand of these shipments, labels first."""
        labels = self._documents.get(ids, LABEL)
        invoices = self._documents.get(ids, INVOICE)
        return [*labels.values(), *invoices.values()]

    def recent(self, limit: int = 200) -> list[StoredDocument]:
        """The papers that were fetched last, newest first."""
        return self._documents.recent(limit)

    def print_log(self, limit: int = 200) -> list[PrintEntry]:
        """What was printed or saved last, newest first."""
        return self._documents.print_log(limit)

    def export(self, pdf: bytes, path: Path) -> None:
        """Save a PDF where the seller wants it, whole or not at all. Raises StoreError."""
        try:
            files.write_whole(path, pdf)
        except OSError as error:
            lost = "the PDF could not be saved and nothing was marked as printed"
            raise files.trouble(
                path.parent, error, lost, otherwise="choose another folder"
            ) from error


def _kinds(choices: PrintChoices) -> list[Kind]:
    kinds: list[Kind] = [LABEL] if LABEL in choices.kinds else []
    return [*kinds, INVOICE] if INVOICE in choices.kinds else kinds


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), IST)
