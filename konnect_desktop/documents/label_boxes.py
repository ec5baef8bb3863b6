"""Where on its page a label lies: by its frame, a cut line, a gap of white, or all ink there is.

Works on the picture of a page as it is seen, so that turned pages, odd origins and pages that
are one large photo are all alike. Boxes are mm: left, top, right, bottom from the top left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from konnect_desktop.documents.gaps import DOTS_PER_MM, FOLD, Gap, Spread, split
from konnect_desktop.documents.identifiers import says_awb
from konnect_desktop.documents.ink import ACROSS, DOWN, Axis, Ink, Region
from konnect_desktop.documents.rendering import RenderedPage

if TYPE_CHECKING:
    from konnect_desktop.documents.facts import Box, CodeFacts

#: A page up to this size is a label, whatever stands on it (A6 and 4 × 6 in, with a margin).
LABEL_PAGE_MM = (112.0, 162.0)
#: What fits this sheet without its padding is padded no further.
_THERMAL_MM = (101.6, 152.4)

_PAD_MM = 1.0
_QUIET_MODULES = 10
_QUIET_MM = 2.5
#: A gap that parts what has no frame: at the fold of the page, or much wider than any other.
_FOLD_MM = 1.5
_AROUND_FOLD = 0.15
_WIDE_MM = 8.0
_WIDER = 1.5
_LEAST_FRAME_MM = 38.0
_FRAMED = 0.9
_EDGE_DOTS = 8
#: A longer QR code is what the tax office asks for.
_LONGEST_SHIPPING_QR = 90


class Found(StrEnum):
    """How a label was told from the rest of its page, the surest first.

    PAGE: the page is no larger than a label. FRAME: a line all around it. CUT: a line to cut
    along. GAP: white, which may be a part of the label: show it before using it. INK: nothing
    parts it, so this is all that stands on the page.
    """

    PAGE = "page"
    FRAME = "frame"
    CUT = "cut"
    GAP = "gap"
    INK = "ink"


@dataclass(frozen=True)
class LabelBox:
    """One label on its page. Every bar code of it is inside with its quiet zone.

    `codes`: which of the page's codes, by their place in its list.
    """

    box: Box
    found: Found
    codes: tuple[int, ...]

    @property
    def width_mm(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height_mm(self) -> float:
        return self.box[3] - self.box[1]


def is_label_page(width_mm: float, height_mm: float) -> bool:
    """Whether a page of this size is one label, upright or lying."""
    short, long = sorted((width_mm, height_mm))
    return short <= LABEL_PAGE_MM[0] and long <= LABEL_PAGE_MM[1]


def find_labels(
    picture: RenderedPage, codes: Sequence[CodeFacts], size_mm: tuple[float, float]
) -> tuple[LabelBox, ...]:
    """The labels on a page of `size_mm` with these bar codes: from the top, then the left.

    `picture`: the page at THERMAL_DPI. What carries no bar code but that of the tax office is
    no label.
    """
    shipping = [number for number, code in enumerate(codes) if not is_tax_code(code)]
    if is_label_page(*size_mm):
        return (whole_page(codes, size_mm),)
    if not shipping:
        return ()
    return _Finder(Spread(picture), codes, shipping).labels(size_mm)


def whole_page(codes: Sequence[CodeFacts], size_mm: tuple[float, float]) -> LabelBox:
    """The label of a page that is one."""
    return LabelBox((0.0, 0.0, *size_mm), Found.PAGE, tuple(range(len(codes))))


def label_of(
    labels: Sequence[LabelBox], codes: Sequence[CodeFacts], awbs: Sequence[str]
) -> LabelBox | None:
    """The one label of a page: that of which a bar says one of `awbs`, else the only one.

    Of several that are alike, as two copies on a sheet, the first. None when it is not clear.
    """
    own = [
        label
        for label in labels
        if any(says_awb(codes[number].text, awb) for number in label.codes for awb in awbs)
    ] or list(labels)
    looks = {
        (
            round(label.width_mm / 2),
            round(label.height_mm / 2),
            frozenset(codes[number].text for number in label.codes),
        )
        for label in own
    }
    return own[0] if len(looks) == 1 else None


def is_tax_code(code: CodeFacts) -> bool:
    """Whether this is the QR code of an e-invoice, which is no part of a label."""
    return code.format.startswith("QR") and len(code.text) > _LONGEST_SHIPPING_QR


class _Finder:
    def __init__(self, spread: Spread, codes: Sequence[CodeFacts], shipping: Sequence[int]) -> None:
        self._spread = spread
        self._ink = spread.ink
        self._codes = codes
        self._shipping = shipping

    def labels(self, size_mm: tuple[float, float]) -> tuple[LabelBox, ...]:
        whole = self._ink.shrunk(self._ink.whole)
        if whole is None:
            return ()
        regions = self._in(whole)
        edge = _border(self._ink, whole)
        if edge is not None and [region for region, _ in regions] == [whole]:
            # A line around the whole page is a label's frame, unless it holds frames or cuts.
            inside = self._in(edge)
            if all(how in (Found.FRAME, Found.CUT) for _, how in inside):
                regions = inside
        found = [self._box(region, how, size_mm, regions) for region, how in regions]
        return tuple(sorted(found, key=lambda label: (label.box[1], label.box[0])))

    def _in(self, region: Region) -> list[tuple[Region, Found]]:
        """The labels in a region: those with a frame, and around what codes are left, the parts
        that cut lines and wide gaps leave."""
        frames = [
            leaf
            for leaf in self._leaves(region)
            if self._held(leaf, self._shipping) and is_frame(self._ink, leaf)
        ]
        found = [(frame, Found.FRAME) for frame in frames]
        framed = {number for frame in frames for number in self._held(frame, self._shipping)}
        if framed < set(self._shipping):
            for part, how in self._parts(region, Found.INK):
                own = self._held(part, self._shipping)
                if own and not framed & set(own):
                    found.append((part, how))
        return found

    def _leaves(self, region: Region) -> Iterator[Region]:
        """What is left when a region is parted at every gap there is."""
        shrunk = self._ink.shrunk(region)
        if shrunk is None:
            return
        for axis in (DOWN, ACROSS):
            gaps = self._spread.gaps(shrunk, axis)
            if gaps:
                for part in split(shrunk, gaps):
                    yield from self._leaves(part)
                return
        yield shrunk

    def _parts(self, region: Region, how: Found) -> Iterator[tuple[Region, Found]]:
        """What is left when a region is parted at cut lines and the gaps that surely part it."""
        shrunk = self._ink.shrunk(region)
        if shrunk is None:
            return
        gaps = [self._strong(shrunk, axis) for axis in (DOWN, ACROSS)]
        best = max(
            gaps, key=lambda some: max(((gap.is_cut, gap.width) for gap in some), default=())
        )
        if not best:
            yield shrunk, how
            return
        is_cut = all(gap.is_cut for gap in best)
        for part in split(shrunk, best):
            yield from self._parts(part, Found.CUT if is_cut and how != Found.GAP else Found.GAP)

    def _strong(self, region: Region, axis: Axis) -> list[Gap]:
        """Cut lines, else on a large page the gap at its fold, or one much wider than others."""
        gaps = self._spread.gaps(region, axis)
        cuts = [gap for gap in gaps if gap.is_cut]
        if cuts:
            return cuts
        middle = self._spread.fold(axis)
        if not middle:
            return []
        fold = [gap for gap in gaps if gap.is_near(middle, 2 * FOLD * middle)]
        widest = max(fold, key=lambda gap: gap.width, default=None)
        if widest is not None and widest.width >= _FOLD_MM * DOTS_PER_MM:
            others = [gap for gap in gaps if gap.is_near(middle, 2 * _AROUND_FOLD * middle)]
            if all(gap is widest or _WIDER * gap.width <= widest.width for gap in others):
                return [widest]
        least = max((gap.width for gap in gaps), default=0) / _WIDER
        wide = [gap for gap in gaps if gap.width >= max(least, _WIDE_MM * DOTS_PER_MM)]
        # Columns of words stand that far apart as well.
        return wide if len(wide) == 1 and axis == DOWN else []

    def _held(self, region: Region, numbers: Sequence[int]) -> list[int]:
        """The codes with their middle in a region."""
        found = []
        for number in numbers:
            left, top, right, bottom = self._codes[number].box
            x, y = (left + right) / 2 * DOTS_PER_MM, (top + bottom) / 2 * DOTS_PER_MM
            if region[0] <= x <= region[2] and region[1] <= y <= region[3]:
                found.append(number)
        return found

    def _box(
        self,
        region: Region,
        how: Found,
        size_mm: tuple[float, float],
        others: Sequence[tuple[Region, Found]],
    ) -> LabelBox:
        own = self._held(region, range(len(self._codes)))
        room: list[float] = [0.0, 0.0, *size_mm]
        for other, _ in others:
            if other != region:
                room = _beside(room, in_mm(region), in_mm(other))
        box = with_white(in_mm(region), [self._codes[number] for number in own], room)
        return LabelBox(box, how, tuple(own))


def in_mm(region: Region) -> Box:
    """Dots as mm."""
    left, top, right, bottom = (edge / DOTS_PER_MM for edge in region)
    return (left, top, right, bottom)


def with_white(ink: Box, codes: Sequence[CodeFacts], room: Sequence[float]) -> Box:
    """A label's ink with a little white and the quiet zones of its codes, as far as `room` goes."""
    pad_x, pad_y = _padding(ink[2] - ink[0], ink[3] - ink[1])
    boxes = [
        (ink[0] - pad_x, ink[1] - pad_y, ink[2] + pad_x, ink[3] + pad_y),
        *map(with_quiet_zone, codes),
    ]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (
        max(room[0], min(lefts)),
        max(room[1], min(tops)),
        min(room[2], max(rights)),
        min(room[3], max(bottoms)),
    )


