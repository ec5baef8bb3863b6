"""Text that fits: cut with an ellipsis, or wrapped, never inside a syllable."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from konnect_desktop.documents.shaping import JOINERS, Weight, readable, script_of, shape

ELLIPSIS = "…"
_VIRAMA_CLASS = 9
#: More lines than any text has.
_NO_END = 1000


def fit(
    text: str, weight: Weight, size: float, width: float, features: tuple[str, ...] = ()
) -> str:
    """`text`, or as much of it as fits into `width` points with an ellipsis at its end."""
    if shape(text, weight, features).width * size <= width:
        return text
    parts = syllables(readable(text))
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        tried = "".join(parts[:middle]).rstrip() + ELLIPSIS
        if shape(tried, weight, features).width * size <= width:
            low = middle
        else:
            high = middle - 1
    return "".join(parts[:low]).rstrip() + ELLIPSIS


def whole(
    text: str,
    weight: Weight,
    size: float,
    width: float,
    least: float,
    features: tuple[str, ...] = (),
) -> tuple[float, list[str]]:
    """All of `text`, for what may never be cut: on one line, smaller down to `least` points, or
    else in several lines of that size. Returns the size and the lines."""
    wide = shape(text, weight, features).width * size
    if wide <= width:
        return size, [text]
    if wide * least <= width * size:
        return size * width / wide, [text]
    return least, wrap(text, weight, least, width, _NO_END, features)


def wrap(
    text: str,
    weight: Weight,
    size: float,
    width: float,
    most: int,
    features: tuple[str, ...] = (),
) -> list[str]:
    """`text` in at most `most` lines of `width` points; what is too long ends in an ellipsis."""
    words = readable(text).split()
    joined = " ".join(words)
    if joined and shape(joined, weight, features).width * size <= width:
        return [joined]
    lines: list[str] = []
    while words and len(lines) < most:
        if len(lines) == most - 1:
            lines.append(fit(" ".join(words), weight, size, width, features))
            return lines
        line, words = _one_line(words, weight, size, width, features)
        lines.append(line)
    return lines


def _one_line(
    words: Sequence[str], weight: Weight, size: float, width: float, features: tuple[str, ...]
) -> tuple[str, list[str]]:
    """As many words as fit, and the rest; a word longer than the line is cut."""
    taken = 0
    while taken < len(words):
        tried = " ".join(words[: taken + 1])
        if shape(tried, weight, features).width * size > width:
            break
        taken += 1
    if taken:
        return " ".join(words[:taken]), list(words[taken:])
    parts = syllables(words[0])
    count = 1
    while count < len(parts):
        if shape("".join(parts[: count + 1]), weight, features).width * size > width:
            break
        count += 1
    rest = "".join(parts[count:])
    return "".join(parts[:count]), [rest, *words[1:]] if rest else list(words[1:])


def syllables(text: str) -> list[str]:
    """Where a word may be cut: never before a mark, never inside a conjunct."""
    parts: list[str] = []
    for char in text:
        before = parts[-1][-1] if parts else ""
        joins = char in JOINERS or unicodedata.category(char)[0] == "M"
        is_conjunct = bool(before) and (
            before in JOINERS or unicodedata.combining(before) == _VIRAMA_CLASS
        )
        if parts and (joins or (is_conjunct and script_of(char))):
            parts[-1] += char
        else:
            parts.append(char)
    return parts
