"""Rows that flow down our own papers: heads that come back, rows never split, pages numbered.

Lengths are points from the top left corner.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from konnect_desktop.documents.paper_pdf import MM, PaperPdf
from konnect_desktop.documents.shaping import Weight, shape
from konnect_desktop.documents.text_fit import fit, wrap
from konnect_desktop.domain.papers import PaperHead, PaperSize

#: Shades of the type and of the rules: black, second line, small print, light rule.
BLACK, SECOND, SMALL, LIGHT = 0.0, 0.32, 0.45, 0.8
#: Figures of one width, and a zero that is no O.
FIGURES = ("tnum",)
CODES = ("tnum", "zero")
_FOOT = 8 * MM
Align = Literal["left", "right", "centre"]


class Flow:
    """One paper, possibly one of several in the same file."""

    def __init__(self, pdf: PaperPdf, size: PaperSize, foot: str) -> None:
        """`foot`: the small print at the left of every page's bottom."""
        self.pdf = pdf
        self.is_small = size is PaperSize.A5
        margin = 10 * MM if self.is_small else 14 * MM
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
            self.text(self.left, base, self._foot, 7.5, self.room - 70, grey=SMALL)
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
        if least and wide > width:
            size = max(least, size * width / wide)
        shown = fit(text, weight, size, width, features)
        self.pdf.text(x, y, shown, size, weight, align=align, grey=grey, features=features)

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

    def rule(self, y: float, width: float = 0.5, grey: float = LIGHT) -> None:
        """A rule from margin to margin."""
        self.pdf.rule(self.left, y, self.room, width, grey)

    def place_lines(self, head: PaperHead, y: float) -> None:
        """Where and when, at the right of a head; y is the first base line."""
        half = self.room / 2
        self.text(self.right, y, head.location, 10, half, Weight.SEMIBOLD, align="right")
        self.text(self.right, y + 13, head.made_at, 8.5, half, align="right", grey=SECOND)
        self.text(self.right, y + 25, head.seller, 8.5, half, align="right", grey=SECOND)

    def short_head(self, title: str, head: PaperHead) -> float:
        """The head of the second page and of those after it."""
        base = self.top + 8
        self.text(self.left, base, title, 10, self.room * 0.6, Weight.SEMIBOLD)
        where = " · ".join(part for part in (head.location, head.made_at) if part)
        self.text(self.right, base, where, 8.5, self.room * 0.4, align="right", grey=SECOND)
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


def line_height(size: float) -> float:
    """From base line to base line; room enough for the marks of every script."""
    return size * 1.4


def plural(number: int, word: str) -> str:
    """The word alone, in the plural unless it is one."""
    return word if number == 1 else f"{word}s"
