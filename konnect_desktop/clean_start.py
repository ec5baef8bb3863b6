"""What the app does first: nothing that lies in the folder it was started from shall run in it.

A seller starts the app from wherever they are, often from the folder of downloads. Libraries of
ours and of others look for programs and parts by name, so what leads them there is taken away
before the first of them is loaded. `konnect_desktop/__init__.py` has done the same for modules.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

#: Qt comes with its own parts; those of another Qt end the process, at best.
_QT_FOLDERS = ("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH")


def safe_folder() -> Path:
    """A folder that only an installation writes to: the one of the interpreter."""
    return Path(sys.executable).absolute().parent if sys.executable else Path(os.sep)


def clean_environment(environment: MutableMapping[str, str], here: Path) -> None:
    """Take out what leads to `here`, the folder that the app was started from."""
    for name in _QT_FOLDERS:
        environment.pop(name, None)
    if "PATH" in environment:
        environment["PATH"] = os.pathsep.join(_elsewhere(environment["PATH"], here))
    if sys.platform == "win32":
        # Programs that are named without a folder are not looked for where one stands.
        environment["NoDefaultCurrentDirectoryInExePath"] = "1"


def leave_folder(here: Path) -> None:
    """Clean this process and work in `safe_folder` from now on; for the start of the app.

    Paths of the command line have to be absolute by now.
    """
    clean_environment(os.environ, here)
    if sys.platform == "win32":
        from konnect_desktop.windows import kernel32

        # Without a name: libraries are not looked for where one stands.
        kernel32().SetDllDirectoryW("")
    try:
        os.chdir(safe_folder())
    except OSError:
        return  # what is above holds all the same


def _elsewhere(path: str, here: Path) -> list[str]:
    """The folders of a search path that are named in full and are not `here`."""
    entries = (entry.strip('"') for entry in path.split(os.pathsep))
    return [entry for entry in entries if Path(entry).is_absolute() and not _is_same(entry, here)]


def _is_same(entry: str, here: Path) -> bool:
    return os.path.realpath(entry) == os.path.realpath(here)
