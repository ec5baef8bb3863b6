"""What invoiceUpdate may do: the sale invoice, and the credit note of an accepted return."""

from __future__ import annotations

from typing import Any

from konnect_desktop.practice.model import Refusal, SimPackage, SimShipment
from konnect_desktop.practice.world import World

Record = dict[str, Any]


def invoice_update(world: World, shipment: SimShipment, record: Record) -> None:
    kind = record.get("invoiceType")
    number = str(record.get("invoiceNumber") or "").strip()
    if kind not in ("sale", "return"):
        raise Refusal("IN422", "invoiceType is sale or return", "Invalid invoice")
    if kind == "sale":
        _check_sale(shipment)
    else:
        _check_credit_note(shipment)
    if not number:
        raise Refusal("IN422", "invoiceNumber is empty", "Invalid invoice")
    if world.invoice_owner(number) not in (None, shipment.id):
        raise Refusal("IN422", "invoiceNumber is already in use", "Invalid invoice")
    _check_invoice_items(shipment, record)
    world.own_invoice(number, shipment)
    if kind == "return":
        shipment.credit_note_number = number
        world.move(shipment, "CREDIT_NOTE_GENERATED", "credit_note_generated")
        return
    shipment.invoice_number = number
    shipment.invoice_extra = {k: v for k, v in record.items() if k in _INVOICE_EXTRAS}
    _take_invoice_rows(shipment, record)
    world.move(shipment, "PROCESSING", "bag_invoiced")


_INVOICE_EXTRAS = ("invoiceQrCode", "irnNumber", "signedInvoice", "ackNumber", "ackDate")


def _check_sale(shipment: SimShipment) -> None:
    if shipment.kind == "RETURN":
        raise Refusal("IN422", "A return takes a credit note, not a sale invoice")
    if shipment.status == "CANCELLED":
        raise Refusal("IN401", "Shipment is cancelled", "Cancelled by customer/seller")
    if shipment.status == "CREATED":
        raise Refusal("IN403", "Shipment is not confirmed yet")
    if shipment.status != "CONFIRMED":
        raise Refusal("IN453", "Shipment already carries an invoice", "Order is already invoiced")


def _check_credit_note(shipment: SimShipment) -> None:
    if shipment.status == "CREDIT_NOTE_GENERATED":
        raise Refusal("IN453", "Shipment already carries a credit note", "Already invoiced")
    if shipment.status == "RETURN_COMPLETED":
        return
    # A parcel on its way may still come back, so it is early rather than wrong
    # (docs/konnect-api.md 17.5).
    may_come_back = shipment.status == "TRANSIT" or shipment.cancelled_after_invoice
    if shipment.kind == "FORWARD" and not may_come_back:
        raise Refusal("IN422", "A credit note needs a return", "Invalid invoice")
    raise Refusal("IN403", "Return is not accepted yet")


def _check_invoice_items(shipment: SimShipment, record: Record) -> None:
    for row in record.get("orderItems") or ():
        item = shipment.item(row["orderItemId"])
        if item is None:
            raise Refusal("IN400", "Item is not part of this shipment", item_id=row["orderItemId"])
        if item.cancelled_by and not item.is_open and shipment.status == "CONFIRMED":
            raise Refusal("IN401", "Item is cancelled", item_id=item.item_id)


def _take_invoice_rows(shipment: SimShipment, record: Record) -> None:
    for row in record.get("orderItems") or ():
        item = shipment.item(row["orderItemId"])
        if item is not None and row.get("imeiSerialNumber"):
            item.imei = [str(serial) for serial in row["imeiSerialNumber"]]
    packages = record.get("packages")
    if packages:
        shipment.packages = [
            SimPackage(
                str(row.get("packageId") or f"PKG-{n}"),
                row.get("packageLengthCm", 0),
                row.get("packageWidthCm", 0),
                row.get("packageHeightCm", 0),
                row.get("packageWeightGms", 0),
            )
            for n, row in enumerate(packages, 1)
        ]
