"""What would make the set-up fail half-way or do harm, found before it touches anything.

Each answer is the words for the person at the terminal, None where nothing is in the way.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

#: The longest project folder into which every file of the packages fits, in UTF-16 units: Windows
#: takes 259 for a path, and the longest of them needs 176 below the project.
LONGEST_ROOT = 83
#: In the environment: held by every app that runs from it.
OPEN_NAME = "konnect-open"
#: Windows: a virus scanner may hold the file for a moment; the app holds it as long as it runs.
_TRIES, _PAUSE_S = 5, 0.2

_STORE = """\
This Python comes from the Microsoft Store, so nothing was installed. It hides what a program
saves in a folder of its own, and your orders and invoice numbers would go when it is reset or
removed.
Get Python from https://www.python.org/downloads/windows/ and run this file with it:
  py installer\\start.py"""
_STORE_DATA = """
The orders that it has kept so far are in
  {found}
Before you remove that Python, copy this folder to
  {wanted}"""
_TOO_LONG = """\
The path of this folder is too long for Windows, so nothing was installed:
  {root}
It has {length} letters; the files of the app fit below {longest}.
Move the folder to a short place, such as C:\\Konnect, and run this again from there."""
_OPEN = """\
Konnect Desktop is open, and this would change the files that it runs from, so nothing was
changed.
Close its window, then run this again."""


def trouble(root: Path) -> str | None:
    """Why nothing can be set up in `root` with this Python."""
    if sys.platform == "win32":
        if is_from_store(sys.base_prefix, sys.executable):
            return store_words(os.environ)
        return too_long_words(str(root), takes_long_paths())
    return None


# ---- Python of the Microsoft Store -------------------------------------------------------------


def is_from_store(*places: str) -> bool:
    """Whether one of these paths of an interpreter is that of an app of the Store."""
    return any("windowsapps" in place.lower().replace("/", "\\").split("\\") for place in places)


def store_words(environment: Mapping[str, str]) -> str:
    """What is wrong with it, and where it hid an earlier run's data."""
    local = environment.get("LOCALAPPDATA", "")
    pattern = "PythonSoftwareFoundation.Python.*/LocalCache/Local/Konnect Desktop"
    found = sorted(Path(local, "Packages").glob(pattern)) if local else []
    if not found:
        return _STORE
    return _STORE + _STORE_DATA.format(found=found[-1], wanted=Path(local, "Konnect Desktop"))


# ---- long paths --------------------------------------------------------------------------------


def too_long_words(root: str, has_long_paths: bool) -> str | None:
    """What to do when the files of the packages would not fit below `root`."""
    length = len(root.encode("utf-16-le", "surrogatepass")) // 2
    if has_long_paths or length <= LONGEST_ROOT:
        return None
    return _TOO_LONG.format(root=root, length=length, longest=LONGEST_ROOT)


def takes_long_paths() -> bool:
    """Whether this Windows was told to take paths of any length."""
    if sys.platform == "win32":
        import winreg

        try:
            key = r"SYSTEM\CurrentControlSet\Control\FileSystem"
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
                return bool(winreg.QueryValueEx(opened, "LongPathsEnabled")[0])
        except OSError:
            return False
    return True


# ---- an app that runs from the environment -----------------------------------------------------


def open_words(venv: Path) -> str | None:
    """What to do first when an app runs from `venv`."""
    return _OPEN if is_open(venv / OPEN_NAME) else None


def is_open(mark: Path) -> bool:
    """Whether a running app holds `mark`. See `konnect_desktop/environment_mark.py`."""
    if not mark.exists():
        return False
    if sys.platform == "win32":
        import time

        for _ in range(_TRIES):
            try:
                mark.unlink()
                return False
            except FileNotFoundError:
                return False
            except PermissionError:
                time.sleep(_PAUSE_S)
        return True
    import fcntl

    with mark.open("ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
