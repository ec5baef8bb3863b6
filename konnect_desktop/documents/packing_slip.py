"""The packing slip of one parcel: what belongs in, for whom, and from which shelf. No prices."""

from __future__ import annotations

from collections.abc import Sequence

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
from konnect_desktop.documents.text_fit import whole, wrap
from konnect_desktop.domain.papers import PackingSlip, PaperChoices, SlipItem

_TICK = 4 * MM
_PAD = 2.2 * MM
_BARS = 9 * MM
_SKU, _NAME, _SERIAL = 9.0, 10.0, 7.5
_LEAST = 6.5
#: How much of the width the order's number takes, and the bars at most.
_ORDER_PART, _BARS_PART = 0.66, 0.55
_NO_END, _MOST_SERIALS, _MOST_LINES, _MOST_AWBS = 40, 20, 24, 6


#: Words, size, weight, grey and features of one line.
_Text = tuple[str, float, Weight, float, tuple[str, ...]]


def ids_without_bars(slips: Sequence[PackingSlip], choices: PaperChoices) -> list[str]:
    """The shipment ids whose bars do not fit on this paper, or that no bar code can say."""
    if not choices.bar_codes:
        return []
    width, height = (side * MM for side in choices.size.size_mm)
    most = Flow(PaperPdf(width, height, ""), choices.size, "").room * _BARS_PART
    ids = (slip.shipment_id for slip in slips)
    return [one for one in ids if not 0 < bar_codes.width(one) <= most]


def draw_packing_slips(slips: Sequence[PackingSlip], choices: PaperChoices) -> bytes:
    """One PDF; each parcel begins on a page of its own, in the order given."""
    width, height = (side * MM for side in choices.size.size_mm)
    pdf = PaperPdf(width, height, "Packing slips")
    for slip in slips:
        _SlipPaper(pdf, slip, choices).draw()
    return pdf.finish()


