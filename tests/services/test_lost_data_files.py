"""Data files that are damaged, missing, swapped or old: never taken for a new account's."""

from __future__ import annotations

import logging
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from konnect_desktop import bootstrap
from konnect_desktop.bootstrap import Services
from konnect_desktop.credentials import MemoryCredentials
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import DAMAGED
from konnect_desktop.domain.data_file import Trouble
from konnect_desktop.domain.journal import SeriesFormat
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import NewerDatabase, StoreError
from konnect_desktop.paths import Paths, ProfilePaths
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services import restoring
from konnect_desktop.store.database import Database
from konnect_desktop.store.failures import LostData
from konnect_desktop.store.series import NumbersUnknown
from tests.services.desk import PROFILE, Desk

_log = logging.getLogger(__name__)
_OWN = {
    "batches": "SELECT id, action, created_at FROM batch ORDER BY id",
    "records": "SELECT batch_id, shipment_id, label, payload, state FROM batch_record"
    " ORDER BY batch_id, place",
    "numbers": "SELECT text, shipment_id, kind, prefix, number, burnt_why FROM invoice_number"
    " ORDER BY text",
    "notes": "SELECT shipment_id, note FROM local_fact ORDER BY shipment_id",
    "series": "SELECT * FROM number_series ORDER BY kind, place",
}
_SERIES = SeriesFormat("INV-", 1, 5)
Own = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Shop:
    """An account that was used: as it was closed, and as a kill left it."""

    closed: Path
    killed: Path
    other: Path
    #: What only this computer knows.
    own: Own
    first_copy: str


def own_facts(database: Database) -> Own:
    with database.read() as conn:
        return {name: conn.execute(sql).fetchall() for name, sql in _OWN.items()}


def parts(files: ProfilePaths) -> list[Path]:
    names = ("", "-wal", "-shm", ".mark", ".numbers")
    return [files.database.with_name(files.database.name + name) for name in names]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    root = tmp_path_factory.mktemp("shop")
    live, killed, other = root / "closed", root / "killed", root / "other"
    with PracticeServer(orders=60, seed=11) as server, PracticeServer(orders=60, seed=5) as second:
        with Desk(server, live) as desk:
            desk.services.settings.change(undo_seconds=9)
            desk.sync()
            new = desk.ids(Lane.NEW)
            desk.do(Action.CONFIRM, new[:6])
            desk.do(Action.ADD_INVOICE, new[:2])
            first = desk.services.backups.back_up().name
            desk.do(Action.ADD_INVOICE, new[2:4])
        with Desk(server, live) as desk:
            # Much of it is in the log alone when the app is killed now.
            desk.do(Action.ADD_INVOICE, new[4:6])
            desk.services.queries.set_note(new[0], "fragile")
            desk.plan(Action.CONFIRM, new[6:8])
            shutil.copytree(live, killed)
            own = own_facts(desk.services.database)
        with Desk(second, other) as desk:
            desk.services.settings.change(undo_seconds=9)
            desk.sync()
            desk.do(Action.CONFIRM, desk.ids(Lane.NEW)[:2])
            desk.plan(Action.CONFIRM, desk.ids(Lane.NEW)[2:4])
            for part in parts(desk.services.profile):
                if part.exists():
                    shutil.copyfile(part, root / f"other-open-{part.name}")
    return Shop(live, killed, root, own, first)


def files_of(folder: Path) -> ProfilePaths:
    return Paths(folder).profile(PROFILE)


def opened(folder: Path) -> Services:
    return bootstrap.build(Paths(folder), PROFILE, credentials=MemoryCredentials())


# ---- no false alarm ------------------------------------------------------------------------


def test_a_kill_and_a_copied_folder_alarm_nobody(shop: Shop, tmp_path: Path) -> None:
    for number, source in enumerate((shop.closed, shop.killed)):
        folder = tmp_path / str(number)
        shutil.copytree(source, folder)
        for _ in range(2):
            services = opened(folder)
            assert own_facts(services.database)["numbers"] == shop.own["numbers"]
            services.close()


def test_a_mark_that_lags_or_is_lost_alarms_nobody(shop: Shop, tmp_path: Path) -> None:
    earlier = files_of(shop.killed).database.with_name("orders.db.mark").read_bytes()
    for number, content in enumerate((earlier, b"", b"garbage" * 50, None)):
        folder = tmp_path / str(number)
        shutil.copytree(shop.closed, folder)
        mark = files_of(folder).database.with_name("orders.db.mark")
        mark.unlink()
        if content is not None:
            mark.write_bytes(content)
        services = opened(folder)
        assert own_facts(services.database)["numbers"] == shop.own["numbers"]
        services.close()


