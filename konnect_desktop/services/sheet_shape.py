"""How a sheet of paper is divided, for whoever draws it. Lengths are mm."""

from __future__ import annotations

from dataclasses import dataclass

from konnect_desktop.documents.paper_sizes import sheet_of
from konnect_desktop.domain.printing import CustomSheet, Layout


@dataclass(frozen=True, slots=True)
class SheetShape:
    """A sheet and its places in reading order: left, top, right, bottom from the top left."""

    width_mm: float
    height_mm: float
    places: tuple[tuple[float, float, float, float], ...]
    is_paired: bool = False


def shape_of(layout: Layout, custom: CustomSheet | None = None) -> SheetShape | None:
    """The sheet of a layout; None where each page is a sheet of its own size.

    Raises DocumentError for a sheet of the seller's own that does not work.
    """
    sheet = sheet_of(layout, custom)
    if sheet is None:
        return None
    return SheetShape(sheet.width_mm, sheet.height_mm, sheet.places, sheet.is_paired)
