"""The courier handover sheet (manifest): every AWB that changes hands, for one signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from konnect_desktop.documents import bar_codes
from konnect_desktop.documents.paper_flow import (
    CODES,
    FIGURES,
    SECOND,
    SMALL,
    Flow,
    plural,
)
from konnect_desktop.documents.paper_pdf import MM, PaperPdf
from konnect_desktop.documents.shaping import Weight
from konnect_desktop.domain.papers import HandoverRow, HandoverSheet, PaperChoices

_BARS = 7 * MM
_ROW = 10.4 * MM
#: One line to a row: A4 without bar codes.
_FLAT_ROW = 7 * MM
_SIGNATURES = 52 * MM
_LEAST = 6.0


def draw_handover_sheets(sheets: Sequence[HandoverSheet], choices: PaperChoices) -> bytes:
    """One PDF; every courier's sheet begins on a page of its own."""
    width, height = (side * MM for side in choices.size.size_mm)
    pdf = PaperPdf(width, height, "Courier handover sheet")
    for sheet in sheets:
        _SheetPaper(pdf, sheet, choices).draw()
    return pdf.finish()


@dataclass(slots=True)
class _Columns:
    """Left edges and widths; in a stacked row the order number stands under its AWB."""

    awb: float
    awb_width: float
    order: float
    order_width: float
    bars: float
    bars_width: float
    weight: float  # right edge
    payment: float  # right edge
    is_stacked: bool


