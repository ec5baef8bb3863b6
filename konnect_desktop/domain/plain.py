"""Text of others (a buyer, a channel, a courier, a file) as it may be shown: short, and only text.

A name can hold what turns the words beside it around, stacks marks over the lines above, ends a
string early or is as long as a book. What is kept stays as it came; this is for the eye alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

#: Characters of a line of a table or a chip; of a text on our own papers; of a paragraph; of a tip.
CELL, PRINTED, PARAGRAPH, TIP = 300, 600, 2_000, 1_200
#: Lines of a paragraph and of a tool tip, and characters of a line of the latter.
LINES, TIP_LINES, TIP_WIDTH = 100, 24, 110
#: Marks that may stand on one letter: more than any script needs that is written on a parcel.
_MARKS = 5
#: Characters of a line of a raw record, and of a file's name.
_RECORD_LINE, _FILE_NAME = 1_000, 120
#: Names of devices on Windows, whatever ending follows; and what no file's name may hold there.
_DEVICE = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
_NOT_IN_FILES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]')
#: Turn the text around them, by order or for good: marks, embeddings, overrides, isolates.
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x2070), 0xFEFF)
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
#: Words from right to left with what stands between them; "·" parts our own columns.
_RTL_WORDS = re.compile(rf"[{_RTL}](?:(?:[^\w\n·]|[\d_]|[{_RTL}])*[{_RTL}])?")
_ISOLATED = "\u2068{}\u2069"
_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029]")


class _Shown(dict[int, str]):
    """Each character as it is shown; control characters by their pictures."""

    def __missing__(self, code: int) -> str:
        kind = unicodedata.category(chr(code))
        if code in _TURNING:
            shown = ""
        elif code == 0x09:
            shown = " "
        elif code == 0x0A:
            shown = "\n"
        elif code < 0x20:
            shown = chr(0x2400 + code)
        elif code == 0x7F:
            shown = "\u2421"
        elif kind in ("Cc", "Cs") or code & 0xFFFE == 0xFFFE:
            shown = "\ufffd"
        else:
            shown = chr(code)
        self[code] = shown
        return shown


class _Escaped(dict[int, str]):
    """What is hidden or turns the text, as JSON escapes it."""

    def __missing__(self, code: int) -> str:
        is_hidden = code in _TURNING or unicodedata.category(chr(code)) in ("Cc", "Cs", "Zl", "Zp")
        shown = f"\\u{code:04x}" if is_hidden and code != 0x0A else chr(code)
        self[code] = shown
        return shown


_SHOWN = _Shown()
_ESCAPED = _Escaped()
_ISOLATES = dict.fromkeys(map(ord, _ISOLATED.format("")), "")
_SEEN_IN_FILES = dict.fromkeys([*_TURNING, *range(0xD800, 0xE000)], "")


def paragraph(text: str, limit: int = PARAGRAPH, lines: int = LINES) -> str:
    """`text` in lines as it came, cut with "…" behind `limit` characters or `lines` lines.

    Nothing in it turns what stands around it; showing the result again changes nothing.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    return _isolated(_cleaned(text, limit, lines))


def one_line(text: str, limit: int = CELL) -> str:
    """The same on one line, blanks inside single."""
    if len(text) <= limit and text.isascii() and text.isprintable() and "  " not in text:
        return text
    # What is cut away is not looked at: it may be a megabyte of blanks.
    begun, rest = text[: 4 * limit], text[4 * limit :][:1]
    return paragraph(" ".join(begun.split()) + ("…" if rest else ""), limit)


def tip(text: str) -> str:
    """The same for a tool tip, which breaks no line by itself."""
    cleaned = _cleaned(text, TIP, TIP_LINES)
    lines = [part for line in cleaned.split("\n") for part in _broken(line)]
    return _isolated("\n".join(lines[:TIP_LINES])) + ("\n…" if len(lines) > TIP_LINES else "")


def _cleaned(text: str, limit: int, lines: int) -> str:
    # Twice: what was shown before may hold as many isolates again.
    shown = _few_marks(_BREAKS.sub("\n", text[: 2 * limit]).translate(_SHOWN))
    is_cut = len(shown) > limit or len(text) > 2 * limit
    if shown.count("\n") >= lines:
        shown, is_cut = "\n".join(shown.split("\n", lines)[:lines]), True
    return shown[: limit - 1].rstrip() + "…" if is_cut else shown


def _isolated(text: str) -> str:
    if text.isascii():
        return text
    return _RTL_WORDS.sub(lambda found: _ISOLATED.format(found[0]), text)


def clipped(value: T, limit: int = PRINTED) -> T:
    """`value`, a record of ours, with every text inside cut behind `limit` characters."""
    made: Any = value
    kind: type[Any] = type(value)
    if kind is str:
        made = made if len(made) <= limit else made[: limit - 1] + "…"
    elif kind in (tuple, list):
        made = kind(clipped(each, limit) for each in made)
    elif is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in fields(value)]
        made = replace(value, **{name: clipped(getattr(value, name), limit) for name in names})
    return made  # type: ignore[no-any-return]


def hides(text: str) -> bool:
    """Whether `text` has more to it than is shown: too long, or with signs that work unseen."""
    return one_line(text).translate(_ISOLATES) != text


def record(text: str) -> str:
    """A raw record to look at: whole, its hidden signs escaped, its lines short enough to draw."""
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_ESCAPED)
    return "\n".join(
        line[at : at + _RECORD_LINE]
        for line in text.split("\n")
        for at in range(0, max(1, len(line)), _RECORD_LINE)
    )


def file_name(name: str) -> str:
    """`name` as every system takes it for a file in the folder at hand, its ending kept."""
    stem, dot, ending = _NOT_IN_FILES.sub("-", name.translate(_SEEN_IN_FILES)).rpartition(".")
    stem, ending = (stem, dot + ending) if stem and len(ending) < 9 else (stem + dot + ending, "")
    stem = stem[:_FILE_NAME].strip(". ") or "file"
    return f"{'_' if _DEVICE.match(stem) else ''}{stem}{ending.rstrip('. ')}"


def _broken(line: str) -> list[str]:
    parts = []
    while len(line) > TIP_WIDTH:
        at = line.rfind(" ", TIP_WIDTH // 2, TIP_WIDTH)
        at = TIP_WIDTH if at < 0 else at
        parts.append(line[:at])
        line = line[at:].lstrip(" ")
    return [*parts, line]


def _few_marks(text: str) -> str:
    if text.isascii():
        return text
    kept, run = [], 0
    for char in text:
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if run <= _MARKS:
            kept.append(char)
    return "".join(kept)
