"""The data of finished orders goes when its time is over, from everywhere, and stays away."""

from __future__ import annotations

import logging
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from konnect_desktop import logs
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.departures import Hold
from konnect_desktop.domain.tracking import Tracking, TrackingEvent
from konnect_desktop.paths import Paths
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.settings import Settings
from konnect_desktop.store import copies
from konnect_desktop.store.local_facts import LocalFacts
from konnect_desktop.store.series import InvoiceSeries
from konnect_desktop.store.tracking import TrackingStore
from tests.services.desk import PROFILE, Desk
from tests.services.every_byte import traces

_DAY = 86_400.0
_CHILD = Path(__file__).with_name("clearing_child.py")
NOTE = "Ring twice, the dog Bruno bites"


#: What is found of the buyers below, and of nobody else.
MARKS = ("Xquanteshwar", "Yavuntikar", "राहुलपाण्डेयजी", "zebulon@example.com", "Wohlstand Residency")


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(orders=60, seed=11) as running:
        yield running


def name_buyers(server: PracticeServer, ids: list[str]) -> list[str]:
    """Give these orders buyers like nobody else's; returns all that must not be found of them."""
    phones = []
    for number, key in enumerate(ids, start=1):
        shipment = server.world.shipment(key)
        phones.append(f"98{number * 70_919_731 % 10**8:08d}")
        shipment.buyer = replace(
            shipment.buyer,
            name=" ".join(MARKS[:3]),
            latin_name=MARKS[0],
            phone=phones[-1],
            email=MARKS[3],
            line1=f"{MARKS[4]}, flat {number}",
        )
    return [*MARKS, *phones, NOTE]


def new_orders(server: PracticeServer, count: int) -> list[str]:
    world = server.world
    return [key for key in world.ids() if world.shipment(key).status == "CREATED"][:count]


def finish(server: PracticeServer, ids: list[str], status: str = "DELIVERED") -> None:
    for key in ids:
        server.world.shipment(key).status = status


@pytest.fixture
def desk(server: PracticeServer, tmp_path: Path) -> Iterator[Desk]:
    with Desk(server, tmp_path / "data") as made:
        made.sync()
        yield made


def clear(desk: Desk) -> int:
    return desk.services.clearing.run(desk.ctx)


def fill_every_place(desk: Desk, ids: list[str]) -> None:
    """Batches, papers, print jobs, notes, tracking, copies and a log that name these buyers."""
    services = desk.services
    desk.until_packed(ids)
    services.documents.collect(desk.ctx, ids, "label")
    services.documents.collect(desk.ctx, ids, "invoice")
    facts, tracking = LocalFacts(services.database), TrackingStore(services.database)
    buyers = [desk.server.world.shipment(key).buyer for key in ids]
    for key, buyer in zip(ids, buyers, strict=True):
        facts.note(key, f"{NOTE}: {buyer.name}")
        event = TrackingEvent(datetime.now(UTC), f"Given to {buyer.name}", "")
        tracking.save(key, Tracking("X1", events=(event,)), datetime.now(UTC))
    finish(desk.server, ids)
    desk.sync()
    services.backups.back_up()
    services.backups.nightly()
    aside = services.profile.root / "orders.db.damaged-1"
    shutil.copy(services.database.path, aside)
    logs.setup(services.paths, services.profile.name)
    for buyer in buyers:
        logging.getLogger("konnect_desktop.test").warning("could not read %s", buyer.name)
    desk.changes.clear()


def test_no_byte_of_an_old_order_is_left(server: PracticeServer, tmp_path: Path) -> None:
    ids = new_orders(server, 8)
    words = name_buyers(server, ids)
    with Desk(server, tmp_path / "data") as desk:
        services = desk.services
        desk.sync()
        fill_every_place(desk, ids)
        numbers = InvoiceSeries(services.database).numbers(ids)
        assert numbers
        assert traces([tmp_path], words).keys() == set(words), "the search finds all of them"

        desk.later(500 * _DAY)
        desk.sync()
        plan = services.clearing.plan()
        assert plan.due >= len(ids)
        assert plan.held[Hold.UNDER_WAY] > 0
        assert clear(desk) == plan.due

        assert traces([tmp_path], words) == {}
        # What is under way stays, and is found.
        left = set(desk.ids())
        assert not left & set(ids)
        assert set(new_orders(server, 99)) <= left
        # The numbers stay given, the history keeps ids and outcomes.
        series = InvoiceSeries(services.database)
        assert series.owners(numbers.values()) == {text: key for key, text in numbers.items()}
        batches = services.bulk._journal.batches_of(ids[0])
        assert {summary.action for summary, _ in batches} >= {Action.CONFIRM, Action.ADD_INVOICE}
        assert all(record.payload == {} for _, record in batches)
        # The copies are whole and useful.
        for copy in services.backups.listed():
            assert copies.examine(services.profile.backups / copy.name).orders == len(left)


