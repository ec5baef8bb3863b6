"""What may come out smaller, and which edge of a crop is the page's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.domain.printing import (
    CropRule,
    Layout,
    PrintChoices,
    ShrinkRule,
    percent_of,
    with_rule,
)


@pytest.mark.parametrize(
    ("scale", "percent"), [(1.0, 100), (0.9999999999, 100), (0.999, 99), (2 / 3, 66), (0.67, 67)]
)
def test_a_scale_is_never_said_to_be_more_than_it_is(scale: float, percent: int) -> None:
    assert percent_of(scale) == percent


def test_nothing_is_smaller_without_a_word_of_the_seller() -> None:
    agreed = PrintChoices(shrinks=(ShrinkRule("FLIPKART", "label", 67),))
    assert PrintChoices().may_shrink("FLIPKART", "label", 1.0)
    assert not PrintChoices().may_shrink("FLIPKART", "label", 0.99)
    assert agreed.may_shrink("FLIPKART", "label", 0.67)
    assert agreed.may_shrink("FLIPKART", "label", 0.9)
    assert not agreed.may_shrink("FLIPKART", "label", 0.66)
    assert not agreed.may_shrink("FLIPKART", "invoice", 0.9)
    assert not agreed.may_shrink("AMAZON", "label", 0.9)
    pairs = PrintChoices(layout=Layout.A4_PAIRS)
    assert pairs.may_shrink("FLIPKART", "invoice", 0.48)
    assert not pairs.may_shrink("FLIPKART", "label", 0.98)


@given(st.floats(50, 1500), st.floats(50, 1500), st.floats(-0.1, 0.1))
def test_an_edge_a_tenth_of_a_mm_off_is_the_edge(width: float, height: float, off: float) -> None:
    typed = CropRule(
        "AJIO", off / width, -off / height, 1 + off / width, 1 - off / height, width, height
    )
    assert typed.snapped().is_sound
    assert typed.snapped().is_whole
    assert typed.snapped().snapped() == typed.snapped()


def test_an_edge_within_the_page_stays_where_it_is() -> None:
    rule = CropRule("AJIO", 0.01, 0.02, 0.99, 0.5, 210, 297)
    assert rule.snapped() == rule
    assert not CropRule("AJIO", 0.0, 0.0, 1.1, 1.0, 210, 297).snapped().is_sound
    assert not CropRule("AJIO", 0.0, 0.0, 1.0, 1.0, 0, 297).snapped().is_sound


def test_a_rule_takes_the_place_of_that_for_the_same_pages() -> None:
    a4 = CropRule("AJIO", 0, 0, 1, 0.5, 210, 297)
    chrome = CropRule("AJIO", 0, 0, 1, 0.4, 209.9, 297)
    a5, other = CropRule("AJIO", 0, 0, 1, 0.5, 148, 210), CropRule("NYKAA", 0, 0, 1, 0.5, 210, 297)
    assert with_rule((a4, a5, other), chrome) == (a5, other, chrome)
