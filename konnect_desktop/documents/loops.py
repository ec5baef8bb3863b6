"""Refuses pages that nobody draws to their end: a few hundred bytes can ask for that.

A part is what is drawn by its name: a form, a picture, a tiling pattern, a soft mask, a letter of
a Type 3 font (ISO 32000-1, 8.7.3, 8.8, 8.10, 9.6.5, 11.6.5). Readers give up at some depth, but two
calls on each level double the work, and drawing such a page eats the memory first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from konnect_desktop.documents.page_geometry import inherited, is_number, shown_size
from konnect_desktop.errors import DocumentError

if TYPE_CHECKING:
    import pikepdf

#: As deep as readers follow; real labels nest three or four.
_DEEPEST = 40
_MOST_PIECES = 200_000
#: Dots of a picture that are as much work as one piece: all of a page are some 30 scans.
_DOTS = 5_000
#: Tiles that a pattern may have on its page; fine hatching has some ten thousand.
_MOST_TILES = 20_000_000
_GAP = rb"(?:[\s\0]|%[^\r\n]*[\r\n])+"
_NAME = rb"/([^\s\0/\[\]<>(){}%]+)"
_DRAWN = re.compile(_NAME + _GAP + rb"(Do|scn|SCN|gs|[-+.\d]+" + _GAP + rb"Tf)\b")
_KINDS = {b"Do": "/XObject", b"scn": "/Pattern", b"SCN": "/Pattern", b"gs": "/ExtGState"}
_SHOWN = re.compile(rb"\(((?:\\.|[^()\\])*+)\)|<([0-9a-fA-F\s]*+)>", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")
_Key = tuple[int, int]
#: What a part is drawn by: the kind of resource and its name there.
_Call = tuple[str, str]


def require_end(document: pikepdf.Pdf) -> None:
    """Raise DocumentError for a page that cannot be drawn to its end."""
    counted = _Counted()
    for page in document.pages:
        counted.page(page)


class _Counted:
    """How many pieces each part draws in all, counted once."""

    def __init__(self) -> None:
        self._known: dict[tuple[_Key, _Key], int] = {}
        self._paper = 0.0

    def page(self, page: pikepdf.Page) -> None:
        width, height = shown_size(page)
        self._paper = width * height
        resources = inherited(page, "/Resources")
        total = self._pieces(page.obj.get("/Contents"), resources, page.obj.objgen, ())
        for look in _looks(page.obj.get("/Annots")):
            total += self._part(look, resources, page.obj.objgen, ())
        if total > _MOST_PIECES:
            raise _too_much(f"{total} pieces")

    def _part(
        self, part: pikepdf.Object, above: object, owner: _Key, path: tuple[_Key, ...]
    ) -> int:
        """`above`: the resources for a part that has none of its own; `owner` has them."""
        if str(part.get("/Subtype", "")) == "/Image":
            return 1 + _dots(part) // _DOTS
        self._require_few_tiles(part)
        key = part.objgen
        if "/Resources" in part:
            above, owner = part["/Resources"], key
        if key in path:
            raise _endless(f"object {key[0]} draws itself")
        if len(path) >= _DEEPEST:
            raise _endless(f"nested {_DEEPEST} deep")
        mark = (key, owner)
        if mark not in self._known:
            self._known[mark] = 1 + self._pieces(part, above, owner, (*path, key))
        if self._known[mark] > _MOST_PIECES:
            raise _endless(f"object {key[0]} draws {self._known[mark]} pieces")
        return self._known[mark]

    def _pieces(
        self, content: object, resources: object, owner: _Key, path: tuple[_Key, ...]
    ) -> int:
        parts, fonts = _parts(resources), _drawn_fonts(resources)
        if not parts and not fonts:
            return 0
        written = _written(content)
        drawn = _drawn(written)
        total = sum(
            drawn[call] * self._part(part, resources, owner, path)
            for call, part in parts.items()
            if call in drawn
        )
        used = [font for call, font in fonts.items() if call in drawn]
        if used:
            letters = sum(len(text) or len(digits) // 2 for text, digits in _SHOWN.findall(written))
            total += letters * max(self._letter(font, resources, owner, path) for font in used)
        return total

    def _letter(
        self, font: pikepdf.Object, above: object, owner: _Key, path: tuple[_Key, ...]
    ) -> int:
        """What the letter of a Type 3 font draws that draws most."""
        if "/Resources" in font:
            above, owner = font["/Resources"], font.objgen
        letters = _dictionary(font.get("/CharProcs"))
        streams = _streams(letters)
        return max((self._part(one, above, owner, path) for one in streams), default=1)

    def _require_few_tiles(self, part: pikepdf.Object) -> None:
        steps = [part.get(key) for key in ("/XStep", "/YStep")]
        if part.get("/PatternType") != 1 or not all(map(is_number, steps)):
            return
        scale = abs(_determinant(part.get("/Matrix")))
        tile = abs(float(steps[0]) * float(steps[1])) * scale  # type: ignore[arg-type]
        if tile * _MOST_TILES < self._paper:
            raise _too_much(f"tiles of {tile:.3g} square points")


def _parts(resources: object) -> dict[_Call, pikepdf.Object]:
    """What is drawn by its name, letters aside."""
    import pikepdf

    found: dict[_Call, pikepdf.Object] = {}
    for kind in ("/XObject", "/Pattern", "/ExtGState"):
        for name, value in _named(resources, kind):
            part: object = value
            if kind == "/ExtGState":
                part = _mask(value)
            elif not isinstance(value, pikepdf.Stream):  # a shading, which may have a mask
                part = _mask(value.get("/ExtGState")) if _dictionary(value) is not None else None
            if isinstance(part, pikepdf.Stream):
                found[kind, name] = part
    return found


def _drawn_fonts(resources: object) -> dict[_Call, pikepdf.Object]:
    """The fonts whose letters are drawn as forms are."""
    return {
        ("/Font", name): font
        for name, font in _named(resources, "/Font")
        if _dictionary(font) is not None and str(font.get("/Subtype", "")) == "/Type3"
    }


def _named(resources: object, kind: str) -> Iterator[tuple[str, pikepdf.Object]]:
    import pikepdf

    holder = _dictionary(resources)
    named = _dictionary(holder.get(kind)) if holder is not None else None
    for name, value in named.items() if named is not None else ():
        if isinstance(value, pikepdf.Object):
            yield str(name), value


def _mask(state: object) -> pikepdf.Object | None:
    """The form of a soft mask."""
    holder = _dictionary(state)
    mask = _dictionary(holder.get("/SMask")) if holder is not None else None
    return mask.get("/G") if mask is not None else None


def _dots(picture: pikepdf.Object) -> int:
    sides = [picture.get(key, 0) for key in ("/Width", "/Height")]
    return int(abs(float(sides[0]) * float(sides[1]))) if all(map(is_number, sides)) else 0


def _determinant(matrix: object) -> float:
    import pikepdf

    if not isinstance(matrix, pikepdf.Array) or not all(map(is_number, matrix.as_list()[:4])):
        return 1.0
    a, b, c, d = (float(value) for value in matrix.as_list()[:4])
    return a * d - b * c


def _written(content: object) -> bytes:
    import pikepdf

    streams = list(content) if isinstance(content, pikepdf.Array) else [content]
    return b"\n".join(one.read_bytes() for one in streams if isinstance(one, pikepdf.Stream))


def _drawn(written: bytes) -> Counter[_Call]:
    """What is drawn, and how often; a little too often where a text looks like it."""
    return Counter(
        (
            _KINDS.get(operator, "/Font"),
            "/" + _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name).decode("latin-1"),
        )
        for name, operator in _DRAWN.findall(written)
    )


def _looks(annotations: object) -> Iterator[pikepdf.Object]:
    """What annotations look like: a form, or one for each of their states."""
    import pikepdf

    if not isinstance(annotations, pikepdf.Array):
        return
    for one in annotations.as_list():
        mark = _dictionary(one)
        normal = _dictionary(mark.get("/AP")) if mark is not None else None
        look = normal.get("/N") if normal is not None else None
        if isinstance(look, pikepdf.Stream):
            yield look
        elif isinstance(look, pikepdf.Dictionary):
            yield from _streams(look)


def _streams(named: pikepdf.Object | None) -> Iterator[pikepdf.Object]:
    import pikepdf

    values = named.items() if named is not None else ()
    return (each for _, each in values if isinstance(each, pikepdf.Stream))


def _dictionary(value: object) -> pikepdf.Object | None:
    import pikepdf

    return value if isinstance(value, pikepdf.Dictionary) else None


def _too_much(detail: str) -> DocumentError:
    return DocumentError(
        "A page of the PDF is far more work to draw than any label, so the PDF was not kept.",
        next_step="Ask who made it for another file, or print it from the Fynd panel.",
        detail=detail,
    )


def _endless(detail: str) -> DocumentError:
    return DocumentError(
        "A part of the PDF draws itself over and over, so it was not kept.",
        next_step="Ask who made it for another file, or print it from the Fynd panel.",
        detail=detail,
    )
