"""A phone number is the same number however it is written, and nothing else is one."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.phones import digits_of, national, numbers_of


@pytest.mark.parametrize(
    "written",
    [
        *("9876543210", "+919876543210", "+91 98765 43210", "+91-98765-43210", "919876543210"),
        *("09876543210", "0091 98765 43210", "(+91) 98765 43210", "+91 (0) 98765 43210"),
        *("098765 43210", " 98765.43210 ", "९८७६५ ४३२१०", "+91\u201198765\u201143210"),
    ],
)
def test_one_number_in_all_its_spellings(written: str) -> None:
    assert national(written) == "9876543210"
    assert numbers_of(written) == ["9876543210"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+91 98", "98"),
        ("098", "98"),
        ("0", "0"),
        ("0123", "0123"),
        ("9198", "9198"),
        ("9198765432", "9198765432"),
        ("022 2345 6789", "2223456789"),
        ("+44 20 7946 0958", "442079460958"),
    ],
)
def test_a_number_half_typed_or_of_elsewhere(typed: str, kept: str) -> None:
    assert national(typed) == kept


@pytest.mark.parametrize("other", ["", "+", "-", "98XXXXXX10", "98765*****", "asha", "FY-12/34"])
def test_what_is_no_number(other: str) -> None:
    assert digits_of(other) == ""
    assert national(other) == ""
    assert numbers_of(other) == []


def test_two_numbers_in_one_field() -> None:
    assert numbers_of("9876543210 / +91 91234 56780") == ["9876543210", "9123456780"]
