"""The data file: who may write, how it is opened, backed up, checked and closed."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from konnect_desktop import files, private
from konnect_desktop.domain.void_labels import is_void_label
from konnect_desktop.errors import DiskFull, NewerDatabase, StoreError
from konnect_desktop.store import failures, keys, migrations
from konnect_desktop.store.reserve import Reserve

#: Bigger files are checked by `check()` in the background, so that the window opens at once.
_CHECK_AT_OPEN_BYTES = 32 * 1024 * 1024
_MAGIC = b"SQLite format 3\x00"
#: Where the header keeps the schema version, big-endian.
_VERSION_AT = slice(60, 64)


class Database:
    """One SQLite file with exactly one writing connection and read-only ones for the rest.

    SQLite before 3.51.3 may damage a WAL file when two connections write or checkpoint at
    once; here only the writer can do either.
    """

    def __init__(self, path: Path, *, check: bool = True, backups: Path | None = None) -> None:
        """Open or create the file and bring it to the newest schema.

        Raises NewerDatabase (file untouched), DamagedDatabase (file kept aside), DiskFull or
        StoreError. With `check`, a file that was not closed cleanly is checked first.
        """
        self.path = path
        #: Counts commits, so that answers kept in memory know when they are old.
        self.generation = 0
        self._backups = backups or path.parent / "backups"
        self._lock = threading.RLock()
        self._depth = 0
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = threading.Lock()
        self._closed = False
        self._reserve = Reserve(path.with_name(path.name + ".reserve"))
        self._writer = self._open(check)
        self._reserve.hold()

    # opening

    def _open(self, check: bool) -> sqlite3.Connection:
        steps = migrations.scripts()
        self._prepare_folder()
        self._read_header(newest=max(steps))
        was_unclean = _size(self._sibling("-wal")) > 0
        writer: sqlite3.Connection | None = None
        try:
            writer = self._connect("rwc")
            if migrations.version_of(writer) > max(steps):
                raise NewerDatabase
            _set_up_writer(writer)
            if check and was_unclean and _size(self.path) <= _CHECK_AT_OPEN_BYTES:
                _quick_check(writer)
            migrations.migrate(writer, steps, self._back_up_version)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if writer is not None:
                writer.close()
            if failures.is_damage(error):
                self._keep_aside()
            raise failures.translate(error, self.path) from error
        except BaseException:
            if writer is not None:
                writer.close()
            raise
        for suffix in ("", "-wal", "-shm"):
            private.close(self._sibling(suffix))
        return writer

    def _prepare_folder(self) -> None:
        try:
            private.make_folder(self.path.parent)
        except OSError as error:
            raise files.trouble(self.path.parent, error, "nothing can be saved") from error

    def _read_header(self, newest: int) -> None:
        """Refuse a newer or foreign file before SQLite touches it."""
        try:
            with self.path.open("rb") as file:
                header = file.read(100)
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreError(
                f"The data file {self.path} cannot be read.",
                next_step="Allow this user to read it, or choose another data folder.",
                detail=type(error).__name__,
            ) from error
        if header and not header.startswith(_MAGIC):
            self._keep_aside()
            raise failures.DamagedDatabase(detail=self.path.name)
        if int.from_bytes(header[_VERSION_AT], "big") > newest:
            raise NewerDatabase(detail=self.path.name)

    def _connect(self, mode: str) -> sqlite3.Connection:
        conn = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=5.0,
            cached_statements=256,
        )
        conn.execute("PRAGMA trusted_schema = OFF")
        conn.execute("PRAGMA temp_store = MEMORY")
        conn.execute("PRAGMA cache_size = -16000")
        conn.create_function("is_void_label", 5, is_void_label, deterministic=True)
        keys.register(conn)
        return conn

    def _sibling(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)

    def _keep_aside(self) -> None:
        keep_aside(self.path)

    def _back_up_version(self, version: int) -> None:
        if version == 0:
            return
        private.make_folder(self._backups)
        target = self._backups / f"{self.path.stem}.before-upgrade-v{version}.sqlite"
        with contextlib.closing(self._connect("ro")) as source:
            copy_into(source, target)

    # use

    @contextlib.contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction on the writing connection; committed on leaving, undone on any error.

        A `write` inside a `write` of the same thread joins it: all of it is kept, or nothing.
        Raises DiskFull or StoreError; then nothing of the transaction was saved.
        """
        with self._lock:
            if self._closed:
                raise StoreError("The data file is closed, so nothing was saved.")
            if self._depth:
                yield self._writer
                return
            self._depth = 1
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                self._writer.execute("COMMIT")
            except sqlite3.Error as error:
                self._undo()
                if not failures.is_ours_to_translate(error):
                    raise
                raise self._failed(error) from error
            except BaseException:
                self._undo()
                raise
            finally:
                self._depth = 0
            self.generation += 1
            if not self._reserve.is_held:
                self._reserve.hold()

    def _undo(self) -> None:
        if self._writer.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")

    def _failed(self, error: sqlite3.Error) -> StoreError:
        failure = failures.translate(error, self.path)
        if isinstance(failure, DiskFull):
            # What was already sent can then still be written down.
            self._reserve.free()
        return failure

    @contextlib.contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection on one unchanging view of the data. Raises StoreError."""
        if self._closed:
            raise StoreError("The data file is closed.")
        conn: sqlite3.Connection | None = None
        try:
            conn = self._borrow()
            conn.execute("BEGIN")
            yield conn
        except sqlite3.Error as error:
            if not failures.is_ours_to_translate(error):
                raise
            raise failures.translate(error, self.path) from error
        finally:
            if conn is not None:
                self._give_back(conn)

    def _borrow(self) -> sqlite3.Connection:
        with self._idle_lock:
            if self._idle:
                return self._idle.pop()
        conn = self._connect("ro")
        conn.execute("PRAGMA query_only = ON")
        return conn

    def _give_back(self, conn: sqlite3.Connection) -> None:
        with contextlib.suppress(sqlite3.Error):
            if conn.in_transaction:
                conn.execute("ROLLBACK")
        with self._idle_lock:
            if not self._closed:
                self._idle.append(conn)
                return
        conn.close()

    # care

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file, empty when it is sound. May take seconds."""
        with self.read() as conn:
            return faults(conn, "quick_check(20)")

    def backup(self, to: Path) -> None:
        """A whole, consistent copy while the app works. Raises DiskFull or StoreError."""
        partial = to.with_name(to.name + ".partial")
        try:
            private.make_folder(to.parent)
            with self.read() as conn:
                copy_into(conn, partial)
            files.replace(partial, to)
        except OSError as error:
            files.clean_up(partial)
            lost = "the copy was not made, while your data itself is safe"
            raise files.trouble(to.parent, error, lost) from error

    def close(self) -> None:
        """Close every connection, the writer last so that it alone tidies up the log."""
        with self._lock, self._idle_lock:
            if self._closed:
                return
            self._closed = True
            for conn in self._idle:
                conn.close()
            self._idle.clear()
            self._writer.close()


