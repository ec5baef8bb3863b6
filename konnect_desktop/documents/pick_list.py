"""The pick list: how many of each article, from which shelf, with the SKU as a bar code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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
from konnect_desktop.domain.papers import PaperChoices, PickLine, PickList, PickSection

_TICK = 4 * MM
_PAD = 1.1 * MM
_BARS = 7 * MM
_SKU, _LEAST_SKU, _NAME, _ORDERS = 10.5, 8.0, 8.5, 7.0
_PIECES, _LEAN_PIECES = 17.0, 14.0
#: White between what stands on one line.
_BESIDE = 3 * MM
_MOST_ORDERS = 6
#: The widest bars that stand beside the text, and the room for the pieces; A4, A5.
_MOST_BARS = (64 * MM, 48 * MM)
_PIECES_ROOM = (15 * MM, 12 * MM)
_NO_BARS = "no bar code fits"
_NOT_ASCII = "no bar code: not plain letters"


def draw_pick_lists(lists: Sequence[PickList], choices: PaperChoices) -> bytes:
    """One PDF; the list of each location begins on a page of its own."""
    width, height = (side * MM for side in choices.size.size_mm)
    pdf = PaperPdf(width, height, "Pick list")
    for each in lists:
        _PickListPaper(pdf, each, choices).draw()
    return pdf.finish()


def skus_without_bars(lists: Sequence[PickList], choices: PaperChoices) -> list[str]:
    """The SKUs whose bars do not fit on this paper, or that no bar code can say."""
    if not choices.bar_codes:
        return []
    width, height = (side * MM for side in choices.size.size_mm)
    room = Flow(PaperPdf(width, height, ""), choices.size, "").room
    skus = (line.sku for each in lists for part in each.sections for line in part.lines)
    return [sku for sku in dict.fromkeys(skus) if sku and not 0 < bar_codes.width(sku) <= room]


@dataclass(slots=True)
class _Columns:
    """Left edges and widths, points."""

    shelf: float
    article: float
    #: Width of the text where bars stand beside it, and where none do.
    beside: float
    alone: float
    #: Left edge of the bars beside the text, and the widest of them.
    bars: float
    widest: float
    pieces: float


@dataclass(slots=True)
class _Text:
    """One line: where, from the row's top left corner of the article, and how."""

    x: float
    base: float
    text: str
    size: float
    weight: Weight
    grey: float
    features: tuple[str, ...] = ()


@dataclass(slots=True)
class _Row:
    """What stands in the row of an article, measured before it is drawn."""

    texts: list[_Text] = field(default_factory=list)
    height: float = 0.0
    #: Top of bars of their own line; 0 where they stand beside the text or there are none.
    bars_below: float = 0.0
    has_bars: bool = False


