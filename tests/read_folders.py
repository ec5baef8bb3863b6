"""Data folders that have read a practice server, made once and copied for the tests after it."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Hashable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.settings import Settings

#: An older one would look like a desk that has not looked for a while.
_FRESH_S = 180.0

MakeServer = Callable[[int], PracticeServer]
#: Fills the folder with what the server has; returns the settings with what was found out.
Read = Callable[[PracticeServer, Path], Settings]


@dataclass(frozen=True)
class _Read:
    folder: Path
    port: int
    ids: list[str]
    at: float
    settings: Settings


class ReadFolders:
    """One for all tests of a process.

    The same seed, count and hour give the same orders. So the folder that one server filled is
    right for the next of its kind, which has to listen at the same address: the links to the
    papers name it, and so does the account.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._count = 0
        self._known: dict[Hashable, _Read] = {}

    def open(
        self, kind: Hashable, make: MakeServer, read: Read, folder: Path
    ) -> tuple[PracticeServer, Settings]:
        """A running server, nothing asked of it yet, and `folder` as `read` filled it.

        `make` gets the port; two servers of one `kind` have the same orders within an hour.
        """
        known = self._known.get(kind)
        if known is None or time.monotonic() - known.at > _FRESH_S:
            known = self._read(kind, make, read)
        server = _started(make(known.port))
        if server is None or server.world.ids() != known.ids:
            if server is not None:
                server.stop()
            # Another has the port, or the hour is over.
            del self._known[kind]
            server = make(0).start()
            return server, read(server, folder)
        shutil.copytree(known.folder, folder, dirs_exist_ok=True)
        _make_fresh(folder, time.monotonic() - known.at)
        return server, known.settings

    def _read(self, kind: Hashable, make: MakeServer, read: Read) -> _Read:
        before = self._known.pop(kind, None)
        if before is not None:
            shutil.rmtree(before.folder)
        self._count += 1
        folder = self._root / str(self._count)
        with make(0) as server:
            at, ids, port = time.monotonic(), server.world.ids(), server.port
            self._known[kind] = made = _Read(folder, port, ids, at, read(server, folder))
        return made


def _make_fresh(folder: Path, age_s: float) -> None:
    """As if it had been read just now: else a check falls due in the middle of a test."""
    for path in folder.rglob("orders.db"):
        with closing(sqlite3.connect(path)) as conn, conn:
            conn.execute(
                "UPDATE sweep SET last_started = last_started + :age,"
                " last_finished = last_finished + :age",
                {"age": int(age_s)},
            )


def _started(server: PracticeServer) -> PracticeServer | None:
    """None when somebody else listens there."""
    try:
        return server.start()
    except OSError:
        return None
