"""Parcels as a table for a spreadsheet program: copied, or saved as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from konnect_desktop.domain.parcels import Parcel
from konnect_desktop.domain.sla import IST
from konnect_desktop.services.exports import KINDS, Copied, copied_table, table_file
from konnect_desktop.services.tracking import Problem
from konnect_desktop.ui.kit import files
from konnect_desktop.ui.kit.formatting import exact
from konnect_desktop.ui.parcels import parcel_words
from konnect_desktop.ui.work.context import AppContext

HEADINGS = (
    "Order",
    "Shipment",
    "Courier",
    "AWB",
    "Status",
    "Last movement",
    "Place",
    "Expected",
    "Asked",
    "Problem",
)


def parcel_rows(found: Sequence[Parcel], problems: Mapping[str, Problem]) -> list[tuple[str, ...]]:
    """One line for each parcel. Times are whole: "2 days ago" says nothing in a file."""
    return [_row(parcel, problems.get(parcel.key)) for parcel in found]


def _row(parcel: Parcel, problem: Problem | None) -> tuple[str, ...]:
    told = parcel.tracking
    at = exact(parcel.last_movement) or (told.last_updated_text if told else "")
    eta = (exact(told.eta) or told.eta_text) if told else ""
    return (
        parcel.order_no,
        parcel.shipment_id,
        parcel.courier_partner,
        parcel.awb,
        parcel_words.status_or(parcel, problem),
        at,
        parcel_words.place(told),
        eta,
        exact(parcel.fetched_at),
        parcel_words.problem_text(problem),
    )


def copied(found: Sequence[Parcel], problems: Mapping[str, Problem]) -> Copied:
    """The same table to be pasted."""
    return copied_table([HEADINGS, *parcel_rows(found, problems)])


def save_parcels(
    owner: QWidget,
    context: AppContext,
    read: Callable[[], Sequence[Parcel]],
    problems: Mapping[str, Problem],
    on_written: Callable[[Path], None],
) -> None:
    """Ask for a file and write the list; `read` is called in the worker thread."""
    name = f"parcels-{context.now().astimezone(IST):%Y-%m-%d}.xlsx"
    kept = dict(problems)
    files.ask_save(
        owner,
        context,
        title="Export the list of parcels",
        purpose="export",
        name=name,
        kinds=KINDS,
        on_chosen=lambda path: write_parcels(owner, context, read, kept, path, on_written),
    )


def write_parcels(
    owner: QWidget,
    context: AppContext,
    read: Callable[[], Sequence[Parcel]],
    problems: Mapping[str, Problem],
    path: Path,
    on_written: Callable[[Path], None] | None = None,
) -> None:
    """Write the file; says so when it cannot."""

    def content() -> bytes:
        return table_file(path.name, HEADINGS, parcel_rows(read(), problems), title="Parcels")

    files.write(owner, context, path, content, on_written)
