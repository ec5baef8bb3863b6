"""Copies that are made by themselves, and one that takes the place of the data file."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.backups import CopyKind, copy_name, read_name
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import NewerDatabase, StoreError
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services import restoring
from konnect_desktop.services.backups import listed
from konnect_desktop.store import copies
from konnect_desktop.store.database import Database
from tests.services.desk import Desk, SettableClock

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(orders=40, seed=11) as running:
        yield running


@pytest.fixture
def desk(server: PracticeServer, tmp_path: Path, clock: SettableClock) -> Iterator[Desk]:
    with Desk(server, tmp_path / "data", clock=clock) as made:
        made.sync()
        yield made


def names(desk: Desk) -> list[str]:
    return [one.name for one in desk.services.backups.listed()]


# ---- nightly ---------------------------------------------------------------------------


def test_one_copy_a_day_and_it_is_good(desk: Desk, clock: SettableClock) -> None:
    path = desk.services.backups.nightly()
    assert path is not None
    assert copies.examine(path).orders == len(desk.statuses())
    assert desk.services.backups.nightly() is None
    clock.now += timedelta(days=1)
    assert desk.services.backups.nightly() is not None
    assert len(names(desk)) == 2
    assert list(desk.services.profile.backups.glob("*.partial")) == []


def test_fourteen_days_stay_and_what_the_seller_made_stays(
    desk: Desk, clock: SettableClock
) -> None:
    by_hand = desk.services.backups.back_up()
    for _ in range(20):
        desk.services.backups.nightly()
        clock.now += timedelta(days=1)
    kinds = [one.kind for one in desk.services.backups.listed()]
    assert kinds.count(CopyKind.NIGHTLY) in (14, 15)  # names have no parts of a second
    assert by_hand.name in names(desk)


def test_after_weeks_away_some_copies_stay(desk: Desk, clock: SettableClock) -> None:
    for _ in range(5):
        desk.services.backups.nightly()
        clock.now += timedelta(days=1)
    clock.now += timedelta(days=400)
    desk.services.backups.nightly()
    assert len(names(desk)) == 3


def test_a_copy_that_cannot_be_read_back_throws_nothing_away(
    desk: Desk, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        desk.services.backups.nightly()
        clock.now += timedelta(days=1)
    before = names(desk)
    clock.now += timedelta(days=60)
    real = Database.backup

    def spoil(self: Database, to: Path) -> None:
        real(self, to)
        to.write_bytes(to.read_bytes()[:5000])

    monkeypatch.setattr(Database, "backup", spoil)
    with pytest.raises(StoreError, match="read back"):
        desk.services.backups.nightly()
    assert names(desk) == before


def test_other_files_are_not_copies() -> None:
    now = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)
    for kind in CopyKind:
        if kind is not CopyKind.BEFORE_UPGRADE:
            assert read_name(copy_name(now, kind), now) == (now, kind)
    assert read_name("orders.before-upgrade-v4.sqlite", now) == (now, CopyKind.BEFORE_UPGRADE)
    for other in ("orders.db", "orders-20269999-000000.db", "notes.txt", "x.db.partial"):
        assert read_name(other, now) is None


# ---- a copy that cannot be used ----------------------------------------------------------


def test_damaged_copies_are_refused_with_words_and_stay(desk: Desk, tmp_path: Path) -> None:
    whole = desk.services.backups.back_up().read_bytes()
    chance = random.Random(5)
    refused: list[str] = []
    for number in range(60):
        data = bytearray(whole)
        way = number % 4
        if way == 0:
            del data[chance.randrange(1, len(data)) :]
        elif way == 1:
            start = chance.randrange(0, len(data) - 4096)
            data[start : start + 4096] = bytes(4096)
        elif way == 2:
            for _ in range(200):
                data[chance.randrange(len(data))] ^= 0xFF
        else:
            data[:] = b"not a data file at all" * (number + 1)
        path = tmp_path / f"bad{number}.db"
        path.write_bytes(data)
        try:
            copies.examine(path)
        except StoreError as error:
            refused.append(f"{error.user_message} {error.next_step}")
        assert path.read_bytes() == bytes(data)
        assert not path.with_name(path.name + "-wal").exists()
    assert all("copy" in said and "not touched" in said for said in refused)
    assert len(refused) >= 45  # zeros on a free page harm nothing


def test_a_newer_copy_is_refused(desk: Desk) -> None:
    path = desk.services.backups.back_up()
    with sqlite3.connect(path) as conn:
        conn.execute("PRAGMA user_version = 999")
    conn.close()
    before = path.read_bytes()
    with pytest.raises(NewerDatabase, match="newer version"):
        copies.examine(path)
    assert path.read_bytes() == before


# ---- restore ---------------------------------------------------------------------------


def restore(desk: Desk, name: str, clock: SettableClock) -> Path | None:
    files = desk.services.profile
    copy = next(one for one in listed(files) if one.name == name)
    desk.services.close()
    return restoring.restore(files, copy, clock)


def again(desk: Desk, tmp_path: Path, clock: SettableClock) -> Desk:
    return Desk(desk.server, tmp_path / "data", clock=clock)


def test_orders_and_history_are_as_of_then_and_the_present_is_kept(
    desk: Desk, tmp_path: Path, clock: SettableClock
) -> None:
    before = desk.statuses()
    path = desk.services.backups.back_up()
    clock.now += timedelta(hours=1)
    desk.do(Action.CONFIRM, desk.ids(Lane.NEW)[:3])
    after = desk.statuses()
    kept = restore(desk, path.name, clock)
    assert kept is not None
    assert copies.examine(kept).batches == 1
    with again(desk, tmp_path, clock) as then:
        assert then.statuses() == before != after
        assert then.services.backups.restored() is not None
        assert then.services.restored is not None
        assert then.services.restored.knows_numbers
        then.services.backups.go_on()
        assert then.services.backups.restored() is None
    assert restoring.restore(
        desk.services.profile,
        next(one for one in listed(desk.services.profile) if one.name == kept.name),
        clock,
    )
    with again(desk, tmp_path, clock) as now:
        assert now.statuses() == after
    assert not (desk.services.profile.root / "restoring").exists()


def test_what_the_copy_shows_as_open_is_read_back_and_never_sent(
    desk: Desk, tmp_path: Path, clock: SettableClock
) -> None:
    new = desk.ids(Lane.NEW)
    waits = desk.plan(Action.CONFIRM, new[:3])
    asked = desk.plan(Action.CONFIRM, new[3:5])
    planned = desk.plan(Action.CONFIRM, new[5:7])
    assert waits.batch_id is not None
    assert desk.services.bulk.queue(waits.batch_id)
    path = desk.services.backups.back_up()
    # Since the copy, two of the three batches went out.
    for one in (waits, asked):
        assert one.batch_id is not None
        desk.services.bulk.run(desk.ctx, one.batch_id)
    assert sum(desk.applied("confirm").values()) == 5
    restore(desk, path.name, clock)
    with again(desk, tmp_path, clock) as then:
        assert then.services.bulk.queued() == []
        since = len(desk.server.requests)
        changes = len(desk.server.changes)
        then.services.bulk.run_queued(then.ctx)
        then.services.bulk.recover(then.ctx)
        assert len(desk.server.changes) == changes
        assert "confirm" not in then.calls(since)
        for plan, state in (
            (waits, State.DONE),
            (asked, State.DONE),
            (planned, State.NOT_SENT),
        ):
            batch = then.services.queries.batch(plan.batch_id)
            assert batch is not None
            assert {one.state for one in batch.records} == {state}
    desk.assert_nothing_twice()


def test_no_invoice_number_is_given_twice(desk: Desk, tmp_path: Path, clock: SettableClock) -> None:
    new = desk.ids(Lane.NEW)[:4]
    desk.do(Action.CONFIRM, new)
    path = desk.services.backups.back_up()
    desk.do(Action.ADD_INVOICE, new[:2])
    given = set(desk.services._ground.series.numbers(new[:2]).values())
    assert len(given) == 2
    restore(desk, path.name, clock)
    with again(desk, tmp_path, clock) as then:
        series = then.services._ground.series
        assert set(series.numbers(new[:2]).values()) == given
        then.sync()
        then.do(Action.ADD_INVOICE, new[2:])
        later = set(series.numbers(new[2:]).values())
        assert len(later) == 2
        assert not later & given


def test_a_damaged_data_file_is_kept_and_the_newest_good_copy_serves(
    desk: Desk, tmp_path: Path, clock: SettableClock
) -> None:
    good = desk.services.backups.back_up()
    clock.now += timedelta(hours=1)
    bad = desk.services.backups.back_up()
    bad.write_bytes(b"x" * 5000)
    files, statuses = desk.services.profile, desk.statuses()
    desk.services.close()
    files.database.write_bytes(b"no longer a data file" * 400)
    with pytest.raises(StoreError) as caught:
        Database(files.database)
    assert restoring.was_damaged(caught.value)
    assert restoring.is_missing(files)
    found = restoring.newest_good(files)
    assert found is not None
    assert found.copy.name == good.name
    assert found.facts.orders == len(statuses)
    assert restoring.restore(files, found.copy, clock) is None
    with again(desk, tmp_path, clock) as then:
        assert then.statuses() == statuses
        assert then.services.restored is not None
        # They are kept beside the file, too.
        assert then.services.restored.knows_numbers
    assert len(list(files.root.glob("orders.db.damaged-*"))) == 1
    assert not restoring.is_missing(files)


def test_a_kill_at_any_moment_leaves_the_old_or_the_new(
    desk: Desk, tmp_path: Path, clock: SettableClock
) -> None:
    copy = desk.services.backups.back_up()
    desk.do(Action.CONFIRM, desk.ids(Lane.NEW)[:2])
    files = desk.services.profile
    desk.services.close()
    seen = set()
    command = [sys.executable, str(_ROOT / "tests/services/restore_child.py")]
    with subprocess.Popen(
        [*command, json.dumps([str(tmp_path / "data"), copy.name])],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as killed:
        assert killed.stdin is not None
        assert killed.stdout is not None
        for moment in range(0, 400, 3):
            print(moment, file=killed.stdin, flush=True)
            code = int(killed.stdout.readline())
            assert code in (0, 9)
            batches = copies.examine(files.database).batches if _is_clean(files.database) else None
            if batches is None:
                database = Database(files.database)
                with database.read() as conn:
                    batches = conn.execute("SELECT count(*) FROM batch").fetchone()[0]
                database.close()
            seen.add((code, batches))
            assert batches in (0, 1)
            if code == 0:
                break
        killed.stdin.close()
    assert (9, 1) in seen
    assert (0, 0) in seen
    with again(desk, tmp_path, clock) as then:
        assert then.services.restored is not None


def _is_clean(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return not log.exists() or not log.stat().st_size
