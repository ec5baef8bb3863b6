"""Records as JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from konnect_desktop.domain import codec


class Kind(StrEnum):
    """Some kind."""

    ONE = "one"
    TWO = "two"


@dataclass(frozen=True, slots=True)
class Inner:
    """A nested record."""

    name: str
    size: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outer:
    """Every type that a field may have."""

    key: str
    kind: Kind = Kind.ONE
    count: int = 0
    share: float = 0.0
    is_on: bool = False
    at: datetime | None = None
    inner: Inner = field(default_factory=lambda: Inner(""))
    others: tuple[Inner, ...] = ()
    by_name: Mapping[str, Inner] = field(default_factory=dict)


FULL = Outer(
    "क \ud83d",
    Kind.TWO,
    -3,
    0.5,
    True,
    datetime(2026, 4, 1, 6, 30, tzinfo=UTC),
    Inner("a", Decimal("1.10")),
    (Inner("b"), Inner("c", Decimal(0))),
    {"d": Inner("d")},
)


@pytest.mark.parametrize("record", [FULL, Outer("")])
def test_a_record_comes_back_as_it_went_in(record: Outer) -> None:
    assert codec.decode(Outer, codec.encode(record)) == record
    assert codec.read(Outer, codec.plain(record)) == record


def test_what_equals_its_default_is_left_out() -> None:
    assert codec.encode(Outer("k")) == b'{"key":"k"}'
    assert codec.plain((Inner("a"), Inner("b", Decimal("1.0")))) == [
        {"name": "a"},
        {"name": "b", "size": "1.0"},
    ]


def test_fields_of_other_versions_are_left_out() -> None:
    assert codec.read(Outer, {"key": "k", "newer": [1]}) == Outer("k")


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {},
        {"key": 7},
        {"key": "k", "kind": "three"},
        {"key": "k", "count": True},
        {"key": "k", "count": 1.0},
        {"key": "k", "is_on": 1},
        {"key": "k", "share": "1"},
        {"key": "k", "at": "yesterday"},
        {"key": "k", "inner": {"name": "n", "size": "wide"}},
        {"key": "k", "inner": None},
        {"key": "k", "others": {"name": "n"}},
        {"key": "k", "others": [{}]},
        {"key": "k", "by_name": []},
    ],
)
def test_what_does_not_fit_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        codec.read(Outer, wrong)


def test_the_field_that_does_not_fit_is_named() -> None:
    with pytest.raises(ValueError, match=r"^inner: size: "):
        codec.read(Outer, {"key": "k", "inner": {"name": "n", "size": 4}})
