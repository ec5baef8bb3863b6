"""The lines as a table to be filled elsewhere, such as by the courier, and imported again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.awb_import import AwbRow
from konnect_desktop.domain.sla import IST
from konnect_desktop.services.exports import KINDS, table_file
from konnect_desktop.ui.awb.model import result_text
from konnect_desktop.ui.kit import files
from konnect_desktop.ui.work.context import AppContext

#: Our own import knows these; the shipment id is what it goes by.
HEADINGS = ("Shipment ID", "Order ID", "Name", "City", "PIN code", "AWB", "Courier", "What happens")


def list_rows(rows: Sequence[AwbRow]) -> list[tuple[str, ...]]:
    """One line for each parcel, also for those that would not be sent, with the reason."""
    found: list[tuple[str, ...]] = []
    for one in rows:
        known = one.candidate.row if one.candidate else None
        found.append(
            (
                known.id if known else one.line.order,
                known.order_no if known else "",
                known.buyer if known else "",
                known.city if known else "",
                known.pincode if known else "",
                one.awb,
                one.courier,
                result_text(one),
            )
        )
    return found


def save_list(owner: QWidget, context: AppContext, rows: Sequence[AwbRow]) -> None:
    """Ask for a file and write the lines as XLSX or CSV."""
    name = f"awb-list-{context.now().astimezone(IST):%Y-%m-%d}.xlsx"
    kept = tuple(rows)
    files.ask_save(
        owner,
        context,
        title="Save the list",
        purpose="export",
        name=name,
        kinds=KINDS,
        on_chosen=lambda path: write_list(owner, context, kept, path),
    )


def write_list(owner: QWidget, context: AppContext, rows: Sequence[AwbRow], path: Path) -> None:
    """Write the file; says so when it cannot."""

    def content() -> bytes:
        return table_file(path.name, HEADINGS, list_rows(rows), title="AWB")

    files.write(owner, context, path, content)
