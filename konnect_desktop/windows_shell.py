"""What the app asks of the shell of Windows: its place in the task bar, who may come to the front,
and the colours of a contrast theme. Elsewhere all of it does nothing."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass
from typing import ClassVar

from konnect_desktop.windows import kernel32, system_library

_GET_HIGH_CONTRAST, _IS_ON = 0x42, 1
#: Whoever is named by it, every process.
_ANYONE = -1
#: GetSysColor's numbers, in the order of SystemColours.
_COLOURS = (5, 8, 13, 14, 15, 18, 17, 26)


@dataclass(frozen=True, slots=True)
class SystemColours:
    """What a contrast theme is made of, each "#RRGGBB"."""

    window: str
    text: str
    highlight: str
    highlight_text: str
    button: str
    button_text: str
    grey: str
    link: str


class _HighContrast(ctypes.Structure):
    _fields_: ClassVar = (
        ("size", ctypes.c_uint),
        ("flags", ctypes.c_uint),
        ("scheme", ctypes.c_void_p),
    )


def name_app(name: str) -> None:
    """Tell the task bar which app this is, before the first window: it would show Python's icon."""
    if sys.platform == "win32":
        system_library("shell32.dll").SetCurrentProcessExplicitAppUserModelID(
            ctypes.c_wchar_p(name)
        )


def let_come_to_front(pipe: int) -> None:
    """Let the app at the other end of a local socket show its window over this process's.

    Windows lets only the program that the person has just used do that, or whom it names.
    """
    if sys.platform == "win32":
        other = ctypes.c_uint32()
        known = kernel32().GetNamedPipeServerProcessId(ctypes.c_void_p(pipe), ctypes.byref(other))
        who = ctypes.c_uint32(other.value if known else _ANYONE)
        system_library("user32.dll").AllowSetForegroundWindow(who)


def contrast_colours() -> SystemColours | None:
    """The colours of the contrast theme that the person has chosen; None where there is none."""
    if sys.platform == "win32":
        user32 = system_library("user32.dll")
        answer = _HighContrast(size=ctypes.sizeof(_HighContrast))
        asked = user32.SystemParametersInfoW(
            _GET_HIGH_CONTRAST, answer.size, ctypes.byref(answer), 0
        )
        if asked and answer.flags & _IS_ON:
            return SystemColours(*(hexadecimal(user32.GetSysColor(number)) for number in _COLOURS))
    return None


def hexadecimal(colour: int) -> str:
    """Windows' 0x00BBGGRR as "#RRGGBB"."""
    red, green, blue = colour & 0xFF, colour >> 8 & 0xFF, colour >> 16 & 0xFF
    return f"#{red:02X}{green:02X}{blue:02X}"
