"""Fonts and pictures that many labels carry are written once.

Labels that came as one file were taken apart, and each took a copy of the fonts and the
courier's logo along. On a sheet they share one again, which can make the file many times
smaller, and the printer faster.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
#: Parts of a stream's dictionary that say nothing about what is in it.
_SIZE_ONLY = frozenset(("/Length", "/DL"))


class Shared:
    """The streams of one document by their content."""

    def __init__(self) -> None:
        self._first: dict[bytes, pikepdf.Object] = {}
        self._done: set[tuple[int, int]] = set()

    def in_resources(self, resources: pikepdf.Object | None) -> None:
        """Let the fonts and pictures of a page's resources be shared with those seen before."""
        import pikepdf

        if not isinstance(resources, pikepdf.Dictionary):
            return
        for font in _values(resources.get("/Font")):
            self._in_font(font)
        pictures = resources.get("/XObject")
        if isinstance(pictures, pikepdf.Dictionary):
            for name in list(pictures.keys()):
                self._share(pictures, name)

    def _in_font(self, font: pikepdf.Object) -> None:
        import pikepdf

        if not isinstance(font, pikepdf.Dictionary) or self._is_done(font):
            return
        self._share(font, "/ToUnicode")
        below = font.get("/DescendantFonts")
        for one in below if isinstance(below, pikepdf.Array) else [font]:
            if not isinstance(one, pikepdf.Dictionary):
                continue
            self._share(one, "/CIDToGIDMap")
            descriptor = one.get("/FontDescriptor")
            if isinstance(descriptor, pikepdf.Dictionary):
                for key in _FONT_FILES:
                    self._share(descriptor, key)

    def _is_done(self, item: pikepdf.Object) -> bool:
        if not item.is_indirect:
            return False
        if item.objgen in self._done:
            return True
        self._done.add(item.objgen)
        return False

    def _share(self, holder: pikepdf.Object, key: str) -> None:
        """Point `holder` to the first stream that is the same, dictionary and bytes."""
        import pikepdf

        stream = holder.get(key)
        if not isinstance(stream, pikepdf.Stream) or stream.get("/Subtype") == "/Form":
            return
        mark = _mark(stream)
        if mark is None:
            return
        first = self._first.setdefault(mark, stream)
        if first.objgen != stream.objgen:
            holder[key] = first


def _mark(stream: pikepdf.Object) -> bytes | None:
    """What makes a stream what it is; None when it points to something else."""
    import pikepdf

    digest = hashlib.sha256()
    for key in sorted(stream.keys()):
        if key in _SIZE_ONLY:
            continue
        # Numbers and words come as Python's own, whatever the stubs say.
        value: object = stream[key]
        if isinstance(value, pikepdf.Object):
            if value.is_indirect or isinstance(value, pikepdf.Dictionary):
                return None
            digest.update(f"{key} ".encode() + value.unparse(resolved=True))
        else:
            digest.update(f"{key} {value!r}".encode())
    digest.update(b"\0" + stream.read_raw_bytes())
    return digest.digest()


def _values(items: pikepdf.Object | None) -> Iterable[pikepdf.Object]:
    import pikepdf

    if not isinstance(items, pikepdf.Dictionary):
        return []
    return [value for _, value in items.items()]
