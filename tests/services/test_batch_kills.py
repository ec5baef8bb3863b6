"""A real process is killed again and again in the middle of its batches.

After every kill the server's log of applied changes is compared with the journal, record by
record: what the journal calls done was applied, what it calls not sent was not, and nothing
was ever applied twice.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.journal import BatchFilter
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer
from tests.services.desk import Desk
from tests.services.kill_child import STEPS

KILLS = 50
ORDERS = 500
_ROOT = Path(__file__).parents[2]
_CALLS = {
    Action.CONFIRM: "confirm",
    Action.ADD_INVOICE: "invoiceUpdate",
    Action.GET_LABELS: "pack",
    Action.HAND_OVER: "dispatch",
}


def work_until_killed(told: dict[str, Any], chance: random.Random) -> bool:
    """Start the process, kill it a moment after its first batch began; whether it was killed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.services.kill_child", json.dumps(told)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    killer = threading.Timer(chance.uniform(0.0, 0.3), child.kill)
    killer.start()
    try:
        rest = child.stdout.read()
    finally:
        killer.join()
        child.wait()
        child.stdout.close()
    return "finished" not in first + rest


def compare(desk: Desk) -> None:
    """The journal against the server's log, record by record."""
    applied = {(c.call, c.shipment_id) for c in desk.server.changes}
    done: set[tuple[str, str]] = set()
    latest: dict[tuple[str, str], State] = {}
    # Newest batch first: the last word about a record is the first that is met.
    for line in desk.services.queries.batch_lines(BatchFilter()):
        key = (_CALLS[line.action], line.record.shipment_id)
        latest.setdefault(key, line.record.state)
        if line.record.state is State.DONE:
            done.add(key)
    assert State.SENT not in latest.values()
    assert State.PLANNED not in latest.values()
    assert State.UNKNOWN not in latest.values()
    assert done <= applied, "done in the journal, never applied"
    untold = {key for key, state in latest.items() if state is not State.DONE} & applied
    assert untold <= done, "applied, but the journal says that it was not"
    assert applied <= latest.keys(), "applied without a record"
    desk.assert_nothing_twice()


@pytest.mark.timeout(900)
def test_killed_at_random_points_nothing_is_lost_or_done_twice(make_desk: Any) -> None:
    chance = random.Random(20261124)
    with PracticeServer(orders=0, latency_s=0.03) as server:
        ids = server.world.add_orders(ORDERS)
        for one in ids:
            server.world.shipment(one).self_ship = False
        for call in _CALLS.values():
            server.faults.plan(
                Fault("refuse", call, times=40, percent=10, code="X7"),
                Fault("drop-after", call, percent=10),
            )
        desk: Desk = make_desk(server=server, folder="data", desk={"per_second": 500.0})
        desk.sync()
        assert set(ids) == set(desk.ids())
        told = {
            "url": server.url,
            "username": server.username,
            "password": server.password,
            "locations": server.locations,
            "data_dir": str(desk.services.paths.data_dir),
            "ids": ids,
        }
        kills = on_their_way = 0
        while kills < KILLS:
            desk.services.close()
            was_killed = work_until_killed(told, chance)
            kills += was_killed
            desk = make_desk(server=server, folder="data", desk={"per_second": 500.0})
            on_their_way += bool(desk.services.recovered)
            desk.services.bulk.recover(desk.ctx)
            compare(desk)
            if not was_killed:
                told["ids"] = more_orders(desk)
        finish(desk, told["ids"])
        compare(desk)
        sent = {c.payload["invoiceNumber"] for c in server.changes if c.call == "invoiceUpdate"}
        assert sent == {f"INV-{number:05}" for number in range(1, len(sent) + 1)}, "a gap"
        # The kills struck while something was on its way, not only in between.
        assert on_their_way > KILLS // 3, on_their_way
        assert server.failures == []
        assert server.faults.fired["drop-after"] > 0
        assert server.faults.fired["refuse"] > 0


def more_orders(desk: Desk) -> list[str]:
    """The work is done before all kills are: new orders arrive."""
    ids = desk.server.world.add_orders(100)
    for one in ids:
        desk.server.world.shipment(one).self_ship = False
    desk.sync()
    return ids


def finish(desk: Desk, ids: list[str]) -> None:
    """Without further kills everything comes to its end."""
    desk.server.faults.clear()
    for action in STEPS:
        for _ in range(2):
            plan = desk.plan(action, ids)
            if plan.batch_id is not None:
                desk.services.bulk.run(desk.ctx, plan.batch_id)
        assert desk.applied(_CALLS[action]).keys() >= set(ids)