def with_quiet_zone(code: CodeFacts) -> Box:
    """A code with the white that its readers need: ten bars' widths at both of its ends."""
    quiet = _QUIET_MODULES * code.module_mm if code.module_mm else _QUIET_MM
    x, y = (quiet, 0.5) if code.is_level else (0.5, quiet)
    if code.format.startswith(("QR", "Data", "Aztec")):
        x = y = _PAD_MM
    left, top, right, bottom = code.box
    return (left - x, top - y, right + x, bottom + y)


def _padding(width: float, height: float) -> tuple[float, float]:
    """White around the ink: not so much that what fits a label sheet fits it no longer."""
    sheet = _THERMAL_MM if height >= width else _THERMAL_MM[::-1]
    if width > sheet[0] or height > sheet[1]:
        return _PAD_MM, _PAD_MM
    return min(_PAD_MM, (sheet[0] - width) / 2), min(_PAD_MM, (sheet[1] - height) / 2)


def _beside(edges: list[float], ink: Sequence[float], other: Sequence[float]) -> list[float]:
    """`edges` drawn back to the middle of the white towards another label."""
    left, top, right, bottom = edges
    if other[1] < ink[3] and other[3] > ink[1]:
        if other[2] <= ink[0]:
            left = max(left, (other[2] + ink[0]) / 2)
        if other[0] >= ink[2]:
            right = min(right, (other[0] + ink[2]) / 2)
    if other[0] < ink[2] and other[2] > ink[0]:
        if other[3] <= ink[1]:
            top = max(top, (other[3] + ink[1]) / 2)
        if other[1] >= ink[3]:
            bottom = min(bottom, (other[1] + ink[3]) / 2)
    return [left, top, right, bottom]


