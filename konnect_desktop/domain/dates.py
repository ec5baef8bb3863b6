"""Dates and times as tables and servers write them: read by their own words, or not at all.

Months are read by their English (or Hindi) names and never by the language of the system. A day
comes before its month, as in India. What is not understood, or could be two things, is no date.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from konnect_desktop.domain.ids import readable
from konnect_desktop.domain.sla import IST

#: Years that a date of this trade can have; anything else is another number.
YEARS = range(2000, 2100)
#: Counted seconds are taken for a time only in these years: other numbers are as long.
_COUNTED_YEARS = range(2010, 2041)

_ENGLISH = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_HINDI = (
    "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "जन॰ फर॰ मार्च अप्रैल मई जून जुल॰ अग॰ सितं॰ अक्टू॰ नवं॰ दिसं॰",
    "जन. फर. मार्च अप्रै. मई जून जुल. अग. सित. अक्टू. नव. दिस.",
    "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितम्बर अक्तूबर नवम्बर दिसम्बर",
)
_MONTHS: dict[str, int] = {"sept": 9}
for _names in (_ENGLISH, [name[:3] for name in _ENGLISH], *(row.split() for row in _HINDI)):
    _MONTHS |= {name: number for number, name in enumerate(_names, 1)}

_MONTH = "(?P<name>" + "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>\d{1,2})"
_NTH = _DAY + r"(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+)?"
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:(?P<colon>[:.])(?P<minute>\d{2})"
    r"(?:(?P=colon)(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?)?(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
)
_OFFSET = r"(?P<offset>[+-]\d{2}(?::?\d{2})?(?: (?:ist|utc))?)"
_ZONE = rf"(?:\s*(?P<zone>z|utc|gmt|ist)?{_OFFSET}?(?:\s*[\[(][^\])]*[\])])?)"
_TIME = rf"(?:(?:\s*,\s*|\s+|t|:){_CLOCK}{_ZONE})?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"{_YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark){_DAY}{_TIME}",
        rf"{_DAY}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark){_YEAR}{_TIME}",
        # 12-06-26 may begin with the year as well.
        rf"{_DAY}(?P<mark>[/.])(?P<month>\d{{1,2}})(?P=mark)(?P<year>\d{{2}}){_TIME}",
        rf"{_WEEKDAY}{_NTH}[-/., ]{{0,2}}{_MONTH}[-/., ]{{0,2}}(?P<year>\d{{4}}|\d{{2}}){_TIME}",
        rf"{_YEAR}[-/. ]{_MONTH}[-/. ]{_DAY}{_TIME}",
        rf"{_WEEKDAY}{_MONTH}[-/ ]?{_NTH}(?:,\s*|[-/ ]){_YEAR}{_TIME}",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s+{_CLOCK}{_ZONE}\s+{_YEAR}",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
        rf"(?:[t ]?(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?{_ZONE})?",
        rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:t|\s){_CLOCK}{_ZONE}",
    )
)
_COUNTED = re.compile(r"(\d{10}|\d{13})(?:\.\d+)?", re.ASCII)


def read_written(text: str, zone: tzinfo = IST) -> datetime | None:
    """The aware moment that `text` names, None for anything else; without offset it is of `zone`.

    Takes ISO 8601, day first with numbers or month names, the form of mails, and digits without
    marks such as 20260612140500. A date alone is its midnight.
    """
    tidied = readable(text).casefold().replace("\u093c", "")
    for form in _FORMS:
        if found := form.fullmatch(tidied):
            return _moment(found.groupdict(), zone)
    return None


def read_counted(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970 that fall into the years of this trade; None else."""
    found = _COUNTED.fullmatch(text)
    if found is None:
        return None
    seconds = float(text) / (1000 if len(found[1]) == 13 else 1)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return moment if moment.year in _COUNTED_YEARS else None


def financial_year(moment: datetime) -> str:
    """The Indian financial year of an aware moment, such as 26-27; it begins on 1 April."""
    day = moment.astimezone(IST)
    start = day.year - (day.month < 4)
    return f"{start % 100:02d}-{(start + 1) % 100:02d}"


def _moment(found: dict[str, str | None], zone: tzinfo) -> datetime | None:
    year = int(found["year"] or 0)
    if len(found["year"] or "") == 2:
        year += 2000
    name = found.get("name")
    month = _MONTHS[name] if name else int(found["month"] or 0)
    hour = _hour(found)
    where = _zone(found, zone)
    if year not in YEARS or hour is None or where is None:
        return None
    minute, second = (int(found.get(part) or 0) for part in ("minute", "second"))
    micro = int((found.get("part") or "0").ljust(6, "0")[:6])
    try:
        return datetime(
            year, month, int(found["day"] or 0), hour, minute, second, micro, tzinfo=where
        )
    except ValueError:
        return None


def _hour(found: dict[str, str | None]) -> int | None:
    """0 to 23; None where the half of the day contradicts the hour, or a bare hour has none."""
    written, half = found.get("hour"), found.get("half")
    if written is None:
        return 0
    hour = int(written)
    if half is None:
        return hour if found.get("minute") is not None else None
    if half == "a":
        return hour % 12 if hour <= 12 else None
    return hour % 12 + 12 if 0 < hour < 24 else None


def _zone(found: dict[str, str | None], usual: tzinfo) -> tzinfo | None:
    """The zone that is written, else the usual one; None for two that contradict each other."""
    name, offset = found.get("zone"), found.get("offset")
    if offset is None:
        return {None: usual, "ist": IST}.get(name, UTC)
    if name == "ist":
        return None
    # Some write the name behind the offset as well: +0530 IST.
    digits = offset[1:].partition(" ")[0].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if ahead > timedelta(hours=14) or int(digits[2:]) > 59:
        return None
    return timezone(-ahead if offset[0] == "-" else ahead)
