"""Kept labels and invoices, and the print log: find a paper again and print it once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from konnect_desktop.services.models import INVOICE, LABEL
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs.parts import named, push, relabel, row
from konnect_desktop.ui.documents.plain_table import Line, PlainTable
from konnect_desktop.ui.documents.preview import PreviewDialog
from konnect_desktop.ui.formatting import count_of, when
from konnect_desktop.ui.messages import plain_label

KIND_WORDS = {LABEL: "Label", INVOICE: "Invoice"}
_LIMIT = 500


class PapersTab(QWidget):
    """A list of papers; the chosen ones open in the preview. `read` runs in a worker thread."""

    def __init__(
        self,
        context: AppContext,
        name: str,
        headings: Sequence[str],
        widths: Sequence[int],
        read: Callable[[int], list[Line]],
        empty: str,
    ) -> None:
        super().__init__()
        self.setObjectName(f"documents.{name}")
        self._context, self._name, self._read = context, name, read
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(10)
        frame = QFrame()
        frame.setObjectName(f"documents.{name}.card")
        frame.setProperty("card", True)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        self.table = PlainTable(f"documents.{name}.table", headings[0], headings, widths)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._open)
        self.empty = named(plain_label(empty, "muted"), f"documents.{name}.empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner.addWidget(self.empty)
        inner.addWidget(self.table)
        layout.addWidget(frame, 1)
        self.open_button = push("Preview and print", f"documents.{name}.open", "primary")
        self.open_button.clicked.connect(self._open)
        layout.addLayout(row(self.open_button))
        self._chosen()

    def reload(self) -> None:
        """Read the list again."""
        self._context.runner.start(
            self,
            lambda _ctx: self._read(_LIMIT),
            pool="local",
            key=f"documents.{self._name}",
            latest=True,
            on_success=self._listed,
        )

    def _listed(self, lines: list[Line]) -> None:
        self.table.show_lines(lines)
        self.empty.setVisible(not lines)
        self.table.setVisible(bool(lines))
        self._chosen()

    def _chosen(self) -> None:
        count = len(self.table.keys())
        self.open_button.setEnabled(count > 0)
        text = f"Preview {count_of(count, 'paper')}" if count else "Preview and print"
        relabel(self.open_button, text)
        self.open_button.setToolTip("" if count else "Choose one or more lines first")

    def _open(self) -> None:
        keys: list[tuple[str, str]] = self.table.keys()
        if keys:
            ids = list(dict.fromkeys(shipment_id for shipment_id, _kind in keys))
            found = {kind for _shipment_id, kind in keys}
            kinds = tuple(kind for kind in (LABEL, INVOICE) if kind in found)
            PreviewDialog.show_for(self, self._context, ids, kinds)


def kept_lines(context: AppContext, limit: int) -> list[Line]:
    """The papers that are kept, newest first."""
    papers = context.services.documents.recent(limit)
    names = order_names(context, [paper.shipment_id for paper in papers])
    now = context.now()
    return [
        Line(
            (paper.shipment_id, paper.kind),
            (
                when(paper.fetched_at, now),
                KIND_WORDS.get(paper.kind, paper.kind),
                names.get(paper.shipment_id, paper.shipment_id),
                paper.awb_text,
                _printed(paper, context),
            ),
        )
        for paper in papers
    ]


def _printed(paper: Any, context: AppContext) -> str:
    if paper.is_stale:
        return "AWB changed: print again"
    if paper.printed_at is None:
        return "Not printed yet"
    return f"Printed {when(paper.printed_at, context.now())}"


def log_lines(context: AppContext, limit: int) -> list[Line]:
    """What was printed or saved, newest first."""
    entries = context.services.documents.print_log(limit)
    names = order_names(context, [entry.shipment_id for entry in entries])
    now = context.now()
    return [
        Line(
            (entry.shipment_id, entry.kind),
            (
                when(entry.printed_at, now),
                KIND_WORDS.get(entry.kind, entry.kind),
                names.get(entry.shipment_id, entry.shipment_id),
                entry.printer + (f", {entry.copies} copies" if entry.copies > 1 else ""),
            ),
        )
        for entry in entries
    ]


def order_names(context: AppContext, ids: Sequence[str]) -> dict[str, str]:
    """Shipment id -> order number."""
    rows = context.services.queries.rows_by_id(list(dict.fromkeys(ids)))
    return {each.id: each.order_no or each.id for each in rows}
