"""One cell, one number: groups of one number are joined, two numbers never are."""

from __future__ import annotations

import re
from enum import StrEnum

from konnect_desktop.domain.ids import tidy, tidy_joined


class Beside(StrEnum):
    """What stands beside the number of a cell."""

    NUMBER = "number"
    WORDS = "words"


#: What parts a list; nobody writes it inside a number.
_LIST = re.compile(
    r"[\r\n\t\v\f\x85\u2028\u2029]+|_x000[9ADad]_|[,;|&]|\s\+\s|\s/\s|/\s|\s/|\s+(?:and|or)\s+",
    re.IGNORECASE,
)
_MARKS = re.compile(r"([-/._])")
#: As people write the digits of one number; six are as long as some couriers' whole numbers.
_GROUP = re.compile(r"\d{1,5}", re.ASCII)
#: Written in groups by rule: postal EE 123 456 789 IN, UPS 1Z 999 AA1 01 2345 6784.
_BY_RULE = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}|1Z[0-9A-Z]{16}", re.ASCII | re.IGNORECASE)
_PREFIX = re.compile(r"[A-Z]{1,2}", re.ASCII)
_LABELS = frozenset(("NO", "ID", "RS", "TO", "BY", "OR"))
_WHOLE = re.compile(r"[A-Za-z]{0,4}\d{8,}[A-Za-z]{0,4}", re.ASCII)


def one_number(text: str) -> tuple[str, Beside | None]:
    """The one number that a cell holds, groups joined, and what else stands beside it.

    With something beside it the text is only tidied, so that it can be shown.
    """
    parts = [part for part in map(tidy, _LIST.split(text)) if part]
    if len(parts) > 1:
        has_two = sum(any(map(str.isdigit, part)) for part in parts) > 1
        return tidy(text), Beside.NUMBER if has_two else Beside.WORDS
    tidied = tidy(text)
    words = tidied.split(" ")
    if len(words) == 1:
        return tidied, Beside.NUMBER if _is_glued(tidied) else None
    joined = tidy_joined(tidied)
    if _BY_RULE.fullmatch(joined) or _is_grouped(words) or _is_prefixed(words):
        return joined, None
    is_list = all(any(map(str.isdigit, word)) for word in words)
    return tidied, Beside.NUMBER if is_list else Beside.WORDS


def _is_grouped(words: list[str]) -> bool:
    """1459 0000 1234: short groups of digits, those inside of one length."""
    if not all(_GROUP.fullmatch(word) for word in words) or len(words[0]) < 2:
        return False
    return len({len(word) for word in words[1:-1]}) <= 1


def _is_prefixed(words: list[str]) -> bool:
    """D 12345678: a letter or two that couriers begin their numbers with."""
    first, *rest = words
    if not _PREFIX.fullmatch(first) or first in _LABELS:
        return False
    return (len(rest) == 1 and rest[0].isdigit()) or _is_grouped(rest)


def _is_glued(text: str) -> bool:
    """145900001234/145900001235: two whole numbers and a mark."""
    parts = _MARKS.split(text)
    numbers, marks = parts[::2], set(parts[1::2])
    if len(numbers) < 2 or len(marks) != 1 or not all(map(_WHOLE.fullmatch, numbers)):
        return False
    return marks == {"/"} or len({len(number) for number in numbers}) == 1
