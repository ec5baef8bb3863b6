"""Labels on the paper at hand: placed as vectors, at true size, never scaled."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from konnect_desktop.documents.opening import MM_PER_POINT, pikepdf_document, saved
from konnect_desktop.errors import DocumentError

if TYPE_CHECKING:
    import pikepdf

A4_MM = (210.0, 297.0)
# Makers round A6 in more than one way; this much may stand over without touching print.
_TOLERANCE_MM = 0.6
_MAX_TREE_DEPTH = 64


class Sheet(Enum):
    """What is printed on: each page as it is, or four labels on an A4 sheet."""

    AS_IS = "as_is"
    A4_4UP = "a4_4up"

    @property
    def slots(self) -> int:
        """How many labels one sheet takes."""
        return 4 if self is Sheet.A4_4UP else 1


def impose(pages_pdf: bytes, layout: Sheet, first_slot: int = 0) -> bytes:
    """Return the pages laid out on `layout`, in order, left to right and top to bottom.

    `first_slot` (from 0) starts on a half-used sheet. A page that fits only when turned is
    turned by 90°. Raises DocumentError for a page that does not fit at true size, or a slot
    that the sheet does not have.
    """
    if not 0 <= first_slot < layout.slots:
        raise DocumentError(
            f"This sheet has {layout.slots} places; place {first_slot + 1} is not one of them."
        )
    if layout is Sheet.AS_IS:
        return pages_pdf
    with pikepdf_document(pages_pdf) as source:
        return _on_a4(source, first_slot)


def _on_a4(source: pikepdf.Pdf, first_slot: int) -> bytes:
    import pikepdf

    slots = _a4_slots()
    paper = (A4_MM[0] / MM_PER_POINT, A4_MM[1] / MM_PER_POINT)
    with pikepdf.new() as target:
        for number, page in enumerate(source.pages):
            _turn_to_fit(page, number)
            slot = (first_slot + number) % len(slots)
            if number == 0 or slot == 0:
                target.add_blank_page(page_size=paper)
            # Without shrink and expand the page keeps its size, centred in its place.
            target.pages[-1].add_overlay(
                page,
                slots[slot],
                shrink=False,  # type: ignore[call-arg]
                expand=False,
            )
        return saved(target)


def _a4_slots() -> list[pikepdf.Rectangle]:
    """The four quarters of A4 in points, reading order (PDF counts from the bottom left)."""
    import pikepdf

    width, height = (side / 2 / MM_PER_POINT for side in A4_MM)
    return [
        pikepdf.Rectangle(column * width, row * height, (column + 1) * width, (row + 1) * height)
        for row in (1, 0)
        for column in (0, 1)
    ]


def _turn_to_fit(page: pikepdf.Page, number: int) -> None:
    width, height = _size_mm(page)
    slot = (A4_MM[0] / 2, A4_MM[1] / 2)
    if _fits(width, height, slot):
        return
    if _fits(height, width, slot):
        page.rotate(90, relative=True)
        return
    raise DocumentError(
        f"Page {number + 1} measures {width:.0f} × {height:.0f} mm and does not fit on a "
        f"quarter of A4 ({slot[0]:.0f} × {slot[1]:.0f} mm) without shrinking its bars.",
        next_step="Print the labels as they are.",
    )


def _fits(width: float, height: float, slot: tuple[float, float]) -> bool:
    return width <= slot[0] + _TOLERANCE_MM and height <= slot[1] + _TOLERANCE_MM


def _size_mm(page: pikepdf.Page) -> tuple[float, float]:
    """Size as seen: the box that gets placed, rotation applied."""
    left, bottom, right, top = (float(edge) for edge in page.trimbox.as_list())
    width, height = abs(right - left) * MM_PER_POINT, abs(top - bottom) * MM_PER_POINT
    return (height, width) if _rotation(page) % 180 else (width, height)


def _rotation(page: pikepdf.Page) -> int:
    """Degrees by which the page is shown turned, its own or handed down by the page tree."""
    node: pikepdf.Object = page.obj
    for _ in range(_MAX_TREE_DEPTH):
        if "/Rotate" in node:
            return int(node["/Rotate"])
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return 0
