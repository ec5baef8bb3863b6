"""SQLite's errors in the seller's words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from konnect_desktop.errors import DiskFull, StoreError

_FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_FSYNC")
#: Python cannot read the words with which SQLite quotes a damaged page.
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "UnicodeDecodeError")
_READ_ONLY = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
_IN_USE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")


class DamagedDatabase(StoreError):
    """The data file can no longer be read; it was kept aside under another name."""

    user_message = "The app's data file is damaged and could not be opened."
    next_step = (
        "Start the app again: it offers your newest copy, or fetches your orders anew. "
        "The damaged file was kept."
    )


def is_ours_to_translate(error: sqlite3.Error) -> bool:
    """Whether the machine is at fault; wrong SQL and broken constraints are bugs of ours."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError
    )


def is_damage(error: Exception) -> bool:
    """Whether the file itself is broken."""
    return _name(error).startswith(_DAMAGED)


def translate(error: Exception, path: Path) -> StoreError:
    """The StoreError with words for `error` on the file at `path`."""
    name = _name(error)
    detail = f"{name} {path.name}"
    if name.startswith(_FULL) or "disk is full" in str(error):
        return DiskFull(
            f"The disk that holds {path.parent} is full, so the last step was not saved.",
            detail=detail,
        )
    if name.startswith(_DAMAGED):
        return DamagedDatabase(detail=detail)
    if name.startswith(_READ_ONLY):
        return StoreError(
            f"The folder {path.parent} cannot be written, so nothing was saved.",
            next_step="Allow this user to write there, or choose another data folder.",
            detail=detail,
        )
    if name.startswith(_IN_USE):
        return StoreError(
            "Another program is holding the app's data file, so the last step was not saved.",
            next_step="Close programs that copy or scan this folder, then press Try again.",
            detail=detail,
        )
    return StoreError(detail=f"{detail}: {error}")


def _name(error: Exception) -> str:
    return getattr(error, "sqlite_errorname", "") or type(error).__name__
