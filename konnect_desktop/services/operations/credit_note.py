"""Credit note: accepted returns and RTOs are booked back (docs/konnect-api.md 10.5, `return`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.domain.requests import RETURN
from konnect_desktop.services.batch_models import ActionOptions, InvoiceDetails
from konnect_desktop.services.operations.base import (
    Case,
    Effect,
    Hands,
    Left,
    Operation,
    Payload,
    PlanBasis,
    Sent,
    StopCheck,
)
from konnect_desktop.services.operations.invoice import details_part, invoice_record
from konnect_desktop.services.operations.numbering import number_part, weed_numbers


class CreditNote(Operation):
    """RETURN_COMPLETED (or RETURN_ACCEPTED) becomes CREDIT_NOTE_GENERATED."""

    action = Action.CREDIT_NOTE
    effect = Effect(
        frozenset({states.RETURN_COMPLETED, states.RETURN_ACCEPTED}),
        frozenset({states.CREDIT_NOTE_GENERATED}),
        likely=(states.CREDIT_NOTE_GENERATED, states.RETURN_COMPLETED, states.RETURN_ACCEPTED),
    )
    clear = frozenset({"IN400", "IN403", "IN422"})
    perhaps_item = frozenset({"IN401"})
    reads_records = True
    number_kind = RETURN

    def payload(self, case: Case, options: ActionOptions, ground: PlanBasis) -> Payload | Left:
        details = options.invoices.get(case.shipment.id, InvoiceDetails())
        return {
            "items": _items(case),
            **number_part(options, ground, RETURN, case.shipment),
            **details_part(details),
        }

    def renewed(self, payload: Payload, case: Case) -> Payload | Left:
        return {**payload, "items": _items(case)}

    def weed(self, payloads: Mapping[str, Payload], ground: PlanBasis) -> dict[str, Left]:
        return weed_numbers(payloads, ground)

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        batch = [invoice_record(record, RETURN) for record in records]
        return Sent(hands.connection.orders.update_invoice(batch, should_stop=should_stop))


def _items(case: Case) -> list[list[Any]]:
    """An item that was cancelled before counts none, so only open ones are named."""
    return [[item.item_id, item.quantity, []] for item in case.shipment.open_items]
