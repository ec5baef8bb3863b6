"""One tidy for every id, wherever it comes from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konnect_desktop.domain import ids

HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\u2066\u2069\ufeff\u00ad\u034f\ufe0f"
_IDS = st.from_regex(r"[A-Z]{1,3}[0-9]{2,12}(-[0-9A-Z]{1,4})?", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('="0012345678"', "0012345678"),
        ("'=\"0012345678\"'", "0012345678"),
        ("'00123", "00123"),
        ("#1001", "1001"),
        ("*AWB123*", "AWB123"),
        ("145900001234_x000D_", "145900001234"),
        ("OD_x002D_1", "OD-1"),
        ("\u00a0OD 12\u00a0\u00a03 ", "OD 12 3"),
        ("\u202aOD-3\u202c", "OD-3"),
        ("１２３４", "1234"),
        ("१२३४५", "12345"),
        ("fn-1a/B", "fn-1a/B"),
        ("ab_x12_c", "ab_x12_c"),
        ("OD_1", "OD_1"),
    ],
)
def test_what_is_kept(written: str, kept: str) -> None:
    assert ids.tidy(written) == kept


@pytest.mark.parametrize("written", ["", "NA", "n/a", "null", "-", "—", "--", "None", "#", "' '"])
def test_placeholders_are_nothing(written: str) -> None:
    assert ids.tidy(written) == ""
    assert ids.key(written) == ""


@pytest.mark.parametrize("hyphen", HYPHENS)
def test_every_hyphen_is_one(hyphen: str) -> None:
    assert ids.tidy(f"OD{hyphen}17") == "OD-17"


def test_groups_of_one_number_are_joined_where_asked() -> None:
    assert ids.tidy_joined("1459 0000\u00a01234") == "145900001234"


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = ids.tidy(text)
    assert ids.tidy(once) == once
    assert ids.tidy_joined(ids.tidy_joined(text)) == ids.tidy_joined(text)


@given(_IDS, st.text(alphabet=UNSEEN, max_size=3), st.sampled_from(["", "#", "'", " ", "\u00a0"]))
def test_unseen_marks_and_hyphens_never_make_another_id(
    number: str, unseen: str, before: str
) -> None:
    written = before + unseen + unseen.join(number) + unseen
    for hyphen in HYPHENS:
        assert ids.key(written.replace("-", hyphen)) == ids.key(number)
    assert ids.key(number.lower()) == ids.key(number)
