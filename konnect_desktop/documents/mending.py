"""PDFs that viewers open although something is wrong with the file: put right, and compared.

A repair guesses, and a guess may lose pages. So the mended file is taken only when it has every
page that the file declares, everything its pages point to, and all the ink that pdfium, which
mends in its own way, shows of the file as it came.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from konnect_desktop.documents.opening import (
    locked,
    pdfium_document,
    pdfium_page,
    pikepdf_document,
    saved,
    short,
)
from konnect_desktop.documents.page_geometry import is_number
from konnect_desktop.documents.rendering import render_open_page
from konnect_desktop.documents.wholeness import what_is_gone
from konnect_desktop.errors import DocumentError

if TYPE_CHECKING:
    import pikepdf

FETCH_AGAIN = "Fetch it again; if it stays, print it from the Fynd panel."

#: How far into a file its first line may stand. Viewers look at 1,024 bytes; mails carry more.
_HEAD = 8192
_SIGNATURE = re.compile(rb"%PDF-")
_END = b"%%EOF"
#: What means nothing after the end mark: zeros, blanks, line feeds, the old end-of-file sign.
_PADDING = b"\0 \t\r\n\f\v\x1a"
#: Another revision was begun after the last end mark, and broke off.
_GOES_ON = re.compile(
    rb"\b\d{1,10}\s{1,9}\d{1,5}\s{1,9}obj\b|\bendobj\b|\bendstream\b|[\r\n]xref\s|\bstartxref\b|"
    rb"\btrailer\s*<<"
)
#: The very end without its mark: nothing but the mark, or part of the line before it, is gone.
_ALMOST = re.compile(rb"startxref\s{0,9}\d{0,12}\s{0,9}%{0,2}E?O?\s{0,9}\Z")
_GLUED = re.compile(rb"%%EOF[\s\0]*+%PDF-")

_DPI = 40
_MOST_DOTS = 2_000_000
_DARK, _PALE = 160, 225
#: Dots that may differ in a page of the size of a label: edges fall otherwise after rounding.
_STRAY_DOTS = 6


@dataclass(frozen=True)
class Trimmed:
    """A file without what stands around its PDF."""

    body: bytes
    has_junk: bool
    #: Its last line was not whole, and is now: only a repair can say where everything lies.
    is_open_ended: bool = False


def trimmed(data: bytes) -> Trimmed:
    """The PDF without what stands before and after it. Raises DocumentError when it is cut off.

    Padding after the end mark means nothing; text there is junk, objects are a revision that
    broke off.
    """
    start = signature_at(data)
    if _GLUED.search(data, start):
        raise DocumentError(
            "Two PDFs came glued together in one file, so it was not kept.",
            next_step=FETCH_AGAIN,
            detail="a second signature after an end mark",
        )
    end = data.rfind(_END, start)
    if end < 0 or _GOES_ON.search(data, end):
        tail = data[start:].rstrip(_PADDING)
        if _ALMOST.search(tail[-64:]):
            whole = tail.rstrip(b"%EO" + _PADDING) + b"\n%%EOF\n"
            return Trimmed(whole, start > 0, is_open_ended=True)
        raise cut_off("no end mark")
    rest = data[end + len(_END) :].strip(_PADDING)
    body = data[start : end + len(_END)] + b"\n"
    return Trimmed(body, start > 0 or bool(rest))


def signature_at(data: bytes) -> int:
    """Where the PDF begins; -1 when there is none near the start."""
    found = _SIGNATURE.search(data[:_HEAD])
    return found.start() if found else -1


def cut_off(detail: str) -> DocumentError:
    """The refusal of a file whose end is missing."""
    return DocumentError(
        "The PDF is cut off, so it was not kept.", next_step=FETCH_AGAIN, detail=detail
    )


def damaged(detail: str) -> DocumentError:
    """The refusal of a file that cannot be trusted to be whole."""
    return DocumentError(
        "The PDF is cut off or damaged, so it was not kept.", next_step=FETCH_AGAIN, detail=detail
    )


def rebuilt(body: bytes) -> tuple[bytes, bool]:
    """The PDF with a new table, and whether it was locked.

    Raises DocumentError when a part of it is gone for good.
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(body), suppress_warnings=True) as document:
            count, declared = len(document.pages), declared_pages(document)
            if not 0 < declared <= count:
                raise damaged(f"{count} of {declared} pages found")
            if declared < count:
                if len(document.Root.Pages.Kids) != count:
                    raise damaged(f"{declared} pages declared in a tree of {count}")
                document.Root.Pages.Count = count
            gone = what_is_gone(document, body)
            if gone:
                raise damaged(gone)
            return saved(document), document.is_encrypted
    except pikepdf.PasswordError as error:
        raise locked() from error
    except (
        pikepdf.PdfError,
        pikepdf.ForeignObjectError,
        AttributeError,
        TypeError,
        ValueError,
    ) as error:
        raise damaged(f"qpdf: {type(error).__name__}: {short(error)}") from error


def declared_pages(document: pikepdf.Pdf) -> int:
    """How many pages the file itself declares; those that are there when it does not say."""
    declared = document.Root.Pages.get("/Count")
    return int(declared) if is_number(declared) else len(document.pages)


def unlocked(body: bytes) -> bytes:
    """The PDF without its lock against changes."""
    with pikepdf_document(body) as document:
        return saved(document)


def require_same_ink(came: bytes, mended: bytes, trimmed_body: bytes) -> None:
    """Raise DocumentError unless `mended` shows every page of what came, with all its ink.

    `trimmed_body` is looked at where what came cannot be opened for the junk around it.
    """
    try:
        _compare(came, mended)
    except _Unopened:
        try:
            _compare(trimmed_body, mended)
        except _Unopened as error:
            raise damaged("pdfium opens it only after the repair") from error


class _Unopened(Exception):
    """pdfium cannot open the file as it came."""


def _compare(before: bytes, after: bytes) -> None:
    with pdfium_document(after) as new:
        try:
            with pdfium_document(before) as old:
                counts = len(old), len(new)
                # More is no loss: some viewers believe a number that is too small.
                lost = counts[0] > counts[1] or [
                    number + 1
                    for number in range(counts[0])
                    if _loses_ink(_shown(old, number), _picture(new, number))
                ]
        except DocumentError as error:
            raise _Unopened from error
    if lost:
        raise damaged(f"{counts[0]} pages before the repair, {counts[1]} after it; lost: {lost}")


def _shown(document: Any, number: int) -> bytes:
    """A page before the repair; nothing where pdfium finds no page to open."""
    import pypdfium2

    try:
        return _picture(document, number)
    except pypdfium2.PdfiumError:
        return b""


def _picture(document: Any, number: int) -> bytes:
    with pdfium_page(document, number) as page:
        width, height = page.get_size()
        dots = max(1.0, width * height * (_DPI / 72) ** 2)
        dpi = max(1, int(_DPI * min(1.0, (_MOST_DOTS / dots) ** 0.5)))
        picture = render_open_page(page, dpi, grey=True)
        return picture.data


def _loses_ink(before: bytes, after: bytes) -> bool:
    if not before or before == after:
        return False
    lost = sum(1 for old, new in zip(before, after, strict=False) if old < _DARK and new > _PALE)
    return lost > _STRAY_DOTS or len(before) != len(after)
