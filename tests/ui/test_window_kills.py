"""The whole app, window and all, killed in the middle of a batch, and what it says afterwards."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from konnect_desktop import bootstrap
from konnect_desktop.credentials import MemoryCredentials
from konnect_desktop.domain.batches import SETTLED, State
from konnect_desktop.paths import Paths, make_private
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.settings import Settings
from tests.services.desk import Desk

KILLS = 5
_ROOT = Path(__file__).parents[2]
_PROFILE = "default"


def start(server: PracticeServer, data_dir: Path, step: str) -> subprocess.Popen[str]:
    """The app as a person starts it, signed in by the environment."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "KONNECT_USERNAME": server.username,
        "KONNECT_PASSWORD": server.password,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ui.kill_window_child", str(data_dir), step],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=_ROOT,
        env=environment,
    )


def hear(child: subprocess.Popen[str]) -> dict[str, Any]:
    """The child's next line."""
    assert child.stdout is not None
    killer = threading.Timer(60, child.kill)
    killer.start()
    try:
        line = child.stdout.readline()
    finally:
        killer.cancel()
    assert line, "the app ended without a word"
    answer: dict[str, Any] = json.loads(line)
    return answer


def end(child: subprocess.Popen[str]) -> None:
    """SIGKILL: no chance to do anything more."""
    child.kill()
    child.wait(20)
    assert child.stdout is not None
    child.stdout.close()


def prepare(server: PracticeServer, data_dir: Path) -> None:
    """An account that has read its orders."""
    files = Paths(data_dir).profile(_PROFILE)
    make_private(files.root)
    with Desk(server, data_dir / "first") as desk:
        desk.sync()
        desk.services.database.backup(files.database)
    Settings(
        base_url=server.url,
        username=server.username,
        level="company",
        location_codes=tuple(server.locations),
        page_base=1,
        largest_page=100,
        requests_per_second=200.0,
        auto_sync=False,
    ).save(files.settings)


@pytest.mark.timeout(300)
def test_the_window_killed_while_it_sends(tmp_path: Path) -> None:
    dice = random.Random(7)
    with PracticeServer(orders=700, seed=13) as server:
        prepare(server, tmp_path)
        server.latency_s = 0.02
        server.faults.plan(Fault("drop-after", "confirm", percent=10))
        for _ in range(KILLS):
            before = Counter(one.shipment_id for one in server.changes)
            seen = len(server.requests)
            child = start(server, tmp_path, "press")
            try:
                planned = hear(child)
                wanted = dice.randint(1, 3)
                stop = time.monotonic() + 20
                while sum(r.call == "confirm" for r in server.requests[seen:]) < wanted:
                    assert time.monotonic() < stop
                    threading.Event().wait(0.002)
                threading.Event().wait(dice.uniform(0, 0.03))
            finally:
                end(child)
            threading.Event().wait(0.1)
            # The next start settles everything, sends nothing, and says it in one sentence.
            seen = len(server.requests)
            child = start(server, tmp_path, "look")
            try:
                told = " ".join(hear(child)["told"])
                assert child.wait(20) == 0
            finally:
                end(child)
            assert "confirm" not in [request.call for request in server.requests[seen:]]
            assert "The last batch was interrupted" in told
            assert "Nothing was done twice" in told
            compare(server, tmp_path, planned, before, told)
        assert set(Counter(one.shipment_id for one in server.changes).values()) == {1}


def compare(
    server: PracticeServer,
    data_dir: Path,
    planned: dict[str, Any],
    before: Counter[str],
    told: str,
) -> None:
    """The journal against the server's log, and the sentence against both."""
    services = bootstrap.build(Paths(data_dir), _PROFILE, credentials=MemoryCredentials())
    try:
        batch = services.queries.batch(planned["batch_id"])
    finally:
        services.close()
    assert batch is not None
    assert [record.shipment_id for record in batch.records] == planned["ids"]
    now = Counter(one.shipment_id for one in server.changes)
    for record in batch.records:
        assert record.state in SETTLED
        changed = now[record.shipment_id] - before[record.shipment_id]
        assert changed == (1 if record.state is State.DONE else 0), record
    assert f"{len(batch.in_state(State.DONE))} done" in told
    assert f"{len(batch.in_state(State.NOT_SENT))} not sent" in told