def _set_up_writer(conn: sqlite3.Connection) -> None:
    mode = conn.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if str(mode).casefold() != "wal":
        raise StoreError(
            "This folder does not allow the app to save safely.",
            next_step="Choose a data folder on this computer's own disk.",
            detail=f"journal_mode {mode}",
        )
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute("PRAGMA wal_autocheckpoint = 1000")
    conn.execute("PRAGMA journal_size_limit = 67108864")


def _quick_check(conn: sqlite3.Connection) -> None:
    found = faults(conn, "quick_check(1)")
    if found:
        error = sqlite3.DatabaseError(found[0])
        error.sqlite_errorname = "SQLITE_CORRUPT"
        raise error


def faults(conn: sqlite3.Connection, check: str) -> list[str]:
    """What SQLite's `check` ("quick_check(20)") finds wrong, empty when all is sound."""
    try:
        found = [str(row[0]) for row in conn.execute(f"PRAGMA {check}")]
    except UnicodeDecodeError:
        # What SQLite quotes of a damaged page need not be text.
        return ["damaged beyond words"]
    return [] if found == ["ok"] else found


def keep_aside(path: Path) -> Path:
    """Move a damaged file out of the way under a free name, with its log; returns where."""
    number = 1
    while path.with_name(f"{path.name}.damaged-{number}").exists():
        number += 1
    target = path.with_name(f"{path.name}.damaged-{number}")
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            files.rename(path.with_name(path.name + suffix), target.with_name(target.name + suffix))
    return target


def copy_into(source: sqlite3.Connection, target: Path) -> None:
    """SQLite's own backup call; a plain file copy would miss what is in the log."""
    files.remove(target)
    with contextlib.closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    private.close(target)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
