"""How the cells of the table are painted. Reads rows; never fetches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from konnect_desktop.domain import sla
from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.sla import Urgency
from konnect_desktop.ui.kit import formatting, icons
from konnect_desktop.ui.orders import courier_words, fix_words, lane_words
from konnect_desktop.ui.orders.brush import PAD, TWO_LINES, Brush, whole
from konnect_desktop.ui.orders.cell_texts import awb_is_missing

Paint = Callable[[Brush, QPainter, QRectF, ShipmentRow, datetime], None]


def nothing(_b: Brush, _p: QPainter, _area: QRectF, _row: ShipmentRow, _now: datetime) -> None:
    """For what the table paints itself."""


def plain(text: Callable[[ShipmentRow], str]) -> Paint:
    """A line of a column that is not looked at first."""

    def paint(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
        b.text(p, area, text(row), b.main, b.tokens.muted)

    return paint


def deadline(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, now: datetime) -> None:
    due = sla.deadline(row.sla_due_at, now)
    text = formatting.deadline_text(due)
    if due.urgency in (Urgency.LATE, Urgency.SOON, Urgency.TODAY):
        b.chip(p, area, due.urgency.value, text)
    elif text:
        b.text(p, area, text, b.main, b.tokens.muted)


def status(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
    extra = "locked" if row.lock else ("attention" if row.attention else "")
    name, text = lane_words.status_chip(row)
    room = QRectF(area)
    if extra:
        room.setWidth(area.width() - 28)
    end = b.chip(p, room, name, text)
    if extra:
        badge = QRectF(end - PAD + 4, area.top(), 28 + PAD, area.height())
        b.chip(p, badge, extra, "")


def channel(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
    if not row.channel:
        return
    name = channel_name(row.channel)
    mark = b.pictures.letter(name)
    p.drawPixmap(QPointF(area.left() + PAD, area.center().y() - 9.5), mark)
    b.text(p, area.adjusted(24, 0, 0, 0), name, b.main)


def order(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
    under = row.id if row.id != row.order_no else ""
    b.two_lines(p, area, row.order_no or row.id, under, b.bold)


def items(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
    more = f"+{row.line_count - 1}" if row.line_count > 1 else ""
    name = row.item_text or row.sku
    under = row.sku if row.item_text else ""
    problem = fix_words.short(row)
    if problem:
        _problem(b, p, area, name, problem)
        return
    if row.line_count > 1:
        under = f"{under} · {row.line_count} items" if under else f"{row.line_count} items"
    room = QRectF(area)
    if more:
        width = b.bold.metrics.horizontalAdvance(more) + 6
        room.setWidth(area.width() - width)
        end = b.two_lines(p, room, name, under, b.main)
        spot = QRectF(end - PAD + 6, area.top(), width + 3 * PAD, 0)
        gap, height = b.first_line(area, under)
        spot.setTop(area.top() + gap)
        spot.setHeight(height)
        b.text(p, spot, more, b.bold, b.tokens.accent)
    else:
        b.two_lines(p, area, name, under, b.main)


def _problem(b: Brush, p: QPainter, area: QRectF, name: str, problem: str) -> None:
    """What is wrong with the order, in place of its SKU, or of its name in compact rows."""
    danger = b.tokens.danger
    if area.height() < TWO_LINES:
        b.text(p, area, problem, b.main, danger)
    else:
        b.two_lines(p, area, name, problem, b.main, below_in=danger)


def quantity(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
    face = b.bold if row.quantity > 1 else b.main
    b.text(p, area, whole(str(row.quantity), area, face, ""), face, right=True)


def amount(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
    # The column has the room, unless it is half scrolled out of view.
    text = whole(formatting.rupees(row.amount), area, b.main, "")
    if area.height() >= TWO_LINES:
        under = "COD" if row.is_cod else ""
        b.two_lines(p, area, text, under, b.main, right=True)
    else:
        shown = whole(f"COD {text}", area, b.main, text) if row.is_cod else text
        b.text(p, area, shown, b.main, right=True)


def ship_to(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
    b.two_lines(p, area, row.city or row.pincode, row.pincode if row.city else "")


def courier(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, now: datetime) -> None:
    waits = courier_words.in_cell(row, now)
    if waits and not awb_is_missing(row):
        first = "No courier yet" if area.height() >= TWO_LINES else waits
        b.two_lines(p, area, first, waits, b.main)
        return
    name = row.courier_partner or ("Self-ship" if row.is_self_ship else "")
    if awb_is_missing(row):
        link = b.tokens.link
        if area.height() >= TWO_LINES:
            b.two_lines(p, area, name, "Add AWB", below_in=link)
        else:
            b.text(p, area, "Add AWB", b.main, link)
        return
    b.two_lines(p, area, name or row.awb_text, row.awb_text if name else "")


def papers(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
    left, y = area.left() + PAD, area.center().y() - 9.5
    label = b.pictures.paper("label", row.has_label, row.label_printed, row.is_stale_label)
    invoice = b.pictures.paper("invoice", row.has_invoice, row.invoice_printed, False)
    p.drawPixmap(QPointF(left, y), label)
    p.drawPixmap(QPointF(left + 22, y), invoice)


def note(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
    if row.note:
        mark = icons.pixmap("note", b.tokens.warning, 16, b.pictures.ratio)
        p.drawPixmap(QPointF(area.left() + PAD, area.center().y() - 8.5), mark)


def ordered(b: Brush, p: QPainter, area: QRectF, row: ShipmentRow, now: datetime) -> None:
    text = formatting.when(row.ordered_at, now)
    b.text(p, area, text, b.main, b.tokens.muted)
