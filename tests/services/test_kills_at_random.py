"""Killed at any moment of a batch of 500: nothing lost, nothing twice, and it is told.

The server keeps a log of what it really changed; after each kill it is compared with the
journal, record by record.
"""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import SETTLED, State
from konnect_desktop.domain.filters import OrderFilter, Sort
from konnect_desktop.domain.journal import Batch
from konnect_desktop.domain.states import Lane
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.services.batch_models import RecoveryReport
from tests.services.desk import Desk
from tests.services.kill_child import processes, work
from tests.services.server_lines import let_finish, wait_until

KILLS, KILLS_A_STEP = 50, 13
ORDERS = 500
SEED = 20261124
#: The way of an order, and the call that each step makes.
STEPS = (
    (Action.CONFIRM, "confirm"),
    (Action.ADD_INVOICE, "invoiceUpdate"),
    (Action.GET_LABELS, "pack"),
    (Action.HAND_OVER, "dispatch"),
)
#: Of a self-ship parcel the state does not show whether it was handed over
#: (docs/konnect-api.md 10.11): the app asks a person then, which has a test of its own.
FRESH = OrderFilter(lane=Lane.NEW, self_ship=False)
#: The answer is lost after the change for one request in ten, before it for one in twenty.
FAULTS = (("drop-after", 10.0), ("drop-before", 5.0))
#: One order in ten is refused at each step, until so many were.
REFUSED, REFUSALS = 10.0, 40


@dataclass
class Tally:
    """What the whole test came to."""

    kills: int = 0
    at: Counter[str] = field(default_factory=Counter)
    unknown: int = 0
    looked_up: Counter[State] = field(default_factory=Counter)


class Victim:
    """One start of the app that does not live long."""

    def __init__(
        self, server: PracticeServer, data_dir: Path, action: Action, ids: Sequence[str]
    ) -> None:
        told = {
            "url": server.url,
            "username": server.username,
            "password": server.password,
            "locations": server.locations,
            "data_dir": str(data_dir),
        }
        self._server = server
        self._seen = len(server.requests)
        self.hear, say = processes.Pipe(duplex=False)
        self.process: Any = processes.Process(
            target=work, args=(told, action.value, list(ids), say), daemon=True
        )
        self.process.start()
        say.close()
        self.batch_id, self.ids = self.hear.recv()

    def calls(self, name: str) -> int:
        """How many requests of this call it has made."""
        return sum(seen.call == name for seen in self._server.requests[self._seen :])

    def is_over(self) -> bool:
        """Whether it came to its end before anybody killed it."""
        return bool(self.hear.poll())

    def kill(self) -> bool:
        """End it without a chance to do anything more; False when it had ended by itself."""
        was_over = self.is_over()
        self.process.kill()
        self.process.join(10)
        self.hear.close()
        return not was_over


def kill_somewhere(victim: Victim, call: str, dice: random.Random, tally: Tally) -> bool:
    """Kill it while planning, between requests, within one, or while it reads back."""
    where = dice.choices(("start", "sending", "anywhere"), (1, 6, 3))[0]
    if where == "sending":
        groups = dice.choice((1, 1, 1, 2, 2, 3))
        wait_until(lambda: victim.calls(call) >= groups or victim.is_over())
        threading.Event().wait(dice.uniform(0, 0.012))
    elif where == "anywhere":
        threading.Event().wait(dice.uniform(0, 0.25))
    was_killed = victim.kill()
    if was_killed:
        tally.kills += 1
        tally.at[where] += 1
    return was_killed


def is_hidden(call: str, state: State) -> bool:
    """COMPLETED may stay after a hand-over (10.11), so a person has to look what became of it."""
    return call == "dispatch" and state is State.NEEDS_YOU


def compare(desk: Desk, batch: Batch, call: str, before: Counter[str], now: Counter[str]) -> None:
    """The journal of one batch against the server's log of what it changed."""
    for record in batch.records:
        key, state = record.shipment_id, record.state
        assert state in SETTLED, (key, state)
        changed = now[key] - before[key]
        assert changed in (0, 1), f"{call} was applied twice for {key}"
        if state is State.DONE:
            assert now[key] == 1, f"{key} is said to be done, and the server knows nothing of it"
        elif state in (State.NOT_SENT, State.REFUSED) or is_hidden(call, state):
            assert changed == 0, f"{key} is {state} in the journal, and the server did it"
        else:
            pytest.fail(f"{key} ended as {state}: {record.outcome.message}")


def check_sentence(report: RecoveryReport, batch: Batch) -> None:
    """What the seller is told is what happened."""
    done, left = len(batch.in_state(State.DONE)), len(batch.in_state(State.NOT_SENT))
    assert report.batch_ids == (batch.id,)
    needs_you = len(batch.in_state(State.NEEDS_YOU))
    assert (report.done, report.not_sent, report.unsettled) == (done, left, needs_you)
    assert "Nothing was done twice" in str(report.sentence)
    told = re.search(r"(\d+) done", str(report.sentence))
    assert (int(told[1]) if told else 0) == done
    refused = len(batch.in_state(State.REFUSED))
    told = re.search(r"(\d+) refused", str(report.sentence))
    assert (int(told[1]) if told else 0) == refused
    told = re.search(r"(\d+) not sent", str(report.sentence))
    assert (int(told[1]) if told else 0) == left


