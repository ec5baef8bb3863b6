"""Whether a process still lives, on any system."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

_SYNCHRONIZE, _HAS_ENDED = 0x100000, 0


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
    if sys.platform == "win32":
        return _is_gone_on_windows(pid)
    listing = ["ps", "-o", "pid=", "-p", str(pid)]
    return str(pid) not in subprocess.run(listing, capture_output=True, text=True).stdout


def _is_gone_on_windows(pid: int) -> bool:
    from konnect_desktop.windows import kernel32

    system = kernel32()
    system.OpenProcess.restype = ctypes.c_void_p
    system.WaitForSingleObject.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    system.CloseHandle.argtypes = [ctypes.c_void_p]
    process = system.OpenProcess(_SYNCHRONIZE, False, pid)
    if not process:
        return True
    try:
        return bool(system.WaitForSingleObject(process, 0) == _HAS_ENDED)
    finally:
        system.CloseHandle(process)
