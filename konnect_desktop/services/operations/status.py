"""Update status: the milestones that self-ship sellers report themselves
(docs/konnect-api.md 10.12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action, Facts, next_milestones
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import StatusRecord
from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import KonnectError
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.services.operations.base import (
    LISTED_AS_BACK,
    MOVED_BACK,
    Case,
    Effect,
    Evidence,
    Finding,
    Hands,
    Left,
    Operation,
    Payload,
    PlanBasis,
    Seen,
    Sent,
    StopCheck,
)

_BACK = states.RETURN_STATUSES - {states.RETURN_PROCESSING}
_ARRIVED = frozenset({states.DELIVERED, states.HANDED_OVER_TO_CUSTOMER})
_MOVING = frozenset({states.TRANSIT})
_ON_WAY_BACK = frozenset({states.RETURN_PROCESSING})
#: milestone -> where it starts, and what proves it. The optional ones keep TRANSIT (17.2).
EFFECTS: Final[dict[str, Effect]] = {
    "bag_picked": Effect(
        frozenset({states.PROCESSING, states.COMPLETED}),
        _MOVING | _ARRIVED | MOVED_BACK,
        LISTED_AS_BACK,
    ),
    "out_for_delivery": Effect(_MOVING, _ARRIVED),
    "delivery_attempt_failed": Effect(_MOVING, _ARRIVED),
    "delivery_reattempt_requested": Effect(_MOVING, _ARRIVED),
    "delivery_done": Effect(_MOVING, _ARRIVED),
    "rto_bag_delivered": Effect(_MOVING | _ON_WAY_BACK, _BACK),
    "return_bag_in_transit": Effect(_ON_WAY_BACK, _BACK),
    "return_bag_delivered": Effect(_ON_WAY_BACK, _BACK),
}
#: Everything that can be reported (10.12).
MILESTONES: Final = frozenset(EFFECTS)
#: The status reads the same before and after, so that only tracking can tell.
_HIDDEN = frozenset(
    {
        "out_for_delivery",
        "delivery_attempt_failed",
        "delivery_reattempt_requested",
        "return_bag_in_transit",
    }
)
_PASSED = Finding(Evidence.DONE, Msg("Fynd shows a later step already."))


class UpdateStatus(Operation):
    """One milestone for many parcels; each takes part only where it may follow."""

    action = Action.UPDATE_STATUS
    effect = Effect(
        likely=(
            states.TRANSIT,
            states.DELIVERED,
            states.RETURN_DELIVERED,
            states.RETURN_PROCESSING,
            states.CANCELLED,
        )
    )
    reads_records = True

    def check(self, options: ActionOptions) -> None:
        if options.milestone not in EFFECTS:
            raise KonnectError(
                "No status was chosen, so nothing was sent.",
                next_step="Choose the status that the parcels have now.",
            )

    def payload(self, case: Case, options: ActionOptions, ground: PlanBasis) -> Payload | Left:
        payload = {
            "milestone": options.milestone,
            "remark": options.remark.strip(),
            "reason": options.status_reason,
            "location": options.courier_location.strip(),
            "promised": options.promised_delivery_date.strip(),
            "estimated": options.estimated_delivery_date.strip(),
        }
        return self.renewed(payload, case)

    def renewed(self, payload: Payload, case: Case) -> Payload | Left:
        if payload["milestone"] not in next_milestones(case.facts):
            return Left(Reason.STEP_DOES_NOT_FOLLOW)
        return {**payload, "from": case.facts.milestone}

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        batch = [_request(record) for record in records]
        return Sent(hands.connection.orders.update_status(batch, should_stop=should_stop))

    def remember(self, hands: Hands, records: Sequence[JournalRecord]) -> Changes:
        """No listing shows the milestone, so it is kept here: the next steps depend on it."""
        changes = Changes()
        for milestone in dict.fromkeys(record.payload["milestone"] for record in records):
            ids = [r.shipment_id for r in records if r.payload["milestone"] == milestone]
            changes = changes.merged(hands.local.milestone(ids, milestone))
        return changes

    def asks_tracking(self, payload: Payload, status: str, *, is_lost: bool) -> bool:
        return payload["milestone"] in _HIDDEN

    def evidence(self, payload: Payload, seen: Seen) -> Finding:
        milestone = payload["milestone"]
        effect = EFFECTS[milestone]
        found = self.by_effect(effect, seen.status)
        if milestone not in _HIDDEN:
            return found
        if found.evidence is Evidence.DONE:
            return _PASSED
        if found.evidence is not Evidence.NOT_DONE:
            return found
        if seen.milestone == milestone:
            return Finding(Evidence.DONE)
        # Tracking that shows the step before proves it; silence or any other word does not.
        is_before = bool(seen.milestone) and milestone in next_milestones(_at(seen))
        return Finding(Evidence.NOT_DONE if is_before else Evidence.HIDDEN)


def _at(seen: Seen) -> Facts:
    return replace(seen.facts, milestone=seen.milestone)


def _request(record: JournalRecord) -> StatusRecord:
    payload = record.payload
    return StatusRecord(
        record.shipment_id,
        payload["milestone"],
        remark=payload.get("remark", ""),
        reason_code=payload.get("reason"),
        courier_location=payload.get("location", ""),
        promised_delivery_date=payload.get("promised", ""),
        estimated_delivery_date=payload.get("estimated", ""),
    )
