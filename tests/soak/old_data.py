"""A data file as an older app left it, with orders and history in it, to be brought up to date."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.states import Lane
from konnect_desktop.paths import ProfilePaths, make_private
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.store import migrations
from konnect_desktop.store.database import Database
from tests.services.desk import Desk

#: Before ids got keys, batches got their doubts, and words were cut anew.
OLD_VERSION = 11
_ORDERS = 300
_COUNTED = ("shipment", "shipment_record", "batch", "batch_record", "invoice_number", "local_fact")


@dataclass(frozen=True)
class OldData:
    """The file, and how many rows it has."""

    path: Path
    rows: dict[str, int]

    def put_into(self, files: ProfilePaths) -> None:
        """Make it the data of a profile, unless that one is at work with it already."""
        if files.database.exists() and _version(files.database) < max(migrations.scripts()):
            return  # killed in the middle the last time: it goes on from there
        shutil.rmtree(files.root, ignore_errors=True)
        make_private(files.root)
        shutil.copyfile(self.path, files.database)

    def look(self, files: ProfilePaths, place: Path) -> list[str]:
        """What is wrong with the profile's data, in words; a copy of it is brought up to date."""
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for suffix in ("", "-wal"):
            path = files.database.with_name(files.database.name + suffix)
            if path.exists():
                shutil.copyfile(path, place / path.name)
        wrong = [f"{one.name} was put aside" for one in files.root.glob("*.damaged*")]
        with contextlib.closing(Database(place / files.database.name)) as database:
            wrong += database.check()
            with database.read() as conn:
                now = _rows(conn)
        # The window of the migrated file may have read orders since.
        for name, count in self.rows.items():
            if now[name] < count:
                wrong.append(f"{name}: {count} rows became {now[name]}")
        return wrong


def make_old(folder: Path) -> OldData:
    """Orders, batches and invoice numbers of a real desk, in the tables of that time."""
    with PracticeServer(orders=_ORDERS, seed=5) as server, Desk(server, folder / "new") as desk:
        desk.sync()
        ids = desk.ids(Lane.NEW)[:40]
        desk.do(Action.CONFIRM, ids)
        desk.do(Action.ADD_INVOICE, ids)
        new = folder / "new.db"
        desk.services.database.backup(new)
    old = folder / "old.db"
    steps = {number: sql for number, sql in migrations.scripts().items() if number <= OLD_VERSION}
    with mock.patch.object(migrations, "scripts", return_value=steps):
        Database(old).close()
    with contextlib.closing(sqlite3.connect(old, isolation_level=None)) as conn:
        conn.execute("ATTACH ? AS new", (str(new),))
        conn.execute("BEGIN")
        for name in _COUNTED:
            had = _columns(conn, "new", name)
            both = ", ".join(one for one in _columns(conn, "main", name) if one in had)
            conn.execute(f"INSERT INTO main.{name} ({both}) SELECT {both} FROM new.{name}")
        conn.execute("COMMIT")
        rows = _rows(conn)
    assert rows["shipment"] >= _ORDERS // 2
    assert rows["batch_record"] >= 2 * len(ids)
    return OldData(old, rows)


def _columns(conn: sqlite3.Connection, schema: str, table: str) -> list[str]:
    return [row[1] for row in conn.execute(f"PRAGMA {schema}.table_info({table})")]


def _rows(conn: sqlite3.Connection) -> dict[str, int]:
    return {
        name: int(conn.execute(f"SELECT count(*) FROM main.{name}").fetchone()[0])
        for name in _COUNTED
    }


def _version(path: Path) -> int:
    """As the header says: opening it would already tidy up after the kill."""
    return int.from_bytes(path.read_bytes()[60:64], "big")
