"""Export of batches: asks where and as what, writes in a worker thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.journal import Batch, BatchSummary
from konnect_desktop.domain.sla import IST
from konnect_desktop.services.exports import KINDS, table_file
from konnect_desktop.ui.batches.export import HEADINGS, HISTORY_HEADINGS, batch_rows, history_rows
from konnect_desktop.ui.kit import files
from konnect_desktop.ui.work.context import AppContext


def suggested_name(batch: Batch, now: datetime) -> str:
    """confirm-148-orders-2026-06-12.xlsx."""
    return f"{batch.action}-{len(batch.records)}-orders-{now.astimezone(IST):%Y-%m-%d}.xlsx"


def save_result(owner: QWidget, context: AppContext, batch: Batch) -> None:
    """Ask for a file and write the result of `batch` as XLSX or CSV."""
    _ask(
        owner,
        context,
        "Export the result",
        suggested_name(batch, context.now()),
        lambda path: write_result(owner, context, batch, path),
    )


def write_result(owner: QWidget, context: AppContext, batch: Batch, path: Path) -> None:
    """Write the file; says so when it cannot."""

    def content() -> bytes:
        return table_file(path.name, HEADINGS, batch_rows(batch), title=str(batch.action))

    files.write(owner, context, path, content)


def save_history(
    owner: QWidget, context: AppContext, read: Callable[[], Sequence[BatchSummary]]
) -> None:
    """Ask for a file and write the list of batches; `read` is called in the worker thread."""
    name = f"batches-{context.now().astimezone(IST):%Y-%m-%d}.xlsx"
    _ask(
        owner,
        context,
        "Export the list of batches",
        name,
        lambda path: write_history(owner, context, read, path),
    )


def write_history(
    owner: QWidget, context: AppContext, read: Callable[[], Sequence[BatchSummary]], path: Path
) -> None:
    """Write the file; says so when it cannot."""

    def content() -> bytes:
        return table_file(path.name, HISTORY_HEADINGS, history_rows(read()), title="Batches")

    files.write(owner, context, path, content)


def _ask(
    owner: QWidget,
    context: AppContext,
    title: str,
    name: str,
    on_chosen: Callable[[Path], None],
) -> None:
    files.ask_save(
        owner,
        context,
        title=title,
        purpose="export",
        name=name,
        kinds=KINDS,
        on_chosen=on_chosen,
    )
