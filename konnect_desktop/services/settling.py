"""Was it done? Read from the state that the server shows afterwards (contract, chapter 14)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.errors import ApiError, Offline, SignInRefused
from konnect_desktop.services import wording
from konnect_desktop.services.connection import Connection
from konnect_desktop.services.context import TaskContext
from konnect_desktop.services.operations import OPERATIONS
from konnect_desktop.services.operations.base import Evidence, Finding, Payload, Seen
from konnect_desktop.services.operations.status import MILESTONES
from konnect_desktop.services.sweeping import Rereader
from konnect_desktop.store.local_facts import LocalFacts
from konnect_desktop.store.shipments import ShipmentStore


def judge_refused(finding: Finding, outcome: Outcome) -> Outcome:
    """A refusal where the state shows the wished result is evidence, not a failure (A2)."""
    if outcome.state is not State.REFUSED:
        return outcome
    if finding.evidence is Evidence.ITEM_CANCELLED:
        return replace(wording.ITEM_CANCELLED, code=outcome.code)
    if outcome.is_loud and not outcome.may_retry:
        return outcome
    if finding.evidence is Evidence.DONE:
        return Outcome(State.DONE, outcome.code, wording.ALREADY.reason, may_retry=False)
    if finding.evidence is Evidence.CANCELLED:
        return replace(wording.CANCELLED_MEANWHILE, code=outcome.code)
    return outcome


def judge_unknown(finding: Finding, *, is_second_look: bool) -> Outcome | None:
    """What a lost answer comes to by what shows now; None asks to look once more."""
    if finding.evidence is Evidence.DONE:
        return Outcome(State.DONE, reason=finding.text, next_step=finding.next_step)
    if finding.evidence is Evidence.CANCELLED:
        return wording.CANCELLED_MEANWHILE
    if finding.evidence is Evidence.UNCLEAR:
        return _look_yourself(finding)
    if not is_second_look:
        return None
    if finding.evidence is Evidence.HIDDEN:
        return _look_yourself(finding)
    return wording.NOT_APPLIED


def _look_yourself(finding: Finding) -> Outcome:
    if not finding.text:
        return wording.LOOK_YOURSELF
    return Outcome(
        State.NEEDS_YOU, reason=finding.text, next_step=finding.next_step, may_retry=False
    )


@dataclass(slots=True)
class _Question:
    """What is to be found out, and what came of it so far."""

    action: Action
    outcomes: Mapping[str, Outcome]
    payloads: Mapping[str, Payload]
    changes: Changes


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
        *,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._connection = connection
        self._store = store
        self._local = local
        self._rereader = rereader
        self._pause_s = pause_s

    def settle(
        self,
        ctx: TaskContext,
        action: Action,
        outcomes: Mapping[str, Outcome],
        payloads: Mapping[str, Payload],
    ) -> tuple[dict[str, Outcome], Changes]:
        """Re-read every shipment of `outcomes` and judge refusals and lost answers again.

        `payloads` is what was sent for each. Returns the outcomes that differ now. Raises
        ApiError when the server cannot be asked: then nothing is known that was not before.
        """
        question = _Question(action, outcomes, payloads, Changes())
        settled = self._look(ctx, question, outcomes, is_second_look=False)
        doubtful = {
            shipment_id: outcome
            for shipment_id, outcome in outcomes.items()
            if outcome.state is State.UNKNOWN and shipment_id not in settled
        }
        if doubtful:
            ctx.sleep(self._pause_s)
            settled |= self._look(ctx, question, doubtful, is_second_look=True)
        return settled, question.changes

    def _look(
        self,
        ctx: TaskContext,
        question: _Question,
        outcomes: Mapping[str, Outcome],
        *,
        is_second_look: bool,
    ) -> dict[str, Outcome]:
        operation = OPERATIONS[question.action]
        sweep = self._rereader.find(ctx, outcomes.keys(), operation.effect.likely)
        question.changes = question.changes.merged(sweep.changes)
        doubted = [key for key in outcomes if key in sweep.seen and _is_doubted(outcomes[key])]
        seen = self._seen(ctx, question, doubted)
        self._learn(question, seen)
        settled: dict[str, Outcome] = {}
        for shipment_id in doubted:
            before = outcomes[shipment_id]
            after: Outcome | None = before
            if shipment_id in seen:
                found = self._found(ctx, question, shipment_id, seen[shipment_id])
                if found is None:
                    continue
                if before.state is State.REFUSED:
                    after = judge_refused(found, before)
                else:
                    after = judge_unknown(found, is_second_look=is_second_look)
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
        payload = question.payloads.get(shipment_id, {})
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
                # What is cancelled is listed there, too (chapter 11).
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
            )
            for key, known in facts.items()
            if key in standings
        }

    def _learn(self, question: _Question, seen: Mapping[str, Seen]) -> None:
        """Keep the milestone that tracking shows: the steps that may follow depend on it."""
        for shipment_id, one in seen.items():
            if one.milestone in MILESTONES and one.milestone != one.facts.milestone:
                changes = self._local.milestone([shipment_id], one.milestone)
                question.changes = question.changes.merged(changes)

    @staticmethod
    def _asks(question: _Question, shipment_id: str, status: str) -> bool:
        payload = question.payloads.get(shipment_id, {})
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


def _is_doubted(outcome: Outcome) -> bool:
    return outcome.state in (State.REFUSED, State.UNKNOWN)
