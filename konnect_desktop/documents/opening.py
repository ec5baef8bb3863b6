"""The two doors to the PDF libraries, with their errors turned into words.

The libraries are imported at first use, so that whoever needs only the record types of
this package pays nothing for them at start.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from konnect_desktop.errors import DocumentError

if TYPE_CHECKING:
    import pikepdf

MM_PER_POINT = 25.4 / 72

PDFIUM_LOCK = threading.RLock()
"""pdfium keeps global state without guards: hold this around every use of it."""


@contextmanager
def pdfium_document(data: bytes) -> Iterator[Any]:
    """Yield `data` as an open pypdfium2 document, with the lock held.

    Close pages and bitmaps inside the block: what is left to the garbage collector would
    be closed later, without the lock. Raises DocumentError when pdfium cannot read it.
    """
    import pypdfium2

    with PDFIUM_LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise DocumentError(detail=f"pdfium: {error}") from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise DocumentError(detail=f"pdfium: {error}") from error
        finally:
            document.close()


@contextmanager
def pdfium_page(document: Any, page: int) -> Iterator[Any]:
    """Yield page `page` (from 0) of an open document. Raises DocumentError if there is none."""
    count = len(document)
    require_page(page, count)
    opened = document[page]
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def pikepdf_document(data: bytes) -> Iterator[pikepdf.Pdf]:
    """Yield `data` as an open pikepdf document. Raises DocumentError when it cannot be read."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as document:
            yield document
    except pikepdf.PasswordError as error:
        raise locked() from error
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, TypeError, ValueError) as error:
        # A damaged file holds values of any type in any place.
        raise DocumentError(detail=f"qpdf: {type(error).__name__}: {short(error)}") from error


def warm_up() -> None:
    """Load what the first page would otherwise wait for."""
    import pikepdf
    import pypdfium2

    with PDFIUM_LOCK:
        pypdfium2.PdfDocument.new().close()
    pikepdf.new().close()


def saved(document: pikepdf.Pdf) -> bytes:
    """Return the document as bytes; the same document gives the same bytes."""
    target = io.BytesIO()
    document.save(target, deterministic_id=True)
    return target.getvalue()


def require_page(page: int, count: int) -> None:
    """Raise DocumentError unless 0 <= page < count."""
    if not 0 <= page < count:
        raise DocumentError(
            f"Page {page + 1} is not in this document, which has {count}.",
            detail=f"page index {page} of {count}",
        )


def locked() -> DocumentError:
    """The refusal of a file that wants a password before it shows a page."""
    return DocumentError(
        "The PDF is protected by a password, so it cannot be printed here.",
        next_step="Ask who made it for one without a password, or print it from the Fynd panel.",
        detail="encrypted",
    )


def short(error: BaseException) -> str:
    """One line of an error's text, cut to a length that fits a detail line."""
    text = re.sub(r"<_io\.BytesIO[^>]*>", "", str(error))
    return " ".join(text.split())[:160]
