"""A workbook's list of sheets, its texts and which of its numbers are dates.

Only what the cells need is opened. Parts are found by what points to them, else by their usual
name; styles that cannot be read mean that no number is known to be a date.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote
from xml.parsers.expat import ExpatError

from konnect_desktop.domain.tables import MAX_TEXT
from konnect_desktop.errors import SheetError
from konnect_desktop.sheets import refusals
from konnect_desktop.sheets.limits import MAX_PARTS, MAX_STRINGS, MAX_UNPACKED
from konnect_desktop.sheets.xml_parts import Attributes, bare, is_on, walk

#: Numbers of the built-in formats that show a date or a time, and spans of hours.
_DATES = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)])
_SPANS = frozenset([46])
#: What a format shows as it stands: "text", [colour], \\x, and room for a character.
_SHOWN = re.compile(r'"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\.|_.|\*.', re.IGNORECASE)
_DATE_LETTER = re.compile(r"[dmhys]", re.IGNORECASE)
_SPAN = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
#: The characters that XML cannot hold, as _xHHHH_ (ECMA-376, ST_Xstring).
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def decoded(text: str) -> str:
    """A text of a cell with its escapes as the characters they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def damaged(detail: str) -> SheetError:
    """What is said of a workbook that contradicts itself."""
    return SheetError(refusals.DAMAGED, next_step=refusals.SAVE_AGAIN, detail=detail)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet by its title, and the part that has its cells."""

    title: str
    part: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Styles:
    """Which cell formats show a number as a date, and which as a span of hours."""

    dates: frozenset[int] = frozenset()
    spans: frozenset[int] = frozenset()


class Workbook:
    """Opens parts of an archive, counted against the limits."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Raises SheetError for what is no XLSX, carries macros, or is larger than the limits."""
        self._archive = archive
        parts = archive.infolist()
        self._parts = {_name(part.filename): part for part in parts}
        _check_kind(set(self._parts))
        if len(parts) > MAX_PARTS:
            raise SheetError(refusals.TOO_LARGE_INSIDE, next_step=refusals.SPLIT, detail="parts")
        if any(part.flag_bits & 1 for part in parts):
            raise SheetError(refusals.OLD_FORMAT, next_step=refusals.SAVE_AGAIN, detail="encrypted")
        self._opened: set[str] = set()
        self._book = self._book_part()
        self._links = self._links_of(self._book)
        reader = _BookReader()
        self.walk(self._book, reader)
        self.is_1904 = reader.is_1904
        self.sheets = tuple(self._sheet_parts(reader))
        if not self.sheets:
            raise damaged("no sheets")

    def walk(self, part: str, reader: object) -> None:
        """Read a part; raises SheetError when it is missing or too large."""
        with self._open(part) as file:
            walk(file, reader)  # type: ignore[arg-type]

    def strings(self) -> list[str]:
        """The texts that cells point to."""
        part = self._linked("sharedstrings", "xl/sharedstrings.xml")
        if not part:
            return []
        if self._parts[part].file_size > MAX_STRINGS:
            raise SheetError(refusals.TOO_LARGE_INSIDE, next_step=refusals.SPLIT, detail="texts")
        reader = _StringsReader()
        self.walk(part, reader)
        return reader.strings

    def styles(self) -> Styles:
        """Which formats are dates; none when that cannot be read."""
        part = self._linked("styles", "xl/styles.xml")
        reader = _StylesReader()
        if part:
            # The cells do not depend on how they look.
            with suppress(ExpatError, ValueError, zipfile.BadZipFile):
                self.walk(part, reader)
        return reader.styles()

    # ---- parts -------------------------------------------------------------------------

    def _open(self, part: str) -> IO[bytes]:
        info = self._parts.get(part)
        if info is None:
            raise damaged(f"no {part}"[:100])
        self._opened.add(part)
        if sum(self._parts[name].file_size for name in self._opened) > MAX_UNPACKED:
            raise SheetError(
                refusals.TOO_LARGE_INSIDE,
                next_step=refusals.SPLIT,
                detail="unpacked size",
            )
        return self._archive.open(info)

    def _book_part(self) -> str:
        links = self._links_of("")
        named = (part for kind, part in links.values() if kind == "officedocument")
        for part in (*named, "xl/workbook.xml"):
            if part in self._parts:
                return part
        raise SheetError(refusals.NOT_A_TABLE, next_step=refusals.SAVE_AGAIN, detail="zip")

    def _links_of(self, part: str) -> dict[str, tuple[str, str]]:
        """Id -> kind and part of what `part` points to; "" for the archive itself."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        reader = _LinksReader(folder)
        if rels in self._parts:
            self.walk(rels, reader)
        return reader.links

    def _linked(self, kind: str, usual: str) -> str:
        named = [part for found, part in self._links.values() if found == kind]
        return next((part for part in (*named, usual) if part in self._parts), "")

    def _sheet_parts(self, reader: _BookReader) -> list[SheetPart]:
        found = []
        for number, (title, link, state) in enumerate(reader.sheets, start=1):
            usual = ("worksheet", f"xl/worksheets/sheet{number}.xml")
            kind, part = self._links.get(link, usual)
            if kind != "worksheet":
                continue  # a chart has no cells
            if part not in self._parts:
                raise damaged("sheet without its part")
            found.append(SheetPart(title[:100], part, state.lower() in ("hidden", "veryhidden")))
        return found


def _name(text: str) -> str:
    return posixpath.normpath(text.replace("\\", "/")).lstrip("/").lower()


def _check_kind(names: set[str]) -> None:
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
        raise SheetError(refusals.MACROS, next_step=refusals.SAVE_WITHOUT_MACROS, detail="macros")
    others = {"xl/workbook.bin": "XLSB", "content.xml": "ODS", "word/document.xml": "Word"}
    for name, kind in others.items():
        if name in names:
            text = refusals.OTHER_FORMAT.format(kind=kind)
            raise SheetError(text, next_step=refusals.SAVE_AGAIN, detail=name)


class _LinksReader:
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.links: dict[str, tuple[str, str]] = {}

    def start(self, name: str, given: Attributes) -> None:
        if name != "Relationship" or given.get("TargetMode", "").lower() == "external":
            return
        target = unquote(given.get("Target", "")).replace("\\", "/")
        kind = given.get("Type", "").rpartition("/")[2].lower()
        self.links[given.get("Id", "")] = (kind, _name(posixpath.join(self._folder, target)))

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class _BookReader:
    def __init__(self) -> None:
        #: Title, link and state of each.
        self.sheets: list[tuple[str, str, str]] = []
        self.is_1904 = False

    def start(self, name: str, given: Attributes) -> None:
        if name == "workbookPr":
            self.is_1904 = is_on(given.get("date1904"))
        elif name == "sheet":
            link = next((text for key, text in given.items() if bare(key) == "id"), "")
            title = decoded(given.get("name", ""))
            self.sheets.append((title, link, given.get("state", "")))

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class Text:
    """The characters of a text, whatever parts it is written in; readings aloud left out."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._is_text = False
        self._is_phonetic = False

    def start(self, name: str) -> None:
        """An element inside the text begins."""
        if name == "rPh":
            self._is_phonetic = True
        elif name == "t":
            self._is_text = not self._is_phonetic

    def end(self, name: str) -> None:
        """It ends."""
        if name == "rPh":
            self._is_phonetic = False
        elif name == "t":
            self._is_text = False

    def add(self, data: str) -> None:
        """Characters; those beyond what a cell can hold are only counted."""
        if self._is_text and self._length <= MAX_TEXT:
            self._pieces.append(data[: MAX_TEXT + 1 - self._length])
            self._length += len(data)

    def whole(self) -> str:
        """All of it, escapes decoded."""
        return decoded("".join(self._pieces))


