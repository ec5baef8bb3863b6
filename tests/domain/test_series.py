"""Which series an order belongs to, and the numbers that tax practice dislikes."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.series import SeriesRule, number_warning, series_for

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
    warning = number_warning(number)
    assert word in warning
    assert bool(warning) is bool(word)
