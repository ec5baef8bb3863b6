"""Was it done? Read from the state that the server shows afterwards (docs/konnect-api.md 14)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import LATE, Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import Doubt, JournalRecord
from konnect_desktop.errors import ApiError, Offline, SignInRefused
from konnect_desktop.services import wording
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import Clock, TaskContext
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.services.operations.base import Evidence, Finding, Payload, Seen
from konnect_desktop.services.operations.status import MILESTONES
from konnect_desktop.services.sweeping import Rereader
from konnect_desktop.store.local_facts import LocalFacts
from konnect_desktop.store.shipments import ShipmentStore

#: Well beyond the pause between two looks.
_LONG = timedelta(seconds=10)


def judge_refused(finding: Finding, outcome: Outcome) -> Outcome:
    """A refusal where the state shows the wished result is evidence, not a failure."""
    if outcome.state is not State.REFUSED:
        return outcome
    if finding.evidence is Evidence.ITEM_CANCELLED:
        return replace(wording.ITEM_CANCELLED, code=outcome.code)
    if outcome.is_loud and not outcome.may_retry:
        return outcome
    if finding.evidence is Evidence.DONE:
        return replace(wording.ALREADY, code=outcome.code)
    if finding.evidence is Evidence.CANCELLED:
        return replace(wording.CANCELLED_MEANWHILE, code=outcome.code)
    return outcome


def judge_unknown(
    finding: Finding, *, is_second_look: bool, is_aged: bool = False, may_act_twice: bool = False
) -> Outcome | None:
    """What a lost answer comes to by what shows now; None asks to look once more.

    `is_aged`: a late application would have shown by now. `may_act_twice`: until then nothing
    may be sent again.
    """
    if finding.evidence is Evidence.DONE:
        return Outcome(State.DONE, message=finding.message, next=finding.next)
    if finding.evidence is Evidence.CANCELLED:
        return wording.CANCELLED_MEANWHILE
    if finding.evidence is Evidence.UNCLEAR:
        return _look_yourself(finding)
    if not is_second_look and not is_aged:
        return None
    if finding.evidence is Evidence.HIDDEN:
        return _look_yourself(finding)
    if is_aged:
        return wording.NEVER_APPLIED
    return wording.MAY_STILL_COME if may_act_twice else wording.NOT_APPLIED


def _look_yourself(finding: Finding) -> Outcome:
    if not finding.message:
        return wording.LOOK_YOURSELF
    return replace(wording.LOOK_YOURSELF, message=finding.message, next=finding.next)


@dataclass(slots=True)
class _Question:
    """What is to be found out, and what came of it so far."""

    action: Action
    outcomes: Mapping[str, Outcome]
    records: Mapping[str, JournalRecord]
    changes: Changes
    #: Of these only a repeat can tell (`repeat_tells`).
    hidden: set[str] = field(default_factory=set)
    #: These would have moved on at once, like others of the batch.
    would_move: set[str] = field(default_factory=set)

    def payload(self, shipment_id: str) -> Payload:
        """What was sent for it."""
        record = self.records.get(shipment_id)
        return record.payload if record is not None else {}


@dataclass(frozen=True, slots=True)
class Settled:
    """The outcomes that differ now, and the records of which only a repeat can tell."""

    outcomes: dict[str, Outcome]
    changes: Changes
    hidden: frozenset[str] = frozenset()
    #: Of the batch, those that would have moved on at once, as others like them did.
    would_move: frozenset[str] = frozenset()


class Settler:
    """Finds out what became of records without a trusted answer."""

    #: Pause between the two looks: a write may be applied late.
    PAUSE_S = 3.0

    def __init__(
        self,
        connection: Connection,
        store: ShipmentStore,
        local: LocalFacts,
        rereader: Rereader,
        clock: Clock,
        *,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._connection = connection
        self._store = store
        self._local = local
        self._rereader = rereader
        self._clock = clock
        self._pause_s = pause_s

    def settle(
        self,
        ctx: TaskContext,
        action: Action,
        outcomes: Mapping[str, Outcome],
        records: Mapping[str, JournalRecord],
    ) -> Settled:
        """Re-read every shipment of `outcomes` and judge refusals and lost answers again.

        `records`: what was sent for each, and when its answer was lost. Raises ApiError when
        the server cannot be asked: then nothing is known that was not before.
        """
        question = _Question(action, outcomes, records, Changes())
        settled = self._look(ctx, question, outcomes, is_second_look=False)
        doubtful = {
            shipment_id: outcome
            for shipment_id, outcome in outcomes.items()
            if outcome.state is State.UNKNOWN
            and shipment_id not in settled
            and shipment_id not in question.hidden
        }
        if doubtful:
            ctx.sleep(self._pause_s)
            try:
                settled |= self._look(ctx, question, doubtful, is_second_look=True)
            except (Offline, SignInRefused):
                raise
            except ApiError:
                # What the first look found stands without the second.
                if not settled and not question.hidden:
                    raise
        return _settled(settled, question)

    def reconsider(self, ctx: TaskContext, action: Action, doubts: Sequence[Doubt]) -> Settled:
        """Judge outcomes that were never sure by what was read since, without reading again.

        Where only tracking can tell it is asked. Those that stay as they are are left out.
        """
        records = {doubt.record.shipment_id: doubt.record for doubt in doubts}
        aged = {
            doubt.record.shipment_id
            for doubt in doubts
            if doubt.record.lost_at is None or doubt.seen_at - doubt.record.lost_at >= LATE
        }
        question = _Question(action, dict.fromkeys(records, wording.UNANSWERED), records, Changes())
        outcomes = self._judged(ctx, question, list(records), is_second_look=True, aged=aged)
        return _settled(outcomes, question)

    def _look(
        self,
        ctx: TaskContext,
        question: _Question,
        outcomes: Mapping[str, Outcome],
        *,
        is_second_look: bool,
    ) -> dict[str, Outcome]:
        now = self._clock()
        sweep = self._rereader.find(ctx, outcomes.keys(), OPERATIONS[question.action].effect.likely)
        question.changes = question.changes.merged(sweep.changes)
        doubted = [key for key in outcomes if key in sweep.seen and _is_doubted(outcomes[key])]
        since = {key: self._lost_for(question.records.get(key), now) for key in doubted}
        aged = {key for key in doubted if since[key] >= LATE}
        # What was lost some time ago needs no pause before it is believed.
        is_second_look = is_second_look or all(one >= _LONG for one in since.values())
        return self._judged(ctx, question, doubted, is_second_look=is_second_look, aged=aged)

    @staticmethod
    def _lost_for(record: JournalRecord | None, now: datetime) -> timedelta:
        lost_at = record.lost_at if record is not None else None
        return now - lost_at if lost_at is not None else timedelta(0)

    def _judged(
        self,
        ctx: TaskContext,
        question: _Question,
        doubted: Sequence[str],
        *,
        is_second_look: bool,
        aged: Collection[str],
    ) -> dict[str, Outcome]:
        operation = OPERATIONS[question.action]
        if operation.repeat_tells and doubted:
            question.would_move = self._would_move(question)
        seen = self._seen(ctx, question, doubted)
        self._learn(question, seen)
        settled: dict[str, Outcome] = {}
        for shipment_id in doubted:
            before = question.outcomes[shipment_id]
            after: Outcome | None = before
            if shipment_id in seen:
                found = self._found(ctx, question, shipment_id, seen[shipment_id])
                if found is None:
                    continue
                if before.state is State.REFUSED:
                    after = judge_refused(found, before)
                elif operation.repeat_tells and _says_nothing(found, seen[shipment_id]):
                    question.hidden.add(shipment_id)
                    continue
                else:
                    after = judge_unknown(
                        found,
                        is_second_look=is_second_look,
                        is_aged=shipment_id in aged,
                        may_act_twice=operation.may_act_twice(question.payload(shipment_id)),
                    )
            elif before.state is State.UNKNOWN:
                after = wording.NO_LONGER_YOURS
            if after is not None and after != before:
                settled[shipment_id] = after
        return settled

    def _found(
        self, ctx: TaskContext, question: _Question, shipment_id: str, seen: Seen
    ) -> Finding | None:
        """What the server shows of one shipment; None when that cannot be found out now."""
        operation, outcome = OPERATIONS[question.action], question.outcomes[shipment_id]
        payload = question.payload(shipment_id)
        if outcome.state is State.REFUSED:
            found = operation.why_refused(outcome, payload, seen)
        else:
            found = operation.evidence(payload, seen)
        return self._alone(ctx, shipment_id) if found.evidence is Evidence.ASK_ALONE else found

    def _alone(self, ctx: TaskContext, shipment_id: str) -> Finding | None:
        """Whether what is listed as returned moved, or was cancelled; None: not to be found out."""
        try:
            status = self._rereader.status_alone(ctx, shipment_id)
            if status and status not in states.KNOWN_STATUSES:
                # What is cancelled is listed there, too (section 11).
                is_cancelled = self._rereader.is_listed(ctx, shipment_id, states.CANCELLED)
                status = states.CANCELLED if is_cancelled else states.RETURN_DELIVERED
        except (Offline, SignInRefused):
            raise
        except ApiError:
            return None
        if status == states.CANCELLED:
            return Finding(Evidence.CANCELLED)
        return Finding(Evidence.DONE if status == states.RETURN_DELIVERED else Evidence.UNCLEAR)

    def _seen(self, ctx: TaskContext, question: _Question, ids: Collection[str]) -> dict[str, Seen]:
        operation = OPERATIONS[question.action]
        facts = self._store.facts_each(ids)
        standings = self._store.standings(ids)
        shipments = self._store.shipments(ids) if operation.reads_records else {}
        return {
            key: Seen(
                standings[key],
                known,
                shipments.get(key),
                self._tracked(ctx, key) if self._asks(question, key, standings[key]) else "",
                key in question.would_move,
            )
            for key, known in facts.items()
            if key in standings
        }

    def _would_move(self, question: _Question) -> set[str]:
        """Records of the batch whose like, by place and self-ship, all moved on when done."""
        effect = OPERATIONS[question.action].effect
        sent = [key for key, record in question.records.items() if record.attempt]
        standings = self._store.standings(sent)
        kinds = {
            row.id: (row.is_self_ship, row.location_code) for row in self._store.rows_by_id(sent)
        }
        moved = {kinds[key] for key in kinds if standings.get(key) in effect.proof}
        done = {key for key, one in question.outcomes.items() if one.state is State.DONE}
        stayed = {kinds[key] for key in done & kinds.keys() if standings.get(key) in effect.before}
        return {key for key in kinds if kinds[key] in moved - stayed}

    def _learn(self, question: _Question, seen: Mapping[str, Seen]) -> None:
        """Keep the milestone that tracking shows: the steps that may follow depend on it."""
        for shipment_id, one in seen.items():
            if one.milestone in MILESTONES and one.milestone != one.facts.milestone:
                changes = self._local.milestone([shipment_id], one.milestone)
                question.changes = question.changes.merged(changes)

    @staticmethod
    def _asks(question: _Question, shipment_id: str, status: str) -> bool:
        payload = question.payload(shipment_id)
        is_lost = question.outcomes[shipment_id].state is State.UNKNOWN
        return OPERATIONS[question.action].asks_tracking(payload, status, is_lost=is_lost)

    def _tracked(self, ctx: TaskContext, shipment_id: str) -> str:
        """The milestone that tracking shows; "" when it has none or cannot say."""
        try:
            track = self._connection.tracking.track(shipment_id, should_stop=ctx.stop_check)
        except SignInRefused:
            raise
        except ApiError:
            return ""
        return track.operational_status.strip().casefold()


def _settled(outcomes: dict[str, Outcome], question: _Question) -> Settled:
    hidden, would_move = frozenset(question.hidden), frozenset(question.would_move)
    return Settled(outcomes, question.changes, hidden, would_move)


def _says_nothing(found: Finding, seen: Seen) -> bool:
    """Whether the state leaves it open, or is one that nobody knows."""
    return found.evidence is Evidence.HIDDEN or seen.status not in states.KNOWN_STATUSES


def _is_doubted(outcome: Outcome) -> bool:
    return outcome.state in (State.REFUSED, State.UNKNOWN)
