"""Who may read a folder on Windows: an access list for this user and the system alone.

What lies in the folder takes the list over from it. The decision is made here in plain text (the
system's own notation of such lists, SDDL), so that it can be tested on any system.
"""

from __future__ import annotations

import ctypes
import re
import sys
from pathlib import Path
from typing import Any, Protocol

from konnect_desktop.windows import kernel32, system_library

#: The system itself, and its administrators, who could take any right anyhow.
_SYSTEM, _ADMINISTRATORS = "SY", "BA"
#: Stand for whoever made or owns a file, which is this user.
_SELF = frozenset({"CO", "OW", "S-1-3-0", "S-1-3-4"})
_ENTRY = re.compile(r"\(([^()]*)\)")
#: How the system abbreviates the administrator that was there first.
_FIRST_ADMINISTRATOR = ("LA", "-500")


def list_for(user: str) -> str:
    """The access list for the user with this SID: nothing is taken over from the folder above."""
    trusted = (user, _SYSTEM, _ADMINISTRATORS)
    return "D:P" + "".join(f"(A;OICI;FA;;;{one})" for one in trusted)


def is_closed(access: str, user: str) -> bool:
    """Whether a list lets in nobody else, and stays so whatever becomes of the folder above."""
    head, found, entries = access.partition("D:")[2].partition("(")
    if not found or "P" not in head:
        return False
    own = {user, _SYSTEM, _ADMINISTRATORS, "S-1-5-18", "S-1-5-32-544", *_SELF}
    alias, ending = _FIRST_ADMINISTRATOR
    if user.endswith(ending):
        own.add(alias)
    entries = f"({entries}"
    listed = [entry.split(";") for entry in _ENTRY.findall(entries)]
    if _ENTRY.sub("", entries).strip():
        return False  # something that this app would not have written
    return all(entry[0] == "D" or (entry[0] == "A" and entry[-1] in own) for entry in listed)


class Rights(Protocol):
    """What Windows is asked."""

    def user(self) -> str:
        """This user's SID."""

    def read(self, folder: Path) -> str:
        """The folder's access list. Raises OSError."""

    def write(self, folder: Path, access: str) -> None:
        """Give the folder and what lies in it this list. Raises OSError."""


def close(folder: Path, rights: Rights | None = None) -> None:
    """Keep others out of a folder, unless they are. Raises OSError where that is not possible."""
    rights = rights or WindowsRights()
    user = rights.user()
    if not is_closed(rights.read(folder), user):
        rights.write(folder, list_for(user))


if sys.platform == "win32":
    _FILE, _DACL, _PROTECTED, _SDDL = 1, 0x4, 0x8000_0000, 1
    _QUERY, _TOKEN_USER = 0x8, 1
    _api = system_library("advapi32.dll")
    _kernel = kernel32()
    _kernel.GetCurrentProcess.restype = ctypes.c_void_p
    _kernel.CloseHandle.argtypes = [ctypes.c_void_p]
    _kernel.LocalFree.argtypes = [ctypes.c_void_p]
    _void_p, _text = ctypes.c_void_p, ctypes.c_wchar_p
    _api.OpenProcessToken.argtypes = [_void_p, ctypes.c_ulong, _void_p]
    _api.GetTokenInformation.argtypes = [_void_p, ctypes.c_int, _void_p, ctypes.c_ulong, _void_p]
    _api.ConvertSidToStringSidW.argtypes = [_void_p, _void_p]
    _api.GetNamedSecurityInfoW.argtypes = [_text, ctypes.c_int, ctypes.c_ulong, *[_void_p] * 5]
    _api.SetNamedSecurityInfoW.argtypes = [_text, ctypes.c_int, ctypes.c_ulong, *[_void_p] * 4]
    _api.ConvertSecurityDescriptorToStringSecurityDescriptorW.argtypes = [
        *(_void_p, ctypes.c_ulong, ctypes.c_ulong, _void_p, _void_p)
    ]
    _api.ConvertStringSecurityDescriptorToSecurityDescriptorW.argtypes = [
        *(_text, ctypes.c_ulong, _void_p, _void_p)
    ]
    _api.GetSecurityDescriptorDacl.argtypes = [_void_p, _void_p, _void_p, _void_p]

    def _done(result: int) -> None:
        if not result:
            raise ctypes.WinError(ctypes.get_last_error())

    def _done_or_code(code: int) -> None:
        if code:
            raise ctypes.WinError(code)

    class WindowsRights:
        """The real ones."""

        def user(self) -> str:
            """See Rights."""
            token = ctypes.c_void_p()
            _done(_api.OpenProcessToken(_kernel.GetCurrentProcess(), _QUERY, ctypes.byref(token)))
            try:
                size = ctypes.c_ulong()
                _api.GetTokenInformation(token, _TOKEN_USER, None, 0, ctypes.byref(size))
                # The first thing in it is the place of the SID, which lies behind.
                held = ctypes.create_string_buffer(size.value)
                _done(
                    _api.GetTokenInformation(
                        token, _TOKEN_USER, held, size.value, ctypes.byref(size)
                    )
                )
                sid, text = ctypes.c_void_p.from_buffer(held), ctypes.c_wchar_p()
                _done(_api.ConvertSidToStringSidW(sid, ctypes.byref(text)))
                return _taken(text)
            finally:
                _kernel.CloseHandle(token)

        def read(self, folder: Path) -> str:
            """See Rights."""
            held, text = ctypes.c_void_p(), ctypes.c_wchar_p()
            _done_or_code(
                _api.GetNamedSecurityInfoW(
                    str(folder), _FILE, _DACL, None, None, None, None, ctypes.byref(held)
                )
            )
            try:
                _done(
                    _api.ConvertSecurityDescriptorToStringSecurityDescriptorW(
                        held, _SDDL, _DACL, ctypes.byref(text), None
                    )
                )
                return _taken(text)
            finally:
                _kernel.LocalFree(held)

        def write(self, folder: Path, access: str) -> None:
            """See Rights."""
            held, entries = ctypes.c_void_p(), ctypes.c_void_p()
            is_there, is_default = ctypes.c_int(), ctypes.c_int()
            _done(
                _api.ConvertStringSecurityDescriptorToSecurityDescriptorW(
                    access, _SDDL, ctypes.byref(held), None
                )
            )
            try:
                places = (ctypes.byref(is_there), ctypes.byref(entries), ctypes.byref(is_default))
                _done(_api.GetSecurityDescriptorDacl(held, *places))
                _done_or_code(
                    _api.SetNamedSecurityInfoW(
                        str(folder), _FILE, _DACL | _PROTECTED, None, None, entries, None
                    )
                )
            finally:
                _kernel.LocalFree(held)

    def _taken(text: Any) -> str:
        """The text at a place that the system gave us, which is given back."""
        value = str(text.value)
        _kernel.LocalFree(ctypes.cast(text, ctypes.c_void_p))
        return value

else:

    class WindowsRights:
        """There are none here."""

        def user(self) -> str:
            """See Rights."""
            raise OSError("no Windows")

        def read(self, folder: Path) -> str:
            """See Rights."""
            raise OSError("no Windows", folder)

        def write(self, folder: Path, access: str) -> None:
            """See Rights."""
            raise OSError("no Windows", folder, access)
