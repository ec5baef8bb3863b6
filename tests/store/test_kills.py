"""Killing the app at any moment loses nothing that was acknowledged."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from konnect_desktop.domain.batches import State
from konnect_desktop.domain.journal import BatchId
from konnect_desktop.store.database import Database
from konnect_desktop.store.journal import Journal
from konnect_desktop.store.shipments import ShipmentStore

KILLS = 30
CHILD = Path(__file__).with_name("writer_child.py")


def write_until_killed(path: Path, first: int, seconds: float) -> list[str]:
    """What the child acknowledged before it was killed, `seconds` after it began to write."""
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(path), str(first)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    killer = threading.Timer(seconds, child.kill)
    killer.start()
    try:
        lines = child.stdout.read().splitlines(keepends=True)
    finally:
        killer.join()
        child.wait()
        child.stdout.close()
    assert child.returncode != 0
    return [line.strip() for line in lines if line.endswith("\n")]


def check_acknowledged(db: Database, lines: list[str]) -> None:
    journal, store = Journal(db), ShipmentStore(db)
    states: dict[int, tuple[int, str]] = {}
    for line in lines:
        number, step, batch_id = line.split()
        states[int(batch_id)] = (int(number), step)
    for batch_id, (number, step) in states.items():
        ids = [f"{number}-{place}" for place in range(20)]
        assert len(store.statuses(ids)) == 20
        batch = journal.batch(BatchId(batch_id))
        assert batch is not None
        assert len(batch.records) == 20
        if step == "done":
            assert [r.state for r in batch.records[:5]] == [State.DONE] * 5
        if step in ("sent", "done"):
            assert State.PLANNED not in {r.state for r in batch.records[:10]}


@pytest.mark.timeout(300)
def test_every_acknowledged_step_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "konnect.sqlite"
    chance = random.Random(7)
    acknowledged: list[str] = []
    for kill in range(KILLS):
        lines = write_until_killed(path, kill * 100_000, chance.uniform(0.0, 0.15))
        acknowledged += lines
        db = Database(path)
        try:
            assert db.check() == []
            check_acknowledged(db, lines)
            Journal(db).recover()
            open_states = {
                record.state
                for batch_id in Journal(db).unfinished()
                for record in Journal(db).batch(batch_id).records  # type: ignore[union-attr]
            }
            assert not open_states & {State.PLANNED, State.SENT}
        finally:
            db.close()
    assert len(acknowledged) > KILLS
    db = Database(path)
    check_acknowledged(db, [line for line in acknowledged if " planned " in line])
    db.close()
