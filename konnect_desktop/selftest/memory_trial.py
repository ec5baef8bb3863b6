"""A process that takes memory until it is refused: `python -m … MEGABYTES`."""

from __future__ import annotations

import sys
import time

from konnect_desktop.errors import KonnectError
from konnect_desktop.isolation.protocol import Trade, Words
from konnect_desktop.isolation.serving import serve

_MIB = 2**20
_STEP_MB = 16
#: A system that is only watched is looked at every few hundredths of a second.
_SEEN_S = 1.0
_PACKAGE = "konnect_desktop.selftest"


class OverLimit(KonnectError):
    """The process was refused memory, or ended for it."""


_MEMORY = "refused"
TRADE = Trade(
    main=f"{_PACKAGE}.memory_trial",
    package=_PACKAGE,
    functions={"take": "memory_trial"},
    answers=frozenset(),
    error=OverLimit,
    words=Words(
        cannot_start="A process of the app could not be started.",
        too_slow="A process of the app took longer than {seconds:g} seconds.",
        too_slow_next="Close other programs, then run the check again.",
        died="A process of the app died.",
        closing="The app is closing.",
        memory=_MEMORY,
        memory_next="",
    ),
)


def take(megabytes: int) -> int:
    """Use so much memory, step by step, and keep it for a moment; returns how much it was."""
    taken = []
    for _ in range(0, megabytes, _STEP_MB):
        # Written to, since memory that nobody uses is not counted everywhere.
        taken.append(b"\x01" * (_STEP_MB * _MIB))
    time.sleep(_SEEN_S)
    return len(taken) * _STEP_MB


def was_refused(error: KonnectError) -> bool:
    """Whether the memory was the reason."""
    return error.user_message == _MEMORY


if __name__ == "__main__":
    sys.exit(serve(TRADE, sys.argv[1:]))
