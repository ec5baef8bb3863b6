"""One way to tidy an id: order, shipment, AWB, invoice number, IRN or acknowledgement number.

Files, pasted lists, scans, the search box, the words of a page and the server's answers all go
through here, so that what one of them calls the same number every other does too.
"""

from __future__ import annotations

import re
import unicodedata

from konnect_desktop.domain.spoiled import is_placeholder

#: The characters of a workbook that XML cannot hold, as _xHHHH_ (ECMA-376, ST_Xstring).
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: ="0012": how exports keep the zeros of a number from a spreadsheet program.
#: The closing quote may have gone with those around it.
_TEXT_FORMULA = re.compile(r"=\s*\"(.*?)\"?", re.DOTALL)
#: Stands around an id or before it, and is no part of it: quotes, the bars of a Code 39.
_AROUND = "'\"`*‘’‚‛“”„‟′″"
#: As above; "#1001" is how a shop writes order 1001, "'001" how a spreadsheet keeps zeros.
_BEFORE = "#" + _AROUND
#: Marks of category Mn or Lo that show nothing, beside those of category Cf.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_VARIATIONS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
#: Minus signs and bullets that look like a hyphen but are no dash by category.
_HYPHENS = frozenset("\u2212\u2043\u02d7\u2796")
#: As nearly all are: nothing to tidy, and a digit that no placeholder has.
_PLAIN = re.compile(r"(?=[^1-9]*[1-9])[A-Za-z0-9][A-Za-z0-9/.-]*", re.ASCII)


class _Seen(dict[int, str]):
    """Each character as it counts: unseen ones not at all, every hyphen and blank as one."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if kind == "Cc" or kind in ("Zs", "Zl", "Zp"):
            kept = " "
        elif kind in ("Cf", "Cs") or char in _UNSEEN or any(code in row for row in _VARIATIONS):
            kept = ""
        elif kind == "Pd" or char in _HYPHENS:
            kept = "-"
        elif kind == "Nd":
            kept = str(unicodedata.digit(char))
        else:
            kept = char
        self[code] = kept
        return kept


_SEEN = _Seen()


def readable(text: str) -> str:
    """`text` as a person sees it: escapes decoded, unseen marks gone, one kind of hyphen and blank.

    Full-width and Indian digits become 0 to 9. Blanks inside are single, none stand around.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SEEN))
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return " ".join(text.translate(_SEEN).split())


def tidy(text: str) -> str:
    """An id as it is shown, kept and sent; "" for a placeholder such as NA, null or "-".

    `="x"` is x; a # or apostrophe before it and quotes around it are dropped. Capitals and single
    blanks inside stay. Tidying twice changes nothing.
    """
    if _PLAIN.fullmatch(text):
        return text
    before = None
    while text != before:
        before = text
        text = readable(text)
        if formula := _TEXT_FORMULA.fullmatch(text):
            text = formula[1].replace('""', '"')
        text = text.strip(_AROUND + " ").lstrip(_BEFORE + " ")
    return "" if is_placeholder(text) or not any(map(str.isalnum, text)) else text


def tidy_joined(text: str) -> str:
    """The same for an id without blanks, such as an AWB: groups of one number are joined."""
    return tidy("".join(tidy(text).split()))


def key(text: str) -> str:
    """What an id is compared by: two ids are the same when their keys are; "" for nothing.

    Neither capitals nor blanks count.
    """
    if _PLAIN.fullmatch(text):
        return text.lower()
    return "".join(tidy(text).split()).casefold()
