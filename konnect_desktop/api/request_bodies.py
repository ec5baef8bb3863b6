"""From the app's request records to the wire's bodies (docs/konnect-api.md 10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from konnect_desktop.domain.requests import (
    AwbRecord,
    CancelRecord,
    ConfirmRecord,
    InvoiceRecord,
    ItemQuantity,
    QcRecord,
    StatusRecord,
)
from konnect_desktop.domain.shipments import Package

Body = dict[str, Any]


def ids(shipment_ids: Iterable[str]) -> list[Body]:
    """Pack, dispatch, courier details, labels and invoice name shipments only."""
    return [{"orderId": shipment_id} for shipment_id in shipment_ids]


def confirm(record: ConfirmRecord) -> Body:
    """10.4. Without any items the server takes all of them."""
    body: Body = {"orderId": record.shipment_id}
    # An item without an id cannot be named; naming only the others would drop it.
    if record.items and all(item.item_id for item in record.items):
        body["orderItems"] = [_item(item) for item in record.items]
    return body


def cancel(record: CancelRecord) -> Body:
    """10.3: every item with its own reason."""
    items = [
        {"orderItemId": item.item_id, "quantity": item.quantity, "reasonCode": item.reason_code}
        for item in record.items
    ]
    return {"orderId": record.shipment_id, "orderItems": items}


def invoice(record: InvoiceRecord) -> Body:
    """10.5: empty values are not sent."""
    body: Body = {
        "orderId": record.shipment_id,
        "invoiceNumber": record.invoice_number,
        "invoiceType": record.invoice_type,
        "invoiceQrCode": record.qr,
        "irnNumber": record.irn,
        "signedInvoice": record.signed_invoice,
        "ackNumber": record.ack_number,
        "ackDate": record.ack_date,
    }
    body = {name: value for name, value in body.items() if value}
    if record.items and all(item.item_id for item in record.items):
        body["orderItems"] = [_item_with_serials(item) for item in record.items]
    if record.packages:
        body["packages"] = [_package(package) for package in record.packages]
    return body


def awb(record: AwbRecord) -> Body:
    """10.6."""
    return {
        "orderId": record.shipment_id,
        "awbNumber": record.awb_number,
        "courierName": record.courier_partner,
        "autoDispatch": record.auto_dispatch,
    }


def status(record: StatusRecord) -> Body:
    """10.12; the casing inside `meta` is mixed on purpose (5.7)."""
    meta: Body = {
        "remark": record.remark,
        "reasonCode": record.reason_code,
        "dpLocation": record.courier_location,
        "promised_delivery_date": record.promised_delivery_date,
        "estimated_delivery_date": record.estimated_delivery_date,
    }
    meta = {name: value for name, value in meta.items() if value not in ("", None)}
    body: Body = {"orderId": record.shipment_id, "orderStatus": record.milestone}
    return {**body, "meta": meta} if meta else body


def return_qc(record: QcRecord) -> Body:
    """10.14: an empty reason means good."""
    items = [
        {"orderItemId": item.item_id, "quantity": item.quantity, "reasonCode": item.reason_code}
        for item in record.items
    ]
    return {"orderId": record.shipment_id, "orderItems": items}


def _item(item: ItemQuantity) -> Body:
    body: Body = {"orderItemId": item.item_id}
    return {**body, "quantity": item.quantity} if item.quantity > 0 else body


def _item_with_serials(item: ItemQuantity) -> Body:
    body = _item(item)
    return {**body, "imeiSerialNumber": list(item.serials)} if item.serials else body


def _package(package: Package) -> Body:
    sizes: Sequence[tuple[str, Decimal | None]] = (
        ("packageLengthCm", package.length_cm),
        ("packageWidthCm", package.width_cm),
        ("packageHeightCm", package.height_cm),
        ("packageWeightGms", package.weight_g),
    )
    body: Body = {name: _number(size) for name, size in sizes if size is not None}
    return {"packageId": package.package_id, **body} if package.package_id else body


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
