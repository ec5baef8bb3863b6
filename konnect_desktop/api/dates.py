"""Times in every published format, and the date filter of the listing (chapter 8)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from konnect_desktop.api.values import text
from konnect_desktop.domain.sla import IST

_DAY_FIRST = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_EPOCH = re.compile(r"(\d{9,11}|\d{12,14})(?:\.\d+)?")

#: How the order date filter is written, by the profile's setting.
FILTER_FORMATS = {"iso": "%Y-%m-%dT%H:%M:%S", "iso_date": "%Y-%m-%d", "dmy": "%d-%m-%Y"}


def read_moment(value: Any) -> datetime | None:
    """UTC, or None when it is no time. A time without offset is Indian.

    Takes ISO 8601, epoch seconds or milliseconds, dd-mm-yyyy with or without a time, and the
    mail date format.
    """
    written = text(value)
    if not written:
        return None
    try:
        moment = _epoch(written) or _day_first(written) or _iso(written) or _mail(written)
        return None if moment is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def filter_text(moment: datetime, style: str = "iso") -> str:
    """An aware moment as the listing's filter wants it, in Indian time."""
    return moment.astimezone(IST).strftime(FILTER_FORMATS.get(style, FILTER_FORMATS["iso"]))


def _epoch(written: str) -> datetime | None:
    found = _EPOCH.fullmatch(written)
    if not found:
        return None
    seconds = float(written)
    return datetime.fromtimestamp(seconds / 1000 if len(found[1]) >= 12 else seconds, UTC)


def _day_first(written: str) -> datetime | None:
    found = _DAY_FIRST.fullmatch(written)
    if not found:
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=IST)


def _iso(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=IST)


def _mail(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=IST)
