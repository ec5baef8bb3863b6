"""Rows that flow down our own papers: heads that come back, rows never split, pages numbered.

Lengths are points from the top left corner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from konnect_desktop.documents.paper_pdf import MM, PaperPdf
from konnect_desktop.documents.shaping import Weight, shape
from konnect_desktop.documents.text_fit import fit, whole, wrap
from konnect_desktop.domain.papers import PaperHead, PaperSize

#: Shades of the type and of the rules: black, second line, small print, light rule.
BLACK, SECOND, SMALL, LIGHT = 0.0, 0.32, 0.45, 0.8
#: Figures of one width, and a zero that is no O.
FIGURES = ("tnum",)
CODES = ("tnum", "zero")
_FOOT = 7 * MM
_SHELF, _SHELF_GAP = 11.0, 2 * MM
#: As small as anything is set that must be read.
_LEAST = 6.5
#: How much of a head's width is the title's, and the white beside it.
_TITLE_PART, _TITLE_GAP = 0.62, 0.03
Align = Literal["left", "right", "centre"]


class Flow:
    """One paper, possibly one of several in the same file."""

    def __init__(self, pdf: PaperPdf, size: PaperSize, foot: str) -> None:
        """`foot`: the small print at the left of every page's bottom."""
        self.pdf = pdf
        self.is_small = size is PaperSize.A5
        margin = 9 * MM if self.is_small else 12 * MM
        self.left, self.right = margin, pdf.width - margin
        self.top, self.bottom = margin, pdf.height - margin - _FOOT
        self.y = self.bottom
        #: Draws the head of a page; told whether it is the first, answers where the rows begin.
        self.head: Callable[[bool], float] = lambda _is_first: self.top
        #: Draws the headings of the table below the head, on every page while it is set.
        self.headings: Callable[[], None] | None = None
        self._foot = foot
        self._first = len(pdf.pages)

    @property
    def room(self) -> float:
        """Width between the margins."""
        return self.right - self.left

    def begin(self) -> None:
        """Open the next page and draw its head."""
        is_first = len(self.pdf.pages) == self._first
        self.pdf.new_page()
        self.y = self.head(is_first)
        if self.headings is not None:
            self.headings()

    def take(self, height: float, keep: float = 0.0) -> float:
        """Top of the next `height` points, on a new page when they do not fit in one piece.

        `keep`: how much of what follows has to stay on the same page.
        """
        if self.y + height + keep > self.bottom:
            self.begin()
        top = self.y
        self.y += height
        return top

    def number_pages(self) -> None:
        """Write the foot of every page; call when the paper is complete."""
        mine = self.pdf.pages[self._first :]
        base = self.bottom + _FOOT
        for number, page in enumerate(mine, 1):
            self.pdf.draw_on(page)
            count = f"Page {number} of {len(mine)}"
            self.text(self.left, base, self._foot, 7.5, self.room - 70, grey=SMALL, least=5)
            self.text(self.right, base, count, 7.5, 70, align="right", grey=SMALL, features=FIGURES)

    # ---- pieces --------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        width: float,
        weight: Weight = Weight.REGULAR,
        *,
        align: Align = "left",
        grey: float = BLACK,
        features: tuple[str, ...] = (),
        least: float = 0.0,
    ) -> None:
        """One line no wider than `width`: smaller down to `least` points, then cut short."""
        wide = shape(text, weight, features).width * size
        if wide > width >= wide * least / size > 0:
            size, shown = size * width / wide, text
        else:
            size = least if least and wide > width else size
            shown = fit(text, weight, size, width, features)
        self.pdf.text(x, y, shown, size, weight, align=align, grey=grey, features=features)

    def whole(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        width: float,
        weight: Weight = Weight.REGULAR,
        *,
        align: Align = "left",
        grey: float = BLACK,
        features: tuple[str, ...] = (),
        least: float = _LEAST,
    ) -> float:
        """All of a text from the base line y: smaller down to `least` points, then in lines.

        Returns how high it is.
        """
        used, lines = whole(text, weight, size, width, least, features)
        for number, line in enumerate(lines):
            at = y + number * line_height(used)
            self.pdf.text(x, at, line, used, weight, align=align, grey=grey, features=features)
        return line_height(size) + (len(lines) - 1) * line_height(used)

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        width: float,
        most: int,
        weight: Weight = Weight.REGULAR,
        grey: float = BLACK,
    ) -> float:
        """Up to `most` lines from the base line y; returns how high they are together."""
        leading = line_height(size)
        lines = wrap(text, weight, size, width, most)
        for number, line in enumerate(lines):
            self.pdf.text(x, y + number * leading, line, size, weight, grey=grey)
        return len(lines) * leading

    def shelf_width(self, shelves: Sequence[str]) -> float:
        """Points for a column of shelves, 0 for none: room for the longest, since half of a place
        cannot be found. A very long one is set smaller, or it would leave nothing for the rest."""
        if not any(shelves):
            return 0.0
        least, most = (12, 34) if self.is_small else (14, 46)
        longest = max(shape(one, Weight.BOLD, CODES).width for one in shelves) * _SHELF
        return min(max(longest + _SHELF_GAP, least * MM), most * MM)

    def shelf(self, x: float, y: float, shelf: str, width: float) -> None:
        """One shelf in its column of `width`."""
        said, grey = (shelf, BLACK) if shelf else ("–", SMALL)
        room = width - _SHELF_GAP
        self.text(x, y, said, _SHELF, room, Weight.BOLD, grey=grey, features=CODES, least=5)

    def rule(self, y: float, width: float = 0.5, grey: float = LIGHT) -> None:
        """A rule from margin to margin."""
        self.pdf.rule(self.left, y, self.room, width, grey)

    def first_head(self, above: str, title: str, head: PaperHead) -> float:
        """The head of the first page: a small line and the title, where and when at their right.

        Returns the last base line.
        """
        base = self.top + 8
        part, rest = self.room * _TITLE_PART, self.room * (_TITLE_PART - _TITLE_GAP)
        other = self.room - part
        self.text(self.left, base, above, 8.5, rest, grey=SECOND, least=5)
        self.text(self.right, base, head.made_at, 8.5, other, align="right", grey=SECOND)
        base += 24
        self.whole(self.right, base, head.location, 10, other, Weight.SEMIBOLD, align="right")
        used = self.whole(self.left, base, title, 21, rest, Weight.BOLD, least=13)
        return base + used - line_height(21)

    def short_head(self, title: str, head: PaperHead) -> float:
        """The head of the second page and of those after it."""
        base = self.top + 8
        part, rest = self.room * _TITLE_PART, self.room * (_TITLE_PART - _TITLE_GAP)
        self.text(self.left, base, title, 10, rest, Weight.SEMIBOLD, least=_LEAST)
        where, room = head.location or head.made_at, self.room - part
        self.text(self.right, base, where, 8.5, room, align="right", grey=SECOND, least=5)
        self.rule(base + 6)
        return base + 6

    def figures(self, y: float, *pairs: tuple[int, str]) -> None:
        """Numbers with what they count, side by side from the left margin."""
        x = self.left
        for number, word in pairs:
            shown = f"{number:,}"
            x += self.pdf.text(x, y, shown, 15, Weight.BOLD, features=FIGURES) + 4
            x += self.pdf.text(x, y, word, 9.5, grey=SECOND) + 18

    def heading(self, x: float, y: float, text: str, width: float, align: Align = "left") -> None:
        """The heading of a column."""
        self.text(x, y, text, 7.5, width, Weight.MEDIUM, align=align, grey=SMALL)


def line_height(size: float, text: str = "") -> float:
    """From base line to base line: room for the marks of every script, less for Latin alone."""
    return size * (1.22 if text.isascii() and text else 1.4)


def plural(number: int, word: str) -> str:
    """The word alone, in the plural unless it is one."""
    return word if number == 1 else f"{word}s"
