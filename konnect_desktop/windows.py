"""Libraries of Windows itself, loaded from its own folder and from nowhere else."""

from __future__ import annotations

import ctypes
from typing import Any

#: LOAD_LIBRARY_SEARCH_SYSTEM32: neither the current folder nor the search path is looked at.
_SYSTEM32_ONLY = 0x800


def system_library(name: str) -> Any:
    """A library of Windows by its name, such as winhttp.dll. Raises OSError."""
    load = ctypes.WinDLL  # type: ignore[attr-defined,unused-ignore]
    return load(name, use_last_error=True, winmode=_SYSTEM32_ONLY)


def kernel32() -> Any:
    """The functions of the kernel."""
    return system_library("kernel32.dll")


def system_folder() -> str:
    r"""The folder of the programs of Windows, such as C:\Windows\System32, as Windows says."""
    place = ctypes.create_unicode_buffer(260)
    length = kernel32().GetSystemDirectoryW(place, len(place))
    return place.value if length else "C:\\Windows\\System32"
