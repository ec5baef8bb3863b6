"""Takes an account's data off this computer while the profile is closed.

First everything but the data file that takes the place of the old one is moved into one folder,
then the folder is deleted. A kill leaves that folder with a note in it, and the next start goes on:
before the note is gone nothing new can come into the profile, afterwards only the folder goes.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from konnect_desktop import leftovers, logs
from konnect_desktop.errors import KonnectError, StoreError
from konnect_desktop.files import read, remove, write_whole
from konnect_desktop.paths import PRACTICE_PROFILE, Paths, ProfilePaths, make_private
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.settings import Settings
from konnect_desktop.store import copies, emptying

#: Holds what is about to be deleted.
_BIN = "removing"
#: Until this is gone the account's data is not out of the way yet.
_NOTE = "not_done"
#: Names what another program had open, so that it could not be moved into the bin.
_HELD = "held"
_LOCK = "app.lock"


def is_unfinished(files: ProfilePaths) -> bool:
    """Whether a removal was begun and data of the account may still be in its place."""
    return (files.root / _BIN / _NOTE).exists()


def begin(files: ProfilePaths) -> None:
    """From now on the removal is finished, by this run or the next. Raises StoreError."""
    try:
        make_private(files.root / _BIN)
        note = files.root / _BIN / _NOTE
        note.touch(mode=0o600)
        _to_disk(note.parent)
        _to_disk(files.root)
    except OSError as error:
        raise StoreError(
            "Nothing was removed, because the data folder cannot be written.",
            next_step=f"Allow this user to write in {files.root}, then try again.",
            detail=type(error).__name__,
        ) from error


def finish(paths: Paths, files: ProfilePaths) -> int:
    """Remove what `begin` announced; returns how many files another program keeps from going.

    Nobody may have the profile open. May be called again whenever it was interrupted. Raises
    StoreError or DiskFull when the data file cannot be replaced; then the next start tries again.
    """
    note = files.root / _BIN / _NOTE
    if note.exists():
        _swap_data(files)
        _forget_account(files)
        _write_held(files, _move_out(files))
        leftovers.forget_logs(logs.file_of(paths, files.name), datetime.now(UTC))
        leftovers.forget_temporary()
        _to_disk(files.root)
        remove(note)
        if files.name != PRACTICE_PROFILE:
            _clear_practice(paths)
    stayed = sum(
        _delete(files.root / name)
        for name, written in _held(files)
        # What was written since then is somebody else's.
        if _written(files.root / name) == written
    )
    if not stayed:
        return _delete(files.root / _BIN)
    for path in (files.root / _BIN).iterdir():
        stayed += _delete(path) if path.name != _HELD else 0
    return stayed


def _swap_data(files: ProfilePaths) -> None:
    new = files.root / _BIN / "orders.new"
    emptying.make_emptied(files.database, new)
    copies.swap(new, files.database)


def _move_out(files: ProfilePaths) -> list[Path]:
    """Whatever lies in the profile and is not known to stay, so that nothing is forgotten.

    Returns the files that another program kept in their place.
    """
    data = files.database.name
    held: list[Path] = []
    stays = (data, f"{data}.numbers", files.settings.name, _BIN)
    for path in list(files.root.iterdir()):
        if path.name in stays or path.name.startswith(_LOCK):
            continue
        held += _moved(path, _free(files.root / _BIN / path.name))
    return held


def _moved(path: Path, to: Path) -> list[Path]:
    """Move a file or folder; of a folder in which a file is open all else goes. Returns what
    stayed."""
    try:
        path.replace(to)
    except OSError:
        if not path.is_dir() or path.is_symlink():
            return [path] if _delete(path) else []
        to.mkdir(mode=0o700)
        return [left for one in list(path.iterdir()) for left in _moved(one, to / one.name)]
    return []


def _write_held(files: ProfilePaths, paths: list[Path]) -> None:
    """Put down, for the next starts, what is to be deleted and when it was written."""
    held = [(path.relative_to(files.root).as_posix(), _written(path)) for path in paths]
    if held:
        write_whole(files.root / _BIN / _HELD, json.dumps(held).encode())


def _held(files: ProfilePaths) -> list[tuple[str, int]]:
    try:
        found = json.loads(read(files.root / _BIN / _HELD))
        return [(str(name), int(written)) for name, written in found]
    except (OSError, ValueError, TypeError):
        return []


def _written(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def _free(path: Path) -> Path:
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.name}.{number}")
        number += 1
    return free


def _forget_account(files: ProfilePaths) -> None:
    """How the app is set up stays; who was signed in, and what was learned there, goes."""
    if not files.settings.exists():
        return
    saved, lost = Settings.read(files.settings)
    if lost is not None and lost.is_unread:
        raise StoreError(
            f"The settings file {files.settings} could not be read, so the account is still in it.",
            next_step="Close programs that copy or scan it, then start the app again.",
        )
    plain = Settings()
    names = (
        "base_url",
        "username",
        "level",
        "location_codes",
        "page_base",
        "page_size",
        "largest_page",
        "date_format",
        "date_format_known",
    )
    saved.changed(**{name: getattr(plain, name) for name in names}).save(files.settings)


def _clear_practice(paths: Paths) -> None:
    """Practice has made-up buyers, but looks the same. One that is open stays."""
    files = paths.profile(PRACTICE_PROFILE)
    if not files.root.exists():
        return
    try:
        lock = ProfileLock(paths.lock(PRACTICE_PROFILE))
    except (KonnectError, OSError):
        return
    try:
        for path in list(files.root.iterdir()):
            if path.name != files.settings.name and not path.name.startswith(_LOCK):
                _delete(path)
    finally:
        lock.unlock()


def _delete(path: Path) -> int:
    """Delete a file or a whole folder; returns how many files stayed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return sum(one.is_file() for one in path.rglob("*")) if path.exists() else 0
    with contextlib.suppress(OSError):
        remove(path)
    return int(path.exists())


def _to_disk(folder: Path) -> None:
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
