"""Job objects of Windows: a process in one takes no more memory, and ends with who made it.

Names and numbers are those of winnt.h; the sizes of the structures are the system's.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, Structure, byref, c_int, c_int64, c_size_t, c_uint64, sizeof
from ctypes import c_uint32 as dword
from ctypes import c_void_p as handle
from typing import Any, ClassVar

_EXTENDED_LIMIT_INFORMATION = 9
_PROCESS_MEMORY = 0x100
_DIE_ON_UNHANDLED_EXCEPTION = 0x400
_KILL_ON_JOB_CLOSE = 0x2000
_BELOW_NORMAL = 0x4000


class BasicLimits(Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_: ClassVar = [
        ("PerProcessUserTimeLimit", c_int64),
        ("PerJobUserTimeLimit", c_int64),
        ("LimitFlags", dword),
        ("MinimumWorkingSetSize", c_size_t),
        ("MaximumWorkingSetSize", c_size_t),
        ("ActiveProcessLimit", dword),
        ("Affinity", c_size_t),
        ("PriorityClass", dword),
        ("SchedulingClass", dword),
    ]


class IoCounters(Structure):
    """IO_COUNTERS."""

    _fields_: ClassVar = [
        (f"{what}{kind}Count", c_uint64)
        for kind in ("Operation", "Transfer")
        for what in ("Read", "Write", "Other")
    ]


class ExtendedLimits(Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_: ClassVar = [
        ("BasicLimitInformation", BasicLimits),
        ("IoInfo", IoCounters),
        ("ProcessMemoryLimit", c_size_t),
        ("JobMemoryLimit", c_size_t),
        ("PeakProcessMemoryUsed", c_size_t),
        ("PeakJobMemoryUsed", c_size_t),
    ]


class MemoryCounters(Structure):
    """PROCESS_MEMORY_COUNTERS."""

    _fields_: ClassVar = [
        ("cb", dword),
        ("PageFaultCount", dword),
        ("PeakWorkingSetSize", c_size_t),
        ("WorkingSetSize", c_size_t),
        ("QuotaPeakPagedPoolUsage", c_size_t),
        ("QuotaPagedPoolUsage", c_size_t),
        ("QuotaPeakNonPagedPoolUsage", c_size_t),
        ("QuotaNonPagedPoolUsage", c_size_t),
        ("PagefileUsage", c_size_t),
        ("PeakPagefileUsage", c_size_t),
    ]


class Job:
    """A job of its own for one process, which ends when the job is closed or its maker ends."""

    def __init__(self, process: int, most_bytes: int, system: Any | None = None) -> None:
        """`process`: its handle; `most_bytes`: what it may have, 0 for no limit.

        Raises OSError when Windows refuses, such as before Windows 8 inside of another job.
        """
        self._system = system if system is not None else _kernel32()
        self._job: int | None = self._system.CreateJobObjectW(None, None)
        if not self._job:
            raise _refused("CreateJobObject")
        limits = ExtendedLimits()
        flags = _KILL_ON_JOB_CLOSE | _DIE_ON_UNHANDLED_EXCEPTION
        if most_bytes > 0:
            flags |= _PROCESS_MEMORY
            limits.ProcessMemoryLimit = most_bytes
        limits.BasicLimitInformation.LimitFlags = flags
        try:
            if not self._system.SetInformationJobObject(
                self._job, _EXTENDED_LIMIT_INFORMATION, byref(limits), sizeof(limits)
            ):
                raise _refused("SetInformationJobObject")
            if not self._system.AssignProcessToJobObject(self._job, process):
                raise _refused("AssignProcessToJobObject")
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """End the process, if it still runs."""
        job, self._job = self._job, None
        if job:
            self._system.CloseHandle(job)


def used_bytes(process: int) -> int:
    """What memory a process has asked for, by its handle. Raises OSError."""
    counters = MemoryCounters(cb=sizeof(MemoryCounters))
    if not _kernel32().K32GetProcessMemoryInfo(process, byref(counters), counters.cb):
        raise _refused("GetProcessMemoryInfo")
    return int(counters.PagefileUsage)


def limit_this_process(most_bytes: int) -> Job:
    """Limit the process that calls; keep what is returned. Raises OSError."""
    return Job(_kernel32().GetCurrentProcess(), most_bytes)


def give_way() -> None:
    """Let other processes go first; where Windows refuses, this one goes on as before."""
    system = _kernel32()
    system.SetPriorityClass(system.GetCurrentProcess(), _BELOW_NORMAL)


def _kernel32() -> Any:
    from konnect_desktop.windows import kernel32

    system = kernel32()
    # Without the types a handle would be cut to 32 bits.
    for name, result, arguments in (
        ("CreateJobObjectW", handle, [handle, handle]),
        ("SetInformationJobObject", c_int, [handle, c_int, handle, dword]),
        ("AssignProcessToJobObject", c_int, [handle, handle]),
        ("CloseHandle", c_int, [handle]),
        ("GetCurrentProcess", handle, []),
        ("SetPriorityClass", c_int, [handle, dword]),
        ("K32GetProcessMemoryInfo", c_int, [handle, POINTER(MemoryCounters), dword]),
    ):
        function = getattr(system, name)
        function.restype, function.argtypes = result, arguments
    return system


def _refused(name: str) -> OSError:
    code = getattr(ctypes, "get_last_error", int)()
    return OSError(f"{name}: error {code}")
