"""Takes the data of orders out of every table, leaving only what names no buyer.

The journal's records keep ids, states and codes; numbers given stay given. Everything runs in
slices of a few orders, so that nobody waits for it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from konnect_desktop.domain import departures
from konnect_desktop.domain.departures import Hold, Standing
from konnect_desktop.domain.states import Lane
from konnect_desktop.store import migrations
from konnect_desktop.store.database import Database
from konnect_desktop.store.moments import to_moment
from konnect_desktop.store.paper_files import PaperFiles

#: Orders in one transaction.
SLICE = 25
#: Orders looked at together where nothing is written.
_PAGE = 500

_FINISHED = (Lane.DELIVERED, Lane.RETURNS, Lane.CANCELLED)
_LANES = json.dumps([str(lane) for lane in _FINISHED])
#: The oldest first, so that a clearing may stop anywhere and go on.
_NEXT = """
SELECT order_key, changed_at, key FROM shipment
WHERE changed_at <= :limit AND (changed_at, key) > (:at, :key)
  AND lane IN (SELECT value FROM json_each(:lanes))
ORDER BY changed_at, key LIMIT :count
"""
_NEXT_ANY = """
SELECT order_key, changed_at, key, id FROM shipment
WHERE changed_at <= :limit AND (changed_at, key) > (:at, :key)
ORDER BY changed_at, key LIMIT :count
"""
_STANDINGS = """
SELECT s.order_key, s.id, s.status, s.lane, s.journey, s.listed_status,
    max(s.changed_at,
        coalesce((SELECT max(max(coalesce(r.settled_at, 0), coalesce(r.sent_at, 0)))
                  FROM batch_record AS r WHERE r.shipment_id = s.id), 0),
        coalesce((SELECT max(max(d.fetched_at, coalesce(d.printed_at, 0)))
                  FROM document AS d WHERE d.shipment_id = s.id AND d.deleted_at IS NULL), 0)),
    EXISTS (SELECT 1 FROM busy AS b WHERE b.shipment_id = s.id)
        OR EXISTS (SELECT 1 FROM batch_record AS r
                   WHERE r.shipment_id = s.id AND r.state IN ('planned', 'sent', 'unknown')),
    EXISTS (SELECT 1 FROM print_job_page AS p JOIN print_job AS j ON j.id = p.job_id
            WHERE p.shipment_id = s.id AND j.state IN ('sent', 'doubtful'))
FROM shipment AS s WHERE s.order_key IN (SELECT value FROM json_each(?))
"""
_GONE = """
SELECT g.id FROM gone AS g
WHERE g.gone_at <= ? AND NOT EXISTS (SELECT 1 FROM busy AS b WHERE b.shipment_id = g.id)
ORDER BY g.id LIMIT ?
"""
_KEPT = "SELECT count(*) FROM shipment"
_DAYS = """
SELECT min(changed_at), count(*) FROM shipment
WHERE lane IN (SELECT value FROM json_each(?)) AND changed_at > ?
GROUP BY (changed_at + 19800) / 86400
"""
_REMEMBER = """
INSERT OR REPLACE INTO departed (id, status, listed_status, left_at)
SELECT id, status, listed_status, ? FROM shipment WHERE id IN (SELECT value FROM json_each(?))
"""
#: What was sent may name a buyer, and so may the server's own words about it.
_STRIP = """
UPDATE batch_record SET payload = '{{}}', reason = '', next_step = '', {said} may_retry = 0
WHERE state NOT IN ('planned', 'sent', 'unknown')
  AND (payload <> '{{}}' OR reason <> '' OR next_step <> '' {or_said})
"""
STRIP = _STRIP.format(said="said = '',", or_said="OR said <> ''")
#: The same for a copy that an older app made, which keeps words alone.
STRIP_WORDS = _STRIP.format(said="", or_said="")
#: The schema from which on what is said is data, too.
KEEPS_SAID = 21
_THESE = "AND shipment_id IN (SELECT value FROM json_each(?))"
_OPTIONS = """
UPDATE batch SET options = json_remove(options, '$.remark')
WHERE finished_at IS NOT NULL AND json_extract(options, '$.remark') IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM batch_record AS r JOIN shipment AS s ON s.id = r.shipment_id
                  WHERE r.batch_id = batch.id)
