"""Dates by their own words: what is understood, and what is no date rather than another one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.domain.dates import financial_year, read_counted, read_written
from konnect_desktop.domain.sla import IST

NIGHT = datetime(2026, 6, 12, tzinfo=IST)
TWO = datetime(2026, 6, 12, 14, 5, tzinfo=IST)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-06-12", "2026/06/12", "2026.6.12", "12-06-2026", "12/6/2026", "12.06.2026"),
        *("12/06/26", "12-Jun-2026", "12-JUN-26", "12 jun 2026", "12 June, 2026", "12th June 2026"),
        *("June 12, 2026", "Jun 12 2026", "Fri, 12 Jun 2026", "Friday 12 June 2026", "12JUN2026"),
        *(
            "2026-Jun-12",
            "20260612",
            "12 जून 2026",
            "१२ जून २०२६",
            "１２/06/2026",
            "12\u201306\u20132026",
        ),
        *("\u200e12/06/2026\u200f", "12\u00a0Jun\u00a02026", "12. Jun. 2026"),
    ],
)
def test_days(text: str) -> None:
    assert read_written(text) == NIGHT


@pytest.mark.parametrize(
    "text",
    [
        *("2026-06-12T14:05", "2026-06-12t14:05:00", "2026-06-12 14:05:00.000", "20260612 1405"),
        *("2026-06-12T14:05:00,000", "2026-06-12T08:35:00Z", "2026-06-12T08:35z", "202606121405"),
        *("2026-06-12T14:05:00+05:30", "2026-06-12T14:05:00.000+0530", "20260612140500"),
        *("2026-06-12T14:05+05:30[Asia/Kolkata]", "2026-06-12 08:35:00 UTC", "20260612T140500"),
        *(
            "12/06/2026 2:05 PM",
            "12/06/2026 2:05pm",
            "12-06-2026, 02:05 p.m.",
            "12/06/2026 2.05 P.M.",
        ),
        *(
            "12/06/2026 2.05 P.M.",
            "12 Jun 2026 2:05 PM",
            "Jun 12, 2026 2:05 PM",
            "12-JUN-2026 14:05:00 IST",
        ),
        *("Fri, 12 Jun 2026 08:35:00 GMT", "Fri, 12 Jun 2026 14:05:00 +0530"),
        *(
            *("2026-06-12 14:05:00.000 +0530 IST", "2026-06-12 08:35:00 +0000 UTC"),
            *("Jun 12 2026  2:05PM", "Friday, 12-Jun-26 08:35:00 GMT"),
            "Fri Jun 12 14:05:00 IST 2026",
            "Fri Jun 12 2026 14:05:00 GMT+0530 (India Standard Time)",
        ),
        *("12/Jun/2026:14:05:00 +0530", "20260612T083500Z", "12-06-2026 14:05 PM"),
    ],
)
def test_times(text: str) -> None:
    assert read_written(text) == TWO


@pytest.mark.parametrize(
    "text",
    [
        *("", "0", "yesterday", "12", "12/06", "Jun 2026", "June", "12:05", "2026", "202606"),
        *("12/13/2026", "06/31/2026", "31-02-2026", "29/02/2026", "2026-02-30", "2026-13-01"),
        *("12-06-26", "26-06-12", "12 Jun 126", "12/06/1826", "12/06/2226", "00/06/2026"),
        *("12/06/2026 24:00", "12/06/2026 25:10", "12/06/2026 12:60", "12/06/2026 14:05:60"),
        *("12/06/2026 14:05 AM", "12/06/2026 0:05 PM", "12/06/2026 24:05 PM", "12/06/2026 2"),
        *("2026-06-12T14:05:00 PST", "2026-06-12T14:05:00+25:00", "2026-06-12 14:05 IST+01:00"),
        *("20261306", "202606122560", "2026061214050", "12062026", "46185.58", "1781253300000"),
        *("12 Foo 2026", "12-Juni-2026", "Jun 12 26", "12/06-2026", "2026-W24-5", "12 06 2026"),
        *("TBD", "NA", "12 Jun 2026 to 14 Jun 2026", "12/06/2026 2:05 PMX"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read_written(text) is None


def test_half_past_midnight_and_noon() -> None:
    assert read_written("12/06/2026 12:30 AM") == NIGHT + timedelta(minutes=30)
    assert read_written("12/06/2026 00:30 AM") == NIGHT + timedelta(minutes=30)
    assert read_written("12/06/2026 12:30 PM") == NIGHT + timedelta(hours=12, minutes=30)
    assert read_written("29-Feb-2028") == datetime(2028, 2, 29, tzinfo=IST)
    assert read_written("12/06/2026 2 pm") == NIGHT + timedelta(hours=14)


@pytest.mark.parametrize("name", ["OCT", "Oct", "october", "OCTOBER"])
def test_october_and_september_in_capitals(name: str) -> None:
    assert read_written(f"12-{name}-2026") == datetime(2026, 10, 12, tzinfo=IST)
    assert read_written("12-SEPT-2026") == datetime(2026, 9, 12, tzinfo=IST)
    assert read_written(f"12 {name} 2026 10:00") == datetime(2026, 10, 12, 10, tzinfo=IST)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),
    st.sampled_from(
        ("%d/%m/%Y %H:%M IST", "%d-%m-%Y %H:%M", "%Y-%m-%dT%H:%M", "%Y%m%d%H%M", "%d.%m.%Y %H:%M")
    ),
)
def test_what_is_written_is_what_is_read(moment: datetime, form: str) -> None:
    wanted = moment.replace(second=0, microsecond=0, tzinfo=IST)
    assert read_written(wanted.strftime(form)) == wanted


@given(st.text(alphabet="0123456789-/.: TZJunPMamIST+", max_size=24))
def test_nothing_breaks_the_reader(text: str) -> None:
    found = read_written(text)
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1781253300", datetime(2026, 6, 12, 8, 35, tzinfo=UTC)),
        ("1781253300000", datetime(2026, 6, 12, 8, 35, tzinfo=UTC)),
        ("1781253300.0", datetime(2026, 6, 12, 8, 35, tzinfo=UTC)),
        ("2606121405", None),
        ("202606121405", None),
        ("20260612140500", None),
        ("178125330", None),
        ("17812533000", None),
        ("-1781253300", None),
    ],
)
def test_counted_seconds(text: str, moment: datetime | None) -> None:
    assert read_counted(text) == moment


def test_the_financial_year_begins_in_april_in_india() -> None:
    assert financial_year(datetime(2027, 3, 31, 18, 29, tzinfo=UTC)) == "26-27"
    assert financial_year(datetime(2027, 3, 31, 18, 30, tzinfo=UTC)) == "27-28"
    assert financial_year(datetime(2099, 12, 1, tzinfo=UTC)) == "99-00"
