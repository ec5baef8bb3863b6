"""What keeps an account's data from being removed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What is not settled yet."""

    #: At work, or about to be sent.
    batches: int = 0
    #: Waiting for the connection.
    queued: int = 0
    #: Orders of which nobody knows yet whether a change was made at Fynd.
    unknown: int = 0
    #: Print jobs on their way.
    prints: int = 0
    #: Print jobs of which nobody knows whether they came out.
    doubtful: int = 0

    def __bool__(self) -> bool:
        return any((self.batches, self.queued, self.unknown, self.prints, self.doubtful))
