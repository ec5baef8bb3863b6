"""Writes shortcuts of Windows (.lnk) with the system's own calls.

Not through a script host: that one knows only the letters of the system's code page, so a folder
named in Devanagari could not be meant, and many companies forbid it.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

#: Folders of the user, as Windows knows them: OneDrive may have moved the desktop.
DESKTOP = UUID("B4BFCC3A-DB2C-424C-B029-7FE99A87C641")
START_MENU = UUID("A77F5D77-2E2B-44C3-A6A2-ABA601054A51")

_SHELL_LINK = UUID("00021401-0000-0000-C000-000000000046")
_I_SHELL_LINK = UUID("000214F9-0000-0000-C000-000000000046")
_I_PERSIST_FILE = UUID("0000010B-0000-0000-C000-000000000046")
_I_PROPERTY_STORE = UUID("886D8EEB-8CF2-4446-8D02-CDBA1DBDCF99")
_APP_ID_KEY = UUID("9F4C2855-9F79-4B39-A8D0-E1D42DE1D5F3"), 5
_IN_PROCESS, _LPWSTR = 1, 31
#: Places of the methods in the tables of these interfaces.
_QUERY, _RELEASE = 0, 2
_SET_DESCRIPTION, _SET_FOLDER, _SET_ARGUMENTS, _SET_ICON, _SET_PATH = 7, 9, 11, 17, 20
_SAVE = 6
_SET_VALUE, _COMMIT = 6, 7


@dataclass(frozen=True, slots=True)
class Link:
    """What a shortcut starts and how it looks."""

    target: Path
    #: As one line, quoted.
    arguments: str
    folder: Path
    icon: Path
    description: str
    #: The name under which the task bar groups windows; the app gives itself the same.
    app_id: str


class _Key(ctypes.Structure):
    _fields_: ClassVar = (
        ("format", ctypes.c_byte * 16),
        ("number", ctypes.c_ulong),
    )


class _Variant(ctypes.Structure):
    _fields_: ClassVar = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("text", ctypes.c_wchar_p),
        ("rest", ctypes.c_void_p),
    )


def known_folder(which: UUID) -> Path:
    """A folder of the user. Raises OSError."""
    found = ctypes.c_wchar_p()
    code = _library("shell32.dll").SHGetKnownFolderPath(_guid(which), 0, None, ctypes.byref(found))
    try:
        _check(code, "the folder")
        return Path(found.value or "")
    finally:
        _library("ole32.dll").CoTaskMemFree(found)


def write(path: Path, link: Link) -> None:
    """Write the shortcut, over an older one. Raises OSError."""
    ole = _library("ole32.dll")
    begun = ole.CoInitialize(None) >= 0
    shell = ctypes.c_void_p()
    try:
        made = ole.CoCreateInstance(
            _guid(_SHELL_LINK), None, _IN_PROCESS, _guid(_I_SHELL_LINK), ctypes.byref(shell)
        )
        _check(made, "a shortcut")
        _call(shell, _SET_PATH, str(link.target))
        _call(shell, _SET_ARGUMENTS, link.arguments)
        _call(shell, _SET_FOLDER, str(link.folder))
        _call(shell, _SET_DESCRIPTION, link.description)
        _call(shell, _SET_ICON, str(link.icon), 0)
        _name_app(shell, link.app_id)
        file = _other(shell, _I_PERSIST_FILE)
        try:
            _call(file, _SAVE, str(path), 1)
        finally:
            _release(file)
    finally:
        _release(shell)
        if begun:
            ole.CoUninitialize()


def _name_app(shell: ctypes.c_void_p, app_id: str) -> None:
    store = _other(shell, _I_PROPERTY_STORE)
    try:
        form, number = _APP_ID_KEY
        key = _Key((ctypes.c_byte * 16).from_buffer_copy(form.bytes_le), number)
        value = _Variant(kind=_LPWSTR, text=app_id)
        _call(store, _SET_VALUE, ctypes.byref(key), ctypes.byref(value))
        _call(store, _COMMIT)
    finally:
        _release(store)


# ---- the system's objects ----------------------------------------------------------------------


def _library(name: str) -> Any:
    # From the system's own folder alone.
    load = ctypes.WinDLL  # type: ignore[attr-defined,unused-ignore]
    return load(name, winmode=0x800)


def _guid(value: UUID) -> Any:
    return ctypes.c_char_p(value.bytes_le)


def _method(thing: ctypes.c_void_p, place: int, *kinds: Any) -> Any:
    table = ctypes.cast(thing, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
    form = ctypes.WINFUNCTYPE  # type: ignore[attr-defined,unused-ignore]
    return form(ctypes.c_long, ctypes.c_void_p, *kinds)(table[place])


def _call(thing: ctypes.c_void_p, place: int, *values: Any) -> None:
    kinds = {str: ctypes.c_wchar_p, int: ctypes.c_int}
    method = _method(thing, place, *(kinds.get(type(one), ctypes.c_void_p) for one in values))
    _check(method(thing, *values), f"method {place} of a shortcut")


def _other(thing: ctypes.c_void_p, wanted: UUID) -> ctypes.c_void_p:
    found = ctypes.c_void_p()
    _call(thing, _QUERY, _guid(wanted), ctypes.byref(found))
    return found


def _release(thing: ctypes.c_void_p) -> None:
    if thing:
        _method(thing, _RELEASE)(thing)


def _check(code: int, what: str) -> None:
    if code < 0:
        raise OSError(f"Windows gave no {what} (0x{code & 0xFFFFFFFF:08X})")
