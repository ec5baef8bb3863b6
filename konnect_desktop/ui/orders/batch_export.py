"""The result of a batch as a CSV file that a spreadsheet program cannot be tricked with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from konnect_desktop.domain.journal import Batch
from konnect_desktop.ui.orders.batch_words import STATE_WORDS, words

HEADINGS = ("Action", "Order", "Shipment", "Outcome", "Reason", "What to do", "Code")
#: A cell that begins with one of these is read as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """Text that a spreadsheet shows as text: formulas get an apostrophe in front.

    Ids made of more than 11 digits get one as well, or the program would round them.
    """
    if text.lstrip(" ").startswith(_FORMULA) or (text.isdigit() and len(text) > 11):
        return f"'{text}"
    return text


def batch_rows(batch: Batch) -> list[tuple[str, ...]]:
    """One line for each record, in the order of sending."""
    return [
        (
            words(batch.action).verb,
            record.label,
            record.shipment_id,
            STATE_WORDS[record.state],
            record.outcome.reason,
            record.outcome.next_step,
            record.outcome.code,
        )
        for record in batch.records
    ]


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark that spreadsheet programs want, every cell harmless."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(headings)
    for cells in rows:
        writer.writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")
