"""Tells the set-up that an app runs from its environment, so that it changes nothing under it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

#: What the set-up of `installer/` writes into an environment, and what it looks at.
_MADE_NAME = "konnect-setup.json"
_OPEN_NAME = "konnect-open"


def hold(environment: Path) -> BinaryIO | None:
    """Hold the mark in an environment of ours until the file that is returned is closed.

    None where the app was installed in another way, or nothing can be written there: then nobody
    asks. Several apps may hold it at once.
    """
    if not (environment / _MADE_NAME).exists():
        return None
    try:
        # On Windows an open file cannot be deleted, which is how the set-up asks.
        held = (environment / _OPEN_NAME).open("ab")
    except OSError:
        return None
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            held.close()
            return None
    return held
