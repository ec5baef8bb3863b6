"""Operations that ask nothing of Fynd: our own tick."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.services.operations.base import Hands, Operation, Sent, StopCheck


class MarkPacked(Operation):
    """The box is closed: a fact of our own."""

    action = Action.MARK_PACKED

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        ids = [record.shipment_id for record in records]
        changes = hands.local.mark_packed(ids, hands.clock())
        return Sent(dict.fromkeys(ids, Outcome(State.DONE)), changes)
