"""SQLite's errors in the seller's words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from konnect_desktop.domain.data_file import Trouble
from konnect_desktop.errors import DiskFull, StoreError

_FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_FSYNC")
#: Python cannot read the words with which SQLite quotes a damaged page.
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "UnicodeDecodeError")
_READ_ONLY = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
_IN_USE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")


class LostData(StoreError):
    """The data file is not what it was: nothing is begun anew until the seller has decided."""

    next_step = "Start the app again: it offers your newest copy. Nothing was deleted."

    def __init__(self, trouble: Trouble, *, detail: str = "") -> None:
        super().__init__(f"{_WRONG[trouble]}, so it was not opened.", detail=detail)
        self.trouble = trouble


_WRONG = {
    Trouble.GONE: "The app's data file is gone",
    Trouble.EMPTY: "The app's data file is empty",
    Trouble.DAMAGED: "The app's data file is damaged",
    Trouble.FOREIGN: "The app's data file is one of another program",
    Trouble.OTHER_ACCOUNT: "The app's data file holds another account's orders",
    Trouble.OLDER: "The app's data file lacks what was saved last",
    Trouble.NOT_A_FILE: "Something else is in the place of the app's data file",
}


class DamagedDatabase(LostData):
    """The data file can no longer be read; it was kept aside under another name."""

    next_step = (
        "Start the app again: it offers your newest copy, or fetches your orders anew. "
        "The damaged file was kept."
    )

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(Trouble.DAMAGED, detail=detail)


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
