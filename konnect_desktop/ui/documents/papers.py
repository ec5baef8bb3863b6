"""Kept labels and invoices: found by order, AWB and day, and printed again without Fynd."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from konnect_desktop.domain.rows import StoredDocument
from konnect_desktop.domain.sla import IST
from konnect_desktop.services.paper_models import INVOICE, LABEL
from konnect_desktop.ui.kit.formatting import count_of, when
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import named, push, relabel, row
from konnect_desktop.ui.kit.plain_table import Line, PlainTable
from konnect_desktop.ui.printing.preview import PreviewDialog
from konnect_desktop.ui.printing.repair_words import repair_words
from konnect_desktop.ui.work.context import AppContext

KIND_WORDS = {LABEL: "Label", INVOICE: "Invoice"}
_LIMIT = 500
_TYPING_MS = 150
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


class PapersTab(QWidget):
    """The archive. Reads what is asked for in a worker thread."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("documents.kept")
        self._context = context
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(self._asks())
        frame = QFrame()
        frame.setObjectName("documents.kept.card")
        frame.setProperty("card", True)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        self.table = PlainTable(
            "documents.kept.table",
            "Kept papers",
            ("Fetched", "Paper", "Order", "AWB", "Courier", "State"),
            (130, 90, 200, 170, 140, 180),
        )
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self.open)
        self.empty = named(plain_label(_EMPTY, "muted"), "documents.kept.empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner.addWidget(self.empty)
        inner.addWidget(self.table)
        layout.addWidget(frame, 1)
        self.open_button = push("Preview and print", "documents.kept.open", "primary")
        self.open_button.clicked.connect(self.open)
        layout.addLayout(row(self.open_button))
        self._chosen()

    def _asks(self) -> QHBoxLayout:
        self.search = QLineEdit()
        self.search.setObjectName("documents.kept.search")
        self.search.setAccessibleName("Find a kept paper")
        self.search.setPlaceholderText("Order, AWB or courier")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(320)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.days = QComboBox()
        self.days.setObjectName("documents.kept.days")
        self.days.setAccessibleName("Fetched when")
        for text, back in _DAYS:
            self.days.addItem(text, back)
        self.days.currentIndexChanged.connect(lambda _place: self.reload())
        return row(self.search, self.days)

    def reload(self) -> None:
        """Read the list again."""
        text, back = self.search.text(), self.days.currentData()
        today = self._context.now().astimezone(IST).date()
        since = None if back is None else today - timedelta(days=back)
        self._context.runner.read(
            self,
            lambda: kept_lines(
                self._context,
                self._context.services.documents.find(text, date_from=since, limit=_LIMIT),
            ),
            self._listed,
            key="documents.kept",
        )

    def _listed(self, lines: list[Line]) -> None:
        self.table.show_lines(lines)
        is_asked = bool(self.search.text().strip()) or self.days.currentData() is not None
        self.empty.setText("Nothing like this is kept." if is_asked else _EMPTY)
        self.empty.setVisible(not lines)
        self.table.setVisible(bool(lines))
        self._chosen()

    def _chosen(self) -> None:
        count = len(self.table.keys())
        self.open_button.setEnabled(count > 0)
        text = f"Preview {count_of(count, 'paper')}" if count else "Preview and print"
        relabel(self.open_button, text)
        self.open_button.setToolTip("" if count else "Choose one or more lines first")

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