class _SheetPaper:
    def __init__(self, pdf: PaperPdf, sheet: HandoverSheet, choices: PaperChoices) -> None:
        self._sheet, self._choices = sheet, choices
        parts = (f"Handover sheet {sheet.name}", sheet.courier, sheet.head.made_at)
        self._flow = Flow(pdf, choices.size, " · ".join(part for part in parts if part))
        self._flow.head = self._head
        self._has_weights = any(row.weight_g is not None for row in sheet.rows)
        self._columns = self._lay_out()
        self._row_height = _ROW if self._columns.is_stacked else _FLAT_ROW

    def draw(self) -> None:
        flow = self._flow
        flow.headings = self._headings
        flow.begin()
        last = len(self._sheet.rows)
        for number, row in enumerate(self._sheet.rows, 1):
            # Nobody signs a page that shows no parcel.
            self._row(number, row, keep=_SIGNATURES if number == last else 0.0)
        flow.headings = None
        self._signatures()
        flow.number_pages()

    def _lay_out(self) -> _Columns:
        flow = self._flow
        is_stacked = flow.is_small or self._choices.bar_codes
        awb = flow.left + 11 * MM
        payment = flow.right
        weight = payment - 18 * MM
        # On A5 the weight stands under the payment, which leaves the room to the bars.
        end = weight - (17 * MM if self._has_weights and not flow.is_small else 0) - 2 * MM
        awb_width = (42 if flow.is_small else 58) * MM
        bars = awb + awb_width + 3 * MM
        if is_stacked:
            width = awb_width if self._choices.bar_codes else end - awb
            return _Columns(awb, width, awb, width, bars, end - bars, weight, payment, True)
        return _Columns(awb, awb_width, bars, end - bars, bars, 0.0, weight, payment, False)

    # ---- head ----------------------------------------------------------------------------

    def _head(self, is_first: bool) -> float:
        flow, sheet = self._flow, self._sheet
        if not is_first:
            title = f"{sheet.courier or 'No courier'} · {sheet.name}"
            return flow.short_head(title, sheet.head)
        flow.text(
            flow.left, flow.top + 8, "Courier handover sheet", 9.5, flow.room / 2, grey=SECOND
        )
        base = flow.top + 32
        flow.text(flow.left, base, sheet.courier or "No courier", 22, flow.room * 0.6, Weight.BOLD)
        flow.place_lines(sheet.head, flow.top + 9)
        base += 28
        pairs = [(len(sheet.rows), plural(len(sheet.rows), "parcel"))]
        if sheet.boxes != len(sheet.rows):
            pairs.append((sheet.boxes, plural(sheet.boxes, "box").replace("boxs", "boxes")))
        flow.figures(base, *pairs)
        self._sheet_number(base)
        return base + 12

    def _sheet_number(self, base: float) -> None:
        """The sheet's own number, so that a scan finds it again."""
        flow, name = self._flow, self._sheet.name
        wide = bar_codes.width(name) if self._choices.bar_codes else 0.0
        if wide:
            flow.pdf.bar_code(name, flow.right - wide, base - 15, 5.5 * MM)
        gap = wide + 4 * MM if wide else 0.0
        flow.text(
            flow.right - gap, base, name, 10, 80, Weight.SEMIBOLD, align="right", features=FIGURES
        )

    def _headings(self) -> None:
        flow, columns = self._flow, self._columns
        top = flow.take(16)
        base = top + 10
        flow.heading(flow.left + 7 * MM, base, "No.", 20, "right")
        flow.heading(columns.awb, base, "AWB and order" if columns.is_stacked else "AWB", 90)
        if not columns.is_stacked:
            flow.heading(columns.order, base, "Order", columns.order_width)
        if self._has_weights and not flow.is_small:
            flow.heading(columns.weight, base, "Weight", 50, "right")
        flow.heading(columns.payment, base, "Payment", 50, "right")
        flow.rule(top + 15, 0.8, SECOND)

    # ---- rows ----------------------------------------------------------------------------

    def _row(self, number: int, row: HandoverRow, keep: float) -> None:
        flow, columns = self._flow, self._columns
        top = flow.take(self._row_height, keep)
        base = top + self._row_height / 2 + 3.4
        flow.text(
            flow.left + 7 * MM, base, str(number), 8.5, 7 * MM, align="right", grey=SMALL,
            features=FIGURES,
        )  # fmt: skip
        up, down = (5.0, 7.0) if columns.is_stacked else (0.0, 0.0)
        awb, grey = (row.awb, 0.0) if row.awb else ("no AWB", SMALL)
        flow.text(
            columns.awb, base - up, awb, 10, columns.awb_width, Weight.SEMIBOLD, grey=grey,
            features=CODES, least=_LEAST,
        )  # fmt: skip
        order = row.order_no + (f" · {row.boxes} boxes" if row.boxes > 1 else "")
        flow.text(
            columns.order, base + down, order, 8.5, columns.order_width, grey=SECOND,
            features=CODES, least=_LEAST,
        )  # fmt: skip
        self._right(row, base)
        self._bars(row, top)
        flow.rule(top + self._row_height)

    def _right(self, row: HandoverRow, base: float) -> None:
        flow, columns, weight = self._flow, self._columns, kilograms(row.weight_g)
        is_under = flow.is_small and bool(weight)
        flow.text(
            columns.payment, base - 5 if is_under else base, row.payment, 9, 18 * MM,
            align="right", grey=SECOND,
        )  # fmt: skip
        if weight:
            x, y = (columns.payment, base + 7) if is_under else (columns.weight, base)
            size = 8.5 if is_under else 9.0
            flow.text(x, y, weight, size, 17 * MM, align="right", features=FIGURES)

    def _bars(self, row: HandoverRow, top: float) -> None:
        columns, text = self._columns, row.awb or row.shipment_id
        if self._choices.bar_codes and 0 < bar_codes.width(text) <= columns.bars_width:
            self._flow.pdf.bar_code(text, columns.bars, top + (_ROW - _BARS) / 2, _BARS)

    # ---- end -----------------------------------------------------------------------------

    def _signatures(self) -> None:
        """Both sides sign once, at the end."""
        flow, sheet = self._flow, self._sheet
        top = flow.take(_SIGNATURES) + 8 * MM
        weight = kilograms(sheet.weight_g)
        count = f"{len(sheet.rows):,} {plural(len(sheet.rows), 'parcel')}"
        is_all = all(row.weight_g is not None for row in sheet.rows)
        known = f", {weight} {'in all' if is_all else 'as far as known'}" if weight else ""
        said = f"{count}{known}. Count the parcels before both sides sign."
        flow.text(flow.left, top, said, 9.5, flow.room, Weight.MEDIUM, features=FIGURES)
        gap = 8 * MM
        half = (flow.room - gap) / 2
        titles = ("Handed over by", f"Received for {sheet.courier or 'the courier'}")
        for side, title in enumerate(titles):
            x = flow.left + side * (half + gap)
            flow.text(x, top + 20, title, 9.5, half, Weight.SEMIBOLD)
            for row, field in enumerate(("Name", "Signature", "Date and time")):
                y = top + 46 + row * 9.5 * MM
                flow.heading(x, y, field, 60)
                flow.pdf.rule(x + 62, y + 2, half - 62, 0.5, SMALL)


def kilograms(grams: Decimal | None) -> str:
    """0.45 kg; "" when unknown or beyond reason."""
    if grams is None or not grams.is_finite() or not 0 < grams < 10_000_000:
        return ""
    return f"{grams / 1000:.2f} kg"
