"""The parts of a workbook as XML: elements by their bare names, whatever their namespace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Protocol
from xml.parsers import expat

from konnect_desktop.errors import SheetError
from konnect_desktop.sheets import refusals

Attributes = Mapping[str, str]
_CHUNK = 65_536


class Reader(Protocol):
    """Is told what a part holds, from its beginning to its end."""

    def start(self, name: str, given: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, data: str) -> None:
        """Characters, in pieces of any length."""


def walk(file: IO[bytes], reader: Reader) -> None:
    """Read a part to its end; what `reader` raises goes through.

    Transitional and strict files differ by their namespaces alone, so those do not count. A
    document type is only ever an attack. Raises ExpatError for what is no XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, given: reader.start(bare(name), given)
    parser.EndElementHandler = lambda name: reader.end(bare(name))
    parser.CharacterDataHandler = reader.text
    while chunk := file.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def bare(name: str) -> str:
    """The name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


def is_on(text: str | None) -> bool:
    """An attribute that says yes."""
    return text is not None and text.strip().lower() in ("1", "true", "on")


def _refuse(*_args: object) -> None:
    raise SheetError(refusals.DAMAGED, next_step=refusals.SAVE_AGAIN, detail="doctype")
