"""Names, PINs and how long wrong ones make wait."""

from __future__ import annotations

import pytest

from konnect_desktop.domain.people import (
    Unfit,
    hash_pin,
    is_pin,
    name_key,
    unfit_name,
    unfit_pin,
    wait_s,
)


@pytest.mark.parametrize(
    ("pin", "wrong"),
    [
        ("2580", None),
        ("31415926", None),
        ("123", Unfit.PIN_LENGTH),
        ("314159265", Unfit.PIN_LENGTH),
        ("", Unfit.PIN_DIGITS),
        ("12a4", Unfit.PIN_DIGITS),
        ("२५८०", Unfit.PIN_DIGITS),
        ("1111", Unfit.PIN_EASY),
        ("1234", Unfit.PIN_EASY),
        ("98765", Unfit.PIN_EASY),
        ("1122", None),
    ],
)
def test_pins(pin: str, wrong: Unfit | None) -> None:
    assert unfit_pin(pin) is wrong


def test_names() -> None:
    taken = frozenset({name_key("Asha  Rao")})
    assert unfit_name(" asha rao ", taken) is Unfit.NAME_TAKEN
    assert unfit_name("आशा", taken) is None
    assert unfit_name(" \n ") is Unfit.NO_NAME
    assert unfit_name("a" * 41) is Unfit.LONG_NAME


def test_a_pin_is_known_by_its_own_hash_alone() -> None:
    salt, other = b"a" * 16, b"b" * 16
    kept = hash_pin("2580", salt)
    assert is_pin("2580", salt, kept)
    assert not is_pin("2581", salt, kept)
    assert not is_pin("2580", other, kept)
    assert b"2580" not in kept


def test_wrong_pins_make_wait_longer_and_longer() -> None:
    assert [wait_s(wrong, 0) for wrong in (0, 4, 5, 6, 7)] == [0, 0, 30, 60, 120]
    assert wait_s(400, 0) == 15 * 60
    assert wait_s(5, 12.5) == 18
    assert wait_s(5, 31) == 0
    # A clock that was turned back shortens nothing.
    assert wait_s(5, -9_999) == 30
