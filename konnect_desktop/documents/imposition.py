"""Draws a plan: pages placed on sheets as vectors, never as pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from konnect_desktop import files
from konnect_desktop.documents.cleaning import keep_ink_only
from konnect_desktop.documents.opening import MM_PER_POINT, pikepdf_document, saved
from konnect_desktop.documents.page_geometry import (
    Matrix,
    applied,
    as_seen,
    inherited,
    inverse,
    numbers,
    then,
)
from konnect_desktop.documents.pages import merge
from konnect_desktop.documents.placing import Placed, Plan, Words
from konnect_desktop.documents.sharing import Shared
from konnect_desktop.errors import DocumentError

if TYPE_CHECKING:
    import pikepdf


@dataclass(frozen=True)
class KeptFile:
    """A paper on the disk. `name`: what the seller calls it, such as "label of OD-17"."""

    path: Path
    sha256: str
    name: str

    def read(self) -> bytes:
        """Its bytes. Raises DocumentError when the file is lost or altered."""
        try:
            data = files.read(self.path)
        except PermissionError as error:
            raise DocumentError(
                f"The kept {self.name} cannot be read.",
                next_step="Close programs that copy or scan the data folder, then try again.",
                detail=type(error).__name__,
            ) from error
        except OSError as error:
            raise DocumentError(
                f"The kept {self.name} is gone from the disk.",
                next_step="Fetch it again.",
                detail=type(error).__name__,
            ) from error
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise DocumentError(
                f"The kept {self.name} was altered on the disk.", next_step="Fetch it again."
            )
        return data


_MUCH = 4 * 2**20


def press(pdfs: Sequence[bytes], plan: Plan) -> bytes:
    """Return the papers `pdfs` as `plan` lays them out.

    The papers are merged once by pdfium, which is the fastest at that, and placed by qpdf.
    Raises DocumentError for a paper that cannot be read or has other pages than planned.
    """
    return _pressed(lambda number: pdfs[number], plan)


def press_kept(files: Sequence[KeptFile], plan: Plan) -> bytes:
    """Return the kept papers `files` as `plan` lays them out.

    Each is read only when its turn comes, so that a thousand labels with pictures do not lie
    in memory at once. Raises DocumentError as `press`, and for a file that is lost or altered.
    """
    return _pressed(lambda number: files[number].read(), plan)


def _pressed(paper: Callable[[int], bytes], plan: Plan) -> bytes:
    used = sorted({placed.paper for placed in plan.placed})
    merged = merge(paper(number) for number in used)
    words: dict[int, list[Words]] = {}
    for text in plan.words:
        words.setdefault(text.sheet, []).append(text)
    with pikepdf_document(merged) as document:
        run = _Press(document, plan, used, has_much=len(merged) > _MUCH)
        if not words:
            return saved(run.run({}))
        # Imported here: drawing text loads what shapes it, which most batches do not need.
        from konnect_desktop.documents.overlay import words_pdf

        with pikepdf_document(words_pdf(words, plan.sheets)) as drawn:
            pages = dict(zip(sorted(words), drawn.pages, strict=True))
            return saved(run.run(pages))


class _Press:
    """Turns the pages of a document into forms on new sheets of the same document."""

    def __init__(
        self, document: pikepdf.Pdf, plan: Plan, used: Sequence[int], *, has_much: bool
    ) -> None:
        """`has_much`: it is worth while to look for fonts and pictures that can be shared."""
        self._document = document
        self._plan = plan
        self._pages = list(document.pages)
        self._first = _first_pages(plan, used, len(self._pages))
        self._forms: set[tuple[int, int]] = set()
        self._shared = Shared() if has_much else None

    def run(self, words: Mapping[int, pikepdf.Page]) -> pikepdf.Pdf:
        """The document with the sheets as its only pages; `words`: sheet -> text to draw on it."""
        placed: dict[int, list[Placed]] = {}
        for one in self._plan.placed:
            placed.setdefault(one.sheet, []).append(one)
        sheets = [
            self._sheet(size, placed.get(number, []), words.get(number))
            for number, size in enumerate(self._plan.sheets)
        ]
        self._replace_pages(sheets)
        return self._document

    def _sheet(
        self,
        size_mm: tuple[float, float],
        placed: Sequence[Placed],
        words: pikepdf.Page | None,
    ) -> pikepdf.Object:
        import pikepdf

        if len(placed) == 1 and placed[0].is_whole and words is None:
            page = self._page(placed[0])
            keep_ink_only([page])
            return page.obj
        width, height = (side / MM_PER_POINT for side in size_mm)
        drawing: list[str] = []
        forms = pikepdf.Dictionary()
        for place, one in enumerate(placed):
            page = self._page(one)
            to_sheet, form = self._form(page, one, height)
            forms[f"/P{place}"] = form
            drawing.append(f"q {numbers(to_sheet)} cm /P{place} Do Q")
        if words is not None:
            forms["/W"] = self._document.copy_foreign(words.as_form_xobject())
            drawing.append("/W Do")
        return self._document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=pikepdf.Array([0, 0, round(width, 4), round(height, 4)]),
                Resources=pikepdf.Dictionary(XObject=forms),
                Contents=self._document.make_stream("\n".join(drawing).encode("ascii")),
            )
        )

    def _page(self, placed: Placed) -> pikepdf.Page:
        page = self._pages[self._first[placed.paper] + placed.page]
        if self._shared is not None:
            self._shared.in_resources(inherited(page, "/Resources"))
        return page

    def _form(
        self, page: pikepdf.Page, placed: Placed, sheet_height: float
    ) -> tuple[Matrix, pikepdf.Object]:
        """The page as something that can be drawn, and the matrix that brings it to its place."""
        import pikepdf

        seen, seen_height = as_seen(page)
        left, top, right, bottom = (edge / MM_PER_POINT for edge in placed.fit.clip)
        # From "as seen", y upwards, to the clip's own corner, then to its place on the sheet.
        low = seen_height - bottom
        scale = placed.fit.scale
        if placed.fit.is_turned:  # clockwise
            turned = (0.0, -scale, scale, 0.0, -low * scale, right * scale)
        else:
            turned = (scale, 0.0, 0.0, scale, -left * scale, -low * scale)
        x = placed.left / MM_PER_POINT
        y = sheet_height - (placed.top + placed.fit.height_mm) / MM_PER_POINT
        to_sheet = then(then(seen, turned), (1.0, 0.0, 0.0, 1.0, x, y))
        corners = [
            applied(inverse(seen), point) for point in ((left, low), (right, seen_height - top))
        ]
        form = self._drawable(page)
        form["/BBox"] = pikepdf.Array(
            [
                round(value, 4)
                for value in (
                    min(corners[0][0], corners[1][0]),
                    min(corners[0][1], corners[1][1]),
                    max(corners[0][0], corners[1][0]),
                    max(corners[0][1], corners[1][1]),
                )
            ]
        )
        return to_sheet, form

    def _drawable(self, page: pikepdf.Page) -> pikepdf.Object:
        """The page's content as a form.

        A single content stream becomes the form itself: nothing is unpacked and packed again.
        """
        import pikepdf

        content = page.obj.get("/Contents")
        if isinstance(content, pikepdf.Stream) and content.objgen not in self._forms:
            self._forms.add(content.objgen)
            content["/Type"] = pikepdf.Name.XObject
            content["/Subtype"] = pikepdf.Name.Form
            content["/Resources"] = inherited(page, "/Resources") or pikepdf.Dictionary()
            group = page.obj.get("/Group")
            if group is not None:
                content["/Group"] = group
            return content
        form = page.as_form_xobject(handle_transformations=False)
        return self._document.make_indirect(form)

    def _replace_pages(self, sheets: Sequence[pikepdf.Object]) -> None:
        """Hang the sheets into a new page tree; what nothing points to is not saved."""
        import pikepdf

        tree = self._document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Pages, Kids=pikepdf.Array(sheets), Count=len(sheets)
            )
        )
        for sheet in sheets:
            sheet["/Parent"] = tree
        # A catalog of our own: no script, form or attached file comes along.
        self._document.trailer["/Root"] = self._document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Catalog, Pages=tree)
        )


def _first_pages(plan: Plan, used: Sequence[int], count: int) -> dict[int, int]:
    """Paper -> its first page in the merged document."""
    pages: dict[int, int] = {}
    for placed in plan.placed:
        pages[placed.paper] = max(pages.get(placed.paper, 0), placed.page + 1)
    first, position = {}, 0
    for number in used:
        first[number] = position
        position += pages[number]
    if position != count:
        raise DocumentError(
            "A kept paper has another number of pages than when it was fetched, so nothing "
            "was put together.",
            next_step="Fetch the papers again.",
            detail=f"{count} pages, {position} expected",
        )
    return first
