"""Faulted batches by the hundred: nothing twice, and no outcome that the server's log contradicts.

    nice .venv/bin/python -m tests.soak.settling --batches 2000

Both clocks are turned, so that a late application costs no waiting. A small run with a fixed seed
is part of the suite (tests/services/test_settling_soak.py).
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from konnect_desktop.api.retry import RetryPolicy
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.requests import CancelItem
from konnect_desktop.practice.faults import Fault
from konnect_desktop.practice.model import SimShipment
from konnect_desktop.practice.server import PracticeServer
from konnect_desktop.practice.world import World
from konnect_desktop.services.batch_models import AwbEntry
from tests.services.desk import Desk, SettableClock
from tests.services.ready import CALLS

#: (kind, value): what goes wrong with the answer to a change, or with the change itself.
LOST = (
    *(("late-by", one) for one in ("1-20", "1-120", "14", "60-120", "119")),
    *(("redirect-after", one) for one in ("301", "302", "303", "304", "307", "308")),
    *(("interim", one) for one in ("102", "103", "103,103", "101")),
    *(("scalar", one) for one in ('"OK"', "true", "5", "null")),
    *(("empty", one) for one in ("200", "202", "204", "206")),
    *(("other-2xx", one) for one in ("201", "202", "206")),
    *(("502", one) for one in ("html", "empty", "json")),
    *((one, "") for one in ("html", "html-before", "half", "other-shape", "other-type")),
    *((one, "") for one in ("drop-before", "drop-after", "drop-after", "truncate")),
    *((one, "") for one in ("truncate-close", "redirect", "expired", "late")),
    *((one, "") for one in ("no-errors", "no-ids", "counts-in-data", "counts-in-meta")),
    *(("429", one) for one in ("0", "none")),
    ("envelope-4xx", "422"),
)
#: What goes wrong with the reads meanwhile.
READS = (
    *(("html", "orders"), ("502", "orders"), ("message", "orders"), ("html", "any")),
    *(("unknown-words", "any"), ("unknown-words", "orders"), ("two-rows", "orders")),
    *(("html", "track"), ("drop-before", "orders"), ("moving-rows", "orders"), ("500", "info")),
)
_STATES = {
    Action.CONFIRM: (("CREATED", "placed"),),
    Action.ADD_INVOICE: (("CONFIRMED", "bag_confirmed"),),
    Action.GET_LABELS: (("PROCESSING", "dp_assigned"),),
    Action.HAND_OVER: (("COMPLETED", "bag_packed"),),
    Action.CANCEL: (
        ("CREATED", "placed"),
        ("CONFIRMED", "bag_confirmed"),
        ("PROCESSING", "dp_assigned"),
    ),
    Action.CANCEL_ITEMS: (("CREATED", "placed"), ("CONFIRMED", "bag_confirmed")),
    Action.UPDATE_AWB: (("PROCESSING", "dp_assigned"),),
    Action.UPDATE_STATUS: (("TRANSIT", "bag_picked"),),
    Action.RETURN_QC: (("RETURN_DELIVERED", "rto_bag_delivered"),),
    Action.CREDIT_NOTE: (("RETURN_COMPLETED", "rto_bag_accepted"),),
}
#: Hand-over is where most was left to the seller, and part-quantity cancels act twice.
_ACTIONS = (*_STATES, Action.HAND_OVER, Action.HAND_OVER, Action.CANCEL_ITEMS, Action.CANCEL_ITEMS)
_NEVER_SURE = frozenset({State.PLANNED, State.SENT, State.UNKNOWN})
_CHECK_EVERY = 10
_A_SERVER = 50


@dataclass
class Tally:
    """What a run came to; `wrong` says in words what must not be."""

    batches: int = 0
    records: int = 0
    changes: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    revised: int = 0
    restarts: int = 0
    left: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Soak:
    """One server and one desk after the other, until so many batches have run."""

    def __init__(self, seed: int, folder: Path) -> None:
        self._rng = random.Random(seed)
        self._folder = folder
        self._seed = seed
        self.tally = Tally()

    def run(self, batches: int, said: bool = False) -> Tally:
        while self.tally.batches < batches:
            number, told = self.tally.batches, len(self.tally.wrong)
            self._seed += 1
            with PracticeServer(orders=0, seed=self._seed) as server:
                stand = _Stand(self, server, self._folder / f"{number}", self._rng)
                with stand:
                    stand.run(min(_A_SERVER, batches - number))
                self.tally.faults.update(server.faults.fired)
                self.tally.changes += len(server.changes)
                self.tally.wrong += [f"practice server: {one!r}" for one in server.failures]
            if said:
                for one in self.tally.wrong[told:]:
                    _say(f" - {one}")
                _say(f"{self.tally.batches} batches, {len(self.tally.wrong)} wrong")
        return self.tally


class _Stand:
    """A desk at one server."""

    def __init__(
        self, soak: Soak, server: PracticeServer, folder: Path, rng: random.Random
    ) -> None:
        self._tally = soak.tally
        self._server = server
        self._folder = folder
        self._rng = rng
        self._clock = SettableClock()
        self._stack = ExitStack()
        self._desk = self._open()
        self._todo: list[tuple[Action, list[str], str]] = []
        for switches in server.world.switches.values():
            switches.dispatch_stays_completed = rng.random() < 0.6

    def __enter__(self) -> _Stand:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _open(self) -> Desk:
        desk = Desk(self._server, self._folder, clock=self._clock)
        self._stack.callback(desk.services.close)
        desk.services.announcer.listen(self._heard)
        client = desk.services.connection.orders._client
        # As often as a shop's, without the shop's patience.
        client._policy = client._tokens._policy = RetryPolicy(base_s=0.002, cap_s=0.004)
        desk.services.bulk._settler._settler._pause_s = 0.0
        return desk

    def _heard(self, changes: object) -> None:
        self._tally.revised += bool(getattr(changes, "news", ""))

    def run(self, batches: int) -> None:
        for number in range(1, batches + 1):
            self._one()
            if number % _CHECK_EVERY == 0 or number == batches:
                self._check()

    def _pass(self, seconds: float) -> None:
        self._clock.now += timedelta(seconds=seconds)
        self._server.world.advance(seconds)

    # ---- one batch -----------------------------------------------------------------------

    def _one(self) -> None:
        rng, desk = self._rng, self._desk
        action = rng.choice(_ACTIONS)
        ids = make_ready(self._server.world, rng, action, rng.choice((1, 2, 3, 5, 8, 12, 20, 25)))
        desk.sync(ids)
        options = options_for(self._server.world, rng, action, ids)
        kinds = self._plan_faults(action, ids)
        plan = desk.plan(action, ids, **options)
        self._tally.batches += 1
        self._todo.append((action, ids, kinds))
        if plan.batch_id is None:
            self._tally.wrong.append(f"{action}: nothing planned, {plan.left_out}")
            return
        desk.services.bulk.run(desk.ctx, plan.batch_id)
        self._afterwards(action, plan.batch_id, ids)
        self._server.faults.clear()

    def _afterwards(self, action: Action, batch_id: int, ids: list[str]) -> None:
        rng, desk = self._rng, self._desk
        if rng.random() < 0.5:
            self._server.faults.clear()
        for _ in range(rng.choice((0, 1, 1, 2))):
            self._pass(rng.choice((0, 1, 10, 30, 70)))
            what = rng.random()
            if what < 0.5:
                again = desk.services.bulk.retry(batch_id)
                if again.batch_id is not None:
                    desk.services.bulk.run(desk.ctx, again.batch_id)
                    batch_id = again.batch_id
            elif what < 0.7:
                plan = desk.plan(rng.choice((Action.REFRESH, Action.CHECK_INFO)), ids)
                if plan.batch_id is not None:
                    desk.services.bulk.run(desk.ctx, plan.batch_id)
            elif what < 0.8:
                desk.sync()

    def _plan_faults(self, action: Action, ids: Sequence[str]) -> str:
        rng, call = self._rng, CALLS[action]
        faults: list[Fault] = []
        if rng.random() < 0.25:
            some = tuple(one for one in ids if rng.random() < 0.4) or tuple(ids[:1])
            times = rng.choice((len(some), None))
            code = rng.choice(("X7", "SIM409", "X9"))
            if code == "X9" and action is Action.HAND_OVER and self._would_move(ids, some):
                times, code = len(some), "D400"
            faults.append(Fault("refuse", call, times=times, ids=some, code=code))
        for _ in range(rng.choice((0, 1, 1, 1, 1, 1, 2))):
            kind, value = rng.choice(LOST)
            value = str(rng.randint(1, 12)) if kind == "late" else value
            faults.append(Fault(kind, call, times=rng.choice((1, 1, 2, 4)), value=value))
        if rng.random() < 0.35:
            kind, where = rng.choice(READS)
            times = None if kind in ("unknown-words", "two-rows") else rng.choice((1, 3, 8))
            faults.append(Fault(kind, where, times=times, skip=rng.choice((0, 0, 2))))
        self._server.faults.plan(*faults)
        return " + ".join(f"{one.kind}:{one.call}:{one.times}:{one.value}" for one in faults)

    def _would_move(self, ids: Sequence[str], some: Sequence[str]) -> bool:
        """Whether each of `some` has another one beside it that moves on when it is handed over."""
        world = self._server.world
        if any(one.dispatch_stays_completed for one in world.switches.values()):
            return False
        kinds = {one: (world.shipment(one).location, world.shipment(one).self_ship) for one in ids}
        others = {kinds[one] for one in ids if one not in some}
        return all(kinds[one] in others and not kinds[one][1] for one in some)

    # ---- what must hold --------------------------------------------------------------------

    def _check(self) -> None:
        """A full check when a late application would have shown, and then the log is read."""
        self._pass(130)
        if self._rng.random() < 0.2:
            self._stack.close()
            self._desk = self._open()
            self._desk.services.bulk.recover(self._desk.ctx)
            self._tally.restarts += 1
        self._desk.sync()
        applied = Counter((one.call, one.shipment_id) for one in self._server.changes)
        for action, ids, kinds in self._todo:
            for one in ids:
                self._judge(action, one, applied[CALLS[action], one], kinds)
        self._todo.clear()

    def _judge(self, action: Action, one: str, count: int, kinds: str) -> None:
        journal = self._desk.services.bulk._journal
        chain = [
            record.outcome
            for summary, record in reversed(journal.batches_of(one))
            if summary.action is action
        ]
        self._tally.records += len(chain)
        self._tally.states.update(outcome.state.value for outcome in chain)
        for outcome in chain:
            if outcome.state is State.NEEDS_YOU:
                self._tally.left[f"{action}: {outcome.message}"] += 1
        for wrong in what_is_wrong(action, chain, count):
            told = [(outcome.state.value, outcome.code, str(outcome.message)) for outcome in chain]
            self._tally.wrong.append(f"{action} {one}, {kinds}: {wrong}; {told}")


def make_ready(world: World, rng: random.Random, action: Action, count: int) -> list[str]:
    """So many new orders of the server, brought to where `action` may be done to them."""
    ids = world.add_orders(count)
    is_self_ship = action in (Action.UPDATE_AWB, Action.UPDATE_STATUS)
    is_back = action in (Action.RETURN_QC, Action.CREDIT_NOTE)
    for one in ids:
        shipment = world.shipment(one)
        shipment.lock = None
        shipment.self_ship = is_self_ship or (action is Action.HAND_OVER and rng.random() < 0.3)
        for item in shipment.items:
            item.quantity = item.ordered = rng.randint(2, 6)
            item.cancelled_by = ""
        if is_back:
            shipment.kind = "RTO"
        status, state = rng.choice(_STATES[action])
        if status in ("PROCESSING", "COMPLETED", "TRANSIT") and action is not Action.UPDATE_AWB:
            world.set_courier(shipment, "Soak Couriers", "SOAK", f"SOAK{one[-12:]}")
        world.move(shipment, status, state)
    return ids


def options_for(
    world: World, rng: random.Random, action: Action, ids: Sequence[str]
) -> dict[str, object]:
    """What `action` has to be told about these orders."""
    if action is Action.CANCEL:
        return {"reason_code": "6"}
    if action is Action.CANCEL_ITEMS:
        return {"cancel_items": {one: (_piece(world.shipment(one)),) for one in ids}}
    if action is Action.UPDATE_AWB:
        return {
            "awbs": {one: AwbEntry(f"OWN{one[-12:]}", "Own van") for one in ids},
            "auto_dispatch": rng.random() < 0.5,
        }
    if action is Action.UPDATE_STATUS:
        return {"milestone": rng.choice(("out_for_delivery", "delivery_done"))}
    return {}


def what_is_wrong(action: Action, chain: Sequence[Outcome], count: int) -> list[str]:
    """What the log (`count` applications) says against what was told, oldest first."""
    states = [outcome.state for outcome in chain]
    found = []
    if count > 1:
        found.append(f"applied {count} times")
    if _NEVER_SURE.intersection(states):
        found.append("still not known")
    if count and State.DONE not in states:
        found.append("applied, and told as not done")
    if not count and State.DONE in states:
        found.append("told as done, and never applied")
    if states[-1] is not State.DONE and State.DONE in states[:-1]:
        found.append("done, and the later batch does not know it")
    is_already = states[-1] is State.DONE and not chain[-1].may_retry
    # "Already done" needs somebody who did it; asked again by itself it was this batch.
    if is_already and len(chain) > 1 and State.DONE not in states[:-1]:
        found.append("already done, and no batch did it")
    if action is Action.HAND_OVER and State.NEEDS_YOU in states:
        found.append("a hand-over was left to the seller")
    return found


def _piece(shipment: SimShipment) -> CancelItem:
    return CancelItem(shipment.items[0].item_id, 1, "6")


def run(batches: int, seed: int, folder: Path, said: bool = False) -> Tally:
    """Run so many faulted batches; the same seed makes the same ones."""
    return Soak(seed, folder).run(batches, said)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--batches", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    logging.disable(logging.ERROR)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        tally = run(options.batches, options.seed, Path(folder), said=True)
    _say(f"{tally.batches} batches, {tally.records} records, {tally.changes} changes applied")
    _say(f"{tally.revised} times news, {tally.restarts} restarts, {time.monotonic() - began:.0f} s")
    _say(f"faults: {dict(tally.faults.most_common())}")
    _say(f"outcomes: {dict(tally.states)}")
    _say(f"left to the seller: {dict(tally.left)}")
    _say(f"wrong: {len(tally.wrong)}")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
