"""Shipments that are ready for an operation, and what it has to be told."""

from __future__ import annotations

from collections.abc import Callable

from konnect_desktop.domain import states
from konnect_desktop.domain.actions import Action
from konnect_desktop.domain.batches import State
from konnect_desktop.domain.requests import CancelItem
from konnect_desktop.services.batch_models import AwbEntry
from tests.services.desk import Desk

Ready = Callable[[Desk, int], tuple[list[str], dict[str, object]]]


def new_orders(desk: Desk, count: int, *steps: Action) -> list[str]:
    world = desk.server.world
    ids = [
        one
        for one in world.ids("CREATED", self_ship=False)
        if all(item.is_open for item in world.shipment(one).items)
    ][:count]
    for step in steps:
        assert desk.do(step, ids).count(State.DONE) == count
    return ids


def self_ship(desk: Desk, count: int) -> list[str]:
    ids = desk.server.world.ids("CREATED", self_ship=False)[:count]
    for one in ids:
        desk.server.world.shipment(one).self_ship = True
    desk.do(Action.REFRESH, ids)
    for step in (Action.CONFIRM, Action.ADD_INVOICE):
        assert desk.do(step, ids).count(State.DONE) == count
    return ids


def awbs(ids: list[str]) -> dict[str, AwbEntry]:
    return {one: AwbEntry(f"SAFE{number:05}", "Own van") for number, one in enumerate(ids)}


def on_the_way(desk: Desk, count: int) -> list[str]:
    ids = self_ship(desk, count)
    desk.do(Action.UPDATE_AWB, ids, awbs=awbs(ids))
    return ids


def back(desk: Desk, count: int, *steps: Action) -> list[str]:
    world = desk.server.world
    ids = world.ids("DELIVERED")[:count]
    for one in ids:
        world.shipment(one).kind = "RTO"
        world.move(world.shipment(one), states.RETURN_DELIVERED, "rto_bag_delivered")
    desk.do(Action.REFRESH, ids)
    for step in steps:
        assert desk.do(step, ids).count(State.DONE) == count
    return ids


def one_piece(desk: Desk, ids: list[str]) -> dict[str, tuple[CancelItem, ...]]:
    world = desk.server.world
    for one in ids:
        item = world.shipment(one).items[0]
        item.quantity = item.ordered = 4
    desk.do(Action.REFRESH, ids)
    return {one: (CancelItem(world.shipment(one).items[0].item_id, 1, "6"),) for one in ids}


READY: dict[Action, Ready] = {
    Action.CONFIRM: lambda d, n: (new_orders(d, n), {}),
    Action.ADD_INVOICE: lambda d, n: (new_orders(d, n, Action.CONFIRM), {}),
    Action.GET_LABELS: lambda d, n: (new_orders(d, n, Action.CONFIRM, Action.ADD_INVOICE), {}),
    Action.HAND_OVER: lambda d, n: (
        new_orders(d, n, Action.CONFIRM, Action.ADD_INVOICE, Action.GET_LABELS),
        {},
    ),
    Action.CANCEL: lambda d, n: (new_orders(d, n), {"reason_code": "6"}),
    Action.CANCEL_ITEMS: lambda d, n: (
        ids := new_orders(d, n),
        {"cancel_items": one_piece(d, ids)},
    ),
    Action.UPDATE_AWB: lambda d, n: (ids := self_ship(d, n), {"awbs": awbs(ids)}),
    Action.UPDATE_STATUS: lambda d, n: (on_the_way(d, n), {"milestone": "out_for_delivery"}),
    Action.RETURN_QC: lambda d, n: (back(d, n), {}),
    Action.CREDIT_NOTE: lambda d, n: (back(d, n, Action.RETURN_QC), {}),
}
CALLS = {
    Action.CONFIRM: "confirm",
    Action.ADD_INVOICE: "invoiceUpdate",
    Action.GET_LABELS: "pack",
    Action.HAND_OVER: "dispatch",
    Action.CANCEL: "cancel",
    Action.CANCEL_ITEMS: "cancel",
    Action.UPDATE_AWB: "awb",
    Action.UPDATE_STATUS: "status",
    Action.RETURN_QC: "return",
    Action.CREDIT_NOTE: "invoiceUpdate",
}


def stay_completed(desk: Desk) -> None:
    """Let parcels keep COMPLETED after the hand-over until the courier scans them
    (docs/konnect-api.md 10.11)."""
    for switches in desk.server.world.switches.values():
        switches.dispatch_stays_completed = True


def self_ship_packed(desk: Desk, count: int) -> list[str]:
    """Self-ship parcels that wait for the hand-over."""
    ids = self_ship(desk, count)
    assert desk.do(Action.GET_LABELS, ids).count(State.DONE) == count
    return ids
