"""From the wire's records to the domain's (docs/konnect-api.md 5, 6, 10.2 and 12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from konnect_desktop.api import values
from konnect_desktop.api.bare_messages import is_message
from konnect_desktop.api.dates import read_moment
from konnect_desktop.api.schemas import (
    WireAddress,
    WireCourier,
    WireItem,
    WireOrder,
    WirePackage,
    WirePrice,
)
from konnect_desktop.api.wire_json import is_blank
from konnect_desktop.domain.shipments import (
    Address,
    OrderItem,
    Package,
    Price,
    Shipment,
    ShipmentId,
    ShipmentInfo,
)
from konnect_desktop.domain.states import (
    KNOWN_STATUSES,
    Journey,
    Lock,
    journey_of,
    read_lock,
)
from konnect_desktop.domain.tracking import CourierDetails

_KNOWN = frozenset(KNOWN_STATUSES)
_TYPES = {"forward": Journey.FORWARD, "return": Journey.RETURN, "rto": Journey.RTO}
#: Longest lock text worth showing.
_LOCK_TEXT = 200


def known_status(raw: str) -> str:
    """A known status in its own spelling whatever the casing; anything else as it came."""
    candidate = raw.upper().replace(" ", "_").replace("-", "_")
    return candidate if candidate in _KNOWN else raw


def lock_of(value: Any) -> tuple[Lock, str]:
    """What a lock forbids, and its raw value for the screen ("" when free)."""
    lock = read_lock(values.plain(value))
    return lock, "" if lock is Lock.FREE else values.text(value)[:_LOCK_TEXT]


def shipment(record: Any, location: str = "") -> Shipment | None:
    """The shipment of one squeezed record; None when it has no id or is an error about one.

    `location`: where it was asked for, used when the record does not say.
    """
    if not isinstance(record, dict) or is_message(record):
        return None
    wire = WireOrder.model_validate(record)
    if not wire.id:
        return None
    status = known_status(wire.status)
    lock, lock_text = lock_of(wire.lock)
    packages = tuple(_package(package) for package in wire.packages)
    forward_id = values.reference(wire.forward_id)
    return Shipment(
        id=ShipmentId(wire.id),
        status=status,
        forward_id=forward_id,
        marketplace_order_id=wire.marketplace_order_id,
        marketplace_return_id=wire.marketplace_return_id,
        marketplace_invoice_number=wire.marketplace_invoice_number,
        channel=wire.channel,
        location_code=wire.location_code or location,
        ordered_at=wire.ordered_at,
        is_self_ship=bool(wire.is_self_ship),
        courier_partner=wire.courier_partner,
        courier_code=wire.courier_code,
        awb_numbers=wire.awb_numbers,
        items=tuple(_item(item) for item in wire.items),
        price=_price(wire.price),
        shipping_address=_address(wire.shipping_address) or Address(),
        billing_address=_address(wire.billing_address),
        packages=packages,
        is_multi_package=bool(wire.is_multi_package) or len(packages) > 1,
        fulfillment_type=wire.fulfillment_type,
        is_seller_invoiced=wire.is_seller_invoiced,
        additional_info=wire.additional_info,
        journey=journey_of(
            status,
            shipment_id=wire.id,
            forward_id=forward_id,
            return_id=wire.marketplace_return_id,
            order_type=wire.order_type,
        ),
        lock=lock,
        lock_text=lock_text,
    )


def shipment_info(record: Any) -> ShipmentInfo | None:
    """The light record of section 10.2; None when it has no id or is an error about one."""
    if not isinstance(record, dict) or is_message(record):
        return None
    shipment_id = _first(record, values.identifier, "id", "orderid", "shipmentid")
    if not shipment_id:
        return None
    info = ShipmentInfo(
        id=ShipmentId(shipment_id),
        status=known_status(_first(record, values.text, "orderstatus", "status")),
        journey=_TYPES.get(values.text(record.get("ordertype")).casefold()),
        sla_due_at=_moment_inside(record.get("sla")),
        processing_due_at=_processing_due(record),
        sla_text=values.text(record.get("sla")),
    )
    if "lockstatus" in record:
        lock, lock_text = lock_of(record["lockstatus"])
        info = replace(info, lock=lock, lock_text=lock_text)
    return info


def courier_details(record: Any) -> CourierDetails | None:
    """One courier record; None when it names no shipment."""
    if not isinstance(record, dict):
        return None
    wire = WireCourier.model_validate(record)
    if not wire.shipment_id:
        return None
    return CourierDetails(
        wire.shipment_id,
        wire.courier_partner,
        wire.courier_code,
        wire.awb_numbers,
        wire.additional_info,
    )


def _first(record: dict[str, Any], read: Callable[[Any], str], *names: str) -> str:
    """What the first of `names` that says something says."""
    said = (record.get(name) for name in names)
    return next((found for value in said if not is_blank(value) and (found := read(value))), "")


def _processing_due(record: dict[str, Any]) -> Any:
    """The documented name first, then any property that speaks of "due" (10.2)."""
    names = ["processingduetime", *(name for name in record if "due" in name)]
    moments = (read_moment(record.get(name)) for name in names)
    return next((moment for moment in moments if moment is not None), None)


def _moment_inside(value: Any) -> Any:
    """A time, or the first time inside an object."""
    if isinstance(value, dict):
        moments = (read_moment(part) for part in value.values())
        return next((moment for moment in moments if moment is not None), None)
    return read_moment(value)


def _item(wire: WireItem) -> OrderItem:
    return OrderItem(**{name: getattr(wire, name) for name in WireItem.model_fields})


def _package(wire: WirePackage) -> Package:
    return Package(**{name: getattr(wire, name) for name in WirePackage.model_fields})


def _price(wire: WirePrice | None) -> Price:
    if wire is None:
        return Price()
    return Price(
        wire.currency or "INR",
        wire.total,
        wire.prepaid,
        wire.cod,
        wire.discount,
        wire.tax,
        wire.shipping,
    )


def _address(wire: WireAddress | None) -> Address | None:
    if wire is None:
        return None
    return Address(
        wire.name or f"{wire.first_name} {wire.last_name}".strip(),
        wire.phone,
        wire.email,
        wire.line1,
        wire.line2,
        wire.landmark,
        wire.city,
        wire.state,
        wire.pincode,
        wire.country,
    )
