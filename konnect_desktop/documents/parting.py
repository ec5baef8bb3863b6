"""Sheets with labels of several orders, taken apart: every label becomes a page of its own.

Only where gaps of white or cut lines surely tell them apart. Nothing of a page is lost: what is
printed on it goes to one label or another.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from konnect_desktop.documents.facts import Box, CodeFacts, read_codes
from konnect_desktop.documents.gaps import DOTS_PER_MM, FOLD, Gap, Spread
from konnect_desktop.documents.identifiers import Expected, IdIndex, owners_of
from konnect_desktop.documents.ink import ACROSS, DOWN, Axis, Region
from konnect_desktop.documents.label_boxes import in_mm, is_frame, with_white
from konnect_desktop.documents.opening import (
    MM_PER_POINT,
    pdfium_document,
    pdfium_page,
    pikepdf_document,
    saved,
)
from konnect_desktop.documents.page_geometry import applied, as_seen, inverse
from konnect_desktop.documents.pages import join
from konnect_desktop.documents.pages import split as split_pages
from konnect_desktop.documents.rendering import THERMAL_DPI, render_open_page

if TYPE_CHECKING:
    import pikepdf

#: A gap without a frame or a cut line has to be so much wider than the next one beside it.
_WIDER = 1.5
_NEAR_POINTS = 0.5


@dataclass(frozen=True)
class Parted:
    """A document in which sheets were taken apart.

    `origins`: for each page (from 0) the page it was, or was a part of. `parts`: the pages that
    are such parts.
    """

    data: bytes
    origins: tuple[int, ...]
    parts: frozenset[int]


@dataclass(frozen=True)
class _Anchor:
    """A bar code and the one shipment that it is of; its middle in dots."""

    owner: str
    text: str
    x: float
    y: float


def part_pages(data: bytes, pages: Sequence[int], expected: Sequence[Expected]) -> Parted:
    """Take those of `pages` (from 0) apart that carry bar codes of several of the shipments.

    A page whose labels cannot be told apart stays as it is. Raises DocumentError when the
    document cannot be read.
    """
    index = IdIndex(expected)
    boxes: dict[int, list[Box]] = {}
    with pdfium_document(data) as document:
        count = len(document)
        for number in pages:
            with pdfium_page(document, number) as opened:
                found = _labels(opened, index)
            if found:
                boxes[number] = found
    if not boxes:
        return Parted(data, tuple(range(count)), frozenset())
    files: list[bytes] = []
    origins: list[int] = []
    parts: set[int] = set()
    names = {str(number): [number] for number in range(count)}
    for name, page in split_pages(data, names).items():
        cut = [_part(page, box) for box in boxes.get(int(name), ())]
        parts.update(range(len(origins), len(origins) + len(cut)))
        files += cut or [page]
        origins += [int(name)] * max(1, len(cut))
    return Parted(join(files), tuple(origins), frozenset(parts))


def _labels(opened: Any, index: IdIndex) -> list[Box]:
    """The boxes of a page's labels; none where they are of one shipment or cannot be told apart."""
    picture = render_open_page(opened, THERMAL_DPI, grey=True)
    codes = read_codes(opened, picture, is_thorough=True)
    anchors = list(_anchors(codes, index))
    spread = Spread(picture)
    regions = _regions(spread, spread.ink.whole, anchors)
    if regions is None or len(regions) < 2:
        return []
    found = []
    for region in regions:
        ink = spread.ink.shrunk(region)
        if ink is None:
            return []
        own = [code for code in codes if _is_in(region, *_middle(code))]
        found.append(with_white(in_mm(ink), own, in_mm(region)))
    return found


def _anchors(codes: Sequence[CodeFacts], index: IdIndex) -> list[_Anchor]:
    found = []
    for code in codes:
        owners = sorted(owners_of(index.find_in_code(code.text)))
        if len(owners) == 1:
            found.append(_Anchor(owners[0], code.text, *_middle(code)))
    return found


