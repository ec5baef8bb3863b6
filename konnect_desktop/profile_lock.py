"""Who may open an account's data: one running app, by a lock that the system itself lets go.

What stands in the file means nothing, so that no crash, power cut, reused process number or copied
folder can lock the seller out: the lock ends with the process that held it.
"""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from konnect_desktop import files
from konnect_desktop.errors import AlreadyRunning
from konnect_desktop.paths import make_private


class ProfileLock:
    """Held from the making on until `unlock`."""

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises AlreadyRunning when another app holds it, StoreError in words when
        there can be no file."""
        self.path = path
        make_private(path.parent)
        # Not one for all of the process: two windows of one app are two holders.
        self._lock = FileLock(path, timeout=0, mode=0o600, is_singleton=False)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise AlreadyRunning(detail=path.parent.name) from error
        except OSError as error:
            raise files.trouble(path.parent, error, "your orders cannot be opened") from error

    def unlock(self) -> None:
        """Let the next one in; once is enough."""
        self._lock.release()
