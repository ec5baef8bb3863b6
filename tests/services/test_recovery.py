"""After a crash nothing is forgotten, nothing is sent again, and the sentence is true."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.states import Lane
from konnect_desktop.errors import DiskFull
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.store.database import Database
from tests.services.desk import Desk

_ROOT = Path(__file__).parents[2]


def _start_child(server: PracticeServer, data_dir: Path) -> subprocess.Popen[str]:
    told = {
        "url": server.url,
        "username": server.username,
        "password": server.password,
        "locations": server.locations,
        "data_dir": str(data_dir),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.services.recovery_child", json.dumps(told)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    )


def _wait_for(condition: Any, seconds: float = 20.0) -> None:
    """Look at the server's log until it shows what we wait for."""
    tick = threading.Event()
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        tick.wait(0.01)
    raise AssertionError("it never came")


@pytest.mark.parametrize(("kind", "was_applied"), [("hang-after", True), ("hang-before", False)])
def test_killed_in_the_middle_of_a_batch(make_desk: Any, kind: str, was_applied: bool) -> None:
    with PracticeServer(orders=140) as server:
        # The second group never gets its answer, and there the process is killed.
        server.faults.plan(Fault(kind, "confirm", times=1, skip=1, value="30"))
        helper = make_desk(server=server, folder="other")
        data_dir = helper.services.paths.data_dir.parent / "data"
        child = _start_child(server, data_dir)
        try:
            assert child.stdout is not None
            planned = json.loads(child.stdout.readline())
            _wait_for(lambda: [s.call for s in server.requests].count("confirm") == 2)
            if was_applied:
                _wait_for(lambda: len(helper.applied("confirm")) == 40)
        finally:
            child.kill()
            child.wait()
            child.stdout.close()
        desk: Desk = make_desk(server=server, folder="data")
        batch = desk.services.queries.batch(planned["batch_id"])
        assert batch is not None
        assert len(batch.in_state(State.DONE)) == 20
        assert len(batch.in_state(State.UNKNOWN)) == 20
        assert len(batch.in_state(State.NOT_SENT)) == 20
        assert desk.services.bulk.interrupted == (batch.id,)
        before = desk.calls().count("confirm")
        report = desk.services.bulk.recover(desk.ctx)
        assert desk.calls().count("confirm") == before
        assert (report.done, report.not_sent) == ((40, 20) if was_applied else (20, 40))
        assert "Nothing was done twice" in str(report.sentence)
        plan = desk.services.bulk.retry(planned["batch_id"])
        assert plan.batch_id is not None
        assert desk.services.bulk.run(desk.ctx, plan.batch_id).count(State.DONE) == plan.will_send
        assert set(desk.applied("confirm").values()) == {1}
        assert set(desk.applied("confirm")) == set(planned["ids"])


def test_nothing_to_recover_says_nothing(desk: Desk) -> None:
    assert not desk.services.bulk.recover(desk.ctx)


def test_recovery_without_a_connection_keeps_the_question_open(desk: Desk) -> None:
    ids = desk.ids(Lane.NEW)[:5]
    desk.fault("drop-after", "confirm", times=1)
    desk.fault("drop-before", "orders", times=200)
    assert desk.do(Action.CONFIRM, ids).count(State.UNKNOWN) == 5
    report = desk.services.bulk.recover(desk.ctx)
    assert report.unsettled == 5
    assert "looked up again" in str(report.sentence)


def _fill(database: Database) -> None:
    while True:
        with database.write() as conn:
            conn.execute("INSERT INTO filler VALUES (randomblob(200))")


def test_disk_full_is_said_and_nothing_is_sent_unjournalled(desk: Desk) -> None:
    ids = desk.ids(Lane.NEW)
    plan = desk.plan(Action.CONFIRM, ids[:25])
    database = desk.services.database
    with database.write() as conn:
        conn.execute("CREATE TABLE filler (data BLOB)")
        pages = conn.execute("PRAGMA page_count").fetchone()[0]
        conn.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull):
        _fill(database)
    before = len(desk.server.requests)
    with pytest.raises(DiskFull) as caught:
        desk.plan(Action.CANCEL, ids[25:], reason_code="6" * 5000)
    assert "full" in caught.value.user_message
    assert "cancel" not in desk.calls(before)
    with patch.object(desk.services.bulk._journal, "mark_sent", side_effect=DiskFull):
        assert plan.batch_id is not None
        with pytest.raises(DiskFull):
            desk.services.bulk.run(desk.ctx, plan.batch_id)
    assert "confirm" not in desk.calls(before)
    with database.write() as conn:
        conn.execute("PRAGMA max_page_count = 1073741823")
    # Space is back: the same batch goes on where it stood.
    assert desk.services.bulk.run(desk.ctx, plan.batch_id).count(State.DONE) == 25
    desk.assert_nothing_twice()


def test_outcome_that_could_not_be_saved_is_looked_up_later(desk: Desk) -> None:
    ids = desk.ids(Lane.NEW)[:25]
    plan = desk.plan(Action.CONFIRM, ids)
    assert plan.batch_id is not None
    with (
        patch.object(desk.services.bulk._journal, "record", side_effect=DiskFull),
        pytest.raises(DiskFull),
    ):
        desk.services.bulk.run(desk.ctx, plan.batch_id)
    result = desk.services.bulk.settle(desk.ctx, plan.batch_id)
    assert set(result.ids(State.DONE)) == set(desk.applied("confirm"))
    assert result.count(State.DONE, State.NOT_SENT) == 25
    desk.assert_nothing_twice()
