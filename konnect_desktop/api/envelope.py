"""What became of each record of a bulk call, from any shape of answer
(docs/konnect-api.md 4.1, 4.2, 16.6-16.9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from konnect_desktop.api import error_codes, values
from konnect_desktop.api.calls import Answer, Call
from konnect_desktop.api.money import read_decimal
from konnect_desktop.api.refusals import not_konnect, refusal
from konnect_desktop.api.wire_json import NotJson, parse_squeezed
from konnect_desktop.domain.batches import DONE, Counts, Outcome, RecordError, State, settle

_ID_NAMES = ("orderid", "shipmentid", "id")
_CODE_NAMES = ("code", "errorcode")
_TEXT_NAMES = ("message", "reason", "description", "error", "errormessage")
_LIST_NAMES = ("errors", "error")


def outcomes(call: Call, ids: Sequence[str], answer: Answer) -> dict[str, Outcome]:
    """One outcome for each sent id, by the settling rule of 4.1.

    No answer proves more than it says: BadRequest, LocationForbidden and so on are raised for
    a 4xx that refuses the whole call in Konnect's language, and NotKonnect (may have been
    applied) for everything that speaks of nothing: no JSON, a bare value, a 2xx that is not
    the end.
    """
    try:
        payload = parse_squeezed(answer.body)
    except NotJson:
        payload = None
    if answer.ok and not (answer.is_final and isinstance(payload, dict | list)):
        raise not_konnect(call, answer, maybe_applied=call.changes)
    counts, errors = read_envelope(payload, ids)
    if not answer.ok and counts == Counts() and not errors:
        raise refusal(call, answer)
    if answer.ok and counts == Counts():
        # Without counts it is no answer to a batch, whatever else reads like an error in it.
        errors = [error for error in errors if error.shipment_id and error.code]
    settled = settle(ids, counts, errors)
    return {key: _outcome(call, result) for key, result in settled.items()}


def _outcome(call: Call, result: RecordError | State) -> Outcome:
    if isinstance(result, RecordError):
        return error_codes.refused(call, result)
    return DONE if result is State.DONE else error_codes.UNKNOWN


def read_envelope(payload: Any, ids: Sequence[str]) -> tuple[Counts, list[RecordError]]:
    """Counts and errors from the top level, from `data` and from `meta`, wherever they are."""
    places = _places(payload)
    counts = Counts(
        _count(places, "payloadcount"),
        _count(places, "successcount"),
        _count(places, "failedcount"),
    )
    for place in places:
        for name in _LIST_NAMES:
            errors = list(_errors(place.get(name), ids))
            if errors:
                return counts, errors
    # A single error spread over the top level, as some 4xx answers are.
    lone = _error(places[0], ids) if places else None
    return counts, [lone] if lone is not None and lone.code else []


def _places(payload: Any) -> list[dict[str, Any]]:
    if not isinstance(payload, dict):
        return []
    inner = (payload.get("data"), payload.get("meta"))
    return [payload, *(part for part in inner if isinstance(part, dict))]


def _count(places: list[dict[str, Any]], name: str) -> int | None:
    for place in places:
        number = read_decimal(place.get(name))
        if number is not None and number >= 0:
            return int(number)
    return None


def _errors(value: Any, ids: Sequence[str]) -> Iterator[RecordError]:
    """The items of `errors`: a list, one object, an object by id, or bare text."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, dict):
        by_id = [key for key in value if key in ids]
        if by_id:
            yield from (_by_id(key, value[key], ids) for key in by_id)
            return
        value = [value]
    if isinstance(value, list):
        for item in value:
            error = _error(item, ids)
            if error is not None:
                yield error


def _by_id(shipment_id: str, value: Any, ids: Sequence[str]) -> RecordError:
    found = _error(value, ids) or RecordError()
    return RecordError(shipment_id, found.code, found.message, found.item_id)


def _error(item: Any, ids: Sequence[str]) -> RecordError | None:
    if isinstance(item, str):
        return RecordError(_named_in(item, ids), "", values.text(item))
    if not isinstance(item, dict) or not item:
        return None
    message = _first(item, _TEXT_NAMES)
    named = _first(item, _ID_NAMES)
    return RecordError(
        named if named else _named_in(message, ids),
        _first(item, _CODE_NAMES),
        message,
        _first(item, ("orderitemid", "itemid")),
    )


def _first(item: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := values.text(item.get(name)))), "")


def _named_in(message: str, ids: Sequence[str]) -> str:
    """The one sent id that a text speaks of."""
    found = [shipment_id for shipment_id in ids if shipment_id and shipment_id in message]
    return found[0] if len(found) == 1 else ""
