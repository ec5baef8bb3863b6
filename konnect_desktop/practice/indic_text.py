"""Words in Indian scripts, shaped by HarfBuzz and drawn as outlines.

Outlines rather than an embedded font: a page needs a dozen glyphs at most, and they look the
same in every reader. The Latin spelling that stands beside them is what a search finds.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import uharfbuzz
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas

from konnect_desktop.documents import shaping
from konnect_desktop.documents.shaping import Face

Stroke = tuple[str, tuple[float, ...]]
"""One step of an outline in font units: m(ove), l(ine), c(urve) or z (close)."""


def script_of(text: str) -> str:
    """Name of the Indian script that `text` is written in, "" for Latin."""
    return next((name for name in map(shaping.script_of, text) if name), "")


def can_draw(text: str) -> bool:
    """Whether the app came with a font for the script of this text."""
    return shaping.script_face(script_of(text)) is not None


def draw(canvas: Canvas, x: float, y: float, text: str, size: float) -> float:
    """Draw `text` from (x, y) on the base line; returns its width in points.

    Raises ValueError when `can_draw` says no.
    """
    if not can_draw(text):
        raise ValueError("no font for the script of this text")
    path = canvas.beginPath()
    pen = x
    for run in shaping.shape(text).runs:
        scale = size / run.face.upem
        for glyph in run.glyphs:
            left, base = pen + glyph.x_offset * scale, y + glyph.y_offset * scale
            for step, numbers in _outline(run.face, glyph.number):
                points = [
                    (left if n % 2 == 0 else base) + value * scale
                    for n, value in enumerate(numbers)
                ]
                _add(path, step, points)
            pen += glyph.advance * scale
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
def _outline(face: Face, glyph: int) -> list[Stroke]:
    strokes: list[Stroke] = []
    face.font.draw_glyph(glyph, _draw_funcs(), strokes)
    return strokes


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
