"""Which series an order belongs to, and the numbers that tax practice dislikes."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.series import (
    SeriesBook,
    SeriesRule,
    in_year,
    number_warning,
    other_year,
    series_for,
    year_before,
)

USUAL, BY_PLACE, BY_CHANNEL, BY_BOTH, ANY = (
    SeriesFormat(prefix) for prefix in ("U", "P", "C", "B", "A")
)
RULES = (
    SeriesRule(channel="AMAZON", series=BY_CHANNEL),
    SeriesRule(location="BLR", series=BY_PLACE),
    SeriesRule("BLR", "AMAZON", BY_BOTH),
    SeriesRule("BLR", "AMAZON", USUAL),
)


@pytest.mark.parametrize(
    ("location", "channel", "series"),
    [
        ("BLR", "AMAZON", BY_BOTH),
        ("BLR", "MYNTRA", BY_PLACE),
        ("MUM", "AMAZON", BY_CHANNEL),
        ("MUM", "MYNTRA", USUAL),
        ("", "", USUAL),
    ],
)
def test_the_closest_rule_wins(location: str, channel: str, series: SeriesFormat) -> None:
    assert series_for(RULES, location, channel, USUAL) is series


def test_a_rule_for_everything_comes_before_the_usual_one() -> None:
    assert series_for([SeriesRule(series=ANY)], "X", "Y", USUAL) is ANY
    # A location outweighs a channel whatever stands first.
    for rules in (RULES[:2], RULES[1::-1]):
        assert series_for(rules, "BLR", "AMAZON", USUAL) is BY_PLACE


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("INV-00001", ""),
        ("A/1234567890-123", ""),
        ("A/1234567890-1234", "17 characters"),
        ("A B1", "other characters"),
        ("अ-1", "other characters"),
        ("१२", "other characters"),
    ],
)
def test_what_gst_practice_objects_to(number: str, word: str) -> None:
    warning = str(number_warning(number))
    assert word in warning
    assert bool(warning) is bool(word)


@pytest.mark.parametrize("number", ["0001/26-27", "/26-27/1", "-1", "0", "0-A"])
def test_the_portal_refuses_a_number_that_begins_so(number: str) -> None:
    assert f"begins with {number[0]}" in str(number_warning(number))


@pytest.mark.parametrize(
    ("prefix", "other"),
    [
        *(
            (one, "25-26")
            for one in ("25-26/", "GW/2025-26/", "INV2526-", "A/2025-2026/", "25/26/")
        ),
        *((one, "27-28") for one in ("27-28/", "GW2728/")),
        *((one, "") for one in ("26-27/", "GW/2627/", "{FY}/", "INV-", "S0102/", "25-27/")),
        ("A/2025-2026/", "25-26"),
        *((one, "25-26") for one in ("INV/2025/", "FY25/", "fy-2025/")),
        *(
            (one, "")
            for one in ("INV/2026/", "INV/2027/", "FY26/", "FY27-", "INV-2025123", "A12025")
        ),
        ("FY2026-27/", ""),
        ("FY2025-26/", "25-26"),
        ("412526/", ""),
        ("25-26/26-27/", ""),
        ("", ""),
    ],
)
def test_a_prefix_that_names_another_financial_year(prefix: str, other: str) -> None:
    assert other_year(prefix, "26-27") == other


def test_a_series_with_the_year_begins_at_one_in_the_next() -> None:
    series = SeriesFormat("GW/{fy}/", 98, 4)
    assert in_year(series, "26-27", "26-27") == SeriesFormat("GW/26-27/", 98, 4)
    assert in_year(series, "27-28", "26-27") == SeriesFormat("GW/27-28/", 1, 4)
    assert in_year(SeriesFormat("INV-", 98), "27-28", "26-27") == SeriesFormat("INV-", 98)
    book = SeriesBook(series, SeriesFormat("CN-", 5), (SeriesRule("A", "", series),), "26-27")
    rolled = book.in_year("27-28")
    assert (rolled.sale.first, rolled.credit.first, rolled.rules[0].series.first) == (1, 5, 1)
    assert rolled.sale.prefix == series.prefix
    assert year_before("26-27") == "25-26"
