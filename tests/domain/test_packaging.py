"""Which box an order goes into, and sizes as they are typed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from konnect_desktop.domain import codec
from konnect_desktop.domain.packaging import (
    LONGEST_CM,
    PackagePreset,
    preset_for,
    preset_from_dict,
    read_size,
)
from konnect_desktop.domain.shipments import OrderItem, Package, Shipment, ShipmentId


def preset(name: str, sku: str, pieces: int = 1) -> PackagePreset:
    return PackagePreset(name, sku, Decimal(30), Decimal("22.5"), Decimal(4), Decimal(350), pieces)


def order(*items: tuple[str, int], boxes: int = 0) -> Shipment:
    made = tuple(OrderItem(f"i{n}", sku=sku, quantity=q) for n, (sku, q) in enumerate(items))
    return Shipment(ShipmentId("1"), "CONFIRMED", items=made, packages=(Package(),) * boxes)


BAG = preset("Bag", "tee-*", 3)
ONE = preset("One", "TEE-*")
EXACT = preset("Exact", "TEE-RED-M")
BOX = preset("Box", "*", 10)
ALL = (BAG, ONE, EXACT, BOX)


@pytest.mark.parametrize(
    ("shipment", "found"),
    [
        (order(("TEE-RED-M", 1)), EXACT),
        (order(("TEE-BLU-S", 1)), ONE),
        (order(("TEE-BLU-S", 2)), BAG),
        (order(("TEE-BLU-S", 1), ("tee-red-m", 2)), BAG),
        (order(("TEE-BLU-S", 4)), BOX),
        (order(("CUP", 1)), BOX),
        (order(("CUP", 11)), None),
        (order(("", 1)), None),
        (order(), None),
        (order(("CUP", 1), boxes=2), None),
    ],
)
def test_the_smallest_box_that_holds_the_whole_order(
    shipment: Shipment, found: PackagePreset | None
) -> None:
    assert preset_for(ALL, shipment) is found


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("12", Decimal(12)),
        (" 12,5 ", Decimal("12.5")),
        ("0.1", Decimal("0.1")),
        ("500", Decimal(500)),
        ("500.1", None),
        ("0", None),
        ("-3", None),
        ("NaN", None),
        ("Infinity", None),
        ("12 cm", None),
        ("", None),
    ],
)
def test_sizes_are_numbers_above_zero(text: str, size: Decimal | None) -> None:
    assert read_size(text, LONGEST_CM) == size


def test_presets_are_kept_as_they_are() -> None:
    assert preset_from_dict(codec.plain(BAG)) == BAG


@pytest.mark.parametrize(
    "change",
    [
        {"sku": ""},
        {"sku": 5},
        {"name": None},
        {"length_cm": "wide"},
        {"weight_g": "0"},
        {"pieces": 0},
        {"pieces": "2"},
    ],
)
def test_a_preset_that_cannot_be_read_is_left_out(change: dict[str, object]) -> None:
    assert preset_from_dict({**codec.plain(BAG), **change}) is None
