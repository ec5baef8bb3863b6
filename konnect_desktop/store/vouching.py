"""Whether the data file is the one that the app left, and what keeps that known.

Beside the file lie its mark and the mirror of the invoice numbers; the file itself carries a
lineage (which file it is) and a count of all that only this computer knows.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from konnect_desktop import files
from konnect_desktop.domain.data_file import Trouble
from konnect_desktop.errors import NewerDatabase
from konnect_desktop.store import failures, migrations
from konnect_desktop.store.mark import Mark, Standing
from konnect_desktop.store.number_mirror import NumberMirror, Row

#: "KnDk", in the header of each file that this app wrote.
APPLICATION_ID = 0x4B6E446B
_MAGIC = b"SQLite format 3\x00"
#: Where the header keeps the schema version, big-endian, and the size of a page.
_VERSION_AT = slice(60, 64)
_PAGE_AT = slice(16, 18)
#: Bigger files are not checked at each start after a crash, so that the window opens at once.
_CHECK_AT_OPEN_BYTES = 32 * 1024 * 1024
#: What each schema of ours has.
_OURS = {"shipment", "batch"}
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_FACTS = "SELECT lineage, seq, account FROM data_file"
_EVENTS = "SELECT id, what, a, b, c, d, e, f, g, h FROM number_event WHERE id > ? ORDER BY id"
_GIVEN_SINCE = "SELECT 1 FROM number_event WHERE id > ? AND what = '+'"
_LAST = "SELECT coalesce(max(id), 0) FROM number_event"
GIVEN = "SELECT text, shipment_id, kind, prefix, number, burnt_why FROM invoice_number"
SERIES = (
    "SELECT kind, location, channel, place, prefix, first, padding, year FROM number_series"
    " ORDER BY kind, place"
)


class Vouching:
    """Mark and mirror of one data file. All but `look` and `must_check` need its connection."""

    def __init__(self, path: Path, *, anew: bool = False) -> None:
        """`anew`: nothing that was known of the file before counts."""
        self._path = path
        self.mark = Mark(path)
        self.mirror = NumberMirror(path)
        self._anew = anew
        self._before = None if anew else self.mark.read()
        #: None while the file has no such facts: an older schema.
        self._now: Standing | None = None
        #: The last line that is in the mirror; None when the mirror must be written anew.
        self._mirrored: int | None = None
        self._seen = 0

    @property
    def is_sure(self) -> bool:
        """Whether the mark said that this is the file it knows."""
        return self._before is not None

    @property
    def account(self) -> str:
        """Whose orders the file holds, "" when it does not say."""
        return self._now.account if self._now else ""

    # ---- before anything is written ------------------------------------------------------

    def look(self, newest: int) -> None:
        """Refuse a missing, empty, newer or foreign file before SQLite touches it.

        Raises LostData, DamagedDatabase (the file still in its place), NewerDatabase, OSError.
        """
        if self._path.is_dir():
            raise failures.LostData(Trouble.NOT_A_FILE)
        try:
            header = files.head(self._path, 100)
        except FileNotFoundError:
            header = b""
        if not header:
            if not self._anew and self._was_used():
                raise failures.LostData(
                    Trouble.EMPTY if self._path.exists() else Trouble.GONE,
                )
            return
        page = int.from_bytes(header[_PAGE_AT], "big")
        if not header.startswith(_MAGIC) or size_of(self._path) < max(512, page):
            raise failures.DamagedDatabase(detail=self._path.name)
        if int.from_bytes(header[_VERSION_AT], "big") > newest:
            raise NewerDatabase(detail=self._path.name)

    def _was_used(self) -> bool:
        return self.mark.exists() or bool(self.mirror.size) or bool(size_of(self._log))

    @property
    def _log(self) -> Path:
        return self._path.with_name(self._path.name + "-wal")

    def must_check(self) -> bool:
        """Whether every page has to be looked at: after a crash, and when somebody else wrote."""
        has_log = size_of(self._log) > 0
        is_small = size_of(self._path) <= _CHECK_AT_OPEN_BYTES
        if self._before is None:
            return has_log and is_small
        if self._before.closed is None:
            return is_small or not has_log
        return has_log or self._before.closed != _stamp(self._path)

    def judge(self, conn: sqlite3.Connection) -> None:
        """Compare the file with what is known of it; nothing is written. Raises LostData."""
        if int(conn.execute("PRAGMA application_id").fetchone()[0]) not in (0, APPLICATION_ID):
            raise failures.LostData(Trouble.FOREIGN)
        version = migrations.version_of(conn)
        tables = {name for (name,) in conn.execute(_TABLES)}
        if bool(version) != bool(tables) or (tables and not tables >= _OURS):
            raise failures.LostData(Trouble.FOREIGN)
        if not tables and not self._anew and self._was_used():
            raise failures.LostData(Trouble.EMPTY)
        facts = conn.execute(_FACTS).fetchone() if "data_file" in tables else None
        if self._before is not None:
            self._compare(facts, self._before)
        elif "number_event" in tables and not self._anew:
            self._miss_numbers(conn)

    def _compare(self, facts: tuple[str, int, str] | None, before: Standing) -> None:
        if facts is None:
            raise failures.LostData(Trouble.OLDER)
        lineage, seq, account = facts
        least = before.knows(lineage)
        if least is None:
            is_others = account and before.account and account != before.account
            raise failures.LostData(Trouble.OTHER_ACCOUNT if is_others else Trouble.OLDER)
        if seq < least:
            raise failures.LostData(Trouble.OLDER, detail=f"{seq} of {least}")

    def _miss_numbers(self, conn: sqlite3.Connection) -> None:
        """Without a mark, numbers that only the mirror knows tell of an older file."""
        given = {row[0] for row in self.mirror.read().given}
        if given and given - {row[0] for row in conn.execute(GIVEN)}:
            raise failures.LostData(Trouble.OLDER, detail="numbers")

    # ---- while it is open ----------------------------------------------------------------

    def opened(self, conn: sqlite3.Connection) -> None:
        """The file is in use from now on."""
        facts = conn.execute(_FACTS).fetchone() if _has_facts(conn) else None
        if facts is None:
            return
        before = self._before
        is_same = before is not None and before.lineage == facts[0]
        if is_same and before and self.mirror.size >= max(1, before.mirror):
            self._mirrored = 0
        self._now = Standing(*facts)
        try:
            self._send(conn)
            conn.execute("DELETE FROM number_event")
            self._mirrored = 0
        except OSError:
            pass  # asked for again before a number is used
        self._say(conn)

    def committed(self, conn: sqlite3.Connection) -> None:
        """After each commit. Raises OSError when a number could not be kept outside the file."""
        if self._now is None:
            return
        lineage, seq, account = conn.execute(_FACTS).fetchone()
        if (seq, account) == (self._now.seq, self._now.account):
            return
        self._now = replace(self._now, lineage=lineage, seq=seq, account=account)
        try:
            self._send(conn)
        except OSError:
            # What gives no number stands without: it is in the file, and is sent with the next.
            if conn.execute(_GIVEN_SINCE, (self._seen,)).fetchone() is not None:
                raise
        finally:
            self._seen = conn.execute(_LAST).fetchone()[0]
            self._say(conn)

    def keep_numbers(self, conn: sqlite3.Connection) -> None:
        """See to it that every number is kept outside the file, too. Raises OSError."""
        if self._now is not None:
            self._send(conn)

    def anew(self, conn: sqlite3.Connection) -> None:
        """Write the mirror from the file as it is. Raises OSError."""
        self._mirrored = None
        self.keep_numbers(conn)

    def _send(self, conn: sqlite3.Connection) -> None:
        """What is new goes into the mirror, or all when it is not sure to be whole."""
        if self._mirrored is None:
            (is_whole,) = conn.execute("SELECT numbers_known FROM data_file").fetchone()
            last = conn.execute(_LAST).fetchone()[0]
            self.mirror.write(conn.execute(GIVEN), conn.execute(SERIES), is_whole=bool(is_whole))
            self._mirrored = last
            return
        found = conn.execute(_EVENTS, (self._mirrored,)).fetchall()
        if found:
            self.mirror.add(values[1:] for values in found)
            self._mirrored = found[-1][0]

    def _say(self, conn: sqlite3.Connection) -> None:
        if self._now is not None:
            self._now = replace(self._now, mirror=self.mirror.size)
            self.mark.write(self._now)

    def closed(self) -> None:
        """The file was closed, its log folded in: whoever changes it now is noticed."""
        if self._now is not None and not size_of(self._log):
            self.mark.write(replace(self._now, closed=_stamp(self._path)), to_disk=True)


def numbers_of(conn: sqlite3.Connection) -> tuple[list[Row], list[Row]]:
    """The numbers and the series that stand in a file."""
    return conn.execute(GIVEN).fetchall(), conn.execute(SERIES).fetchall()


def _has_facts(conn: sqlite3.Connection) -> bool:
    return ("data_file",) in conn.execute(_TABLES).fetchall()


def size_of(path: Path) -> int:
    """Bytes, 0 when there is no such file."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:
        return 0, 0
    return facts.st_size, facts.st_mtime_ns
