"""The sheets of paper that papers are laid on, and the places on them. Lengths are mm."""

from __future__ import annotations

from dataclasses import dataclass

from konnect_desktop.documents.facts import Box
from konnect_desktop.domain.printing import CustomSheet, Layout
from konnect_desktop.errors import DocumentError

A4_MM = (210.0, 297.0)
LETTER_MM = (215.9, 279.4)
THERMAL_MM = (101.6, 152.4)
_SMALLEST_MM = 20.0
_LARGEST_MM = 1500.0
_MOST_PLACES = 200


@dataclass(frozen=True)
class Sheet:
    """A sheet and its places in reading order.

    `is_paired`: places come two by two, a label and what belongs to it.
    """

    width_mm: float
    height_mm: float
    places: tuple[Box, ...]
    is_paired: bool = False
    name: str = ""

    def require_place(self, place: int) -> None:
        """Raise DocumentError unless the sheet has place `place` (from 0)."""
        if not 0 <= place < len(self.places):
            raise DocumentError(
                f"This sheet has {len(self.places)} places; place {place + 1} is not one of them.",
                next_step="Choose another first place.",
            )


def sheet_of(layout: Layout, custom: CustomSheet | None = None) -> Sheet | None:
    """The sheet of a layout; None where every page is a sheet of its own size.

    Raises DocumentError for a custom sheet whose places do not fit on it.
    """
    if layout is Layout.AS_IS:
        return None
    if layout is Layout.THERMAL_4X6:
        return Sheet(*THERMAL_MM, _grid(THERMAL_MM, 1, 1), name="a 4 × 6 in label")
    if layout is Layout.A4_4UP:
        return Sheet(*A4_MM, _grid(A4_MM, 2, 2), name="a quarter of A4")
    if layout is Layout.LETTER_4UP:
        return Sheet(*LETTER_MM, _grid(LETTER_MM, 2, 2), name="a quarter of Letter")
    if layout is Layout.A4_PAIRS:
        return Sheet(*A4_MM, _grid(A4_MM, 2, 2), is_paired=True, name="a quarter of A4")
    if layout is Layout.A4_ONE:
        return Sheet(*A4_MM, _grid(A4_MM, 1, 1), name="A4")
    return _custom(custom)


def _grid(size: tuple[float, float], columns: int, rows: int) -> tuple[Box, ...]:
    width, height = size[0] / columns, size[1] / rows
    return tuple(
        (column * width, row * height, (column + 1) * width, (row + 1) * height)
        for row in range(rows)
        for column in range(columns)
    )


def _custom(sheet: CustomSheet | None) -> Sheet:
    if sheet is None:
        raise DocumentError(
            "This layout needs a sheet of your own, and none is set.",
            next_step="Set its size first.",
        )
    if not all(_SMALLEST_MM <= side <= _LARGEST_MM for side in (sheet.width_mm, sheet.height_mm)):
        raise _unfit(f"A sheet measures {_SMALLEST_MM:g} to {_LARGEST_MM:g} mm a side.")
    if sheet.columns < 1 or sheet.rows < 1 or sheet.columns * sheet.rows > _MOST_PLACES:
        raise _unfit(f"A sheet has 1 to {_MOST_PLACES} places.")
    margins = (sheet.margin_left_mm, sheet.margin_top_mm, sheet.gap_x_mm, sheet.gap_y_mm)
    if min(margins) < 0:
        raise _unfit("Margins and gaps cannot be less than nothing.")
    width = _place(sheet.width_mm, sheet.margin_left_mm, sheet.gap_x_mm, sheet.columns)
    height = _place(sheet.height_mm, sheet.margin_top_mm, sheet.gap_y_mm, sheet.rows)
    if min(width, height) < _SMALLEST_MM:
        raise _unfit("Margins and gaps leave no room for the labels.")
    places = []
    for row in range(sheet.rows):
        for column in range(sheet.columns):
            left = sheet.margin_left_mm + column * (width + sheet.gap_x_mm)
            top = sheet.margin_top_mm + row * (height + sheet.gap_y_mm)
            places.append((left, top, left + width, top + height))
    return Sheet(
        sheet.width_mm,
        sheet.height_mm,
        tuple(places),
        name=f"a place of {width:.0f} × {height:.0f} mm",
    )


def _place(whole: float, margin: float, gap: float, count: int) -> float:
    """The size of one place; the far margin is as wide as the near one."""
    return (whole - 2 * margin - (count - 1) * gap) / count


def _unfit(words: str) -> DocumentError:
    return DocumentError(f"The sheet of your own does not work: {words}", next_step="Correct it.")
