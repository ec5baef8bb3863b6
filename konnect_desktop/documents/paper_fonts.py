"""The bundled fonts inside a PDF: only the glyphs that are used, and what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pikepdf
import uharfbuzz
from pikepdf import Array, Dictionary, Name

from konnect_desktop.documents.shaping import Face

_DROPPED_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "DSIG", "meta")


@dataclass(slots=True)
class UsedFont:
    """A font as far as a document needs it."""

    face: Face
    name: str
    #: glyph -> the text that a reader copies for it
    glyphs: dict[int, str] = field(default_factory=dict)
    characters: dict[int, str] = field(default_factory=dict)


def font_object(pdf: pikepdf.Pdf, used: UsedFont) -> Dictionary:
    """The font as a page's resources name it."""
    face = used.face
    unit = 1000 / face.upem
    extents = face.font.get_font_extents("ltr")
    numbers = sorted(used.glyphs)
    base = Name(f"/{_tag(numbers)}+{face.name}")
    program = pdf.make_stream(_subset(face, numbers))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=base,
        Flags=4,
        FontBBox=Array(
            [-1000, round(extents.descender * unit), 3000, round(extents.ascender * unit)]
        ),
        ItalicAngle=0,
        Ascent=round(extents.ascender * unit),
        Descent=round(extents.descender * unit),
        CapHeight=700,
        StemV=80,
    )
    if face.is_cff:
        program.Subtype = Name.CIDFontType0C
        descriptor.FontFile3 = program
    else:
        descriptor.FontFile2 = program
    cid_font = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if face.is_cff else Name.CIDFontType2,
        BaseFont=base,
        CIDSystemInfo=Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        ),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=1000,
        W=_widths(face, numbers, unit),
    )
    if not face.is_cff:
        cid_font.CIDToGIDMap = Name.Identity
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=base,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(cid_font)]),
        ToUnicode=pdf.make_stream(_to_unicode(used.glyphs)),
    )


def _subset(face: Face, numbers: Iterable[int]) -> bytes:
    """The font with only these glyphs, under their own numbers."""
    wanted = uharfbuzz.SubsetInput()
    wanted.flags = (
        uharfbuzz.SubsetFlags.RETAIN_GIDS
        | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
        | uharfbuzz.SubsetFlags.NO_HINTING
    )
    wanted.glyph_set.update(numbers)
    drops = wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG)
    drops.update(int.from_bytes(tag.encode("ascii"), "big") for tag in _DROPPED_TABLES)
    made = uharfbuzz.subset(face.face, wanted)
    if face.is_cff:
        return bytes(made.reference_table("CFF ").data)
    return bytes(made.blob.data)


def _tag(numbers: list[int]) -> str:
    """Six letters that name this selection of glyphs."""
    value = hash(tuple(numbers)) & 0xFFFFFFFF
    letters = ""
    for _ in range(6):
        value, rest = divmod(value, 26)
        letters += chr(65 + rest)
    return letters


def _widths(face: Face, numbers: list[int], unit: float) -> Array:
    found = Array()
    for number in numbers:
        found.append(number)
        found.append(Array([round(face.advance(number) * unit, 2)]))
    return found


_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{parts}endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def _to_unicode(glyphs: dict[int, str]) -> bytes:
    lines = [
        f"<{number:04x}> <{text.encode('utf-16-be').hex()}>"
        for number, text in sorted(glyphs.items())
        if text
    ]
    parts = ""
    for start in range(0, len(lines), 100):
        part = lines[start : start + 100]
        parts += f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
    return _CMAP.format(parts=parts).encode("ascii")
