"""The journal: every change to the server is written down before anything is sent."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from konnect_desktop.domain import attention
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import DAMAGED, SETTLED, Outcome, State
from konnect_desktop.domain.journal import (
    Batch,
    BatchFilter,
    BatchId,
    BatchSummary,
    Created,
    Doubt,
    HistoryLine,
    JournalRecord,
    PlannedRecord,
)
from konnect_desktop.domain.say import Msg
from konnect_desktop.store import history
from konnect_desktop.store.columns import clean
from konnect_desktop.store.database import Database
from konnect_desktop.store.lenient import found_member, object_of
from konnect_desktop.store.messages import said_columns
from konnect_desktop.store.moments import sure_moment, to_moment, utc_now
from konnect_desktop.store.refreshing import refresh

_RECORD = """
INSERT INTO batch_record (batch_id, place, shipment_id, label, payload, state)
VALUES (?, ?, ?, ?, ?, 'planned')
"""
_SENT = """
UPDATE batch_record SET state = 'sent', attempt = ?, sent_at = ?, settled_at = NULL
WHERE batch_id = ? AND shipment_id = ? AND state IN ('planned', 'sent', 'unknown')
"""
_QUEUE = """
UPDATE batch SET is_queued = 1 WHERE id = ? AND finished_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM batch_record WHERE batch_id = ? AND attempt > 0)
"""
#: With the first group on its way a batch waits no longer.
_UNQUEUE = "UPDATE batch SET is_queued = 0 WHERE id = ? AND is_queued = 1"
#: A settled record stays as it is: a late or repeated answer does not change the past.
_OUTCOME = """
UPDATE batch_record SET state = :state, code = :code, reason = :reason, next_step = :next_step,
    said = :said, why = :why, remedy = :remedy,
    is_loud = :is_loud, may_retry = :may_retry, settled_at = :settled_at,
    is_provisional = :is_provisional, looked_seq = (SELECT value FROM read_counter),
    lost_at = iif(:state = 'unknown' AND state = 'sent', coalesce(lost_at, :at), lost_at)
WHERE batch_id = :batch_id AND shipment_id = :shipment_id
  AND state IN ('planned', 'sent', 'unknown')
"""
_HAS_DOUBTS = """
SELECT EXISTS (SELECT 1 FROM batch_record WHERE is_provisional = 1)
    OR EXISTS (SELECT 1 FROM batch WHERE finished_at IS NULL)
"""
#: Only what was never sure; whatever happened to it since then stands.
_REVISE = """
UPDATE batch_record SET state = :state, code = :code, reason = :reason, next_step = :next_step,
    said = :said, why = :why, remedy = :remedy,
    is_loud = :is_loud, may_retry = :may_retry, settled_at = :settled_at,
    is_provisional = :is_provisional, looked_seq = (SELECT value FROM read_counter)
WHERE batch_id = :batch_id AND shipment_id = :shipment_id AND is_provisional = 1
"""
_OVERTAKEN = """
UPDATE batch_record SET state = :state, reason = :reason, next_step = :next_step,
    said = :said, why = :why, remedy = :remedy, may_retry = :may_retry, is_provisional = 0
WHERE shipment_id = :shipment_id AND batch_id > :batch_id AND state IN ('refused', 'not_sent')
  AND batch_id IN (SELECT id FROM batch WHERE action =
                   (SELECT action FROM batch WHERE id = :batch_id))
"""
_FREE = """
DELETE FROM busy WHERE batch_id = ? AND shipment_id IN (
    SELECT r.shipment_id FROM json_each(?) AS w
    JOIN batch_record AS r ON r.batch_id = ? AND r.shipment_id = w.value
    WHERE r.state NOT IN ('planned', 'sent', 'unknown'))
"""
_FREE_ALL = """
DELETE FROM busy WHERE EXISTS (
    SELECT 1 FROM batch_record AS r
    WHERE r.batch_id = busy.batch_id AND r.shipment_id = busy.shipment_id
      AND r.state NOT IN ('planned', 'sent', 'unknown'))
