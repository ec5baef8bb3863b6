"""The courier label of one parcel, A6."""

from __future__ import annotations

from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.practice import catalogue
from konnect_desktop.practice.clock import IST
from konnect_desktop.practice.model import SimShipment
from konnect_desktop.practice.paper_text import (
    BOLD,
    FIXED,
    PLAIN,
    draw_bars,
    draw_name,
    fit,
    rupees,
)

WIDTH, HEIGHT = A6
_LEFT = 4 * mm
_RIGHT = WIDTH - 4 * mm
_ROOM = _RIGHT - _LEFT
_MOST_SKUS = 5


def draw_label(canvas: Canvas, shipment: SimShipment, package: int) -> None:
    """Draw the page for parcel number `package` (from 0) and end it."""
    canvas.setPageSize(A6)
    canvas.setLineWidth(0.8)
    canvas.rect(_LEFT - 4, 3 * mm, _ROOM + 8, HEIGHT - 6 * mm)
    _head(canvas, shipment)
    _bars(canvas, shipment, package)
    _ship_to(canvas, shipment)
    _contents(canvas, shipment, package)
    _foot(canvas, shipment)
    canvas.showPage()


def _head(canvas: Canvas, shipment: SimShipment) -> None:
    top = HEIGHT - 3 * mm
    fit(canvas, _LEFT, top - 20, shipment.courier_name or "Seller delivery", 17, 150, BOLD)
    box = 112.0
    canvas.setFillGray(0)
    canvas.rect(_RIGHT - box, top - 27, box + 4, 27, stroke=0, fill=1)
    canvas.setFillGray(1)
    if shipment.cod:
        fit(canvas, _RIGHT - box + 5, top - 11, "CASH ON DELIVERY", 8, box, BOLD)
        due = rupees(shipment.goods_total() + shipment.shipping_charge)
        fit(canvas, _RIGHT - box + 5, top - 23, due, 11, box, BOLD)
    else:
        fit(canvas, _RIGHT - box + 5, top - 13, "PREPAID", 12, box, BOLD)
        fit(canvas, _RIGHT - box + 5, top - 23, "Collect no money", 7, box)
    canvas.setFillGray(0)
    canvas.line(_LEFT - 4, top - 27, _RIGHT + 4, top - 27)


def _bars(canvas: Canvas, shipment: SimShipment, package: int) -> None:
    number = shipment.awb or shipment.id
    draw_bars(canvas, number, _LEFT, HEIGHT - 86, _ROOM, 44)
    canvas.setFont(FIXED, 12)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 99, number)
    canvas.line(_LEFT - 4, HEIGHT - 105, _RIGHT + 4, HEIGHT - 105)
    buyer = shipment.buyer
    route = f"{buyer.city[:3].upper()}/{buyer.pincode[:3]}-{'ABCDEF'[int(buyer.pincode[-1]) % 6]}"
    canvas.setFont(BOLD, 20)
    canvas.drawString(_LEFT, HEIGHT - 125, route)
    canvas.setFont(BOLD, 9)
    count = len(shipment.packages) or 1
    canvas.drawRightString(_RIGHT, HEIGHT - 117, f"Parcel {package + 1} of {count}")
    if package < len(shipment.packages):
        row = shipment.packages[package]
        size = f"{row.length_cm:g} x {row.width_cm:g} x {row.height_cm:g} cm, {row.weight_g:g} g"
        canvas.setFont(PLAIN, 7)
        canvas.drawRightString(_RIGHT, HEIGHT - 127, size)
    canvas.line(_LEFT - 4, HEIGHT - 132, _RIGHT + 4, HEIGHT - 132)


def _ship_to(canvas: Canvas, shipment: SimShipment) -> None:
    buyer, y = shipment.buyer, HEIGHT - 142
    fit(canvas, _LEFT, y, "SHIP TO", 6.5, _ROOM, BOLD)
    draw_name(canvas, _LEFT, y - 14, buyer.name, buyer.latin_name, 12, _ROOM)
    fit(canvas, _LEFT, y - 27, f"{buyer.line1}, {buyer.line2}", 9.5, _ROOM)
    fit(canvas, _LEFT, y - 39, buyer.landmark or f"{buyer.city} district", 9.5, _ROOM)
    fit(canvas, _LEFT, y - 54, f"{buyer.city}, {buyer.state}", 11, _ROOM - 70, BOLD)
    canvas.setFont(BOLD, 15)
    canvas.drawRightString(_RIGHT, y - 54, buyer.pincode)
    fit(canvas, _LEFT, y - 66, f"Phone {buyer.phone}", 9, _ROOM)
    canvas.line(_LEFT - 4, y - 72, _RIGHT + 4, y - 72)


def _contents(canvas: Canvas, shipment: SimShipment, package: int) -> None:
    y = HEIGHT - 224.0
    fit(canvas, _LEFT, y, "SKU", 6.5, 60, BOLD)
    fit(canvas, _LEFT + 95, y, "ITEM", 6.5, 60, BOLD)
    canvas.setFont(BOLD, 6.5)
    canvas.drawRightString(_RIGHT, y, "QTY")
    items = shipment.open_items()
    for item in items[:_MOST_SKUS]:
        y -= 11
        fit(canvas, _LEFT, y, item.sku, 8, 92, BOLD)
        fit(canvas, _LEFT + 95, y, item.name, 7.5, _ROOM - 118)
        canvas.setFont(BOLD, 9)
        canvas.drawRightString(_RIGHT, y, str(item.quantity))
    if len(items) > _MOST_SKUS:
        fit(canvas, _LEFT, y - 10, f"and {len(items) - _MOST_SKUS} more", 7, _ROOM)


def _foot(canvas: Canvas, shipment: SimShipment) -> None:
    top = 112.0
    canvas.line(_LEFT - 4, top, _RIGHT + 4, top)
    rows = (
        ("Order", f"{shipment.marketplace_order_id}  ({shipment.channel})"),
        ("Shipment", shipment.id),
        ("Invoice", shipment.invoice_number or "-"),
        ("Ordered", shipment.order_at.astimezone(IST).strftime("%d %b %Y, %H:%M")),
    )
    y = top - 12
    for title, text in rows:
        fit(canvas, _LEFT, y, title, 7.5, 45)
        fit(canvas, _LEFT + 45, y, text, 8.5, _ROOM - 45, BOLD)
        y -= 12
    canvas.line(_LEFT - 4, y + 5, _RIGHT + 4, y + 5)
    fit(canvas, _LEFT, y - 5, "IF NOT DELIVERED, RETURN TO", 6, _ROOM, BOLD)
    fit(canvas, _LEFT, y - 15, catalogue.SELLER, 8, _ROOM, BOLD)
    address = catalogue.LOCATION_ADDRESSES.get(shipment.location, shipment.location)
    fit(canvas, _LEFT, y - 25, address, 7, _ROOM)
    gstin = catalogue.LOCATION_GSTINS.get(shipment.location, "-")
    fit(canvas, _LEFT, y - 35, f"GSTIN {gstin}    Practice label, not for posting", 6.5, _ROOM)
