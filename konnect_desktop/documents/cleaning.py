"""Takes out of a page everything that is not ink: scripts, actions, attached files, forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pikepdf

#: What draws a page and says how it lies. Anything else can only act, not print.
_BOXES = ("/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/ArtBox")
_PRINTED = frozenset((*_BOXES, "/Type", "/Parent", "/Contents", "/Resources", "/Rotate", "/Group"))


def settle_marks(document: pikepdf.Pdf) -> None:
    """Make stamps and filled-in fields part of their pages, as a printer would show them.

    Needed before pages leave their document: on their own, annotations cannot be drawn.
    """
    if any("/Annots" in page.obj for page in document.pages):
        if "/AcroForm" in document.Root:
            document.generate_appearance_streams()
        document.flatten_annotations("print")


def settle_units(document: pikepdf.Pdf, pages: Iterable[pikepdf.Page]) -> None:
    """Redraw pages with units of their own in points: not every reader knows of such units."""
    import pikepdf

    for page in pages:
        unit = float(page.obj.get("/UserUnit", 1))
        if unit in (0.0, 1.0):
            continue
        for name in _BOXES:
            box = page.obj.get(name)
            if isinstance(box, pikepdf.Array):
                page.obj[name] = pikepdf.Array([float(edge) * unit for edge in box.as_list()])
        page.contents_add(
            document.make_stream(f"q {unit} 0 0 {unit} 0 0 cm".encode()), prepend=True
        )
        page.contents_add(document.make_stream(b"Q"))
        del page.obj["/UserUnit"]


def keep_ink_only(pages: Iterable[pikepdf.Page]) -> None:
    """Leave of each page what draws it."""
    for page in pages:
        for key in [key for key in page.obj.keys() if key not in _PRINTED]:  # noqa: SIM118
            del page.obj[key]
