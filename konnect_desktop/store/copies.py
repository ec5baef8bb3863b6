"""Copies of the data file: looked at, made ready to take its place, and put there.

Nothing here needs an open profile, because the file that is replaced may be damaged.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from konnect_desktop import files, private
from konnect_desktop.domain.backups import CopyFacts
from konnect_desktop.errors import NewerDatabase, StoreError
from konnect_desktop.store import failures, migrations
from konnect_desktop.store.database import Database, copy_into, faults, keep_aside
from konnect_desktop.store.mark import Mark
from konnect_desktop.store.number_mirror import Mirrored, NumberMirror
from konnect_desktop.store.vouching import APPLICATION_ID, GIVEN, SERIES

_MAGIC = b"SQLite format 3\x00"
#: Nobody knows whether these went out after the copy was made, so they are looked up.
_DOUBT = """
UPDATE batch_record SET state = 'unknown', code = '', settled_at = NULL,
    reason = 'This is a copy from before: what became of this later is not in it.',
    next_step = 'The app looks up what happened.', said = '', why = '', remedy = ''
WHERE state IN ('planned', 'sent')
  AND batch_id IN (SELECT id FROM batch WHERE finished_at IS NULL)
"""
_KEEP_NUMBER = """
INSERT OR IGNORE INTO invoice_number
    (text, shipment_id, kind, prefix, number, burnt_why, text_key)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, id_key(?1))
"""
_NEWEST = """
SELECT max(coalesce((SELECT max(seen_at) FROM shipment), 0),
           coalesce((SELECT max(created_at) FROM batch), 0),
           coalesce((SELECT max(created_at) FROM print_job), 0))
"""
_KEEP_SERIES = "INSERT INTO number_series VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class DamagedCopy(StoreError):
    """A copy that cannot take the place of the data file."""

    user_message = "This copy is damaged, so it was not used."
    next_step = "Choose an older copy. Your data was not touched."


class NewerCopy(NewerDatabase):
    """A copy that a newer version of the app wrote."""

    user_message = "This copy was made by a newer version of Konnect Desktop, so it was not used."
    next_step = "Install the newest version, or choose an older copy. Your data was not touched."


def examine(path: Path) -> CopyFacts:
    """Open a copy, check every page of it and count. May take seconds.

    Raises DamagedCopy, NewerCopy, or StoreError when it cannot be read; the copy stays as it is.
    """
    try:
        header = files.head(path, 100)
        if not header.startswith(_MAGIC):
            raise DamagedCopy(detail=path.name)
        if int.from_bytes(header[60:64], "big") > max(migrations.scripts()):
            raise NewerCopy(detail=path.name)
        with reading(path) as conn:
            return _facts(conn, path)
    except OSError as error:
        raise StoreError(
            f"The copy {path.name} cannot be read.",
            next_step="Choose another copy. Your data was not touched.",
            detail=type(error).__name__,
        ) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise DamagedCopy(detail=f"{type(error).__name__} {path.name}") from error


def _facts(conn: sqlite3.Connection, path: Path) -> CopyFacts:
    found = faults(conn, "integrity_check(5)")
    version = migrations.version_of(conn)
    if found or not version:
        raise DamagedCopy(detail=f"{path.name}: {len(found)} faults")
    counts = (
        "SELECT count(*) FROM shipment",
        "SELECT count(*) FROM batch",
        "SELECT count(*) FROM batch WHERE finished_at IS NULL",
    )
    if int(conn.execute("PRAGMA application_id").fetchone()[0]) not in (0, APPLICATION_ID):
        raise DamagedCopy(detail=f"{path.name}: of another program")
    orders, batches, still_open = (int(conn.execute(sql).fetchone()[0]) for sql in counts)
    return CopyFacts(orders, batches, still_open, version, _account(conn))


def _account(conn: sqlite3.Connection) -> str:
    """Whose orders a file holds; files of older apps do not say."""
    try:
        return str(conn.execute("SELECT account FROM data_file").fetchone()[0])
    except sqlite3.OperationalError:
        return ""


def fold_in(path: Path) -> None:
    """Take the log of a file that nobody uses into it. Raises StoreError."""
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.Error as error:
        raise DamagedCopy(detail=path.name) from error


def newest_content(path: Path) -> int:
    """When a sound file was last written, in seconds, by what stands in it. Raises StoreError."""
    try:
        with reading(path) as conn:
            return int(conn.execute(_NEWEST).fetchone()[0])
    except sqlite3.Error as error:
        raise DamagedCopy(detail=path.name) from error


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A file that nobody writes, read without leaving anything beside it."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with contextlib.closing(sqlite3.connect(address, uri=True, isolation_level=None)) as conn:
        conn.execute("PRAGMA trusted_schema = OFF")
        yield conn


def keep_present(present: Path, to: Path) -> Path | None:
    """Copy the closed data file to `to`, checked; None when there is none or it is not to be used.

    Such a one is kept aside. Raises StoreError when the copy cannot be written: nothing may
    take its place then.
    """
    try:
        if present.exists():
            Database(present).close()
            copy_whole(present, to)
            examine(to)
            return to
    except DamagedCopy:
        files.clean_up(to)
    except failures.LostData:
        pass
    put_aside(present)
    return None


def put_aside(present: Path) -> Path | None:
    """Move what is in the data file's place, with its log, out of the way. Raises StoreError."""
    try:
        return keep_aside(present)
    except OSError as error:
        raise StoreError(
            f"The file {present} could not be put aside, so nothing was changed.",
            next_step="Close programs that use this folder, then try again.",
            detail=type(error).__name__,
        ) from error


