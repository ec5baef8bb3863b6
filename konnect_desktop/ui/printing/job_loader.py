"""Brings the sheets of a job to the print window: fetched, laid out, shown, then read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from konnect_desktop.domain.printing import Layout, PrintChoices
from konnect_desktop.services.context import Progress, TaskContext
from konnect_desktop.services.paper_models import PrintJobData
from konnect_desktop.services.sheet_shape import SheetShape, shape_of
from konnect_desktop.ui.work.context import AppContext
from konnect_desktop.ui.work.tasks import T, Task, Work


@dataclass(frozen=True)
class Loaded:
    """A job, the sizes of its sheets in mm, and the order numbers for the screen."""

    data: PrintJobData
    sizes_mm: list[tuple[float, float]]
    names: dict[str, str]
    layout: Layout
    shape: SheetShape | None
    #: How many of its papers a printer took before.
    printed_before: int = 0


class JobLoader(QObject):
    """One load at a time; a newer one replaces it. The bars are read after the first page shows."""

    progress = Signal(object)
    #: Loaded: can be shown; its bars are not read back yet.
    laid = Signal(object)
    #: PrintJobData: the same, with the bars read back.
    checked = Signal(object)
    failed = Signal(object)
    #: The load ended, in whatever way.
    ended = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("job_loader")
        self._context = context
        self._task: Task | None = None
        context.runner.do(self, lambda: context.services.pictures.warm_up())

    def load(self, ids: Sequence[str], choices: PrintChoices) -> None:
        """Lay out the papers of these shipments, in this order."""
        wanted = list(ids)
        self._run(lambda ctx: self._lay(ctx, wanted, choices), self.laid.emit)

    def load_job(self, job_id: int) -> None:
        """A job from the log as it was printed; Fynd is not asked."""
        self._run(lambda _ctx: self._again(job_id), self.laid.emit)

    def load_papers(self, document_ids: Sequence[int]) -> None:
        """Kept papers as they are, also void ones, each page a sheet of its own."""
        wanted = list(document_ids)
        self._run(lambda _ctx: self._papers(wanted), self.laid.emit)

    def check(self, data: PrintJobData) -> None:
        """Read the bars back from the sheets."""
        if data.is_checked or not data.sheets:
            self.checked.emit(data)
            return
        documents = self._context.services.documents
        self._run(lambda ctx: documents.check_job(ctx, data), self.checked.emit)

    def stop(self) -> None:
        """Ask the load to stop at its next safe point."""
        if self._task is not None:
            self._task.cancel()

    def drop(self) -> None:
        """Stop and forget about it."""
        if self._task is not None:
            self._task.drop()
            self._task = None

    def _run(self, work: Work[T], deliver: Callable[[T], None]) -> None:
        self.drop()
        self._task = self._context.runner.start(
            self,
            work,
            on_progress=self._progressed,
            on_success=deliver,
            on_error=self.failed.emit,
            on_finished=self.ended.emit,
        )

    def _progressed(self, progress: Progress) -> None:
        self.progress.emit(progress)

    # ---- in a worker thread ------------------------------------------------------------

    def _lay(self, ctx: TaskContext, ids: list[str], choices: PrintChoices) -> Loaded:
        services = self._context.services
        data = services.documents.print_job(ctx, ids, choices, is_checked=False)
        shape = shape_of(choices.layout, choices.custom)
        return self._loaded(data, ids, choices.layout, shape)

    def _again(self, job_id: int) -> Loaded:
        printing = self._context.services.printing
        data, name = printing.again(job_id), printing.job(job_id).layout
        # Our own papers are in the log, too, under names of their own.
        layout = Layout(name) if name in [one.value for one in Layout] else Layout.A4_ONE
        # The places are drawn only where the sheet is one that the app knows.
        shape = shape_of(layout) if layout is not Layout.CUSTOM else None
        return self._loaded(data, list(data.shipment_ids), layout, shape)

    def _papers(self, document_ids: list[int]) -> Loaded:
        data = self._context.services.documents.reprint(document_ids)
        data = replace(data, sheets=data.sheets or len(data.pages), is_checked=True)
        return self._loaded(data, list(data.shipment_ids), Layout.AS_IS, None)

    def _loaded(
        self, data: PrintJobData, ids: list[str], layout: Layout, shape: SheetShape | None
    ) -> Loaded:
        services = self._context.services
        sizes = services.pictures.sizes(data.pdf) if data.sheets else []
        names = {row.id: row.order_no or row.id for row in services.queries.rows_by_id(ids)}
        before = services.printing.printed_before(data.document_ids)
        return Loaded(data, sizes, names, layout, shape, len(before))
