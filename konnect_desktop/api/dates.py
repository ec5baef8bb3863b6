"""Times in every published format, and the date filter of the listing (docs/konnect-api.md 8)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from konnect_desktop.api.values import text
from konnect_desktop.domain.dates import read_counted, read_written
from konnect_desktop.domain.sla import IST

#: How the order date filter is written, by the profile's setting.
FILTER_FORMATS = {"iso": "%Y-%m-%dT%H:%M:%S", "iso_date": "%Y-%m-%d", "dmy": "%d-%m-%Y"}


def read_moment(value: Any) -> datetime | None:
    """UTC, or None when it is no time. A time without offset is Indian.

    Takes seconds or milliseconds since 1970, and whatever `domain.dates` reads.
    """
    written = text(value)
    moment = read_counted(written) or read_written(written)
    return None if moment is None else moment.astimezone(UTC)


def filter_text(moment: datetime, style: str = "iso") -> str:
    """An aware moment as the listing's filter wants it, in Indian time."""
    return moment.astimezone(IST).strftime(FILTER_FORMATS.get(style, FILTER_FORMATS["iso"]))
