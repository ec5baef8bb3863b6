"""Hand over: the courier has the parcels (10.11)."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import JournalRecord
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


class HandOver(Operation):
    """COMPLETED becomes TRANSIT, at once or when the courier scans it."""

    action = Action.HAND_OVER
    effect = step(3, states.TRANSIT, states.COMPLETED, states.CANCELLED)
    clear = frozenset({"D422"})

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        ids = [record.shipment_id for record in records]
        return Sent(hands.connection.orders.dispatch(ids, should_stop=should_stop))

    def remember(self, hands: Hands, records: Sequence[JournalRecord]) -> Changes:
        """Keep what was accepted: the status may stay COMPLETED for a while (10.11)."""
        ids = [record.shipment_id for record in records]
        return hands.local.mark_dispatched(ids, hands.clock())

    def evidence(self, payload: Payload, seen: Seen) -> Finding:
        found = self.by_effect(self.effect, seen.status)
        if found.evidence is Evidence.NOT_DONE and seen.facts.is_self_ship:
            # A self-ship parcel stays COMPLETED after the hand-over: the state is no proof.
            return Finding(Evidence.HIDDEN)
        return found
