"""Where a picture is dark: one number for each row and each column, one bit for each dot.

Whole rows are compared in one step that way, which makes looking for gaps, lines and frames
cheap without a library for pictures.
"""

from __future__ import annotations

from typing import Literal

from konnect_desktop.documents.rendering import RenderedPage

Region = tuple[int, int, int, int]
"""left, top, right, bottom in dots; right and bottom are the first outside."""

Axis = Literal[0, 1]
#: Going down the page, row by row; and going across it, column by column.
DOWN: Axis = 0
ACROSS: Axis = 1

#: So much darker (of 255) than the paper is ink.
_DARKER = 24
#: A picture's paper is what most of these dots are.
_EACH_NTH = 97
#: A speck of dust in a row that is white otherwise.
_SPECK_DOTS = 1
_BITS = (b"1", b"0")


class Ink:
    """The dark dots of a GRAY8 picture."""

    def __init__(self, picture: RenderedPage) -> None:
        self.width, self.height = picture.width, picture.height
        paper = _paper(picture)
        table = b"".join(_BITS[value > paper - _DARKER] for value in range(256))
        dots = picture.data.translate(table)
        stride, end = picture.stride, picture.stride * picture.height
        rows = [int(dots[at : at + self.width], 2) for at in range(0, end, stride)]
        columns = [int(dots[at:end:stride], 2) for at in range(self.width)]
        self._lines = (rows, columns)

    @property
    def whole(self) -> Region:
        """The page."""
        return (0, 0, self.width, self.height)

    def line(self, region: Region, axis: Axis, at: int) -> int:
        """The dots of one row (column) inside a region; its lowest bit is the last dot."""
        low, high = (region[0], region[2]) if axis == DOWN else (region[1], region[3])
        size = self.width if axis == DOWN else self.height
        return (self._lines[axis][at] >> (size - high)) & ((1 << (high - low)) - 1)

    def union(self, region: Region, axis: Axis, first: int, last: int) -> int:
        """All dots of rows (columns) `first` to before `last`, as if they lay on one another."""
        found = 0
        for at in range(first, last):
            found |= self.line(region, axis, at)
        return found

    def bands(self, region: Region, axis: Axis) -> list[tuple[int, int]]:
        """The runs of rows (columns) with ink: first, and first after it."""
        low, high = (region[1], region[3]) if axis == DOWN else (region[0], region[2])
        found: list[tuple[int, int]] = []
        start = -1
        for at in range(low, high):
            if self.line(region, axis, at).bit_count() > _SPECK_DOTS:
                start = at if start < 0 else start
            elif start >= 0:
                found.append((start, at))
                start = -1
        if start >= 0:
            found.append((start, high))
        return found

    def shrunk(self, region: Region) -> Region | None:
        """The region without the white around its ink; None where it has none."""
        rows = self.bands(region, DOWN)
        if not rows:
            return None
        region = (region[0], rows[0][0], region[2], rows[-1][1])
        columns = self.bands(region, ACROSS)
        if not columns:
            return None
        return (columns[0][0], region[1], columns[-1][1], region[3])

    def erase(self, axis: Axis, first: int, last: int) -> None:
        """Make rows (columns) `first` to before `last` white."""
        for at in range(first, last):
            self._lines[axis][at] = 0
        size = self.height if axis == DOWN else self.width
        keep = ~(((1 << (last - first)) - 1) << (size - last))
        other = self._lines[1 - axis]
        other[:] = [line & keep for line in other]


def closed(line: int, dots: int) -> int:
    """A line with its gaps of up to `dots` filled; what it has grown by at one end is cut off."""
    grown, step = line, 1
    left = dots
    while left > 0:
        step = min(step, left)
        grown |= grown >> step
        left -= step
        step *= 2
    shrunk, step, left = grown, 1, dots
    while left > 0:
        step = min(step, left)
        shrunk &= shrunk << step
        left -= step
        step *= 2
    return shrunk | line


def _paper(picture: RenderedPage) -> int:
    sample = picture.data[::_EACH_NTH]
    return max(range(128, 256), key=lambda value: sample.count(value))
