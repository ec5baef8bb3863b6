"""Confirm: new orders are accepted, with the items that are still open
(docs/konnect-api.md 10.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import ConfirmRecord
from konnect_desktop.domain.say import Arg, Msg
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.services.operations.base import (
    Case,
    Hands,
    Left,
    Operation,
    Payload,
    PlanBasis,
    Sent,
    StopCheck,
    step,
)
from konnect_desktop.services.operations.items import named, open_items, quantities


class Confirm(Operation):
    """CREATED becomes CONFIRMED."""

    action = Action.CONFIRM
    effect = step(0, states.CONFIRMED, states.CREATED, states.PROCESSING, states.CANCELLED)
    clear = frozenset({"O422"})
    perhaps_item = frozenset({"O400"})
    reads_records = True

    def payload(self, case: Case, options: ActionOptions, ground: PlanBasis) -> Payload | Left:
        return self.renewed({}, case)

    def renewed(self, payload: Payload, case: Case) -> Payload | Left:
        items = open_items(case.shipment)
        return items if isinstance(items, Left) else {"items": items}

    def notes(self, case: Case, payload: Payload) -> Iterable[Left]:
        return fewer_items(case)

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        batch = [ConfirmRecord(r.shipment_id, quantities(r.payload)) for r in records]
        return Sent(hands.connection.orders.confirm(batch, should_stop=should_stop))


_OF_ITEMS = "{count} of {all} items: {names}"


def fewer_items(case: Case) -> Iterable[Left]:
    """A note for an order of which some items were cancelled before."""
    gone = [item for item in case.shipment.items if not item.is_open]
    if gone and case.shipment.open_items:
        names = ", ".join(dict.fromkeys(named(item) for item in gone))
        places: dict[str, Arg] = {
            "count": len(gone),
            "all": len(case.shipment.items),
            "names": names,
        }
        yield Left(
            Reason.FEWER_ITEMS,
            Msg("{count} of {all} item: {names}", places, _OF_ITEMS, counted="all"),
        )
