"""Whether there is anything to make a sound with. Nothing is played."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from konnect_desktop.selftest.results import Result, not_here, ok

_CARD = re.compile(r"^ *\d+ \[", re.MULTILINE)
_NEXT = "Scanning also shows right and wrong by colour; connect a loudspeaker to hear it."


def look_at_sounds() -> Result:
    """How many sound devices the system has."""
    count = _devices()
    if count is None:
        return ok("The system's own beep is used")
    if count == 0:
        return not_here("This computer has nothing to make a sound with.", _NEXT, devices=0)
    return ok("Right and wrong can be heard", devices=count)


def _devices() -> int | None:
    """None where that cannot be told."""
    if sys.platform == "win32":
        import winsound

        from konnect_desktop.windows import system_library

        assert winsound.MessageBeep
        return int(system_library("winmm.dll").waveOutGetNumDevs())
    if sys.platform == "darwin":
        return None
    try:
        text = Path("/proc/asound/cards").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return len(_CARD.findall(text))
