"""The data file: who may write, how it is opened, backed up, checked and closed."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from konnect_desktop import files, private
from konnect_desktop.domain.void_labels import is_void_label
from konnect_desktop.errors import DiskFull, NewerDatabase, StoreError
from konnect_desktop.store import failures, keys, migrations
from konnect_desktop.store.reserve import Reserve
from konnect_desktop.store.vouching import Vouching, size_of

#: How long a transaction that was broken off may take to be undone.
_LAST_WAIT_S = 0.2
_LOOK_S = 0.1
_CLOSED = "The data file is closed, so nothing was saved."


def _readable(text: bytes) -> str:
    """Text that a fault of the disk garbled is shown garbled; it keeps no list from being read."""
    return text.decode("utf-8", "replace")


class Database:
    """One SQLite file with exactly one writing connection and read-only ones for the rest.

    SQLite before 3.51.3 may damage a WAL file when two connections write or checkpoint at
    once; here only the writer can do either.
    """

    def __init__(
        self,
        path: Path,
        *,
        check: bool = True,
        backups: Path | None = None,
        anew: bool = False,
    ) -> None:
        """Open or create the file and bring it to the newest schema.

        Raises NewerDatabase and LostData (file untouched), DamagedDatabase (file kept aside),
        DiskFull or StoreError. With `check`, a file that was not closed cleanly, or that somebody
        else changed, is checked first. `anew`: no matter what was here before.
        """
        self.path = path
        #: Counts commits, so that answers kept in memory know when they are old.
        self.generation = 0
        self._backups = backups or path.parent / "backups"
        self._lock = threading.RLock()
        self._depth = 0
        #: Held while the writer does what gives way to anybody else; see `alone`.
        self._yielding = threading.Lock()
        self._gives_way = False
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = threading.Lock()
        self._closed = False
        #: Somebody closes it: what has begun may end, and nothing is begun.
        self._ends = False
        self._reserve = Reserve(path.with_name(path.name + ".reserve"))
        self.vouching = Vouching(path, anew=anew)
        self._writer = self._open(check)
        self._reserve.hold()

    # opening

    def _open(self, check: bool) -> sqlite3.Connection:
        steps = migrations.scripts()
        self._prepare_folder()
        self._look(newest=max(steps))
        must_check = check and self.vouching.must_check()
        writer: sqlite3.Connection | None = None
        try:
            if size_of(self._sibling("-wal")):
                # A log that does not belong here would be folded in by closing a writer.
                with contextlib.closing(self._connect("ro")) as reader:
                    self._judge(reader, max(steps), must_check=must_check)
                must_check = False
            writer = self._connect("rwc")
            self._judge(writer, max(steps), must_check=must_check)
            _set_up_writer(writer)
            migrations.migrate(writer, steps, self._back_up_version)
            self.vouching.opened(writer)
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

    def _judge(self, conn: sqlite3.Connection, newest: int, *, must_check: bool) -> None:
        if migrations.version_of(conn) > newest:
            raise NewerDatabase
        if must_check:
            _quick_check(conn)
        self.vouching.judge(conn)

    def _prepare_folder(self) -> None:
        try:
            private.make_folder(self.path.parent)
        except OSError as error:
            raise files.trouble(self.path.parent, error, "nothing can be saved") from error

    def _look(self, newest: int) -> None:
        """Refuse a file that is not ours, or not what it was, before SQLite touches it."""
        try:
            self.vouching.look(newest)
        except failures.DamagedDatabase:
            self._keep_aside()
            raise
        except OSError as error:
            raise StoreError(
                f"The data file {self.path} cannot be read.",
                next_step="Close programs that copy or scan it, allow this user to read it, or "
                "choose another data folder.",
                detail=type(error).__name__,
            ) from error

    def _connect(self, mode: str) -> sqlite3.Connection:
        conn = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=5.0,
            cached_statements=256,
        )
        try:
            conn.text_factory = _readable
            conn.execute("PRAGMA trusted_schema = OFF")
            conn.execute("PRAGMA temp_store = MEMORY")
            conn.execute("PRAGMA cache_size = -16000")
            conn.create_function("is_void_label", 5, _is_void_label, deterministic=True)
            keys.register(conn)
        except BaseException:
            # An open connection would keep Windows from putting the file aside.
            conn.close()
            raise
        return conn

    def _sibling(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)

    def _keep_aside(self) -> None:
        with contextlib.suppress(OSError):  # held by another program: it stays where it is
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
        with self._turn():
            if self._depth:
                yield self._writer
                return
            if self._ends or self._closed:
                raise StoreError(_CLOSED)
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
            self._keep_outside(self.vouching.committed)
            if not self._reserve.is_held:
                self._reserve.hold()

    def keep_numbers(self) -> None:
        """See to it that every number is kept outside the file as well, before one is used.

        Raises DiskFull or StoreError; inside a `write` nothing is done before that ends.
        """
        with self._turn():
            if not self._depth and not self._closed:
                self._keep_outside(self.vouching.keep_numbers)

    def mirror_numbers(self) -> None:
        """Write all numbers outside the file anew. Raises DiskFull or StoreError."""
        with self._turn():
            self._keep_outside(self.vouching.anew)

    def _keep_outside(self, keep: Callable[[sqlite3.Connection], None]) -> None:
        try:
            keep(self._writer)
        except OSError as error:
            self._reserve.free()
            kind = DiskFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else StoreError
            raise kind(
                "The invoice numbers could not be kept a second time, so none was used.",
                next_step="Free some space, allow this user to write there, then try again.",
                detail=type(error).__name__,
            ) from error

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """The writer's lock; what gives way is stopped for it, and nobody waits past the end."""
        if not self._lock.acquire(blocking=False):
            self._make_way()
            while not self._lock.acquire(timeout=_LOOK_S):
                if self._ends:
                    raise StoreError(_CLOSED)
        try:
            yield
        finally:
            self._lock.release()

    def _make_way(self) -> None:
        with self._yielding:
            if self._gives_way:
                self._writer.interrupt()

    @contextlib.contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The writing connection without a transaction, for care of the whole file.

        As soon as anybody else wants to write, what runs on it ends with SQLITE_INTERRUPT.
        Raises DiskFull or StoreError for other errors that are none of ours.
        """
        with self._lock:
            if self._closed or self._depth:
                raise StoreError("The data file is closed or in use, so nothing was tidied up.")
            self._gives_way = True
            try:
                yield self._writer
            except sqlite3.Error as error:
                if not failures.is_ours_to_translate(error):
                    raise
                raise self._failed(error) from error
            finally:
                with self._yielding:
                    self._gives_way = False
            self.generation += 1

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
        try:
            conn.execute("PRAGMA query_only = ON")
        except BaseException:
            conn.close()
            raise
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
        except BaseException as error:
            files.clean_up(partial)
            if not isinstance(error, OSError):
                raise
            lost = "the copy was not made, while your data itself is safe"
            raise files.trouble(to.parent, error, lost) from error

    def close(self, patience_s: float = -1) -> bool:
        """Close every connection, the writer last so that it alone tidies up the log.

        Nothing is written after it. A transaction that is under way is given up after
        `patience_s` seconds, as if the power had failed; -1 waits for its end. False when a
        thread still holds the writer, so that nobody else may open the file.
        """
        self._ends = True
        self._make_way()
        if not self._lock.acquire(timeout=patience_s):
            self._writer.interrupt()
            if not self._lock.acquire(timeout=_LAST_WAIT_S):
                return False
        try:
            with self._idle_lock:
                if self._closed:
                    return True
                self._closed = True
                for conn in self._idle:
                    conn.close()
                self._idle.clear()
                self._writer.close()
                self.vouching.closed()
        finally:
            self._lock.release()
        return True


def _is_void_label(*values: bytes | str) -> bool:
    """As bytes, since SQLite hands no garbled text to a function."""
    return is_void_label(*(_readable(one) if isinstance(one, bytes) else one for one in values))


def _set_up_writer(conn: sqlite3.Connection) -> None:
    # What is deleted is overwritten, and a new file can give back its free pages in small steps.
    conn.execute("PRAGMA secure_delete = ON")
    conn.execute("PRAGMA auto_vacuum = INCREMENTAL")
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


def keep_aside(path: Path) -> Path | None:
    """Move what is in this place under a free name, with its log; returns where, None for nothing.

    Raises OSError, with all in its place, when another program holds a part of it.
    """
    number = 1
    while any(part.exists() for part in _with_log(path, f".damaged-{number}")):
        number += 1
    pairs = zip(_with_log(path), _with_log(path, f".damaged-{number}"), strict=True)
    moved: list[tuple[Path, Path]] = []
    try:
        moved += ((present, to) for present, to in pairs if _moved(present, to))
    except OSError:
        # A log that is alone would be taken into the next file, and the file lacks what is in it.
        for present, to in moved:
            with contextlib.suppress(OSError):
                files.rename(to, present)
        raise
    return moved[0][1] if moved else None


def _with_log(path: Path, ending: str = "") -> list[Path]:
    return [path.with_name(f"{path.name}{ending}{suffix}") for suffix in ("", "-wal", "-shm")]


def _moved(present: Path, to: Path) -> bool:
    try:
        files.rename(present, to)
    except FileNotFoundError:
        return False
    return True


def copy_into(source: sqlite3.Connection, target: Path) -> None:
    """SQLite's own backup call; a plain file copy would miss what is in the log."""
    files.remove(target)
    with contextlib.closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    if os.name == "posix":
        target.chmod(0o600)