def _regions(spread: Spread, region: Region, anchors: Sequence[_Anchor]) -> list[Region] | None:
    """`region` in parts with the codes of one shipment each; None where no gap is sure enough."""
    inside = [one for one in anchors if _is_in(region, one.x, one.y)]
    if len({one.owner for one in inside}) < 2:
        return _copies(spread, region, inside)
    gap = _best_gap(spread, region, inside)
    if gap is None:
        return None
    parts = _halves(region, gap)
    found: list[Region] = []
    for part in parts:
        below = _regions(spread, part, inside)
        if below is None:
            return None
        found += below
    return found


def _copies(spread: Spread, region: Region, anchors: Sequence[_Anchor]) -> list[Region]:
    """The region of one shipment; in parts where its label is there several times, all alike."""
    gap = _best_gap(spread, region, anchors) if len(anchors) > 1 else None
    if gap is None:
        return [region]
    halves = _halves(region, gap)
    sizes = [_size(spread.ink.shrunk(half)) for half in halves]
    said = [sorted(one.text for one in anchors if _is_in(half, one.x, one.y)) for half in halves]
    is_alike = all(abs(one - other) < DOTS_PER_MM for one, other in zip(*sizes, strict=True))
    if not is_alike or said[0] != said[1]:
        return [region]
    return [
        part
        for half in halves
        for part in _copies(spread, half, [one for one in anchors if _is_in(half, one.x, one.y)])
    ]


def _halves(region: Region, gap: Gap) -> list[Region]:
    left, top, right, bottom = region
    if gap.axis == DOWN:
        return [(left, top, right, gap.middle), (left, gap.middle, right, bottom)]
    return [(left, top, gap.middle, bottom), (gap.middle, top, right, bottom)]


def _size(region: Region | None) -> tuple[int, int]:
    return (region[2] - region[0], region[3] - region[1]) if region else (0, 0)


def _best_gap(spread: Spread, region: Region, anchors: Sequence[_Anchor]) -> Gap | None:
    """The gap that parts the codes best: leaving each shipment's together, at a cut line, at
    the fold, the widest."""
    shrunk = spread.ink.shrunk(region)
    best: tuple[tuple[bool, bool, bool, int], Gap] | None = None
    for axis in (DOWN, ACROSS):
        fold = spread.fold(axis)
        # Those with the same codes on the same sides: only one of them can be the right one.
        rivals: dict[frozenset[_Anchor], list[tuple[tuple[bool, bool, int], Gap]]] = {}
        for gap in spread.gaps(shrunk, axis) if shrunk else ():
            before = frozenset(one for one in anchors if _along(one, axis) < gap.middle)
            if before and len(before) < len(anchors):
                is_fold = bool(fold) and gap.is_near(fold, 2 * FOLD * fold)
                rivals.setdefault(before, []).append(((gap.is_cut, is_fold, gap.width), gap))
        for before, some in rivals.items():
            some.sort(key=lambda one: one[0], reverse=True)
            (is_cut, is_fold, width), gap = some[0]
            others = [gap for rank, gap in some[1:] if rank[:2] == (is_cut, is_fold)]
            if any(_WIDER * other.width > width for other in others):
                continue
            own = {one.owner for one in before}
            others_own = {one.owner for one in anchors if one not in before}
            is_clean = own.isdisjoint(others_own) or own == others_own
            if not (is_clean or is_cut or is_fold):
                continue
            rank = (is_clean, is_cut, is_fold, width)
            if best is None or rank > best[0]:
                best = (rank, gap)
    if best is None and shrunk is not None:
        return _shared_line(spread, shrunk, anchors)
    return best[1] if best else None


