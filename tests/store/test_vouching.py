"""The mark and the mirror beside the data file."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from konnect_desktop.domain.data_file import Trouble
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.requests import SALE
from konnect_desktop.domain.series import NumberWant, SeriesBook
from konnect_desktop.errors import DiskFull, StoreError
from konnect_desktop.store import copies, data_file
from konnect_desktop.store.database import Database
from konnect_desktop.store.failures import DamagedDatabase, LostData
from konnect_desktop.store.number_mirror import Mirrored, NumberMirror
from konnect_desktop.store.series import InvoiceSeries, NumbersUnknown
from konnect_desktop.store.series_book import KeptSeries

A = SeriesFormat("A/", 1, 3)


def in_file(db: Database) -> list[tuple[Any, ...]]:
    with db.read() as conn:
        return sorted(conn.execute("SELECT text, burnt_why FROM invoice_number"))


def in_mirror(db: Database) -> list[tuple[Any, ...]]:
    found = NumberMirror(db.path).read()
    assert found.is_whole
    return sorted((row[0], row[5]) for row in found.given)


def test_the_mirror_follows_every_change(db: Database) -> None:
    numbers = InvoiceSeries(db)
    numbers.assign(["1", "2", "3"], A, None)
    numbers.assign_each([NumberWant("4", A, own="TYPED/9")], None)
    numbers.burn(["2"], SALE, "refused")
    with db.write() as conn:
        conn.execute("DELETE FROM invoice_number WHERE shipment_id = '3'")
    KeptSeries(db).save(SeriesBook(A, SeriesFormat("CN-", 7, 2)))
    KeptSeries(db).save(SeriesBook(SeriesFormat("B/", 5, 2), SeriesFormat("CN-", 7, 2)))
    assert in_mirror(db) == in_file(db) == [("A/001", ""), ("A/002", "refused"), ("TYPED/9", "")]
    series = NumberMirror(db.path).read().series
    assert sorted((row[0], row[4], row[5]) for row in series) == [
        ("return", "CN-", 7),
        ("sale", "B/", 5),
    ]


def test_a_torn_last_line_is_no_damage_and_any_other_is(db: Database) -> None:
    InvoiceSeries(db).assign(["1", "2"], A, None)
    path = NumberMirror(db.path).path
    whole = path.read_bytes()
    path.write_bytes(whole + b'\n0badc0de ["+","A/00')
    assert in_mirror(db) == [("A/001", ""), ("A/002", "")]
    path.write_bytes(whole.replace(b"A/001", b"A/901"))
    found = NumberMirror(db.path).read()
    assert not found.is_whole
    assert [row[0] for row in found.given] == ["A/002"]
    path.write_bytes(whole)
    assert not NumberMirror(db.path).read(len(whole) + 1).is_whole
    path.write_bytes(whole[whole.index(b"\n", 5) :])
    assert not NumberMirror(db.path).read().is_whole


def test_a_lost_mirror_is_written_anew_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    db = Database(path)
    InvoiceSeries(db).assign(["1", "2"], A, None)
    db.close()
    mirror = NumberMirror(path).path
    for content in (None, b"", mirror.read_bytes()[:40]):
        mirror.unlink()
        if content is not None:
            mirror.write_bytes(content)
        db = Database(path)
        assert in_mirror(db) == [("A/001", ""), ("A/002", "")]
        db.close()


def test_no_number_is_used_that_could_not_be_kept_twice(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = InvoiceSeries(db)
    numbers.assign(["1"], A, None)

    def full(_self: NumberMirror, _changes: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(NumberMirror, "add", full)
        for _ in range(2):  # the second time the number stands in the file already
            with pytest.raises(DiskFull, match="could not be kept"):
                numbers.assign(["2"], A, None)
        # What gives no number goes on.
        numbers.burn(["1"], SALE, "refused")
        KeptSeries(db).save(SeriesBook(A))
    assert numbers.assign(["2"], A, None) == {"2": "A/002"}
    assert in_mirror(db) == in_file(db)


def test_a_file_that_stands_behind_its_mark_is_refused(tmp_path: Path) -> None:
    path, early = tmp_path / "k.sqlite", tmp_path / "early"
    db = Database(path)
    InvoiceSeries(db).assign(["1"], A, None)
    db.backup(early)
    InvoiceSeries(db).assign(["2"], A, None)
    db.close()
    late = path.read_bytes()
    early.replace(path)
    with pytest.raises(LostData) as caught:
        Database(path)
    assert caught.value.trouble is Trouble.OLDER
    path.write_bytes(late)
    Database(path).close()


def test_what_only_fynd_told_moves_no_mark(db: Database) -> None:
    seq = db.vouching.mark.read()
    with db.write() as conn:
        conn.execute("UPDATE read_counter SET value = value + 1")
    assert db.vouching.mark.read() == seq
    with db.write() as conn:
        conn.execute("INSERT INTO local_fact (shipment_id, note) VALUES ('1', 'n')")
    assert db.vouching.mark.read() != seq


def test_numbers_that_are_not_sure_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    copies.make_empty(path, Mirrored(), Mirrored([("A/001", "1", SALE, "A/", 1, "")]), "me there")
    db = Database(path)
    numbers = InvoiceSeries(db)
    assert db.vouching.account == "me there"
    with pytest.raises(NumbersUnknown):
        numbers.assign(["2"], A, None)
    # What the seller typed, and what a shipment has, needs no series.
    assert numbers.assign_each([NumberWant("3", A, own="X-1")], None) == {"3": "X-1"}
    assert numbers.assign(["1"], A, None) == {"1": "A/001"}
    data_file.vouch_for_numbers(db)
    assert numbers.assign(["2"], A, None) == {"2": "A/002"}
    assert in_mirror(db) == in_file(db)
    db.close()


def test_sources_that_differ_give_no_number_twice(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    one = Mirrored([("A/001", "1", SALE, "A/", 1, "")])
    other = Mirrored([("A/002", "1", SALE, "A/", 2, ""), ("A/003", "2", SALE, "A/", 3, "")])
    copies.make_empty(path, one, other, "")
    db = Database(path)
    data_file.vouch_for_numbers(db)
    assert InvoiceSeries(db).assign(["1", "9"], A, None) == {"1": "A/001", "9": "A/004"}
    db.close()


class _Watched(sqlite3.Connection):
    """Counts what is open, and fails at a PRAGMA of choice."""

    open_ones: int = 0
    fails_at = ""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _Watched.open_ones += 1

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        if _Watched.fails_at and _Watched.fails_at in sql:
            raise sqlite3.DatabaseError("file is not a database")
        return super().execute(sql, *args)

    def close(self) -> None:
        _Watched.open_ones -= 1
        super().close()


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    real = sqlite3.connect

    def watch(fails_at: str) -> None:
        _Watched.open_ones, _Watched.fails_at = 0, fails_at
        monkeypatch.setattr(sqlite3, "connect", lambda *a, **n: real(*a, **n, factory=_Watched))

    return watch


@pytest.mark.parametrize(
    "fails_at",
    ["trusted_schema", "cache_size", "application_id", "user_version", "journal_mode", "lineage"],
)
def test_a_start_that_fails_leaves_no_connection_open(
    tmp_path: Path, watch: Callable[[str], None], fails_at: str
) -> None:
    path = tmp_path / "k.sqlite"
    Database(path).close()
    watch(fails_at)
    with pytest.raises(StoreError):
        Database(path)
    assert _Watched.open_ones == 0


def test_a_damaged_file_is_put_aside_with_everything_closed(
    tmp_path: Path, watch: Callable[[str], None]
) -> None:
    path = tmp_path / "k.sqlite"
    db = Database(path)
    InvoiceSeries(db).assign(["1"], A, None)
    db.close()
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 12] = bytes(4096 * 11)
    path.write_bytes(data)
    watch("")
    with pytest.raises(DamagedDatabase):
        Database(path)
    assert _Watched.open_ones == 0
    assert (tmp_path / "k.sqlite.damaged-1").read_bytes() == bytes(data)
