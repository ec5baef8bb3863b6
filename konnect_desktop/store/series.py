"""Invoice numbers: one for each shipment for ever, without gaps among those that were sent."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from konnect_desktop.domain.journal import BatchId, SeriesFormat
from konnect_desktop.errors import StoreError
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database

_HELD = """
SELECT w.value, n.text FROM json_each(?) AS w
JOIN invoice_number AS n ON n.shipment_id = w.value
"""
#: Numbers are given back when their record of the batch was never sent.
_RELEASE = """
DELETE FROM invoice_number WHERE batch_id = ? AND shipment_id IN (
    SELECT shipment_id FROM batch_record
    WHERE batch_id = ? AND attempt = 0 AND state IN ('withdrawn', 'not_sent'))
"""


class InvoiceSeries:
    """The seller's own invoice numbers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def preview(self, count: int, series: SeriesFormat) -> list[str]:
        """The next `count` numbers, without taking them."""
        with self._db.read() as conn:
            return [series.text(number) for number in _free_numbers(conn, series, count)]

    def preview_for(self, ids: Sequence[str], series: SeriesFormat) -> dict[str, str]:
        """The number each shipment would get; one that has a number already keeps it."""
        with self._db.read() as conn:
            return {one: text for one, (text, _) in _plan(conn, ids, series).items()}

    def assign(
        self, ids: Sequence[str], series: SeriesFormat, batch_id: BatchId | None
    ) -> dict[str, str]:
        """Give each shipment its number and commit; a retry gets the number it had.

        Raises StoreError when a number made by this series was already used under another
        prefix. Use inside `db.write()` to join it with the journal's own transaction.
        """
        with self._db.write() as conn:
            plan = _plan(conn, ids, series)
            fresh = [
                (one, series.prefix, number, text, batch_id)
                for one, (text, number) in plan.items()
                if number is not None
            ]
            try:
                conn.executemany("INSERT INTO invoice_number VALUES (?, ?, ?, ?, ?)", fresh)
            except sqlite3.IntegrityError as error:
                raise StoreError(
                    "This series makes invoice numbers that were already used.",
                    next_step="Choose another prefix in Settings. Nothing was sent.",
                ) from error
        return {one: text for one, (text, _) in plan.items()}

    def numbers(self, ids: Iterable[str]) -> dict[str, str]:
        """The numbers that shipments have; those without one are left out."""
        with self._db.read() as conn:
            return _held(conn, list(ids))

    def release(self, batch_id: BatchId) -> None:
        """Take back the numbers of records of this batch that never went out."""
        with self._db.write() as conn:
            conn.execute(_RELEASE, (batch_id, batch_id))


def _held(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    wanted = json.dumps([clean(one) for one in ids])
    return dict(conn.execute(_HELD, (wanted,)).fetchall())


def _plan(
    conn: sqlite3.Connection, ids: Sequence[str], series: SeriesFormat
) -> dict[str, tuple[str, int | None]]:
    """For every id its number as text, and the bare number when it is new."""
    wanted = list(dict.fromkeys(clean(one) for one in ids))
    held = _held(conn, wanted)
    fresh = iter(_free_numbers(conn, series, len(wanted) - len(held)))
    plan: dict[str, tuple[str, int | None]] = {}
    for one in wanted:
        if one in held:
            plan[one] = (held[one], None)
        else:
            number = next(fresh)
            plan[one] = (series.text(number), number)
    return plan


def _free_numbers(conn: sqlite3.Connection, series: SeriesFormat, count: int) -> list[int]:
    """The lowest free numbers from the first of the series on, so that no gap stays."""
    used = conn.execute(
        "SELECT number FROM invoice_number WHERE prefix = ? AND number >= ? ORDER BY number",
        (series.prefix, series.first),
    )
    taken = {row[0] for row in used}
    numbers: list[int] = []
    candidate = series.first
    while len(numbers) < count:
        if candidate not in taken:
            numbers.append(candidate)
        candidate += 1
    return numbers
