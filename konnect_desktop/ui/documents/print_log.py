"""The print log: every job with what became of it, printed again from here without Fynd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from konnect_desktop.domain.printers import JobPage, JobState, PrintedJob
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, relabel, row
from konnect_desktop.ui.kit.plain import plain_tip
from konnect_desktop.ui.kit.plain_table import PlainTable
from konnect_desktop.ui.printing.log_words import doubt_text, job_line, page_lines
from konnect_desktop.ui.printing.preview import PreviewDialog
from konnect_desktop.ui.work.context import AppContext

_LIMIT = 500
_TYPING_MS = 150
_EMPTY = "Nothing was printed yet."


@dataclass(frozen=True)
class _Read:
    jobs: list[PrintedJob]
    doubtful: list[PrintedJob]


class PrintLogTab(QWidget):
    """Jobs on the left, the orders of the chosen one on the right."""

    #: How many jobs wait for the seller's word.
    doubts_changed = Signal(int)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("documents.log")
        self._context = context
        self.jobs: dict[int, PrintedJob] = {}
        self._doubtful: list[PrintedJob] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._doubt())
        self.search = QLineEdit()
        self.search.setObjectName("documents.log.search")
        self.search.setAccessibleName("Find a print job")
        self.search.setPlaceholderText("Order, AWB or printer")
        self.search.setToolTip(plain_tip("Find what was printed by order, AWB or printer (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(320)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        layout.addWidget(self.search)
        layout.addLayout(self._tables(), 1)
        layout.addLayout(self._buttons())
        self._show_doubt()
        self._chosen()

    # ---- parts -------------------------------------------------------------------------

    def _doubt(self) -> QFrame:
        self.doubt = QFrame()
        self.doubt.setObjectName("documents.doubt")
        self.doubt.setProperty("card", True)
        line = QHBoxLayout(self.doubt)
        line.setContentsMargins(16, 10, 12, 10)
        line.setSpacing(10)
        self.doubt_text = named(plain_label("", "error"), "documents.doubt.text")
        self.reprint_button = push("Reprint", "documents.doubt.reprint", "", "Nothing came out")
        self.reprint_button.clicked.connect(self._reprint_doubtful)
        self.came_button = push("It came out", "documents.doubt.came_out", "primary")
        self.came_button.clicked.connect(self._it_came_out)
        line.addWidget(self.doubt_text, 1)
        line.addWidget(self.reprint_button)
        line.addWidget(self.came_button)
        return self.doubt

    def _tables(self) -> QHBoxLayout:
        headings = ("When", "Papers", "Orders", "Printer", "Sheets", "Who", "State")
        self.table = PlainTable(
            "documents.log.table",
            "Print log",
            headings,
            (108, 84, 128, 126, 60, 80, 160),
            sparse=(5,),
        )
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self.print_again)
        self.empty = named(plain_label(_EMPTY, "muted"), "documents.log.empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.orders = PlainTable(
            "documents.log.orders",
            "Papers of the job",
            ("Order", "Paper", "AWB"),
            (134, 62, 130),
        )
        self.orders.chosen.connect(self._order_chosen)
        self.orders.opened.connect(self.print_orders)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(_card("documents.log.card", self.empty, self.table), 9)
        line.addWidget(_card("documents.log.orders_card", self.orders), 5)
        return line

    def _buttons(self) -> QHBoxLayout:
        self.open_button = push("Print again", "documents.log.open", "primary")
        self.open_button.setToolTip("As it was printed; choose the sheets to go on after a jam")
        self.open_button.clicked.connect(self.print_again)
        self.cancel_button = push("Cancel job", "documents.log.cancel")
        self.cancel_button.setToolTip("Take it out of the printer's queue")
        self.cancel_button.clicked.connect(self._cancel)
        self.orders_button = push("Print these orders", "documents.log.print_orders")
        self.orders_button.clicked.connect(self.print_orders)
        return row(self.open_button, self.cancel_button, self.orders_button, stretch=2)

    # ---- reading -----------------------------------------------------------------------

    def reload(self) -> None:
        """Read the log again, and ask the queues about what was still with a printer."""
        printing, text = self._context.services.printing, self.search.text()

        def work() -> _Read:
            if printing.has_queues:
                printing.look_again()
            return _Read(printing.log(text, _LIMIT), printing.doubtful())

        self._context.runner.read(self, work, self._listed, key="documents.log")

    def _listed(self, read: _Read) -> None:
        self.jobs = {job.id: job for job in read.jobs}
        self._doubtful = read.doubtful
        now = self._context.now()
        self.table.show_lines([job_line(job, now) for job in read.jobs])
        is_found = bool(self.search.text().strip())
        self.empty.setText("Nothing like this was printed." if is_found else _EMPTY)
        self.empty.setVisible(not read.jobs)
        self.table.setVisible(bool(read.jobs))
        if read.jobs and not self.table.keys():
            self.table.selectRow(0)
        self._show_doubt()
        self._chosen()

    def _show_doubt(self) -> None:
        self.doubt.setVisible(bool(self._doubtful))
        if self._doubtful:
            more = len(self._doubtful) - 1
            text = doubt_text(self._doubtful[0], self._context.now())
            self.doubt_text.setText(text + (f" {more} more after this." if more else ""))
        self.doubts_changed.emit(len(self._doubtful))

    def _job(self) -> PrintedJob | None:
        keys = self.table.keys()
        return self.jobs.get(keys[0]) if keys else None

    def _chosen(self) -> None:
        job = self._job()
        self.open_button.setEnabled(job is not None and job.state is not JobState.SENT)
        waits = job is not None and job.state is JobState.ACCEPTED and bool(job.spool_id)
        self.cancel_button.setEnabled(waits)
        if job is None:
            self.orders.show_lines([])
            self._order_chosen()
            return
        printing, job_id = self._context.services.printing, job.id
        self._context.runner.read(
            self, lambda: printing.pages(job_id), self._show_pages, key="documents.log.pages"
        )

    def _show_pages(self, pages: list[JobPage]) -> None:
        self.orders.show_lines(page_lines(pages))
        self._order_chosen()

    def _order_chosen(self) -> None:
        count = len({key[0] for key in self.orders.keys()})  # noqa: SIM118 - a table, no dict
        self.orders_button.setEnabled(count > 0)
        text = f"Print {count_of(count, 'order')}" if count else "Print these orders"
        relabel(self.orders_button, text)
        tip = "With their newest papers" if count else "Choose orders on the right first"
        self.orders_button.setToolTip(plain_tip(tip))

    # ---- doing -------------------------------------------------------------------------

    def print_again(self) -> None:
        """Open the chosen job in the print window, exactly as it was."""
        job = self._job()
        if job is not None:
            self._open(job)

    def _open(self, job: PrintedJob) -> PreviewDialog:
        return PreviewDialog.show_for(self, self._context, (), (LABEL,), job.id)

    def print_orders(self) -> None:
        """Open the newest papers of the chosen orders in the print window."""
        keys: list[tuple[str, str]] = self.orders.keys()
        if keys:
            ids = list(dict.fromkeys(shipment_id for shipment_id, _kind in keys))
            found = {kind for _shipment_id, kind in keys}
            kinds = tuple(kind for kind in (LABEL, INVOICE) if kind in found)
            PreviewDialog.show_for(self, self._context, ids, kinds)

    def _cancel(self) -> None:
        job = self._job()
        if job is not None:
            self._settle(lambda: self._context.services.printing.give_up(job.id))

    def _it_came_out(self) -> None:
        if self._doubtful:
            job_id = self._doubtful[0].id
            self._settle(lambda: self._context.services.printing.came_out(job_id))

    def _reprint_doubtful(self) -> None:
        if self._doubtful:
            job = self._doubtful[0]
            dialog = self._open(job)
            # Once the repeat is with a printer, the first try is settled as well.
            dialog.printed.connect(
                lambda: self._settle(
                    lambda: self._context.services.printing.fail(job.id, "Printed again")
                )
            )

    def _settle(self, work: Callable[[], None]) -> None:
        self._context.runner.do(self, work, on_finished=self.reload)


def _card(name: str, *widgets: QWidget) -> QFrame:
    frame = QFrame()
    frame.setObjectName(name)
    frame.setProperty("card", True)
    inner = QVBoxLayout(frame)
    inner.setContentsMargins(1, 1, 1, 1)
    for widget in widgets:
        inner.addWidget(widget)
    return frame
