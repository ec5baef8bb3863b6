"""The 15 calls: who may ask, what they get, in the shapes of docs/konnect-api.md."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from konnect_desktop.practice import rules, wire
from konnect_desktop.practice.call_checks import BadCall, integer, moment, records
from konnect_desktop.practice.model import Refusal, SimShipment
from konnect_desktop.practice.world import World, describe

PATHS: dict[tuple[str, str], str] = {
    ("GET", "/aggregator/v1/token"): "token",
    ("GET", "/oms/v3/shipment"): "orders",
    ("GET", "/oms/v3/shipment/info"): "info",
    ("POST", "/oms/v3/shipment/cancel"): "cancel",
    ("POST", "/oms/v3/shipment/confirm"): "confirm",
    ("POST", "/oms/v3/shipment/invoiceUpdate"): "invoiceUpdate",
    ("PUT", "/oms/v3/shipment/awb"): "awb",
    ("POST", "/oms/v3/shipment/pack"): "pack",
    ("POST", "/oms/v3/shipment/courierDetails"): "courierDetails",
    ("POST", "/oms/v3/shipment/labels"): "labels",
    ("POST", "/oms/v3/shipment/invoice"): "invoice",
    ("POST", "/oms/v3/shipment/dispatch"): "dispatch",
    ("PUT", "/oms/v3/shipment/status"): "status",
    ("POST", "/oms/v3/shipment/track"): "track",
    ("POST", "/oms/v3/shipment/return"): "return",
}


@dataclass(frozen=True, slots=True)
class Account:
    """One pair of credentials; `location` is None for the company level."""

    username: str
    password: str = field(repr=False)
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    account: Account
    expires_at: datetime


@dataclass(slots=True)
class Call:
    """One request, taken apart."""

    name: str
    query: dict[str, str]
    body: Any = None
    token: str = field(default="", repr=False)


@dataclass(slots=True)
class Answer:
    """What goes back: `payload` as JSON, or `papers` (shipments) to be drawn as one PDF."""

    status: int = 200
    payload: Any = None
    papers: list[SimShipment] | None = None


Inspector = Callable[[str, SimShipment], None]
"""Called before a rule with call and shipment; may raise Refusal (planned faults)."""


class Routes:
    """Answers calls against a world. One call at a time, so each is atomic."""

    def __init__(
        self,
        world: World,
        accounts: tuple[Account, ...],
        token_minutes: float,
        page_base: int,
        max_page_size: int,
        inspect: Inspector,
    ) -> None:
        self._world = world
        self._accounts = accounts
        self._token_minutes = token_minutes
        self._page_base = page_base
        self._max_page_size = max_page_size
        self._inspect = inspect
        self._tokens: dict[str, Token] = {}

    def token_ok(self, token: str) -> bool:
        known = self._tokens.get(token)
        return known is not None and known.expires_at > self._world.clock.now()

    def answer(self, call: Call) -> Answer:
        """Never raises for bad input: that is a 4xx with a message."""
        with self._world.guard:
            self._world.tick()
            try:
                if call.name == "token":
                    return self._token(call)
                if not self.token_ok(call.token):
                    raise BadCall(401, "Access token is missing or expired")
                return self._dispatch(call, self._tokens[call.token].account)
            except BadCall as error:
                payload = {"status": "FAILED", "message": error.message}
                return Answer(error.status, payload)

    def _dispatch(self, call: Call, account: Account) -> Answer:
        if call.name == "orders":
            return self._orders(call, account)
        if call.name == "info":
            return self._info(call, account)
        if call.name == "track":
            return self._track(call, account)
        return self._bulk(call, account)

    def _token(self, call: Call) -> Answer:
        username, password = call.query.get("username"), call.query.get("password")
        if not username or not password:
            raise BadCall(400, "username and password are required")
        for account in self._accounts:
            if (account.username, account.password) == (username, password):
                text = str(uuid.uuid4())
                expires = self._world.clock.now() + timedelta(minutes=self._token_minutes)
                self._tokens[text] = Token(account, expires)
                return Answer(payload={"status": "SUCCESS", "accessToken": text})
        raise BadCall(401, "Username or password is wrong")

    # Reads

    def _orders(self, call: Call, account: Account) -> Answer:
        location = self._location(call, account)
        status, shipment_id = call.query.get("orderStatus"), call.query.get("orderId")
        if shipment_id:
            found = self._world.find(shipment_id)
            here = found is not None and found.location == location
            return Answer(payload=[wire.order(found)] if here and found else [])
        if not status:
            raise BadCall(400, "orderStatus or orderId is required")
        rows = self._filtered(call, self._world.index.listing(location, status))
        return Answer(payload=[wire.order(row, status) for row in self._page(call, rows)])

    def _location(self, call: Call, account: Account) -> str:
        asked = call.query.get("locationCode")
        if account.location is not None:
            if asked and asked != account.location:
                raise BadCall(403, "Location is not covered by this token")
            return account.location
        if not asked:
            raise BadCall(400, "locationCode is required with a company-level token")
        if asked not in self._world.locations:
            raise BadCall(403, "Location is not covered by this token")
        return asked

    def _filtered(self, call: Call, rows: list[SimShipment]) -> list[SimShipment]:
        channel = call.query.get("orderingChannel")
        since, until = moment(call.query, "orderDateFrom"), moment(call.query, "orderDateTo")
        if channel:
            rows = [row for row in rows if row.channel == channel]
        if since:
            rows = [row for row in rows if row.order_at >= since]
        if until:
            rows = [row for row in rows if row.order_at.replace(microsecond=0) <= until]
        return rows

    def _page(self, call: Call, rows: list[SimShipment]) -> list[SimShipment]:
        size = integer(call.query, "pageSize", self._max_page_size) or self._max_page_size
        size = min(size, self._max_page_size)
        number = integer(call.query, "pageNumber", self._page_base)
        start = max(0, number - self._page_base) * size
        return rows[start : start + size]

    def _info(self, call: Call, account: Account) -> Answer:
        shipment_id, status = call.query.get("orderId"), call.query.get("orderStatus")
        if shipment_id:
            found = self._in_scope(shipment_id, account)
            return Answer(payload={"orders": [wire.info(found)] if found else []})
        if not status:
            raise BadCall(400, "orderId or orderStatus is required")
        found_rows = [
            wire.info(row, status)
            for location in self._covered(account)
            for row in self._world.index.listing(location, status)
        ]
        return Answer(payload={"orders": found_rows})

    def _track(self, call: Call, account: Account) -> Answer:
        body = call.body
        if not isinstance(body, dict):
            raise BadCall(400, "Body must be a JSON object")
        unknown = sorted(set(body) - {"shipment_id", "awb_number"})
        if unknown:
            raise BadCall(400, f"unknown property {unknown[0]}")
        shipment_id, awb = body.get("shipment_id"), body.get("awb_number")
        if not shipment_id and not awb:
            raise BadCall(400, "shipment_id or awb_number is required")
        if not shipment_id:
            owner = self._world.find_by_awb(str(awb))
            shipment_id = owner.id if owner else ""
        found = self._in_scope(str(shipment_id), account)
        if found is None:
            return Answer(404, {"status": "error", "message": "Shipment not found"})
        return Answer(payload=wire.tracking(found))

    # Changes and papers

    def _bulk(self, call: Call, account: Account) -> Answer:
        batch = records(call.name, call.body)
        errors: list[dict[str, Any]] = []
        done: list[SimShipment] = []
        for record in batch:
            try:
                done.append(self._one(call.name, record, account))
            except Refusal as refusal:
                errors.append(refusal.as_error(record["orderId"]))
        if call.name in ("labels", "invoice") and not errors:
            return Answer(papers=done)
        if call.name == "courierDetails" and not errors:
            return Answer(payload=[wire.courier(shipment) for shipment in done])
        if call.name in ("awb", "status"):
            return Answer(payload=_data_meta(len(batch), errors))
        return Answer(payload=_envelope(len(batch), errors))

    def _one(self, name: str, record: dict[str, Any], account: Account) -> SimShipment:
        world = self._world
        shipment = self._in_scope(record["orderId"], account)
        if shipment is None:
            raise rules.not_here(name)
        self._inspect(name, shipment)
        rules.check_lock(name, shipment)
        before = describe(shipment)
        rules.RULES[name](world, shipment, record)
        if name in rules.WRITES:
            world.record(name, shipment, before, record)
        if name == "confirm":
            world.after_confirm(shipment)
        elif name == "invoiceUpdate" and shipment.oms_state == "bag_invoiced":
            world.after_invoice(shipment)
        elif name == "dispatch" and not shipment.self_ship:
            world.after_dispatch(shipment)
        return shipment

    def _in_scope(self, shipment_id: str, account: Account) -> SimShipment | None:
        found = self._world.find(shipment_id)
        if found is None or found.location not in self._covered(account):
            return None
        return found

    def _covered(self, account: Account) -> tuple[str, ...]:
        return (account.location,) if account.location else self._world.locations


def _envelope(count: int, errors: list[dict[str, Any]]) -> dict[str, Any]:
    """The count envelope (docs/konnect-api.md 4.1)."""
    status = "SUCCESS" if not errors else "PARTIAL_SUCCESS"
    if len(errors) == count:
        status = "FAILED"
    return {
        "payloadCount": count,
        "successCount": count - len(errors),
        "failedCount": len(errors),
        "status": status,
        "errors": errors,
    }


def _data_meta(count: int, errors: list[dict[str, Any]]) -> dict[str, Any]:
    """The envelope of the two self-ship calls (docs/konnect-api.md 4.2)."""
    counts = _envelope(count, errors)
    status = counts.pop("status")
    return {"data": counts, "meta": {"status": status, "message": "Processed"}}
