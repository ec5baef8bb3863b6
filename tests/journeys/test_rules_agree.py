"""The app's rules against the practice server's: a walk at random through its state machine.

The server is written from docs/konnect-api.md without a look at `domain/actions.py`, so each proves
the other: what we call eligible must be accepted, what we call blocked must be refused.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

from konnect_desktop.credentials import Credentials
from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action, Facts, Verdict, judge, next_milestones
from konnect_desktop.domain.batches import Outcome, State
from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import (
    AwbRecord,
    CancelItem,
    CancelRecord,
    ConfirmRecord,
    InvoiceRecord,
    ItemQuantity,
    QcItem,
    QcRecord,
    StatusRecord,
)
from konnect_desktop.domain.shipments import Shipment
from konnect_desktop.practice.server import PracticeServer
from tests.api.wiring import Wire, wire

#: So many calls are compared with the rule; a step that compares nothing does not count.
JUDGED = 2_000
#: A walk that got stuck ends here.
STEPS = 4 * JUDGED
#: Reasons of our own that the server does not share: it would accept, we would rather not.
OURS = frozenset({Reason.ALREADY_HANDED_OVER})
Send = Callable[[Wire, Shipment, int], dict[str, Outcome]]


def _items(shipment: Shipment) -> tuple[ItemQuantity, ...]:
    return tuple(ItemQuantity(i.item_id, i.quantity) for i in shipment.open_items)


def _cancel(wire: Wire, shipment: Shipment, _step: int) -> dict[str, Outcome]:
    items = tuple(
        CancelItem(i.item_id, max(1, i.quantity), "6")
        for i in shipment.open_items or shipment.items
    )
    return wire.orders.cancel([CancelRecord(shipment.id, items)])


def _invoice(kind: str) -> Send:
    return lambda wire, s, step: wire.orders.update_invoice(
        [InvoiceRecord(s.id, f"W/{step}", kind, _items(s))]
    )


def _qc(wire: Wire, shipment: Shipment, _step: int) -> dict[str, Outcome]:
    items = tuple(
        QcItem(i.item_id, max(1, i.quantity)) for i in shipment.open_items or shipment.items
    )
    return wire.orders.return_qc([QcRecord(shipment.id, items)])


def _label(wire: Wire, shipment: Shipment, _step: int) -> dict[str, Outcome]:
    answer = wire.documents.labels([shipment.id])
    return answer.outcomes or {shipment.id: Outcome(State.DONE)}


def _invoice_paper(wire: Wire, shipment: Shipment, _step: int) -> dict[str, Outcome]:
    answer = wire.documents.invoices([shipment.id])
    return answer.outcomes or {shipment.id: Outcome(State.DONE)}


def _awb(wire: Wire, shipment: Shipment, step: int) -> dict[str, Outcome]:
    return wire.orders.update_awb([AwbRecord(shipment.id, f"WALK{step:06}", "Own van", False)])


def _one_item(wire: Wire, shipment: Shipment, _step: int) -> dict[str, Outcome]:
    """One piece of the first open item; the whole order when that is all there is."""
    item = (shipment.open_items or shipment.items)[0]
    return wire.orders.cancel([CancelRecord(shipment.id, (CancelItem(item.item_id, 1, "6"),))])


#: Without Check courier: "too early" reads as "not yet" there, never as a refusal
#: (docs/konnect-api.md 10.8).
CALLS: dict[Action, Send] = {
    Action.CONFIRM: lambda w, s, _: w.orders.confirm([ConfirmRecord(s.id, _items(s))]),
    Action.ADD_INVOICE: _invoice("sale"),
    Action.CREDIT_NOTE: _invoice("return"),
    Action.GET_LABELS: lambda w, s, _: w.orders.pack([s.id]),
    Action.PRINT_LABEL: _label,
    Action.PRINT_INVOICE: _invoice_paper,
    Action.HAND_OVER: lambda w, s, _: w.orders.dispatch([s.id]),
    Action.CANCEL: _cancel,
    Action.CANCEL_ITEMS: _one_item,
    Action.RETURN_QC: _qc,
    Action.UPDATE_AWB: _awb,
}


def test_eligible_is_accepted_and_blocked_is_refused() -> None:
    dice = random.Random(20261123)
    seen: Counter[tuple[str, str]] = Counter()
    judged = 0
    dispatched: set[str] = set()
    with PracticeServer(orders=260, seed=11) as server:
        place = {i: server.world.shipment(i).location for i in server.world.ids()}
        ids = [i for i in place if place[i] in server.locations]
        with wire(server.url, Credentials(server.username, server.password)) as wired:
            for step in range(STEPS):
                if judged == JUDGED:
                    break
                shipment_id = dice.choice(ids)
                action = dice.choice(list(CALLS))
                read = wired.orders.fetch_one(shipment_id, location=place[shipment_id])
                assert read is not None
                shipment = read.shipment
                facts = Facts(
                    shipment.status,
                    shipment.journey,
                    shipment.is_self_ship,
                    shipment.has_courier,
                    bool(shipment.awb_numbers),
                    shipment.lock,
                    dispatched_here=shipment_id in dispatched,
                )
                if action is Action.CANCEL_ITEMS and shipment.quantity < 2:
                    continue  # its only piece: that is Cancel whole orders
                answer = judge(action, facts)
                outcome = CALLS[action](wired, shipment, step)[shipment_id]
                told = f"step {step}: {action} on {facts} -> {answer}, server {outcome}"
                if answer.verdict is Verdict.ELIGIBLE:
                    assert outcome.state is State.DONE, told
                    judged += 1
                elif answer.verdict is Verdict.BLOCKED and answer.reason not in OURS:
                    assert outcome.state is State.REFUSED, told
                    judged += 1
                if action is Action.HAND_OVER and outcome.state is State.DONE:
                    dispatched.add(shipment_id)
                seen[(action, answer.verdict)] += 1
        assert server.failures == []
    assert judged == JUDGED
    assert all(seen[(action, Verdict.BLOCKED)] for action in CALLS), seen
    assert all(sum(seen[(a, v)] for v in Verdict if v != Verdict.BLOCKED) for a in CALLS), seen
    assert sum(count for (_, verdict), count in seen.items() if verdict != Verdict.BLOCKED) > 200


MILESTONES = (
    "bag_picked",
    "out_for_delivery",
    "delivery_attempt_failed",
    "delivery_reattempt_requested",
    "delivery_done",
    "rto_bag_delivered",
    "return_bag_in_transit",
    "return_bag_delivered",
)
AWB_FIRST = (Action.CONFIRM, Action.ADD_INVOICE, Action.UPDATE_AWB, Action.GET_LABELS)


def test_the_steps_that_may_follow_are_accepted_and_no_others() -> None:
    """A walk of self-ship parcels alone, each with the last step that was accepted."""
    dice = random.Random(20261124)
    seen: Counter[tuple[str, bool]] = Counter()
    judged = 0
    with PracticeServer(orders=260, seed=12) as server:
        world = server.world
        ids = [i for i in world.ids() if world.shipment(i).location in server.locations]
        returns = [i for i in ids if world.shipment(i).status == states.RETURN_PROCESSING]
        last: dict[str, str] = {}
        for shipment_id in ids:
            shipment = world.shipment(shipment_id)
            shipment.self_ship, shipment.lock = True, None
            if shipment.oms_state in MILESTONES:
                last[shipment_id] = shipment.oms_state
        with wire(server.url, Credentials(server.username, server.password)) as wired:
            for number in range(STEPS):
                if judged == JUDGED:
                    break
                shipment_id = dice.choice(ids if dice.random() < 0.8 else returns)
                place = world.shipment(shipment_id).location
                read = wired.orders.fetch_one(shipment_id, location=place)
                assert read is not None
                shipment = read.shipment
                facts = Facts(
                    shipment.status,
                    shipment.journey,
                    is_self_ship=True,
                    has_awb=bool(shipment.awb_numbers),
                    milestone=last.get(shipment_id, ""),
                )
                if dice.random() < 0.25:  # bring it on the way
                    action = dice.choice(AWB_FIRST)
                    if judge(action, facts).is_open:
                        CALLS[action](wired, shipment, number)
                    continue
                following = next_milestones(facts)
                is_wild = dice.random() < 0.5 or not following
                milestone = dice.choice(MILESTONES if is_wild else following)
                may_follow = milestone in following
                record = StatusRecord(shipment_id, milestone)
                outcome = wired.orders.update_status([record])[shipment_id]
                told = f"step {number}: {milestone} on {facts}, server {outcome}"
                if not may_follow:
                    assert outcome.state is State.REFUSED, told
                    judged += 1
                elif judge(Action.UPDATE_STATUS, facts).verdict is Verdict.ELIGIBLE:
                    assert outcome.state is State.DONE, told
                    judged += 1
                if outcome.state is State.DONE:
                    last[shipment_id] = milestone
                    seen[(milestone, True)] += 1
                seen[(milestone, may_follow)] += 1
        assert server.failures == []
    assert judged == JUDGED
    assert all(seen[(milestone, True)] for milestone in MILESTONES), seen
