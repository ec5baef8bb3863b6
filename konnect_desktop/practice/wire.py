"""Simulator records in the shapes of the wire (docs/konnect-api.md 5 and 10)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from konnect_desktop.practice.clock import IST
from konnect_desktop.practice.model import Buyer, SimItem, SimPackage, SimShipment

JsonObject = dict[str, Any]

# The road a state was reached by: tracking needs the earlier scans of seeded shipments.
_FORWARD_ROAD = ("bag_packed", "bag_picked", "out_for_delivery", "delivery_done")
_ROADS = {
    "bag_packed": 1, "bag_not_picked": 1, "bag_picked": 2, "out_for_delivery": 3,
    "delivery_done": 4, "handed_over_to_customer": 1,
}  # fmt: skip
_RETURN_ROAD = (
    "return_initiated",
    "return_dp_assigned",
    "return_bag_in_transit",
    "return_bag_delivered",
    "return_bag_accepted",
)
_RTO_ROAD = ("bag_picked", "rto_initiated", "rto_bag_delivered", "rto_bag_accepted")


def order(shipment: SimShipment, status: str | None = None) -> JsonObject:
    """One element of the listing; `status` overrides what the listing shows."""
    return {
        "id": shipment.id,
        "forwardId": shipment.forward_id,
        "marketplaceOrderId": shipment.marketplace_order_id,
        "marketplaceReturnId": shipment.marketplace_return_id,
        "marketplaceInvoiceNumber": None,
        "shippingAddress": _address(shipment.buyer),
        "billingAddress": _address(shipment.buyer),
        "multiPackShipment": len(shipment.packages) > 1,
        "packages": [_package(package) for package in shipment.packages],
        "fulfillmentType": "marketplaceFulfilled",
        "sellerInvoiced": shipment.invoice_number is not None,
        "courierName": shipment.courier_name,
        "courierCode": shipment.courier_code,
        "awbNumber": [shipment.awb] if shipment.awb else [],
        "additionalInfo": None,
        "orderPrice": _price(shipment),
        "orderItems": [_item(item) for item in shipment.items],
        "orderStatus": status or shipment.status,
        "orderDate": shipment.order_at.isoformat(timespec="seconds"),
        "orderingChannel": shipment.channel,
        "is_self_ship": shipment.self_ship,
        "lockStatus": shipment.lock,
        "locationCode": shipment.location,
    }


def info(shipment: SimShipment, status: str | None = None) -> JsonObject:
    """One light record of shipment info."""
    waits = shipment.status in ("CREATED", "CONFIRMED", "PROCESSING", "COMPLETED")
    due = ist_text(shipment.sla_at - timedelta(hours=3)) if waits else None
    return {
        "id": shipment.id,
        "orderStatus": status or shipment.status,
        "orderType": shipment.kind,
        "sla": ist_text(shipment.sla_at),
        "processingDueTime": due,
        "lockStatus": shipment.lock,
    }


def courier(shipment: SimShipment) -> JsonObject:
    """Courier details; null names and no AWB while pending (docs/konnect-api.md 10.8)."""
    return {
        "orderId": shipment.id,
        "courierName": shipment.courier_name,
        "courierCode": shipment.courier_code,
        "awbNumber": [shipment.awb] if shipment.awb else [],
        "additionalInfo": None,
    }


def tracking(shipment: SimShipment) -> JsonObject:
    events = [_event(shipment, at, state) for at, state in _road(shipment)]
    buyer = shipment.buyer
    moving = shipment.status in ("TRANSIT", "RETURN_PROCESSING")
    place = json.dumps({"lat": buyer.latitude, "lng": buyer.longitude})
    has_page = moving and shipment.awb is not None
    return {
        "status": "success",
        "data": {
            "shipment_id": shipment.id,
            "awb_number": shipment.awb,
            "courier": shipment.courier_name,
            "current_status": _words(shipment.oms_state),
            "operational_status": shipment.oms_state,
            "journey": "forward" if shipment.kind == "FORWARD" else "reverse",
            "last_updated": events[-1]["timestamp"] if events else None,
            "eta": ist_text(shipment.sla_at + timedelta(days=2)) if moving else None,
            "tracking_url": f"https://track.example.com/{shipment.awb}" if has_page else None,
            "location": place if events else None,
            "events": events,
        },
    }


def ist_text(at: datetime) -> str:
    return at.astimezone(IST).isoformat(timespec="seconds")


def _road(shipment: SimShipment) -> list[tuple[datetime, str]]:
    """Seen scans, after the ones that a seeded shipment must have had before."""
    first = shipment.history[0][1] if shipment.history else shipment.oms_state
    road: tuple[str, ...] = _FORWARD_ROAD[: _ROADS.get(first, 0)]
    for known in (_RETURN_ROAD, _RTO_ROAD):
        if first in known and first.startswith(("return_", "rto_")):
            road = known[: known.index(first) + 1]
    if shipment.history:
        road = road[:-1]
    start = shipment.order_at + timedelta(hours=5)
    earlier = [(start + timedelta(hours=7 * n), state) for n, state in enumerate(road)]
    return earlier + [row for row in shipment.history if row[1] not in _PAPERWORK]


_PAPERWORK = frozenset({"bag_confirmed", "bag_invoiced", "dp_assigned", "store_reassigned"})


def _event(shipment: SimShipment, at: datetime, state: str) -> JsonObject:
    far = state in ("out_for_delivery", "delivery_done", "return_initiated")
    return {
        "operational_status": state,
        "status": _words(state),
        "timestamp": ist_text(at),
        "location": shipment.buyer.city if far else shipment.location,
        "message": f"{_words(state)} ({shipment.courier_name or 'seller'})",
    }


def _words(state: str) -> str:
    return state.replace("_", " ").capitalize()


def _address(buyer: Buyer) -> JsonObject:
    return {
        "name": buyer.name,
        "phone": buyer.phone,
        "email": buyer.email,
        "addressLine1": buyer.line1,
        "addressLine2": buyer.line2,
        "landmark": buyer.landmark or None,
        "city": buyer.city,
        "state": buyer.state,
        "pincode": buyer.pincode,
        "country": "India",
    }


def _package(package: SimPackage) -> JsonObject:
    return {
        "packageId": package.package_id,
        "packageLengthCm": package.length_cm,
        "packageWidthCm": package.width_cm,
        "packageHeightCm": package.height_cm,
        "packageWeightGms": package.weight_g,
    }


def _price(shipment: SimShipment) -> JsonObject:
    goods = shipment.goods_total()
    total = goods + shipment.shipping_charge
    tax = sum(
        item.price * item.ordered * item.tax_rate / (100 + item.tax_rate) for item in shipment.items
    )
    return {
        "currency": "INR",
        "totalPrepaidAmount": 0 if shipment.cod else total,
        "totalCodAmount": total if shipment.cod else 0,
        "totalAmount": total,
        "totalDiscount": sum((item.mrp - item.price) * item.ordered for item in shipment.items),
        "totalTax": round(tax, 2),
        "shippingCharge": shipment.shipping_charge,
    }


def _item(item: SimItem) -> JsonObject:
    return {
        "orderItemId": item.item_id,
        "sku": item.sku,
        "quantity": item.quantity if item.is_open else item.ordered,
        "productName": item.name,
        "hsnCode": item.hsn,
        "mrp": item.mrp,
        "sellingPrice": item.price,
        "taxRate": item.tax_rate,
        "imeiSerialNumber": list(item.imei),
        "itemStatus": "cancelled" if item.cancelled_by else None,
    }
