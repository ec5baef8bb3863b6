"""Items inside payloads: [item id, quantity, serial numbers]."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from konnect_desktop.domain.reasons import Reason
from konnect_desktop.domain.requests import ItemQuantity
from konnect_desktop.domain.say import Msg
from konnect_desktop.domain.shipments import OrderItem, Shipment
from konnect_desktop.services.operations.base import Left


def open_items(shipment: Shipment) -> list[list[Any]] | Left:
    """The items that go on; empty when the listing came without any.

    Then it is left to the server, which takes all (docs/konnect-api.md 10.4, 10.5).
    """
    items = shipment.open_items
    if not items and shipment.items:
        return Left(Reason.NOTHING_OPEN)
    return [[item.item_id, item.quantity, list(item.serials)] for item in items]


def quantities(payload: Mapping[str, Any]) -> tuple[ItemQuantity, ...]:
    """The items of a payload as the calls take them."""
    return tuple(
        ItemQuantity(str(item_id), int(quantity), tuple(str(one) for one in serials))
        for item_id, quantity, serials in payload.get("items", ())
    )


def named(item: OrderItem) -> str:
    """What the seller recognises an item by."""
    return item.sku or item.name or item.item_id


def pieces(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Item id -> pieces over all its rows."""
    total: dict[str, int] = {}
    for item_id, quantity in rows:
        total[item_id] = total.get(item_id, 0) + quantity
    return total


def too_many(name: str, count: int, there: int) -> Msg:
    """So many pieces were named of an item of which fewer are there."""
    return Msg("{item}: {count} of {all}", {"item": name, "count": count, "all": there})
