"""Paints the rows of the table: chips, ticks and texts, all cached, so that a screenful is
a matter of a few milliseconds (docs/limits.md 2). It reads rows; it never fetches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QStaticText, QTextLayout

from konnect_desktop.domain import sla
from konnect_desktop.domain.channels import channel_name
from konnect_desktop.domain.plain import CELL, one_line
from konnect_desktop.domain.rows import ShipmentRow
from konnect_desktop.domain.sla import Urgency
from konnect_desktop.ui.kit import formatting, icons
from konnect_desktop.ui.kit.overrides import tell_once
from konnect_desktop.ui.kit.theme import Theme, tabular, ui_font
from konnect_desktop.ui.orders import courier_words, fix_words, lane_words
from konnect_desktop.ui.orders.columns import COLUMNS, KEYS, awb_is_missing
from konnect_desktop.ui.orders.pictures import CACHE_LIMIT, Face, Pictures

PAD = 8


@dataclass(slots=True)
class RowLook:
    """How one row is drawn this time."""

    is_ticked: bool = False
    is_current: bool = False
    is_hovered: bool = False
    has_focus: bool = False
    is_even: bool = True


class RowPainter:
    """Knows the look of every cell; `forget` after a change of theme or screen."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.main = Face.of("main", tabular(ui_font(9.75)))
        self.bold = Face.of("bold", tabular(ui_font(9.75, QFont.Weight.DemiBold)))
        self.small = Face.of("small", tabular(ui_font(8.5)))
        self._texts: dict[tuple[str, int, str], tuple[QStaticText, float, float]] = {}
        self.pictures = Pictures(theme)
        self._colours: dict[str, QColor] = {}
        self._cells: dict[str, Callable[[QPainter, QRectF, ShipmentRow, datetime], None]] = {
            "deadline": self._deadline,
            "status": self._status,
            "channel": self._channel,
            "order": self._order,
            "items": self._items,
            "quantity": self._quantity,
            "amount": self._amount,
            "ship_to": self._ship_to,
            "courier": self._courier,
            "papers": self._papers,
            "note": self._note,
            "ordered": self._ordered,
            "location": self._location,
        }

    def forget(self) -> None:
        """Drop everything drawn with the old colours."""
        self._texts.clear()
        self.pictures.forget()
        self._colours.clear()

    def needs(self, rows: Iterable[ShipmentRow], *, is_compact: bool) -> dict[str, int]:
        """The room in px for the widest figures of these rows; digits are of one width."""
        amounts, counts = {""}, {""}
        for row in rows:
            text = formatting.rupees(row.amount)
            amounts.add(f"COD {text}" if row.is_cod and is_compact else text)
            counts.add(str(row.quantity))
        return {
            "amount": self._widest(amounts, self.main),
            "quantity": self._widest(counts, self.bold),
        }

    def _widest(self, texts: set[str], face: Face) -> int:
        most = max(map(len, texts))
        # One character may stand for a wider one: a point is narrower than a digit.
        long = [text for text in texts if len(text) >= most - 1]
        return max(face.metrics.horizontalAdvance(text) for text in long) + 2 * PAD + 1

    # ---- rows ------------------------------------------------------------------------

    def background(self, painter: QPainter, area: QRectF, look: RowLook) -> None:
        """Stripe, hover, tick and the focus frame of one row."""
        tokens = self._theme.tokens
        fill = tokens.surface
        if look.is_ticked:
            fill = tokens.selected
        elif look.is_hovered or look.is_current:
            fill = tokens.hover
        painter.fillRect(area, self._colour(fill))
        line = QRectF(area.left(), area.bottom() - 1, area.width(), 1)
        painter.fillRect(line, self._colour(tokens.border))
        if look.is_current:
            width = 3 if look.has_focus else 2
            bar = QRectF(area.left(), area.top(), width, area.height() - 1)
            painter.fillRect(bar, self._colour(tokens.accent))
            if look.has_focus:
                painter.setPen(QPen(self._colour(tokens.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(area.adjusted(1, 1, -1, -2))

    def tick(self, painter: QPainter, area: QRectF, state: Qt.CheckState) -> None:
        """A tick box, also the one of the header."""
        tokens = self._theme.tokens
        box = QRectF(area.center().x() - 8, area.center().y() - 8.5, 16, 16)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if state == Qt.CheckState.Unchecked:
            painter.setPen(QPen(self._colour(tokens.border_strong), 1.4))
            painter.setBrush(self._colour(tokens.surface))
            painter.drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), 4, 4)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour(tokens.accent))
            painter.drawRoundedRect(box, 4, 4)
            name = "check" if state == Qt.CheckState.Checked else "minus"
            mark = icons.pixmap(name, tokens.accent_text, 14, self.pictures.ratio)
            painter.drawPixmap(QPointF(box.left() + 1, box.top() + 1), mark)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def cell(
        self, painter: QPainter, key: str, area: QRectF, row: ShipmentRow, now: datetime
    ) -> None:
        """One cell; one that cannot be painted says its text."""
        painter.save()
        try:
            self._cells[key](painter, area, row, now)
        except Exception as error:
            tell_once(self, key, error)
            self._text(painter, area, COLUMNS[KEYS.index(key)].text(row, now), self.main)
        finally:
            painter.restore()

    def trouble(self, painter: QPainter, area: QRectF, row: ShipmentRow) -> None:
        """What is wrong with the order and what to do about it, across several cells."""
        what, then = fix_words.problems(row)[0].halves
        danger = self._theme.tokens.danger
        if area.height() < 34:
            end = self._text(painter, area, what, self.main, danger)
            rest = area.adjusted(end + PAD - area.left(), 0, 0, 0)
            self._text(painter, rest, then, self.main, self._theme.tokens.muted)
        else:
            self._two_lines(painter, area, what, then, self.main, above_in=danger)

    def waiting(self, painter: QPainter, area: QRectF) -> None:
        """A cell whose page is still on the way."""
        bar = QRectF(area.left() + PAD, area.center().y() - 4, min(area.width() * 0.6, 90), 8)
        painter.fillRect(bar, self._colour(self._theme.tokens.track))

    # ---- cells -----------------------------------------------------------------------

    def _deadline(self, p: QPainter, area: QRectF, row: ShipmentRow, now: datetime) -> None:
        due = sla.deadline(row.sla_due_at, now)
        text = formatting.deadline_text(due)
        if due.urgency in (Urgency.LATE, Urgency.SOON, Urgency.TODAY):
            self._chip(p, area, due.urgency.value, text)
        elif text:
            self._text(p, area, text, self.main, self._theme.tokens.muted)

    def _status(self, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
        extra = "locked" if row.lock else ("attention" if row.attention else "")
        name, text = lane_words.status_chip(row)
        room = QRectF(area)
        if extra:
            room.setWidth(area.width() - 28)
        end = self._chip(p, room, name, text)
        if extra:
            badge = QRectF(end - PAD + 4, area.top(), 28 + PAD, area.height())
            self._chip(p, badge, extra, "")

    def _channel(self, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
        if not row.channel:
            return
        name = channel_name(row.channel)
        mark = self.pictures.letter(name)
        p.drawPixmap(QPointF(area.left() + PAD, area.center().y() - 9.5), mark)
        self._text(p, area.adjusted(24, 0, 0, 0), name, self.main)

    def _order(self, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
        under = row.id if row.id != row.order_no else ""
        self._two_lines(p, area, row.order_no or row.id, under, self.bold)

    def _items(self, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
        more = f"+{row.line_count - 1}" if row.line_count > 1 else ""
        name = row.item_text or row.sku
        under = row.sku if row.item_text else ""
        problem = fix_words.short(row)
        if problem:
            self._problem(p, area, name, problem)
            return
        if row.line_count > 1:
            under = f"{under} · {row.line_count} items" if under else f"{row.line_count} items"
        room = QRectF(area)
        if more:
            width = self.bold.metrics.horizontalAdvance(more) + 6
            room.setWidth(area.width() - width)
            end = self._two_lines(p, room, name, under, self.main)
            spot = QRectF(end - PAD + 6, area.top(), width + 3 * PAD, 0)
            gap, height = self._first_line(area, under)
            spot.setTop(area.top() + gap)
            spot.setHeight(height)
            self._text(p, spot, more, self.bold, self._theme.tokens.accent)
        else:
            self._two_lines(p, area, name, under, self.main)

    def _problem(self, p: QPainter, area: QRectF, name: str, problem: str) -> None:
        """What is wrong with the order, in place of its SKU, or of its name in compact rows."""
        danger = self._theme.tokens.danger
        if area.height() < 34:
            self._text(p, area, problem, self.main, danger)
        else:
            self._two_lines(p, area, name, problem, self.main, below_in=danger)

    def _quantity(self, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
        face = self.bold if row.quantity > 1 else self.main
        self._text(p, area, _whole(str(row.quantity), area, face, ""), face, right=True)

    def _amount(self, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
        # The column has the room, unless it is half scrolled out of view.
        text = _whole(formatting.rupees(row.amount), area, self.main, "")
        if area.height() >= 34:
            under = "COD" if row.is_cod else ""
            self._two_lines(p, area, text, under, self.main, right=True)
        else:
            shown = _whole(f"COD {text}", area, self.main, text) if row.is_cod else text
            self._text(p, area, shown, self.main, right=True)

    def _ship_to(self, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
        self._two_lines(p, area, row.city or row.pincode, row.pincode if row.city else "")

    def _courier(self, p: QPainter, area: QRectF, row: ShipmentRow, now: datetime) -> None:
        waits = courier_words.in_cell(row, now)
        if waits and not awb_is_missing(row):
            first = "No courier yet" if area.height() >= 34 else waits
            self._two_lines(p, area, first, waits, self.main)
            return
        name = row.courier_partner or ("Self-ship" if row.is_self_ship else "")
        if awb_is_missing(row):
            link = self._theme.tokens.link
            if area.height() >= 34:
                self._two_lines(p, area, name, "Add AWB", below_in=link)
            else:
                self._text(p, area, "Add AWB", self.main, link)
            return
        self._two_lines(p, area, name or row.awb_text, row.awb_text if name else "")

    def _papers(self, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
        left, y = area.left() + PAD, area.center().y() - 9.5
        label = self.pictures.paper("label", row.has_label, row.label_printed, row.is_stale_label)
        invoice = self.pictures.paper("invoice", row.has_invoice, row.invoice_printed, False)
        p.drawPixmap(QPointF(left, y), label)
        p.drawPixmap(QPointF(left + 22, y), invoice)

    def _note(self, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
        if row.note:
            mark = icons.pixmap("note", self._theme.tokens.warning, 16, self.pictures.ratio)
            p.drawPixmap(QPointF(area.left() + PAD, area.center().y() - 8.5), mark)

    def _ordered(self, p: QPainter, area: QRectF, row: ShipmentRow, now: datetime) -> None:
        text = formatting.when(row.ordered_at, now)
        self._text(p, area, text, self.main, self._theme.tokens.muted)

    def _location(self, p: QPainter, area: QRectF, row: ShipmentRow, _now: datetime) -> None:
        self._text(p, area, row.location_code, self.main, self._theme.tokens.muted)

    # ---- pieces ----------------------------------------------------------------------

    def _first_line(self, area: QRectF, under: str) -> tuple[float, float]:
        """Where the first of two lines begins, and its height."""
        height = float(self.main.metrics.height())
        if not under or area.height() < 34:
            return 0.0, area.height()
        return (area.height() - 1 - height - self.small.metrics.height()) / 2, height

    def _two_lines(
        self,
        p: QPainter,
        area: QRectF,
        first: str,
        second: str,
        face: Face | None = None,
        *,
        right: bool = False,
        above_in: str = "",
        below_in: str = "",
    ) -> float:
        """A line and a small grey one under it; only the first when rows are compact.

        `above_in`, `below_in`: another colour for the first or the second line.
        """
        face = face or self.main
        if not second or area.height() < 34:
            return self._text(p, area, first, face, above_in, right=right)
        gap, height = self._first_line(area, second)
        top = QRectF(area.left(), area.top() + gap, area.width(), height)
        end = self._text(p, top, first, face, above_in, right=right)
        below = QRectF(area.left(), top.bottom(), area.width(), self.small.metrics.height())
        colour = below_in or self._theme.tokens.muted
        self._text(p, below, second, self.small, colour, right=right)
        return end

    def _text(
        self,
        p: QPainter,
        area: QRectF,
        text: str,
        face: Face,
        colour: str = "",
        *,
        right: bool = False,
    ) -> float:
        """Draw one elided line of plain text; returns where it ends."""
        room = int(area.width() - 2 * PAD)
        if not text or room <= 4:
            return area.left() + PAD
        drawn, width, lift = self._static(text, room, face)
        x = area.right() - PAD - width if right else area.left() + PAD
        y = area.top() + (area.height() - face.metrics.height()) / 2 - lift
        p.setFont(face.font)
        p.setPen(self._colour(colour or self._theme.tokens.text))
        p.drawStaticText(QPointF(x, y), drawn)
        return x + width

    def _static(self, text: str, room: int, face: Face) -> tuple[QStaticText, float, float]:
        # What may be as long as a book is neither kept nor laid out whole.
        text = text[:CELL]
        key = (text, room, face.key)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) > CACHE_LIMIT:
                self._texts.clear()
            # Laid out once for its width too; only what is too long is laid out again.
            flat = one_line(text)
            found = _laid_out(flat, face)
            if found[1] > room:
                found = _laid_out(
                    face.metrics.elidedText(flat, Qt.TextElideMode.ElideRight, room), face
                )
            self._texts[key] = found
        return found

    def _chip(self, p: QPainter, area: QRectF, name: str, text: str) -> float:
        picture = self.pictures.chip(name, text, int(area.width() - 2 * PAD))
        height = picture.height() / picture.devicePixelRatio()
        y = area.top() + (area.height() - 1 - height) / 2
        p.drawPixmap(QPointF(area.left() + PAD, round(y)), picture)
        return area.left() + PAD + picture.width() / picture.devicePixelRatio()

    def _colour(self, name: str) -> QColor:
        found = self._colours.get(name)
        if found is None:
            found = self._colours[name] = QColor(name)
        return found


def _whole(figure: str, area: QRectF, face: Face, otherwise: str = "…") -> str:
    """A figure where it fits as a whole: "₹2,04" of ₹2,049.00 is another amount."""
    fits = face.metrics.horizontalAdvance(figure) <= area.width() - 2 * PAD
    return figure if fits else otherwise


def _laid_out(text: str, face: Face) -> tuple[QStaticText, float, float]:
    """The text, its width, and how far its base line is lower than that of Latin letters."""
    drawn = QStaticText(text)
    drawn.setTextFormat(Qt.TextFormat.PlainText)
    drawn.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    drawn.prepare(font=face.font)
    return drawn, drawn.size().width(), 0.0 if text.isascii() else _lift(text, face)


def _lift(text: str, face: Face) -> float:
    """The faces of Indian scripts reach higher, and would push the line into the next one."""
    layout = QTextLayout(text, face.font)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    return max(0.0, line.ascent() - face.metrics.ascent())
