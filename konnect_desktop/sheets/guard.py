"""Cells that a spreadsheet program would run, round or turn into a date.

`guard` puts an apostrophe in front of such a cell, and behind whatever may part cells for a
program that is set to it; `unguard` takes exactly these away again, so that what we exported can
be imported unchanged.
"""

from __future__ import annotations

import re

#: What begins a formula, in every width.
_SIGN = "[=+\\-@＝＋－＠﹦﹢﹣﹫−]"
#: Marks that nobody sees: programs and people skip them, as blanks and quotation marks.
_UNSEEN = (
    r"\x80-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_SKIPPED = rf"\s\"'{_UNSEEN}"
#: What parts cells somewhere by default, and what does for who chooses it; blanks may, too.
_STRONG, _WEAK = r";\t|\r\n", r",:^~#*/\\!&¦"
_PARTS, _MAY_PART = re.compile(f"[{_STRONG}]"), re.compile(f"[{_WEAK}]")
_BETWEEN = re.compile(
    rf"(?<![{_SKIPPED}{_STRONG}{_WEAK}])[{_SKIPPED}{_STRONG}{_WEAK}]++(?={_SIGN})"
)
#: "Plot no:-12" and "Mumbai, +91 98765 43210" run nothing, as "Kurta - L" where blanks part.
_NUMBER = re.compile(rf"[+\-＋－][\d.()%₹\- ]*(?:$|[{_STRONG}{_WEAK}])")
_WORD = re.compile(rf"[+\-＋－][\d.()%₹\-]*(?:$|[\s{_STRONG}{_WEAK}])|.(?:$|[\s{_UNSEEN}])")
_RUNS = re.compile(rf"[\t\r\n]|[{_SKIPPED}]*+{_SIGN}")
#: A negative amount is read as a number, which is what it is; nothing can run in it.
_AMOUNT = re.compile(r"-(₹ ?)?\d[\d,]*(\.\d+)?", re.ASCII)
#: Ids that would lose leading zeros or digits, 1E5 that would become 100000, and 3-4 or
#: 12/11 that would become a date.
_MANGLED = re.compile(
    r"0\d+|\d{12,}|(\d+(\.\d*)?|\.\d+)[eE][+-]?\d+|\d{1,4}[-/]\d{1,2}([-/]\d{1,4})?"
    r"|(\d{1,2}[- ])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ]?\d{1,4}",
    re.ASCII | re.IGNORECASE,
)
#: More digits than a spreadsheet number keeps.
_MOST_DIGITS = 15
#: What no spreadsheet can hold; Excel calls such a file damaged.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """`text` without the control characters that a spreadsheet cannot hold."""
    return _CONTROL.sub("", text)


def _needs_guard(text: str) -> bool:
    if text.startswith("'"):
        return True  # else unguard could not tell it from ours
    return _may_run(text) or _is_mangled(text.strip())


def _may_run(text: str) -> bool:
    return _RUNS.match(text) is not None and _AMOUNT.fullmatch(text) is None


def _is_mangled(bare: str) -> bool:
    if _MANGLED.fullmatch(bare):
        return True
    return _AMOUNT.fullmatch("-" + bare.lstrip("-")) is not None and (
        sum(map(str.isdigit, bare)) > _MOST_DIGITS
    )


def guard(text: str) -> str:
    """The cell as it may be written to CSV, whichever separator it is opened with."""
    text = clean(text)
    inside = _guarded_inside(text)
    return f"'{inside}" if _needs_guard(text) else inside


def pasted(text: str) -> str:
    """The cell as it may be pasted: only what would run gets the apostrophe.

    So does a quotation mark at the start: it is taken off, and what follows it may run, or the
    next cells are taken for a part of this one.
    """
    text = clean(text)
    inside = _guarded_inside(text)
    return f"'{inside}" if _may_run(text) or text.lstrip().startswith('"') else inside


def unguard(text: str) -> str:
    """The cell as it was before `guard`; anything else stays as it is."""
    if text.startswith("'"):
        bare = _bare_inside(text[1:])
        if _needs_guard(bare):
            return bare
    return _bare_inside(text)


def _guarded_inside(text: str) -> str:
    def guarded(found: re.Match[str]) -> str:
        return f"{found[0]}'" if _begins_cell(found[0], found) else found[0]

    return _BETWEEN.sub(guarded, text)


def _bare_inside(text: str) -> str:
    def bare(found: re.Match[str]) -> str:
        before = found[0].removesuffix("'")
        return before if before and _begins_cell(before, found) else found[0]

    return _BETWEEN.sub(bare, text)


def _begins_cell(before: str, found: re.Match[str]) -> bool:
    """Whether what comes behind `found` would run as a cell that `before` parts from the rest."""
    if _PARTS.search(before):
        return True
    if _MAY_PART.search(before):
        return not _NUMBER.match(found.string, found.end())
    # Blanks at the beginning are behind the mark of the whole cell.
    is_parted = found.start() > 0 and any(map(str.isspace, before))
    return is_parted and not _WORD.match(found.string, found.end())
