"""The customer invoice of one shipment, A4."""

from __future__ import annotations

from datetime import datetime

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from konnect_desktop.practice import catalogue
from konnect_desktop.practice.clock import IST
from konnect_desktop.practice.model import SimItem, SimShipment
from konnect_desktop.practice.paper_text import BOLD, PLAIN, draw_bars, draw_name, fit, rupees

WIDTH, HEIGHT = A4
_LEFT = 16 * mm
_RIGHT = WIDTH - 16 * mm
_ROOM = _RIGHT - _LEFT
# title, left edge of text or right edge of numbers in points from the left margin, is number
_COLUMNS = (
    ("#", 0.0, False), ("Item", 18.0, False), ("HSN", 218.0, False), ("Qty", 290.0, True),
    ("Rate", 345.0, True), ("Taxable", 405.0, True), ("Tax", 455.0, True), ("Total", _ROOM, True),
)  # fmt: skip


def draw_invoice(canvas: Canvas, shipment: SimShipment, now: datetime) -> None:
    """Draw the page and end it."""
    canvas.setPageSize(A4)
    _head(canvas, shipment, now)
    _parties(canvas, shipment)
    y = _table(canvas, shipment)
    _totals(canvas, shipment, y)
    _foot(canvas)
    canvas.showPage()


