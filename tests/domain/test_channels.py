"""Channel codes by the names that sellers know."""

import pytest

from konnect_desktop.domain.channels import NAMES, channel_name


@pytest.mark.parametrize(
    ("code", "name"),
    [("AMAZON_MLF", "Amazon"), ("myntra_in", "Myntra"), ("FYND-STORE", "Fynd Store")],
)
def test_known_codes_have_their_shops_name(code: str, name: str) -> None:
    assert channel_name(code) == name


@pytest.mark.parametrize("code", ["", "SNAPDEAL_2", "ज़ोमैटो"])
def test_unknown_codes_stay_as_they_came(code: str) -> None:
    assert channel_name(code) == code


def test_no_two_channels_read_alike() -> None:
    assert len(set(NAMES.values())) == len(NAMES)
