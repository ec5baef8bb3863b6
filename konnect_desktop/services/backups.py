"""Copies of the data file: made each day, listed, and thrown away in time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

from konnect_desktop.domain.backups import (
    Copy,
    CopyFacts,
    CopyKind,
    Restored,
    copy_name,
    is_due,
    outlived,
    read_name,
)
from konnect_desktop.errors import StoreError
from konnect_desktop.files import clean_up
from konnect_desktop.paths import ProfilePaths, make_private
from konnect_desktop.services.context import Clock
from konnect_desktop.store import copies, data_file, restored
from konnect_desktop.store.database import Database


class BackupService:
    """The copies of one open profile. Call from worker threads."""

    def __init__(self, files: ProfilePaths, database: Database, clock: Clock) -> None:
        self._files = files
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()

    def listed(self) -> list[Copy]:
        """All copies, newest first; none of them is opened."""
        return listed(self._files)

    def facts(self, copy: Copy) -> CopyFacts:
        """Open a copy and check it. Raises StoreError in words when it cannot be used."""
        return copies.examine(self._files.backups / copy.name)

    def back_up(self, kind: CopyKind = CopyKind.BY_HAND) -> Path:
        """Copy the data now, and open and check the copy. Raises StoreError or DiskFull."""
        make_private(self._files.backups)
        with self._lock:
            path = free_name(self._files.backups, self._clock(), kind)
            self._database.backup(path)
            try:
                copies.examine(path)
            except StoreError as error:
                clean_up(path)
                raise StoreError(
                    "The copy of your data could not be read back, so it was not kept.",
                    next_step="Restart the app; it then checks the data file itself.",
                    detail=error.detail,
                ) from error
        return path

    def nightly(self) -> Path | None:
        """Make today's copy unless there is one; only then old ones go. Raises as `back_up`."""
        now = self._clock()
        if not is_due(self.listed(), now.astimezone()):
            return None
        path = self.back_up(CopyKind.NIGHTLY)
        # The copy that was just opened is good, so older ones are no longer the last hope.
        for old in outlived(self.listed(), now):
            # One that another program holds is for tomorrow.
            clean_up(self._files.backups / old.name)
        return path

    # ---- after a restore -----------------------------------------------------------------

    def restored(self) -> Restored | None:
        """What copy this is, while checking waits for the seller."""
        return restored.waiting(self._database)

    def go_on(self) -> None:
        """The seller pressed Check now: the app checks by itself again."""
        restored.go_on(self._database)

    def vouch_for_numbers(self) -> None:
        """The seller has set the next invoice numbers: they may be given again."""
        data_file.vouch_for_numbers(self._database)


def listed(files: ProfilePaths) -> list[Copy]:
    """The copies in the backups folder, newest first."""
    found = []
    try:
        for path in files.backups.iterdir():
            facts = path.stat()
            named = read_name(path.name, datetime.fromtimestamp(facts.st_mtime, UTC))
            if named is not None:
                found.append(Copy(path.name, *named, facts.st_size))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreError(
            f"The folder {files.backups} cannot be read, so no copies are listed.",
            next_step="Allow this user to read it.",
            detail=type(error).__name__,
        ) from error
    return sorted(found, key=lambda one: (one.made_at, one.name), reverse=True)


def free_name(folder: Path, at: datetime, kind: CopyKind) -> Path:
    """Where a copy made now goes; a second one in the same second gets a number."""
    path = folder / copy_name(at, kind)
    number = 2
    while path.exists():
        path = folder / copy_name(at, kind).replace(".db", f"-{number}.db")
        number += 1
    return path
