"""Sorting as people count: 2 before 15, whatever the case."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(\d+)")

NaturalKey = tuple[tuple[int, int, str], ...]


def natural_key(text: str) -> NaturalKey:
    """For `sorted`: figures count as numbers, letters without case. Empty text sorts last."""
    parts = [part for part in _PARTS.split(text.strip().casefold()) if part]
    if not parts:
        return ((2, 0, ""),)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
