"""How one page comes onto one place: at true size wherever its ink fits, else by a safe scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from konnect_desktop.documents.facts import Box, PageFacts
from konnect_desktop.documents.rendering import THERMAL_DPI
from konnect_desktop.domain.printing import CropRule, TooLarge

DOT_MM = 25.4 / THERMAL_DPI
#: What a 203 dpi printer resolves (docs/limits.md 7): fewer dots a bar never scan.
LEAST_DOTS = 2.0
# Makers round A6 in more than one way; this much may stand over without touching print.
_TOLERANCE_MM = 0.6
# From three dots on a bar scans wherever it begins.
_FINE_DOTS = 2.9
# Measured module widths are this sure, relatively.
_MEASURE = 0.015
# A page that gets whole dots may be this much smaller than one that fills the place.
_WHOLE_DOTS_WORTH = 0.75
# Left free around what has to be scaled anyway: few printers reach the edge of the paper.
_EDGE_MM = 2.0
# Text of 8 points is 3 points high then, which nobody reads.
_LEAST_SCALE = 0.4
_TAX_CODES = frozenset(("QR Code",))
_PAD_MM = 0.25


@dataclass(frozen=True)
class Fit:
    """`clip` (on the page as seen) goes to a box of `width_mm` × `height_mm`, turned or not."""

    clip: Box
    width_mm: float
    height_mm: float
    scale: float = 1.0
    is_turned: bool = False


@dataclass(frozen=True)
class Refused:
    """Why a page cannot come onto this paper.

    `page_mm`: its size; `scale`: what it would be made to; `dots`: how wide its finest bar would
    then be on a label printer, 0 where that does not matter.
    """

    why: TooLarge
    page_mm: tuple[float, float]
    scale: float
    dots: float = 0.0


def region_of(page: PageFacts, rules: Sequence[CropRule], *, is_label: bool) -> Box:
    """The part of the page that is printed: by the channel's rule, else all of it."""
    whole = (0.0, 0.0, page.width_mm, page.height_mm)
    if not is_label:
        return whole
    for rule in rules:
        if rule.is_sound and rule.fits(page.width_mm, page.height_mm):
            return (
                rule.left * page.width_mm,
                rule.top * page.height_mm,
                rule.right * page.width_mm,
                rule.bottom * page.height_mm,
            )
    return whole


def fit(
    page: PageFacts,
    region: Box,
    place: tuple[float, float],
    *,
    is_label: bool,
) -> Fit | Refused:
    """How `region` of `page` comes onto a place of `place` (width, height) mm.

    In this order: the whole region at true size, its ink at true size, for a label in the
    upper half of its page that half's ink at true size, the ink scaled down. A scale is
    taken only when every bar keeps two dots at 203 dpi.
    """
    ink = _within(page.ink, region)
    upper = _upper_half(page, region) if is_label else None
    clips = [region]
    for box in (ink, upper):
        # A hair of white around the ink, but not at the price of its size: the ink of 4 × 6 in
        # labels just fills a quarter of A4.
        clips += [_padded(box, region), box] if box else []
    for clip in clips:
        found = _true_size(clip, place)
        if found is not None:
            return found
    return _scaled(page, upper or ink or region, place)


def _upper_half(page: PageFacts, region: Box) -> Box | None:
    """The ink of the upper half, when that is a label of its own.

    Its bars are all there, and there is white between it and the middle of the page; a rule
    of the seller's always wins. Bars below are another parcel's label, but a square code alone
    is what the tax office asks for on the invoice.
    """
    if region[2] - region[0] < page.width_mm or region[3] - region[1] < page.height_mm:
        return None
    middle = page.height_mm / 2
    if page.top_ink is None or not page.codes or page.top_ink[3] > middle - 1:
        return None
    is_above = any(code.box[3] < middle for code in page.codes)
    below = {code.format for code in page.codes if code.box[3] >= middle}
    return page.top_ink if is_above and below <= _TAX_CODES else None


def _within(box: Box | None, region: Box) -> Box | None:
    if box is None:
        return None
    left, top = max(box[0], region[0]), max(box[1], region[1])
    right, bottom = min(box[2], region[2]), min(box[3], region[3])
    return (left, top, right, bottom) if right > left and bottom > top else None