"""
_FINISH = """
UPDATE batch SET finished_at = ? WHERE id = ? AND finished_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM batch_record WHERE batch_id = ? AND state IN ('planned', 'sent', 'unknown'))
"""
#: Open records whose payload, state or action cannot be read.
_DAMAGED = """
SELECT r.batch_id, r.shipment_id FROM batch AS b JOIN batch_record AS r ON r.batch_id = b.id
WHERE b.finished_at IS NULL AND (
    r.state NOT IN (SELECT value FROM json_each(?1))
    OR r.state IN ('planned', 'sent', 'unknown') AND (
        b.action NOT IN (SELECT value FROM json_each(?2))
        OR iif(json_valid(r.payload), json_type(r.payload), '') <> 'object'))
"""
_GIVE_UP = """
UPDATE batch_record SET payload = '{}', state = :state, reason = :reason,
    next_step = :next_step, said = :said, why = :why, remedy = :remedy, may_retry = 0,
    settled_at = :at WHERE batch_id = :batch_id AND shipment_id = :shipment_id
"""
_POINT_OUT = """
INSERT INTO local_fact (shipment_id, attention) VALUES (?, ?)
ON CONFLICT DO UPDATE SET attention = excluded.attention
"""
_CRASHED = Outcome(
    State.UNKNOWN,
    message=Msg("The app closed before the answer came."),
    next=Msg("The app looks up what happened."),
)
_NEVER_SENT = Outcome(
    State.NOT_SENT,
    message=Msg("The app closed before this was sent."),
    next=Msg("Press Resume."),
)
_WITHDRAWN = Outcome(State.WITHDRAWN, message=Msg("Undone before it was sent."))


class Journal:
    """Batches and their records. A shipment stands in at most one unfinished batch."""

    def __init__(
        self,
        db: Database,
        clock: Callable[[], datetime] = utc_now,
        person: Callable[[], str] = lambda: "",
    ) -> None:
        """`person`: the name of who is at the desk, "" when nobody said so."""
        self._db = db
        self._clock = clock
        self._person = person

    def create(
        self,
        action: Action,
        records: Sequence[PlannedRecord],
        options: Mapping[str, Any] | None = None,
        linked_to: BatchId | None = None,
    ) -> Created:
        """Plan a batch and commit it.

        Shipments that stand in another unfinished batch are left out and named in `busy`;
        when none is left nothing is written and `batch_id` is None.
        """
        with self._db.write() as conn:
            busy = _busy(conn, [clean(record.shipment_id) for record in records])
            taken = {
                clean(record.shipment_id): record
                for record in records
                if clean(record.shipment_id) not in busy
            }
            if not taken:
                return Created(None, (), tuple(busy))
            batch_id = self._insert(conn, action, options or {}, linked_to)
            conn.executemany(
                _RECORD,
                [
                    (batch_id, place, shipment_id, clean(record.label), _dump(record.payload))
                    for place, (shipment_id, record) in enumerate(taken.items())
                ],
            )
            conn.executemany(
                "INSERT INTO busy (shipment_id, batch_id, action) VALUES (?, ?, ?)",
                [(shipment_id, batch_id, str(action)) for shipment_id in taken],
            )
        return Created(batch_id, tuple(taken), tuple(busy))

    def _insert(
        self,
        conn: sqlite3.Connection,
        action: Action,
        options: Mapping[str, Any],
        linked_to: BatchId | None,
    ) -> BatchId:
        cursor = conn.execute(
            "INSERT INTO batch (action, options, created_at, linked_to, person)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                str(action),
                _dump(options),
                int(self._clock().timestamp()),
                linked_to,
                clean(self._person()),
            ),
        )
        assert cursor.lastrowid is not None
        return BatchId(cursor.lastrowid)

    def mark_sent(self, batch_id: BatchId, ids: Iterable[str], attempt: int) -> None:
        """These are about to go out; committed when this returns, so call it before sending."""
        now = int(self._clock().timestamp())
        with self._db.write() as conn:
            conn.executemany(_SENT, [(attempt, now, batch_id, clean(one)) for one in ids])
            conn.execute(_UNQUEUE, (batch_id,))

    def queue(self, batch_id: BatchId) -> bool:
        """Let a planned batch wait for the connection; False when something of it was sent."""
        with self._db.write() as conn:
            return conn.execute(_QUEUE, (batch_id, batch_id)).rowcount > 0

    def replace_payloads(
        self, batch_id: BatchId, payloads: Mapping[str, Mapping[str, Any]]
    ) -> None:
        """What planned records will send has changed since; sent ones stay as they were."""
        with self._db.write() as conn:
            conn.executemany(
                "UPDATE batch_record SET payload = ? WHERE batch_id = ? AND shipment_id = ?"
                " AND state = 'planned'",
                [(_dump(payload), batch_id, clean(key)) for key, payload in payloads.items()],
            )

    def record(
        self,
        batch_id: BatchId,
        outcomes: Mapping[str, Outcome],
        at: datetime,
        *,
        holds_done: bool = False,
    ) -> None:
        """Write down what became of records; the batch ends with its last open one.

        With `holds_done` what was done keeps other batches out until `free`, because the
        status shown is still the old one.
        """
        with self._db.write() as conn:
            _settle(conn, batch_id, outcomes, int(at.timestamp()), holds_done=holds_done)

    def doubts(self) -> list[Doubt]:
        """Outcomes that were read from the state alone and whose shipments were read since."""
        with self._db.read() as conn:
            return history.doubts(conn)

    def has_doubts(self) -> bool:
        """Whether any outcome is unknown, or not sure yet."""
        with self._db.read() as conn:
            return bool(conn.execute(_HAS_DOUBTS).fetchone()[0])

    def revise(self, batch_id: BatchId, outcomes: Mapping[str, Outcome], at: datetime) -> None:
        """A later look knows better, or agrees; only provisional outcomes are overwritten."""
        with self._db.write() as conn:
            conn.executemany(_REVISE, _values(batch_id, outcomes, int(at.timestamp())))

    def overtaken(
        self, batch_id: BatchId, ids: Iterable[str], outcome: Outcome, at: datetime
    ) -> None:
        """An earlier batch did it after all: later tries of the same that failed were too late."""
        with self._db.write() as conn:
            values = _values(batch_id, dict.fromkeys(ids, outcome), int(at.timestamp()))
            conn.executemany(_OVERTAKEN, values)

    def free(self, batch_id: BatchId) -> None:
        """What is settled of a batch was read back: others may have it now."""
        with self._db.write() as conn:
            conn.execute(f"{_FREE_ALL} AND batch_id = ?", (batch_id,))

    def withdraw(self, batch_id: BatchId) -> None:
        """Undo: whatever was not sent yet will not be sent."""
        now = int(self._clock().timestamp())
        with self._db.write() as conn:
            found = conn.execute(
                "SELECT shipment_id FROM batch_record WHERE batch_id = ? AND state = 'planned'",
                (batch_id,),
            ).fetchall()
            _settle(conn, batch_id, {row[0]: _WITHDRAWN for row in found}, now)

    def recover(self) -> list[BatchId]:
        """After a start: what was on its way is unknown, what was not sent yet is not sent.

        What was queued goes on waiting. Returns every other batch that the end of the app
        interrupted: to be told, and where records are unknown, to be settled by reading back.
        """
        now = int(self._clock().timestamp())
        with self._db.write() as conn:
            _settle_damaged(conn, now)
            conn.execute(_FREE_ALL)
            interrupted = _unfinished(conn, " AND is_queued = 0")
            for batch_id in interrupted:
                states = conn.execute(
                    "SELECT shipment_id, state FROM batch_record WHERE batch_id = ?", (batch_id,)
                ).fetchall()
                outcomes = {one: _CRASHED for one, state in states if state == State.SENT}
                outcomes |= {one: _NEVER_SENT for one, state in states if state == State.PLANNED}
                _settle(conn, batch_id, outcomes, now)
            return interrupted

    def unfinished(self) -> list[BatchId]:
        """Batches with at least one open record, oldest first."""
        with self._db.read() as conn:
            return _unfinished(conn)

    def open_records(self, action: Action) -> list[JournalRecord]:
        """The records of this action that are not settled, or not read back, yet."""
        with self._db.read() as conn:
            return history.open_records(conn, action)

    def busy_ids(self) -> dict[str, Action]:
        """The shipments that a batch holds, with what it does to them."""
        with self._db.read() as conn:
            found = conn.execute("SELECT shipment_id, action FROM busy").fetchall()
        known = ((shipment_id, found_member(Action, action)) for shipment_id, action in found)
        return {shipment_id: action for shipment_id, action in known if action is not None}

    def batch(self, batch_id: BatchId) -> Batch | None:
        """One batch with all its records; None when there is none of this number."""
        with self._db.read() as conn:
            head = conn.execute(
                "SELECT id, action, options, created_at, finished_at, linked_to, is_queued, person"
                " FROM batch WHERE id = ?",
                (batch_id,),
            ).fetchone()
            action = found_member(Action, head[1]) if head is not None else None
            if action is None:
                return None
            records = history.records(conn, batch_id)
        return Batch(
            BatchId(head[0]),
            action,
            object_of(head[2]) or {},
            sure_moment(head[3]),
            to_moment(head[4]),
            None if head[5] is None else BatchId(head[5]),
            records,
            bool(head[6]),
            head[7],
        )

    def counts(self, batch_id: BatchId) -> dict[State, int]:
        """How many records stand in each state; states without records are left out."""
        with self._db.read() as conn:
            return history.counts(conn, batch_id)

    def batches(self, limit: int = 50, wanted: BatchFilter | None = None) -> list[BatchSummary]:
        """The history, newest first."""
        with self._db.read() as conn:
            return history.summaries(conn, wanted or BatchFilter(), limit)

    def lines(self, wanted: BatchFilter, limit: int) -> list[HistoryLine]:
        """Every record of the wanted batches, newest batch first, for export."""
        with self._db.read() as conn:
            return history.lines(conn, wanted, limit)

    def queued(self) -> list[BatchSummary]:
        """What waits for the connection, oldest first."""
        with self._db.read() as conn:
            return history.queued(conn)

    def batches_of(self, shipment_id: str) -> list[tuple[BatchSummary, JournalRecord]]:
        """What we did to one shipment, newest first, for its timeline."""
        with self._db.read() as conn:
            return history.of_shipment(conn, clean(shipment_id))


def _dump(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), separators=(",", ":"))


def _busy(conn: sqlite3.Connection, ids: list[str]) -> list[str]:
    sql = "SELECT w.value FROM json_each(?) AS w JOIN busy ON shipment_id = w.value ORDER BY w.key"
    return [row[0] for row in conn.execute(sql, (json.dumps(ids),))]


def _unfinished(conn: sqlite3.Connection, further: str = "") -> list[BatchId]:
    sql = f"SELECT id FROM batch WHERE finished_at IS NULL{further} ORDER BY id"  # noqa: S608
    found = conn.execute(sql).fetchall()
    return [BatchId(row[0]) for row in found]


def _settle_damaged(conn: sqlite3.Connection, at: int) -> None:
    """Open records that nobody can read any more end as needing a person, and hold nothing."""
    words = (json.dumps(list(State)), json.dumps(list(Action)))
    found = conn.execute(_DAMAGED, words).fetchall()
    if not found:
        return
    for batch_id, one in found:
        conn.executemany(_GIVE_UP, _values(batch_id, {one: DAMAGED}, at))
    told = attention.to_json(attention.damaged(), clean)
    conn.executemany(_POINT_OUT, [(one, told) for _, one in found])
    refresh(conn, {one for _, one in found})
    for batch_id in {batch_id for batch_id, _ in found}:
        conn.execute(_FINISH, (at, batch_id, batch_id))


def _settle(
    conn: sqlite3.Connection,
    batch_id: BatchId,
    outcomes: Mapping[str, Outcome],
    at: int,
    *,
    holds_done: bool = False,
) -> None:
    conn.executemany(_OUTCOME, _values(batch_id, outcomes, at))
    freed = [
        clean(shipment_id)
        for shipment_id, outcome in outcomes.items()
        if not (holds_done and outcome.state is State.DONE)
    ]
    conn.execute(_FREE, (batch_id, json.dumps(freed), batch_id))
    conn.execute(_FINISH, (at, batch_id, batch_id))


def _values(batch_id: BatchId, outcomes: Mapping[str, Outcome], at: int) -> list[dict[str, Any]]:
    return [
        {
            "at": at,
            "batch_id": batch_id,
            "shipment_id": clean(shipment_id),
            "state": str(outcome.state),
            "code": clean(outcome.code),
            **said_columns(outcome),
            "is_loud": int(outcome.is_loud),
            "may_retry": int(outcome.may_retry),
            "is_provisional": int(outcome.is_provisional),
            "settled_at": at if outcome.state in SETTLED else None,
        }
        for shipment_id, outcome in outcomes.items()
    ]
