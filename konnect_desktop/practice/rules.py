"""The state machine of docs/konnect-api.md 17: what each call may do to one shipment.

Every rule takes the world, the shipment and the record of the request; it changes the shipment
or raises Refusal with the code of its call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from konnect_desktop.practice.invoice_rules import invoice_update
from konnect_desktop.practice.model import Refusal, SimItem, SimShipment
from konnect_desktop.practice.world import World

Record = dict[str, Any]
Rule = Callable[[World, SimShipment, Record], None]

NOT_HERE = {
    "confirm": "O422", "invoiceUpdate": "IN400", "pack": "CR422", "courierDetails": "C400",
    "labels": "L400", "invoice": "IN400", "dispatch": "D422",
}  # fmt: skip
"""Code for a shipment that is unknown or in another location; SIM404 on the other calls."""

WRITES = frozenset(
    {"cancel", "confirm", "invoiceUpdate", "awb", "pack", "dispatch", "status", "return"}
)
_PACKED = frozenset({"COMPLETED", "TRANSIT", "DELIVERED", "HANDED_OVER_TO_CUSTOMER"})
_FORWARD_MILESTONES = {
    "bag_picked": ({"dp_assigned", "bag_packed", "bag_not_picked"}, "TRANSIT"),
    "out_for_delivery": ({"bag_picked", "delivery_reattempt_requested"}, "TRANSIT"),
    "delivery_attempt_failed": ({"bag_picked", "out_for_delivery"}, "TRANSIT"),
    "delivery_reattempt_requested": ({"delivery_attempt_failed"}, "TRANSIT"),
    "delivery_done": (
        {
            "bag_picked",
            "out_for_delivery",
            "delivery_attempt_failed",
            "delivery_reattempt_requested",
        },
        "DELIVERED",
    ),
    "rto_bag_delivered": (
        {
            "bag_picked",
            "out_for_delivery",
            "delivery_attempt_failed",
            "delivery_reattempt_requested",
            "rto_initiated",
        },
        "RETURN_DELIVERED",
    ),
    "return_bag_in_transit": ({"return_dp_assigned"}, "RETURN_PROCESSING"),
    "return_bag_delivered": ({"return_bag_in_transit"}, "RETURN_DELIVERED"),
}


def check_lock(call: str, shipment: SimShipment) -> None:
    """Raises SIM423: complete and operational stop every change, financial only the invoice."""
    if not shipment.lock or call not in WRITES:
        return
    if shipment.lock == "financial" and call != "invoiceUpdate":
        return
    raise Refusal("SIM423", f"Shipment is locked ({shipment.lock})", "Shipment locked")


def not_here(call: str) -> Refusal:
    code = NOT_HERE.get(call, "SIM404")
    return Refusal(code, "Shipment is not in this location", "Invalid orderId")


def confirm(world: World, shipment: SimShipment, record: Record) -> None:
    if shipment.status == "CANCELLED":
        raise Refusal("O400", "Shipment is cancelled", "Canceled by customer/seller")
    if shipment.status != "CREATED":
        raise Refusal("SIM409", "Shipment is already confirmed")
    rows = record.get("orderItems")
    if rows is not None:
        named = {row["orderItemId"]: row.get("quantity") for row in rows}
        for item_id in named:
            if shipment.item(item_id) is None:
                raise Refusal("O422", "Item is not part of this shipment", "Invalid", item_id)
        for item in shipment.open_items():
            wanted = named.get(item.item_id, 0)
            if wanted is not None and wanted < item.quantity:
                text = "Confirming only a part of a shipment is not possible"
                raise Refusal("SIM409", text, item_id=item.item_id)
    if not shipment.open_items():
        raise Refusal("O400", "All items are cancelled", "Canceled by customer/seller")
    world.move(shipment, "CONFIRMED", "bag_confirmed")


def cancel(world: World, shipment: SimShipment, record: Record) -> None:
    """Items before invoicing, the whole shipment until packing (docs/konnect-api.md 10.3)."""
    cuts = _cuts(shipment, record)
    whole = all(cuts.get(item.item_id, 0) >= item.quantity for item in shipment.open_items())
    if shipment.status in ("CREATED", "CONFIRMED"):
        pass
    elif shipment.status == "PROCESSING" and shipment.kind == "FORWARD":
        if not whole:
            raise Refusal("SIM409", "Item cancellation is not possible after invoicing")
    else:
        raise Refusal("SIM409", f"Shipment cannot be cancelled in {shipment.status}")
    invoiced = shipment.status == "PROCESSING"
    for item in shipment.items:
        item.quantity -= cuts.get(item.item_id, 0)
        if item.item_id in cuts and item.quantity == 0:
            item.cancelled_by = "seller"
    if whole:
        world.move(shipment, "CANCELLED", "cancelled_seller")
        shipment.cancelled_after_invoice = invoiced


def _cuts(shipment: SimShipment, record: Record) -> dict[str, int]:
    """Item id -> pieces to cancel. Raises SIM404, SIM409 or SIM422 for one it cannot take."""
    rows = record.get("orderItems")
    if not rows:
        raise Refusal("SIM422", "orderItems with a reasonCode each are needed")
    cuts: dict[str, int] = {}
    for row in rows:
        item_id = row["orderItemId"]
        item = shipment.item(item_id)
        if item is None:
            raise Refusal("SIM404", "Item is not part of this shipment", item_id=item_id)
        if not row.get("reasonCode"):
            raise Refusal("SIM422", "reasonCode is needed for each item", item_id=item_id)
        cuts[item_id] = cuts.get(item_id, 0) + row.get("quantity", item.quantity)
        if shipment.status in ("CREATED", "CONFIRMED", "PROCESSING") and (
            cuts[item_id] > item.quantity
        ):
            raise Refusal("SIM409", "Fewer pieces are open than were cancelled", item_id=item_id)
    return cuts


def pack(world: World, shipment: SimShipment, record: Record) -> None:
    if shipment.status == "CANCELLED":
        raise Refusal("CR401", "Shipment is cancelled", "Cancelled by customer/seller")
    if shipment.oms_state != "dp_assigned":
        raise Refusal("CR400", "Shipment is not in dp_assigned")
    world.move(shipment, "COMPLETED", "bag_packed")


def courier_details(world: World, shipment: SimShipment, record: Record) -> None:
    """A read: raises C403 when it is too early for a courier."""
    after_invoice = shipment.status in _PACKED or shipment.status == "PROCESSING"
    if shipment.kind != "FORWARD" or not after_invoice:
        raise Refusal("C403", "Shipment has no invoice yet")


def label(world: World, shipment: SimShipment, record: Record) -> None:
    if shipment.kind != "FORWARD" or shipment.status not in _PACKED:
        raise Refusal("L403", "Shipment is not packed")


def invoice_paper(world: World, shipment: SimShipment, record: Record) -> None:
    if shipment.kind != "FORWARD" or shipment.status not in _PACKED:
        raise Refusal("IN403", "Shipment is not packed")


def dispatch(world: World, shipment: SimShipment, record: Record) -> None:
    if shipment.status == "CANCELLED":
        raise Refusal("D401", "Shipment is cancelled", "Cancelled by customer/seller")
    if shipment.status != "COMPLETED":
        raise Refusal("D400", "Shipment is not packed")
    if shipment.dispatched:
        raise Refusal("D400", "Shipment is already dispatched")
    for row in record.get("orderItems") or ():
        if shipment.item(row["orderItemId"]) is None:
            raise Refusal("D422", "Item is not part of this shipment", item_id=row["orderItemId"])
    shipment.dispatched = True
    stays = shipment.self_ship or world.switches[shipment.location].dispatch_stays_completed
    if not stays:
        world.move(shipment, "TRANSIT", "bag_picked")


def awb(world: World, shipment: SimShipment, record: Record) -> None:
    if not shipment.self_ship:
        raise Refusal("SIM403", "Shipment is not on the self-ship model")
    if shipment.oms_state not in ("dp_assigned", "return_dp_assigned"):
        raise Refusal("SIM409", f"{shipment.oms_state} takes no AWB")
    number = str(record.get("awbNumber") or "").strip()
    courier = str(record.get("courierName") or "").strip()
    if not number or not courier:
        raise Refusal("SIM422", "awbNumber and courierName are needed")
    world.set_courier(shipment, courier, None, number)
    auto = record.get("autoDispatch")
    if (auto is True or str(auto).lower() == "true") and shipment.oms_state == "dp_assigned":
        shipment.dispatched = True
        world.move(shipment, "TRANSIT", "bag_picked")


def milestone(world: World, shipment: SimShipment, record: Record) -> None:
    if not shipment.self_ship:
        raise Refusal("SIM403", "Shipment is not on the self-ship model")
    value = record.get("orderStatus")
    known = _FORWARD_MILESTONES.get(str(value))
    if known is None:
        raise Refusal("SIM422", f"{value} is no status that can be pushed")
    allowed, status = known
    if shipment.oms_state not in allowed or shipment.status == "CANCELLED":
        raise Refusal("SIM409", f"{shipment.oms_state} cannot go to {value}")
    if value == "rto_bag_delivered":
        shipment.kind = "RTO"
    world.move(shipment, status, str(value))


def quality(world: World, shipment: SimShipment, record: Record) -> None:
    """Return QC. A shipment cancelled after invoicing is accepted like an RTO (section 11)."""
    if "RETURN_DELIVERED" not in shipment.listed_as():
        raise Refusal("SIM409", "Return has not reached the seller")
    rows = record.get("orderItems")
    if not rows:
        raise Refusal("SIM422", "orderItems are needed")
    results: list[tuple[SimItem, int, str]] = []
    for row in rows:
        item = shipment.item(row["orderItemId"])
        if item is None:
            raise Refusal("SIM404", "Item is not part of this return", item_id=row["orderItemId"])
        results.append((item, row.get("quantity", item.ordered), row.get("reasonCode") or ""))
    for item in shipment.items:
        if sum(count for owner, count, _ in results if owner is item) > item.ordered:
            raise Refusal("SIM409", "More pieces than were returned", item_id=item.item_id)
    for item, count, slug in results:
        item.quality.append((count, slug))
    state = "return_bag_accepted" if shipment.kind == "RETURN" else "rto_bag_accepted"
    if shipment.kind == "FORWARD":
        shipment.kind = "RTO"
    world.move(shipment, "RETURN_COMPLETED", state)


RULES: dict[str, Rule] = {
    "confirm": confirm,
    "cancel": cancel,
    "invoiceUpdate": invoice_update,
    "pack": pack,
    "courierDetails": courier_details,
    "labels": label,
    "invoice": invoice_paper,
    "dispatch": dispatch,
    "awb": awb,
    "status": milestone,
    "return": quality,
}
