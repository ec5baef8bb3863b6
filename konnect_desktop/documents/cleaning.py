"""Takes out of a page everything that is not ink: scripts, actions, attached files, forms."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from konnect_desktop.documents.opening import (
    pdfium_document,
    pdfium_page,
    pikepdf_document,
    saved,
)
from konnect_desktop.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pikepdf

#: What draws a page and says how it lies. Anything else can only act, not print.
_BOXES = ("/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/ArtBox")
#: What viewers print by rules of their own, and pdfium leaves out.
_DRAWN_ELSEWHERE = frozenset(("/Stamp", "/Line", "/Polygon", "/PolyLine", "/Caret"))
_HIDDEN, _PRINT = 2, 4
_DEEPEST_FIELD = 32
_PRINTED = frozenset((*_BOXES, "/Type", "/Parent", "/Contents", "/Resources", "/Rotate", "/Group"))


def has_marks(document: pikepdf.Pdf) -> bool:
    """Whether pages carry notes, stamps or fields. Links alone print nothing."""
    return any(_is_drawn(mark) for page in document.pages for mark in _marks(page))


def with_marks_drawn(data: bytes) -> bytes:
    """The PDF with its notes, stamps and filled-in fields as part of their pages, as printed.

    Needed before pages leave their document: on their own, annotations cannot be drawn. What
    has no look of its own gets the one that a viewer gives it (pdfium makes it when it opens
    the page). Raises DocumentError for a mark that no look can be made for, because what a
    viewer prints must not go missing in silence.
    """
    marked: set[int] = set()
    with pikepdf_document(data) as document:
        for number, page in enumerate(document.pages):
            for mark in _marks(page):
                if _is_lost(mark):
                    raise _no_look(number + 1, str(mark.get("/Subtype", "")))
                if _is_drawn(mark):
                    marked.add(number)
        if not marked:
            return data
        if _has_looks_to_keep(document):
            document.Root.AcroForm.NeedAppearances = False
            data = saved(document)
    import pypdfium2.raw as pdfium

    with pdfium_document(data) as opened:
        opened.init_forms()
        for number in sorted(marked):
            with pdfium_page(opened, number) as page:
                # The looks of notes are made when a page is drawn for the first time.
                page.render(scale=min(0.1, 60 / max(page.get_size()))).close()
                if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT) == pdfium.FLATTEN_FAIL:
                    raise _no_look(number + 1, "flatten")
        target = io.BytesIO()
        opened.save(target)
    return target.getvalue()


def _marks(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    import pikepdf

    annotations = page.obj.get("/Annots")
    for mark in annotations.as_list() if isinstance(annotations, pikepdf.Array) else ():
        if isinstance(mark, pikepdf.Dictionary):
            yield mark


def _is_drawn(mark: pikepdf.Object) -> bool:
    return _has_look(mark) or str(mark.get("/Subtype", "")) not in ("/Link", "/Popup")


def _has_looks_to_keep(document: pikepdf.Pdf) -> bool:
    """Whether fields would be drawn anew that have a look, in letters that pdfium cannot draw."""
    import pikepdf

    form = document.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary) or not form.get("/NeedAppearances", False):
        return False
    marks = (mark for page in document.pages for mark in _marks(page))
    return any(_has_look(mark) and not _is_western(_inherited(mark, "/V")) for mark in marks)


def _is_lost(mark: pikepdf.Object) -> bool:
    """Whether viewers print something for it and pdfium cannot."""
    flags = mark.get("/F", 0)
    is_printed = isinstance(flags, int) and bool(flags & _PRINT) and not flags & _HIDDEN
    if not is_printed or _has_look(mark):
        return False
    kind = str(mark.get("/Subtype", ""))
    if kind in _DRAWN_ELSEWHERE:
        return True
    # The letters that it finds without a font of the file are those of Western Europe.
    said = _inherited(mark, "/V") if kind == "/Widget" else mark.get("/Contents")
    return kind in ("/FreeText", "/Widget") and not _is_western(said)


def _has_look(mark: pikepdf.Object) -> bool:
    import pikepdf

    looks = mark.get("/AP")
    return isinstance(looks, pikepdf.Dictionary) and looks.get("/N") is not None


def _is_western(said: object) -> bool:
    import pikepdf

    if not isinstance(said, pikepdf.String):
        return True
    try:
        str(said).encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _inherited(mark: pikepdf.Object, key: str) -> object:
    """A value of a field; it may stand in the field above."""
    import pikepdf

    node: object = mark
    for _step in range(_DEEPEST_FIELD):
        if not isinstance(node, pikepdf.Dictionary):
            break
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _no_look(number: int, detail: str) -> DocumentError:
    return DocumentError(
        f"A note or stamp on page {number} of the PDF can only be drawn by the program that "
        "made it, so the PDF was not kept.",
        next_step="Print it from the Fynd panel.",
        detail=detail,
    )


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
