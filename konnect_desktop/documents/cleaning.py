"""Takes out of a page everything that is not ink: scripts, actions, attached files, forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pikepdf

#: What draws a page and says how it lies. Anything else can only act, not print.
_PRINTED = frozenset(
    (
        "/Type",
        "/Parent",
        "/Contents",
        "/Resources",
        "/MediaBox",
        "/CropBox",
        "/TrimBox",
        "/BleedBox",
        "/ArtBox",
        "/Rotate",
        "/UserUnit",
        "/Group",
    )
)


def settle_marks(document: pikepdf.Pdf) -> None:
    """Make stamps and filled-in fields part of their pages, as a printer would show them.

    Needed before pages leave their document: on their own, annotations cannot be drawn.
    """
    if any("/Annots" in page.obj for page in document.pages):
        if "/AcroForm" in document.Root:
            document.generate_appearance_streams()
        document.flatten_annotations("print")


def keep_ink_only(pages: Iterable[pikepdf.Page]) -> None:
    """Leave of each page what draws it."""
    for page in pages:
        for key in [key for key in page.obj.keys() if key not in _PRINTED]:  # noqa: SIM118
            del page.obj[key]
