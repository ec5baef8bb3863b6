"""Reads single values of a settings file; None for one that does not fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.packaging import PackagePreset, preset_from_dict
from konnect_desktop.domain.series import SeriesRule

Reader = Callable[[Any], Any]


def same_type(default: Any) -> Reader:
    """A reader that lets through only what has the default's type."""

    def read(value: Any) -> Any:
        if isinstance(default, bool):
            return value if isinstance(value, bool) else None
        if isinstance(value, bool):
            return None
        if isinstance(default, float):
            return float(value) if isinstance(value, int | float) and value > 0 else None
        if isinstance(default, int):
            return value if isinstance(value, int) and value >= 0 else None
        return value if isinstance(value, str) else None

    return read


def one_of(*allowed: str) -> Reader:
    """A reader that lets through these texts."""
    return lambda value: value if value in allowed else None


def within(low: int, high: int) -> Reader:
    """A reader that lets through the whole numbers from `low` to `high`."""
    return lambda value: value if type(value) is int and low <= value <= high else None


def mapping(value: Any) -> dict[str, Any] | None:
    """A mapping as it is."""
    return value if isinstance(value, dict) else None


def codes(value: Any) -> tuple[str, ...] | None:
    """Every text of a list that says something."""
    if not isinstance(value, list):
        return None
    return tuple(code for code in value if isinstance(code, str) and code)


def rule_to_dict(rule: SeriesRule) -> dict[str, Any]:
    """A rule as JSON can hold it."""
    return {
        "location": rule.location,
        "channel": rule.channel,
        "prefix": rule.series.prefix,
        "next": rule.series.first,
        "padding": rule.series.padding,
    }


def rules(value: Any) -> tuple[SeriesRule, ...] | None:
    """Every rule of a list that fits; what does not is left out."""
    if not isinstance(value, list):
        return None
    return tuple(rule for rule in map(_rule, value) if rule is not None)


def _rule(value: Any) -> SeriesRule | None:
    if not isinstance(value, dict):
        return None
    words = [value.get(name, "") for name in ("location", "channel", "prefix")]
    numbers = [value.get("next", 1), value.get("padding", 5)]
    if not all(isinstance(word, str) for word in words):
        return None
    if not all(type(number) is int and number >= 0 for number in numbers):
        return None
    return SeriesRule(words[0], words[1], SeriesFormat(words[2], numbers[0], numbers[1]))


def column_choices(value: Any) -> dict[str, dict[str, int]] | None:
    """The columns of imported tables, without what is no column."""
    if not isinstance(value, dict):
        return None
    return {
        key: {name: column for name, column in each.items() if type(column) is int}
        for key, each in value.items()
        if isinstance(each, dict)
    }


def presets(value: Any) -> tuple[PackagePreset, ...] | None:
    """Every preset of a list that can be read; the others are left out."""
    if not isinstance(value, list):
        return None
    read = [preset_from_dict(each) for each in value if isinstance(each, dict)]
    return tuple(preset for preset in read if preset is not None)
