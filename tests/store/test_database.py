"""The data file: opened, upgraded, refused, backed up, and what bad days look like."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from konnect_desktop.errors import DiskFull, NewerDatabase, StoreError
from konnect_desktop.store import migrations
from konnect_desktop.store.database import Database
from konnect_desktop.store.failures import DamagedDatabase
from konnect_desktop.store.reserve import SIZE
from konnect_desktop.store.shipments import ShipmentStore
from tests.store.samples import NOW, records, shipment


def schema_of(path: Path) -> list[tuple[str, str]]:
    conn = sqlite3.connect(path)
    found = conn.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
    conn.close()
    return found


def pragma(db: Database, name: str) -> object:
    with db.write() as conn:
        return conn.execute(f"PRAGMA {name}").fetchone()[0]


def test_the_writer_is_set_up_for_safety(db: Database) -> None:
    assert pragma(db, "journal_mode") == "wal"
    assert pragma(db, "synchronous") == 2
    assert pragma(db, "foreign_keys") == 1
    assert pragma(db, "trusted_schema") == 0


def test_only_one_connection_can_write(db: Database) -> None:
    with db.read() as conn, pytest.raises(sqlite3.OperationalError, match="readonly"):
        conn.execute("INSERT INTO local_fact (shipment_id) VALUES ('a')").fetchall()


def test_private_to_the_user(db: Database) -> None:
    if os.name == "posix":
        assert db.path.stat().st_mode & 0o077 == 0


def test_an_error_undoes_the_whole_transaction(db: Database) -> None:
    def break_off() -> None:
        with db.write() as conn:
            conn.execute("INSERT INTO local_fact (shipment_id) VALUES ('a')")
            with db.write() as inner:
                inner.execute("INSERT INTO local_fact (shipment_id) VALUES ('b')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    with db.read() as conn:
        assert conn.execute("SELECT count(*) FROM local_fact").fetchone()[0] == 0


def test_a_reader_sees_one_moment_while_others_write(db: Database) -> None:
    with db.read() as conn:
        before = conn.execute("SELECT count(*) FROM local_fact").fetchone()
        worker = threading.Thread(target=_insert, args=(db,))
        worker.start()
        worker.join()
        assert conn.execute("SELECT count(*) FROM local_fact").fetchone() == before
    with db.read() as conn:
        assert conn.execute("SELECT count(*) FROM local_fact").fetchone() == (1,)


def _insert(db: Database) -> None:
    with db.write() as conn:
        conn.execute("INSERT INTO local_fact (shipment_id) VALUES ('a')")


def test_a_newer_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    Database(path).close()
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA user_version = 999")
    conn.close()
    before = path.read_bytes()
    with pytest.raises(NewerDatabase):
        Database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"<html>no database</html>" * 50, b"x"])
def test_a_foreign_file_is_kept_aside_and_the_next_start_works(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "k.sqlite"
    path.write_bytes(content)
    with pytest.raises(DamagedDatabase) as caught:
        Database(path)
    assert caught.value.next_step
    assert (tmp_path / "k.sqlite.damaged-1").read_bytes() == content
    Database(path).close()


def test_a_damaged_file_is_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    Database(path).close()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)
    with pytest.raises(DamagedDatabase):
        Database(path)
    assert not path.exists()
    assert (tmp_path / "k.sqlite.damaged-1").exists()


def test_a_path_that_cannot_be_written_has_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError) as caught:
        Database(tmp_path / "file" / "k.sqlite")
    assert str(tmp_path / "file") in caught.value.user_message
    (tmp_path / "folder.sqlite").mkdir()
    with pytest.raises(StoreError):
        Database(tmp_path / "folder.sqlite")


def test_a_file_held_by_another_program_has_words(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    db = Database(path)
    other = sqlite3.connect(path, isolation_level=None)
    with db.write() as conn:
        conn.execute("PRAGMA busy_timeout = 10")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="Another program"):
        _insert(db)
    other.execute("ROLLBACK")
    other.close()
    _insert(db)
    db.close()


def test_a_full_disk_keeps_what_was_saved_and_frees_the_reserve(db: Database) -> None:
    store = ShipmentStore(db)
    reserve = db.path.with_name(db.path.name + ".reserve")
    assert reserve.stat().st_size == SIZE
    store.upsert(records(shipment(0)), store.next_read_seq(), NOW)
    with db.write() as conn:
        pages = conn.execute("PRAGMA page_count").fetchone()[0]
        conn.execute(f"PRAGMA max_page_count = {pages + 20}")
    many = records(*[shipment(number) for number in range(2000)])
    with pytest.raises(DiskFull) as caught:
        store.upsert(many, store.next_read_seq(), NOW)
    assert str(db.path.parent) in caught.value.user_message
    assert not reserve.exists()
    with db.read() as conn:
        held = conn.execute("SELECT count(*) FROM shipment").fetchone()[0]
    assert held >= 1
    assert held % 100 in (0, 1)
    with db.write() as conn:
        conn.execute("PRAGMA max_page_count = 1073741823")
    store.upsert(many, store.next_read_seq(), NOW)
    assert len(store.ids_with_status("CREATED")) == 2000
    assert reserve.exists()
    assert db.check() == []


def test_a_backup_during_writes_is_whole(db: Database, tmp_path: Path) -> None:
    store = ShipmentStore(db)
    stop = threading.Event()
    failures: list[BaseException] = []

    def keep_writing() -> None:
        number = 0
        try:
            while not stop.is_set():
                rows = records(*[shipment(number + place) for place in range(50)])
                store.upsert(rows, store.next_read_seq(), NOW)
                number += 50
        except BaseException as error:
            failures.append(error)

    worker = threading.Thread(target=keep_writing)
    worker.start()
    try:
        for number in range(5):
            target = tmp_path / "backups" / f"{number}.sqlite"
            db.backup(target)
            copy = Database(target)
            assert copy.check() == []
            copy.close()
    finally:
        stop.set()
        worker.join()
    assert failures == []


def test_a_backup_that_cannot_be_written_has_words(db: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="backup"):
        db.backup(tmp_path / "file" / "b.sqlite")


def test_closing_twice_is_fine_and_later_use_has_words(tmp_path: Path) -> None:
    db = Database(tmp_path / "k.sqlite")
    db.close()
    db.close()
    with pytest.raises(StoreError):
        _insert(db)
    assert not (tmp_path / "k.sqlite-wal").exists()


@pytest.fixture
def with_steps(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Adds made-up migrations after the real ones."""

    def with_steps(*more: str) -> None:
        steps = real | dict(enumerate(more, start=max(real) + 1))
        monkeypatch.setattr(migrations, "scripts", lambda: steps)

    real = migrations.scripts()
    return with_steps


