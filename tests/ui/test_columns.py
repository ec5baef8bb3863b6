"""A column is one record, and a record that cannot work is found at the start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from konnect_desktop.domain.filters import SortKey
from konnect_desktop.ui.orders.columns import COLUMNS, FILLER, GROWING, KEYS, SPARE, Width, of


def test_a_click_can_reach_every_sort_once() -> None:
    sorts = [column.sort for column in COLUMNS if column.sort is not None]
    assert sorted(sorts) == sorted(SortKey)


def test_the_turns_of_growing_and_stepping_back() -> None:
    assert (FILLER, *GROWING) == ("items", "channel", "courier", "ship_to", "order")
    assert SPARE[:3] == ("amount", "ship_to", "papers")
    assert len(SPARE) == 9
    # The first one stays, and so does what tells an order from another.
    assert not {"tick", "order", "deadline", "status", "items"} & set(SPARE)
    assert KEYS[0] == "tick"
    assert of("tick").is_fixed


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"sort": "no_such_field"}, "sorted by 'no_such_field'"),
        ({"title": ""}, "needs a title"),
        ({"width": Width(usual=60, narrow=90, grows=0, steps_back=0)}, "narrow <= usual"),
    ],
)
def test_a_column_that_cannot_work_is_refused(change: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=f"column note: .*{word}"):
        replace(of("note"), **change)
    assert replace(of("note"), sort="buyer").sort == "buyer"
