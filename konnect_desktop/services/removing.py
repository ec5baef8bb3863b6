"""Takes an account's data off this computer while the profile is closed.

First everything but the data file that takes the place of the old one is moved into one folder,
then the folder is deleted. A kill leaves that folder with a note in it, and the next start goes on:
before the note is gone nothing new can come into the profile, afterwards only the folder goes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from konnect_desktop import leftovers, logs
from konnect_desktop.errors import KonnectError, StoreError
from konnect_desktop.files import remove
from konnect_desktop.paths import PRACTICE_PROFILE, Paths, ProfilePaths, make_private
from konnect_desktop.profile_lock import ProfileLock
from konnect_desktop.settings import Settings
from konnect_desktop.store import copies, emptying

#: Holds what is about to be deleted.
_BIN = "removing"
#: Until this is gone the account's data is not out of the way yet.
_NOTE = "not_done"
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
        _move_out(files)
        _forget_account(files)
        leftovers.forget_logs(logs.file_of(paths, files.name), datetime.now(UTC))
        leftovers.forget_temporary()
        _to_disk(files.root)
        note.unlink(missing_ok=True)
        if files.name != PRACTICE_PROFILE:
            _clear_practice(paths)
    return _delete(files.root / _BIN)


def _swap_data(files: ProfilePaths) -> None:
    new = files.root / _BIN / "orders.new"
    emptying.make_emptied(files.database, new)
    copies.swap(new, files.database)


def _move_out(files: ProfilePaths) -> None:
    """Whatever lies in the profile and is not known to stay, so that nothing is forgotten."""
    data = files.database.name
    stays = (data, f"{data}.numbers", files.settings.name, _BIN)
    for path in list(files.root.iterdir()):
        if path.name in stays or path.name.startswith(_LOCK):
            continue
        with contextlib.suppress(OSError):
            # Where it cannot be moved, it is deleted as far as others let it.
            path.replace(_free(files.root / _BIN / path.name))
            continue
        _delete(path)


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
    saved, plain = Settings.load(files.settings), Settings()
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
