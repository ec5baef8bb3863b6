"""How much memory a process may have: the system refuses more where it can, else it is watched.

Linux holds a process to its address space, Windows to a job. macOS takes such a limit and does
not keep it, so there the app looks how much the process has, and ends it; on Windows, too, where
the job may be another one's.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from typing import Any, ClassVar

MIB = 2**20
#: What limits this process, for as long as it runs.
_own: list[Any] = []


def limit_own(megabytes: int) -> None:
    """Limit the process that calls, where the system can; 0 for no limit."""
    if sys.platform == "win32":
        from konnect_desktop.isolation.windows_job import limit_this_process

        # The app has put it into a job as well, and watches it.
        with suppress(OSError):
            _own.append(limit_this_process(megabytes * MIB))
        return
    import resource

    # No picture of buyers' data on disk when a library crashes.
    _lower(resource.RLIMIT_CORE, 0)
    if megabytes > 0:
        _lower(resource.RLIMIT_AS, megabytes * MIB)


def _lower(kind: int, most: int) -> None:
    import resource

    allowed = resource.getrlimit(kind)[1]
    if allowed != resource.RLIM_INFINITY:
        most = min(most, allowed)
    try:
        resource.setrlimit(kind, (most, most))
    except (OSError, ValueError):
        return  # macOS, which is watched


class Hold:
    """What the app does about the memory of a process it has started, and about its own end."""

    def __init__(self, process: Popen[bytes], megabytes: int) -> None:
        self._process = process
        self._job: Any = None
        #: Whether the system itself refuses more for sure, so that nobody needs to look.
        self.is_kept = megabytes <= 0 or sys.platform.startswith("linux")
        if sys.platform == "win32":
            from konnect_desktop.isolation.windows_job import Job

            # Windows before 8 has no job inside of another one; there it is watched alone.
            with suppress(OSError):
                self._job = Job(int(process._handle), megabytes * MIB)  # type: ignore[attr-defined]

    def used_bytes(self) -> int:
        """The memory that the process has now; 0 when that cannot be told, as at its end."""
        try:
            return _used_bytes(self._process)
        except (OSError, ValueError, IndexError):
            return 0

    def close(self) -> None:
        """Let go, which ends the process on Windows."""
        if self._job is not None:
            self._job.close()


def _used_bytes(process: Popen[bytes]) -> int:
    if sys.platform == "win32":
        from konnect_desktop.isolation.windows_job import used_bytes

        return used_bytes(int(process._handle))  # type: ignore[attr-defined]
    if sys.platform == "darwin":
        return _footprint(process.pid)
    pages = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


class Usage(ctypes.Structure):
    """rusage_info_v0 of libproc.h, which macOS keeps as it is."""

    _fields_: ClassVar = [
        ("ri_uuid", ctypes.c_uint8 * 16),
        *(
            (f"ri_{name}", ctypes.c_uint64)
            for name in (
                *("user_time", "system_time", "pkg_idle_wkups", "interrupt_wkups", "pageins"),
                *("wired_size", "resident_size", "phys_footprint"),
                *("proc_start_abstime", "proc_exit_abstime"),
            )
        ),
    ]


def _footprint(pid: int) -> int:
    """What macOS counts as a process' memory, be it packed or moved to the disk."""
    system = ctypes.CDLL("/usr/lib/libproc.dylib", use_errno=True)
    system.proc_pid_rusage.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p]
    usage = Usage()
    if system.proc_pid_rusage(pid, 0, ctypes.byref(usage)) != 0:
        raise OSError(ctypes.get_errno(), "proc_pid_rusage")
    return int(usage.ri_phys_footprint)
