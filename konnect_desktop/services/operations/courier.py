"""Check courier: asks who takes the parcels; changes nothing at Fynd (docs/konnect-api.md 10.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.domain.say import NOTHING, Msg
from konnect_desktop.services import wording
from konnect_desktop.services.operations.base import Hands, Operation, Sent, StopCheck


class _Courier(Protocol):
    @property
    def courier_partner(self) -> str: ...


class CheckCourier(Operation):
    """A courier that is found goes into the store; waiting for one is no failure."""

    action = Action.CHECK_COURIER

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        ids = [record.shipment_id for record in records]
        read_seq = hands.store.next_read_seq()
        answer = hands.connection.orders.courier_details(ids, should_stop=should_stop)
        changes = hands.store.apply_courier(answer.found, read_seq, hands.clock())
        outcomes: dict[str, Outcome] = {}
        for shipment_id in ids:
            if shipment_id in answer.found:
                outcomes[shipment_id] = _found(answer.found[shipment_id])
            elif shipment_id in answer.errors:
                outcomes[shipment_id] = answer.errors[shipment_id]
            else:
                outcomes[shipment_id] = wording.WAITING_FOR_COURIER
        return Sent(outcomes, changes)


def _found(details: _Courier) -> Outcome:
    name = details.courier_partner
    return Outcome(State.DONE, message=Msg("Courier: {name}.", {"name": name}) if name else NOTHING)