def _shared_line(spread: Spread, region: Region, anchors: Sequence[_Anchor]) -> Gap | None:
    """A line in the middle that the frames on both of its sides have in common."""
    for axis in (DOWN, ACROSS):
        for gap in spread.shared_lines(region, axis):
            low, high = (region[1], region[3]) if axis == DOWN else (region[0], region[2])
            if not gap.is_near((low + high) / 2, FOLD * (high - low)):
                continue
            before = {one.owner for one in anchors if _along(one, axis) < gap.middle}
            after = {one.owner for one in anchors if _along(one, axis) >= gap.middle}
            halves = _halves(region, gap)
            is_clean = before and after and (before.isdisjoint(after) or before == after)
            if is_clean and all(is_frame(spread.ink, half) for half in halves):
                return gap
    return None


def _along(anchor: _Anchor, axis: Axis) -> float:
    return anchor.y if axis == DOWN else anchor.x


def _middle(code: CodeFacts) -> tuple[float, float]:
    left, top, right, bottom = code.box
    return (left + right) / 2 * DOTS_PER_MM, (top + bottom) / 2 * DOTS_PER_MM


def _is_in(region: Region, x: float, y: float) -> bool:
    return region[0] <= x < region[2] and region[1] <= y < region[3]


def _part(page: bytes, box: Box) -> bytes:
    """The only page of a file, cut to a box; of what lies outside nothing is left that can be
    taken out without changing what is inside."""
    with pikepdf_document(page) as document:
        shown = document.pages[0]
        edges = _on_page(shown, box)
        media = shown.mediabox.as_list()
        _set_boxes(shown, edges, edges)
        whole = saved(document)
        cleaned = _without_outside(whole, edges)
        if cleaned is not None:
            return cleaned
        # Words outside the crop box are not read, so the larger paper keeps them apart.
        _set_boxes(shown, [float(edge) for edge in media], edges)
        return saved(document)


def _set_boxes(page: pikepdf.Page, media: Sequence[float], crop: Sequence[float]) -> None:
    import pikepdf

    for key in ("/TrimBox", "/BleedBox", "/ArtBox"):
        if key in page.obj:
            del page.obj[key]
    page.obj["/MediaBox"] = pikepdf.Array([round(edge, 4) for edge in media])
    page.obj["/CropBox"] = pikepdf.Array([round(edge, 4) for edge in crop])


def _on_page(page: pikepdf.Page, box: Box) -> list[float]:
    """A box in mm as seen in the page's own coordinates."""
    to_seen, height = as_seen(page)
    back = inverse(to_seen)
    left, top, right, bottom = (edge / MM_PER_POINT for edge in box)
    corners = [applied(back, (left, height - top)), applied(back, (right, height - bottom))]
    xs, ys = zip(*corners, strict=True)
    return [min(xs), min(ys), max(xs), max(ys)]


def _without_outside(data: bytes, edges: Sequence[float]) -> bytes | None:
    """The page without what is drawn wholly outside `edges`; None if that cannot be told apart
    or would look different."""
    with pdfium_document(data) as document, pdfium_page(document, 0) as page:
        before = render_open_page(page, THERMAL_DPI, grey=True)
        for item in list(page.get_objects(max_depth=1)):
            left, bottom, right, top = item.get_bounds()
            if (
                right < edges[0] - _NEAR_POINTS
                or left > edges[2] + _NEAR_POINTS
                or top < edges[1] - _NEAR_POINTS
                or bottom > edges[3] + _NEAR_POINTS
            ):
                page.remove_obj(item)
        page.gen_content()
        target = io.BytesIO()
        document.save(target)
    cleaned = target.getvalue()
    with pdfium_document(cleaned) as document, pdfium_page(document, 0) as page:
        after = render_open_page(page, THERMAL_DPI, grey=True)
        words = page.get_textpage()
        try:
            inside, everywhere = words.get_text_bounded(), words.get_text_range()
        finally:
            words.close()
    # Lines come apart differently where the page is turned.
    is_clean = "".join(inside.split()) == "".join(everywhere.split())
    return cleaned if is_clean and before.data == after.data else None
