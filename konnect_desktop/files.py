"""How files are written, moved and deleted: whole, for this user alone, and with patience.

A virus scanner, an indexer or a copy program opens a new file for a moment, and on Windows nobody
can move or delete it meanwhile.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from konnect_desktop.errors import DiskFull, StoreError

#: How long another program may hold a file, and the first of the growing waits.
_PATIENCE_S, _FIRST_WAIT_S = 2.0, 0.01
#: What Windows says of a file that another program has open, or has locked a part of.
_HELD = (32, 33)
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_NO_ANSWER = tuple(
    getattr(errno, name)
    for name in ("EIO", "ENODEV", "ENXIO", "ESTALE", "ETIMEDOUT", "EHOSTDOWN", "ENOTCONN")
    if hasattr(errno, name)
)
_TOO_LONG = (errno.ENAMETOOLONG,)
#: Windows' own numbers: no such drive, network path not found, no network name, path too long.
_WIN_GONE, _WIN_TOO_LONG, _WIN_FULL = (15, 21, 53, 55, 64, 67), (206,), (39, 112)
_AGAIN = "then try again."
_T = TypeVar("_T")


class InUse(PermissionError):
    """Nothing but another program that has the named file open keeps it from being written."""


# ---- patience --------------------------------------------------------------------------


def replace(source: Path, target: Path) -> None:
    """Move a file onto another, which is gone then. Raises OSError after about 2 s."""
    patiently(lambda: source.replace(target))


def rename(source: Path, target: Path) -> None:
    """Move a file to a free name. Raises OSError after about 2 s."""
    patiently(lambda: source.rename(target))


def remove(path: Path) -> None:
    """Delete a file; one that is gone is no error. Raises OSError after about 2 s."""
    patiently(lambda: path.unlink(missing_ok=True))


def remove_folder(path: Path) -> None:
    """Delete a folder with all that is in it; one that is gone is no error.

    Raises OSError after about 2 s, with what nobody holds deleted.
    """
    with contextlib.suppress(FileNotFoundError):
        patiently(lambda: shutil.rmtree(path))


def read(path: Path, patience_s: float | None = None) -> bytes:
    """What stands in a file, also when a scanner keeps it closed for a moment.

    Raises OSError, of a file that is held after `patience_s` seconds (about 2).
    """
    return patiently(path.read_bytes, patience_s)


def head(path: Path, size: int) -> bytes:
    """The first `size` bytes of a file; raises as `read`."""

    def act() -> bytes:
        with path.open("rb") as file:
            return file.read(size)

    return patiently(act)


def clean_up(*paths: Path) -> None:
    """Delete what is of no use any more. Never raises and never waits: mostly something else
    just failed, and that is what the seller must hear of."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def patiently(act: Callable[[], _T], patience_s: float | None = None) -> _T:
    """What `act` gives; while a file is held it is tried again, with growing waits."""
    left = _PATIENCE_S if patience_s is None else patience_s
    end, wait = time.monotonic() + left, _FIRST_WAIT_S
    while True:
        try:
            return act()
        except PermissionError:
            if time.monotonic() + wait > end:
                raise
            time.sleep(wait)
            wait *= 2


# ---- whole or not at all ---------------------------------------------------------------


def write_whole(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write beside `path`, to the disk, and rename: afterwards it is whole, or as it was.

    For this user alone, also where the old file was open to others. Raises OSError, InUse where
    a program has the old file open, and then nothing is left beside it.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".partial")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(Path(temporary), path)
    except BaseException:
        clean_up(Path(temporary))
        raise


def _put_in_place(whole: Path, path: Path) -> None:
    try:
        replace(whole, path)
    except PermissionError as error:
        # The folder took the new file, so it is not the folder's rights: Windows says no more
        # than "denied" of a file that somebody has open, be it in a spreadsheet program.
        if path.is_file() and os.access(path, os.W_OK):
            raise InUse(error.errno, error.strerror, str(path)) from error
        raise


# ---- words -----------------------------------------------------------------------------


def trouble(folder: Path, error: OSError, lost: str, *, otherwise: str = "") -> StoreError:
    """Why something could not be written to `folder`, naming it, and what to do.

    `lost`: what was not done, such as "the paper was not saved"; `otherwise`: another way than to
    mend that, such as "choose another folder".
    """
    number, windows = error.errno, getattr(error, "winerror", None)
    way_out = f" Or {otherwise}." if otherwise else ""
    detail = errno.errorcode.get(number or 0, type(error).__name__)
    if number in _FULL or windows in _WIN_FULL:
        return DiskFull(
            f"The disk that holds {folder} is full, so {lost}.",
            next_step=f"Free some space, {_AGAIN}{way_out}",
            detail=detail,
        )
    in_the_way = _file_in(folder)
    if in_the_way is not None:
        what = f"{in_the_way} is a file, where the app needs a folder"
        then = f"Rename that file or move it away, {_AGAIN}"
    elif isinstance(error, InUse):
        what = f"Another program has {error.filename} open"
        then = f"Close it there, {_AGAIN}"
    elif windows in _HELD:
        what = f"Another program is holding a file in {folder}"
        then = f"Close programs that copy or scan this folder, {_AGAIN}"
    elif number == errno.EROFS:
        what = f"{folder} is on a disk that can only be read"
        then = f"Allow writing to that disk, {_AGAIN}"
    elif isinstance(error, PermissionError):
        what = f"You may not write in {folder}"
        then = f"Allow your user to write there, {_AGAIN}"
    elif number in _TOO_LONG or windows in _WIN_TOO_LONG:
        what = f"The path {folder} is too long"
        then = f"Move the folder to a shorter path, {_AGAIN}"
    elif isinstance(error, FileNotFoundError) or windows in _WIN_GONE:
        what = f"The folder {folder} cannot be reached"
        then = f"Connect the disk or the network that it is on, {_AGAIN}"
    elif number in _NO_ANSWER:
        what = f"The disk that holds {folder} does not answer"
        then = f"Check that it is connected, {_AGAIN}"
    else:
        what = f"The folder {folder} cannot be written"
        then = f"Check the folder and its disk, {_AGAIN}"
    return StoreError(f"{what}, so {lost}.", next_step=f"{then}{way_out}", detail=detail)


def _file_in(folder: Path) -> Path | None:
    """The part of this path that is a file."""
    for part in (folder, *folder.parents):
        with contextlib.suppress(OSError):
            if part.exists():
                return None if part.is_dir() else part
    return None
