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
    line_height,
    plural,
)
from konnect_desktop.documents.paper_pdf import MM, PaperPdf
from konnect_desktop.documents.shaping import Weight, shape
from konnect_desktop.documents.text_fit import whole
from konnect_desktop.domain.amounts import rupees
from konnect_desktop.domain.papers import HandoverRow, HandoverSheet, PaperChoices

_BARS = 7 * MM
_ROW = 10.4 * MM
#: One line to a row: A4 without bar codes.
_FLAT_ROW = 7 * MM
_BELOW = 1.5 * MM
_SIGNATURES = 56 * MM
_PAD = 1.2 * MM
_LEAST = 6.0
_NO_BARS = "no bar code fits"


def draw_handover_sheets(sheets: Sequence[HandoverSheet], choices: PaperChoices) -> bytes:
    """One PDF; every courier's sheet begins on a page of its own."""
    width, height = (side * MM for side in choices.size.size_mm)
    pdf = PaperPdf(width, height, "Courier handover sheet")
    for sheet in sheets:
        _SheetPaper(pdf, sheet, choices).draw()
    return pdf.finish()


def awbs_without_bars(sheets: Sequence[HandoverSheet], choices: PaperChoices) -> list[str]:
    """The AWBs whose bars do not fit on this paper, or that no bar code can say."""
    if not choices.bar_codes:
        return []
    width, height = (side * MM for side in choices.size.size_mm)
    room = Flow(PaperPdf(width, height, ""), choices.size, "").room
    said = (_said(row) for sheet in sheets for row in sheet.rows)
    return [one for one in said if not 0 < bar_codes.width(one) <= room]


