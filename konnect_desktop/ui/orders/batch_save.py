"""Export of a batch: asks where, writes in a worker thread."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.journal import Batch
from konnect_desktop.domain.sla import IST
from konnect_desktop.ui.context import AppContext
from konnect_desktop.ui.dialogs import files
from konnect_desktop.ui.orders.batch_export import HEADINGS, batch_rows, to_csv


def suggested_name(batch: Batch, now: datetime) -> str:
    """confirm-148-orders-2026-06-12.csv."""
    return f"{batch.action}-{len(batch.records)}-orders-{now.astimezone(IST):%Y-%m-%d}.csv"


def save_result(owner: QWidget, context: AppContext, batch: Batch) -> None:
    """Ask for a file and write the result of `batch` as CSV."""
    files.ask_save(
        owner,
        context,
        title="Export the result",
        purpose="export",
        name=suggested_name(batch, context.now()),
        kinds="Spreadsheet (*.csv)",
        on_chosen=lambda path: write_result(owner, context, batch, path),
    )


def write_result(owner: QWidget, context: AppContext, batch: Batch, path: Path) -> None:
    """Write the CSV file; says so when it cannot."""
    files.write(owner, context, path, lambda: to_csv(HEADINGS, batch_rows(batch)))
