"""The proxy in the settings of Windows, with its script and its detection, which Windows runs."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from konnect_desktop.api.proxy_rules import from_list, is_left_out, split

_NO_PROXY = 1
_NAMED_PROXY = 3
_BY_DETECTION, _BY_URL = 0x1, 0x2
_DHCP_AND_DNS = 0x1 | 0x2
_LOGIN_FAILURE = 12015


@dataclass(frozen=True, slots=True)
class SystemSettings:
    """What the settings of Windows say."""

    is_detected: bool = False
    script: str = ""
    proxies: str = ""
    left_out: str = ""


#: Runs the script, or the detection where it is "": the list of proxies, "" for none, None when
#: there is no script to be had.
RunScript = Callable[[str, str], str | None]


def find(
    url: str,
    settings: Callable[[], SystemSettings] | None = None,
    run_script: RunScript | None = None,
) -> str | None:
    """The proxy for `url`: "" for none. The script counts before what is typed, as in Windows."""
    said = (settings or _settings)()
    run = run_script or _run_script
    parts = urlsplit(url)
    for script in (said.script, "") if said.is_detected else (said.script,):
        if script or said.is_detected:
            found = run(url, script)
            if found is not None:
                return from_list(found, parts.scheme)
    if is_left_out(parts.hostname or "", split(said.left_out)):
        return ""
    return from_list(said.proxies, parts.scheme)


def has_script() -> bool:
    """Whether a script or the detection decides; nothing is asked of the network."""
    said = _settings()
    return said.is_detected or bool(said.script)


class _UserConfig(ctypes.Structure):
    _fields_ = (
        ("is_detected", ctypes.c_int),
        ("script", ctypes.c_void_p),
        ("proxies", ctypes.c_void_p),
        ("left_out", ctypes.c_void_p),
    )


class _Options(ctypes.Structure):
    _fields_ = (
        ("flags", ctypes.c_uint32),
        ("detection", ctypes.c_uint32),
        ("script", ctypes.c_wchar_p),
        ("reserved", ctypes.c_void_p),
        ("reserved_number", ctypes.c_uint32),
        ("may_sign_in", ctypes.c_int),
    )


class _Info(ctypes.Structure):
    _fields_ = (
        ("access", ctypes.c_uint32),
        ("proxies", ctypes.c_void_p),
        ("left_out", ctypes.c_void_p),
    )


def _library() -> Any:
    from konnect_desktop.windows import system_library

    library = system_library("winhttp.dll")
    library.WinHttpOpen.restype = ctypes.c_void_p
    library.WinHttpOpen.argtypes = (
        *(ctypes.c_wchar_p, ctypes.c_uint32, ctypes.c_wchar_p, ctypes.c_wchar_p),
        ctypes.c_uint32,
    )
    library.WinHttpCloseHandle.argtypes = (ctypes.c_void_p,)
    library.WinHttpGetProxyForUrl.argtypes = (
        *(ctypes.c_void_p, ctypes.c_wchar_p, ctypes.c_void_p, ctypes.c_void_p),
    )
    return library


def _taken(*places: int | None) -> list[str]:
    """The texts that Windows left at these places, which are given back to it."""
    from konnect_desktop.windows import kernel32

    free = kernel32().GlobalFree
    free.argtypes, free.restype = (ctypes.c_void_p,), ctypes.c_void_p
    texts = []
    for place in places:
        texts.append(ctypes.wstring_at(place) if place else "")
        if place:
            free(place)
    return texts


def _settings() -> SystemSettings:
    config = _UserConfig()
    try:
        is_read = _library().WinHttpGetIEProxyConfigForCurrentUser(ctypes.byref(config))
    except (OSError, AttributeError):
        return SystemSettings()
    if not is_read:
        return SystemSettings()
    return SystemSettings(
        bool(config.is_detected), *_taken(config.script, config.proxies, config.left_out)
    )


def _run_script(url: str, script: str) -> str | None:
    try:
        library = _library()
    except OSError:
        return None
    session = library.WinHttpOpen("KonnectDesktop", _NO_PROXY, None, None, 0)
    if not session:
        return None
    try:
        for may_sign_in in (0, 1):
            options = _Options(
                flags=_BY_URL if script else _BY_DETECTION,
                detection=0 if script else _DHCP_AND_DNS,
                script=script or None,
                may_sign_in=may_sign_in,
            )
            info = _Info()
            asked = (session, url, ctypes.byref(options), ctypes.byref(info))
            if library.WinHttpGetProxyForUrl(*asked):
                proxies, _left_out = _taken(info.proxies, info.left_out)
                return proxies if info.access == _NAMED_PROXY else ""
            if ctypes.get_last_error() != _LOGIN_FAILURE:  # type: ignore[attr-defined,unused-ignore]
                return None
        return None
    finally:
        library.WinHttpCloseHandle(session)
