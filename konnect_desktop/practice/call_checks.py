"""What is checked before any record is looked at: parameters, bodies, properties."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from konnect_desktop.practice.clock import IST

MOST_RECORDS = 20

_ITEM_KEYS = {"orderItemId", "quantity"}
_KEYS: dict[str, tuple[set[str], set[str]]] = {
    "confirm": ({"orderId", "orderItems"}, _ITEM_KEYS),
    "dispatch": ({"orderId", "orderItems"}, _ITEM_KEYS),
    "cancel": ({"orderId", "orderItems"}, _ITEM_KEYS | {"reasonCode"}),
    "return": ({"orderId", "orderItems"}, _ITEM_KEYS | {"reasonCode"}),
    "invoiceUpdate": (
        {
            "orderId",
            "invoiceNumber",
            "invoiceType",
            "invoiceQrCode",
            "irnNumber",
            "signedInvoice",
            "ackNumber",
            "ackDate",
            "orderItems",
            "packages",
        },
        _ITEM_KEYS | {"imeiSerialNumber"},
    ),
    "awb": ({"orderId", "awbNumber", "courierName", "autoDispatch"}, set()),
    "status": ({"orderId", "orderStatus", "meta"}, set()),
    "pack": ({"orderId"}, set()),
    "courierDetails": ({"orderId"}, set()),
    "labels": ({"orderId"}, set()),
    "invoice": ({"orderId"}, set()),
}


class BadCall(Exception):
    """The whole call is refused with this HTTP status (docs/konnect-api.md 4.4)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def records(call: str, body: Any) -> list[dict[str, Any]]:
    """The records of a bulk call. Raises BadCall 400 naming what is wrong and where."""
    if not isinstance(body, list):
        raise BadCall(400, "Body must be a JSON array")
    if not body:
        raise BadCall(400, "Body holds no records")
    if len(body) > MOST_RECORDS:
        raise BadCall(400, f"At most {MOST_RECORDS} records per request")
    allowed, item_allowed = _KEYS[call]
    for n, record in enumerate(body):
        _check_object(record, allowed, f"record {n}")
        if not isinstance(record.get("orderId"), str) or not record["orderId"]:
            raise BadCall(400, f"record {n}: orderId must be text")
        items = record.get("orderItems")
        if items is None:
            continue
        if not isinstance(items, list):
            raise BadCall(400, f"record {n}: orderItems must be an array")
        for item in items:
            _check_item(item, item_allowed, f"record {n}")
    return body


def _check_object(value: Any, allowed: set[str], where: str) -> None:
    if not isinstance(value, dict):
        raise BadCall(400, f"{where}: must be an object")
    unknown = sorted(set(value) - allowed)
    if unknown:
        raise BadCall(400, f"{where}: unknown property {unknown[0]}")


def _check_item(item: Any, allowed: set[str], where: str) -> None:
    _check_object(item, allowed, where)
    if not isinstance(item.get("orderItemId"), str):
        raise BadCall(400, f"{where}: orderItemId must be text")
    quantity = item.get("quantity", 1)
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
        raise BadCall(400, f"{where}: quantity must be a whole number from 1")


def integer(query: dict[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    try:
        value = int(text)
    except ValueError:
        raise BadCall(400, f"{name} must be a whole number") from None
    if value < 0:
        raise BadCall(400, f"{name} must not be negative")
    return value


def moment(query: dict[str, str], name: str) -> datetime | None:
    """A date filter in any of the three published formats, as IST (docs/konnect-api.md 8).

    A pure date ending in "To" means the end of that day.
    """
    text = query.get(name, "")
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=IST)
    except ValueError:
        pass
    for pattern in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            day = datetime.strptime(text, pattern).replace(tzinfo=IST)
        except ValueError:
            continue
        if name.endswith("To"):
            return datetime.combine(day.date(), time.max, IST)
        return day
    raise BadCall(400, f"{name} is no date")
