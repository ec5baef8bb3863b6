"""Reads batches back: one with its records, the history under a filter, one shipment's past."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import replace
from typing import Any

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import DAMAGED, SETTLED, Outcome, State
from konnect_desktop.domain.journal import (
    BatchFilter,
    BatchId,
    BatchSummary,
    Doubt,
    HistoryLine,
    JournalRecord,
)
from konnect_desktop.store.columns import clean
from konnect_desktop.store.lenient import found_member, member, object_of
from konnect_desktop.store.messages import said_of
from konnect_desktop.store.moments import sure_moment, to_moment

_RECORD = """
r.shipment_id, r.label, r.payload, r.state, r.code, r.is_loud, r.may_retry, r.attempt,
r.sent_at, r.settled_at, r.is_provisional, r.lost_at, r.reason, r.next_step, r.said, r.why,
r.remedy
"""
_BATCH = "b.id, b.action, b.created_at, b.finished_at, b.is_queued, b.person"
_RECORDS = f"SELECT {_RECORD} FROM batch_record AS r WHERE r.batch_id = ? ORDER BY r.place"  # noqa: S608
_OF_SHIPMENT = f"""
SELECT {_BATCH}, {_RECORD} FROM batch_record AS r JOIN batch AS b ON b.id = r.batch_id
WHERE r.shipment_id = ? ORDER BY b.id DESC LIMIT 200
"""  # noqa: S608
_QUEUED = f"""
SELECT {_BATCH} FROM batch AS b WHERE b.finished_at IS NULL AND b.is_queued = 1 ORDER BY b.id
"""  # noqa: S608
_OPEN = f"""
SELECT {_RECORD} FROM busy AS w
JOIN batch_record AS r ON r.batch_id = w.batch_id AND r.shipment_id = w.shipment_id
WHERE w.action = ?
"""  # noqa: S608
_DOUBTS = f"""
SELECT b.id, b.action, s.seen_at, {_RECORD} FROM batch_record AS r
JOIN shipment AS s ON s.id = r.shipment_id AND s.read_seq > r.looked_seq
JOIN batch AS b ON b.id = r.batch_id
WHERE r.is_provisional = 1 ORDER BY b.id, r.place
"""  # noqa: S608
_LATER = f"""
SELECT {_RECORD} FROM batch_record AS r JOIN batch AS b ON b.id = r.batch_id
WHERE r.shipment_id = ? AND b.id > ? AND b.action = ? AND r.state <> 'withdrawn'
ORDER BY b.id DESC LIMIT 1
"""  # noqa: S608
_HAS_FAILED = """
EXISTS (SELECT 1 FROM batch_record AS f WHERE f.batch_id = b.id
        AND f.state IN ('refused', 'not_sent', 'needs_you', 'unknown'))
"""
_HAS_TEXT = """
EXISTS (SELECT 1 FROM batch_record AS t WHERE t.batch_id = b.id
        AND (instr(lower(t.label), ?) OR instr(t.shipment_id, ?) OR instr(lower(t.reason), ?)))
