"""What had to be done to a PDF before it could be kept, as told by the check to the window."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Repair(StrEnum):
    """One thing that was put right; the value is what is kept beside the paper."""

    #: Something that is no PDF stood before or after it: a mail's lines, a page's HTML.
    JUNK = "junk"
    #: Its own table of where everything lies was wrong or gone.
    TABLE = "table"
    #: It could be opened by anyone, but was locked against changes.
    LOCK = "lock"


#: What may have changed how a page looks, although everything was compared.
TO_LOOK_AT = frozenset((Repair.JUNK, Repair.TABLE))


def to_text(repairs: Iterable[Repair]) -> str:
    """The repairs as kept beside a paper; "" for none."""
    return " ".join(sorted(set(repairs)))


def from_text(text: str) -> tuple[Repair, ...]:
    """The repairs that were kept; words of a newer version are left out."""
    known = {repair.value: repair for repair in Repair}
    return tuple(known[word] for word in text.split() if word in known)
