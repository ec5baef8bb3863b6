"""A process that does what bad files do: takes memory, hangs, dies; and one good thing."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

from konnect_desktop.domain.say import Msg
from konnect_desktop.errors import DocumentError
from konnect_desktop.isolation.protocol import Trade, Words
from konnect_desktop.isolation.serving import serve

TRADE = Trade(
    main="tests.isolation.limits_trade",
    package="tests.isolation",
    functions=dict.fromkeys(
        ("double", "take", "spin", "die", "gives_way", "refuse"), "limits_trade"
    ),
    answers=frozenset(),
    error=DocumentError,
    words=Words(
        cannot_start="not started",
        too_slow="longer than {seconds:g} seconds",
        too_slow_next="fewer",
        died="died",
        closing="closing",
        memory="too much memory",
        memory_next="smaller",
    ),
)


def double(number: int) -> int:
    """Twice the number."""
    return 2 * number


def take(megabytes: int) -> int:
    """Use so much memory, for a while."""
    taken = bytearray(megabytes * 2**20)
    for place in range(0, len(taken), 4096):
        taken[place] = 1
    time.sleep(2)
    return len(taken)


def refuse(pages: int) -> None:
    """Say no, in words with arguments."""
    raise DocumentError(
        Msg("It has {count} page.", {"count": pages}, "It has {count} pages."),
        next_step=Msg("Print {what}.", {"what": "{count}"}),
    )


def spin(sign: str = "") -> None:
    """Never come back; the file `sign` says that it has begun."""
    if sign:
        Path(sign).touch()
    while True:
        pass


def gives_way() -> bool:
    """Whether others go first where they want the processor as well."""
    if sys.platform == "win32":
        from konnect_desktop.windows import kernel32

        system = kernel32()
        system.GetCurrentProcess.restype = ctypes.c_void_p
        system.GetPriorityClass.argtypes = [ctypes.c_void_p]
        return bool(system.GetPriorityClass(system.GetCurrentProcess()) == 0x4000)
    return os.nice(0) > 0


def die() -> None:
    """End as a library that crashes."""
    os.abort()


if __name__ == "__main__":
    sys.exit(serve(TRADE, sys.argv[1:]))
