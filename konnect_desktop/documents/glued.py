"""AWBs with more than a word break around them: routing letters, a PIN code, a parcel's number.

A number that merely contains an AWB is another number. So everything that stands beside the AWB
in its word must be one of these, or the AWB is not there.
"""

from __future__ import annotations

import re
import string

#: A shorter AWB is found in any number.
LEAST_GLUED = 9
#: So many letters or digits after a hyphen are a parcel's number: "-1", "-002".
PARCEL_DIGITS = 3
#: With a PIN code of which it is not known whether it is the order's, an AWB has to be longer.
_LEAST_WITH_ANY_PIN = 10
_PIN_DIGITS = 6
_LETTERS = string.ascii_letters

#: How a scanner announces the kind of code, and the groups of a GS1 code.
_AIM = re.compile(r"\][a-z]\d")
_GS1 = re.compile(r"(?:0[0-2]|9\d|40[0-3])?")
_WORD = re.compile(r"[^\W_](?:(?:[-_]|(?<=\d) (?=\d))?[^\W_])*")
_BARE = re.compile(r"[-_ ]")
_BEFORE = re.compile(r"(?:[a-z]{1,8}-?)?(?:(?P<pin>[1-9]\d{5})-?)?")
_AFTER = re.compile(
    r"(?:-?(?P<pin>[1-9]\d{5}))?(?:(?:-[a-z0-9]{1,3})?(?:-[a-z0-9]{1,3})?|[a-z]{1,4})"
)


def glued_in(code: str, awb: str, pin: str = "") -> bool:
    """Whether `awb` stands in `code`, and all that is glued to it there is explained.

    Both in small letters and with one kind of hyphen; `awb` without hyphens and blanks. `pin`:
    the PIN code that its parcel goes to; any will do for a long AWB where it is not known.
    """
    if len(awb) < LEAST_GLUED:
        return False
    is_gs1 = bool(_AIM.match(code))
    for word in _WORD.findall(_AIM.sub("", code, count=1) if is_gs1 else code):
        bare = _BARE.sub("", word)
        at = bare.find(awb)
        while at >= 0:
            before, after = _around(word, at, len(bare) - at - len(awb))
            if is_gs1 and _GS1.fullmatch(before):
                before = ""
            if _is_explained(awb, before, after, pin):
                return True
            at = bare.find(awb, at + 1)
    return False


def cores(code: str) -> set[str]:
    """What may be an AWB in a code with routing letters, a PIN code or both around it."""
    found: set[str] = set()
    for word in _WORD.findall(code):
        bare = _BARE.sub("", word).lstrip(_LETTERS)
        found |= {core for core in (bare, bare[:-_PIN_DIGITS]) if len(core) >= LEAST_GLUED}
    return found


def _around(word: str, before: int, after: int) -> tuple[str, str]:
    """What stands before and after so many letters and digits of a word, hyphens as "-"."""
    places = [place for place, char in enumerate(word) if char.isalnum()]
    first, last = places[before], places[len(places) - after - 1]
    return _BARE.sub("-", word[:first]), _BARE.sub("-", word[last + 1 :])


def _is_explained(awb: str, before: str, after: str, pin: str) -> bool:
    found_before, found_after = _BEFORE.fullmatch(before), _AFTER.fullmatch(after)
    if found_before is None or found_after is None:
        return False
    if before[-1:].isalpha() and awb[0].isalpha():
        return False
    if after[:1].isalpha() and awb[-1].isalpha():
        return False
    sent_from, goes_to = found_before["pin"], found_after["pin"]
    if goes_to and pin:
        return goes_to == pin
    return not (sent_from or goes_to) or len(awb) >= _LEAST_WITH_ANY_PIN
