"""Does every bar still scan? The sheets as a 203 dpi printer would draw them are read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from konnect_desktop.documents.facts import Box, PageFacts
from konnect_desktop.documents.fitting import Fit
from konnect_desktop.documents.identifiers import says_awb
from konnect_desktop.documents.opening import pdfium_document, pdfium_page
from konnect_desktop.documents.placing import Paper, Plan
from konnect_desktop.documents.rendering import (
    THERMAL_DPI,
    FoundCode,
    RenderedPage,
    find_codes,
    render_open_page,
    to_whole_dots,
)

_QUIET_MM = 5.0
_DOTS_PER_MM = THERMAL_DPI / 25.4


@dataclass(frozen=True)
class ExpectedCode:
    """A bar code of paper `paper` that has to be readable on `sheet`.

    `near`: where it should be; `place`: the whole paper on that sheet, both mm from top left.
    """

    paper: int
    sheet: int
    near: Box
    place: Box
    text: str
    format: str


def expected_codes(papers: Sequence[Paper], plan: Plan) -> list[ExpectedCode]:
    """Every bar code that has to read on a sheet: those on it, and AWBs that a crop cut off."""
    found = []
    said = _said(papers, plan)
    for placed in plan.placed:
        page: PageFacts = papers[placed.paper].facts[placed.page]
        corner = (placed.left, placed.top)
        place = (
            placed.left,
            placed.top,
            placed.left + placed.fit.width_mm,
            placed.top + placed.fit.height_mm,
        )
        for code in page.codes:
            lost = [awb for awb in papers[placed.paper].awbs if says_awb(code.text, awb)]
            lost = [awb for awb in lost if awb not in said.get(placed.paper, ())]
            if lost or _is_inside(code.box, placed.fit.clip):
                near = _on_sheet(code.box, placed.fit, corner)
                found.append(
                    ExpectedCode(placed.paper, placed.sheet, near, place, code.text, code.format)
                )
    return found


def _said(papers: Sequence[Paper], plan: Plan) -> dict[int, set[str]]:
    """Paper -> those of its AWBs that a bar code on the sheets says."""
    said: dict[int, set[str]] = {}
    for placed in plan.placed:
        paper = papers[placed.paper]
        for code in paper.facts[placed.page].codes:
            if _is_inside(code.box, placed.fit.clip):
                found = {awb for awb in paper.awbs if says_awb(code.text, awb)}
                said.setdefault(placed.paper, set()).update(found)
    return said


def unreadable_codes(pdf: bytes, expected: Sequence[ExpectedCode]) -> list[int]:
    """Which of `expected` (by number) do not read as they should at 203 dpi.

    Raises DocumentError when a sheet cannot be drawn.
    """
    by_sheet: dict[int, list[int]] = {}
    for number, code in enumerate(expected):
        by_sheet.setdefault(code.sheet, []).append(number)
    failed: list[int] = []
    with pdfium_document(pdf) as document:
        for sheet, numbers in sorted(by_sheet.items()):
            with pdfium_page(document, sheet) as opened:
                to_whole_dots(opened)
                picture = render_open_page(opened, THERMAL_DPI, grey=True)
            failed.extend(n for n in numbers if not _reads(picture, expected[n]))
    return failed


def _reads(picture: RenderedPage, code: ExpectedCode) -> bool:
    """Look where it should be, then on the whole paper: a code may be part of a larger one."""
    left, top, right, bottom = code.near
    near = (left - _QUIET_MM, top - _QUIET_MM, right + _QUIET_MM, bottom + _QUIET_MM)
    if _shows(code.text, find_codes(_cut(picture, near), code.format, is_quick=True)):
        return True
    return _shows(code.text, find_codes(_cut(picture, code.place)))


def _shows(text: str, found: Sequence[FoundCode]) -> bool:
    return any(code.text == text for code in found)


def _cut(picture: RenderedPage, box: Box) -> RenderedPage:
    left, top = (max(0, int(edge * _DOTS_PER_MM)) for edge in box[:2])
    right = min(picture.width, round(box[2] * _DOTS_PER_MM))
    bottom = min(picture.height, round(box[3] * _DOTS_PER_MM))
    if right <= left or bottom <= top:
        return RenderedPage(1, 1, 1, picture.format, b"\xff")
    width = right - left
    rows = (
        picture.data[row * picture.stride + left : row * picture.stride + right]
        for row in range(top, bottom)
    )
    return RenderedPage(width, bottom - top, width, picture.format, b"".join(rows))


def _is_inside(box: Box, clip: Box) -> bool:
    slack = 0.5
    return (
        box[0] >= clip[0] - slack
        and box[1] >= clip[1] - slack
        and box[2] <= clip[2] + slack
        and box[3] <= clip[3] + slack
    )


def _on_sheet(box: Box, fit: Fit, corner: tuple[float, float]) -> Box:
    left, top, right, bottom = (
        box[0] - fit.clip[0],
        box[1] - fit.clip[1],
        box[2] - fit.clip[0],
        box[3] - fit.clip[1],
    )
    if fit.is_turned:  # clockwise: what was below is on the left
        height = fit.clip[3] - fit.clip[1]
        left, top, right, bottom = height - bottom, left, height - top, right
    x, y = corner
    return (
        x + left * fit.scale,
        y + top * fit.scale,
        x + right * fit.scale,
        y + bottom * fit.scale,
    )
