"""A filter is its field and its record, and one without the other is found at the start."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from konnect_desktop.domain.filters import DueFilter, OrderFilter, Payment
from konnect_desktop.ui.orders.filters import (
    FILTERS,
    AnyValues,
    Choice,
    Filter,
    OneChoice,
    filter_parts,
)

BY_KEY = {one.key: one for one in FILTERS}
SET = OrderFilter(
    text="  blue   kurta ",
    channels=("FLIPKART",),
    locations=("MUM-1", "PUN-2"),
    couriers=("Delhivery",),
    ordered_from=date(2026, 11, 3),
    ordered_to=date(2026, 11, 9),
    due=DueFilter.SOON,
    self_ship=False,
    payment=Payment.PREPAID,
    multi_item=True,
    label_printed=False,
    only_ids=("1", "2"),
)


def test_every_condition_has_its_words() -> None:
    said = {one.key: text for one, text in filter_parts(SET)}
    assert said == {
        "channels": "Flipkart",
        "locations": "MUM-1, PUN-2",
        "couriers": "Delhivery",
        "ordered": "ordered 3 Nov – 9 Nov",
        "due": "late or within the hour",
        "payment": "Prepaid",
        "self_ship": "channel's courier",
        "multi_item": "several items",
        "label_printed": "label not printed",
        "only_ids": "only these 2",
        "text": "“blue kurta”",
    }
    assert filter_parts(OrderFilter()) == []


@pytest.mark.parametrize(
    ("one", "change", "word"),
    [
        (BY_KEY["due"], {"key": "no_such_field"}, "its field in OrderFilter"),
        (BY_KEY["due"], {"choices": (Choice(DueFilter.LATE, "Late", "late"),)}, "must mean any"),
        (BY_KEY["channels"], {"key": "due"}, "needs a OneOf"),
        (BY_KEY["text"], {"title": ""}, "needs a title"),
    ],
)
def test_a_filter_that_cannot_work_is_refused(
    one: Filter, change: dict[str, Any], word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        replace(one, **change)


def test_every_choice_says_something_but_the_first() -> None:
    for one in FILTERS:
        if isinstance(one, OneChoice):
            assert [bool(choice.chip) for choice in one.choices] == [
                number > 0 for number in range(len(one.choices))
            ]
            assert all(choice.text for choice in one.choices)
    assert sum(isinstance(one, AnyValues) for one in FILTERS) == 3
