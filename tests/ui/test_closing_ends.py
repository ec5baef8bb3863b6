"""From the seller's Close to the process gone: 2 s, whatever still waits; then the next start."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from konnect_desktop.domain.batches import State
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.store.database import Database
from tests.living import is_gone
from tests.ui.test_window_kills import prepare

_ROOT = Path(__file__).parents[2]
#: What is promised, and what a machine at work may add to it.
_PROMISE_S, _LOAD_S = 2.0, 1.0
_SILENCE = "300"
#: By which a system asks a program to end; Windows ends it without asking.
_ASKED_BY = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if sys.platform != "win32"
]


class App:
    """The app as a person starts it, in a process of its own."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        kept = {name: value for name, value in os.environ.items() if "KONNECT_" not in name}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.closing_child", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=_ROOT,
            env={**kept, "QT_QPA_PLATFORM": "offscreen", **environment},
        )

    def tell(self, word: str) -> dict[str, Any]:
        """Have it do something; what it answers."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        killer = threading.Timer(60, self.process.kill)
        killer.start()
        try:
            line = self.process.stdout.readline()
        finally:
            killer.cancel()
        assert line, f"the app ended without a word to {word}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self, word: str = "close") -> float:
        """Close it; how long its process lived on, s."""
        self.tell(word)
        return self.gone()

    def gone(self) -> float:
        """Wait for its end; how long that took, s."""
        began = time.monotonic()
        assert self.process.wait(60) == 0
        return time.monotonic() - began

    def end(self) -> None:
        """Whatever became of it."""
        self.process.kill()
        self.process.wait(20)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):
                pipe.close()


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer(orders=160, seed=13) as made:
        yield made


@pytest.fixture(scope="module")
def world(server: PracticeServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an account that has read its orders."""
    folder = tmp_path_factory.mktemp("account")
    prepare(server, folder)
    return folder


@pytest.fixture
def account(world: Path, server: PracticeServer, tmp_path: Path) -> Iterator[Path]:
    """A copy of it for one test."""
    yield shutil.copytree(world, tmp_path / "data")
    server.faults.clear()


@pytest.fixture
def apps() -> Iterator[list[App]]:
    started: list[App] = []
    yield started
    for app in started:
        app.end()


def start(apps: list[App], folder: Path, server: PracticeServer, **environment: str) -> App:
    who = {"KONNECT_USERNAME": server.username, "KONNECT_PASSWORD": server.password}
    if "PYTHON_KEYRING_BACKEND" in environment:
        who = {}
    apps.append(App("--data-dir", str(folder), **who, **environment))
    assert apps[-1].tell("look") == {"visible": True}
    return apps[-1]


def opens_at_once(apps: list[App], folder: Path, server: PracticeServer) -> App:
    """The next start has its window and its orders, and nobody in its way."""
    app = start(apps, folder, server)
    stop = time.monotonic() + 20
    while not app.tell("rows")["rows"]:
        assert time.monotonic() < stop
        threading.Event().wait(0.02)
    return app


def wait_for_end(pid: int) -> None:
    stop = time.monotonic() + 5
    while not is_gone(pid):
        assert time.monotonic() < stop, f"process {pid} lives on"
        threading.Event().wait(0.01)


def wait_until(is_true: Any) -> None:
    stop = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < stop
        threading.Event().wait(0.005)


@pytest.mark.parametrize("word", ["close", "cross", "key"])
def test_with_nothing_in_the_way(
    apps: list[App], account: Path, server: PracticeServer, word: str
) -> None:
    app = start(apps, account, server)
    assert app.close(word) < _PROMISE_S


@pytest.mark.parametrize("stuck", ["thread", "writer", "window_thread"])
def test_with_a_thread_that_does_not_come_back(
    apps: list[App], account: Path, server: PracticeServer, stuck: str
) -> None:
    app = start(apps, account, server)
    app.tell(stuck)
    assert app.close() < _PROMISE_S + _LOAD_S
    opens_at_once(apps, account, server).close()
    database = Database(account / "profiles" / "default" / "orders.db")
    with database.read() as conn:
        assert not conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'never_kept'").fetchall()
        assert conn.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    database.close()