"""
#: Facts about orders that stand nowhere any more, such as notes; nothing else would find them.
_ORPHANS = """
SELECT l.shipment_id FROM local_fact AS l
WHERE NOT EXISTS (SELECT 1 FROM shipment AS s WHERE s.id = l.shipment_id)
  AND NOT EXISTS (SELECT 1 FROM gone AS g WHERE g.id = l.shipment_id) LIMIT ?
"""
_ORPHAN_RECORDS = f"""
{STRIP} AND settled_at <= ?
  AND NOT EXISTS (SELECT 1 FROM shipment AS s WHERE s.id = batch_record.shipment_id)
  AND NOT EXISTS (SELECT 1 FROM gone AS g WHERE g.id = batch_record.shipment_id)
"""  # noqa: S608
#: table -> the column with the shipment's id. `shipment` takes its records and AWBs along.
TABLES = (
    ("shipment", "id"),
    ("gone", "id"),
    ("shipment_info", "shipment_id"),
    ("local_fact", "shipment_id"),
    ("courier_wait", "shipment_id"),
    ("tracking", "shipment_id"),
    ("scanned_out", "shipment_id"),
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a walk over the oldest orders has come."""

    at: int = -1
    key: int = -1


@dataclass(frozen=True, slots=True)
class Step:
    """What one slice came to. `cursor` is None at the end of the walk."""

    ids: frozenset[str] = frozenset()
    cursor: Cursor | None = None


class Departing:
    """The orders of one data file. Call from worker threads."""

    def __init__(self, db: Database, files: PaperFiles | None) -> None:
        """`files`: where the papers lie; None for a copy of the data, which has none."""
        self._db = db
        self._files = files

    def step(self, days: int, now: datetime, cursor: Cursor) -> Step:
        """Look at the next few of the oldest orders, and take out those that may leave.

        Raises DiskFull or StoreError; then these orders are as they were.
        """
        with self._db.read() as conn:
            found = conn.execute(_NEXT, _place(days, now, cursor, SLICE)).fetchall()
        if not found:
            return Step()
        _, at, key = found[-1]
        wanted = dict.fromkeys(order for order, _, _ in found)
        # Looked at again by whoever writes: an order may have come back to life meanwhile.
        with self._db.write() as conn:
            ids = [
                one.id
                for order in _orders(conn, wanted)
                if departures.judge(order, days, now) is None
                for one in order
            ]
            digests = take_out(conn, ids, now)
        self._forget(digests)
        return Step(frozenset(ids), Cursor(at, key))

    def held(self, days: int, now: datetime) -> dict[Hold | None, int]:
        """Of the shipments whose own time is over, what keeps how many; None: they are due."""
        counts: dict[Hold | None, int] = {}
        cursor, size = Cursor(), _PAGE
        with self._db.read() as conn:
            while found := conn.execute(_NEXT_ANY, _place(days, now, cursor, size)).fetchall():
                cursor = Cursor(found[-1][1], found[-1][2])
                ids = {one for _, _, _, one in found}
                for order in _orders(conn, dict.fromkeys(order for order, _, _, _ in found)):
                    hold = departures.judge(order, days, now)
                    own = sum(one.id in ids for one in order)
                    counts[hold] = counts.get(hold, 0) + own
        return counts

    def coming(self, days: int, now: datetime) -> tuple[int, list[tuple[datetime, int]]]:
        """How many orders there are, and (last change, how many) of the finished ones by day."""
        limit = _limit(days, now)
        with self._db.read() as conn:
            count = int(conn.execute(_KEPT).fetchone()[0])
            found = conn.execute(_DAYS, (_LANES, limit)).fetchall()
        return count, [(_moment(at), number) for at, number in found]

    def clear_gone(self, days: int, now: datetime) -> bool:
        """Take out a few of the orders that stand in no list any more; False when none is left."""
        with self._db.read() as conn:
            ids = [row[0] for row in conn.execute(_GONE, (_limit(days, now), SLICE))]
            ids += [row[0] for row in conn.execute(_ORPHANS, (SLICE,))]
        if not ids:
            return False
        with self._db.write() as conn:
            digests = take_out(conn, ids, now)
        self._forget(digests)
        return True

    def clear_records(self, days: int, now: datetime) -> None:
        """Take what may name a buyer out of old records whose orders stand nowhere any more."""
        with self._db.write() as conn:
            conn.execute(_ORPHAN_RECORDS, (_limit(days, now),))
            conn.execute(_OPTIONS)
            # What the couriers said of parcels that were never in the list.
            conn.execute(
                "DELETE FROM tracking WHERE shipment_id = '' AND fetched_at <= ?",
                (_limit(days, now),),
            )

    def _forget(self, digests: Iterable[str]) -> None:
        """Only after the commit: a file of nobody is found again, a paper without file is lost."""
        if self._files is not None:
            for digest in digests:
                self._files.forget(digest)


