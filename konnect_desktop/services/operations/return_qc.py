"""Return QC: what came back is accepted, with the quality of each item
(docs/konnect-api.md 10.14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import QcItem, QcRecord
from konnect_desktop.domain.say import quoted
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.services.batch_models import ActionOptions
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
from konnect_desktop.services.operations.items import named, pieces, too_many


class ReturnQc(Operation):
    """RETURN_DELIVERED becomes RETURN_COMPLETED; some servers say RETURN_ACCEPTED."""

    action = Action.RETURN_QC
    effect = Effect(
        # Cancelled after invoicing comes back like a return but reads CANCELLED (section 11).
        frozenset({states.RETURN_DELIVERED, states.CANCELLED}),
        frozenset({states.RETURN_COMPLETED, states.RETURN_ACCEPTED, states.CREDIT_NOTE_GENERATED}),
        likely=(
            states.RETURN_COMPLETED,
            states.RETURN_ACCEPTED,
            states.RETURN_DELIVERED,
            states.CREDIT_NOTE_GENERATED,
        ),
    )
    reads_records = True

    def payload(self, case: Case, options: ActionOptions, ground: PlanBasis) -> Payload | Left:
        came_back = _came_back(case.shipment)
        given = options.qc_items.get(case.shipment.id, ())
        checked = _check(case.shipment, came_back, given)
        if checked is not None:
            return checked
        rows: list[list[Any]] = [
            [one.item_id, one.quantity, one.reason_code.strip()] for one in given
        ]
        # Pieces that nobody spoke of are good.
        spoken = pieces((row[0], row[1]) for row in rows)
        rows += [
            [item_id, count - spoken.get(item_id, 0), ""]
            for item_id, count in came_back.items()
            if count > spoken.get(item_id, 0)
        ]
        return {"items": rows} if rows else Left(Reason.NOTHING_OPEN)

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        batch = [
            QcRecord(r.shipment_id, tuple(QcItem(*row) for row in r.payload["items"]))
            for r in records
        ]
        return Sent(hands.connection.orders.return_qc(batch, should_stop=should_stop))


def _came_back(shipment: Shipment) -> dict[str, int]:
    """Item id -> pieces to check; all of them when none is open, as after a cancellation."""
    items = shipment.open_items or shipment.items
    return pieces((item.item_id, max(1, item.quantity)) for item in items if item.item_id)


def _check(
    shipment: Shipment, came_back: Mapping[str, int], given: Sequence[QcItem]
) -> Left | None:
    names = {item.item_id: named(item) for item in shipment.items}
    for item_id, count in pieces((one.item_id, one.quantity) for one in given).items():
        if item_id not in came_back:
            return Left(Reason.ITEM_NOT_IN_ORDER, quoted(names.get(item_id, item_id)))
        if count > came_back[item_id] or any(one.quantity < 1 for one in given):
            return Left(
                Reason.TOO_MANY_PIECES,
                too_many(names[item_id], count, came_back[item_id]),
            )
    return None
