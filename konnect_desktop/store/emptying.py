"""A data file that holds nothing of an account but what must never be given twice, or be denied.

Numbers used and their series, the history without names (orders' ids, what was done and what came
of it), the numbers of handover sheets, and the seller's own shelves stay.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from konnect_desktop import files
from konnect_desktop.domain.removal import OpenWork
from konnect_desktop.store.database import Database

_COPIES = (
    # Numbers first: of a file that cannot be read to its end these matter most.
    "INSERT OR IGNORE INTO main.invoice_number"
    " (text, shipment_id, kind, prefix, number, batch_id, burnt_why, text_key)"
    " SELECT text, shipment_id, kind, prefix, number, batch_id, burnt_why, text_key"
    " FROM old.invoice_number",
    "INSERT OR IGNORE INTO main.number_series"
    " SELECT kind, location, channel, place, prefix, first, padding, year FROM old.number_series",
    "INSERT OR IGNORE INTO main.handover_sheet"
    " (number, courier, location, seller, made_at, printer)"
    " SELECT number, courier, location, '', made_at, '' FROM old.handover_sheet",
    "INSERT OR IGNORE INTO main.batch (id, action, options, created_at, finished_at, linked_to)"
    " SELECT id, action, '{}', created_at, coalesce(finished_at, created_at), NULL FROM old.batch",
    "INSERT OR IGNORE INTO main.batch_record"
    " (batch_id, place, shipment_id, label, payload, state, code, may_retry, attempt, sent_at,"
    "  settled_at)"
    " SELECT batch_id, place, shipment_id, label, '{}', state, code, 0, attempt, sent_at,"
    " settled_at FROM old.batch_record",
    "INSERT OR IGNORE INTO main.shelf SELECT sku, place FROM old.shelf",
    "INSERT OR IGNORE INTO main.departed"
    " SELECT id, status, listed_status, left_at, is_wanted FROM old.departed",
    "UPDATE main.read_counter SET value = (SELECT value FROM old.read_counter)",
    "UPDATE main.data_file SET numbers_known = (SELECT numbers_known FROM old.data_file)",
)
_OPEN_WORK = """
SELECT (SELECT count(DISTINCT b.id) FROM batch AS b JOIN batch_record AS r ON r.batch_id = b.id
        WHERE b.finished_at IS NULL AND b.is_queued = 0 AND r.state IN ('planned', 'sent')),
       (SELECT count(*) FROM batch WHERE finished_at IS NULL AND is_queued = 1),
       (SELECT count(*) FROM batch_record WHERE state = 'unknown'),
       (SELECT count(*) FROM print_job WHERE state = 'sent'
        OR (state = 'accepted' AND spool_id <> '')),
       (SELECT count(*) FROM print_job WHERE state = 'doubtful')
"""


def open_work(db: Database) -> OpenWork:
    """What an account leaves open at this moment. Raises StoreError."""
    with db.read() as conn:
        return OpenWork(*conn.execute(_OPEN_WORK).fetchone())


def make_emptied(old: Path, new: Path) -> None:
    """Write `new`, with what stays of the closed data file `old`; that one is only read.

    What of a damaged file cannot be read is left out. Raises DiskFull or StoreError.
    """
    try:
        for suffix in ("", "-wal", "-shm", ".mark", ".numbers"):
            files.remove(new.with_name(new.name + suffix))
    except OSError as error:
        raise files.trouble(new.parent, error, "the account's data is still there") from error
    database = Database(new, check=False, anew=True)
    try:
        if old.exists():
            with database.alone() as conn:
                _copy(conn, old)
    finally:
        database.close()
        files.clean_up(new.with_name(new.name + ".reserve"))


def _copy(conn: sqlite3.Connection, old: Path) -> None:
    conn.execute("ATTACH ? AS old", (str(old),))
    try:
        for sql in _COPIES:
            with contextlib.suppress(sqlite3.DatabaseError):
                conn.execute(sql)
    finally:
        conn.execute("DETACH old")