# ---- damage --------------------------------------------------------------------------------

Damage = Callable[[Shop, ProfilePaths, random.Random], None]


def _emptied(_shop: Shop, files: ProfilePaths, _chance: random.Random) -> None:
    files.database.write_bytes(b"")


def _emptied_with_log(_shop: Shop, files: ProfilePaths, chance: random.Random) -> None:
    files.database.write_bytes(b"")
    for part in parts(files)[1:3]:
        if chance.random() < 0.5:
            part.unlink(missing_ok=True)


def _gone(_shop: Shop, files: ProfilePaths, chance: random.Random) -> None:
    files.database.unlink()
    for part in parts(files)[1:]:
        if chance.random() < 0.5:
            part.unlink(missing_ok=True)


def _all_gone(_shop: Shop, files: ProfilePaths, _chance: random.Random) -> None:
    for part in parts(files):
        part.unlink(missing_ok=True)


def _cut(_shop: Shop, files: ProfilePaths, chance: random.Random) -> None:
    data = files.database.read_bytes()
    at = chance.choice([1, 50, 100, 511, 4096, chance.randrange(1, len(data))])
    files.database.write_bytes(data[:at])


def _header(_shop: Shop, files: ProfilePaths, chance: random.Random) -> None:
    data = bytearray(files.database.read_bytes())
    data[:100] = chance.choice([bytes(100), chance.randbytes(100)])
    files.database.write_bytes(data)


