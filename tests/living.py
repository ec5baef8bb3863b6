"""Whether a process still lives, on any system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def stat(pid: int) -> list[str]:
    """What Linux tells of a process from its state on; nothing of one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def is_gone(pid: int) -> bool:
    """Whether a process has ended; who took it over may not have asked for its status yet."""
    if sys.platform.startswith("linux"):
        found = stat(pid)
        return not found or found[0] in "ZX"
    windows = ["tasklist", "/FI", f"PID eq {pid}"]
    listing = windows if sys.platform == "win32" else ["ps", "-o", "pid=", "-p", str(pid)]
    return str(pid) not in subprocess.run(listing, capture_output=True, text=True).stdout
