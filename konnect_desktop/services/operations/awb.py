"""Update AWB: the seller's own courier and tracking number of a self-ship parcel
(docs/konnect-api.md 10.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from konnect_desktop.domain import ids, states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.changes import Changes
from konnect_desktop.domain.journal import JournalRecord
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import AwbRecord
from konnect_desktop.domain.say import Arg, Msg, quoted
from konnect_desktop.domain.states import Journey
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

_BEFORE = frozenset({states.PROCESSING, states.RETURN_PROCESSING})
_OTHER_AWB = Finding(
    Evidence.UNCLEAR,
    Msg("The answer was lost, and Fynd shows another AWB."),
    Msg("Look which AWB is right, then add it again."),
)
_NOT_HANDED_OVER = Finding(
    Evidence.DONE,
    Msg("The AWB is there, but Fynd does not show the parcel as handed over."),
    Msg("Press Update status and choose Picked up."),
)


class UpdateAwb(Operation):
    """The AWB is stored; with auto dispatch a forward parcel becomes TRANSIT."""

    action = Action.UPDATE_AWB
    effect = Effect(
        _BEFORE,
        likely=(
            states.TRANSIT,
            states.PROCESSING,
            states.RETURN_PROCESSING,
            states.COMPLETED,
            states.CANCELLED,
        ),
    )
    reads_records = True

    def check(self, options: ActionOptions) -> None:
        if not any(ids.tidy_joined(entry.awb_number) for entry in options.awbs.values()):
            raise KonnectError(
                "No AWB was given, so nothing was sent.",
                next_step="Type, scan, paste or import the AWB numbers.",
            )

    def payload(self, case: Case, options: ActionOptions, ground: PlanBasis) -> Payload | Left:
        entry = options.awbs.get(case.shipment.id)
        number = ids.tidy_joined(entry.awb_number) if entry else ""
        if entry is None or not number:
            return Left(Reason.NO_AWB_GIVEN)
        courier = ids.readable(entry.courier_partner)
        if not courier:
            return Left(Reason.NO_COURIER_GIVEN, quoted(number))
        payload = {"awb": number, "courier": courier, "auto_dispatch": options.auto_dispatch}
        return self.renewed(payload, case)

    def renewed(self, payload: Payload, case: Case) -> Payload | Left:
        is_return = case.facts.journey is Journey.RETURN
        had = _holds(case.shipment.awb_numbers, payload)
        return {**payload, "is_return": is_return, "had": had}

    def weed(self, payloads: Mapping[str, Payload], ground: PlanBasis) -> dict[str, Left]:
        """The same AWB on two parcels is a slip of the hand, and only the seller knows whose."""
        by_number: dict[str, list[str]] = {}
        for shipment_id, payload in payloads.items():
            by_number.setdefault(ids.key(payload["awb"]), []).append(shipment_id)
        owners = ground.store.awb_owners(by_number)
        for record in ground.journal.open_records(self.action):
            held = (record.shipment_id, record.label)
            owners.setdefault(ids.key(record.payload["awb"]), []).append(held)
        left: dict[str, Left] = {}
        for shipment_id, payload in payloads.items():
            number = payload["awb"]
            key = ids.key(number)
            others = [one for one in owners.get(key, ()) if one[0] != shipment_id]
            if len(by_number[key]) > 1:
                left[shipment_id] = Left(Reason.AWB_TWICE, quoted(number))
            elif others:
                places: dict[str, Arg] = {"number": number, "order": others[0][1]}
                left[shipment_id] = Left(
                    Reason.AWB_TAKEN, Msg("{number} is on order {order}", places)
                )
        return left

    def send(self, hands: Hands, records: Sequence[JournalRecord], should_stop: StopCheck) -> Sent:
        batch = [
            AwbRecord(r.shipment_id, r.payload["awb"], r.payload["courier"], _auto(r.payload))
            for r in records
        ]
        return Sent(hands.connection.orders.update_awb(batch, should_stop=should_stop))

    def remember(self, hands: Hands, records: Sequence[JournalRecord]) -> Changes:
        """With auto dispatch the parcel has left, whatever its status reads for a while."""
        left = [
            record.shipment_id
            for record in records
            if _auto(record.payload) and not record.payload.get("is_return")
        ]
        if not left:
            return Changes()
        changes = hands.local.mark_dispatched(left, hands.clock())
        return changes.merged(hands.local.milestone(left, "bag_picked"))

    def may_act_twice(self, payload: Payload) -> bool:
        """Without the hand-over the door stays open: a late AWB would replace a newer one."""
        return not _auto(payload) or bool(payload.get("is_return"))

    def evidence(self, payload: Payload, seen: Seen) -> Finding:
        if seen.status == states.CANCELLED:
            return Finding(Evidence.CANCELLED)
        held = seen.shipment.awb_numbers if seen.shipment else ()
        has_ours = _holds(held, payload)
        if held and not has_ours:
            return _OTHER_AWB
        if seen.status not in _BEFORE:
            # A parcel packed meanwhile shows no AWB of ours: that door is closed (10.6).
            moved = seen.status == states.TRANSIT and _auto(payload)
            return Finding(Evidence.DONE if has_ours or moved else Evidence.UNCLEAR)
        if not has_ours:
            return Finding(Evidence.NOT_DONE)
        if not _auto(payload) or payload.get("is_return"):
            return Finding(Evidence.DONE)
        # It had this AWB before, so only the hand-over would have shown that the call worked.
        return Finding(Evidence.NOT_DONE) if payload.get("had") else _NOT_HANDED_OVER


def _holds(numbers: Iterable[str], payload: Payload) -> bool:
    """Whether the AWB that is sent is among these, however they are written."""
    return ids.key(str(payload["awb"])) in map(ids.key, numbers)


def _auto(payload: Payload) -> bool:
    return bool(payload.get("auto_dispatch"))
