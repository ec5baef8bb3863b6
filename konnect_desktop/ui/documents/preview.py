"""Labels and invoices before they are printed: every page with the order it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from konnect_desktop.errors import KonnectError
from konnect_desktop.services.context import Progress, TaskContext
from konnect_desktop.services.models import INVOICE, LABEL, PageInfo, PrintJobData
from konnect_desktop.ui import messages
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs import files
from konnect_desktop.ui.dialogs.parts import ErrorLine, announce, named, push, row
from konnect_desktop.ui.documents.job_panel import JobPanel, match_text
from konnect_desktop.ui.documents.page_view import PageView
from konnect_desktop.ui.documents.printing import PaperJob, PrintJob, remember_printer
from konnect_desktop.ui.formatting import count_of, grouped
from konnect_desktop.ui.messages import plain_label
from konnect_desktop.ui.tasks import Task

_NAMES = {LABEL: "label", INVOICE: "invoice"}
PDF_FILE = "PDF file"


def noun(kinds: Sequence[str], count: int) -> str:
    """60 labels, 1 invoice, 12 labels and invoices."""
    if len(kinds) == 1:
        return count_of(count, _NAMES[kinds[0]])
    return f"labels and invoices of {count_of(count, 'order')}"


class PreviewDialog(QDialog):
    """Fetches, shows, prints and saves the papers of some shipments. Not modal."""

    #: PrintJobData: everything is fetched and can be printed.
    loaded = Signal(object)
    #: Path: the PDF is saved and the papers are marked.
    saved = Signal(object)
    #: The printer took the job and the papers are marked.
    printed = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        context: AppContext,
        ids: Sequence[str],
        kinds: tuple[str, ...],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName("Print preview")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.resize(1080, 720)
        self._context = context
        self.ids, self.kinds = list(ids), kinds
        self.data: PrintJobData | None = None
        self.sizes: list[tuple[float, float]] = []
        self._names: dict[str, str] = {}
        self._task: Task | None = None
        self._job: PrintJob | None = None
        self._build()
        self.fetch(kinds)

    @classmethod
    def show_for(
        cls, parent: QWidget, context: AppContext, ids: Sequence[str], kinds: tuple[str, ...]
    ) -> PreviewDialog:
        """Open the window for these shipments, in this order."""
        dialog = cls(parent.window(), context, ids, kinds)
        dialog.show()
        return dialog

    # ---- parts -------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(self._left(), 1)
        self.panel = JobPanel(self._context, self.kinds)
        self.panel.kinds_chosen.connect(self.fetch)
        self.panel.print_pressed.connect(self.print_now)
        self.panel.save_pressed.connect(self.ask_save)
        layout.addWidget(self.panel)
        for key, call in (
            (QKeySequence.StandardKey.Print, self.print_now),
            (QKeySequence.StandardKey.Save, self.ask_save),
            (QKeySequence.StandardKey.ZoomIn, lambda: self._zoom(True)),
            (QKeySequence.StandardKey.ZoomOut, lambda: self._zoom(False)),
        ):
            QShortcut(QKeySequence(key), self, call)

    def _left(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(10)
        self.heading = named(plain_label("", "title"), "preview.heading")
        box.addWidget(self.heading)
        self.error = ErrorLine("preview.error")
        box.addWidget(self.error)
        self._stack = QStackedWidget()
        self._stack.setObjectName("preview.stack")
        self._stack.addWidget(self._waiting())
        self._stack.addWidget(self._pages())
        box.addWidget(self._stack, 1)
        return box

    def _waiting(self) -> QWidget:
        page = QWidget()
        page.setObjectName("preview.waiting")
        layout = QVBoxLayout(page)
        layout.addStretch()
        self.progress_text = named(plain_label("", "muted"), "preview.progress_text")
        self.progress = QProgressBar()
        self.progress.setObjectName("preview.progress")
        self.progress.setAccessibleName("Fetching")
        self.progress.setTextVisible(False)
        self.stop_button = push("Stop", "preview.stop", "", "What is fetched so far is kept")
        self.stop_button.clicked.connect(self._stop)
        self.again_button = push("Try again", "preview.again", "primary")
        self.again_button.clicked.connect(lambda: self.fetch(self.kinds))
        layout.addWidget(self.progress_text)
        layout.addWidget(self.progress)
        layout.addLayout(row(self.stop_button, self.again_button))
        layout.addStretch()
        return page

    def _pages(self) -> QWidget:
        page = QWidget()
        page.setObjectName("preview.pages")
        layout = QHBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        self.list = QListWidget()
        self.list.setObjectName("preview.page_list")
        self.list.setAccessibleName("Pages and their orders")
        self.list.setFixedWidth(232)
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        layout.addWidget(self.list)
        side = QVBoxLayout()
        side.setSpacing(8)
        self.view = PageView(self._context)
        self.list.currentRowChanged.connect(self.view.show_page)
        side.addWidget(self.view, 1)
        side.addLayout(self._zoom_row())
        layout.addLayout(side, 1)
        return page

    def _zoom_row(self) -> QHBoxLayout:
        out = push("−", "preview.zoom_out", "flat", "Smaller (Ctrl+-)")
        out.setAccessibleName("Smaller")
        larger = push("+", "preview.zoom_in", "flat", "Larger (Ctrl++)")
        larger.setAccessibleName("Larger")
        fit = push("Fit", "preview.zoom_fit", "flat", "The whole page")
        true_size = push("True size", "preview.zoom_true", "flat", "As large as on paper")
        self.zoom_text = named(plain_label("", "muted"), "preview.zoom")
        self.zoom_text.setWordWrap(False)
        out.clicked.connect(lambda: self._zoom(False))
        larger.clicked.connect(lambda: self._zoom(True))
        fit.clicked.connect(lambda: self.view.set_zoom(0))
        true_size.clicked.connect(lambda: self.view.set_zoom(1.0))
        self.view.drawn.connect(lambda _n: self.zoom_text.setText(f"{self.view.percent} %"))
        return row(out, larger, fit, true_size, self.zoom_text)

    def _zoom(self, up: bool) -> None:
        self.view.step_zoom(up)

    # ---- fetching ----------------------------------------------------------------------

    def fetch(self, kinds: tuple[str, ...]) -> None:
        """Get the papers that are not kept yet, check each page, and put them together."""
        self.kinds, self.data = tuple(kinds), None
        wanted, ids = self.kinds, list(self.ids)
        self._say(f"Fetching {noun(wanted, len(ids))}")
        self.error.say("")
        self._stack.setCurrentIndex(0)
        self.progress.setRange(0, 0)
        self.progress.show()
        self.stop_button.show()
        self.again_button.hide()
        self.progress_text.setText("Papers that are kept already are not fetched again.")
        self.panel.show_data(None, {})
        if self._task is not None:
            self._task.drop()
        self._task = self._context.runner.start(
            self,
            lambda ctx: self._load(ctx, ids, wanted),
            on_progress=self._progressed,
            on_success=self._loaded,
            on_error=self._not_loaded,
            on_finished=self._ended,
        )

    def _load(
        self, ctx: TaskContext, ids: list[str], kinds: tuple[str, ...]
    ) -> tuple[PrintJobData, list[tuple[float, float]], dict[str, str]]:
        """In a worker thread: the papers, their sizes, and the order numbers for the screen."""
        services = self._context.services
        data = services.documents.merged(ctx, ids, kinds)
        sizes = services.documents.page_sizes(data.pdf) if data.pages else []
        rows = services.queries.rows_by_id(ids)
        return data, sizes, {r.id: r.order_no or r.id for r in rows}

    def _progressed(self, progress: Progress) -> None:
        self.progress.setRange(0, progress.total)
        self.progress.setValue(progress.done)
        if progress.total:
            done, total = grouped(progress.done), grouped(progress.total)
            self.progress_text.setText(progress.text or f"{done} of {total}")

    def _loaded(
        self, answer: tuple[PrintJobData, list[tuple[float, float]], dict[str, str]]
    ) -> None:
        self.data, self.sizes, self._names = answer
        data = self.data
        self.panel.show_data(data, self._names)
        self.panel.show_paper(self.sizes)
        if not data.pages:
            self._nothing(data)
            return
        self._say(f"{noun(self.kinds, len(data.shipment_ids))}, ready to print")
        self._stack.setCurrentIndex(1)
        self.view.show_document(data.pdf, self.sizes)
        self.list.clear()
        self.list.addItems([self._page_text(page) for page in data.pages])
        self.list.setCurrentRow(0)
        self.list.setFocus()
        announce(self, match_text(data))
        self.loaded.emit(data)

    def _page_text(self, page: PageInfo) -> str:
        order = page.order_no or self._names.get(page.shipment_id, page.shipment_id)
        second = f"AWB {page.awb}" if page.awb else "no AWB"
        return f"{page.page + 1}  {order}\n{_NAMES.get(page.kind, page.kind)} · {second}"

    def _nothing(self, data: PrintJobData) -> None:
        self._say("There is nothing to print")
        why = next(iter(data.missing.values()), "")
        self._blank(f"None of these orders has this paper yet. {why}".strip())
        self.loaded.emit(data)

    def _not_loaded(self, error: Exception) -> None:
        what, then, detail = messages.words(error)
        self._say("The papers could not be fetched")
        self.error.say(f"{what} {then}" + (f" ({detail})" if detail else ""))
        self._blank("Nothing was printed. What was fetched before is kept.")

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _ended(self) -> None:
        self._task = None
        if self.data is None and not self.error.text():
            self._say("Stopped")
            self._blank("Nothing was printed. What was fetched so far is kept.")

    def _blank(self, text: str) -> None:
        self._stack.setCurrentIndex(0)
        self.progress.hide()
        self.stop_button.hide()
        self.again_button.show()
        self.progress_text.setText(text)

    def _say(self, text: str) -> None:
        self.heading.setText(text[:1].upper() + text[1:])
        self.setWindowTitle(self.heading.text())

    # ---- printing ----------------------------------------------------------------------

    def print_now(self) -> None:
        """Send every page to the chosen printer at true size."""
        name = self.panel.printer.currentText()
        if self.data is None or not self.data.pages or self._job is not None:
            return
        if not name:
            self.error.say(
                "No printer is chosen, so nothing was printed. Choose one, or press Save as PDF."
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPrinterName(name)
        if not printer.isValid():
            self.error.say(f"{name} does not answer, so nothing was printed. Choose another.")
            return
        printer.setCopyCount(self.panel.copies.value())
        self.print_to(printer)

    def print_to(self, printer: QPrinter) -> PrintJob:
        """Send every page to `printer`; mark the papers when it took them all."""
        assert self.data is not None
        data, kinds, copies = self.data, self.kinds, self.panel.copies.value()
        name = printer.printerName() or PDF_FILE
        job = PrintJob(
            self._context,
            printer,
            PaperJob(data.pdf, tuple(self.sizes), is_grey=INVOICE not in kinds),
            self,
        )
        self._job = job
        self.panel.print_button.setEnabled(False)
        self.error.say("")
        job.progress.connect(lambda done, total: self._say(f"Printing page {done} of {total}"))
        job.finished.connect(lambda: self._mark(data, name, copies, None))
        job.finished.connect(lambda: remember_printer(self._context, kinds, name))
        job.failed.connect(self._print_failed)
        job.start()
        return job

    def _print_failed(self, error: KonnectError) -> None:
        self._job_over()
        self._say("Not printed")
        self.error.say(f"{error.user_message} {error.next_step}")

    def _job_over(self) -> None:
        self._job = None
        self.panel.print_button.setEnabled(self.panel.printer.isEnabled())

    def ask_save(self) -> None:
        """Ask for a file and save the PDF as it is."""
        if self.data is None or not self.data.pages:
            return
        files.ask_save(
            self,
            self._context,
            title="Save as PDF",
            purpose="documents",
            name=self.suggested_name(),
            kinds="PDF (*.pdf)",
            on_chosen=self.save_to,
        )

    def suggested_name(self) -> str:
        """labels-57-2026-06-12.pdf."""
        count = len(self.data.shipment_ids) if self.data is not None else 0
        kinds = "-and-".join(f"{_NAMES[kind]}s" for kind in self.kinds)
        return f"{kinds}-{count}-{self._context.now():%Y-%m-%d}.pdf"

    def save_to(self, path: Path) -> None:
        """Write the PDF to `path` and mark its papers as printed."""
        if self.data is not None:
            data = self.data
            files.write(
                self,
                self._context,
                path,
                lambda: data.pdf,
                lambda written: self._mark(data, PDF_FILE, 1, written),
            )

    def _mark(self, data: PrintJobData, printer: str, copies: int, path: Path | None) -> None:
        self._context.runner.start(
            self,
            lambda _ctx: self._context.services.documents.mark_printed(
                data.document_ids, printer, copies=copies
            ),
            pool="local",
            on_success=lambda _changes: self._marked(path),
        )

    def _marked(self, path: Path | None) -> None:
        self._job_over()
        if path is None:
            self._say("Sent to the printer and marked as printed")
            self.printed.emit()
        else:
            self._say(f"Saved as {path.name} and marked as printed")
            self.saved.emit(path)

    def done(self, result: int) -> None:
        if self._task is not None:
            self._task.drop()
        if self._job is not None:
            self._job.cancel()
        super().done(result)
