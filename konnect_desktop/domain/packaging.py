"""Boxes that a seller packs in again and again: found by SKU, so that nobody measures twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase

from konnect_desktop.domain.shipments import Package, Shipment

#: cm and g; more is a slip of the finger.
LONGEST_CM, HEAVIEST_G = Decimal(500), Decimal(100_000)


@dataclass(frozen=True, slots=True)
class PackagePreset:
    """A box with its outer size in cm and its weight when packed, in g.

    `sku`: one SKU, or a pattern with * for any letters; capitals do not matter. `pieces`: how
    many pieces it holds.
    """

    name: str
    sku: str
    length_cm: Decimal
    width_cm: Decimal
    height_cm: Decimal
    weight_g: Decimal
    pieces: int = 1

    def fits(self, sku: str) -> bool:
        """Whether an item with this SKU goes into it."""
        return bool(sku) and fnmatchcase(sku.casefold(), self.sku.strip().casefold())

    def package(self, package_id: str = "") -> Package:
        """The box as the invoice names it."""
        sizes = (self.length_cm, self.width_cm, self.height_cm, self.weight_g)
        return Package(package_id, *sizes)


def preset_for(presets: Iterable[PackagePreset], shipment: Shipment) -> PackagePreset | None:
    """The smallest box that holds the whole order; None when none does, or it has several boxes.

    A preset of one SKU goes before a pattern; of equals the first.
    """
    if shipment.is_multi_package or len(shipment.packages) > 1 or not shipment.open_items:
        return None
    fitting = [
        preset
        for preset in presets
        if shipment.quantity <= preset.pieces
        and all(preset.fits(item.sku) for item in shipment.open_items)
    ]
    return min(fitting, key=lambda one: (one.pieces, "*" in one.sku), default=None)


def read_size(text: str, most: Decimal) -> Decimal | None:
    """A size as it was typed ("12", "12.5", "12,5"); None when it is no number above zero."""
    try:
        size = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return size if size.is_finite() and 0 < size <= most else None


def preset_from_dict(kept: Mapping[str, object]) -> PackagePreset | None:
    """A preset of the settings; None when it cannot be read."""
    name, sku, pieces = kept.get("name"), kept.get("sku"), kept.get("pieces", 1)
    limits = (LONGEST_CM, LONGEST_CM, LONGEST_CM, HEAVIEST_G)
    names = ("length_cm", "width_cm", "height_cm", "weight_g")
    sizes = [
        read_size(str(kept.get(name, "")), most) for name, most in zip(names, limits, strict=True)
    ]
    if not (isinstance(name, str) and isinstance(sku, str) and sku.strip()):
        return None
    if type(pieces) is not int or pieces < 1:
        return None
    length, width, height, weight = sizes
    if length is None or width is None or height is None or weight is None:
        return None
    return PackagePreset(name, sku, length, width, height, weight, pieces)
