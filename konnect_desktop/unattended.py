"""Secrets of unattended runs: taken out of the environment as soon as they are read.

What stays there is handed to every process that is started, and the system shows it to others.
"""

from __future__ import annotations

import ctypes
import os
import sys


def take_out(name: str) -> str:
    """The value of an environment variable, which is gone afterwards; "" when there is none."""
    value = os.environ.get(name, "")
    if value:
        _wipe(name)
        del os.environ[name]
    return value


def _wipe(name: str) -> None:
    """Overwrite it where it lies: the system keeps showing the block this process began with."""
    if sys.platform == "win32":
        return  # Windows changes that block itself
    try:
        find = ctypes.CDLL(None).getenv
    except (OSError, AttributeError):
        return
    find.restype, find.argtypes = ctypes.c_void_p, (ctypes.c_char_p,)
    place = find(os.fsencode(name))
    if place:
        ctypes.memset(place, 0, len(ctypes.string_at(place)))
