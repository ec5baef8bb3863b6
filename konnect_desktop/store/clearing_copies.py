"""Takes orders whose data has left out of the copies of the data file, too.

A copy keeps its own schema, so that it still serves the version of the app it was made by. It is
worked on beside its place and takes it when it is done: a kill leaves it as it was.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from konnect_desktop import files
from konnect_desktop.errors import StoreError
from konnect_desktop.store import copies, departing, failures, keys, migrations
from konnect_desktop.store.compacting import INCREMENTAL
from konnect_desktop.store.database import Database
from konnect_desktop.store.departing import TABLES

_SUFFIX = ".clearing"
#: The first schema that knows when an order changed.
_KNOWS_CHANGES = 19


@dataclass(frozen=True, slots=True)
class Present:
    """What the data file itself holds and has let go."""

    departed: frozenset[str]
    held: frozenset[str]


def present(db: Database) -> Present:
    """Read it. Raises StoreError."""
    with db.read() as conn:
        departed = {row[0] for row in conn.execute("SELECT id FROM departed")}
        held = {row[0] for row in conn.execute("SELECT id FROM shipment")}
        held |= {row[0] for row in conn.execute("SELECT id FROM gone")}
    return Present(frozenset(departed - held), frozenset(held))


def clear(path: Path, known: Present, days: int, now: datetime, *, is_over: bool) -> bool:
    """Take out of the copy at `path` what has left, or should have; returns whether it held any.

    `is_over`: the copy itself is older than the time of an order, so whatever the data file does
    not hold any more leaves. Raises DamagedCopy or StoreError; the copy is then as it was.
    """
    try:
        with copies.reading(path) as conn:
            ids = _due(conn, known, days, now, is_over=is_over)
            is_old = _auto_vacuum(conn) != INCREMENTAL
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise copies.DamagedCopy(detail=f"{type(error).__name__} {path.name}") from error
    if not ids and not is_old:
        return False
    scratch = path.with_name(path.name + _SUFFIX)
    try:
        made = path.stat()
        for left in _left(path.parent, path.name):
            # A journal of an earlier scratch file would be taken into the new one.
            files.remove(left)
        copies.copy_whole(path, scratch)
        with _open(scratch) as conn:
            _take_out(conn, ids, is_old=is_old)
        os.utime(scratch, ns=(made.st_atime_ns, made.st_mtime_ns))
        files.replace(scratch, path)
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.Error):
            raise failures.translate(error, path) from error
        raise StoreError(
            f"The copy {path.name} could not be cleared of old orders.",
            next_step="Close programs that use this folder. The app tries again tomorrow.",
            detail=type(error).__name__,
        ) from error
    finally:
        sweep(path.parent, path.name)
    return True


def sweep(folder: Path, name: str = "*") -> None:
    """Delete what a kill left half done; what another program holds is for the next time."""
    files.clean_up(*_left(folder, name))


def _left(folder: Path, name: str) -> Iterator[Path]:
    for suffix in ("", "-wal", "-shm", "-journal", ".partial"):
        yield from folder.glob(f"{name}{_SUFFIX}{suffix}")


def _due(
    conn: sqlite3.Connection, known: Present, days: int, now: datetime, *, is_over: bool
) -> list[str]:
    found = {row[0] for row in conn.execute("SELECT id FROM shipment UNION SELECT id FROM gone")}
    due = found & known.departed
    if is_over:
        due |= found - known.held
    elif migrations.version_of(conn) >= _KNOWS_CHANGES:
        due |= set(departing.due_ids(conn, days, now)) - known.held
    return sorted(due)


@contextlib.contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
        for pragma in ("trusted_schema = OFF", "secure_delete = ON", "foreign_keys = ON"):
            conn.execute(f"PRAGMA {pragma}")
        conn.execute("PRAGMA journal_mode = DELETE")
        keys.register(conn)
        yield conn


def _take_out(conn: sqlite3.Connection, ids: Collection[str], *, is_old: bool) -> None:
    wanted = json.dumps(list(ids))
    there = {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}
    conn.execute("BEGIN IMMEDIATE")
    departing.delete_from(conn, [one for one in TABLES if one[0] in there], wanted)
    departing.strip(conn, wanted)
    conn.execute("INSERT INTO shipment_text (shipment_text) VALUES ('optimize')")
    conn.execute("COMMIT")
    if is_old:
        # Older versions of the app did not overwrite what they deleted.
        conn.execute(f"PRAGMA auto_vacuum = {INCREMENTAL}")
        conn.execute("VACUUM")


def _auto_vacuum(conn: sqlite3.Connection) -> int:
    return int(conn.execute("PRAGMA auto_vacuum").fetchone()[0])