def test_an_old_order_stays_away_until_something_happens(desk: Desk) -> None:
    server = desk.server
    ids = [key for key in desk.ids() if desk.statuses()[key] == "CREATED"][:3]
    finish(server, ids)
    desk.sync()
    desk.later(181 * _DAY)
    assert clear(desk) >= 3
    for _ in range(2):
        desk.changes.clear()
        desk.sync()
        assert not set(ids) & set(desk.ids())
        assert not set(ids) & {one for change in desk.changes for one in change.shipment_ids}
        desk.later(_DAY)
    # A late return is a change: the order is back, and its time runs anew.
    finish(server, ids[:1], "RETURN_PROCESSING")
    desk.sync()
    assert ids[0] in desk.ids()
    finish(server, ids[:1], "CREDIT_NOTE_GENERATED")
    desk.sync()
    desk.later(179 * _DAY)
    clear(desk)
    assert ids[0] in desk.ids()
    desk.later(2 * _DAY)
    clear(desk)
    assert ids[0] not in desk.ids()


def test_who_asks_fynd_for_an_old_order_gets_it(desk: Desk) -> None:
    ids = [key for key in desk.ids() if desk.statuses()[key] == "CREATED"][:2]
    finish(desk.server, ids)
    desk.sync()
    desk.later(181 * _DAY)
    clear(desk)
    assert ids[0] not in desk.ids()
    assert desk.services.fynd_lookup.ask(desk.ctx, ids[0]) == ids[0]
    clear(desk)
    desk.sync()
    assert ids[0] in desk.ids()
    assert ids[1] not in desk.ids()


def test_being_listed_again_is_no_change(desk: Desk) -> None:
    ids = [key for key in desk.ids() if desk.statuses()[key] == "CREATED"][:2]
    finish(desk.server, ids)
    for _ in range(7):
        desk.sync()
        desk.later(30 * _DAY)
    assert clear(desk) >= 2
    assert not set(ids) & set(desk.ids())


def test_an_unfinished_batch_and_a_doubtful_print_hold_their_orders(desk: Desk) -> None:
    database = desk.services.database
    ids = [key for key in desk.ids() if desk.statuses()[key] == "CREATED"][:3]
    desk.do(Action.CONFIRM, ids)
    finish(desk.server, ids)
    desk.sync()
    desk.later(181 * _DAY)
    with database.write() as conn:
        conn.execute("UPDATE batch_record SET state = 'unknown' WHERE shipment_id = ?", (ids[0],))
        conn.execute(
            "INSERT INTO print_job (id, created_at, printer, way, layout, copies, sheets, state,"
            " sha256) VALUES (1, 0, 'P', 'cups', '', 1, '[]', 'doubtful', '')"
        )
        conn.execute(
            "INSERT INTO print_job_page VALUES (1, 0, 0, 1, ?, '', 'label', '', '')", (ids[1],)
        )
    plan = desk.services.clearing.plan()
    assert plan.held[Hold.BATCH] == 1
    assert plan.held[Hold.PRINT] == 1
    clear(desk)
    assert set(ids) & set(desk.ids()) == set(ids[:2])


def test_nothing_is_cleared_while_a_batch_is_at_work(desk: Desk) -> None:
    ids = [key for key in desk.ids() if desk.statuses()[key] == "CREATED"][:4]
    finish(desk.server, ids[:3])
    desk.sync()
    desk.later(181 * _DAY)
    plan = desk.plan(Action.CONFIRM, ids[3:])
    assert clear(desk) == 0
    assert set(ids) <= set(desk.ids())
    assert desk.services.clearing.is_due()
    assert plan.batch_id is not None
    desk.services.bulk.withdraw(plan.batch_id)
    assert clear(desk) >= 3


def test_once_a_day_is_enough_and_what_was_interrupted_goes_on(desk: Desk) -> None:
    clearing = desk.services.clearing
    assert clearing.is_due()
    clear(desk)
    assert not clearing.is_due()
    desk.later(_DAY)
    assert clearing.is_due()
    ids = [key for key in desk.ids() if desk.statuses()[key] == "CREATED"][:2]
    finish(desk.server, ids)
    desk.sync()
    desk.later(181 * _DAY)
    clear(desk)
    with desk.services.database.write() as conn:
        conn.execute("UPDATE clearing SET words_left = 1")
    assert clearing.is_due()
    clear(desk)
    assert not clearing.is_due()


