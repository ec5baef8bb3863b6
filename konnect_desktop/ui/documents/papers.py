"""Kept labels and invoices: found by order, AWB and day, and printed again without Fynd."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtWidgets import QComboBox

from konnect_desktop.domain.rows import StoredDocument
from konnect_desktop.domain.sla import IST
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.ui.kit.formatting import count_of, when
from konnect_desktop.ui.kit.list_page import ListPage, Nothing, rest
from konnect_desktop.ui.kit.parts import push, relabel, row
from konnect_desktop.ui.kit.plain_table import Line, PlainTable
from konnect_desktop.ui.printing.preview import PreviewDialog
from konnect_desktop.ui.printing.repair_words import repair_words
from konnect_desktop.ui.work.context import AppContext

KIND_WORDS = {LABEL: "Label", INVOICE: "Invoice"}
_LIMIT = 500
#: Words of a choice -> days back from today; None for all.
_DAYS: tuple[tuple[str, int | None], ...] = (
    ("Fetched any day", None),
    ("Today", 0),
    ("Since yesterday", 1),
    ("Last 7 days", 6),
    ("Last 30 days", 29),
    ("Last 90 days", 89),
)
_EMPTY = "No label or invoice is kept yet. Tick orders and press Print label."


class PapersTab(ListPage[list[Line]]):
    """The archive."""

    def __init__(self, context: AppContext) -> None:
        headings = ("Fetched", "Paper", "Order", "AWB", "Courier", "State")
        widths = (130, 90, 200, 170, 140, 180)
        table = PlainTable("documents.kept.table", "Kept papers", headings, widths)
        super().__init__(context, "documents.kept", table)
        self.table.opened.connect(self.open)
        hint = "Order, AWB or courier"
        self.find_box("documents.kept.search", "Find a kept paper", hint).setMinimumWidth(320)
        self.days = QComboBox()
        self.days.setObjectName("documents.kept.days")
        self.days.setAccessibleName("Fetched when")
        for text, back in _DAYS:
            self.days.addItem(text, back)
        self.days.currentIndexChanged.connect(self.reload)
        self.open_button = push("Preview and print", "documents.kept.open", "primary")
        self.open_button.clicked.connect(self.open)
        self.column.addLayout(row(self.search, self.days))
        self.column.addWidget(self.listing, 1)
        self.column.addLayout(row(self.open_button))
        self.on_chosen()

    def question(self) -> Callable[[], list[Line]]:
        """The papers of these days that have what was typed."""
        text, back = self.search.text(), self.days.currentData()
        today = self._context.now().astimezone(IST).date()
        since = None if back is None else today - timedelta(days=back)
        find = self._context.services.documents.find
        return lambda: kept_lines(self._context, find(text, date_from=since, limit=_LIMIT))

    def lines(self, found: list[Line]) -> list[Line]:
        """As they were read: their orders are looked up with them."""
        return found

    def nothing(self) -> Nothing:
        """Nothing is kept, or not what is looked for."""
        if self.search.text().strip() or self.days.currentData() is not None:
            return Nothing("Nothing like this is kept.", "Show all papers", self._show_all)
        return Nothing(_EMPTY, "Open Orders", lambda: self._context.open_room("orders"))

    def _show_all(self) -> None:
        self.search.clear()
        self.days.setCurrentIndex(0)

    def on_chosen(self) -> None:
        """How many would be opened."""
        count = len(self.table.keys())
        text = f"Preview {count_of(count, 'paper')}" if count else "Preview and print"
        relabel(self.open_button, text)
        rest(self.open_button, "" if count else "Choose one or more lines first")

    def open(self) -> None:
        """Open the chosen papers in the print window; void ones exactly as they are."""
        papers: list[StoredDocument] = self.table.keys()
        if not papers:
            return
        ids = list(dict.fromkeys(paper.shipment_id for paper in papers))
        found = {paper.kind for paper in papers}
        kinds = tuple(kind for kind in (LABEL, INVOICE) if kind in found)
        if any(paper.void_at is not None or paper.is_stale for paper in papers):
            documents = [paper.id for paper in papers]
            PreviewDialog.show_for(self, self._context, ids, kinds, document_ids=documents)
        else:
            PreviewDialog.show_for(self, self._context, ids, kinds)


def kept_lines(context: AppContext, papers: Sequence[StoredDocument]) -> list[Line]:
    """Papers as lines of the table; each line stands for its paper."""
    names = order_names(context, [paper.shipment_id for paper in papers])
    now = context.now()
    return [
        Line(
            paper,
            (
                when(paper.fetched_at, now),
                KIND_WORDS.get(paper.kind, paper.kind),
                names.get(paper.shipment_id, paper.order_no or paper.shipment_id),
                paper.awb_text,
                paper.courier,
                state_of(paper, context),
            ),
        )
        for paper in papers
    ]


def state_of(paper: StoredDocument, context: AppContext) -> str:
    """Whether it was printed, whether it may still be used, and what was put right in it."""
    state = _state_alone(paper, context)
    return f"{state} · {repair_words(paper)}" if paper.repairs else state


def _state_alone(paper: StoredDocument, context: AppContext) -> str:
    if paper.void_at is not None:
        return "Void: a newer one took its place"
    if paper.is_stale:
        return "Void: AWB or courier changed"
    if paper.printed_at is None:
        return "Not printed yet"
    return f"Printed {when(paper.printed_at, context.now())}"


def order_names(context: AppContext, ids: Sequence[str]) -> dict[str, str]:
    """Shipment id -> order number."""
    rows = context.services.queries.rows_by_id(list(dict.fromkeys(ids)))
    return {each.id: each.order_no or each.id for each in rows}
