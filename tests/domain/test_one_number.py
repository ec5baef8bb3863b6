"""One cell, one number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.domain.ids import tidy_joined
from konnect_desktop.domain.one_number import Beside, one_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("145900001234", "145900001234"),
        ("1459 0000 1234", "145900001234"),
        (" 1459\u00a00000\u00a01234 ", "145900001234"),
        ("59 1234 5678", "5912345678"),
        ("14590 00012", "1459000012"),
        ("EE 123 456 789 IN", "EE123456789IN"),
        ("1Z 999 AA1 01 2345 6784", "1Z999AA10123456784"),
        ("D 12345678", "D12345678"),
        ("AWB-12/34", "AWB-12/34"),
        ("12-34-5678", "12-34-5678"),
        ("171-1234567-1234567", "171-1234567-1234567"),
        ('="0012345678"', "0012345678"),
        ("145900001234\r\n", "145900001234"),
        ("", ""),
        ("NA", ""),
    ],
)
def test_one_number_in_groups_is_joined(text: str, number: str) -> None:
    assert one_number(text) == (number, None)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("145900001234 145900001235", Beside.NUMBER),
        ("145900001234\n145900001235", Beside.NUMBER),
        ("145900001234_x000A_145900001235", Beside.NUMBER),
        ("145900001234, 145900001235", Beside.NUMBER),
        ("145900001234;145900001235", Beside.NUMBER),
        ("145900001234/145900001235", Beside.NUMBER),
        ("145900001234-145900001235", Beside.NUMBER),
        ("145900001234 / 14590001", Beside.NUMBER),
        ("145900001234 and 145900001235", Beside.NUMBER),
        ("145900001234 + 145900001235", Beside.NUMBER),
        ("145900 145901", Beside.NUMBER),
        ("1459 0000\n1234", Beside.NUMBER),
        ("AWB 145900001234", Beside.WORDS),
        ("AWB 1459 0000 1234", Beside.WORDS),
        ("145900001234 (Delhivery)", Beside.WORDS),
        ("145900001234\nDelhivery", Beside.WORDS),
        ("No 1459", Beside.WORDS),
        ("NO 145900001234", Beside.WORDS),
    ],
)
def test_two_numbers_and_words_beside_one_are_said(text: str, beside: Beside) -> None:
    assert one_number(text)[1] is beside


@given(
    st.lists(st.from_regex(r"[1-9][0-9]{7,13}", fullmatch=True), min_size=2, max_size=3),
    st.sampled_from([" ", "\n", "\r\n", ", ", ";", "|", "/", " / ", "\t", " & ", "  "]),
)
def test_whole_numbers_are_never_joined(numbers: list[str], between: str) -> None:
    assert one_number(between.join(numbers))[1] is Beside.NUMBER


@given(st.text(max_size=30))
def test_a_number_that_is_one_is_one_again(text: str) -> None:
    number, beside = one_number(text)
    if beside is None:
        assert one_number(number) == (number, None)
        assert tidy_joined(number) == tidy_joined(text)
