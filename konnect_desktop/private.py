"""What this user alone may read: the data folder and everything that lies in it.

On Linux and macOS by modes, 0700 and 0600, whatever the umask; on Windows by an access list, which
what lies in a folder takes over from it.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
#: Where other things lie beside ours, the folder itself is not ours to close.
_OURS = frozenset({"logs", "profiles"})


def begin() -> None:
    """Whatever this process makes from now on is for this user alone, also what Qt, SQLite and
    the processes that it starts make."""
    if os.name == "posix":
        os.umask(_OTHERS)


def make_folder(folder: Path) -> None:
    """Create `folder` with the parents it lacks, and close it. Raises OSError when there is none
    afterwards; where the disk knows no rights (a stick), it stays open."""
    missing = []
    for part in (folder, *folder.parents):
        if part.is_dir():
            break
        missing.append(part)
    for part in reversed(missing):
        part.mkdir(mode=stat.S_IRWXU, exist_ok=True)
        close(part)
    if not missing and os.name == "posix":
        # On Windows that may go through thousands of files: `close_all` does it in time.
        close(folder)


def close(path: Path) -> None:
    """Keep others out of one file or folder; never raises."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            if path.is_dir():
                from konnect_desktop import windows_rights

                windows_rights.close(path)
        elif (mode := stat.S_IMODE(path.stat().st_mode)) & _OTHERS:
            path.chmod(mode & ~_OTHERS)


def close_all(data_dir: Path, at_most: int | None = None) -> bool:
    """Close whatever an older version or another umask left open below the data folder.

    `at_most`: look at so many files and folders, the outer ones first; returns whether that was
    all. Links are not followed. Never raises.
    """
    with contextlib.suppress(OSError):
        if {entry.name for entry in os.scandir(data_dir)} <= _OURS:
            close(data_dir)
    if sys.platform == "win32":
        # What lies in a folder has its list from there.
        for name in _OURS:
            if (data_dir / name).is_dir():
                close(data_dir / name)
        return True
    for count, entry in enumerate(_below(data_dir)):
        if at_most is not None and count >= at_most:
            return False
        _close_entry(entry)
    return True


def _below(data_dir: Path) -> Iterator[os.DirEntry[str]]:
    """Everything of ours, folder by folder, without what links lead to."""
    with contextlib.suppress(OSError):
        folders = []
        for entry in os.scandir(data_dir):
            if entry.name in _OURS and entry.is_dir(follow_symlinks=False):
                yield entry
                folders.append(entry.path)
        while folders:
            folder = folders.pop(0)
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    yield entry
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)


def _close_entry(entry: os.DirEntry[str]) -> None:
    with contextlib.suppress(OSError):
        mode = entry.stat(follow_symlinks=False).st_mode
        if mode & _OTHERS and (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            # Between the look and this, nobody else can put a link there: the folder is closed.
            Path(entry.path).chmod(stat.S_IMODE(mode) & ~_OTHERS)