def _head(canvas: Canvas, shipment: SimShipment, now: datetime) -> None:
    top = HEIGHT - 20 * mm
    fit(canvas, _LEFT, top, "TAX INVOICE", 20, 260, BOLD)
    fit(canvas, _LEFT, top - 16, "Original for recipient", 9, 260)
    # Four dots, so that half the size still scans: two labels and two invoices on a sheet.
    draw_bars(canvas, shipment.id, _RIGHT - 240, top - 22, 240, 34, widest=4)
    canvas.setFont(PLAIN, 8)
    canvas.drawRightString(_RIGHT, top - 33, f"Shipment {shipment.id}")
    canvas.line(_LEFT, top - 42, _RIGHT, top - 42)
    rows = (
        ("Invoice no.", shipment.invoice_number or "-"),
        ("Invoice date", now.astimezone(IST).strftime("%d %b %Y")),
        ("Order no.", shipment.marketplace_order_id),
        ("Order date", shipment.order_at.astimezone(IST).strftime("%d %b %Y, %H:%M")),
        ("Channel", shipment.channel),
        ("Payment", "Cash on delivery" if shipment.cod else "Prepaid"),
    )
    for n, (title, text) in enumerate(rows):
        x, y = _LEFT + (n % 3) * _ROOM / 3, top - 58 - (n // 3) * 26
        fit(canvas, x, y, title, 8, _ROOM / 3 - 8)
        fit(canvas, x, y - 12, text, 10, _ROOM / 3 - 8, BOLD)


def _parties(canvas: Canvas, shipment: SimShipment) -> None:
    y, half = HEIGHT - 63 * mm, _ROOM / 2
    canvas.line(_LEFT, y + 16, _RIGHT, y + 16)
    buyer, place = shipment.buyer, shipment.location
    fit(canvas, _LEFT, y, "Sold by", 8, half, BOLD)
    fit(canvas, _LEFT, y - 14, catalogue.SELLER, 11, half - 10, BOLD)
    address = catalogue.LOCATION_ADDRESSES.get(place, place)
    parts = address.split(", ")
    fit(canvas, _LEFT, y - 27, ", ".join(parts[:2]), 9, half - 10)
    fit(canvas, _LEFT, y - 39, ", ".join(parts[2:]), 9, half - 10)
    fit(canvas, _LEFT, y - 51, f"GSTIN {catalogue.LOCATION_GSTINS.get(place, '-')}", 9, half, BOLD)
    right = _LEFT + half
    fit(canvas, right, y, "Bill to and ship to", 8, half, BOLD)
    draw_name(canvas, right, y - 14, buyer.name, buyer.latin_name, 12, half)
    fit(canvas, right, y - 27, f"{buyer.line1}, {buyer.line2}", 9, half)
    fit(canvas, right, y - 39, f"{buyer.city} {buyer.pincode}, {buyer.state}", 9, half)
    fit(canvas, right, y - 51, f"Place of supply: {buyer.state}", 9, half)


def _table(canvas: Canvas, shipment: SimShipment) -> float:
    y: float = HEIGHT - 92 * mm
    canvas.setFillGray(0.92)
    canvas.rect(_LEFT, y - 5, _ROOM, 17, stroke=0, fill=1)
    canvas.setFillGray(0)
    _row(canvas, y, [title for title, _, _ in _COLUMNS], BOLD)
    for n, item in enumerate(shipment.open_items() or shipment.items, 1):
        y -= 24
        quantity = item.quantity or item.ordered
        total, taxable, tax = amounts(item)
        texts = [
            str(n), item.name, item.hsn, str(quantity), _plain(item.price), _plain(taxable),
            _plain(tax), _plain(total),
        ]  # fmt: skip
        _row(canvas, y, texts, PLAIN)
        note = f"SKU {item.sku}, GST {item.tax_rate}%"
        serials = f", serial {', '.join(item.imei)}" if item.imei else ""
        fit(canvas, _LEFT + 18, y - 10, note + serials, 7.5, 196)
    canvas.line(_LEFT, y - 16, _RIGHT, y - 16)
    return y - 16


def _row(canvas: Canvas, y: float, texts: list[str], font: str) -> None:
    for (_, x, is_number), text in zip(_COLUMNS, texts, strict=True):
        if is_number:
            canvas.setFont(font, 9)
            canvas.drawRightString(_LEFT + x, y, text)
        else:
            fit(canvas, _LEFT + x, y, text, 9, 196 if x == 18 else 52, font)


def _totals(canvas: Canvas, shipment: SimShipment, y: float) -> None:
    rows = [amounts(item) for item in shipment.open_items() or shipment.items]
    taxable, tax = sum(row[1] for row in rows), sum(row[2] for row in rows)
    home = catalogue.LOCATION_STATES.get(shipment.location)
    if home == shipment.buyer.state:
        taxes = [("CGST", tax / 2), ("SGST", tax / 2)]
    else:
        taxes = [("IGST", tax)]
    total = sum(row[0] for row in rows) + shipment.shipping_charge
    lines = [("Taxable value", taxable), *taxes, ("Shipping", float(shipment.shipping_charge))]
    for title, amount in lines:
        y -= 15
        fit(canvas, _LEFT + 300, y, title, 9.5, 110)
        canvas.setFont(PLAIN, 9.5)
        canvas.drawRightString(_RIGHT, y, rupees(amount))
    y -= 20
    fit(canvas, _LEFT + 300, y, "Total", 12, 100, BOLD)
    canvas.setFont(BOLD, 12)
    canvas.drawRightString(_RIGHT, y, rupees(total))


def _foot(canvas: Canvas) -> None:
    y = 26 * mm
    canvas.line(_LEFT, y + 12, _RIGHT, y + 12)
    fit(canvas, _LEFT, y, f"For {catalogue.SELLER}", 9, _ROOM, BOLD)
    fit(canvas, _LEFT, y - 12, "Made by a computer, valid without a signature.", 8, _ROOM)
    fit(canvas, _LEFT, y - 24, "Practice invoice: no goods were sold.", 8, _ROOM)


def amounts(item: SimItem) -> tuple[float, float, float]:
    """Total, taxable value and tax of a line, in rupees; prices include the tax."""
    total = float(item.price * (item.quantity or item.ordered))
    taxable = round(total * 100 / (100 + item.tax_rate), 2)
    return total, taxable, round(total - taxable, 2)


def _plain(amount: float) -> str:
    return rupees(amount).removeprefix("Rs. ")
