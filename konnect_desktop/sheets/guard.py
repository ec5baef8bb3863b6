"""Cells of a CSV file that a spreadsheet program would run, round or turn into a date.

`guard` puts an apostrophe in front of such a cell; `unguard` takes exactly that away again,
so that what we exported can be imported unchanged.
"""

from __future__ import annotations

import re

#: A cell that begins with one of these is read as a formula, also after blanks.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: A negative amount is read as a number, which is what it is; nothing can run in it.
_AMOUNT = re.compile(r"-(₹ ?)?\d[\d,]*(\.\d+)?", re.ASCII)
#: Ids that would lose leading zeros or digits, 1E5 that would become 100000, and 3-4 or
#: 12/11 that would become a date.
_MANGLED = re.compile(
    r"0\d+|\d{12,}|\d+(\.\d+)?[eE][+-]?\d+|\d{1,4}[-/]\d{1,2}([-/]\d{1,4})?"
    r"|(\d{1,2}[- ])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ]?\d{1,4}",
    re.ASCII | re.IGNORECASE,
)
#: Behind what may part cells for a program that is set to it: what would begin a formula there.
_INNER = re.compile(r"([;\t|\r\n])(?=[\"' \u00a0]*[=+\-@＝＋－＠])")
_INNER_GUARDED = re.compile(r"([;\t|\r\n])'(?=[\"' \u00a0]*[=+\-@＝＋－＠])")
#: What no spreadsheet can hold; Excel calls such a file damaged.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """`text` without the control characters that a spreadsheet cannot hold."""
    return _CONTROL.sub("", text)


def _needs_guard(text: str) -> bool:
    if text.startswith("'"):
        return True  # else unguard could not tell it from ours
    bare = text.lstrip(" \u00a0")
    return _may_run(text) or _MANGLED.fullmatch(bare.rstrip()) is not None


def _may_run(text: str) -> bool:
    return text.lstrip(" \u00a0").startswith(_FORMULA) and _AMOUNT.fullmatch(text) is None


def guard(text: str) -> str:
    """The cell as it may be written to CSV, whichever separator it is opened with."""
    text = clean(text)
    inside = _INNER.sub(r"\1'", text)
    return f"'{inside}" if _needs_guard(text) else inside


def pasted(text: str) -> str:
    """The cell as it may be pasted: only what would run gets the apostrophe.

    So does a quotation mark at the start: it is taken off, and what follows it may run, or the
    next cells are taken for a part of this one.
    """
    text = clean(text)
    return f"'{text}" if _may_run(text) or text.lstrip(" \u00a0").startswith('"') else text


def unguard(text: str) -> str:
    """The cell as it was before `guard`; anything else stays as it is."""
    bare = _INNER_GUARDED.sub(r"\1", text)
    if bare.startswith("'") and _needs_guard(bare[1:]):
        return bare[1:]
    return bare
