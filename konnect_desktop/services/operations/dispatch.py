"""Hand over: the courier has the parcels (docs/konnect-api.md 10.11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.say import Msg
from konnect_desktop.services import wording
from konnect_desktop.services.operations.base import (
    Evidence,
    Finding,
    Hands,
    Operation,
    Payload,
    Seen,
    Sent,
    StopCheck,
    step,
)

#: What tracking shows of a parcel that is no longer the seller's (section 6).
_WITH_COURIER: Final = frozenset(
    {
        "handed_over_to_dg",
        "bag_picked",
        "in_transit",
        "out_for_delivery",
        "delivery_attempt_failed",
        "delivery_reattempt_requested",
        "delivery_done",
        "handed_over_to_customer",
    }
)
_NO_PROOF = Finding(
    Evidence.HIDDEN,
    Msg(
        "The answer was lost, and Fynd may show a hand-over only once the courier scans the parcel."
    ),
    Msg("The app asks Fynd once more at the next check."),
)
_LOCKED = Outcome(
    State.UNKNOWN,
    message=Msg("The answer was lost, and Fynd has locked the order, so it cannot be asked about."),
    next=Msg("Clear the lock in the Fynd panel; the app asks again at the next check."),
    why=Reason.LOCKED,
)


class HandOver(Operation):
    """COMPLETED becomes TRANSIT, at once or when the courier scans it."""

    action = Action.HAND_OVER
    effect = step(3, states.TRANSIT, states.COMPLETED, states.CANCELLED)
    clear = frozenset({"D422"})
    repeat_tells = True

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        ids = [record.shipment_id for record in records]
        return Sent(hands.connection.orders.dispatch(ids, should_stop=should_stop))

    def remember(self, hands: Hands, records: Sequence[JournalRecord]) -> Changes:
        """Keep what was accepted: the status may stay COMPLETED for a while (10.11)."""
        ids = [record.shipment_id for record in records]
        return hands.local.mark_dispatched(ids, hands.clock())

    def asks_tracking(self, payload: Payload, status: str, *, is_lost: bool) -> bool:
        return is_lost and status == states.COMPLETED

    def evidence(self, payload: Payload, seen: Seen) -> Finding:
        found = self.by_effect(self.effect, seen.status)
        if found.evidence is not Evidence.NOT_DONE:
            return found
        if seen.milestone in _WITH_COURIER:
            return Finding(Evidence.DONE)
        # COMPLETED may stay until the courier scans the parcel, and does so for self-ship.
        return _NO_PROOF

    def told_by_repeat(self, answer: Outcome, *, alike_moved: bool) -> Outcome | None:
        """A parcel that was packed a moment ago is "not packed" only when it was handed over.

        Not where those that were handed over moved on at once: it stands still, so it was not.
        """
        code = answer.code.upper()
        if answer.state is State.DONE:
            return wording.ASKED_AGAIN
        if answer.state is not State.REFUSED:
            return None
        if code == "D400" and not alike_moved:
            return replace(wording.ALREADY, code=answer.code)
        if answer.is_loud:
            return replace(wording.CANCELLED_MEANWHILE, code=answer.code)
        if code in self.clear:
            return wording.NO_LONGER_YOURS
        return _LOCKED if code == "SIM423" else None

    def why_refused(self, refusal: Outcome, payload: Payload, seen: Seen) -> Finding:
        if refusal.code.upper() == "D400" and seen.status == states.COMPLETED:
            # "Not packed", although it is: handed over before, here or on another computer, unless
            # it would have moved on then.
            return Finding(Evidence.NOT_DONE if seen.alike_moved else Evidence.DONE)
        return self.evidence(payload, seen)