def _said(row: HandoverRow) -> str:
    """What the bars of a parcel say."""
    return row.awb or row.shipment_id


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
    weight_width: float  # 0 where the weight stands with the order's number
    payment: float  # right edge
    payment_width: float
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
        is_small, has_bars = flow.is_small, self._choices.bar_codes
        awb = flow.left + (9 if is_small else 11) * MM
        payment, payment_width = flow.right, (18 if is_small else 26) * MM
        weight = payment - payment_width - 2 * MM
        # On A5 the weight stands beside the order's number, which leaves the room to the bars.
        weight_width = 17 * MM if self._has_weights and not is_small else 0.0
        end = weight - weight_width - 2 * MM
        awb_width = (38 if is_small else 54) * MM
        bars = awb + awb_width + bar_codes.QUIET_WIDTH
        is_stacked = is_small or has_bars
        width = awb_width if has_bars or not is_stacked else end - awb
        order, order_width = (awb, width) if is_stacked else (bars, end - bars)
        return _Columns(
            awb, width, order, order_width, bars, end - bars if has_bars else 0.0,
            weight, weight_width, payment, payment_width, is_stacked,
        )  # fmt: skip

    # ---- head ----------------------------------------------------------------------------

    def _head(self, is_first: bool) -> float:
        flow, sheet = self._flow, self._sheet
        if not is_first:
            title = f"{sheet.courier or 'No courier'} · {sheet.name}"
            return flow.short_head(title, sheet.head)
        above = " · ".join(part for part in ("Courier handover sheet", sheet.head.seller) if part)
        base = flow.first_head(above, sheet.courier or "No courier", sheet.head) + 22
        pairs = [(len(sheet.rows), plural(len(sheet.rows), "parcel"))]
        if sheet.boxes != len(sheet.rows):
            pairs.append((sheet.boxes, "box" if sheet.boxes == 1 else "boxes"))
        flow.figures(base, *pairs)
        self._sheet_number(base)
        base += 16
        flow.text(flow.left, base, cash_words(sheet), 10, flow.room, Weight.SEMIBOLD)
        return base + 5

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
        if columns.weight_width:
            flow.heading(columns.weight, base, "Weight", 50, "right")
        flow.heading(columns.payment, base, "Payment", 60, "right")
        flow.rule(top + 15, 0.8, SECOND)

    # ---- rows ----------------------------------------------------------------------------

    def _row(self, number: int, row: HandoverRow, keep: float) -> None:
        flow, columns = self._flow, self._columns
        wide = bar_codes.width(_said(row)) if self._choices.bar_codes else 0.0
        is_beside = 0 < wide <= columns.bars_width
        is_below = not is_beside and 0 < wide <= flow.room
        # Without bars beside them the number and the order use their room.
        spare = 0.0 if is_beside else max(0.0, columns.bars + columns.bars_width - columns.awb)
        width = max(columns.awb_width, spare)
        lines = self._lines(row, width, has_bars=is_beside or is_below)
        text = _PAD + sum(line_height(size, said) for said, size, *_ in lines) + _PAD
        high = max(self._row_height, text)
        top = flow.take(high + (_BARS + _BELOW if is_below else 0.0), keep)
        middle = top + high / 2 + 3.4
        flow.text(
            flow.left + 7 * MM, middle, str(number), 8.5, 7 * MM, align="right", grey=SMALL,
            features=FIGURES, least=_LEAST,
        )  # fmt: skip
        at = top + (high - text) / 2 + _PAD
        for said, size, weight, grey in lines:
            base = at + size * 0.97
            flow.pdf.text(columns.awb, base, said, size, weight, grey=grey, features=CODES)
            at += line_height(size, said)
        if not columns.is_stacked:
            flow.text(
                columns.order, middle, self._order(row), 8.5, columns.order_width, grey=SECOND,
                features=CODES, least=_LEAST,
            )  # fmt: skip
        self._right(row, middle)
        if is_beside:
            flow.pdf.bar_code(_said(row), columns.bars, top + (high - _BARS) / 2, _BARS)
        elif is_below:
            left = max(flow.left, min(columns.awb, flow.right - wide))
            flow.pdf.bar_code(_said(row), left, top + high, _BARS)
        flow.rule(top + high + (_BARS + _BELOW if is_below else 0.0))

    def _lines(
        self, row: HandoverRow, width: float, *, has_bars: bool
    ) -> list[tuple[str, float, Weight, float]]:
        """The AWB, and below it in a stacked row the order's number: words, size, weight, grey.

        None of it is cut: a courier reads the number by eye where a scanner fails.
        """
        size, found = whole(row.awb or "no AWB", Weight.SEMIBOLD, 10, width, 7, CODES)
        lines = [(one, size, Weight.SEMIBOLD, 0.0 if row.awb else SMALL) for one in found]
        said = [self._order(row)] if self._columns.is_stacked else []
        if said and shape(said[0], Weight.REGULAR, CODES).width * 7 > width:
            said = [row.order_no, self._besides(row)]
        if self._choices.bar_codes and not has_bars:
            said.append(_NO_BARS)
        for text in filter(None, said):
            size, found = whole(text, Weight.REGULAR, 8.5, width, _LEAST, CODES)
            lines += [(one, size, Weight.REGULAR, SECOND) for one in found]
        return lines

    def _order(self, row: HandoverRow) -> str:
        return " · ".join(part for part in (row.order_no, self._besides(row)) if part)

    def _besides(self, row: HandoverRow) -> str:
        """What has no column of its own."""
        boxes = f"{row.boxes} boxes" if row.boxes > 1 else ""
        weight = "" if self._columns.weight_width else kilograms(row.weight_g)
        return " · ".join(part for part in (boxes, weight) if part)

    def _right(self, row: HandoverRow, base: float) -> None:
        flow, columns = self._flow, self._columns
        said = rupees(row.collect) if row.is_cod else row.payment
        if row.is_cod and columns.is_stacked:
            flow.text(
                columns.payment, base - 5, row.payment, 8.5, columns.payment_width,
                Weight.SEMIBOLD, align="right",
            )  # fmt: skip
            base += 7
        elif row.is_cod:
            said = f"{row.payment} {said}".strip()
        flow.text(
            columns.payment, base, said, 9, columns.payment_width,
            Weight.SEMIBOLD if row.is_cod else Weight.REGULAR, align="right",
            grey=0.0 if row.is_cod else SECOND, features=FIGURES, least=_LEAST,
        )  # fmt: skip
        if columns.weight_width:
            weight = kilograms(row.weight_g)
            flow.text(
                columns.weight, base - 7 if row.is_cod and columns.is_stacked else base, weight, 9,
                columns.weight_width, align="right", features=FIGURES,
            )  # fmt: skip

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
        flow.text(flow.left, top, said, 9.5, flow.room, Weight.MEDIUM, features=FIGURES, least=7)
        top += 13
        flow.text(flow.left, top, cash_words(sheet), 9.5, flow.room, Weight.MEDIUM, least=7)
        gap = 8 * MM
        half = (flow.room - gap) / 2
        titles = ("Handed over by", f"Received for {sheet.courier or 'the courier'}")
        for side, title in enumerate(titles):
            x = flow.left + side * (half + gap)
            flow.text(x, top + 20, title, 9.5, half, Weight.SEMIBOLD, least=_LEAST)
            for row, field in enumerate(("Name", "Signature", "Date and time")):
                y = top + 46 + row * 9.5 * MM
                flow.heading(x, y, field, 60)
                if not side and not row and sheet.person:
                    flow.text(x + 64, y, sheet.person, 9.5, half - 66, least=_LEAST)
                flow.pdf.rule(x + 62, y + 2, half - 62, 0.5, SMALL)


def cash_words(sheet: HandoverSheet) -> str:
    """12 COD parcels · ₹15,588.00 to collect."""
    if not sheet.cod_parcels:
        return "No cash to collect: all parcels are prepaid."
    count = f"{sheet.cod_parcels:,} COD {plural(sheet.cod_parcels, 'parcel')}"
    if sheet.collect is None:
        return f"{count}; the amounts are not known."
    paid = {row.shipment_id for row in sheet.rows if row.collect is not None}
    is_all = len(paid) == sheet.cod_parcels
    return f"{count} · {rupees(sheet.collect)} to collect{'' if is_all else ', as far as known'}"


def kilograms(grams: Decimal | None) -> str:
    """0.45 kg; "" when unknown or beyond reason."""
    if grams is None or not grams.is_finite() or not 0 < grams < 10_000_000:
        return ""
    return f"{grams / 1000:.2f} kg"
