"""Bar codes that a crop rule cuts, or leaves without the white beside them that a scanner needs.

Where the codes are is known from the page's facts. Whether the white beside one was there at all
before it was cut shows only on the page itself: a frame may stand nearer than the rule. mm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from konnect_desktop.documents.facts import Box, CodeFacts, PageFacts
from konnect_desktop.documents.identifiers import says_awb
from konnect_desktop.documents.opening import pdfium_document, pdfium_page
from konnect_desktop.documents.rendering import THERMAL_DPI, render_open_page, to_whole_dots
from konnect_desktop.domain.printing import Cut

#: How sure the box of a code is: two dots at 203 dpi.
_SURE_MM = 0.25
#: Modules of white that each kind of code asks for; linear ones only before and after.
_MATRIX_MODULES = {"QR Code": 4, "Data Matrix": 1, "PDF417": 2, "Aztec": 0}
_LINEAR_MODULES = 10
#: For a code whose bars could not be measured.
_MODULE_MM = 0.25
_DOT_MM = 25.4 / THERMAL_DPI
#: Paler than this (of 255) is white for a scanner.
_WHITE = 200


@dataclass(frozen=True)
class CutCode:
    """A bar code, and what is done to it."""

    code: CodeFacts
    how: Cut


def cut_codes(page: PageFacts, region: Box, awbs: Sequence[str] = ()) -> list[CutCode]:
    """What cutting `region` out of `page` does to its bar codes.

    `awbs`: a code with one of them has to stay, unless another one that stays says it, too.
    Cut.QUIET says only that the white is short; see `really_cut`.
    """
    found: list[CutCode] = []
    kept = [code.text for code in page.codes if _inside(code.box, region)]
    for code in page.codes:
        if _inside(code.box, region):
            if any(_short_sides(page, code, region)):
                found.append(CutCode(code, Cut.QUIET))
        elif _touches(code.box, region):
            found.append(CutCode(code, Cut.BARS))
        else:
            said = [awb for awb in awbs if says_awb(code.text, awb)]
            if said and not any(says_awb(text, awb) for awb in said for text in kept):
                found.append(CutCode(code, Cut.AWAY))
    return found


def really_cut(
    data: bytes, number: int, page: PageFacts, region: Box, awbs: Sequence[str] = ()
) -> list[CutCode]:
    """`cut_codes` without those that had no more white before: read on page `number` of `data`.

    Raises DocumentError for a page that cannot be drawn.
    """
    found = cut_codes(page, region, awbs)
    if not any(one.how is Cut.QUIET for one in found):
        return found
    with pdfium_document(data) as document, pdfium_page(document, number) as opened:
        to_whole_dots(opened)
        picture = render_open_page(opened, THERMAL_DPI, grey=True)
    rows = [
        picture.data[row * picture.stride : row * picture.stride + picture.width]
        for row in range(picture.height)
    ]
    return [
        one
        for one in found
        if one.how is not Cut.QUIET
        or any(
            is_short and _is_lost(rows, code_side)
            for is_short, code_side in zip(
                _short_sides(page, one.code, region), _strips(one.code, region), strict=True
            )
        )
    ]


def _quiet_mm(code: CodeFacts) -> float:
    modules = _MATRIX_MODULES.get(code.format, _LINEAR_MODULES)
    return modules * (code.module_mm or _MODULE_MM)


def _short_sides(page: PageFacts, code: CodeFacts, region: Box) -> tuple[bool, ...]:
    """Left, top, right, bottom: whether the rule leaves less white there than a scanner needs.

    The edge of the page is nobody's cut.
    """
    needed = _quiet_mm(code) - _SURE_MM
    whole = (0.0, 0.0, page.width_mm, page.height_mm)
    short = []
    for side in range(4):
        is_across = side % 2 == 0
        counts = code.format in _MATRIX_MODULES or is_across == code.is_level
        left = abs(code.box[side] - region[side])
        is_page_edge = abs(region[side] - whole[side]) <= _SURE_MM
        short.append(counts and not is_page_edge and left < needed)
    return tuple(short)


def _strips(code: CodeFacts, region: Box) -> tuple[tuple[Box, Box], ...]:
    """Left, top, right, bottom of a code: what is kept beside it, and what is cut off there."""
    left, top, right, bottom = code.box
    quiet, sure = _quiet_mm(code), _SURE_MM
    # The middle third is enough: letters above and below are no bars.
    above, below = top + (bottom - top) / 3, bottom - (bottom - top) / 3
    before, after = left + (right - left) / 3, right - (right - left) / 3
    return (
        ((region[0], above, left - sure, below), (left - quiet, above, region[0], below)),
        ((before, region[1], after, top - sure), (before, top - quiet, after, region[1])),
        ((right + sure, above, region[2], below), (region[2], above, right + quiet, below)),
        ((before, bottom + sure, after, region[3]), (before, region[3], after, bottom + quiet)),
    )


def _is_lost(rows: Sequence[bytes], strips: tuple[Box, Box]) -> bool:
    """Whether white that belonged to a code is cut off: nothing stood between, and it is white."""
    kept, lost = strips
    return _white(rows, kept) > 0.98 and _white(rows, lost) > 0.5


def _white(rows: Sequence[bytes], box: Box) -> float:
    """The part of a box that is white; 1 where there is no box."""
    left, top, right, bottom = (max(0, round(edge / _DOT_MM)) for edge in box)
    dots = b"".join(row[left:right] for row in rows[top:bottom])
    return sum(dot >= _WHITE for dot in dots) / len(dots) if dots else 1.0


def _inside(box: Box, region: Box) -> bool:
    return (
        box[0] >= region[0] - _SURE_MM
        and box[1] >= region[1] - _SURE_MM
        and box[2] <= region[2] + _SURE_MM
        and box[3] <= region[3] + _SURE_MM
    )


def _touches(box: Box, region: Box) -> bool:
    return (
        box[0] < region[2] - _SURE_MM
        and region[0] + _SURE_MM < box[2]
        and box[1] < region[3] - _SURE_MM
        and region[1] + _SURE_MM < box[3]
    )
