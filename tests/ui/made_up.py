"""Shipments for forms that are tested without a server."""

from __future__ import annotations

from konnect_desktop.domain.shipments import OrderItem, Package, Shipment, ShipmentId


def shipment(
    number: int = 1,
    *,
    pieces: tuple[int, ...] = (1, 3),
    gone: tuple[int, ...] = (),
    packages: tuple[Package, ...] = (),
    skus: tuple[str, ...] = (),
) -> Shipment:
    """An order with one item for each of `pieces`; the items of the places in `gone` were
    cancelled by the buyer."""
    items = tuple(
        OrderItem(
            item_id=f"{number}-{place}",
            sku=skus[place] if skus else f"SKU-{place}",
            name=f"Item {place} of {number}",
            quantity=quantity,
            state="cancelled_customer" if place in gone else "",
        )
        for place, quantity in enumerate(pieces)
    )
    return Shipment(
        ShipmentId(f"1795{number:016d}"),
        "CREATED",
        marketplace_order_id=f"OD{number:04d}",
        items=items,
        packages=packages,
    )
