"""What parts the things on a page: bands of white, and lines to cut along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from konnect_desktop.documents.ink import ACROSS, DOWN, Axis, Ink, Region, closed
from konnect_desktop.documents.rendering import THERMAL_DPI, RenderedPage

DOTS_PER_MM = THERMAL_DPI / 25.4
#: Less white than this between two things does not part them.
_GAP_MM = 1.0
#: The middle of a large page, where it is folded or cut, give or take.
FOLD = 0.03
#: A side no longer than this is not folded.
_LARGE_PAGE_MM = 250.0
_EDGE_DOTS = 8
#: A cut line is thin, alone, and goes from edge to edge; a dashed one need not go so far.
_THIN_DOTS = 7
_SOLID_SPAN, _DASHED_SPAN = 0.95, 0.8
_DASH_GAP_MM = 6.0
_DASHED = 0.88
_ALONE = 0.08
_SHARED = 0.97


@dataclass(frozen=True)
class Gap:
    """White between two things, along an axis, in dots."""

    axis: Axis
    first: int
    last: int
    is_cut: bool

    @property
    def width(self) -> int:
        return self.last - self.first

    @property
    def middle(self) -> int:
        return (self.first + self.last) // 2

    def is_near(self, place: float, within: float) -> bool:
        return self.first < place + within and self.last > place - within


class Spread:
    """A picture of a page at THERMAL_DPI without its cut lines, and where those were."""

    def __init__(self, picture: RenderedPage) -> None:
        self.ink = Ink(picture)
        self._cuts = {axis: list(_cut_lines(self.ink, axis)) for axis in (DOWN, ACROSS)}
        for axis, lines in self._cuts.items():
            for first, last in lines:
                self.ink.erase(axis, first, last)

    def gaps(self, region: Region, axis: Axis) -> list[Gap]:
        """The white bands that go through all of a region."""
        bands = self.ink.bands(region, axis)
        return [
            Gap(axis, first, last, self._is_cut(axis, first, last))
            for (_, first), (last, _) in pairwise(bands)
            if last - first >= _GAP_MM * DOTS_PER_MM
        ]

    def shared_lines(self, region: Region, axis: Axis) -> list[Gap]:
        """Solid lines from one side of a region to the other, such as frames have in common."""
        low, high = (region[1], region[3]) if axis == DOWN else (region[0], region[2])
        across = region[2] - region[0] if axis == DOWN else region[3] - region[1]
        found: list[Gap] = []
        start = -1
        for at in range(low + _EDGE_DOTS, high - _EDGE_DOTS):
            if self.ink.line(region, axis, at).bit_count() >= _SHARED * across:
                start = at if start < 0 else start
            elif start >= 0:
                found.append(Gap(axis, start, at, is_cut=False))
                start = -1
        return [gap for gap in found if gap.width <= _EDGE_DOTS]

    def _is_cut(self, axis: Axis, first: int, last: int) -> bool:
        return any(first <= start and end <= last for start, end in self._cuts[axis])

    def fold(self, axis: Axis) -> int:
        """The middle of the page along an axis, in dots; 0 where it is too small to be folded."""
        side = self.ink.height if axis == DOWN else self.ink.width
        return side // 2 if side >= _LARGE_PAGE_MM * DOTS_PER_MM else 0


def split(region: Region, gaps: Sequence[Gap]) -> list[Region]:
    """What is left of a region between gaps along one axis."""
    left, top, right, bottom = region
    axis = gaps[0].axis
    start, end = (top, bottom) if axis == DOWN else (left, right)
    starts = [start, *(gap.last for gap in gaps)]
    ends = [*(gap.first for gap in gaps), end]
    pairs = zip(starts, ends, strict=True)
    if axis == DOWN:
        return [(left, low, right, high) for low, high in pairs]
    return [(low, top, high, bottom) for low, high in pairs]


def _cut_lines(ink: Ink, axis: Axis) -> Iterator[tuple[int, int]]:
    """Thin lines that go from edge to edge of the page with white on both sides."""
    count, length = (ink.height, ink.width) if axis == DOWN else (ink.width, ink.height)
    gap = round(_DASH_GAP_MM * DOTS_PER_MM)
    whole = ink.whole
    counts = [ink.line(whole, axis, at).bit_count() for at in range(count)]
    at = _THIN_DOTS
    while at < count - _THIN_DOTS:
        last = at
        while last < count and counts[last] > _ALONE * length and last - at <= _THIN_DOTS:
            last += 1
        if last == at:
            at += 1
            continue
        if last - at <= _THIN_DOTS and _is_alone(counts, at, last, _ALONE * length):
            line = ink.union(whole, axis, at, last)
            joined = closed(line, gap)
            span = joined.bit_length() - (joined & -joined).bit_length() + 1
            is_dashed = line.bit_count() < _DASHED * span
            least = _DASHED_SPAN if is_dashed else _SOLID_SPAN
            is_line = span >= least * length and joined.bit_count() >= 0.98 * span
            if is_line and not _has_corner(ink, axis, at, last, joined):
                yield at - 1, last + 1
        at = last
        while at < count and counts[at] > _ALONE * length:
            at += 1


def _is_alone(counts: Sequence[int], first: int, last: int, least: float) -> bool:
    around = (*counts[first - _THIN_DOTS : first - 1], *counts[last + 1 : last + _THIN_DOTS])
    return max(around, default=0) <= least


def _has_corner(ink: Ink, axis: Axis, first: int, last: int, line: int) -> bool:
    """Whether another line starts at an end of this one: then it is the side of a frame."""
    beside = ink.union(ink.whole, axis, first - _THIN_DOTS, first - 1)
    below = ink.union(ink.whole, axis, last + 1, last + _THIN_DOTS)
    low, high = (line & -line).bit_length() - 1, line.bit_length() - 1
    near = (1 << 2 * _EDGE_DOTS) - 1
    ends = (near << max(0, low - _EDGE_DOTS)) | (near << max(0, high - _EDGE_DOTS))
    return bool((beside | below) & ends)
