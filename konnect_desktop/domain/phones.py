"""Indian phone numbers: the digits that stay the same however a number is written."""

from __future__ import annotations

import re
import unicodedata

#: Two numbers in one field are parted by one of these; what else stands there is no number.
_BREAK = re.compile(r"[,;/|]")
#: An extension or the rest of a masked number is shorter.
_SHORTEST = 6
_PLAIN = re.compile(r"[\s(]*\+?[\d\s().\u2010-\u2015-]+")
#: As most channels write it.
_USUAL = re.compile(r"(?:\+91[ -]?|0)?([6-9]\d{9})", re.ASCII)
#: A country needs a + or 00 before it, or the whole number behind it.
_ABROAD = re.compile(r"(?:\+|00)0*91(?=\d)|0?91(?=\d{10}$)")
_TRUNK = re.compile(r"0(?=[6-9]|\d{10}$)")


def digits_of(text: str) -> str:
    """The digits of one number, in whatever script; "" when anything but a number stands there."""
    text = text.strip()
    if not _PLAIN.fullmatch(text):
        return ""
    return "".join(str(unicodedata.digit(char)) for char in text if char.isdigit())


def national(text: str) -> str:
    """The same without +91, 91 or 0 before it, also of a number that is still being typed."""
    digits = digits_of(text)
    sign = "+" if "+" in text else ""
    for before in (_ABROAD, _TRUNK):
        found = before.match(sign + digits)
        if found:
            sign, digits = "", (sign + digits)[found.end() :]
    return digits


def numbers_of(text: str) -> list[str]:
    """The national numbers of a contact field; a number that a channel masked is none."""
    if usual := _USUAL.fullmatch(text):
        return [usual[1]]
    numbers = (national(part) for part in _BREAK.split(text))
    return [number for number in numbers if len(number) >= _SHORTEST]
