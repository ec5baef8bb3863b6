"""Is this a PDF that can be kept and printed? Asked before any other use of the bytes."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from konnect_desktop.documents import loops, mending
from konnect_desktop.documents.cleaning import has_marks, with_marks_drawn
from konnect_desktop.documents.layers import has_layers, without_hidden_layers
from konnect_desktop.documents.mending import FETCH_AGAIN
from konnect_desktop.documents.opening import (
    MM_PER_POINT,
    locked,
    pdfium_document,
    pikepdf_document,
)
from konnect_desktop.documents.page_geometry import shown_size
from konnect_desktop.documents.rendering import MAX_PIXELS, THERMAL_DPI
from konnect_desktop.domain.repairs import Repair
from konnect_desktop.errors import DocumentError

if TYPE_CHECKING:
    import pikepdf

MAX_BYTES = 64 * 2**20
MAX_PAGES = 2000
#: Bytes that draw one page, unpacked. Letters as outlines come to a few hundred thousand.
_MAX_CONTENT = 48 * 2**20
_HEAD = 1024

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
    #: Some of it may be hidden: `take_pdf` gives it without.
    has_layers: bool = False
    #: What had to be put right before it could be read.
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True)
class _Structure:
    is_locked: bool
    #: Everything that its pages are drawn with is where the table says.
    is_whole: bool
    has_layers: bool
    has_marks: bool


def check_pdf(data: bytes, *, max_bytes: int = MAX_BYTES, max_pages: int = MAX_PAGES) -> PdfFacts:
    """Return the facts of a PDF every page of which opens, if need be after a repair.

    Raises DocumentError with words for: empty, too large, not a PDF (web page, text), cut off,
    password-protected, without pages, too many pages, endless, damaged beyond a sure repair.
    """
    return _examined(data, max_bytes, max_pages)[0]


def take_pdf(data: bytes) -> tuple[PdfFacts, bytes]:
    """Return the facts of a PDF, and the PDF as it is worked with from here on.

    That is with its table put right, without a lock, without what layers hide, and with its
    notes, stamps and filled-in fields as ink. Raises DocumentError as `check_pdf`, and for a
    note that cannot be drawn.
    """
    facts, body, structure = _examined(data, MAX_BYTES, MAX_PAGES)
    if structure.has_layers:
        body = without_hidden_layers(body)
    if structure.has_marks:
        body = with_marks_drawn(body)
    return facts, body


def _examined(data: bytes, max_bytes: int, max_pages: int) -> tuple[PdfFacts, bytes, _Structure]:
    if len(data) > max_bytes:
        raise DocumentError(
            f"The document is {len(data) / 2**20:.1f} MB; the most allowed is "
            f"{max_bytes / 2**20:.1f} MB. It was not kept.",
            next_step="Fetch fewer orders at a time.",
        )
    _require_signature(data)
    around = mending.trimmed(data)
    body, repairs = around.body, [Repair.JUNK] if around.has_junk else []
    structure = None if around.is_open_ended else _structure(body, max_pages)
    if structure is None or not structure.is_whole:
        body, was_locked = mending.rebuilt(body)
        repairs += [Repair.TABLE, Repair.LOCK] if was_locked else [Repair.TABLE]
        structure = _structure(body, max_pages)
        if structure is None:
            raise mending.damaged("qpdf: unreadable after the repair")
    if structure.is_locked:
        body = mending.unlocked(body)
        repairs.append(Repair.LOCK)
    if repairs:
        came = around.body if around.is_open_ended else data
        mending.require_same_ink(came, body, around.body)
    pages, size = _open_every_page(body, max_pages)
    facts = PdfFacts(pages, size, structure.has_layers, tuple(repairs))
    return facts, body, structure


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
    if mending.signature_at(data) >= 0:
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


def _structure(data: bytes, max_pages: int) -> _Structure | None:
    """What a reader finds without guessing; None when it would have to guess its way through.

    Raises DocumentError for what no repair can change.
    """
    import pikepdf

    try:
        with pikepdf.open(
            io.BytesIO(data), attempt_recovery=False, suppress_warnings=True
        ) as document:
            if len(document.pages) == 0:
                raise DocumentError("The PDF has no pages.", next_step=FETCH_AGAIN)
            _require_few_pages(len(document.pages), max_pages)
            for number, page in enumerate(document.pages, 1):
                _require_readable_content(page)
                _require_drawable(page, number)
            loops.require_end(document)
            is_counted = mending.declared_pages(document) == len(document.pages)
            is_whole = is_counted and _reads_quietly(document)
            return _Structure(
                document.is_encrypted, is_whole, has_layers(document), has_marks(document)
            )
    except pikepdf.PasswordError as error:
        raise locked() from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, TypeError, ValueError):
        return None


def _require_drawable(page: pikepdf.Page, number: int) -> None:
    """A page may say that it is as large as a field: no printer takes it, and no memory."""
    width, height = shown_size(page)
    if width * height * (THERMAL_DPI / 72) ** 2 > MAX_PIXELS:
        raise DocumentError(
            f"Page {number} of the PDF says that it is {width * MM_PER_POINT / 1000:,.1f} × "
            f"{height * MM_PER_POINT / 1000:,.1f} m large, so the PDF was not kept.",
            next_step=FETCH_AGAIN,
            detail="page size",
        )


def _reads_quietly(document: pikepdf.Pdf) -> bool:
    """Whether all that is drawn is where the table says: qpdf warns, and leaves out what is not."""
    import pikepdf

    waiting = [page.obj.get(key) for page in document.pages for key in ("/Contents", "/Resources")]
    seen: set[tuple[int, int]] = set()
    while waiting:
        found = waiting.pop()
        if not isinstance(found, pikepdf.Object) or found.objgen in seen:
            continue
        if found.is_indirect:
            seen.add(found.objgen)
        if isinstance(found, pikepdf.Array):
            waiting.extend(found.as_list())
        elif isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            waiting.extend(value for key, value in found.items() if key != "/Parent")
    return not document.get_warnings()


def _require_readable_content(page: pikepdf.Page) -> None:
    """Unpack what draws the page: a broken part would be left out of the print in silence."""
    import pikepdf

    content = page.obj.get("/Contents")
    parts = content if isinstance(content, pikepdf.Array) else [content]
    size = 0
    for part in parts:
        if isinstance(part, pikepdf.Stream):
            size += len(part.read_bytes())
        elif part is not None:
            raise ValueError("a page's content is no stream")
        if size > _MAX_CONTENT:
            raise DocumentError(
                f"A page of the PDF unpacks to more than {_MAX_CONTENT / 2**20:.0f} MB of "
                "drawing, so the PDF was not kept.",
                next_step=FETCH_AGAIN,
                detail="content size",
            )


def _require_few_pages(count: int, most: int) -> None:
    if count > most:
        raise DocumentError(
            f"The PDF has {count} pages; the most allowed is {most}. It was not kept.",
            next_step="Fetch fewer orders at a time.",
        )


def _open_every_page(data: bytes, max_pages: int) -> tuple[int, tuple[float, float]]:
    """The number of pages, and the size of the first in mm."""
    with pdfium_document(data) as document:
        count = len(document)
        _require_few_pages(count, max_pages)
        first = (0.0, 0.0)
        for number in range(count):
            size = _page_size(document, number)
            if number == 0:
                first = size
    return count, first


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
