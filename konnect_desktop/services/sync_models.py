"""What a check for news did, and how fresh the orders are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from konnect_desktop.domain.changes import Changes
from konnect_desktop.errors import (
    AuthorityFileUnread,
    CertificateUnknown,
    KonnectError,
    Offline,
    ProxyTrouble,
)


class SyncScope(StrEnum):
    """How much a sync looks at."""

    ALL = "all"
    NEW = "new"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class SyncFailure:
    """A status that could not be read, in words."""

    status: str
    location: str
    text: str
    next_step: str = ""
    #: No connection could be made at all.
    is_offline: bool = False
    #: It is put right in the settings of the network: the proxy, or an unknown certificate.
    is_of_network: bool = False

    @classmethod
    def of(cls, status: str, location: str, error: Exception) -> Self:
        """The failure that an error of a check is."""
        return cls(
            status,
            location,
            *words(error),
            isinstance(error, Offline),
            isinstance(error, ProxyTrouble | CertificateUnknown | AuthorityFileUnread),
        )


def words(error: Exception) -> tuple[str, str]:
    """What happened and what to do, for any error of a check."""
    if isinstance(error, KonnectError):
        return error.user_message, error.next_step
    return "The check ended in an unexpected way.", "Press Check now; if it stays, restart the app."


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one sync did."""

    changes: Changes
    new_count: int
    failures: tuple[SyncFailure, ...]
    started_at: datetime
    finished_at: datetime
    statuses: tuple[str, ...] = ()
    was_cancelled: bool = False
    #: Records that came without an id and could not be read at all.
    unreadable: int = 0

    @property
    def is_offline(self) -> bool:
        """Whether Konnect could not be reached."""
        return any(failure.is_offline for failure in self.failures)

    @property
    def of_network(self) -> SyncFailure | None:
        """What the settings of the network put right, if that was the trouble."""
        return next((failure for failure in self.failures if failure.is_of_network), None)

    @property
    def ok(self) -> bool:
        """Whether everything asked for was read."""
        return not self.failures and not self.was_cancelled


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list of the last checks."""

    at: datetime
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class SyncHealth:
    """What the top bar says about the freshness of the orders."""

    last_success: datetime | None = None
    failing_since: datetime | None = None
    error_text: str = ""
    next_step: str = ""
    checks: tuple[Check, ...] = ()
    is_running: bool = False

    @property
    def is_failing(self) -> bool:
        """Whether the last check did not read everything."""
        return self.failing_since is not None
