"""Reads values that a fault of the disk may have garbled: one bad record keeps no list away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

E = TypeVar("E", bound=StrEnum)


def member(kind: type[E], value: object, otherwise: E) -> E:
    """The member of an enum with this value, `otherwise` when there is none."""
    try:
        return kind(str(value))
    except ValueError:
        return otherwise


def found_member(kind: type[E], value: object) -> E | None:
    """The member of an enum with this value, None when there is none."""
    try:
        return kind(str(value))
    except ValueError:
        return None


def object_of(text: str) -> Mapping[str, Any] | None:
    """What a JSON object says, None when it is none."""
    found = _json(text)
    return found if isinstance(found, dict) else None


def numbers_of(text: str) -> tuple[int, ...]:
    """What a JSON list of whole numbers says; none of it when it is no such list."""
    found = _json(text)
    is_list = isinstance(found, list) and all(type(one) is int for one in found)
    return tuple(found) if is_list else ()


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