class _StringsReader:
    def __init__(self) -> None:
        self.strings: list[str] = []
        self._text: Text | None = None

    def start(self, name: str, _given: Attributes) -> None:
        if name == "si":
            self._text = Text()
        elif self._text is not None:
            self._text.start(name)

    def end(self, name: str) -> None:
        if self._text is None:
            return
        if name == "si":
            self.strings.append(self._text.whole())
            self._text = None
        else:
            self._text.end(name)

    def text(self, data: str) -> None:
        if self._text is not None:
            self._text.add(data)


class _StylesReader:
    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []
        self._is_cells = False

    def start(self, name: str, given: Attributes) -> None:
        if name == "numFmt" and not self._formats:
            self._codes[int(given.get("numFmtId", "0"))] = given.get("formatCode", "")
        elif name == "cellXfs":
            self._is_cells = True
        elif name == "xf" and self._is_cells:
            self._formats.append(int(given.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_cells = False

    def text(self, data: str) -> None: ...

    def styles(self) -> Styles:
        """What was found, be it not all."""
        kinds = [_kind_of(number, self._codes) for number in self._formats]
        return Styles(
            frozenset(n for n, kind in enumerate(kinds) if kind == "date"),
            frozenset(n for n, kind in enumerate(kinds) if kind == "span"),
        )


def _kind_of(number: int, codes: Mapping[int, str]) -> str:
    if number not in codes:
        return "date" if number in _DATES else "span" if number in _SPANS else ""
    code = _SHOWN.sub("", codes[number].partition(";")[0])
    if _SPAN.search(code):
        return "span"
    return "date" if _DATE_LETTER.search(code) else ""
