"""Text of any script as glyphs: HarfBuzz with the fonts that ship with the app.

A line is cut into runs of one font each, every run is shaped, and the runs are put into the
order in which the eye reads them. Sizes here are parts of the font size (em).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import uharfbuzz

from konnect_desktop.paths import resource

FONTS = resource("fonts")

#: First and last character of each block, and the script as the fonts are named.
_SCRIPTS = (
    (0x0600, 0x06FF, "Arabic"),
    (0x0750, 0x077F, "Arabic"),
    (0x08A0, 0x08FF, "Arabic"),
    (0x0900, 0x097F, "Devanagari"),
    (0x0980, 0x09FF, "Bengali"),
    (0x0A00, 0x0A7F, "Gurmukhi"),
    (0x0A80, 0x0AFF, "Gujarati"),
    (0x0B00, 0x0B7F, "Oriya"),
    (0x0B80, 0x0BFF, "Tamil"),
    (0x0C00, 0x0C7F, "Telugu"),
    (0x0C80, 0x0CFF, "Kannada"),
    (0x0D00, 0x0D7F, "Malayalam"),
    (0xA8E0, 0xA8FF, "Devanagari"),
    (0xFB50, 0xFDFF, "Arabic"),
    (0xFE70, 0xFEFC, "Arabic"),
)
JOINERS = "\u200c\u200d"
#: Stands for a letter that none of our fonts has.
MISSING = "\u25a1"


class Weight(StrEnum):
    """How heavy; Indian and Arabic scripts come in one weight."""

    REGULAR = "Inter-Regular"
    MEDIUM = "Inter-Medium"
    SEMIBOLD = "Inter-SemiBold"
    BOLD = "Inter-Bold"


class Face:
    """One font file."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.path = path
        self.face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        self.font = uharfbuzz.Font(self.face)
        self.upem = int(self.face.upem)
        self.is_cff = path.suffix == ".otf"
        self._codes = frozenset(self.face.unicodes)

    def has(self, char: str) -> bool:
        """Whether the font has a glyph for this character."""
        return self.font.get_nominal_glyph(ord(char)) is not None

    def covers(self, text: str) -> bool:
        """Whether every character of `text` has a glyph here."""
        return self._codes.issuperset(map(ord, text))

    def advance(self, glyph: int) -> int:
        """Width of a glyph in font units, before shaping moves it."""
        return int(self.font.get_glyph_h_advance(glyph))

    @property
    def characters(self) -> dict[int, str]:
        """Which character each glyph stands for, where it stands for one by itself."""
        found: dict[int, str] = {}
        for code in self.face.unicodes:
            glyph = self.font.get_nominal_glyph(code)
            # Fonts keep variants of letters in the private area; nobody searches for those.
            if glyph is not None and unicodedata.category(chr(code)) != "Co":
                found.setdefault(glyph, chr(code))
        return found