class _PickListPaper:
    def __init__(self, pdf: PaperPdf, data: PickList, choices: PaperChoices) -> None:
        self._data, self._choices = data, choices
        parts = ("Pick list", data.head.location, data.head.made_at)
        self._flow = Flow(pdf, choices.size, " · ".join(part for part in parts if part))
        self._flow.head = self._head
        self._pieces = _PIECES if choices.bar_codes else _LEAN_PIECES
        self._columns = self._lay_out()

    def draw(self) -> None:
        flow = self._flow
        flow.headings = self._headings
        flow.begin()
        for section in self._data.sections:
            self._section(section)
        flow.headings = None
        flow.number_pages()

    def _lay_out(self) -> _Columns:
        flow, lines = self._flow, [line for part in self._data.sections for line in part.lines]
        shelf = flow.left + _TICK + 2.5 * MM
        article = shelf + flow.shelf_width([line.shelf for line in lines])
        pieces = _PIECES_ROOM[flow.is_small]
        widths = [bar_codes.width(line.sku) for line in lines] if self._choices.bar_codes else []
        widest = max((one for one in widths if one <= _MOST_BARS[flow.is_small]), default=0.0)
        alone = flow.right - pieces - article
        # The white of the text column and of the pieces are the light margins of the bars.
        bars = flow.right - pieces - widest
        beside = bars - bar_codes.QUIET_WIDTH - article if widest else alone
        return _Columns(shelf, article, beside, alone, bars, widest, pieces)

    def _head(self, is_first: bool) -> float:
        flow, data = self._flow, self._data
        if not is_first:
            return flow.short_head("Pick list", data.head)
        base = flow.first_head(data.head.seller, "Pick list", data.head) + 20
        flow.figures(
            base,
            (data.pieces, plural(data.pieces, "piece")),
            (data.articles, plural(data.articles, "article")),
            (data.orders, plural(data.orders, "order")),
        )
        return base + 6

    def _headings(self) -> None:
        flow, columns = self._flow, self._columns
        top = flow.take(15)
        base = top + 10
        if columns.article > columns.shelf:
            flow.heading(columns.shelf, base, "Shelf", columns.article - columns.shelf)
        flow.heading(columns.article, base, "Article", columns.beside)
        flow.heading(flow.right, base, "Pieces", 20 * MM, "right")
        flow.rule(top + 15, 0.8, SECOND)

    def _section(self, section: PickSection) -> None:
        flow = self._flow
        if section.title:
            first = sum(self._measured(line).height for line in section.lines[:1])
            top = flow.take(24, keep=first)
            flow.pdf.fill(flow.left, top + 4, flow.room, 17, 0.94)
            count = f"{section.pieces:,} {plural(section.pieces, 'piece')}"
            room = flow.room - 100
            flow.text(flow.left + 5, top + 16, section.title, 9.5, room, Weight.SEMIBOLD)
            flow.text(flow.right - 5, top + 16, count, 9.5, 90, align="right", grey=SECOND)
        if not section.lines:
            base = flow.take(40) + 24
            flow.text(flow.left, base, "Nothing to pick.", 10, flow.room, grey=SECOND)
        for line in section.lines:
            self._line(line)

    # ---- one article ---------------------------------------------------------------------

    def _measured(self, line: PickLine) -> _Row:
        row, columns = _Row(), self._columns
        wide = bar_codes.width(line.sku) if self._choices.bar_codes and line.sku else 0.0
        row.has_bars = 0 < wide <= self._flow.room
        is_beside = row.has_bars and wide <= columns.widest
        width = columns.beside if is_beside else columns.alone
        self._say_article(row, line, width)
        if self._choices.bar_codes and line.sku and not row.has_bars:
            self._add(row, _NO_BARS if wide else _NOT_ASCII, _ORDERS, Weight.SEMIBOLD, SMALL)
        text = row.height
        if is_beside:
            text = max(text, _BARS)
        elif row.has_bars:
            row.bars_below = _PAD + text + 1.2 * MM
            text += _BARS + 1.2 * MM
        row.height = max(text, _TICK, self._pieces) + 2 * _PAD
        return row

    def _say_article(self, row: _Row, line: PickLine, width: float) -> None:
        """SKU, name and orders: on one line where a short one leaves room for the next."""
        orders = orders_text(line.orders) if self._choices.orders and line.orders else ""
        after = width
        if line.sku:
            size, lines = whole(line.sku, Weight.SEMIBOLD, _SKU, width, _LEAST_SKU, CODES)
            for said in lines:
                self._add(row, said, size, Weight.SEMIBOLD, 0.0, CODES)
            after = shape(lines[-1], Weight.SEMIBOLD, CODES).width * size + _BESIDE
        weight, grey = (Weight.REGULAR, SECOND) if line.sku else (Weight.SEMIBOLD, 0.0)
        name = line.name or ("" if line.sku else "No name")
        # Beside bars there is height for a second line; without them a line is all it takes.
        room = 0.0 if self._choices.bar_codes else width - after
        if name and shape(name, weight).width * _NAME <= room:
            after = self._beside(row, after, name, _NAME, grey)
            name = ""
        if orders and after + shape(orders).width * _ORDERS <= width:
            self._beside(row, after, orders, _ORDERS, SMALL)
            orders = ""
        for said in wrap(name, weight, _NAME, width, 2) if name else ():
            self._add(row, said, _NAME, weight, grey)
        for said in wrap(orders, Weight.REGULAR, _ORDERS, width, 2) if orders else ():
            self._add(row, said, _ORDERS, Weight.REGULAR, SMALL)

    @staticmethod
    def _beside(row: _Row, x: float, text: str, size: float, grey: float) -> float:
        """Words on the line that is there already; returns where more may stand."""
        base = row.texts[-1].base
        row.texts.append(_Text(x, base, text, size, Weight.REGULAR, grey))
        row.height = max(row.height, base + size * 0.4)
        return x + shape(text).width * size + _BESIDE

    @staticmethod
    def _add(
        row: _Row,
        text: str,
        size: float,
        weight: Weight,
        grey: float,
        features: tuple[str, ...] = (),
    ) -> None:
        high = line_height(size, text)
        row.texts.append(_Text(0.0, row.height + high * 0.78, text, size, weight, grey, features))
        row.height += high

    def _line(self, line: PickLine) -> None:
        flow, columns = self._flow, self._columns
        row = self._measured(line)
        top = flow.take(row.height)
        at = top + _PAD
        base = at + _SKU * 0.95
        flow.pdf.box(flow.left, at, _TICK, _TICK, 0.7, SECOND)
        if columns.article > columns.shelf:
            flow.shelf(columns.shelf, base, line.shelf, columns.article - columns.shelf)
        for one in row.texts:
            flow.pdf.text(
                columns.article + one.x, at + one.base, one.text, one.size, one.weight,
                grey=one.grey, features=one.features,
            )  # fmt: skip
        room = columns.pieces - bar_codes.QUIET_WIDTH
        flow.text(
            flow.right, base + 2.5, str(line.quantity), self._pieces, room, Weight.BOLD,
            align="right", features=FIGURES, least=8,
        )  # fmt: skip
        if row.has_bars:
            self._bars(line.sku, row, top)
        flow.rule(top + row.height)

    def _bars(self, sku: str, row: _Row, top: float) -> None:
        flow, columns = self._flow, self._columns
        if not row.bars_below:
            flow.pdf.bar_code(sku, columns.bars, top + (row.height - _BARS) / 2, _BARS)
            return
        # Under the text where they fit there, else as far left as needed.
        left = min(columns.article, flow.right - bar_codes.width(sku))
        flow.pdf.bar_code(sku, max(flow.left, left), top + row.bars_below, _BARS)


def orders_text(orders: Sequence[tuple[str, int]]) -> str:
    """“Orders …678901, …678902 ×2”: enough of each number to find its parcel."""
    parts = [
        short_order(number) + (f" ×{count}" if count > 1 else "")
        for number, count in orders[:_MOST_ORDERS]
    ]
    more = f" and {len(orders) - _MOST_ORDERS} more" if len(orders) > _MOST_ORDERS else ""
    head = "Order" if len(orders) == 1 else f"{len(orders)} orders:"
    return f"{head} {', '.join(parts)}{more}"


def short_order(number: str) -> str:
    """The last characters of a long order number."""
    return number if len(number) <= 10 else f"…{number[-6:]}"
