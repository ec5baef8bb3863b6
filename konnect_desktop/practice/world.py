"""The seller's world: shipments, switches, and what happens by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from konnect_desktop.practice import catalogue
from konnect_desktop.practice.clock import Agenda, Clock
from konnect_desktop.practice.model import Change, SimShipment, StatusIndex
from konnect_desktop.practice.seeding import Seeder

ELSEWHERE = "STORE-99"
"""A store outside this seller's account, where reassigned shipments go."""


@dataclass
class Switches:
    """Settings that a seller has at Fynd, one set a location (docs/konnect-api.md 10.4, 10.11)."""

    auto_invoice: bool = False
    auto_courier: bool = True
    courier_delay_s: float = 0.0
    dispatch_stays_completed: bool = False


class World:
    """All shipments. Every public method is safe from any thread.

    `changes` holds what calls changed, `happenings` what happened on its own
    (courier found, customer cancelled, delivered, reassigned).
    """

    def __init__(
        self,
        orders: int,
        seed: int,
        locations: tuple[str, ...] = catalogue.LOCATIONS,
        switches: Switches | None = None,
        new_orders_per_minute: float = 0.0,
        now: datetime | None = None,
    ) -> None:
        self.guard = threading.RLock()
        self.clock = Clock(now)
        self.locations = locations
        chosen = switches or Switches()
        self.switches = {code: Switches(**vars(chosen)) for code in locations}
        self.changes: list[Change] = []
        self.happenings: list[Change] = []
        self.new_orders_per_minute = new_orders_per_minute
        self.index = StatusIndex()
        self._shipments: dict[str, SimShipment] = {}
        self._by_awb: dict[str, str] = {}
        self._invoice_owner: dict[str, str] = {}
        self._agenda = Agenda()
        self._later: list[tuple[float, Callable[[], object]]] = []
        self._arrived = 0
        base = now or datetime.now(UTC)
        self._seeder = Seeder(seed, base.replace(minute=0, second=0, microsecond=0), locations)
        for shipment in self._seeder.opening(orders):
            self._enter(shipment)
            self._schedule_opening(shipment)

    # Reading

    def shipment(self, shipment_id: str) -> SimShipment:
        """The record itself. Raises KeyError for an unknown id."""
        return self._shipments[shipment_id]

    def find(self, shipment_id: str) -> SimShipment | None:
        return self._shipments.get(shipment_id)

    def find_by_awb(self, awb: str) -> SimShipment | None:
        return self._shipments.get(self._by_awb.get(awb, ""))

    def ids(self, status: str | None = None, **kw: object) -> list[str]:
        """Ids in a status (any when None) whose attributes equal `kw`, e.g. self_ship=True."""
        with self.guard:
            return [
                s.id
                for s in self._shipments.values()
                if (status is None or s.status == status)
                and all(getattr(s, name) == value for name, value in kw.items())
            ]

    def invoice_owner(self, number: str) -> str | None:
        return self._invoice_owner.get(number)

    # What the tests and the practice panel may do

    def lock(self, shipment_id: str, kind: str = "complete") -> None:
        with self.guard:
            self._shipments[shipment_id].lock = kind

    def unlock(self, shipment_id: str) -> None:
        with self.guard:
            self._shipments[shipment_id].lock = None

    def customer_cancel(self, shipment_id: str, item_ids: tuple[str, ...] = ()) -> None:
        """The customer cancels everything, or only the named items."""
        with self.guard:
            shipment = self._shipments[shipment_id]
            for item in shipment.items:
                if not item_ids or item.item_id in item_ids:
                    item.quantity, item.cancelled_by = 0, "customer"
            if not shipment.open_items():
                invoiced = shipment.status in ("PROCESSING", "COMPLETED")
                self.happen(shipment, "customer-cancel", "CANCELLED", "cancelled_customer")
                shipment.cancelled_after_invoice = invoiced

    def reassign(self, shipment_id: str, location: str = ELSEWHERE) -> None:
        """The order goes to another store; without `location` it leaves the account."""
        with self.guard:
            shipment = self._shipments[shipment_id]
            shipment.location = location
            self.happen(shipment, "reassign", shipment.status, "store_reassigned")

    def assign_couriers(self) -> list[str]:
        """Find a courier for every shipment that waits for one; returns their ids."""
        with self.guard:
            waiting = [s for s in self._shipments.values() if s.oms_state == "bag_invoiced"]
            for shipment in waiting:
                self._assign_courier(shipment)
            return [shipment.id for shipment in waiting]

    def advance(self, seconds: float) -> None:
        """Move the clock ahead and let happen what falls due."""
        self.clock.advance(seconds)
        self.tick()

    def later(self, seconds: float, happen: Callable[[], object]) -> None:
        """Let something happen when the clock is so far; the clock may be moved ahead."""
        with self.guard:
            self._later.append((self.clock.elapsed() + seconds, happen))

    def add_orders(self, count: int) -> list[str]:
        """New CREATED orders, placed now; returns their ids."""
        with self.guard:
            fresh = [self._seeder.new_order(self.clock.now()) for _ in range(count)]
            for shipment in fresh:
                self._enter(shipment)
            return [shipment.id for shipment in fresh]

    # What the rules use

    def move(self, shipment: SimShipment, status: str, oms_state: str) -> None:
        shipment.oms_state = oms_state
        if shipment.status != status:
            shipment.status = status
        shipment.history.append((self.clock.now(), oms_state))

    def record(self, call: str, shipment: SimShipment, before: str, payload: Any) -> None:
        """Note a change made by a call."""
        n = len(self.changes) + 1
        after = describe(shipment)
        at = self.clock.now()
        self.changes.append(Change(n, at, call, shipment.id, before, after, dict(payload)))

    def happen(self, shipment: SimShipment, what: str, status: str, oms_state: str) -> None:
        before = describe(shipment)
        self.move(shipment, status, oms_state)
        n = len(self.happenings) + 1
        at, after = self.clock.now(), describe(shipment)
        self.happenings.append(Change(n, at, what, shipment.id, before, after, {}))

    def own_invoice(self, number: str, shipment: SimShipment) -> None:
        self._invoice_owner[number] = shipment.id

    def set_courier(
        self, shipment: SimShipment, name: str, code: str | None, awb: str | None
    ) -> None:
        shipment.courier_name, shipment.courier_code, shipment.awb = name, code, awb
        if awb:
            self._by_awb[awb] = shipment.id

    def after_confirm(self, shipment: SimShipment) -> None:
        if self.switches[shipment.location].auto_invoice:
            shipment.invoice_number = f"AUTO/{shipment.id[-10:]}"
            self.own_invoice(shipment.invoice_number, shipment)
            self.happen(shipment, "auto-invoice", "PROCESSING", "bag_invoiced")
            self.after_invoice(shipment)

    def after_invoice(self, shipment: SimShipment) -> None:
        """A courier is looked for: at once, later, or (switch off) only on request."""
        switches = self.switches[shipment.location]
        if not switches.auto_courier:
            return
        if switches.courier_delay_s <= 0:
            self._assign_courier(shipment)
        else:
            self._in(switches.courier_delay_s, "courier", shipment)

    def after_dispatch(self, shipment: SimShipment) -> None:
        event = "scan" if shipment.status == "COMPLETED" else "transit"
        self._in(3600.0 if event == "scan" else self._hours(6, 60), event, shipment)

    # Time

    def tick(self) -> None:
        """Let everything happen that is due."""
        with self.guard:
            elapsed = self.clock.elapsed()
            overdue = [happen for due, happen in self._later if due <= elapsed]
            # Taken out first: what happens may be a call, and a call ticks.
            self._later = [pair for pair in self._later if pair[0] > elapsed]
            for happen in overdue:
                happen()
            due_orders = int(self.new_orders_per_minute * elapsed / 60)
            if due_orders > self._arrived:
                self.add_orders(due_orders - self._arrived)
                self._arrived = due_orders
            while (due := self._agenda.pop_due(elapsed)) is not None:
                at, event, shipment_id = due
                shipment = self._shipments[shipment_id]
                self._EVENTS[event](self, shipment, at)

    def _courier_due(self, shipment: SimShipment, at: float) -> None:
        if shipment.oms_state != "bag_invoiced":
            return
        shipment.courier_tries -= 1
        if shipment.courier_tries > 0:
            delay = max(1.0, self.switches[shipment.location].courier_delay_s)
            self._agenda.add(at + delay, "courier", shipment.id)
        else:
            self._assign_courier(shipment)

    def _scan_due(self, shipment: SimShipment, at: float) -> None:
        if shipment.status == "COMPLETED":
            self.happen(shipment, "courier-scan", "TRANSIT", "bag_picked")
            self._agenda.add(at + self._hours(6, 60), "transit", shipment.id)

    def _transit_due(self, shipment: SimShipment, at: float) -> None:
        if shipment.status != "TRANSIT" or shipment.self_ship:
            return
        if shipment.oms_state == "bag_picked":
            if self._seeder.chance() < 0.07:
                shipment.kind = "RTO"
                self.happen(shipment, "channel", "RETURN_PROCESSING", "rto_initiated")
                self._agenda.add(at + self._hours(24, 72), "back", shipment.id)
                return
            self.happen(shipment, "channel", "TRANSIT", "out_for_delivery")
            self._agenda.add(at + self._hours(2, 8), "transit", shipment.id)
        else:
            self.happen(shipment, "channel", "DELIVERED", "delivery_done")

    def _back_due(self, shipment: SimShipment, at: float) -> None:
        following = {
            "return_initiated": ("RETURN_PROCESSING", "return_dp_assigned"),
            "return_dp_assigned": ("RETURN_PROCESSING", "return_bag_in_transit"),
            "return_bag_in_transit": ("RETURN_DELIVERED", "return_bag_delivered"),
            "rto_initiated": ("RETURN_DELIVERED", "rto_bag_delivered"),
        }.get(shipment.oms_state)
        if following is None or (shipment.self_ship and shipment.oms_state != "return_initiated"):
            return
        self.happen(shipment, "channel", *following)
        self._agenda.add(at + self._hours(12, 48), "back", shipment.id)

    _EVENTS: dict[str, Callable[[World, SimShipment, float], None]] = {  # noqa: RUF012
        "courier": _courier_due,
        "scan": _scan_due,
        "transit": _transit_due,
        "back": _back_due,
    }

    def _assign_courier(self, shipment: SimShipment) -> None:
        if not shipment.self_ship:
            self.set_courier(shipment, *self._seeder.courier_for(shipment))
        self.happen(shipment, "courier-assigned", "PROCESSING", "dp_assigned")

    def _enter(self, shipment: SimShipment) -> None:
        self._shipments[shipment.id] = shipment
        self.index.add(shipment)
        shipment.index = self.index
        if shipment.awb:
            self._by_awb[shipment.awb] = shipment.id
        if shipment.invoice_number:
            self._invoice_owner[shipment.invoice_number] = shipment.id

    def _schedule_opening(self, shipment: SimShipment) -> None:
        if shipment.oms_state == "bag_invoiced":
            if self.switches[shipment.location].auto_courier:
                self._in(self._hours(0, 1) + 120, "courier", shipment)
        elif shipment.status == "TRANSIT":
            self._in(self._hours(1, 60), "transit", shipment)
        elif shipment.status == "RETURN_PROCESSING":
            self._in(self._hours(2, 60), "back", shipment)

    def _in(self, seconds: float, event: str, shipment: SimShipment) -> None:
        self._agenda.add(self.clock.elapsed() + seconds, event, shipment.id)

    def _hours(self, low: float, high: float) -> float:
        return (low + (high - low) * self._seeder.chance()) * 3600


def describe(shipment: SimShipment) -> str:
    """STATUS/oms_state, as the change log writes it."""
    return f"{shipment.status}/{shipment.oms_state}"