"""


def records(conn: sqlite3.Connection, batch_id: int) -> tuple[JournalRecord, ...]:
    """All records of a batch, in the order of sending."""
    return tuple(_record(values) for values in conn.execute(_RECORDS, (batch_id,)))


def counts(conn: sqlite3.Connection, batch_id: int) -> dict[State, int]:
    """How many records of a batch stand in each state."""
    sql = "SELECT state, count(*) FROM batch_record WHERE batch_id = ? GROUP BY state"
    found: Counter[State] = Counter()
    for state, number in conn.execute(sql, (batch_id,)):
        found[member(State, state, State.NEEDS_YOU)] += number
    return dict(found)


def open_records(conn: sqlite3.Connection, action: Action) -> list[JournalRecord]:
    """What is planned, on its way or not known yet of this action."""
    return [_record(values) for values in conn.execute(_OPEN, (str(action),))]


def summaries(conn: sqlite3.Connection, wanted: BatchFilter, limit: int) -> list[BatchSummary]:
    """The wanted batches, newest first."""
    where, values = _where(wanted)
    sql = f"SELECT {_BATCH} FROM batch AS b{where} ORDER BY b.id DESC LIMIT ?"  # noqa: S608
    found = conn.execute(sql, (*values, limit)).fetchall()
    return [_summary(conn, row) for row in found if _action(row[1])]


def queued(conn: sqlite3.Connection) -> list[BatchSummary]:
    """What waits for the connection, oldest first."""
    found = conn.execute(_QUEUED).fetchall()
    return [_summary(conn, row) for row in found if _action(row[1])]


def lines(conn: sqlite3.Connection, wanted: BatchFilter, limit: int) -> list[HistoryLine]:
    """The records of the wanted batches, newest batch first, at most `limit` of them."""
    where, values = _where(wanted)
    sql = f"""
    SELECT b.id, b.action, b.created_at, b.person, {_RECORD}
    FROM batch AS b JOIN batch_record AS r ON r.batch_id = b.id{where}
    ORDER BY b.id DESC, r.place LIMIT ?
    """  # noqa: S608
    return [
        HistoryLine(BatchId(row[0]), action, sure_moment(row[2]), _record(row[4:]), row[3])
        for row in conn.execute(sql, (*values, limit))
        if (action := _action(row[1]))
    ]


def of_shipment(
    conn: sqlite3.Connection, shipment_id: str
) -> list[tuple[BatchSummary, JournalRecord]]:
    """What was done to one shipment, newest first."""
    found = conn.execute(_OF_SHIPMENT, (shipment_id,)).fetchall()
    return [(_head(values[:6], {}), _record(values[6:])) for values in found if _action(values[1])]


def doubts(conn: sqlite3.Connection) -> list[Doubt]:
    """Provisional outcomes whose shipments were read after the look they came from."""
    return [
        Doubt(
            BatchId(values[0]),
            action,
            _record(values[3:]),
            sure_moment(values[2]),
            _later(conn, values[0], values[1], values[3]),
        )
        for values in conn.execute(_DOUBTS).fetchall()
        if (action := _action(values[1]))
    ]


def _later(conn: sqlite3.Connection, batch_id: int, action: str, one: str) -> Outcome | None:
    values = conn.execute(_LATER, (one, batch_id, action)).fetchone()
    return _record(values).outcome if values is not None else None


def _where(wanted: BatchFilter) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    if wanted.actions:
        parts.append("b.action IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(wanted.actions)))
    if wanted.since is not None:
        parts.append("b.created_at >= ?")
        values.append(int(wanted.since.timestamp()))
    if wanted.until is not None:
        parts.append("b.created_at < ?")
        values.append(int(wanted.until.timestamp()))
    if wanted.failures_only:
        parts.append(_HAS_FAILED)
    text = clean(wanted.text.strip())
    if text:
        parts.append(_HAS_TEXT)
        values += [text.lower(), text, text.lower()]
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), values


def _summary(conn: sqlite3.Connection, values: tuple[Any, ...]) -> BatchSummary:
    return _head(values, counts(conn, values[0]))


def _head(values: tuple[Any, ...], numbers: dict[State, int]) -> BatchSummary:
    batch_id, action, created, finished, is_queued, person = values
    return BatchSummary(
        BatchId(batch_id),
        Action(action),
        sure_moment(created),
        to_moment(finished),
        numbers,
        bool(is_queued),
        person,
    )


def _action(value: str) -> Action | None:
    """None for a batch whose line is damaged: it stands in no list."""
    return found_member(Action, value)


def _record(values: tuple[Any, ...]) -> JournalRecord:
    shipment_id, label, text, word, code, loud, retry, attempt, *moments = values[:12]
    sent_at, settled_at, is_provisional, lost_at = moments
    state, payload = found_member(State, word), object_of(text)
    outcome = Outcome(
        state or State.NEEDS_YOU,
        code,
        *said_of(*values[12:]),
        bool(loud),
        bool(retry),
        bool(is_provisional),
    )
    if state is None or payload is None:
        outcome = _damaged(outcome)
    return JournalRecord(
        shipment_id=shipment_id,
        label=label,
        payload=payload or {},
        outcome=outcome,
        attempt=attempt,
        sent_at=to_moment(sent_at),
        settled_at=to_moment(settled_at),
        lost_at=to_moment(lost_at),
    )


def _damaged(outcome: Outcome) -> Outcome:
    """What can no longer be sent or looked up as it was; what was over by then stands."""
    is_over = outcome.state in SETTLED and outcome.state is not State.NEEDS_YOU
    return replace(outcome, may_retry=False) if is_over else DAMAGED