def test_old_log_lines_go_and_new_ones_stay(tmp_path: Path) -> None:
    from konnect_desktop import leftovers

    paths = Paths(tmp_path)
    logs.setup(paths)
    log = logging.getLogger("konnect_desktop.test")
    log.warning("of today")
    live = paths.logs / "konnect-desktop.log"
    old = "2020-01-01 10:00:00,000 WARNING x: of old\n  and its second line\n"
    live.write_text(old + live.read_text("utf-8"), "utf-8")
    (paths.logs / "konnect-desktop.log.1").write_text(old, "utf-8")
    other = paths.logs / "konnect-desktop-other.log"
    other.write_text(old, "utf-8")
    leftovers.forget_logs(live, datetime.now(UTC) - timedelta(days=180))
    log.warning("of later")
    assert [line.partition(": ")[2] for line in live.read_text("utf-8").splitlines()] == [
        "of today",
        "of later",
    ]
    assert other.read_text("utf-8") == old
    assert not (paths.logs / "konnect-desktop.log.1").exists()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_kills_while_old_orders_leave(
    server: PracticeServer, tmp_path: Path, times: Callable[[int], int]
) -> None:
    """However often it is killed, the last run leaves nothing, and every copy is whole."""
    ids = new_orders(server, 6)
    words = name_buyers(server, ids)[:2]
    template = tmp_path / "template"
    with Desk(server, template) as desk:
        desk.sync()
        fill_every_place(desk, ids)
    chance = random.Random(3)
    for number in range(times(40)):
        folder = tmp_path / f"data{number}"
        shutil.copytree(template, folder)
        for _ in range(3):
            child = subprocess.Popen(
                [sys.executable, str(_CHILD), str(folder), PROFILE],
                stdout=subprocess.PIPE,
                text=True,
            )
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            killer = threading.Timer(chance.uniform(0, 0.3), child.kill)
            killer.start()
            child.wait()
            killer.cancel()
            killer.join()
            child.stdout.close()
        with Desk(server, folder) as desk:
            desk.later(400 * _DAY)
            clear(desk)
            assert not desk.services.clearing.is_due()
            assert traces([folder], words) == {}
            assert not set(ids) & set(desk.ids())
            for copy in desk.services.backups.listed():
                copies.examine(desk.services.profile.backups / copy.name)
        shutil.rmtree(folder)


def loosen(path: Path, words: list[str]) -> None:
    """A file as an older app kept it: what was deleted lies in it still."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA secure_delete = OFF")
        conn.execute("PRAGMA auto_vacuum = NONE")
        conn.execute("VACUUM")
        conn.execute("CREATE TABLE waste (text TEXT)")
        conn.executemany("INSERT INTO waste VALUES (?)", [(f"{one} " * 400,) for one in words])
        conn.execute("DROP TABLE waste")


def test_what_an_older_app_left_in_the_files_goes_too(
    server: PracticeServer, tmp_path: Path
) -> None:
    ids = new_orders(server, 3)
    words = name_buyers(server, ids)
    with Desk(server, tmp_path / "data") as desk:
        desk.sync()
        files = desk.services.profile
        finish(server, ids)
        desk.sync()
        upgrade = files.backups / "orders.before-upgrade-v17.sqlite"
        copy = desk.services.backups.back_up()
        shutil.copy(copy, upgrade)
    for path in (files.database, copy, upgrade):
        loosen(path, words)
    with closing(sqlite3.connect(upgrade)) as conn:
        # As it was before orders could leave.
        conn.executescript(
            "DROP TABLE departed; DROP TABLE clearing; DROP INDEX shipment_by_changed;"
            "ALTER TABLE shipment DROP COLUMN changed_at; PRAGMA user_version = 17;"
        )
    with Desk(server, tmp_path / "data") as desk:
        desk.later(200 * _DAY)
        assert clear(desk) >= len(ids)
        assert traces([tmp_path], words) == {}
        assert copies.examine(upgrade).version == 17
        assert copies.examine(upgrade).orders == copies.examine(copy).orders > 0


def test_a_copy_that_cannot_be_read_goes_when_its_time_is_over(desk: Desk) -> None:
    path = desk.services.backups.back_up()
    path.write_bytes(path.read_bytes()[:9_000])
    desk.later(181 * _DAY)
    clear(desk)
    assert not path.exists()


def test_a_longer_time_for_papers_is_taken_over_once() -> None:
    assert Settings.from_dict({"paper_days": 3650}).order_days == 3650
    assert Settings.from_dict({"paper_days": 90}).order_days == 180
    assert Settings.from_dict({"paper_days": 3650, "order_days": 60}).order_days == 60
