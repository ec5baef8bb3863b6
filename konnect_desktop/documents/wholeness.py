"""Is anything missing from a PDF whose table of where everything lies had to be rebuilt?

Rebuilding finds what is there, and says nothing of what is not: a hole in the file swallows an
object, or shortens a drawing. The file's own words and lengths tell.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from konnect_desktop.documents.page_geometry import inherited

if TYPE_CHECKING:
    import pikepdf

_STRING = re.compile(rb"\((?:\\.|[^()\\])*\)|<[0-9a-fA-F]*>", re.DOTALL)
_OBJECT = re.compile(rb"\b(\d{1,10})\s{1,9}\d{1,5}\s{1,9}obj\b")
_TABLE = re.compile(rb"[\r\n](?=xref\b|\d+\s+\d+\s+obj\s*<<[^>]*/XRef\b)")
_SECTION = re.compile(rb"xref\s+(\d+)\s+\d+\s+")
_ENTRY = re.compile(rb"(\d{10}) \d{5} ([nf])")
_STARTXREF = re.compile(rb"startxref\s*(\d+)")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)\b")
#: A line's end before "endstream" counts for some writers.
_LINE_END = 2
_OBJECT_END = re.compile(rb"\bendobj\b|\bstream\b")
#: What a page names and is not drawn with.
_ELSEWHERE = re.compile(
    rb"/(?:Parent|Annots|Metadata|PieceInfo|Thumb|B|Dur|AA|Tabs|StructParents)\s*"
    rb"(?:\d+\s+\d+\s+R|\[[^\]]*\])"
)
_REFERENCE = re.compile(rb"\b(\d{1,10})\s{1,9}(\d{1,5})\s{1,9}R\b")


def what_is_gone(document: pikepdf.Pdf, body: bytes) -> str:
    """What of the drawing of the pages of a rebuilt file is not in it, for support; "" for nothing.

    A hole swallows objects. qpdf then leaves out what pointed to them, so that is looked up in
    the file's own words.
    """
    import pikepdf

    places = {int(found[1]): found.span() for found in _OBJECT.finditer(body)}
    lack = _lack(body)
    if lack > 0 and _moves(body, places) == {0, -lack}:
        return f"{lack} bytes are gone"
    waiting: list[tuple[pikepdf.Object, bool]] = [(page.obj, True) for page in document.pages]
    waiting += [(part, False) for page in document.pages if (part := inherited(page, "/Resources"))]
    seen: set[int] = set()
    while waiting:
        holder, is_page = waiting.pop()
        said = _written(holder, body, places)
        if isinstance(holder, pikepdf.Stream) and not _is_whole(holder, said, lack):
            return f"bytes are gone from object {holder.objgen[0]}"
        if is_page:
            said = _ELSEWHERE.sub(b"", said)
        for number, generation in _REFERENCE.findall(_STRING.sub(b"", said)):
            key = (int(number), int(generation))
            if key[0] in seen:
                continue
            seen.add(key[0])
            found: object = document.get_object(key)
            if found is None:
                return f"object {key[0]} is gone"
            if isinstance(found, pikepdf.Object):
                waiting.append((found, False))
    return ""


def _lack(body: bytes) -> int:
    """How many bytes are missing before the last table, by where the file says that it begins."""
    said = _STARTXREF.findall(body)
    begins = [found.end() for found in _TABLE.finditer(body)]
    return int(said[-1]) - begins[-1] if said and begins else 0


def _moves(body: bytes, places: Mapping[int, tuple[int, int]]) -> set[int]:
    """How far objects lie from where the last table says; two distances mean one hole."""
    tables = list(_TABLE.finditer(body))
    found = _SECTION.match(body, tables[-1].end()) if tables else None
    moves: set[int] = set()
    if found is None:
        return moves
    entries = _ENTRY.findall(body[found.end() :])
    for number, (offset, kind) in enumerate(entries, int(found[1])):
        if kind == b"n" and number in places:
            moves.add(places[number][0] - int(offset))
    return moves


def _is_whole(stream: pikepdf.Stream, said: bytes, lack: int) -> bool:
    """Whether a stream has all its bytes.

    One that is as much shorter than it says as the whole file has lost a piece; packed ones
    carry a sum of their own.
    """
    import pikepdf

    raw = stream.read_raw_bytes()
    declared = _LENGTH.search(said)
    if lack > 0 and declared and abs(int(declared[1]) - len(raw) - lack) <= _LINE_END:
        return False
    filters = stream.get("/Filter")
    names = (
        [str(one) for one in filters.as_list()]
        if isinstance(filters, pikepdf.Array)
        else [str(filters)]
    )
    if names[-1] != "/FlateDecode":
        return True
    if names[:-1] == ["/ASCII85Decode"]:
        raw = base64.a85decode(raw.strip().removeprefix(b"<~").removesuffix(b"~>"))
    elif names[:-1]:
        return True
    packer = zlib.decompressobj()
    try:
        packer.decompress(raw)
    except zlib.error:
        return False
    return packer.eof


def _written(holder: pikepdf.Object, body: bytes, places: Mapping[int, tuple[int, int]]) -> bytes:
    """An object as the file has it; as qpdf does where it is packed with others."""
    import pikepdf

    place = places.get(holder.objgen[0])
    if place is not None:
        start = place[1]
        end = _OBJECT_END.search(body, start)
        return body[start : end.start() if end else len(body)]
    if isinstance(holder, pikepdf.Stream):
        return bytes(holder.stream_dict.unparse())
    return bytes(holder.unparse(resolved=True))