class Glyph(NamedTuple):
    """A glyph and where it stands, in font units; `cluster` is the index of its first character."""

    number: int
    advance: int
    x_offset: int
    y_offset: int
    cluster: int


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one font from left to right, and the text that they show, as it is read."""

    face: Face
    text: str
    glyphs: tuple[Glyph, ...]
    is_rtl: bool = False

    @property
    def width(self) -> float:
        """In em."""
        return sum(glyph.advance for glyph in self.glyphs) / self.face.upem


@dataclass(frozen=True, slots=True)
class Line:
    """The runs of one line from left to right; `width` in em."""

    runs: tuple[Run, ...]
    width: float


@cache
def face(name: str) -> Face | None:
    """The bundled font of this name; None when the app came without it."""
    for suffix in (".otf", ".ttf"):
        path = FONTS / f"{name}{suffix}"
        if path.is_file():
            return Face(path)
    return None


def script_of(char: str) -> str:
    """The script that has a font of its own, "" for Latin and what all scripts share."""
    code = ord(char)
    if code < _SCRIPTS[0][0]:
        return ""
    return next((name for first, last, name in _SCRIPTS if first <= code <= last), "")


def script_face(script: str) -> Face | None:
    """The font of one script."""
    return face(f"NotoSans{script}-Regular") if script else None


@lru_cache(maxsize=20_000)
def shape(text: str, weight: Weight = Weight.REGULAR, features: tuple[str, ...] = ()) -> Line:
    """`text` as one line. `features`: OpenType features such as "tnum", for figures in columns."""
    pieces = list(_pieces(readable(text), weight))
    runs = tuple(_shaped(piece, features) for piece in _seen_order(pieces))
    return Line(runs, sum(run.width for run in runs))


def readable(text: str) -> str:
    """`text` without what cannot be drawn: line ends become spaces, controls and emoji go."""
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for char in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(char)
        if char in "\t\n\r\v\f" or kind in ("Zs", "Zl", "Zp"):
            kept.append(" ")
        elif char in JOINERS or kind[0] != "C":
            kept.append(char)
    return "".join(kept)


# ---- runs --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Piece:
    face: Face
    text: str
    is_rtl: bool = False
    #: Holds letters that are read from left to right.
    is_ltr: bool = False


def _pieces(text: str, weight: Weight) -> Iterator[_Piece]:
    """Stretches of one font, in reading order; beside Arabic letters every space is its own."""
    whole = face(weight.value)
    if text and whole is not None and whole.covers(text):
        yield _Piece(whole, text, is_ltr=True)
        return
    current: _Piece | None = None
    has_rtl = any(map(_is_rtl, text))
    for char in text:
        wanted = _face_for(char, current, weight)
        if wanted is None:
            if unicodedata.category(char)[0] not in "LN":
                continue  # a picture or a mark that no font has: left out
            char, wanted = MISSING, _latin(MISSING, weight)
        if wanted is None:
            continue
        is_rtl = _is_rtl(char) or (
            current is not None and current.is_rtl and current.face is wanted and char != " "
        )
        is_apart = has_rtl and current is not None and (char == " " or current.text == " ")
        if current is None or current.face is not wanted or current.is_rtl != is_rtl or is_apart:
            if current is not None:
                yield current
            current = _Piece(wanted, "", is_rtl)
        current.text += char
        current.is_ltr |= unicodedata.bidirectional(char) == "L"
    if current is not None:
        yield current


def _face_for(char: str, current: _Piece | None, weight: Weight) -> Face | None:
    joins = char == " " or char in JOINERS or unicodedata.category(char)[0] == "M"
    if current is not None and joins and current.face.has(char):
        return current.face
    own = script_face(script_of(char))
    if own is not None and own.has(char):
        return own
    # The danda and other signs that scripts share stay with the script around them.
    if current is not None and own is not None and current.face.has(char):
        return current.face
    return _latin(char, weight)


@lru_cache(maxsize=4096)
def _latin(char: str, weight: Weight) -> Face | None:
    for name in (weight.value, "NotoSans-Regular", "NotoSansDevanagari-Regular"):
        found = face(name)
        if found is not None and found.has(char):
            return found
    return None


def _is_rtl(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("R", "AL")


def _seen_order(pieces: list[_Piece]) -> list[_Piece]:
    """From reading order to the order on paper: a short form of the bidirectional algorithm.

    The first letter decides which way the line runs; stretches the other way are turned.
    """
    if not any(piece.is_rtl for piece in pieces):
        return pieces
    is_rtl_line = next(p.is_rtl for p in pieces if p.is_rtl or p.is_ltr)
    if is_rtl_line:
        # Commas and spaces at the end of a foreign word run with the line, not with the word.
        turned = _turned(
            pieces, lambda piece: not piece.is_rtl and any(map(str.isalnum, piece.text))
        )
        return turned[::-1]
    return _turned(pieces, lambda piece: piece.is_rtl)


def _turned(pieces: list[_Piece], is_other: Callable[[_Piece], bool]) -> list[_Piece]:
    """Reverse each stretch of `is_other` pieces, with the spaces and figures inside it."""
    result: list[_Piece] = []
    index = 0
    while index < len(pieces):
        end = index
        if is_other(pieces[index]):
            for ahead in range(index, len(pieces)):
                if is_other(pieces[ahead]):
                    end = ahead + 1
                elif pieces[ahead].is_rtl or pieces[ahead].is_ltr:
                    break
        end = max(end, index + 1)
        result += pieces[index:end][::-1]
        index = end
    return result


def _shaped(piece: _Piece, features: tuple[str, ...]) -> Run:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(piece.text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if piece.is_rtl else "ltr"
    # Order numbers must be read letter by letter, so nothing is drawn together.
    wanted: dict[str, bool] = dict.fromkeys(features, True)
    if piece.face.is_cff:
        wanted |= {"liga": False, "clig": False, "calt": False}
    uharfbuzz.shape(piece.face.font, buffer, wanted)
    glyphs = tuple(
        Glyph(info.codepoint, at.x_advance, at.x_offset, at.y_offset, info.cluster)
        for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    )
    return Run(piece.face, piece.text, glyphs, piece.is_rtl)
