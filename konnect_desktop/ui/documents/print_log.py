"""The print log: every job with what became of it, printed again from here without Fynd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from konnect_desktop.domain.printers import JobPage, JobState, PrintedJob
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.ui.kit.formatting import count_of
from konnect_desktop.ui.kit.list_page import ListPage, Nothing, rest
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import list_card, named, push, relabel, row
from konnect_desktop.ui.kit.plain_table import Line, PlainTable
from konnect_desktop.ui.printing.log_words import doubt_text, job_line, page_lines
from konnect_desktop.ui.printing.preview import PreviewDialog
from konnect_desktop.ui.work.context import AppContext

_LIMIT = 500


@dataclass(frozen=True)
class _Read:
    jobs: list[PrintedJob]
    doubtful: list[PrintedJob]


class PrintLogTab(ListPage[_Read]):
    """Jobs on the left, the orders of the chosen one on the right."""

    KEEPS_ONE = True

    #: How many jobs wait for the seller's word.
    doubts_changed = Signal(int)

    def __init__(self, context: AppContext) -> None:
        headings = ("When", "Papers", "Orders", "Printer", "Sheets", "Who", "State")
        widths = (108, 84, 128, 126, 60, 80, 160)
        table = PlainTable("documents.log.table", "Print log", headings, widths, sparse=(5,))
        super().__init__(context, "documents.log", table)
        self.table.opened.connect(self.print_again)
        self.jobs: dict[int, PrintedJob] = {}
        self._doubtful: list[PrintedJob] = []
        self.column.addWidget(self._doubt())
        hint = "Order, AWB or printer"
        self.column.addWidget(self.find_box("documents.log.search", "Find a print job", hint))
        self.column.addLayout(self._tables(), 1)
        self.column.addLayout(self._buttons())
        self._show_doubt()
        self.on_chosen()

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
        beside, inner = list_card("documents.log.orders_card")
        inner.addWidget(self.orders)
        line.addWidget(self.listing, 9)
        line.addWidget(beside, 5)
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

    def question(self) -> Callable[[], _Read]:
        """The log, once the queues were asked about what was still with a printer."""
        printing, text = self._context.services.printing, self.search.text()

        def work() -> _Read:
            if printing.has_queues:
                printing.look_again()
            return _Read(printing.log(text, _LIMIT), printing.doubtful())

        return work

    def lines(self, found: _Read) -> list[Line]:
        """One line for each job."""
        self.jobs = {job.id: job for job in found.jobs}
        self._doubtful = found.doubtful
        self._show_doubt()
        now = self._context.now()
        return [job_line(job, now) for job in found.jobs]

    def nothing(self) -> Nothing:
        """Nothing was printed, or not what is looked for."""
        if self.search.text().strip():
            return Nothing("Nothing like this was printed.", "Show all jobs", self.search.clear)
        return Nothing(
            "Nothing was printed yet. Tick orders and press Print label.",
            "Open Orders",
            lambda: self._context.open_room("orders"),
        )

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

    def on_chosen(self) -> None:
        """Show the papers of the chosen job, and what can be done with it."""
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
        text = f"Print {count_of(count, 'order')}" if count else "Print these orders"
        relabel(self.orders_button, text)
        why_not = "" if count else "Choose orders on the right first"
        rest(self.orders_button, why_not, "With their newest papers")

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
