"""Words in Indian scripts, shaped by HarfBuzz and drawn as outlines.

Outlines rather than an embedded font: a page needs a dozen glyphs at most, and they look the
same in every reader. The Latin spelling that stands beside them is what a search finds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import uharfbuzz
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas

_FONTS = Path(__file__).parents[2] / "resources" / "fonts"
_SCRIPTS = (
    (0x0900, 0x097F, "Devanagari"),
    (0x0980, 0x09FF, "Bengali"),
    (0x0A00, 0x0A7F, "Gurmukhi"),
    (0x0A80, 0x0AFF, "Gujarati"),
    (0x0B00, 0x0B7F, "Oriya"),
    (0x0B80, 0x0BFF, "Tamil"),
    (0x0C00, 0x0C7F, "Telugu"),
    (0x0C80, 0x0CFF, "Kannada"),
    (0x0D00, 0x0D7F, "Malayalam"),
)

Stroke = tuple[str, tuple[float, ...]]
"""One step of an outline in font units: m(ove), l(ine), c(urve) or z (close)."""


@dataclass
class _Face:
    font: Any
    units: int
    outlines: dict[int, list[Stroke]] = field(default_factory=dict)


def script_of(text: str) -> str:
    """Name of the Indian script that `text` is written in, "" for Latin."""
    for char in text:
        for first, last, name in _SCRIPTS:
            if first <= ord(char) <= last:
                return name
    return ""


def can_draw(text: str) -> bool:
    """Whether the app came with a font for the script of this text."""
    script = script_of(text)
    return bool(script) and _face(script) is not None


def draw(canvas: Canvas, x: float, y: float, text: str, size: float) -> float:
    """Draw `text` from (x, y) on the base line; returns its width in points.

    Raises ValueError when `can_draw` says no.
    """
    face = _face(script_of(text))
    if face is None:
        raise ValueError("no font for the script of this text")
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(face.font, buffer)
    scale = size / face.units
    path = canvas.beginPath()
    pen = x
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        left, base = pen + place.x_offset * scale, y + place.y_offset * scale
        for step, numbers in _outline(face, info.codepoint):
            points = [
                (left if n % 2 == 0 else base) + value * scale for n, value in enumerate(numbers)
            ]
            _add(path, step, points)
        pen += place.x_advance * scale
    canvas.drawPath(path, stroke=0, fill=1, fillMode=FILL_NON_ZERO)
    return pen - x


def _add(path: Any, step: str, points: list[float]) -> None:
    if step == "m":
        path.moveTo(*points)
    elif step == "l":
        path.lineTo(*points)
    elif step == "c":
        path.curveTo(*points)
    else:
        path.close()


@cache
def _face(script: str) -> _Face | None:
    path = _FONTS / f"NotoSans{script}-Regular.ttf"
    if not script or not path.is_file():
        return None
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    return _Face(uharfbuzz.Font(face), face.upem)


def _outline(face: _Face, glyph: int) -> list[Stroke]:
    known = face.outlines.get(glyph)
    if known is None:
        known = face.outlines[glyph] = []
        face.font.draw_glyph(glyph, _draw_funcs(), known)
    return known


@cache
def _draw_funcs() -> Any:
    funcs = uharfbuzz.DrawFuncs()
    funcs.set_move_to_func(lambda x, y, steps: steps.append(("m", (x, y))))
    funcs.set_line_to_func(lambda x, y, steps: steps.append(("l", (x, y))))
    funcs.set_cubic_to_func(lambda *a: a[6].append(("c", tuple(a[:6]))))
    funcs.set_quadratic_to_func(_quadratic)
    funcs.set_close_path_func(lambda steps: steps.append(("z", ())))
    return funcs


def _quadratic(cx: float, cy: float, x: float, y: float, steps: list[Stroke]) -> None:
    """PDF knows cubic curves only."""
    px, py = steps[-1][1][-2:]
    first = (px + 2 * (cx - px) / 3, py + 2 * (cy - py) / 3)
    second = (x + 2 * (cx - x) / 3, y + 2 * (cy - y) / 3)
    steps.append(("c", (*first, *second, x, y)))
