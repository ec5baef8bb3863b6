"""Times as the tables keep them come back on every system; Windows' own calls know 1970 to 3000."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from konnect_desktop.store.moments import NO_DUE, to_moment, to_seconds


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 12, 1, 9, 12, tzinfo=UTC),
        datetime(3001, 1, 5, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
def test_a_time_comes_back(moment: datetime) -> None:
    assert to_moment(to_seconds(moment)) == moment


def test_what_is_no_time_is_none() -> None:
    assert to_seconds(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)) == NO_DUE
    for odd in (None, NO_DUE + 1, -(2**62), 2**62, "x", float("nan")):
        assert to_moment(odd) is None  # type: ignore[arg-type]
