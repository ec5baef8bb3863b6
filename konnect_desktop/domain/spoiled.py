"""Ids that are none any more: rounded, given decimals, turned into a date, or never filled in."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

ROUNDED: Final = "was rounded by a spreadsheet program"
DECIMALS: Final = "is a number with decimals"
A_DATE: Final = "is a date"

#: 1.23457E+15, and 1.23457E15 as other programs write it.
_ROUNDED = re.compile(r"\d+([.,]\d+)?E\+\d+|\d+[.,]\d+E-?\d+", re.ASCII | re.IGNORECASE)
#: One digit and the tens of an id's length; a longer text such as 123E45 is some courier's AWB.
_ROUNDED_SHORT = re.compile(r"\dE[12]\d", re.ASCII | re.IGNORECASE)
_DECIMALS = re.compile(r"\d+[.,]0+", re.ASCII)
_TIME = r"([T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AP]M)?)?"
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}"
#: 12-Jan, 12 Jan 2026, Jan-26: what a spreadsheet makes of 12-1 and 1/26.
_NAMED = re.compile(
    rf"(\d{{1,2}}[-/. ]{_MONTH}([-/. ,]+(\d{{2}}|\d{{4}}))?|{_MONTH}[- ]\d{{2}}){_TIME}",
    re.ASCII | re.IGNORECASE,
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII | re.I)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII | re.I)
_SHORT_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2})", re.ASCII)
#: What scripts and people write where there is nothing; compared without marks and capitals.
_NOTHING = frozenset(
    {
        "na",
        "nan",
        "nat",
        "none",
        "null",
        "nil",
        "tbd",
        "tba",
        "pending",
        "awaited",
        "undefined",
        "unknown",
        "blank",
        "empty",
        "notavailable",
        "notapplicable",
    }
)


def how_spoiled(text: str) -> str:
    """What happened to an id, to be said after its name; "" when it looks sound.

    Only what can be no real id is named: letters, dashes and slashes are in many.
    """
    if _ROUNDED.fullmatch(text) or _ROUNDED_SHORT.fullmatch(text):
        return ROUNDED
    if _DECIMALS.fullmatch(text):
        return DECIMALS
    return A_DATE if is_date(text) else ""


def is_date(text: str, *, short_year: bool = False) -> bool:
    """Whether a text is a day of a calendar; `short_year`: 12/06/26 is one as well.

    An invoice number may look like that: 01-26-27 is the first of the year 2026-27.
    """
    if _NAMED.fullmatch(text):
        return True
    if found := _YEAR_FIRST.fullmatch(text):
        return _is_day(int(found[1]), int(found[3]), int(found[4]))
    found = _YEAR_LAST.fullmatch(text)
    if found is None and short_year:
        found = _SHORT_YEAR.fullmatch(text)
    return found is not None and _is_day(_year(found[4]), int(found[1]), int(found[3]))


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _is_day(year: int, one: int, other: int) -> bool:
    """Whether the two are month and day of a year of our time, in whichever order."""
    return 1900 <= year < 2100 and (_exists(year, one, other) or _exists(year, other, one))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_placeholder(text: str) -> bool:
    """Whether a filled cell says that there is nothing: N/A, nan, --, 000."""
    bare = "".join(char for char in text.casefold() if char.isalnum())
    return bool(text) and (bare in _NOTHING or not bare.strip("0"))
