"""Copies of the data file: their names, and which of them may go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

#: A nightly copy goes after so long …
KEEP_FOR = timedelta(days=14)
#: … but so many of them always stay, whatever a wrong clock says of their age.
ALWAYS_KEPT = 3

_NAME = re.compile(r"orders-(\d{8}-\d{6})(?:-(nightly|before-restore|found))?(?:-\d+)?\.db")
_UPGRADE = re.compile(r"orders\.before-upgrade-v\d+\.sqlite")
_STAMP = "%Y%m%d-%H%M%S"


class CopyKind(StrEnum):
    """Why a copy was made."""

    BY_HAND = ""
    NIGHTLY = "nightly"
    BEFORE_RESTORE = "before-restore"
    BEFORE_UPGRADE = "before-upgrade"
    #: The data file as it was found, lacking what was saved last.
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class Copy:
    """One file of the backups folder; `made_at` in UTC, `size` in bytes."""

    name: str
    made_at: datetime
    kind: CopyKind
    size: int


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What stands in a copy that was opened and found whole."""

    orders: int
    batches: int
    open_batches: int
    version: int
    #: Whose orders they are, "" when the copy does not say.
    account: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """The data is that of a copy, and checking waits for the seller."""

    made_at: datetime
    #: Whether every invoice number that was ever given is known.
    knows_numbers: bool


def copy_name(at: datetime, kind: CopyKind) -> str:
    """orders-20261124-021000-nightly.db"""
    stamp = at.astimezone(UTC).strftime(_STAMP)
    return f"orders-{stamp}-{kind}.db" if kind else f"orders-{stamp}.db"


def read_name(name: str, changed_at: datetime) -> tuple[datetime, CopyKind] | None:
    """When and why the copy of this name was made; None for a file that is no copy of ours.

    `changed_at` serves where the name has no time.
    """
    if _UPGRADE.fullmatch(name):
        return changed_at, CopyKind.BEFORE_UPGRADE
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return at, CopyKind(match[2] or "")


def is_due(copies: Iterable[Copy], now: datetime) -> bool:
    """Whether today has no nightly copy yet; days are those of `now`'s time zone."""
    return not any(
        copy.kind is CopyKind.NIGHTLY and copy.made_at.astimezone(now.tzinfo).date() == now.date()
        for copy in copies
    )


def outlived(copies: Iterable[Copy], now: datetime) -> list[Copy]:
    """The copies made by themselves that may go. What the seller made is the seller's."""
    own = [one for one in copies if one.kind in (CopyKind.NIGHTLY, CopyKind.BEFORE_RESTORE)]
    own.sort(key=lambda one: one.made_at, reverse=True)
    return [one for one in own[ALWAYS_KEPT:] if now - one.made_at > KEEP_FOR]
