"""The tracking call (docs/konnect-api.md 10.13)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from konnect_desktop.api import values
from konnect_desktop.api.calls import Answer, Call, StopCheck
from konnect_desktop.api.client import KonnectClient
from konnect_desktop.api.dates import read_moment
from konnect_desktop.api.refusals import not_konnect, refusal
from konnect_desktop.api.wire_json import NotJson, parse_squeezed, squeeze
from konnect_desktop.domain.states import Journey
from konnect_desktop.domain.tracking import Tracking, TrackingEvent
from konnect_desktop.errors import NotTracked

_JOURNEYS = {
    "forward": Journey.FORWARD,
    "reverse": Journey.RETURN,
    "return": Journey.RETURN,
    "rto": Journey.RTO,
}
_TIME_NAMES = ("timestamp", "time", "date", "eventtime", "updatedat", "createdat")


class TrackingApi:
    """Where one parcel is. Results may be kept for 5 to 10 minutes (10.13)."""

    def __init__(self, client: KonnectClient) -> None:
        self._client = client

    def track(
        self, shipment_id: str = "", *, awb: str = "", should_stop: StopCheck | None = None
    ) -> Tracking:
        """Tracking by shipment, or by AWB when there is no shipment id.

        Raises NotTracked, and the errors of `KonnectClient.request`.
        """
        if not shipment_id and not awb:
            raise ValueError("track needs a shipment id or an AWB")
        body = {"shipment_id": shipment_id} if shipment_id else {"awb_number": awb}
        answer = self._client.request(
            Call.TRACK, body=body, is_write=False, should_stop=should_stop
        )
        return _tracking(answer)


def _tracking(answer: Answer) -> Tracking:
    from konnect_desktop.api.schemas import WireTracking

    try:
        payload = parse_squeezed(answer.body)
    except NotJson:
        payload = None
    if not isinstance(payload, dict):
        raise not_konnect(Call.TRACK, answer) if answer.ok else refusal(Call.TRACK, answer)
    if values.text(payload.get("status")).casefold() == "error" or answer.status == 404:
        raise NotTracked(detail=f"POST track, HTTP {answer.status}")
    if not answer.ok:
        raise refusal(Call.TRACK, answer)
    inner = payload.get("data")
    wire = WireTracking.model_validate(inner if isinstance(inner, dict) else payload)
    place, latitude, longitude = _place(wire.location)
    events = [_event(record) for record in wire.events]
    return Tracking(
        shipment_id=wire.shipment_id,
        awb_number=", ".join(wire.awb_numbers),
        courier_partner=wire.courier_partner,
        current_status=wire.current_status,
        operational_status=wire.operational_status,
        journey=_JOURNEYS.get(wire.journey.casefold()),
        last_updated=read_moment(wire.last_updated),
        last_updated_text=wire.last_updated,
        eta=read_moment(wire.eta),
        eta_text=wire.eta,
        tracking_url=_https_only(wire.tracking_url),
        latitude=latitude,
        longitude=longitude,
        place=place,
        events=_newest_first(events),
    )


def _newest_first(events: list[TrackingEvent]) -> tuple[TrackingEvent, ...]:
    """By time where every event has one, else as they came."""
    timed = [(event.at, event) for event in events if event.at is not None]
    if len(timed) < len(events):
        return tuple(events)
    return tuple(event for _, event in sorted(timed, key=lambda pair: pair[0], reverse=True))


def _event(record: dict[str, Any]) -> TrackingEvent:
    from konnect_desktop.api.schemas import WireEvent

    wire = WireEvent.model_validate(record)
    at, at_text = _event_time(record)
    return TrackingEvent(
        at, at_text, wire.status, wire.operational_status, _place(wire.place)[0], wire.message
    )


def _event_time(record: dict[str, Any]) -> tuple[datetime | None, str]:
    """The first property that is a time, the likely names first."""
    likely = [name for name in _TIME_NAMES if name in record]
    others = [name for name in record if "time" in name or "date" in name]
    for name in (*likely, *others):
        moment = read_moment(record[name])
        if moment is not None:
            return moment, values.text(record[name])
    return None, values.text(record[likely[0]]) if likely else ""


def _place(value: Any) -> tuple[str, float | None, float | None]:
    """Words and coordinates of a location that may be text, an object or JSON in a text."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = {squeeze(name): part for name, part in json.loads(value).items()}
        except (ValueError, RecursionError):
            return values.text(value), None, None
    if not isinstance(value, dict):
        return values.text(value), None, None
    words = (values.text(value.get(name)) for name in ("city", "name", "address", "state"))
    return (
        ", ".join(dict.fromkeys(word for word in words if word)),
        _degrees(value, "lat", "latitude"),
        _degrees(value, "lng", "lon", "long", "longitude"),
    )


def _degrees(place: dict[str, Any], *names: str) -> float | None:
    for name in names:
        if values.text(place.get(name)):
            try:
                degrees = float(values.text(place[name]))
            except ValueError:
                continue
            if abs(degrees) <= 180:
                return degrees
    return None


def _https_only(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme == "https" and parts.hostname else ""