def _place(days: int, now: datetime, cursor: Cursor, count: int) -> dict[str, object]:
    return {
        "limit": _limit(days, now),
        "at": cursor.at,
        "key": cursor.key,
        "lanes": _LANES,
        "count": count,
    }


def _limit(days: int, now: datetime) -> int:
    return int((now - departures.time_of(days)).timestamp())


def _orders(conn: sqlite3.Connection, keys: Iterable[str]) -> list[list[Standing]]:
    """All shipments of these orders, order by order."""
    found: dict[str, list[Standing]] = {}
    for order, one, status, lane, journey, listed, used, busy, printing in conn.execute(
        _STANDINGS, (json.dumps(list(keys)),)
    ):
        found.setdefault(order, []).append(
            Standing(one, status, lane, journey, _moment(used), listed, bool(busy), bool(printing))
        )
    return list(found.values())


def due_ids(conn: sqlite3.Connection, days: int, now: datetime) -> list[str]:
    """All shipments that may leave by now."""
    found: list[str] = []
    cursor = Cursor()
    while page := conn.execute(_NEXT, _place(days, now, cursor, _PAGE)).fetchall():
        cursor = Cursor(*page[-1][1:])
        for order in _orders(conn, dict.fromkeys(key for key, _, _ in page)):
            if departures.judge(order, days, now) is None:
                found += [one.id for one in order]
    return list(dict.fromkeys(found))


def take_out(conn: sqlite3.Connection, ids: Sequence[str], now: datetime) -> list[str]:
    """Take shipments out of every table; returns the papers that nobody needs any more.

    Inside the caller's transaction.
    """
    if not ids:
        return []
    wanted = json.dumps(list(ids))
    conn.execute(_REMEMBER, (int(now.timestamp()), wanted))
    delete_from(conn, TABLES, wanted)
    strip(conn, wanted)
    conn.execute("UPDATE clearing SET words_left = 1, copies_left = 1")
    return _void_papers(conn, wanted, int(now.timestamp()))


def strip(conn: sqlite3.Connection, wanted: str) -> None:
    """Take what was sent and said of these shipments, a list in JSON, from the journal.

    Also in a copy that an older app made.
    """
    words = STRIP if migrations.version_of(conn) >= KEEPS_SAID else STRIP_WORDS
    conn.execute(f"{words} {_THESE}", (wanted,))


def delete_from(conn: sqlite3.Connection, tables: Iterable[tuple[str, str]], wanted: str) -> None:
    """Delete the rows of these shipments, a list in JSON, and the words they are found by."""
    conn.execute(
        "DELETE FROM shipment_text WHERE rowid IN (SELECT key FROM shipment"
        " WHERE id IN (SELECT value FROM json_each(?)))",
        (wanted,),
    )
    for table, column in tables:
        conn.execute(
            f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))",  # noqa: S608
            (wanted,),
        )


def _void_papers(conn: sqlite3.Connection, wanted: str, at: int) -> list[str]:
    """What was printed stays in the log, the content does not."""
    found = conn.execute(
        "UPDATE document SET deleted_at = ?, is_current = 0 WHERE deleted_at IS NULL"
        " AND shipment_id IN (SELECT value FROM json_each(?)) RETURNING sha256",
        (at, wanted),
    ).fetchall()
    digests = list(dict.fromkeys(row[0] for row in found))
    shared = {
        row[0]
        for row in conn.execute(
            "SELECT sha256 FROM document WHERE deleted_at IS NULL"
            " AND sha256 IN (SELECT value FROM json_each(?))",
            (json.dumps(digests),),
        )
    }
    free = [one for one in digests if one not in shared]
    conn.execute(
        "DELETE FROM paper_facts WHERE sha256 IN (SELECT value FROM json_each(?))",
        (json.dumps(free),),
    )
    return free


def _moment(seconds: int) -> datetime:
    moment = to_moment(seconds)
    assert moment is not None
    return moment