class _SlipPaper:
    def __init__(self, pdf: PaperPdf, slip: PackingSlip, choices: PaperChoices) -> None:
        self._slip, self._choices = slip, choices
        parts = ("Packing slip", slip.order_no, slip.head.made_at)
        self._flow = Flow(pdf, choices.size, " · ".join(part for part in parts if part))
        self._flow.head = self._head
        self._shelf = self._flow.left + _TICK + 3 * MM
        self._article = self._shelf + self._flow.shelf_width([item.shelf for item in slip.items])
        self._article_width = self._flow.right - self._article - 18 * MM

    def draw(self) -> None:
        flow = self._flow
        flow.headings = self._headings
        flow.begin()
        for item in self._slip.items:
            self._item(item)
        self._total()
        flow.headings = None
        self._box("Message with the order", self._slip.message)
        if self._choices.notes:
            self._box("Your note", self._slip.note)
        flow.number_pages()

    # ---- head ----------------------------------------------------------------------------

    def _head(self, is_first: bool) -> float:
        flow, slip = self._flow, self._slip
        if not is_first:
            return flow.short_head(f"Packing slip · {slip.order_no}", slip.head)
        base = flow.top + 16
        room = flow.room - self._bars(flow.top) - 4 * MM
        flow.text(flow.left, base, "Packing slip", 20, room, Weight.BOLD)
        base += 13
        for text in (slip.head.seller, slip.head.location):
            if text:
                flow.text(flow.left, base, text, 8.5, room, grey=SECOND, least=_LEAST)
                base += 11
        base = max(base, flow.top + _BARS + 12) + 10
        flow.heading(flow.left, base, "Order", 60)
        part = flow.room * _ORDER_PART
        high = flow.whole(
            flow.left, base + 16, slip.order_no, 14, part, Weight.SEMIBOLD, features=CODES, least=9
        )
        other = flow.whole(
            flow.right, base + 16, slip.channel, 11, flow.room - part - 3 * MM, Weight.SEMIBOLD,
            align="right", least=8,
        )  # fmt: skip
        base += 4 + max(high, other)
        flow.rule(base)
        return self._parties(base)

    def _bars(self, top: float) -> float:
        """The shipment id as a bar code in the corner; returns the room it takes."""
        flow, number = self._flow, self._slip.shipment_id
        most = flow.room * _BARS_PART
        wide = bar_codes.width(number) if self._choices.bar_codes else 0.0
        has_bars = 0 < wide <= most
        if has_bars:
            flow.pdf.bar_code(number, flow.right - wide, top, _BARS)
        below = top + _BARS + 9 if has_bars else top + 8
        flow.whole(flow.right, below, number, 7.5, most, align="right", grey=SECOND, features=CODES)
        return max(wide if has_bars else 0.0, min(most, shape(number).width * 8))

    def _parties(self, top: float) -> float:
        flow, slip = self._flow, self._slip
        gap = 6 * MM
        half = (flow.room - gap) / 2
        left_end = self._address(top + 14, half)
        facts = [
            ("Courier", slip.courier),
            *(("AWB", awb) for awb in _some(slip.awb.split(", "))),
            ("Ordered", slip.ordered),
            ("Leave by", slip.leave_by),
            ("Payment", slip.payment),
            ("Boxes", str(slip.boxes) if slip.boxes > 1 else ""),
        ]
        x, y, said = flow.left + half + gap, top + 14, ""
        for title, text in facts:
            if not text:
                continue
            if title != said:
                flow.heading(x, y, title, 48)
            features = CODES if title == "AWB" else FIGURES
            y += flow.whole(
                x + 50, y, text, 9.5, half - 50, Weight.MEDIUM, features=features, least=8
            )
            said = title
        return max(left_end, y) + 2

    def _address(self, base: float, width: float) -> float:
        flow = self._flow
        flow.heading(flow.left, base, "Ship to", width)
        y = base + 15
        for number, line in enumerate(self._slip.address):
            size, weight = (11.5, Weight.SEMIBOLD) if number == 0 else (9.5, Weight.REGULAR)
            # Nobody delivers to half an address.
            y += flow.paragraph(flow.left, y, line, size, width, _NO_END, weight)
        return y

    # ---- items ---------------------------------------------------------------------------

    def _headings(self) -> None:
        flow = self._flow
        top = flow.take(16)
        base = top + 10
        if self._article > self._shelf:
            flow.heading(self._shelf, base, "Shelf", self._article - self._shelf)
        flow.heading(self._article, base, "Article", self._article_width)
        flow.heading(flow.right, base, "Pieces", 18 * MM, "right")
        flow.rule(top + 15, 0.8, SECOND)

    def _texts(self, item: SlipItem) -> list[_Text]:
        width = self._article_width
        name = item.name or item.sku or "No name"
        lines = wrap(name, Weight.MEDIUM, _NAME, width, 3)
        texts: list[_Text] = [(part, _NAME, Weight.MEDIUM, 0.0, ()) for part in lines]
        if item.sku and item.name:
            size, lines = whole(item.sku, Weight.REGULAR, _SKU, width, _LEAST, CODES)
            texts += [(part, size, Weight.REGULAR, SECOND, CODES) for part in lines]
        if item.serials:
            said = f"{plural(len(item.serials), 'Serial')} {', '.join(item.serials)}"
            found = wrap(said, Weight.REGULAR, _SERIAL, width, _MOST_SERIALS)
            texts += [(part, _SERIAL, Weight.REGULAR, SMALL, ()) for part in found]
        return texts

    def _item(self, item: SlipItem) -> None:
        flow, texts = self._flow, self._texts(item)
        height = max(sum(line_height(size) for _, size, *_ in texts), 14) + 2 * _PAD
        top = flow.take(height)
        flow.pdf.box(flow.left, top + _PAD, _TICK, _TICK, 0.7, SECOND)
        base = top + _PAD + _NAME
        if self._article > self._shelf:
            flow.shelf(self._shelf, base, item.shelf, self._article - self._shelf)
        at = top + _PAD
        for text, size, weight, grey, features in texts:
            flow.pdf.text(
                self._article, at + size * 0.97, text, size, weight, grey=grey, features=features
            )
            at += line_height(size)
        weight = Weight.BOLD if item.quantity > 1 else Weight.SEMIBOLD
        flow.text(
            flow.right, base + 2, str(item.quantity), 16, 18 * MM, weight, align="right",
            features=FIGURES,
        )  # fmt: skip
        flow.rule(top + height)

    def _total(self) -> None:
        flow, slip = self._flow, self._slip
        base = flow.take(24) + 16
        if not slip.items:
            flow.text(flow.left, base, "No open item is left in this order.", 10, flow.room)
            return
        count = f"{slip.pieces:,} {plural(slip.pieces, 'piece')}"
        flow.text(
            flow.right, base, count, 10, 120, Weight.SEMIBOLD, align="right", features=FIGURES
        )

    def _box(self, title: str, text: str) -> None:
        """Words in a light box; kept in one piece."""
        if not text.strip():
            return
        flow, inner = self._flow, self._flow.room - 8 * MM
        lines = wrap(text, Weight.REGULAR, 9.5, inner, _MOST_LINES)
        height = 22 + len(lines) * line_height(9.5)
        top = flow.take(height + 6) + 6
        flow.pdf.fill(flow.left, top, flow.room, height, 0.95)
        flow.heading(flow.left + 4 * MM, top + 12, title, inner)
        for number, line in enumerate(lines):
            flow.pdf.text(flow.left + 4 * MM, top + 26 + number * line_height(9.5), line, 9.5)


def _some(awbs: Sequence[str]) -> list[str]:
    """The first AWBs of a parcel in many boxes, and how many more there are."""
    more = len(awbs) - _MOST_AWBS
    return [*awbs[:_MOST_AWBS], f"and {more} more"] if more > 1 else list(awbs)
