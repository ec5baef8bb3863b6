"""A copy takes the place of the data file while the profile is closed (reliability R15, R17).

Until the one rename at the end, the present file is the data; from then on the copy is. Whenever
the app is killed, one of the two is there, whole.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from konnect_desktop.domain.backups import Copy, CopyFacts, CopyKind
from konnect_desktop.errors import StoreError
from konnect_desktop.paths import ProfilePaths, make_private
from konnect_desktop.services.backups import free_name, listed
from konnect_desktop.store import copies
from konnect_desktop.store.failures import DamagedDatabase

_SCRATCH = "restoring"


@dataclass(frozen=True, slots=True)
class GoodCopy:
    """A copy that was opened and is whole."""

    copy: Copy
    facts: CopyFacts


def newest_good(files: ProfilePaths) -> GoodCopy | None:
    """The newest copy that can be used; None when there is none. May take seconds."""
    for copy in listed(files):
        with contextlib.suppress(StoreError):
            return GoodCopy(copy, copies.examine(files.backups / copy.name))
    return None


def was_damaged(error: Exception) -> bool:
    """Whether the profile did not open because its data file is broken."""
    return isinstance(error, DamagedDatabase)


def is_missing(files: ProfilePaths) -> bool:
    """Whether a damaged data file was put aside and nothing stands in its place yet."""
    if files.database.exists():
        return False
    return any(files.root.glob(f"{files.database.name}.damaged-*"))


def restore(files: ProfilePaths, copy: Copy, clock: Callable[[], datetime]) -> Path | None:
    """Put `copy` in the place of the data file; returns the copy of the present state, if any.

    Nobody else may have the profile open. Raises StoreError in words: the present data is then
    as it was, or, when it was damaged, kept aside.
    """
    source = files.backups / copy.name
    copies.examine(source)
    scratch = files.root / _SCRATCH
    shutil.rmtree(scratch, ignore_errors=True)
    make_private(scratch)
    make_private(files.backups)
    now = clock()
    try:
        kept = copies.keep_present(
            files.database, free_name(files.backups, now, CopyKind.BEFORE_RESTORE)
        )
        work = scratch / files.database.name
        copies.copy_whole(source, work)
        copies.make_ready(work, kept, _aside(files), copy.made_at, now)
        copies.examine(work)
        copies.swap(work, files.database)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return kept


def _aside(files: ProfilePaths) -> Path | None:
    """The data file that was put aside last: its invoice numbers may still be readable."""
    if files.database.exists():
        return None
    found = [
        path
        for path in files.root.glob(f"{files.database.name}.damaged-*")
        if not path.name.endswith(("-wal", "-shm"))
    ]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)
