"""How a parcel's way reads: status, last movement, expected day, and how old that is."""

from __future__ import annotations

from datetime import datetime

from konnect_desktop.domain import parcels, reasons
from konnect_desktop.domain.parcels import Parcel
from konnect_desktop.domain.sla import IST
from konnect_desktop.domain.tracking import Tracking, TrackingEvent
from konnect_desktop.services.tracking import Problem
from konnect_desktop.ui.kit import formatting, say

NOT_ASKED = "Not asked yet"


def status(parcel: Parcel) -> str:
    """Where it stands, in plain words."""
    if parcel.tracking is not None:
        return parcels.status_text(parcel.tracking) or "Fynd names no status"
    if parcel.blocked is not None:
        return say.short(reasons.why(parcel.blocked))
    return NOT_ASKED


def status_or(parcel: Parcel, problem: Problem | None) -> str:
    """Where it stands; while nothing is known of it, why asking failed."""
    if problem is not None and parcel.tracking is None:
        return say.short(problem.message)
    return status(parcel)


def problem_text(problem: Problem | None) -> str:
    """Why asking failed, and what to do; "" when it did not."""
    return say.line(problem.message, problem.next) if problem is not None else ""


def place(told: Tracking | None) -> str:
    """Where it was seen last, "" when Fynd does not say."""
    if told is None:
        return ""
    return next((event.place for event in told.events if event.place), told.place)


def movement(parcel: Parcel, now: datetime) -> str:
    """2 days ago · Pune: when it was last scanned, and where."""
    at = parcel.last_movement
    told = parcel.tracking
    if told is None:
        return ""
    parts = (formatting.since(at, now) if at else told.last_updated_text, place(told))
    return " · ".join(part for part in parts if part)


def expected(told: Tracking | None, now: datetime) -> str:
    """Tomorrow 18:00, or the server's own words when they are no date."""
    if told is None:
        return ""
    return formatting.when(told.eta, now) if told.eta else told.eta_text


def carried_by(parcel: Parcel) -> str:
    """Delhivery · AWB 123."""
    awb = f"AWB {parcel.awb}" if parcel.awb else ""
    return " · ".join(part for part in (parcel.courier_partner, awb) if part)


def age(parcel: Parcel, now: datetime) -> str:
    """4 min ago; "" when it was never asked about."""
    return formatting.ago(parcel.fetched_at, now) if parcel.fetched_at else ""


def event_when(event: TrackingEvent, now: datetime) -> str:
    """Today 09:12, 14 Nov 17:20, or the server's own words when they are no time."""
    if event.at is None:
        return event.at_text
    text = formatting.when(event.at, now)
    return text if ":" in text else f"{text} {event.at.astimezone(IST):%H:%M}"


def event_more(event: TrackingEvent) -> str:
    """Place and message under an event, without saying its words twice."""
    said = {parcels.event_text(event).casefold(), event.status.casefold()}
    message = "" if event.message.strip().casefold() in said else event.message.strip()
    return " · ".join(part for part in (event.place, message) if part)


def minutes_text(calls: int, per_second: float) -> str:
    """about 6 min: how long so many questions take at this pace."""
    seconds = calls / max(per_second, 0.1)
    if seconds < 60:
        return "less than a minute"
    return f"about {formatting.count_of(round(seconds / 60), 'minute')}"
