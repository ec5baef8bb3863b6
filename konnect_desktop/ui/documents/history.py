"""Every batch since the account was set up: what was pressed, and what became of each order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QWidget

from konnect_desktop.domain.batches import RETRYABLE, State
from konnect_desktop.domain.journal import Batch, BatchSummary
from konnect_desktop.services.batch_models import BatchResult, Plan, group_outcomes
from konnect_desktop.ui.batches.action_words import STATE_WORDS, words
from konnect_desktop.ui.batches.result import ResultList
from konnect_desktop.ui.batches.save import save_history, save_result
from konnect_desktop.ui.documents.history_filter import HistoryFilter
from konnect_desktop.ui.kit import messages
from konnect_desktop.ui.kit.formatting import count_of, grouped, when
from konnect_desktop.ui.kit.list_page import ListPage, Nothing
from konnect_desktop.ui.kit.messages import plain_label
from konnect_desktop.ui.kit.parts import card, named, push, relabel, row
from konnect_desktop.ui.kit.plain_table import Line, PlainTable
from konnect_desktop.ui.work.context import AppContext

_LIMIT = 200
#: An export has every batch there ever was.
_ALL = 1_000_000
_NOTHING = "No batch yet. What you send from Orders is listed here."
_NO_MATCH = "No batch is like that. Press Clear to list all of them."
_ORDER = (
    State.DONE,
    State.REFUSED,
    State.NEEDS_YOU,
    State.UNKNOWN,
    State.NOT_SENT,
    State.SENT,
    State.PLANNED,
    State.WITHDRAWN,
)


def outcome_text(summary: BatchSummary) -> str:
    """143 done · 7 refused."""
    if summary.is_queued:
        return f"{grouped(summary.counts.get(State.PLANNED, 0))} waiting for the connection"
    parts = [
        f"{grouped(summary.counts[state])} {STATE_WORDS[state].lower()}"
        for state in _ORDER
        if summary.counts.get(state)
    ]
    return " · ".join(parts)


class HistoryTab(ListPage[Sequence[BatchSummary]]):
    """The list on the left, the outcome by reason on the right."""

    show_only = Signal(list)
    #: Plan: the failed records of an older batch were planned anew.
    retry_made = Signal(object)

    KEEPS_ONE = True

    def __init__(self, context: AppContext) -> None:
        headings = ("When", "Action", "Orders", "Who", "Outcome")
        widths = (120, 130, 70, 90, 240)
        title = "Batches, newest first"
        table = PlainTable("documents.history.table", title, headings, widths, sparse=(3,))
        super().__init__(context, "documents.history", table, card="listing")
        self.batch: Batch | None = None
        self.filter = HistoryFilter(context.now)
        self.filter.changed.connect(self.reload)
        self.listed.insertWidget(0, self.filter)
        self.export_all_button = push(
            "Export list…",
            "documents.history.export_all",
            "flat",
            "Saves the batches of this list as XLSX or CSV",
        )
        self.export_all_button.clicked.connect(self._export_all)
        foot = row(self.export_all_button)
        foot.setContentsMargins(8, 4, 8, 4)
        self.listed.addLayout(foot)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("documents.history.split")
        split.setChildrenCollapsible(False)
        split.addWidget(self.listing)
        split.addWidget(self._details())
        split.setSizes([560, 460])
        self.column.addWidget(split)

    def _details(self) -> QWidget:
        box, layout = card("documents.history.details")
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        self.heading: QLabel = named(plain_label("", "heading"), "documents.history.heading")
        self.list = ResultList(self._context.theme)
        self.list.setObjectName("documents.history.result")
        self.list.show_only.connect(self._show)
        self.retry_button = push("Retry", "documents.history.retry", "primary")
        self.retry_button.clicked.connect(self._retry)
        self.settle_button = push(
            "Check again",
            "documents.history.settle",
            "",
            "Looks up at Fynd what became of the orders that are not known yet",
        )
        self.settle_button.clicked.connect(self._settle)
        self.export_button = push("Export…", "documents.history.export")
        self.export_button.clicked.connect(self._export)
        layout.addWidget(self.heading)
        layout.addWidget(self.list, 1)
        layout.addLayout(row(self.retry_button, self.settle_button, self.export_button))
        self._show_batch(None)
        return box

    # ---- reading -----------------------------------------------------------------------

    def question(self) -> Callable[[], Sequence[BatchSummary]]:
        """The newest batches that the filter lets through."""
        queries, wanted = self._context.services.queries, self.filter.value
        return lambda: queries.batches(_LIMIT, wanted)

    def lines(self, found: Sequence[BatchSummary]) -> list[Line]:
        """One line for each batch."""
        self.export_all_button.setVisible(bool(found))
        now = self._context.now()
        return [
            Line(
                summary.id,
                (
                    when(summary.created_at, now),
                    words(summary.action).verb,
                    grouped(sum(summary.counts.values())),
                    summary.person,
                    outcome_text(summary),
                ),
            )
            for summary in found
        ]

    def nothing(self) -> Nothing:
        """Nothing was sent, or not what is looked for."""
        if self.filter.is_set:
            return Nothing(_NO_MATCH)
        return Nothing(_NOTHING, "Open Orders", lambda: self._context.open_room("orders"))

    def on_chosen(self) -> None:
        """Show what became of the chosen batch."""
        keys = self.table.keys()
        if not keys:
            self._show_batch(None)
            return
        self._context.runner.read(
            self,
            lambda: self._context.services.queries.batch(keys[0]),
            self._show_batch,
            key="documents.history.batch",
        )

    def _show_batch(self, batch: Batch | None) -> None:
        self.batch = batch
        retry = unknown = 0
        if batch is None:
            self.heading.setText("Choose a batch to see what became of its orders.")
            self.list.show_groups(())
        else:
            count = count_of(len(batch.records), "order")
            self.heading.setText(f"{words(batch.action).verb}: {count}")
            self.list.show_groups(group_outcomes({r.shipment_id: r.outcome for r in batch.records}))
            retry = sum(r.state in RETRYABLE and r.outcome.may_retry for r in batch.records)
            unknown = len(batch.in_state(State.UNKNOWN))
        relabel(self.retry_button, f"Retry {retry}")
        self.retry_button.setVisible(retry > 0)
        relabel(self.settle_button, f"Check again {unknown}")
        self.settle_button.setVisible(unknown > 0)
        self.export_button.setVisible(batch is not None)

    # ---- doing -------------------------------------------------------------------------

    def _show(self, ids: list[str]) -> None:
        self._context.open_room("orders")
        self.show_only.emit(ids)

    def _retry(self) -> None:
        if self.batch is None:
            return
        batch_id = self.batch.id
        self._context.runner.do(
            self,
            lambda: self._context.services.bulk.retry(batch_id),
            self._retried,
            key=f"batch.retry.{batch_id}",
        )

    def _retried(self, plan: Plan) -> None:
        self._context.open_room("orders")
        self.retry_made.emit(plan)

    def _settle(self) -> None:
        if self.batch is None:
            return
        batch_id = self.batch.id
        self._context.runner.start(
            self,
            lambda ctx: self._context.services.bulk.look_up(ctx, batch_id),
            key=f"batch.settle.{batch_id}",
            on_success=self._settled,
        )

    def _settled(self, result: BatchResult) -> None:
        self.on_chosen()
        still = result.count(State.UNKNOWN)
        if still:
            messages.info(
                self,
                "Not known yet",
                f"Fynd could not be read, so {count_of(still, 'order is', 'orders are')} still not "
                "known. The app looks again after the next good check.",
            )

    def _export(self) -> None:
        if self.batch is not None:
            save_result(self, self._context, self.batch)

    def _export_all(self) -> None:
        queries, wanted = self._context.services.queries, self.filter.value
        save_history(self, self._context, lambda: queries.batches(_ALL, wanted))
