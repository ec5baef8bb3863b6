"""How a page lies: from its own coordinates to what a reader shows, and matrices for that."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    import pikepdf

Matrix = tuple[float, float, float, float, float, float]
_Box = tuple[float, float, float, float]
_MAX_TREE_DEPTH = 64
#: What readers take for a page without a size, in points.
_LETTER: _Box = (0.0, 0.0, 612.0, 792.0)


def shown_size(page: pikepdf.Page) -> tuple[float, float]:
    """Width and height of what is shown of a page, in points, before it is turned."""
    unit = page.obj.get("/UserUnit", 1)
    left, bottom, right, top = _shown_box(page)
    scale = float(unit) if is_number(unit) else 1.0
    return (right - left) * scale, (top - bottom) * scale


def as_seen(page: pikepdf.Page) -> tuple[Matrix, float]:
    """From the page's own coordinates to what a reader shows, its corner at 0, 0; the height."""
    x0, y0, x1, y1 = _shown_box(page)
    turn = _rotation(page)
    if turn == 90:
        matrix, height = (0.0, -1.0, 1.0, 0.0, -y0, x1), x1 - x0
    elif turn == 180:
        matrix, height = (-1.0, 0.0, 0.0, -1.0, x1, y1), y1 - y0
    elif turn == 270:
        matrix, height = (0.0, 1.0, -1.0, 0.0, y1, -x0), x1 - x0
    else:
        matrix, height = (1.0, 0.0, 0.0, 1.0, -x0, -y0), y1 - y0
    return matrix, height


def _shown_box(page: pikepdf.Page) -> _Box:
    media = _upright([float(edge) for edge in page.mediabox.as_list()])
    if media[2] <= media[0] or media[3] <= media[1]:
        media = _LETTER
    return _crossed(_upright([float(edge) for edge in page.cropbox.as_list()]), media)


def _upright(box: Sequence[float]) -> _Box:
    return (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]))


def _crossed(crop: _Box, media: _Box) -> _Box:
    """The part of the crop box that is on the paper; all of the paper if there is none."""
    left, bottom = max(crop[0], media[0]), max(crop[1], media[1])
    right, top = min(crop[2], media[2]), min(crop[3], media[3])
    return (left, bottom, right, top) if right > left and top > bottom else media


def _rotation(page: pikepdf.Page) -> int:
    """Degrees by which the page is shown turned, clockwise: 0, 90, 180 or 270.

    Readers take whole quarters only, and what is no number for none.
    """
    turn = inherited(page, "/Rotate")
    return int(int(turn) / 90) % 4 * 90 if is_number(turn) else 0


def is_number(value: object) -> TypeGuard[int | Decimal]:
    """Whether pikepdf gave a number."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def inherited(page: pikepdf.Page, key: str) -> pikepdf.Object | None:
    """A value of the page, its own or handed down by the page tree."""
    node: pikepdf.Object = page.obj
    for _ in range(_MAX_TREE_DEPTH):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return None


def then(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def inverse(matrix: Matrix) -> Matrix:
    a, b, c, d, e, f = matrix
    over = 1 / (a * d - b * c)
    return (
        d * over,
        -b * over,
        -c * over,
        a * over,
        (c * f - d * e) * over,
        (b * e - a * f) * over,
    )


def applied(matrix: Matrix, point: tuple[float, float]) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def numbers(matrix: Matrix) -> str:
    return " ".join(f"{value:.5f}".rstrip("0").rstrip(".") or "0" for value in matrix)
