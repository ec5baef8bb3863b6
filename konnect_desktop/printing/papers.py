"""The names that print queues give to paper, in mm."""

from __future__ import annotations

import re
from collections.abc import Iterable

from konnect_desktop.domain.printers import Paper

#: So many papers are named at most.
_NAMED_AT_MOST = 3
_MM_PER_POINT = 25.4 / 72
_MM_PER_INCH = 25.4
_NAMED = {
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "A6": (105.0, 148.0),
    "A7": (74.0, 105.0),
    "B5": (182.0, 257.0),
    "ISOB5": (176.0, 250.0),
    "B6": (128.0, 182.0),
    "LETTER": (215.9, 279.4),
    "LEGAL": (215.9, 355.6),
    "EXECUTIVE": (184.2, 266.7),
    "STATEMENT": (139.7, 215.9),
}
#: w288h432: points, as label printers have it; 4x6 and 4x6in: inches; 100x150mm.
_POINTS = re.compile(r"w(\d+)h(\d+)")
_INCHES = re.compile(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(?:in)?")
_MILLIMETRES = re.compile(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)mm")


def paper(key: str) -> Paper | None:
    """The paper a queue calls `key`, None for a name that tells no size."""
    # "A6.Fullbleed" and "4x6.Borderless" are the same paper printed to its edge.
    name = key.partition(".")[0] if not key[:1].isdigit() else re.sub(r"\.[A-Za-z]\w*$", "", key)
    size = _NAMED.get(name.upper())
    for pattern, unit in ((_POINTS, _MM_PER_POINT), (_MILLIMETRES, 1.0), (_INCHES, _MM_PER_INCH)):
        match = pattern.fullmatch(name)
        if size is None and match:
            size = (float(match[1]) * unit, float(match[2]) * unit)
    return Paper(key, *size) if size else None


def what_else(papers: Iterable[Paper], width_mm: float, height_mm: float) -> str:
    """What to do about sheets of a size for which a printer has no paper: its papers that take
    them whole, the smallest first.

    "Choose A6, A5 or A4 in Set up…, or another layout or printer."
    """
    fitting = [one for one in papers if one.holds(width_mm, height_mm)]
    fitting.sort(key=lambda one: one.width_mm * one.height_mm)
    keys = [one.key for one in fitting[:_NAMED_AT_MOST]]
    if not keys:
        return "Choose another layout or printer."
    *first, last = keys
    named = f"{', '.join(first)} or {last}" if first else last
    return f"Choose {named} in Set up…, or another layout or printer."
