"""Where a parcel is: courier details and tracking (docs/konnect-api.md 10.8 and 10.13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from konnect_desktop.domain.states import Journey


@dataclass(frozen=True, slots=True)
class CourierDetails:
    """The courier partner that was assigned to a shipment, and its AWB numbers."""

    shipment_id: str
    courier_partner: str = ""
    courier_code: str = ""
    awb_numbers: tuple[str, ...] = ()
    additional_info: str = ""


@dataclass(frozen=True, slots=True)
class TrackingEvent:
    """One scan on the way; `at` is UTC, or None with the raw text in `at_text`."""

    at: datetime | None = None
    at_text: str = ""
    status: str = ""
    operational_status: str = ""
    place: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Tracking:
    """What the server knows of a parcel's way, newest event first.

    `operational_status` is the server's raw word: unknown ones are shown as they are.
    `tracking_url` is empty unless it is https; show its host before it is opened.
    """

    shipment_id: str = ""
    awb_number: str = ""
    courier_partner: str = ""
    current_status: str = ""
    operational_status: str = ""
    journey: Journey | None = None
    last_updated: datetime | None = None
    last_updated_text: str = ""
    eta: datetime | None = None
    eta_text: str = ""
    tracking_url: str = ""
    latitude: float | None = None
    longitude: float | None = None
    place: str = ""
    events: tuple[TrackingEvent, ...] = ()
