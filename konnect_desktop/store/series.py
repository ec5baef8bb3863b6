"""Invoice numbers: one of each kind for a shipment for ever, without gaps among those sent."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from konnect_desktop.domain.journal import BatchId, SeriesFormat
from konnect_desktop.domain.requests import SALE
from konnect_desktop.domain.series import NumberWant, has_year, in_year, year_before
from konnect_desktop.errors import StoreError
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database
from konnect_desktop.store.keys import key_of

_HELD = """
SELECT n.shipment_id, n.text FROM json_each(?) AS w
JOIN invoice_number AS n ON n.shipment_id = w.value
WHERE n.kind = ? AND n.burnt_why = ''
"""
_INSERT = """
INSERT INTO invoice_number (text, text_key, shipment_id, kind, prefix, number, batch_id)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_OWNERS = """
SELECT n.text_key, iif(n.burnt_why = '', n.shipment_id, '') FROM json_each(?) AS w
JOIN invoice_number AS n ON n.text_key = w.value
"""
_GIVEN = """
SELECT 1 FROM invoice_number WHERE prefix = ? AND batch_id IS NOT ? AND number IS NOT NULL LIMIT 1
"""
_BURN = """
UPDATE invoice_number SET burnt_why = ? WHERE shipment_id = ? AND kind = ? AND burnt_why = ''
"""
#: Numbers are given back when their record of the batch was never sent, or when its first sending
#: was refused for good: nothing of it was applied then, and nothing will be.
_RELEASE = """
DELETE FROM invoice_number WHERE batch_id = ? AND burnt_why = '' AND shipment_id IN (
    SELECT shipment_id FROM batch_record
    WHERE batch_id = ? AND (
        (attempt = 0 AND state IN ('withdrawn', 'not_sent', 'refused'))
        -- By Fynd's own answer: what was only read from the state may have been applied before.
        OR (attempt = 1 AND state = 'refused' AND may_retry = 0 AND code <> '')
        -- Invoiced before, with another number: on another computer, or by Fynd itself.
        OR (attempt = 1 AND state = 'done' AND upper(code) = 'IN453')))
"""
_REPLACED = "replaced by a number that was typed"


class NumbersUnknown(StoreError):
    """Which numbers were given before the data file was lost is not known."""

    user_message = (
        "The data file was lost, so the app does not know which invoice number comes next. "
        "No number was given."
    )
    next_step = (
        "Look at your last invoice and credit note. Then open Settings, Invoice numbers, set the "
        "next numbers and press These numbers are right."
    )


class InvoiceSeries:
    """The seller's own numbers of invoices and credit notes."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # looking

    def preview(self, count: int, series: SeriesFormat) -> list[str]:
        """The next `count` numbers, without taking them."""
        with self._db.read() as conn:
            free = _Free(conn)
            return [series.text(free.next(series)) for _ in range(count)]

    def preview_for(self, ids: Sequence[str], series: SeriesFormat) -> dict[str, str]:
        """The invoice number each shipment would get; one that has a number already keeps it."""
        return self.preview_each([NumberWant(one, series) for one in ids])

    def preview_each(self, wants: Sequence[NumberWant]) -> dict[str, str]:
        """The number that each shipment would get, without taking them."""
        with self._db.read() as conn:
            return {want.shipment_id: text for want, text, _ in _plan(conn, wants)}

    def numbers(self, ids: Iterable[str], kind: str = SALE) -> dict[str, str]:
        """The numbers that shipments have; those without one are left out."""
        with self._db.read() as conn:
            return _held(conn, list(ids), kind)

    def owners(self, texts: Iterable[str]) -> dict[str, str]:
        """Numbers that were ever given -> whose they are; also those that were burnt (value "").

        Capitals do not count: the e-invoice portal compares without them.
        """
        with self._db.read() as conn:
            return _owners(conn, texts)

    def begins_year(self, series: SeriesFormat, year: str, batch_id: BatchId | None = None) -> bool:
        """Whether a series with {FY} had numbers the year before, and this year none so far.

        Numbers of the batch `batch_id` do not count.
        """
        if not has_year(series.prefix):
            return False
        before, now = (in_year(series, one).prefix for one in (year_before(year), year))
        with self._db.read() as conn:
            counts = [
                conn.execute(_GIVEN, (prefix, batch_id)).fetchone() is not None
                for prefix in (before, now)
            ]
        return counts == [True, False]

    # giving

    def assign(
        self, ids: Sequence[str], series: SeriesFormat, batch_id: BatchId | None
    ) -> dict[str, str]:
        """As `assign_each`, with invoice numbers of one series."""
        return self.assign_each([NumberWant(one, series) for one in ids], batch_id)

    def assign_each(self, wants: Sequence[NumberWant], batch_id: BatchId | None) -> dict[str, str]:
        """Give each shipment its number and commit; a retry gets the number it had.

        Raises StoreError, with nothing given, when a number was already used by another
        shipment, and NumbersUnknown when what was given before a loss is not known. Use
        inside `db.write()` to join it with the journal's own transaction.
        """
        with self._db.write() as conn:
            plan = _plan(conn, wants)
            if any(number for _, _, number in plan) and not _knows_all(conn):
                raise NumbersUnknown
            fresh = [(want, text, number) for want, text, number in plan if number is not None]
            owners = _owners(conn, [text for _, text, _ in fresh])
            given = Counter(key_of(text) for _, text, _ in fresh)
            try:
                for want, text, number in fresh:
                    is_others = owners.get(text, want.shipment_id) != want.shipment_id
                    if is_others or given[key_of(text)] > 1:
                        raise sqlite3.IntegrityError(text)
                    own = bool(want.own)
                    if own:
                        conn.execute(_BURN, (_REPLACED, want.shipment_id, want.kind))
                    prefix = "" if own else want.series.prefix
                    place = None if own else number
                    row = (text, key_of(text), want.shipment_id, want.kind, prefix, place, batch_id)
                    conn.execute(_INSERT, row)
            except sqlite3.IntegrityError as error:
                raise StoreError(
                    "This series makes invoice numbers that were already used.",
                    next_step="Choose another prefix in Settings. Nothing was sent.",
                ) from error
        # Also those that were given before, when this could not be done.
        self._db.keep_numbers()
        return {want.shipment_id: text for want, text, _ in plan}

    def release(self, batch_id: BatchId) -> None:
        """Take back the numbers of records of this batch that were surely never used."""
        with self._db.write() as conn:
            conn.execute(_RELEASE, (batch_id, batch_id))

    def burn(self, ids: Iterable[str], kind: str, why: str) -> None:
        """These shipments' numbers were refused: never give them again, and no longer theirs."""
        with self._db.write() as conn:
            conn.executemany(_BURN, [(why or "refused", clean(one), kind) for one in ids])


