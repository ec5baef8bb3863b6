"""One group of at most 20 records: from the journal's payload to the call and its outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.domain.requests import (
    CancelItem,
    CancelRecord,
    ConfirmRecord,
    InvoiceRecord,
    ItemQuantity,
)
from konnect_desktop.services import wording
from konnect_desktop.services.connection import Connection
from konnect_desktop.store.local_facts import LocalFacts
from konnect_desktop.store.shipments import ShipmentStore


class _Courier(Protocol):
    @property
    def courier_partner(self) -> str: ...
    @property
    def awb_numbers(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """What one group came to."""

    outcomes: dict[str, Outcome]
    changes: Changes = field(default_factory=Changes)


class Sender:
    """Makes the call of an action. Raises ApiError; its `maybe_applied` decides what is known."""

    def __init__(
        self,
        connection: Connection,
        store: ShipmentStore,
        local: LocalFacts,
        clock: Callable[[], datetime],
    ) -> None:
        self._connection = connection
        self._store = store
        self._local = local
        self._clock = clock

    def send(
        self,
        action: Action,
        records: Sequence[JournalRecord],
        numbers: Mapping[str, str],
        should_stop: Callable[[], bool],
    ) -> Sent:
        """Send one group; `numbers` holds the invoice number of each shipment.

        `should_stop` is asked only while nothing of the group is on its way.
        """
        ids = [record.shipment_id for record in records]
        api = self._connection.orders
        match action:
            case Action.CONFIRM:
                return Sent(api.confirm([_confirm(r) for r in records], should_stop=should_stop))
            case Action.ADD_INVOICE:
                invoices = [_invoice(r, numbers[r.shipment_id]) for r in records]
                return Sent(api.update_invoice(invoices, should_stop=should_stop))
            case Action.GET_LABELS:
                return Sent(api.pack(ids, should_stop=should_stop))
            case Action.HAND_OVER:
                return self._handed_over(api.dispatch(ids, should_stop=should_stop))
            case Action.CANCEL:
                return Sent(api.cancel([_cancel(r) for r in records], should_stop=should_stop))
            case Action.CHECK_COURIER:
                return self._check_courier(ids, should_stop)
            case Action.MARK_PACKED:
                changes = self._local.mark_packed(ids, self._clock())
                return Sent(dict.fromkeys(ids, Outcome(State.DONE)), changes)
            case _:
                raise ValueError(f"{action.value} is not sent in groups")

    def _handed_over(self, outcomes: dict[str, Outcome]) -> Sent:
        """Remember what was accepted: the status may stay COMPLETED for a while (10.11)."""
        done = [key for key, outcome in outcomes.items() if outcome.state is State.DONE]
        return Sent(outcomes, self.remember_handed_over(done))

    def remember_handed_over(self, ids: Sequence[str]) -> Changes:
        """Keep as a local fact that the hand-over of these was accepted."""
        return self._local.mark_dispatched(ids, self._clock()) if ids else Changes()

    def _check_courier(self, ids: Sequence[str], should_stop: Callable[[], bool]) -> Sent:
        read_seq = self._store.next_read_seq()
        answer = self._connection.orders.courier_details(ids, should_stop=should_stop)
        changes = self._store.apply_courier(answer.found, read_seq, self._clock())
        outcomes: dict[str, Outcome] = {}
        for shipment_id in ids:
            if shipment_id in answer.found:
                outcomes[shipment_id] = _courier_found(answer.found[shipment_id])
            elif shipment_id in answer.errors:
                outcomes[shipment_id] = answer.errors[shipment_id]
            else:
                outcomes[shipment_id] = wording.WAITING_FOR_COURIER
        return Sent(outcomes, changes)


def _courier_found(details: _Courier) -> Outcome:
    name = details.courier_partner
    return Outcome(State.DONE, reason=f"Courier: {name}." if name else "")


def _items(payload: Mapping[str, Any]) -> tuple[ItemQuantity, ...]:
    return tuple(
        ItemQuantity(str(item_id), int(quantity), tuple(str(one) for one in serials))
        for item_id, quantity, serials in payload.get("items", ())
    )


def _confirm(record: JournalRecord) -> ConfirmRecord:
    return ConfirmRecord(record.shipment_id, _items(record.payload))


def _invoice(record: JournalRecord, number: str) -> InvoiceRecord:
    return InvoiceRecord(record.shipment_id, number, items=_items(record.payload))


def _cancel(record: JournalRecord) -> CancelRecord:
    reason = str(record.payload.get("reason_code", ""))
    return CancelRecord(
        record.shipment_id,
        tuple(CancelItem(item.item_id, item.quantity, reason) for item in _items(record.payload)),
    )
