"""An account's data leaves the computer whole, whatever happens meanwhile; numbers stay given."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from konnect_desktop import bootstrap
from konnect_desktop.credentials import MemoryCredentials
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.removal import OpenWork
from konnect_desktop.paths import Paths
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services import removing
from konnect_desktop.settings import Settings
from konnect_desktop.store import copies, emptying
from konnect_desktop.store.database import Database
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.series import InvoiceSeries
from tests.services.desk import PROFILE, Desk
from tests.services.every_byte import traces
from tests.services.test_clearing import fill_every_place, name_buyers, new_orders

_CHILD = Path(__file__).with_name("removing_child.py")


class Left:
    """A data folder as an account leaves it, and what must not be found there afterwards."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths(folder)
        self.files = self.paths.profile(PROFILE)
        self.words: list[str] = []
        self.numbers: dict[str, str] = {}

    def check(self) -> None:
        """Nothing of the buyers is left, the numbers are, and the history has no names."""
        assert traces([self.paths.data_dir], self.words) == {}
        database = Database(self.files.database)
        try:
            series = InvoiceSeries(database)
            assert series.owners(self.numbers.values()) == {
                text: key for key, text in self.numbers.items()
            }
            records = Journal(database).batches_of(next(iter(self.numbers)))
            assert {summary.action for summary, _ in records} >= {Action.ADD_INVOICE}
            assert all(record.payload == {} for _, record in records)
            assert Journal(database).unfinished() == []
            with database.read() as conn:
                assert conn.execute("SELECT count(*) FROM shipment").fetchone() == (0,)
        finally:
            database.close()
        settings = Settings.load(self.files.settings)
        assert (settings.username, settings.base_url) == ("", "")
        assert settings.paper_name == "Asha Stores"
        assert not (self.files.root / "removing").exists()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    left = Left(tmp_path_factory.mktemp("left"))
    with PracticeServer(orders=40, seed=11) as server:
        ids = new_orders(server, 4)
        left.words = name_buyers(server, ids)
        with Desk(server, left.paths.data_dir) as desk:
            desk.services.change_settings(paper_name="Asha Stores")
            desk.sync()
            fill_every_place(desk, ids)
            left.numbers = InvoiceSeries(desk.services.database).numbers(ids)
            left.words.append(desk.username)
    assert traces([left.paths.data_dir], left.words).keys() == set(left.words)
    return left


@pytest.fixture
def left(template: Left, tmp_path: Path) -> Left:
    shutil.copytree(template.paths.data_dir, tmp_path / "data")
    made = Left(tmp_path / "data")
    made.words, made.numbers = template.words, template.numbers
    return made


def test_nothing_of_the_buyers_is_left(left: Left) -> None:
    (left.files.root / "window.ini").write_text("[find]\nlast=Xquanteshwar\n", "utf-8")
    (left.files.root / "some leftover.tmp").write_text("Yavuntikar", "utf-8")
    removing.begin(left.files)
    assert removing.finish(left.paths, left.files) == 0
    left.check()
    assert {one.name for one in left.files.root.iterdir()} >= {"orders.db", "settings.json"}
    assert not left.files.documents.exists()
    assert not left.files.backups.exists()


def test_other_accounts_keep_theirs_and_practice_goes(left: Left) -> None:
    other = left.paths.profile("other")
    practice = left.paths.profile("practice")
    for files in (other, practice):
        shutil.copytree(left.files.root, files.root)
    practice.settings.unlink()
    removing.begin(left.files)
    removing.finish(left.paths, left.files)
    assert not practice.database.exists()
    kept = traces([other.root], left.words)
    assert kept.keys() == set(left.words)
    shutil.rmtree(other.root)
    left.check()


def test_a_new_account_goes_on_with_the_numbers(left: Left) -> None:
    removing.begin(left.files)
    removing.finish(left.paths, left.files)
    services = bootstrap.build(left.paths, PROFILE, credentials=MemoryCredentials())
    try:
        assert not services.settings.current.has_account
        series = InvoiceSeries(services.database)
        (fresh,) = series.preview(1, services.settings.current.book.sale)
        assert fresh not in left.numbers.values()
    finally:
        services.close()


@pytest.mark.parametrize("where", ["make_emptied", "swap", "_move_out", "_forget_account"])
@pytest.mark.parametrize("is_after", [False, True])
def test_a_removal_that_was_cut_off_is_finished_at_the_next_start(
    left: Left, monkeypatch: pytest.MonkeyPatch, where: str, is_after: bool
) -> None:
    owner = {"make_emptied": emptying, "swap": copies}.get(where, removing)
    real = getattr(owner, where)

    def cut_off(*values: object) -> None:
        if is_after:
            real(*values)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(owner, where, cut_off)
        removing.begin(left.files)
        with suppress(KeyboardInterrupt):
            removing.finish(left.paths, left.files)
    assert removing.is_unfinished(left.files)
    bootstrap.build(left.paths, PROFILE, credentials=MemoryCredentials()).close()
    left.check()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_kills_while_data_is_removed(
    template: Left, tmp_path: Path, times: Callable[[int], int]
) -> None:
    """However it ends, the next start has either all of the account or nothing of it."""
    chance = random.Random(5)
    for number in range(times(100)):
        folder = tmp_path / f"data{number}"
        shutil.copytree(template.paths.data_dir, folder)
        made = Left(folder)
        made.words, made.numbers = template.words[:1], template.numbers
        child = subprocess.Popen(
            [sys.executable, str(_CHILD), str(folder), PROFILE], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        killer = threading.Timer(chance.uniform(0, 0.15), child.kill)
        killer.start()
        child.wait()
        killer.cancel()
        killer.join()
        child.stdout.close()
        was_begun = (made.files.root / "removing").exists() or child.returncode == 0
        if was_begun or not made.files.documents.exists():
            bootstrap.build(made.paths, PROFILE, credentials=MemoryCredentials()).close()
            if not removing.is_unfinished(made.files) and not made.files.documents.exists():
                made.check()
        shutil.rmtree(folder)


def test_what_is_open_is_named(left: Left) -> None:
    database = Database(left.files.database)
    try:
        assert not emptying.open_work(database)
        with database.write() as conn:
            conn.execute("UPDATE batch SET finished_at = NULL WHERE id = 1")
            conn.execute("UPDATE batch_record SET state = 'unknown' WHERE batch_id = 1")
            conn.execute(
                "INSERT INTO batch (action, options, created_at, is_queued)"
                " VALUES ('confirm', '{}', 0, 1)"
            )
            for number, state in enumerate(("sent", "doubtful"), start=90):
                conn.execute(
                    "INSERT INTO print_job (id, created_at, printer, way, layout, copies, sheets,"
                    " state, sha256) VALUES (?, 0, 'P', 'cups', '', 1, '[]', ?, '')",
                    (number, state),
                )
        work = emptying.open_work(database)
        assert work == OpenWork(batches=0, queued=1, unknown=work.unknown, prints=1, doubtful=1)
        assert work.unknown > 0
    finally:
        database.close()
