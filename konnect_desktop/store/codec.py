"""A Shipment as compact JSON and back: what equals the default is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from konnect_desktop.domain.shipments import (
    Address,
    OrderItem,
    Package,
    Price,
    Shipment,
    ShipmentId,
)
from konnect_desktop.domain.states import Journey, Lock

#: Part of every hash: raise it when a body must be written anew although nothing came anew.
VERSION = 2

T = TypeVar("T", OrderItem, Address, Package, Price)

_NONE = object()


def _default_of(field: Field[Any]) -> object:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else _NONE


_FIELDS = {
    kind: tuple((field.name, _default_of(field)) for field in fields(kind))
    for kind in (Shipment, OrderItem, Address, Price, Package)
}

#: The fields of text and those of lists.
_KINDS: dict[type, tuple[tuple[str, type], ...]] = {
    kind: tuple(
        (name, wanted)
        for name, default in known
        for wanted in (str, tuple)
        if isinstance(default, wanted)
    )
    for kind, known in _FIELDS.items()
}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    known = _FIELDS[type(value)]  # type: ignore[index]
    pairs = ((name, getattr(value, name), default) for name, default in known)
    return {name: part for name, part, default in pairs if part != default}


_ENCODER = json.JSONEncoder(default=_plain, separators=(",", ":"), ensure_ascii=False)


def encode(shipment: Shipment) -> bytes:
    """The shipment as UTF-8 JSON."""
    return _ENCODER.encode(shipment).encode("utf-8", "surrogatepass")


def decode(body: bytes) -> Shipment:
    """The shipment of `encode`; fields of other versions of the app are left out.

    Raises ValueError when it is damaged.
    """
    try:
        data: dict[str, Any] = json.loads(body.decode("utf-8", "surrogatepass"))
        known = {name for name, _ in _FIELDS[Shipment]}
        values = {name: value for name, value in data.items() if name in known}
        _convert(values)
        _check_kinds(Shipment, values)
        return Shipment(**values)
    except (KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError(type(error).__name__) from error


def _check_kinds(kind: type, values: Mapping[str, Any]) -> None:
    """Text is text and lists are lists, whatever a fault of the disk made of them."""
    for name, wanted in _KINDS[kind]:
        if name in values and not isinstance(values[name], wanted):
            raise TypeError(name)


def _convert(values: dict[str, Any]) -> None:
    if not isinstance(values["id"], str):
        raise TypeError("id")
    values["id"] = ShipmentId(values["id"])
    values.setdefault("status", "")
    if "ordered_at" in values:
        values["ordered_at"] = datetime.fromisoformat(values["ordered_at"]).astimezone(UTC)
    if "awb_numbers" in values:
        values["awb_numbers"] = tuple(values["awb_numbers"])
    if "items" in values:
        values["items"] = tuple(_item(item) for item in values["items"])
    if "packages" in values:
        values["packages"] = tuple(_part(Package, package) for package in values["packages"])
    if "price" in values:
        values["price"] = _part(Price, values["price"])
    for name in ("shipping_address", "billing_address"):
        if values.get(name) is not None:
            values[name] = _part(Address, values[name])
    values["journey"] = Journey(values.get("journey", Journey.FORWARD))
    values["lock"] = Lock(values.get("lock", Lock.FREE))


def _item(data: Mapping[str, Any]) -> OrderItem:
    values = dict(data)
    if "serials" in values:
        values["serials"] = tuple(values["serials"])
    values.setdefault("item_id", "")
    return _part(OrderItem, values)


_TEXTS = frozenset({"package_id", "currency"})


def _part(kind: type[T], data: Mapping[str, Any]) -> T:
    """One nested part; in Price and Package everything but the names is a number."""
    known = {name for name, _ in _FIELDS[kind]}
    values = {name: value for name, value in data.items() if name in known}
    for name, value in values.items():
        if isinstance(value, str) and _is_number(kind, name):
            values[name] = Decimal(value)
    _check_kinds(kind, values)
    return kind(**values)


def _is_number(kind: type, name: str) -> bool:
    if kind is OrderItem:
        return name in ("mrp", "selling_price", "tax_rate")
    return kind in (Price, Package) and name not in _TEXTS