def _page(_shop: Shop, files: ProfilePaths, chance: random.Random) -> None:
    data = bytearray(files.database.read_bytes())
    for _ in range(chance.choice([1, 1, 3])):
        start = chance.randrange(len(data) // 4096) * 4096
        data[start : start + 4096] = chance.choice([bytes(4096), chance.randbytes(4096)])
    files.database.write_bytes(data)


def _foreign(_shop: Shop, files: ProfilePaths, chance: random.Random) -> None:
    for part in parts(files)[:3]:
        part.unlink(missing_ok=True)
    with closing(sqlite3.connect(files.database)) as conn:
        way = chance.randrange(4)
        if way == 0:
            conn.execute("PRAGMA application_id = 77")
            conn.execute("PRAGMA user_version = 5")
        elif way == 1:
            conn.execute("PRAGMA user_version = 3")
        if way != 3:
            conn.execute("CREATE TABLE places (id INTEGER, url TEXT)")
        else:
            conn.execute("VACUUM")
        conn.commit()


def _others(shop: Shop, files: ProfilePaths, chance: random.Random) -> None:
    shutil.copyfile(files_of(shop.other / "other").database, files.database)
    if chance.random() < 0.5:
        for part in parts(files)[1:3]:
            part.unlink(missing_ok=True)


def _older(shop: Shop, files: ProfilePaths, chance: random.Random) -> None:
    shutil.copyfile(files.backups / shop.first_copy, files.database)
    for part in parts(files)[1:3]:
        part.unlink(missing_ok=True)
    if chance.random() < 0.3:
        parts(files)[3].unlink()


def _log_gone(_shop: Shop, files: ProfilePaths, _chance: random.Random) -> None:
    for part in parts(files)[1:3]:
        part.unlink(missing_ok=True)


def _log_spoilt(_shop: Shop, files: ProfilePaths, chance: random.Random) -> None:
    log = parts(files)[1]
    if not log.exists():
        log.write_bytes(chance.randbytes(5000))
        return
    data = bytearray(log.read_bytes())
    way = chance.randrange(3)
    if way == 0:
        del data[chance.randrange(len(data)) :]
    elif way == 1:
        start = chance.randrange(len(data))
        data[start : start + 4096] = bytes(4096)
    else:
        data[:] = chance.randbytes(len(data))
    log.write_bytes(data)


def _log_swapped(shop: Shop, files: ProfilePaths, _chance: random.Random) -> None:
    shutil.copyfile(shop.other / "other-open-orders.db-wal", parts(files)[1])
    parts(files)[2].unlink(missing_ok=True)


def _index_spoilt(_shop: Shop, files: ProfilePaths, chance: random.Random) -> None:
    parts(files)[2].write_bytes(chance.randbytes(chance.choice([0, 100, 32768])))


def _folder(_shop: Shop, files: ProfilePaths, chance: random.Random) -> None:
    place = chance.choice(parts(files)[:2])
    place.unlink(missing_ok=True)
    place.mkdir()


def _newer(_shop: Shop, files: ProfilePaths, _chance: random.Random) -> None:
    with closing(sqlite3.connect(files.database)) as conn:
        conn.execute("PRAGMA user_version = 999")
        conn.commit()


_DAMAGES: tuple[Damage, ...] = (
    _emptied,
    _emptied_with_log,
    _gone,
    _all_gone,
    _cut,
    _header,
    _page,
    _page,
    _page,
    _foreign,
    _others,
    _older,
    _log_gone,
    _log_spoilt,
    _log_spoilt,
    _log_swapped,
    _index_spoilt,
    _folder,
    _newer,
)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_no_damage_is_silent_and_no_series_begins_again(
    shop: Shop, tmp_path: Path, times: Callable[[int], int]
) -> None:
    chance = random.Random(9)
    found: Counter[str] = Counter()
    silent = []
    for number in range(max(times(200), len(_DAMAGES))):
        damage = _DAMAGES[number % len(_DAMAGES)]
        source = shop.killed if damage in _NEED_A_LOG or chance.random() < 0.5 else shop.closed
        folder = tmp_path / str(number)
        shutil.copytree(source, folder)
        damage(shop, files_of(folder), chance)
        try:
            services = opened(folder)
        except LostData as error:
            found[error.trouble] += 1
            _recovered(shop, files_of(folder), error, is_empty=chance.random() < 0.3)
        except NewerDatabase:
            found["newer"] += 1
        except StoreError as error:
            found["words" if error.user_message and error.next_step else "speechless"] += 1
        else:
            found["opened"] += 1
            if not _is_as_before(shop, services):
                silent.append((number, damage.__name__))
            services.close()
        shutil.rmtree(folder)
    _log.warning("found: %s", dict(found))
    assert silent == []
    assert found["speechless"] == 0
    assert len(found) > 6


_NEED_A_LOG = (_log_gone,)


def _is_as_before(shop: Shop, services: Services) -> bool:
    """All that only this computer knows is there, or what is not is named."""
    now = own_facts(services.database)
    if now["numbers"] != shop.own["numbers"] or now["series"] != shop.own["series"]:
        return False
    if now["batches"] != shop.own["batches"] or now["notes"] != shop.own["notes"]:
        return False
    # What waited is settled by the start itself.
    was, is_now = (
        [row[:4] for row in facts["records"] if row[4] in ("done", "refused")]
        for facts in (shop.own, now)
    )
    named = sum(1 for row in now["records"] if row[4] == DAMAGED.state)
    return was == is_now or named > 0


def _recovered(shop: Shop, files: ProfilePaths, error: LostData, *, is_empty: bool) -> None:
    """The newest good copy is offered, and the next number was never given."""
    offer = restoring.offer(files, error.trouble)
    assert offer.good is not None
    before = {path.name for path in files.root.iterdir()}
    if is_empty:
        restoring.begin_empty(files)
    else:
        restoring.restore(files, offer.good.copy, lambda: datetime.now(UTC))
    if "orders.db" in before and error.trouble is not Trouble.DAMAGED:
        assert list(files.root.glob("orders.db.damaged-*"))
    services = opened(files.root.parent.parent)
    series = services._ground.series
    given = {row[0] for row in shop.own["numbers"]}
    try:
        number = series.assign(["new"], _SERIES, None)["new"]
    except NumbersUnknown:
        assert not offer.knows_numbers
        assert not services.knows_numbers
    else:
        assert offer.knows_numbers
        assert number not in given
        assert number == "INV-00007"
    services.close()
    opened(files.root.parent.parent).close()


def test_where_only_the_settings_are_left_the_account_opens_and_asks_for_its_numbers(
    shop: Shop, tmp_path: Path
) -> None:
    files = Paths(tmp_path).profile(PROFILE)
    files.root.mkdir(parents=True)
    shutil.copy(Paths(shop.closed).profile(PROFILE).settings, files.settings)
    assert restoring.look(files) is Trouble.GONE
    services = bootstrap.build(Paths(tmp_path), PROFILE, credentials=MemoryCredentials())
    try:
        assert services.settings.current.has_account
        assert not services.knows_numbers
    finally:
        services.close()
    services = bootstrap.build(Paths(tmp_path), PROFILE, credentials=MemoryCredentials())
    try:
        assert not services.knows_numbers
    finally:
        services.close()
