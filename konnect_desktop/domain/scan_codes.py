"""What a scanner types: the code itself, without what scanners put around it."""

from __future__ import annotations

import re
from collections.abc import Collection

from konnect_desktop.domain import ids

#: The symbology that some scanners put first: ]C1 for Code 128, ]Q3 for QR (ISO/IEC 15424).
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z](?=.)")
#: What a label writes before the number, also inside its QR.
_AWB_TITLE = re.compile(
    r"(?:awb|air\s?waybill|waybill|tracking|consignment)(?:\s?(?:no|number|id))?\s*[.:=#]+\s*"
    r"([A-Za-z0-9][A-Za-z0-9/.-]*)\s*",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[^\w./-]+|https?://|/(?=\w+=)")
#: A QR of a label has some ten fields; more is no label.
_MOST_PARTS = 40
_SHORTEST = 4
_EAN_LENGTH = 13
#: The first three digits of articles that are sold in India; AWBs of 13 digits mostly begin with
#: 1 or 2, where nothing is assigned (GS1 prefixes).
_EAN_HEADS = (
    range(300, 380),
    range(400, 460),
    range(490, 510),
    range(690, 700),
    range(800, 840),
    range(870, 920),
    range(930, 940),
    range(978, 980),
)
#: Shipment ids are long numbers that begin with the time; shorter numbers are any courier's.
_LONG_NUMBER = 15
_HEAD = 3
_LETTERS = re.compile(r"[A-Z]*")


def code_of(text: str) -> str:
    """The code that was scanned or typed, tidied as an id."""
    text = ids.readable(text)
    while found := _AIM.match(text):
        text = text[found.end() :]
    if titled := _AWB_TITLE.fullmatch(text):
        text = titled[1]
    return ids.tidy(text)


def parts_of(code: str) -> list[str]:
    """The fields of a QR that holds several, each perhaps an order; [] of a plain code."""
    found = [ids.tidy(part) for part in _PARTS.split(code)]
    parts = list(dict.fromkeys(one for one in found if len(one) >= _SHORTEST))
    return parts[:_MOST_PARTS] if len(found) > 1 else []


def is_article_number(code: str) -> bool:
    """Whether it is an EAN-13: thirteen digits of which the last one is right."""
    if len(code) != _EAN_LENGTH or not (code.isascii() and code.isdecimal()):
        return False
    if not any(int(code[:3]) in heads for heads in _EAN_HEADS):
        return False
    digits = [int(char) for char in code]
    return (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0


def looks_like_one_of(code: str, others: Collection[str]) -> bool:
    """Whether it is built as one of these numbers: as long, and with the same beginning."""
    return bool(shape := _shape(code)) and any(shape == _shape(other) for other in others)


def _shape(code: str) -> tuple[int, str] | None:
    """Length and beginning; None for a code too plain to tell whose number it is."""
    code = ids.key(code).upper()
    letters = _LETTERS.match(code)
    head = letters[0] if letters else ""
    if len(head) > 1:
        return len(code), head
    return (len(code), code[:_HEAD]) if code.isdecimal() and len(code) >= _LONG_NUMBER else None
