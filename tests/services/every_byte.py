"""Looks for words in every byte of folders: plain, in other encodings, in compressed parts."""

from __future__ import annotations

import bz2
import json
import lzma
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from konnect_desktop.store.search_words import words_of

_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_DEFLATED_ENTRY = re.compile(rb"PK\x03\x04.{4}\x08\x00.{16}(..)(..)", re.DOTALL)
_MOST, _SHORTEST = 50_000_000, 8
_FTS = """
SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%fts5%'
"""


def forms(text: str) -> set[bytes]:
    """The bytes as which a text may lie in a file."""
    found: set[bytes] = set()
    folded = " ".join(words_of(text))
    whole = folded.replace(" ", "")
    for one in {text, text.casefold(), text.upper(), folded, whole, whole[::-1]}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            found.add(one.encode(encoding))
        escaped = json.dumps(one)[1:-1]
        found |= {escaped.encode(), escaped.upper().replace("\\U", "\\u").encode()}
    return {one for one in found if len(one) >= 5}


def traces(folders: Iterable[Path], texts: Iterable[str]) -> dict[str, set[str]]:
    """Text -> the files that hold it in any form. Texts of fewer than five letters are no proof."""
    wanted = {text: forms(text) for text in texts}
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            for part in _parts(path.read_bytes()):
                for text, all_forms in wanted.items():
                    if any(form in part for form in all_forms):
                        found.setdefault(text, set()).add(path.name)
            for text in _search_words(path, wanted):
                found.setdefault(text, set()).add(f"{path.name} (search words)")
    return found


def _parts(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and whatever is compressed among them, also inside of that."""
    yield data
    if depth == 3:
        return
    for match in _ZLIB.finditer(data):
        yield from _inflated(data, match.start(), 47, depth)
    for match in _DEFLATED_ENTRY.finditer(data):
        name, extra = (int.from_bytes(one, "little") for one in match.groups())
        yield from _inflated(data, match.end() + name + extra, -15, depth)
    for marks, module in ((b"BZh", bz2), (b"\xfd7zXZ", lzma)):
        if data.startswith(marks):
            yield module.decompress(data)  # type: ignore[attr-defined]


def _inflated(data: bytes, start: int, bits: int, depth: int) -> Iterator[bytes]:
    stream, made = zlib.decompressobj(bits), bytearray()
    # Little at first: most of what looks like a beginning is none.
    size = 64
    try:
        while start < len(data) and not stream.eof and len(made) < _MOST:
            made += stream.decompress(data[start : start + size])
            start, size = start + size, 65_536
    except zlib.error:
        pass  # cut off or overwritten: what came before counts
    if len(made) >= _SHORTEST:
        yield from _parts(bytes(made), depth + 1)


def _search_words(path: Path, wanted: dict[str, set[bytes]]) -> Iterator[str]:
    """What a full-text index knows: its words lie there without the letters they begin with."""
    with path.open("rb") as file:
        if not file.read(16).startswith(b"SQLite format 3"):
            return
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as conn:
        for (table,) in conn.execute(_FTS).fetchall():
            conn.execute(f"CREATE VIRTUAL TABLE temp.known USING fts5vocab(main, {table}, row)")
            known = {term.encode() for (term,) in conn.execute("SELECT term FROM temp.known")}
            yield from (text for text, all_forms in wanted.items() if known & all_forms)
