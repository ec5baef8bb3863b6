"""Taking documents apart and putting them together, always as vectors."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

from konnect_desktop.documents.cleaning import keep_ink_only, settle_units, with_marks_drawn
from konnect_desktop.documents.opening import (
    PDFIUM_LOCK,
    pikepdf_document,
    require_page,
    saved,
)
from konnect_desktop.errors import DocumentError


def split(data: bytes, groups: Mapping[str, Sequence[int]]) -> dict[str, bytes]:
    """Return one small PDF for each group: shipment id -> its pages (from 0), in that order.

    Resources, boxes and rotation stay; scripts, actions and attached files do not. The same
    pages give the same bytes each time. Raises DocumentError for a page that is not there, or
    a group without pages.
    """
    import pikepdf

    parts: dict[str, bytes] = {}
    with pikepdf_document(with_marks_drawn(data)) as source:
        count = len(source.pages)
        for name, numbers in groups.items():
            if not numbers:
                raise DocumentError(f"No page was found for {name}.")
            with pikepdf.new() as part:
                for number in numbers:
                    require_page(number, count)
                    part.pages.append(source.pages[number])
                settle_units(part, part.pages)
                keep_ink_only(part.pages)
                # A merged file often shares one resource list among all its pages.
                part.remove_unreferenced_resources()
                parts[name] = saved(part)
    return parts


def join(pdfs: Iterable[bytes]) -> bytes:
    """Return all pages of checked PDFs as one, stamps and filled-in fields included.

    Slower than `merge`, which loses what is not part of a page proper.
    """
    import pikepdf

    with pikepdf.new() as target:
        for data in pdfs:
            with pikepdf_document(with_marks_drawn(data)) as source:
                target.pages.extend(source.pages)
        return saved(target)


def merge(pdfs: Iterable[bytes]) -> bytes:
    """Return all pages of `pdfs`, in order, as one PDF.

    Raises DocumentError for no documents, and for one that cannot be read (naming which).
    """
    import pypdfium2

    with PDFIUM_LOCK:
        target = pypdfium2.PdfDocument.new()
        try:
            for number, data in enumerate(pdfs, start=1):
                _append(target, data, number)
            if len(target) == 0:
                raise DocumentError("There are no documents to put together.")
            buffer = io.BytesIO()
            target.save(buffer)
            return buffer.getvalue()
        finally:
            target.close()


def _append(target: object, data: bytes, number: int) -> None:
    import pypdfium2

    source = None
    try:
        source = pypdfium2.PdfDocument(data)
        target.import_pages(source)  # type: ignore[attr-defined]
    except pypdfium2.PdfiumError as error:
        raise DocumentError(
            f"Document {number} of this batch cannot be read, so nothing was put together.",
            detail=f"pdfium: {error}",
        ) from error
    finally:
        if source is not None:
            source.close()