@pytest.mark.timeout(400)
def test_killed_at_random_moments_of_batches_of_500(tmp_path: Path) -> None:
    dice, tally = random.Random(SEED), Tally()
    with PracticeServer(orders=1250, seed=31) as server:
        data_dir = tmp_path / "data"
        with Desk(server, data_dir) as desk:
            desk.sync()
            ids = desk.services.queries.ids(FRESH, Sort())[:ORDERS]
        assert len(ids) == ORDERS
        server.latency_s = 0.01
        for kind, percent in FAULTS:
            for _, call in STEPS:
                server.faults.plan(Fault(kind, call, percent=percent))
        for _, call in STEPS:
            server.faults.plan(Fault("refuse", call, times=REFUSALS, percent=REFUSED, code="X7"))
        for place, (action, call) in enumerate(STEPS, 1):
            through_all(server, data_dir, (action, call), ids, dice, tally, place * KILLS_A_STEP)
        while tally.kills < KILLS:
            # A busy machine let some batches end before they could be killed: more orders come.
            more = server.world.add_orders(100)
            with Desk(server, data_dir) as desk:
                desk.sync()
                ids = [one for one in desk.services.queries.ids(FRESH, Sort()) if one in more]
            through_all(server, data_dir, STEPS[0], ids, dice, tally, KILLS)
        given = {c.payload["invoiceNumber"] for c in server.changes if c.call == "invoiceUpdate"}
        assert given == {f"INV-{number:05}" for number in range(1, ORDERS + 1)}, "a gap"
        assert not server.failures
        fired = server.faults.fired
        assert min(fired[kind] for kind in ("drop-after", "drop-before", "refuse")) > 0
    print(  # noqa: T201 - what was done belongs into the report of the run
        f"\n{tally.kills} kills {dict(tally.at)}, faults {dict(fired)}; {tally.unknown} records"
        f" were on their way: {dict(tally.looked_up)}"
    )
    assert tally.kills >= KILLS


def through_all(
    server: PracticeServer,
    data_dir: Path,
    step: tuple[Action, str],
    ids: Sequence[str],
    dice: random.Random,
    tally: Tally,
    most: int,
) -> None:
    """Bring all through one step, however often the app is killed; `most` kills in all."""
    action, call = step
    left = list(ids)
    while left:
        left = one_life(server, data_dir, action, call, left, dice, tally, most)
    with Desk(server, data_dir) as desk:
        assert set(desk.applied(call)) >= set(ids)
        desk.assert_nothing_twice()
        desk.sync()  # couriers are found meanwhile


def one_life(
    server: PracticeServer,
    data_dir: Path,
    action: Action,
    call: str,
    left: list[str],
    dice: random.Random,
    tally: Tally,
    most: int,
) -> list[str]:
    """Start, press, kill, start again, recover, compare; returns what is still to be done."""
    before = Counter(change.shipment_id for change in server.changes if change.call == call)
    victim = Victim(server, data_dir, action, left)
    assert list(victim.ids) == left
    if tally.kills < most:
        was_killed = kill_somewhere(victim, call, dice, tally)
    else:
        wait_until(victim.is_over, 60)
        was_killed = victim.kill()
    let_finish(server)
    with Desk(server, data_dir) as desk:
        batch = desk.services.queries.batch(victim.batch_id)
        assert batch is not None
        assert [record.shipment_id for record in batch.records] == left
        unknown = [record.shipment_id for record in batch.in_state(State.UNKNOWN)]
        sent = len(desk.calls())
        report = desk.services.bulk.recover(desk.ctx)
        # Only a second hand-over tells of a first one, and Fynd takes no more than one of them.
        asks = action is Action.HAND_OVER
        assert asks or call not in desk.calls(sent), "recovering must never send"
        batch = desk.services.queries.batch(victim.batch_id)
        assert batch is not None
        if batch.in_state(State.UNKNOWN):
            # Refused now, and what was on its way could still have come: asked again after that.
            desk.later(130)
            report = desk.services.bulk.recover(desk.ctx)
            was_killed = False
            batch = desk.services.queries.batch(victim.batch_id)
            assert batch is not None
        tally.unknown += len(unknown)
        tally.looked_up.update(r.state for r in batch.records if r.shipment_id in unknown)
        compare(desk, batch, call, before, desk.applied(call))
        if was_killed and batch.in_state(State.NOT_SENT, State.DONE) and report:
            check_sentence(report, batch)
        assert desk.services.database.check() == []
        still = batch.in_state(State.NOT_SENT, State.REFUSED, State.NEEDS_YOU)
        return [record.shipment_id for record in still]
