"""Courier details: who carries which shipment, and who has nobody yet
(docs/konnect-api.md 10.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from konnect_desktop.api import request_bodies
from konnect_desktop.api.calls import Answer, Call, StopCheck
from konnect_desktop.api.client import KonnectClient
from konnect_desktop.api.envelope import outcomes, read_envelope
from konnect_desktop.api.refusals import not_konnect, refusal
from konnect_desktop.api.wire_json import NoList, NotJson, parse_squeezed, records
from konnect_desktop.domain.batches import Counts, Outcome, State
from konnect_desktop.domain.tracking import CourierDetails

#: "Too early" is no failure: a courier is still looked for.
_PENDING_CODES = frozenset({"C403"})


@dataclass(slots=True)
class CourierAnswer:
    """Couriers found, shipments that wait for one, and refusals with their words."""

    found: dict[str, CourierDetails] = field(default_factory=dict)
    pending: tuple[str, ...] = ()
    errors: dict[str, Outcome] = field(default_factory=dict)


def ask(client: KonnectClient, ids: Sequence[str], should_stop: StopCheck | None) -> CourierAnswer:
    """The couriers of at most 20 shipments.

    One refused shipment spoils the answer for its whole group, so the others are asked for
    again without it; where the refusal names none, one by one.
    """
    result = CourierAnswer()
    todo = list(dict.fromkeys(ids))
    waiting: set[str] = set()
    while todo:
        answer = client.request(
            Call.COURIER_DETAILS,
            body=request_bodies.ids(todo),
            is_write=False,
            should_stop=should_stop,
        )
        found = _found(answer)
        if found is not None:
            result.found |= {key: found[key] for key in todo if key in found}
            break
        refused = _refused(todo, answer)
        if not refused and len(todo) > 1:
            for shipment_id in todo:
                _add(result, ask(client, [shipment_id], should_stop))
            break
        for shipment_id, outcome in refused.items():
            if outcome.code.upper() in _PENDING_CODES:
                waiting.add(shipment_id)
            else:
                result.errors[shipment_id] = outcome
        # Alone and without a reason: nothing is known, so it is asked again later.
        todo = [shipment_id for shipment_id in todo if shipment_id not in refused]
        if not refused:
            break
    settled = result.found.keys() | result.errors.keys()
    result.pending = tuple(
        key for key in dict.fromkeys(ids) if key not in settled or key in waiting
    )
    return result


def _add(result: CourierAnswer, alone: CourierAnswer) -> None:
    result.found |= alone.found
    result.errors |= alone.errors


def _refused(ids: Sequence[str], answer: Answer) -> dict[str, Outcome]:
    settled = outcomes(Call.COURIER_DETAILS, ids, answer)
    return {key: one for key, one in settled.items() if one.state is State.REFUSED}


def _found(answer: Answer) -> dict[str, CourierDetails] | None:
    """Couriers by shipment, without those that carry nothing yet; None when there is no list."""
    from konnect_desktop.api.translation import courier_details

    try:
        payload = parse_squeezed(answer.body)
    except NotJson:
        payload = None
    if not isinstance(payload, dict | list):
        not_ours = not_konnect(Call.COURIER_DETAILS, answer)
        raise not_ours if answer.ok else refusal(Call.COURIER_DETAILS, answer)
    if not answer.ok or read_envelope(payload, ()) != (Counts(), []):
        return None
    try:
        listed = [courier_details(record) for record, _ in records(answer.body)]
    except NoList:
        return None
    return {
        one.shipment_id: one
        for one in listed
        if one is not None and (one.courier_partner or one.awb_numbers)
    }
