"""The short text form of a fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from konnect_desktop.practice.fault_grammar import format_fault, help_text, parse_fault
from konnect_desktop.practice.faults import KINDS, Fault
from konnect_desktop.practice.server import PracticeServer

Start = Callable[..., PracticeServer]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("refuse:confirm:10%", Fault("refuse", "confirm", percent=10)),
        ("429:any:3", Fault("429", "any", times=3)),
        ("drop-after:pack:1", Fault("drop-after", "pack", times=1)),
        ("502:list:2:skip=1:value=html", Fault("502", "orders", 2, skip=1, value="html")),
        ("refuse:label:id=1,2:code=L9", Fault("refuse", "labels", ids=("1", "2"), code="L9")),
        ("nulls", Fault("nulls")),
    ],
)
def test_the_short_form(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault
    assert parse_fault(format_fault(fault)) == fault


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("explode:any", "explode"),
        ("500:nowhere", "nowhere"),
        ("500:any:often", "often"),
        ("500:any:101%", "percent"),
        ("500:any:colour=red", "colour"),
    ],
)
def test_a_wrong_short_form_says_what_is_wrong(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        parse_fault(text)


def test_every_kind_is_in_the_help() -> None:
    text = help_text()
    assert all(f"\n  {kind} " in text for kind in KINDS)
