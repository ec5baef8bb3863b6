"""What one look at a paper tells for ever: sizes, where its ink is, and which bars it carries.

Read once when a paper is kept, so that nothing of it has to be asked again at printing time.
Lengths are mm; boxes are left, top, right, bottom from the top left corner as seen.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from konnect_desktop.documents.identifiers import says_awb
from konnect_desktop.documents.label_boxes import (
    Found,
    LabelBox,
    find_labels,
    is_label_page,
    whole_page,
)
from konnect_desktop.documents.opening import MM_PER_POINT, pdfium_document, pdfium_page
from konnect_desktop.documents.rendering import (
    COMMON_FORMATS,
    THERMAL_DPI,
    FoundCode,
    RenderedPage,
    closer_dpis,
    find_codes,
    render_open_page,
    to_whole_dots,
)

Box = tuple[float, float, float, float]

_VERSION = 2
#: Papers kept before labels were looked for on their pages.
_WITHOUT_LABELS = 1
#: Paler than this (of 255) is paper, not ink.
_INK = bytes(0 if value < 245 else 255 for value in range(256))
_DARK = bytes(0 if value < 128 else 255 for value in range(256))
_STRIP_DPI = 812
_STRIP_MM = 25.4 / _STRIP_DPI
_QUIET_MM = 2.0
_CODE_128_START = 11  # modules of the six first bars and gaps


@dataclass(frozen=True)
class CodeFacts:
    """One bar code: what it says and where it is.

    `module_mm`: width of its narrowest bar; `start_mm`: where its first bar begins, from the
    left of the page when `is_level`, else from the top. All 0 when they could not be measured.
    """

    text: str
    format: str
    box: Box
    module_mm: float = 0.0
    start_mm: float = 0.0
    is_level: bool = True


@dataclass(frozen=True)
class PageFacts:
    """One page as seen. `ink` is None for a blank page, `top_ink` for a blank upper half.

    `labels`: the labels that were found on it; `label_boxes.label_of` tells the one to print.
    """

    width_mm: float
    height_mm: float
    ink: Box | None
    top_ink: Box | None = None
    codes: tuple[CodeFacts, ...] = ()
    labels: tuple[LabelBox, ...] = ()


def read_facts(
    papers: Mapping[str, bytes], awbs: Mapping[str, Sequence[str]] | None = None
) -> dict[str, tuple[PageFacts, ...]]:
    """The facts of every page of each paper.

    `awbs`: what the bars of each should say; where that is not read at first, a closer look
    is taken for finer bars. Raises DocumentError for a paper that does not open.
    """
    wanted = awbs or {}
    return {name: _facts_of(data, wanted.get(name, ())) for name, data in papers.items()}


def to_text(pages: Iterable[PageFacts]) -> str:
    """The facts as text, to be kept beside the paper."""
    rows = [
        [
            round(page.width_mm, 3),
            round(page.height_mm, 3),
            _rounded(page.ink),
            _rounded(page.top_ink),
            [
                [
                    code.text,
                    code.format,
                    _rounded(code.box),
                    round(code.module_mm, 5),
                    round(code.start_mm, 4),
                    int(code.is_level),
                ]
                for code in page.codes
            ],
            [[_rounded(one.box), one.found.value, one.codes] for one in page.labels],
        ]
        for page in pages
    ]
    return json.dumps([_VERSION, rows], ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> tuple[PageFacts, ...] | None:
    """Facts that were kept; None when they are of another make and have to be read again."""
    try:
        version, rows = json.loads(text)
        if version not in (_VERSION, _WITHOUT_LABELS):
            return None
        pages = [_page(*row) for row in rows]
    except (ValueError, TypeError, IndexError):
        return None
    known = tuple(page for page in pages if page is not None)
    return known if len(known) == len(pages) else None


def _facts_of(data: bytes, awbs: Sequence[str]) -> tuple[PageFacts, ...]:
    with pdfium_document(data) as document:
        pages = []
        for number in range(len(document)):
            with pdfium_page(document, number) as opened:
                pages.append(_page_facts(opened, awbs))
        return tuple(pages)


def _page_facts(opened: Any, awbs: Sequence[str]) -> PageFacts:
    width, height = (side * MM_PER_POINT for side in opened.get_size())
    to_whole_dots(opened)
    picture = render_open_page(opened, THERMAL_DPI, grey=True)
    codes = read_codes(opened, picture, awbs)
    return PageFacts(
        width,
        height,
        _ink(picture, picture.height),
        _ink(picture, picture.height // 2),
        codes,
        find_labels(picture, codes, (width, height)),
    )


def read_codes(
    opened: Any, picture: RenderedPage, awbs: Sequence[str] = (), *, is_thorough: bool = False
) -> tuple[CodeFacts, ...]:
    """The bar codes of an open page, of which `picture` was drawn at THERMAL_DPI.

    `is_thorough`: look closer also where something was found that says one of `awbs`.
    """
    found = _codes(opened, picture, awbs, is_thorough=is_thorough)
    return tuple(_code_facts(opened, code, 25.4 / dpi) for code, dpi in found)


def _codes(
    opened: Any, picture: RenderedPage, awbs: Sequence[str], *, is_thorough: bool
) -> list[tuple[FoundCode, int]]:
    """The bar codes with the resolution at which they were read."""
    found = [(code, THERMAL_DPI) for code in find_codes(picture, COMMON_FORMATS)]
    for dpi in closer_dpis(opened):
        says = any(says_awb(code.text, awb) for code, _ in found for awb in awbs)
        if found and not is_thorough and (says or not awbs):
            break
        fine = find_codes(render_open_page(opened, dpi, grey=True), COMMON_FORMATS)
        known = {code.text for code, _ in found}
        found += [(code, dpi) for code in fine if code.text not in known]
    return found


def _ink(picture: RenderedPage, rows: int) -> Box | None:
    """The box around everything that is not white in the first `rows` rows."""
    left, right, top, bottom = picture.width, 0, -1, 0
    ink = picture.data.translate(_INK)
    for row in range(rows):
        start = row * picture.stride
        line = ink[start : start + picture.width]
        from_left = line.find(0)
        if from_left < 0:
            continue
        if top < 0:
            top = row
        bottom = row + 1
        left = min(left, from_left)
        right = max(right, line.rfind(0) + 1)
    if top < 0:
        return None
    mm = 25.4 / THERMAL_DPI
    return (left * mm, top * mm, right * mm, bottom * mm)


def _code_facts(opened: Any, code: FoundCode, mm: float) -> CodeFacts:
    xs, ys = [x * mm for x, _ in code.corners], [y * mm for _, y in code.corners]
    box = (min(xs), min(ys), max(xs), max(ys))
    return CodeFacts(code.text, code.format, box, *_measured(opened, code, mm))


def _measured(opened: Any, code: FoundCode, mm: float) -> tuple[float, float, bool]:
    """Module width, start and direction, along the middle of the code; 0 when it is oblique."""
    top_left, top_right, bottom_right, bottom_left = [(x * mm, y * mm) for x, y in code.corners]
    start = ((top_left[0] + bottom_left[0]) / 2, (top_left[1] + bottom_left[1]) / 2)
    end = ((top_right[0] + bottom_right[0]) / 2, (top_right[1] + bottom_right[1]) / 2)
    across, down = end[0] - start[0], end[1] - start[1]
    is_level = abs(across) > abs(down)
    if min(abs(across), abs(down)) > 0.02 * max(abs(across), abs(down)):
        return 0.0, 0.0, is_level
    line, origin = _strip(opened, start, end, is_level=is_level)
    runs = _runs(line if across + down > 0 else line[::-1])
    if len(runs) < 7:
        return 0.0, 0.0, is_level
    first = origin + line.index(0) * _STRIP_MM
    return _module(runs, code.format) * _STRIP_MM, first, is_level


def _module(runs: list[int], name: str) -> float:
    """The narrowest bar in dots of the strip, from all bars and gaps of a code."""
    if name == "Code 128":
        about = sum(runs[:6]) / _CODE_128_START
        # Every character has 11 modules, and the stop two more: the whole width is the ruler.
        count = round((sum(runs) / about - 2) / 11) * 11 + 2
        return sum(runs) / count if count > 0 else about
    narrow = sorted(runs)[len(runs) // 10]
    alike = [run for run in runs if run <= 1.5 * narrow]
    return sum(alike) / len(alike)


def _strip(
    opened: Any, start: tuple[float, float], end: tuple[float, float], *, is_level: bool
) -> tuple[bytes, float]:
    """One row (or column) of dots through the middle of a code, and where it begins in mm.

    Black or white, with a bit of quiet zone at both ends.
    """
    axis, other = (0, 1) if is_level else (1, 0)
    size = [side * MM_PER_POINT for side in opened.get_size()]
    low = max(0.0, min(start[axis], end[axis]) - _QUIET_MM)
    high = min(size[axis], max(start[axis], end[axis]) + _QUIET_MM)
    at = min(start[other], size[other] - 0.1)
    edges = [low, at, size[0] - high, size[1] - at - 0.1]
    if not is_level:
        edges = [at, low, size[0] - at - 0.1, size[1] - high]
    left, top, right, bottom = (max(0.0, edge) / MM_PER_POINT for edge in edges)
    bitmap = opened.render(
        scale=_STRIP_DPI / 72,
        crop=(left, bottom, right, top),
        grayscale=True,
        fill_color=(255, 255, 255, 255),
    )
    try:
        data = bytes(bitmap.buffer).translate(_DARK)
        line = data[: bitmap.width] if is_level else data[:: bitmap.stride][: bitmap.height]
    finally:
        bitmap.close()
    # The library cuts at whole dots, rounding up.
    return line, math.ceil(low / _STRIP_MM - 1e-6) * _STRIP_MM


def _runs(line: bytes) -> list[int]:
    """Lengths of bars and gaps in turn, from the first bar to the last."""
    line = line.strip(b"\xff")
    runs, start = [], 0
    for place in range(1, len(line) + 1):
        if place == len(line) or line[place] != line[start]:
            runs.append(place - start)
            start = place
    return runs


def _rounded(box: Box | None) -> list[float] | None:
    return None if box is None else [round(edge, 3) for edge in box]


def _box(values: Any) -> Box | None:
    return None if values is None else _sure(values)


def _page(
    width: Any, height: Any, ink: Any, top: Any, codes: Any, labels: Any = None
) -> PageFacts | None:
    """None for a page on which labels were never looked for."""
    read = tuple(_code(*values) for values in codes)
    size = (float(width), float(height))
    if labels is None:
        if not is_label_page(*size):
            return None
        found: tuple[LabelBox, ...] = (whole_page(read, size),)
    else:
        found = tuple(
            LabelBox(_sure(box), Found(how), tuple(map(int, own))) for box, how, own in labels
        )
    return PageFacts(*size, _box(ink), _box(top), read, found)


def _code(text: Any, name: Any, box: Any, module: Any, start: Any, is_level: Any) -> CodeFacts:
    return CodeFacts(str(text), str(name), _sure(box), float(module), float(start), bool(is_level))


def _sure(values: Any) -> Box:
    left, top, right, bottom = (float(value) for value in values)
    return (left, top, right, bottom)
