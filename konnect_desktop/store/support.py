"""What a support file says about the data: counts, codes and words, and what must stay out."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from konnect_desktop.store.codec import decode
from konnect_desktop.store.database import Database
from konnect_desktop.store.moments import sure_moment
from konnect_desktop.store.search_words import words_of

#: Outcomes are looked for in so many of the last batches, and so many kinds of them are listed.
_BATCHES, _KINDS = 200, 20
#: Orders whose address is looked at; a kind of outcome that names a buyer is one order's.
_MOST_BODIES = 1_000
_FAILED = "('refused', 'unknown', 'needs_you', 'not_sent')"
_OUTCOMES = f"""
SELECT b.action, r.state, r.code, r.reason, count(*),
       max(coalesce(r.settled_at, r.sent_at, b.created_at)) AS at
FROM batch_record AS r JOIN batch AS b ON b.id = r.batch_id
WHERE r.state IN {_FAILED} AND b.id > (SELECT coalesce(max(id), 0) FROM batch) - ?
GROUP BY b.action, r.state, r.code, r.reason ORDER BY at DESC LIMIT ?
"""  # noqa: S608
_OPEN = """
SELECT b.id, b.action, b.created_at, b.is_queued, r.state, count(*)
FROM batch AS b JOIN batch_record AS r ON r.batch_id = b.id
WHERE b.finished_at IS NULL GROUP BY b.id, r.state ORDER BY b.id, r.state
"""
_TABLES = ("shipment", "gone", "batch", "batch_record", "document", "print_job", "handover_sheet")
_NUMBERS = (
    "SELECT id FROM shipment UNION SELECT order_no FROM shipment"
    " UNION SELECT awb_text FROM shipment UNION SELECT buyer FROM shipment"
    " UNION SELECT city FROM shipment"
    " UNION SELECT pincode FROM shipment UNION SELECT id FROM gone"
    " UNION SELECT shipment_id FROM batch_record UNION SELECT label FROM batch_record"
    " UNION SELECT awb FROM tracking UNION SELECT text FROM invoice_number"
)
_BODIES = f"""
SELECT body FROM gone UNION ALL
SELECT rec.body FROM shipment AS s JOIN shipment_record AS rec ON rec.key = s.key
WHERE s.id IN (
    SELECT r.shipment_id FROM batch_record AS r
    WHERE r.state IN {_FAILED} AND r.batch_id > (SELECT coalesce(max(id), 0) FROM batch) - ?)
LIMIT ?
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """A batch that is not finished: how many of its records stand where."""

    id: int
    action: str
    created_at: datetime
    is_queued: bool
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class FailedKind:
    """Records that did not work for the same reason. The words may be the server's own."""

    action: str
    state: str
    code: str
    reason: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class DataFacts:
    """The data file in numbers."""

    schema_version: int
    rows: tuple[tuple[str, int], ...]
    open_batches: tuple[OpenBatch, ...]
    failed: tuple[FailedKind, ...]
    #: (state, how many)
    print_jobs: tuple[tuple[str, int], ...]


def sqlite_version() -> str:
    """The version of the library in use."""
    return sqlite3.sqlite_version


def data_facts(db: Database) -> DataFacts:
    """Read them. Raises StoreError."""
    with db.read() as conn:
        return DataFacts(
            schema_version=int(conn.execute("PRAGMA user_version").fetchone()[0]),
            rows=tuple((name, _count(conn, name)) for name in _TABLES),
            open_batches=tuple(_open_batches(conn)),
            failed=tuple(_failed(conn)),
            print_jobs=tuple(
                conn.execute("SELECT state, count(*) FROM print_job GROUP BY state ORDER BY state")
            ),
        )


def private_words(db: Database, words: Collection[str]) -> set[str]:
    """Those of the folded `words` that are part of a buyer's data or of an order's numbers.

    Names, cities and numbers of all orders are looked at, and the whole addresses of those that
    stand in a failed record or are gone. Takes about a second for 100,000 orders.
    """
    wanted = frozenset(words)
    found: set[str] = set()
    with db.read() as conn:
        for (text,) in conn.execute(_NUMBERS):
            found.update(wanted.intersection(words_of(text)))
        for (body,) in conn.execute(_BODIES, (_BATCHES, _MOST_BODIES)):
            for text in _personal(body):
                found.update(wanted.intersection(words_of(text)))
    return found


def _personal(body: bytes) -> Iterator[str]:
    try:
        shipment = decode(body)
    except ValueError:
        return
    for address in (shipment.shipping_address, shipment.billing_address):
        if address is not None:
            yield from (address.name, address.phone, address.email, *address.lines())


def _count(conn: sqlite3.Connection, table: str) -> int:
    return int(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608


def _open_batches(conn: sqlite3.Connection) -> Iterator[OpenBatch]:
    found: dict[int, tuple[str, int, int, list[tuple[str, int]]]] = {}
    for number, action, created, is_queued, state, count in conn.execute(_OPEN):
        found.setdefault(number, (action, created, is_queued, []))[3].append((state, count))
    for number, (action, created, is_queued, counts) in found.items():
        yield OpenBatch(number, action, sure_moment(created), bool(is_queued), tuple(counts))


def _failed(conn: sqlite3.Connection) -> Iterator[FailedKind]:
    for action, state, code, reason, count, at in conn.execute(_OUTCOMES, (_BATCHES, _KINDS)):
        yield FailedKind(action, state, code, reason, count, sure_moment(at))
