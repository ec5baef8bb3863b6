"""The pick list: how many of each article, from which shelf, with the SKU as a bar code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
from konnect_desktop.documents.text_fit import wrap
from konnect_desktop.domain.papers import PaperChoices, PickLine, PickList, PickSection

_TICK = 4 * MM
_PAD = 2.2 * MM
_BARS = 8 * MM
_SKU, _NAME, _ORDERS = 10.5, 9.0, 7.5
_SHELF, _LEAST_SHELF = 11.0, 6.0
_MOST_ORDERS = 6
#: Bar codes stand beside the text when at least this part of them fits there.
_MOST_FIT = 0.9
#: Words, size, weight and grey of one line.
_Text = tuple[str, float, Weight, float]


def draw_pick_lists(lists: Sequence[PickList], choices: PaperChoices) -> bytes:
    """One PDF; the list of each location begins on a page of its own."""
    width, height = (side * MM for side in choices.size.size_mm)
    pdf = PaperPdf(width, height, "Pick list")
    for each in lists:
        _PickListPaper(pdf, each, choices).draw()
    return pdf.finish()


@dataclass(slots=True)
class _Columns:
    """Left edges and widths, points."""

    shelf: float
    article: float
    article_width: float
    bars: float
    quantity: float  # its right edge
    #: Bar codes stand under the text, over this width.
    bars_below: bool


class _PickListPaper:
    def __init__(self, pdf: PaperPdf, data: PickList, choices: PaperChoices) -> None:
        self._data, self._choices = data, choices
        parts = ("Pick list", data.head.location, data.head.made_at)
        self._flow = Flow(pdf, choices.size, " · ".join(part for part in parts if part))
        self._flow.head = self._head
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
        shelf = flow.left + _TICK + 3 * MM
        has_shelves = any(line.shelf for line in lines)
        shelf_width = self._shelf_width(line.shelf for line in lines) if has_shelves else 0.0
        article = shelf + shelf_width
        room = flow.right - (15 if flow.is_small else 20) * MM - article
        widths = [bar_codes.width(line.sku) for line in lines] if self._choices.bar_codes else []
        quiet = 2 * bar_codes.QUIET * bar_codes.BAR_DOTS * bar_codes.DOT
        beside = room - (46 if flow.is_small else 62) * MM
        fitting = [width + quiet for width in widths if 0 < width + quiet <= beside]
        written = sum(0 < width + quiet <= room for width in widths)
        is_beside = bool(fitting) and len(fitting) >= _MOST_FIT * written
        bar_width = max(fitting) if is_beside else 0.0
        return _Columns(
            shelf=shelf,
            article=article,
            article_width=room - bar_width - 2 * MM,
            bars=article + room - bar_width + quiet / 2,
            quantity=flow.right,
            bars_below=not is_beside and written > 0,
        )

    def _shelf_width(self, shelves: Iterable[str]) -> float:
        """Points for the longest shelf, since half of a place cannot be found; a very long one
        is set smaller, or it would leave nothing for the articles."""
        least, most = (16, 38) if self._flow.is_small else (22, 50)
        longest = max(shape(one, Weight.BOLD, CODES).width for one in shelves) * _SHELF
        return min(max(longest + 2.5 * MM, least * MM), most * MM)

    def _head(self, is_first: bool) -> float:
        flow, data = self._flow, self._data
        if not is_first:
            return flow.short_head("Pick list", data.head)
        base = flow.top + 17
        flow.text(flow.left, base, "Pick list", 22, flow.room / 2, Weight.BOLD)
        flow.place_lines(data.head, flow.top + 9)
        base += 26
        flow.figures(
            base,
            (data.pieces, plural(data.pieces, "piece")),
            (data.articles, plural(data.articles, "article")),
            (data.orders, plural(data.orders, "order")),
        )
        return base + 10

    def _headings(self) -> None:
        flow, columns = self._flow, self._columns
        top = flow.take(15)
        base = top + 10
        if columns.article > columns.shelf:
            flow.heading(columns.shelf, base, "Shelf", columns.article - columns.shelf)
        flow.heading(columns.article, base, "Article", columns.article_width)
        flow.heading(columns.quantity, base, "Pieces", 20 * MM, "right")
        flow.rule(top + 15, 0.8, SECOND)

    def _section(self, section: PickSection) -> None:
        flow = self._flow
        if section.title:
            lines = section.lines[:1]
            first = sum(self._height(line, self._texts(line)) for line in lines)
            top = flow.take(24, keep=first)
            flow.pdf.fill(flow.left, top + 4, flow.room, 17, 0.94)
            flow.text(flow.left + 5, top + 16, section.title, 9.5, flow.room / 2, Weight.SEMIBOLD)
            count = f"{section.pieces:,} {plural(section.pieces, 'piece')}"
            flow.text(flow.right - 5, top + 16, count, 9.5, 90, align="right", grey=SECOND)
        if not section.lines:
            base = flow.take(40) + 24
            flow.text(flow.left, base, "Nothing to pick.", 10, flow.room, grey=SECOND)
        for line in section.lines:
            self._line(line)

    # ---- one article ---------------------------------------------------------------------

    def _texts(self, line: PickLine) -> list[_Text]:
        """Text, size, weight and grey of each line beside the bar code."""
        width = self._columns.article_width
        texts = [(line.sku, _SKU, Weight.SEMIBOLD, 0.0)] if line.sku else []
        weight, grey = (Weight.REGULAR, SECOND) if line.sku else (Weight.SEMIBOLD, 0.0)
        name = line.name or ("" if line.sku else "No name")
        texts += [(part, _NAME, weight, grey) for part in wrap(name, weight, _NAME, width, 2)]
        if self._choices.orders and line.orders:
            said = orders_text(line.orders)
            found = wrap(said, Weight.REGULAR, _ORDERS, width, 2)
            texts += [(part, _ORDERS, Weight.REGULAR, SMALL) for part in found]
        return texts

    def _has_bars_below(self, line: PickLine) -> bool:
        columns = self._columns
        room = columns.article_width
        return columns.bars_below and 0 < bar_codes.width(line.sku) <= room

    def _height(self, line: PickLine, texts: list[_Text]) -> float:
        text = sum(line_height(size) for _, size, _, _ in texts)
        if self._has_bars_below(line):
            text += _BARS + 3 * MM
        beside = _BARS if not self._columns.bars_below else 0.0
        return max(text, beside, _TICK) + 2 * _PAD

    def _line(self, line: PickLine) -> None:
        flow, columns = self._flow, self._columns
        texts = self._texts(line)
        height = self._height(line, texts)
        top = flow.take(height)
        base = top + _PAD + _SKU * 0.95
        flow.pdf.box(flow.left, top + _PAD, _TICK, _TICK, 0.7, SECOND)
        if columns.article > columns.shelf:
            room = columns.article - columns.shelf - 2 * MM
            shelf, grey = (line.shelf, 0.0) if line.shelf else ("–", SMALL)
            flow.text(
                columns.shelf, base, shelf, _SHELF, room, Weight.BOLD,
                grey=grey, features=CODES, least=_LEAST_SHELF,
            )  # fmt: skip
        at = top + _PAD
        for text, size, weight, grey in texts:
            features = CODES if size == _SKU else ()
            flow.text(
                columns.article, at + size * 0.97, text, size, columns.article_width, weight,
                grey=grey, features=features,
            )  # fmt: skip
            at += line_height(size)
        flow.text(
            columns.quantity, base + 3, str(line.quantity), 19, 20 * MM, Weight.BOLD,
            align="right", features=FIGURES,
        )  # fmt: skip
        if self._choices.bar_codes:
            self._bars(line, top, at)
        flow.rule(top + height)

    def _bars(self, line: PickLine, top: float, below: float) -> None:
        columns, width = self._columns, bar_codes.width(line.sku)
        if self._has_bars_below(line):
            quiet = bar_codes.QUIET * bar_codes.BAR_DOTS * bar_codes.DOT
            left = max(columns.article, columns.shelf + quiet)
            self._flow.pdf.bar_code(line.sku, left, below + 1.5 * MM, _BARS)
        elif not columns.bars_below and 0 < width <= columns.quantity - columns.bars - 15 * MM:
            self._flow.pdf.bar_code(line.sku, columns.bars, top + _PAD, _BARS)


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