def test_an_upgrade_backs_up_first_and_keeps_the_rows(
    tmp_path: Path, with_steps: Callable[..., None]
) -> None:
    path, version = tmp_path / "k.sqlite", max(migrations.scripts())
    db = Database(path)
    _insert(db)
    db.close()
    with_steps("ALTER TABLE local_fact ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm';")
    db = Database(path)
    with db.read() as conn:
        assert conn.execute("SELECT shipment_id, mood FROM local_fact").fetchall() == [
            ("a", "calm")
        ]
        assert conn.execute("PRAGMA user_version").fetchone() == (version + 1,)
    db.close()
    backup = tmp_path / "backups" / f"k.before-upgrade-v{version}.sqlite"
    assert not any("mood" in (sql or "") for _, sql in schema_of(backup))
    fresh = tmp_path / "fresh" / "k.sqlite"
    Database(fresh).close()
    assert schema_of(fresh) == schema_of(path)


def test_a_failing_upgrade_leaves_the_old_schema_whole(
    tmp_path: Path, with_steps: Callable[..., None]
) -> None:
    path = tmp_path / "k.sqlite"
    Database(path).close()
    before = schema_of(path)
    with_steps("CREATE TABLE half_done (a); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(StoreError):
        Database(path)
    assert schema_of(path) == before
    conn = sqlite3.connect(path)
    assert conn.execute("PRAGMA user_version").fetchone() == (max(migrations.scripts()) - 1,)
    conn.close()


def test_a_damaged_schema_page_has_words_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    Database(path).close()
    data = bytearray(path.read_bytes())
    where = data.index(b"CREATE TABLE read_counter")
    data[where : where + 12] = b"\xbe\xff\xfe" * 4
    path.write_bytes(data)
    with pytest.raises(DamagedDatabase):
        Database(path)
    assert path.with_name("k.db.damaged-1").exists()


@pytest.mark.parametrize("is_let_go", [True, False])
def test_closing_waits_no_longer_than_it_may(tmp_path: Path, is_let_go: bool) -> None:
    """A transaction that ends in time is kept; one that does not keeps the file from others."""
    database = Database(tmp_path / "held.db")
    holds, go = threading.Event(), threading.Event()

    def write() -> None:
        with database.write() as conn:
            conn.execute("CREATE TABLE t (id INTEGER)")
            holds.set()
            go.wait(30)

    thread = threading.Thread(target=write)
    thread.start()
    assert holds.wait(10)
    if is_let_go:
        threading.Timer(0.05, go.set).start()
        assert database.close(10)
    else:
        assert not database.close(0.05)
        with pytest.raises(StoreError), database.write():
            pass
        assert thread.is_alive()  # It was told so, and did not have to wait for this.
        go.set()
    thread.join()
    assert database.close(0)


def test_closing_breaks_off_a_statement_that_does_not_end(tmp_path: Path) -> None:
    database = Database(tmp_path / "busy.db")
    begun = threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            with database.write() as conn:
                conn.execute("CREATE TABLE t (id INTEGER)")
                begun.set()
                conn.execute(
                    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
                    "INSERT INTO t SELECT x FROM n WHERE x < 0"
                )
        except StoreError as error:
            failed.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(10)
    while not database.close(0.05):
        pass
    thread.join(10)
    assert failed
    with sqlite3.connect(tmp_path / "busy.db") as conn:
        assert not conn.execute("SELECT 1 FROM sqlite_master WHERE name = 't'").fetchall()
    conn.close()