@pytest.mark.parametrize("stuck", ["worker", "printer"])
def test_with_a_process_that_does_not_answer(
    apps: list[App], account: Path, server: PracticeServer, stuck: str
) -> None:
    app = start(apps, account, server)
    pid = app.tell(stuck)["pid"]
    assert not is_gone(pid)
    assert app.close() < _PROMISE_S
    wait_for_end(pid)


def test_with_a_silent_safe(apps: list[App], account: Path, server: PracticeServer) -> None:
    app = start(apps, account, server, PYTHON_KEYRING_BACKEND="tests.ui.silent_keyring.Silent")
    # Its orders are there all the same.
    wait_until(lambda: app.tell("rows")["rows"])
    assert app.close() < _PROMISE_S + _LOAD_S
    opens_at_once(apps, account, server)


def test_with_a_silent_server(apps: list[App], account: Path, server: PracticeServer) -> None:
    server.faults.plan(Fault("hang-before", "orders", value=_SILENCE))
    seen = len(server.requests)
    app = start(apps, account, server)
    app.tell("check")
    # The app may have begun one by itself, and two are not made at a time.
    wait_until(lambda: any(one.call == "orders" for one in server.requests[seen:]))
    assert app.close() < _PROMISE_S
    opens_at_once(apps, account, server)


def test_with_everything_at_once(apps: list[App], account: Path, server: PracticeServer) -> None:
    server.faults.plan(Fault("hang-before", "orders", value=_SILENCE))
    app = start(apps, account, server)
    pids = [app.tell("worker")["pid"], app.tell("printer")["pid"]]
    app.tell("thread")
    app.tell("check")
    app.tell("window_thread")
    assert app.close() < _PROMISE_S + _LOAD_S
    for pid in pids:
        wait_for_end(pid)
    opens_at_once(apps, account, server)


def test_in_the_middle_of_a_batch(apps: list[App], tmp_path: Path) -> None:
    """What was on its way is found by the next start, which sends nothing twice."""
    with PracticeServer(orders=200, seed=13) as server:
        for shipment_id in server.world.ids():
            server.world.unlock(shipment_id)
        prepare(server, tmp_path)
        server.faults.plan(Fault("hang-after", "confirm", value=_SILENCE))
        app = start(apps, tmp_path, server)
        batch = app.tell("batch")
        assert batch["ids"]

        def confirmed() -> list[str]:
            return [one.shipment_id for one in server.changes if one.call == "confirm"]

        wait_until(confirmed)
        app.tell("thread")
        assert app.close() < _PROMISE_S + _LOAD_S
        server.faults.clear()
        sent = Counter(confirmed())
        opens_at_once(apps, tmp_path, server)

        def states() -> Counter[State]:
            from konnect_desktop.store.journal import Journal

            database = Database(tmp_path / "profiles" / "default" / "orders.db", check=False)
            try:
                found = Journal(database).batch(batch["batch_id"])
                assert found is not None
                return Counter(record.state for record in found.records)
            finally:
                database.close()

        wait_until(lambda: states()[State.DONE] == len(sent))
        assert Counter(confirmed()) == sent


@pytest.mark.parametrize("number", _ASKED_BY)
def test_told_to_end_by_the_system(
    apps: list[App], account: Path, server: PracticeServer, number: int
) -> None:
    app = start(apps, account, server)
    app.tell("thread")
    app.process.send_signal(number)
    assert app.gone() < _PROMISE_S + _LOAD_S
    assert not (account / "profiles" / "default" / "orders.db-wal").exists()


def test_the_practice_server_ends_with_it(apps: list[App], tmp_path: Path) -> None:
    apps.append(App("--data-dir", str(tmp_path), "--practice", "--orders", "40"))
    app = apps[-1]
    pid = app.tell("practice_pid")["pid"]
    assert app.close() < _PROMISE_S
    wait_for_end(pid)