def _knows_all(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute("SELECT numbers_known FROM data_file").fetchone()[0])


def _owners(conn: sqlite3.Connection, texts: Iterable[str]) -> dict[str, str]:
    keys = {text: key_of(clean(text)) for text in texts}
    found = dict(conn.execute(_OWNERS, (json.dumps(sorted(set(keys.values()))),)).fetchall())
    return {text: found[key] for text, key in keys.items() if key in found}


def _held(conn: sqlite3.Connection, ids: Sequence[str], kind: str) -> dict[str, str]:
    wanted = json.dumps([clean(one) for one in ids])
    return dict(conn.execute(_HELD, (wanted, kind)).fetchall())


def _plan(
    conn: sqlite3.Connection, wants: Sequence[NumberWant]
) -> list[tuple[NumberWant, str, int | None]]:
    """Every shipment once, with its number as text; the bare number (0 for a typed one) if new."""
    cleaned = {
        want.shipment_id: replace(want, shipment_id=clean(want.shipment_id)) for want in wants
    }
    held = _held_by_kind(conn, cleaned)
    free = _Free(conn)
    plan: list[tuple[NumberWant, str, int | None]] = []
    for want in cleaned.values():
        has = held.get((want.kind, want.shipment_id), "")
        own = clean(want.own.strip())
        if has and own in ("", has):
            plan.append((want, has, None))
        elif own:
            plan.append((want, own, 0))
        else:
            number = free.next(want.series)
            plan.append((want, want.series.text(number), number))
    return plan


def _held_by_kind(
    conn: sqlite3.Connection, wants: Mapping[str, NumberWant]
) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for kind in {want.kind for want in wants.values()}:
        ids = [want.shipment_id for want in wants.values() if want.kind == kind]
        found |= {(kind, one): text for one, text in _held(conn, ids, kind).items()}
    return found


def _is_of_series(text: str, prefix: str, number: int | None) -> bool:
    """Whether a number was counted in a series and still says so."""
    figures = text[len(prefix) :]
    is_counted = number is not None and text.startswith(prefix) and figures.isdecimal()
    return is_counted and int(figures) == number


class _Free:
    """Hands out the lowest free numbers of any series, so that no gap stays."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._walks: dict[SeriesFormat, Iterator[int]] = {}
        #: prefix without capitals -> numbers used or handed out just now
        self._used: dict[str, set[int]] = {}

    def next(self, series: SeriesFormat) -> int:
        """The next free number of `series`."""
        if series not in self._walks:
            self._walks[series] = self._walk(series)
        return next(self._walks[series])

    def _walk(self, series: SeriesFormat) -> Iterator[int]:
        place = key_of(series.prefix)
        used = self._used.setdefault(place, self._numbers(series.prefix))
        number = series.first
        while True:
            if number not in used and not self._is_taken(series.text(number)):
                used.add(number)
                yield number
            number += 1

    def _numbers(self, prefix: str) -> set[int]:
        prefixes = self._conn.execute("SELECT DISTINCT prefix FROM invoice_number").fetchall()
        same = [one for (one,) in prefixes if key_of(one) == key_of(prefix)]
        found = self._conn.execute(
            "SELECT n.number FROM json_each(?) AS w JOIN invoice_number AS n ON n.prefix = w.value"
            " WHERE n.number IS NOT NULL",
            (json.dumps(same),),
        )
        return {row[0] for row in found}

    def _is_taken(self, text: str) -> bool:
        """Whether a number typed by hand, or a damaged record, reads the same.

        One of another series is no gap to step over: two series must not run into each other.
        """
        found = self._conn.execute(
            "SELECT text, prefix, number FROM invoice_number WHERE text_key = ?", (key_of(text),)
        ).fetchone()
        return found is not None and not _is_of_series(*found)