def copy_whole(source: Path, to: Path) -> None:
    """A copy of a file that nobody writes, on disk when this returns. Raises StoreError."""
    partial = to.with_name(to.name + ".partial")
    try:
        private.make_folder(to.parent)
        with reading(source) as conn:
            copy_into(conn, partial)
        _to_disk(partial)
        files.replace(partial, to)
    except (OSError, sqlite3.Error) as error:
        files.clean_up(partial)
        if not isinstance(error, OSError):
            raise failures.translate(error, to) from error
        raise StoreError(
            f"The copy could not be written to {to.parent}, so nothing was changed.",
            next_step="Free some space, or allow this user to write there.",
            detail=type(error).__name__,
        ) from error


def numbers_in(path: Path | None, account: str = "") -> Mirrored:
    """The numbers and series of a file, as far as they can be read, unless it is not `account`'s.

    They count as whole when all could be read and the file says so.
    """
    if path is None or not path.is_file():
        return Mirrored()
    found = Mirrored()
    try:
        with reading(path) as conn:
            if account and _account(conn) not in ("", account):
                return found
            found.given = conn.execute(GIVEN).fetchall()
            found.series = conn.execute(SERIES).fetchall()
            known = conn.execute("SELECT numbers_known FROM data_file").fetchone()
            found.is_whole = bool(known[0])
    except (sqlite3.Error, UnicodeDecodeError):
        pass
    return found


def mirrored(present: Path) -> Mirrored:
    """What is kept of the numbers outside the data file."""
    standing = Mark(present).read()
    return NumberMirror(present).read(standing.mirror if standing else 0)


def make_ready(
    work: Path, truth: Mirrored, more: Mirrored, account: str, made_at: datetime, now: datetime
) -> None:
    """Bring a copy to the newest schema and take from it whatever would act by itself.

    Nothing in it waits to be sent any more: what was open is to be looked up. The invoice numbers
    become those of `truth` when that is whole, so that none is given twice, and so do the series;
    else those of the copy, of `truth` and of `more` together.
    """
    database = Database(work, backups=work.parent, anew=True)
    try:
        with database.write() as conn:
            conn.execute(_DOUBT)
            conn.execute("UPDATE batch SET is_queued = 0 WHERE is_queued = 1")
            # Batches made from now on get numbers that others had: none of them gives these back.
            conn.execute("UPDATE invoice_number SET batch_id = NULL")
            _take_numbers(conn, truth, more, account)
            conn.execute(
                "INSERT OR REPLACE INTO restored VALUES (1, ?, ?, ?, 1)",
                (int(made_at.timestamp()), int(now.timestamp()), int(truth.is_whole)),
            )
    finally:
        database.close()
    _to_disk(work)


def make_empty(work: Path, truth: Mirrored, more: Mirrored, account: str) -> None:
    """A data file without orders, in which no series begins again."""
    database = Database(work, backups=work.parent, anew=True)
    try:
        with database.write() as conn:
            _take_numbers(conn, truth, more, account)
    finally:
        database.close()
    _to_disk(work)


def _take_numbers(conn: sqlite3.Connection, truth: Mirrored, more: Mirrored, account: str) -> None:
    if truth.is_whole:
        conn.execute("DELETE FROM invoice_number")
        more = Mirrored()
    given = [*truth.given, *more.given]
    conn.executemany(_KEEP_NUMBER, given)
    # Where sources differ a shipment keeps one number; the others are not given to anybody.
    conn.executemany(_KEEP_NUMBER, [(*row[:5], "given before the file was lost") for row in given])
    series = truth.series or more.series
    if series:
        conn.execute("DELETE FROM number_series")
        conn.executemany(_KEEP_SERIES, series)
    # Another file from now on: what it lacks of the one before is not missing in it.
    conn.execute(
        "UPDATE data_file SET lineage = lower(hex(randomblob(16))), numbers_known = ?,"
        " account = iif(?2 = '', account, ?2)",
        (int(truth.is_whole), account),
    )


def swap(ready: Path, present: Path) -> None:
    """Put a file in the place of the closed data file: afterwards it is there, whole, or was not.

    Raises StoreError, with nothing changed, when another program has the data file open.
    """
    with reading(ready) as conn:
        lineage, seq = conn.execute("SELECT lineage, seq FROM data_file").fetchone()
    log = present.with_name(present.name + "-wal")
    try:
        if log.exists() and log.stat().st_size:
            # Read into the new file, what is left in the old log would damage it.
            raise StoreError(
                "Another program is holding the app's data file, so nothing was changed.",
                next_step="Close programs that copy or scan this folder, then restore again.",
                detail=log.name,
            )
        for suffix in ("-wal", "-shm"):
            files.remove(present.with_name(present.name + suffix))
        Mark(present).expect(lineage, seq)
        files.replace(ready, present)
    except OSError as error:
        raise StoreError(
            "The data file could not be replaced, so nothing was changed.",
            next_step="Close programs that use this folder, then restore again.",
            detail=type(error).__name__,
        ) from error
    if os.name == "posix":
        _to_disk(present.parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
