"""Refuses pages whose parts draw themselves: a few hundred bytes that no reader gets to the end of.

A part is a form or a tiling pattern (ISO 32000-1, 8.10 and 8.7.3). Readers give up at some depth,
but two calls on each level double the work, and drawing such a page eats the memory first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from konnect_desktop.documents.page_geometry import inherited
from konnect_desktop.errors import DocumentError

if TYPE_CHECKING:
    import pikepdf

#: As deep as readers follow; real labels nest three or four.
_DEEPEST = 40
_MOST_PIECES = 200_000
_GAP = rb"(?:[\s\0]|%[^\r\n]*[\r\n])+"
_DRAWN = re.compile(rb"/([^\s\0/\[\]<>(){}%]+)" + _GAP + rb"(Do|scn|SCN)\b")
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")
_Key = tuple[int, int]


def require_end(document: pikepdf.Pdf) -> None:
    """Raise DocumentError for a page that cannot be drawn to its end."""
    counted = _Counted()
    for page in document.pages:
        counted.page(page)


class _Counted:
    """How many pieces each part draws in all, counted once."""

    def __init__(self) -> None:
        self._known: dict[tuple[_Key, _Key], int] = {}

    def page(self, page: pikepdf.Page) -> None:
        resources = inherited(page, "/Resources")
        total = self._pieces(page.obj.get("/Contents"), resources, page.obj.objgen, ())
        for look in _looks(page.obj.get("/Annots")):
            total += self._part(look, resources, page.obj.objgen, ())
        if total > _MOST_PIECES:
            raise _endless(f"{total} pieces")

    def _part(
        self, part: pikepdf.Object, above: object, owner: _Key, path: tuple[_Key, ...]
    ) -> int:
        """`above`: the resources for a part that has none of its own; `owner` has them."""
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
        parts = _parts(resources)
        if not parts:
            return 0
        drawn = _drawn(content)
        return sum(
            drawn[name] * self._part(part, resources, owner, path)
            for name, part in parts.items()
            if name in drawn
        )


def _parts(resources: object) -> dict[str, pikepdf.Object]:
    """The forms and tiling patterns by the names they are drawn under."""
    import pikepdf

    found: dict[str, pikepdf.Object] = {}
    holder = _dictionary(resources)
    if holder is None:
        return found
    for kind in ("/XObject", "/Pattern"):
        named = _dictionary(holder.get(kind))
        for name, value in named.items() if named is not None else ():
            if not isinstance(value, pikepdf.Stream):
                continue
            if kind == "/Pattern" or str(value.get("/Subtype", "")) == "/Form":
                found[str(name)] = value
    return found


def _drawn(content: object) -> Counter[str]:
    """Which names are drawn, and how often; a little too many where a text looks like it."""
    import pikepdf

    streams = list(content) if isinstance(content, pikepdf.Array) else [content]
    whole = b"\n".join(one.read_bytes() for one in streams if isinstance(one, pikepdf.Stream))
    return Counter(
        "/" + _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name).decode("latin-1")
        for name, _operator in _DRAWN.findall(whole)
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
            yield from (each for _, each in look.items() if isinstance(each, pikepdf.Stream))


def _dictionary(value: object) -> pikepdf.Object | None:
    import pikepdf

    return value if isinstance(value, pikepdf.Dictionary) else None


def _endless(detail: str) -> DocumentError:
    return DocumentError(
        "A part of the PDF draws itself over and over, so it was not kept.",
        next_step="Ask who made it for another file, or print it from the Fynd panel.",
        detail=detail,
    )