def _padded(box: Box, region: Box) -> Box:
    """A little more than the ink, so that no hair line at its edge is cut in half."""
    return (
        max(region[0], box[0] - _PAD_MM),
        max(region[1], box[1] - _PAD_MM),
        min(region[2], box[2] + _PAD_MM),
        min(region[3], box[3] + _PAD_MM),
    )


def _true_size(clip: Box, place: tuple[float, float]) -> Fit | None:
    width, height = clip[2] - clip[0], clip[3] - clip[1]
    if width <= place[0] + _TOLERANCE_MM and height <= place[1] + _TOLERANCE_MM:
        return Fit(clip, width, height)
    if height <= place[0] + _TOLERANCE_MM and width <= place[1] + _TOLERANCE_MM:
        return Fit(clip, height, width, is_turned=True)
    return None


def _scaled(page: PageFacts, clip: Box, place: tuple[float, float]) -> Fit | Refused:
    """The clip made smaller, with an edge around it where its bars allow that."""
    full, is_turned = _largest(clip, place)
    scale, _ = _largest(clip, (place[0] - 2 * _EDGE_MM, place[1] - 2 * _EDGE_MM))
    bars = [
        code.module_mm / DOT_MM
        for code in page.codes
        if code.module_mm and _within(code.box, clip) is not None
    ]
    size = (page.width_mm, page.height_mm)
    if bars:
        finest = min(bars)
        least = LEAST_DOTS * (1 - _MEASURE)
        if finest * full < least:
            return Refused(TooLarge.BARS_TOO_FINE, size, full, finest * full)
        scale = _whole_dots(finest, full if finest * scale < least else scale)
    if scale < _LEAST_SCALE:
        return Refused(TooLarge.TOO_SMALL, size, scale)
    width, height = (clip[2] - clip[0]) * scale, (clip[3] - clip[1]) * scale
    if is_turned:
        width, height = height, width
    return Fit(clip, width, height, scale, is_turned)


def _largest(clip: Box, room: tuple[float, float]) -> tuple[float, bool]:
    """How large the clip can be, and whether it has to be turned for that."""
    width, height = clip[2] - clip[0], clip[3] - clip[1]
    upright = min(room[0] / width, room[1] / height)
    turned = min(room[0] / height, room[1] / width)
    return (turned, True) if turned > upright else (upright, False)


def _whole_dots(finest: float, scale: float) -> float:
    """A scale not above `scale` that gives the finest bar whole dots, if it is not far below."""
    dots = int(finest * scale * (1 + _MEASURE))
    whole = dots / finest
    return whole if scale * _WHOLE_DOTS_WORTH <= whole <= scale else scale


def has_fine_bars(page: PageFacts) -> bool:
    """Whether a bar is so fine that it matters where on the printer's dots it begins."""
    return any(0 < code.module_mm < _FINE_DOTS * DOT_MM for code in page.codes)


def on_dots(page: PageFacts, found: Fit, corner: tuple[float, float]) -> tuple[float, float]:
    """`corner` moved by at most half a dot each way, so that the finest bars begin on a dot.

    Bars of two or three dots scan when they fall on whole dots, and not in between. Where
    there are none, the page moves by whole dots: what was sharp stays sharp.
    """
    left, top, _, bottom = found.clip
    starts: dict[bool, tuple[float, float]] = {}
    for code in page.codes:
        if code.module_mm and _within(code.box, found.clip) is not None:
            finest = starts.get(code.is_level)
            if finest is None or code.module_mm < finest[0]:
                starts[code.is_level] = (code.module_mm, code.start_mm)
    across = starts[True][1] if True in starts else 0.0
    down = starts[False][1] if False in starts else 0.0
    if found.is_turned:  # clockwise: across becomes down, and below comes to the left
        x, y = (bottom - down) * found.scale, (across - left) * found.scale
    else:
        x, y = (across - left) * found.scale, (down - top) * found.scale
    return _to_dot(corner[0] + x) - x, _to_dot(corner[1] + y) - y


def _to_dot(mm: float) -> float:
    return round(mm / DOT_MM) * DOT_MM
