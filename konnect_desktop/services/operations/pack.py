"""Get labels: the parcels are marked packed at Fynd, which makes their labels
(docs/konnect-api.md 10.7)."""

from __future__ import annotations

from collections.abc import Sequence

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.services.operations.base import Hands, Operation, Sent, StopCheck, step


class GetLabels(Operation):
    """PROCESSING becomes COMPLETED."""

    action = Action.GET_LABELS
    effect = step(2, states.COMPLETED, states.PROCESSING, states.CANCELLED)
    clear = frozenset({"CR422"})

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        ids = [record.shipment_id for record in records]
        return Sent(hands.connection.orders.pack(ids, should_stop=should_stop))