def _strength(gaps: Sequence[Gap]) -> tuple[bool, int]:
    return max(((gap.is_cut, gap.width) for gap in gaps), default=(False, 0))


def is_frame(ink: Ink, region: Region) -> bool:
    """Whether lines run along all four edges of a region that is no smaller than a label."""
    width, height = region[2] - region[0], region[3] - region[1]
    if min(width, height) < _LEAST_FRAME_MM * DOTS_PER_MM:
        return False
    left, top, right, bottom = region
    edges = (
        (ink.union(region, DOWN, top, top + _EDGE_DOTS), width),
        (ink.union(region, DOWN, bottom - _EDGE_DOTS, bottom), width),
        (ink.union(region, ACROSS, left, left + _EDGE_DOTS), height),
        (ink.union(region, ACROSS, right - _EDGE_DOTS, right), height),
    )
    return all(line.bit_count() >= _FRAMED * length for line, length in edges)


def _border(ink: Ink, region: Region) -> Region | None:
    """What is inside a line around nearly all of a page."""
    is_all = (region[2] - region[0]) > 0.85 * ink.width
    is_all = is_all and (region[3] - region[1]) > 0.85 * ink.height
    if not is_all or not is_frame(ink, region):
        return None
    by = 2 * _EDGE_DOTS
    return ink.shrunk((region[0] + by, region[1] + by, region[2] - by, region[3] - by))
