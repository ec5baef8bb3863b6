"""Is this a PDF that can be kept and printed? Asked before any other use of the bytes."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from konnect_desktop.documents.layers import has_layers
from konnect_desktop.documents.opening import (
    MM_PER_POINT,
    pdfium_document,
    pikepdf_document,
    short,
)
from konnect_desktop.errors import DocumentError

if TYPE_CHECKING:
    import pikepdf

MAX_BYTES = 64 * 2**20
MAX_PAGES = 2000
FETCH_AGAIN = "Fetch it again; if it stays, print it from the Fynd panel."

# Readers accept a few bytes before the signature and after the end mark.
_HEAD = 1024
_TAIL = 2048

_ACTIVE_ACTIONS = frozenset(
    ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition")
)
_ACTIVE_KEYS = ("/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMediaContent", "/XFA")
_ACTIVE_SUBTYPES = frozenset(("/FileAttachment", "/RichMedia"))
_MAX_DEPTH = 100


@dataclass(frozen=True)
class PdfFacts:
    """What the check learned: number of pages, and width and height of the first in mm."""

    pages: int
    size_mm: tuple[float, float]
    #: Some of it may be hidden: see `without_hidden_layers`.
    has_layers: bool = False


def check_pdf(data: bytes, *, max_bytes: int = MAX_BYTES, max_pages: int = MAX_PAGES) -> PdfFacts:
    """Return the facts of a sound PDF, every page of which opens.

    Raises DocumentError with words for: empty, too large, not a PDF (web page, text), cut off,
    password-protected, without pages, too many pages, damaged.
    """
    if len(data) > max_bytes:
        raise DocumentError(
            f"The document is {len(data) / 2**20:.1f} MB; the most allowed is "
            f"{max_bytes / 2**20:.1f} MB. It was not kept.",
            next_step="Fetch fewer orders at a time.",
        )
    _require_signature(data)
    if b"%%EOF" not in data[-_TAIL:]:
        raise _cut_off("no end mark")
    is_layered = _require_sound_structure(data)
    return replace(_open_every_page(data, max_pages), has_layers=is_layered)


def has_active_content(data: bytes) -> bool:
    """Return whether the PDF carries scripts, actions that reach outside, or embedded files.

    Nothing of it is ever run here; the answer is for a warning beside the document.
    """
    with pikepdf_document(data) as document:
        if any(_is_active(item, 0) for item in document.objects):
            return True
        return _is_active(document.trailer, 0)


def _require_signature(data: bytes) -> None:
    if not data:
        raise DocumentError("The document is empty.", next_step=FETCH_AGAIN)
    if b"%PDF-" in data[:_HEAD]:
        return
    start = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<?xml")):
        what = "A web page came instead of a PDF."
    elif _looks_like_text(start):
        what = "Text came instead of a PDF."
    else:
        what = "This is not a PDF."
    raise DocumentError(what, next_step=FETCH_AGAIN, detail="no PDF signature")


def _looks_like_text(start: bytes) -> bool:
    return not re.search(rb"[\x00-\x08\x0e-\x1f]", start)


def _cut_off(detail: str) -> DocumentError:
    return DocumentError(
        "The PDF is cut off, so it was not kept.", next_step=FETCH_AGAIN, detail=detail
    )


def _require_sound_structure(data: bytes) -> bool:
    """Refuse what a reader would have to guess its way through: guessing loses pages.

    Returns whether it has layers.
    """
    import pikepdf

    try:
        with pikepdf.open(
            io.BytesIO(data), attempt_recovery=False, suppress_warnings=True
        ) as document:
            if document.is_encrypted:
                raise _protected()
            if len(document.pages) == 0:
                raise DocumentError("The PDF has no pages.", next_step=FETCH_AGAIN)
            for page in document.pages:
                _require_readable_content(page)
            return has_layers(document)
    except pikepdf.PasswordError as error:
        raise _protected() from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, TypeError, ValueError) as error:
        raise DocumentError(
            "The PDF is cut off or damaged, so it was not kept.",
            next_step=FETCH_AGAIN,
            detail=f"qpdf: {short(error)}",
        ) from error


def _require_readable_content(page: pikepdf.Page) -> None:
    """Unpack what draws the page: a broken part would be left out of the print in silence."""
    import pikepdf

    content = page.obj.get("/Contents")
    parts = content if isinstance(content, pikepdf.Array) else [content]
    for part in parts:
        if isinstance(part, pikepdf.Stream):
            part.read_bytes()


def _protected() -> DocumentError:
    return DocumentError(
        "The PDF is protected by a password, so it cannot be printed here.",
        next_step="Print it from the Fynd panel.",
        detail="encrypted",
    )


def _open_every_page(data: bytes, max_pages: int) -> PdfFacts:
    with pdfium_document(data) as document:
        count = len(document)
        if count > max_pages:
            raise DocumentError(
                f"The PDF has {count} pages; the most allowed is {max_pages}. It was not kept.",
                next_step="Fetch fewer orders at a time.",
            )
        first = (0.0, 0.0)
        for number in range(count):
            size = _page_size(document, number)
            if number == 0:
                first = size
    return PdfFacts(count, first)


def _page_size(document: Any, number: int) -> tuple[float, float]:
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        raise DocumentError(
            f"Page {number + 1} of the PDF is damaged, so the PDF was not kept.",
            next_step=FETCH_AGAIN,
            detail=f"pdfium: {error}",
        ) from error
    try:
        width, height = page.get_size()
    finally:
        page.close()
    return width * MM_PER_POINT, height * MM_PER_POINT


def _is_active(item: pikepdf.Object, depth: int) -> bool:
    """Look through one object; what it points to is visited as an object of its own."""
    import pikepdf

    if depth > _MAX_DEPTH:
        return True  # nobody nests this deep by accident
    if isinstance(item, pikepdf.Array):
        return any(_visit(value, depth) for value in item)
    if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        return False
    if any(key in item for key in _ACTIVE_KEYS):
        return True
    if str(item.get("/S", "")) in _ACTIVE_ACTIONS:
        return True
    if str(item.get("/Subtype", "")) in _ACTIVE_SUBTYPES:
        return True
    return any(_visit(value, depth) for _, value in item.items())


def _visit(value: object, depth: int) -> bool:
    import pikepdf

    if not isinstance(value, pikepdf.Object) or value.is_indirect:
        return False
    return _is_active(value, depth + 1)
