"""Cancel: whole orders, or chosen items and quantities, each with a reason
(docs/konnect-api.md 10.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import CancelItem, CancelRecord
from konnect_desktop.domain.say import Msg, quoted
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.errors import KonnectError
from konnect_desktop.services.batch_models import ActionOptions
from konnect_desktop.services.operations.base import (
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
from konnect_desktop.services.operations.items import (
    named,
    open_items,
    pieces,
    quantities,
    too_many,
)

_LIKELY = (
    states.CANCELLED,
    states.RETURN_DELIVERED,
    states.CREATED,
    states.CONFIRMED,
    states.PROCESSING,
)


class CancelOrders(Operation):
    """The whole shipment becomes CANCELLED."""

    action = Action.CANCEL
    effect = Effect(
        frozenset({states.CREATED, states.CONFIRMED, states.PROCESSING, states.COMPLETED}),
        # Cancelled after invoicing shows as returned (docs/konnect-api.md 11).
        frozenset({states.CANCELLED, states.RETURN_DELIVERED}),
        likely=_LIKELY,
    )
    reads_records = True

    def check(self, options: ActionOptions) -> None:
        if not options.reason_code.strip():
            raise KonnectError(
                "A cancellation needs a reason, so nothing was cancelled.",
                next_step="Choose the reason, then press Cancel orders.",
            )

    def payload(self, case: Case, options: ActionOptions, ground: PlanBasis) -> Payload | Left:
        return self.renewed({"reason_code": options.reason_code.strip()}, case)

    def renewed(self, payload: Payload, case: Case) -> Payload | Left:
        items = open_items(case.shipment)
        # Without items there is no place for the reason (10.3).
        if isinstance(items, Left) or not items:
            return Left(Reason.NOTHING_OPEN)
        return {**payload, "items": items}

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        batch = [_whole(record) for record in records]
        return Sent(hands.connection.orders.cancel(batch, should_stop=should_stop))


def _whole(record: JournalRecord) -> CancelRecord:
    reason = str(record.payload.get("reason_code", ""))
    items = quantities(record.payload)
    return CancelRecord(
        record.shipment_id, tuple(CancelItem(one.item_id, one.quantity, reason) for one in items)
    )


class CancelItems(Operation):
    """Some pieces are cancelled and the rest goes on; without a rest the order is CANCELLED."""

    action = Action.CANCEL_ITEMS
    effect = Effect(
        frozenset({states.CREATED, states.CONFIRMED}),
        likely=(states.CREATED, states.CONFIRMED, states.CANCELLED, states.PROCESSING),
    )
    reads_records = True
    # A first try that was applied late would be joined by the second (1 of 3, then 2 of 3).
    looks_first = True

    def check(self, options: ActionOptions) -> None:
        if not any(options.cancel_items.values()):
            raise KonnectError(
                "No item was chosen, so nothing was cancelled.",
                next_step="Tick the items to cancel, then press Cancel items.",
            )

    def payload(self, case: Case, options: ActionOptions, ground: PlanBasis) -> Payload | Left:
        chosen = options.cancel_items.get(case.shipment.id, ())
        usual = options.reason_code.strip()
        rows = [[one.item_id, one.quantity, one.reason_code.strip() or usual] for one in chosen]
        return self._checked(case.shipment, rows)

    def renewed(self, payload: Payload, case: Case) -> Payload | Left:
        if _open_pieces(case.shipment) != payload.get("before"):
            return Left(Reason.CHANGED_MEANWHILE)
        return self._checked(case.shipment, payload["items"])

    def _checked(self, shipment: Shipment, rows: Sequence[Sequence[Any]]) -> Payload | Left:
        if not rows:
            return Left(Reason.NO_ITEMS_CHOSEN)
        known = {item.item_id: item for item in shipment.items}
        cuts = pieces((row[0], row[1]) for row in rows)
        for item_id, count in cuts.items():
            item = known.get(item_id)
            if item is None or not item_id:
                return Left(Reason.ITEM_NOT_IN_ORDER, quoted(item_id))
            if not item.is_open:
                return Left(Reason.ITEM_NOT_OPEN, quoted(named(item)))
            if count > item.quantity:
                return Left(Reason.TOO_MANY_PIECES, too_many(named(item), count, item.quantity))
        if any(row[1] < 1 for row in rows):
            return Left(Reason.NO_ITEMS_CHOSEN, Msg("A quantity is below 1."))
        if not all(row[2] for row in rows):
            return Left(Reason.NO_CANCEL_REASON)
        before = _open_pieces(shipment)
        is_whole = all(cuts.get(key, 0) >= count for key, count in before.items())
        return {"items": [list(row) for row in rows], "before": before, "is_whole": is_whole}

    def notes(self, case: Case, payload: Payload) -> Iterable[Left]:
        if payload["is_whole"]:
            yield Left(Reason.CANCELS_WHOLE)

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        batch = [
            CancelRecord(r.shipment_id, tuple(CancelItem(*row) for row in r.payload["items"]))
            for r in records
        ]
        return Sent(hands.connection.orders.cancel(batch, should_stop=should_stop))

    def may_act_twice(self, payload: Payload) -> bool:
        """As long as enough pieces are left over, Fynd cancels as many once more."""
        cuts = pieces((row[0], row[1]) for row in payload["items"])
        return any(payload["before"].get(key, 0) >= 2 * count for key, count in cuts.items())

    def evidence(self, payload: Payload, seen: Seen) -> Finding:
        if seen.status == states.CANCELLED:
            is_ours = bool(payload.get("is_whole"))
            return Finding(Evidence.DONE if is_ours else Evidence.CANCELLED)
        if seen.shipment is None:
            return Finding(Evidence.UNCLEAR)
        before: Mapping[str, int] = payload["before"]
        after = _open_pieces(seen.shipment)
        cuts = pieces((row[0], row[1]) for row in payload["items"])
        if all(after.get(key, 0) <= before.get(key, 0) - count for key, count in cuts.items()):
            return Finding(Evidence.DONE)
        if all(after.get(key, 0) == before.get(key, 0) for key in cuts):
            return Finding(Evidence.NOT_DONE)
        return Finding(Evidence.UNCLEAR)


def _open_pieces(shipment: Shipment) -> dict[str, int]:
    return pieces((item.item_id, item.quantity) for item in shipment.open_items)
