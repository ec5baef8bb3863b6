"""Every invoice number that was given, and the series, kept a second time outside the data file.

No lost, damaged or older data file can then make a series begin again. One line for each change,
added and on disk before a number is used; each line carries its own check.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from konnect_desktop import files

#: The first line: all that was given before is in the lines that follow.
_WHOLE = '["whole"]'
_GIVEN, _BURNT, _TAKEN_BACK, _SERIES, _NO_SERIES = "+", "!", "-", "=", "/"
Row = tuple[Any, ...]


@dataclass(slots=True)
class Mirrored:
    """What a mirror knows."""

    #: text, shipment id, kind, prefix, number, why it is burnt
    given: list[Row] = field(default_factory=list)
    #: kind, location, channel, place, prefix, first, padding, year
    series: list[Row] = field(default_factory=list)
    #: Whether nothing of it is missing or damaged.
    is_whole: bool = False
    #: It is there and could not be read.
    is_held: bool = False


class NumberMirror:
    """The file beside the data file."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".numbers")

    @property
    def size(self) -> int:
        """Bytes, 0 when there is none."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def read(self, least: int = 0) -> Mirrored:
        """All of it that is sound; it is not whole with fewer than `least` bytes. Never raises."""
        try:
            data = files.read(self.path)
        except OSError as error:
            return Mirrored(is_held=isinstance(error, PermissionError))
        lines = [line for line in data.split(b"\n") if line]
        parts = [_parted(line) for line in lines]
        # The last line may be torn by a power cut: its number was not used yet.
        sound = all(part is not None for part in parts[:-1])
        is_headed = bool(parts) and parts[0] == ["whole"]
        found = _replayed(part for part in parts if part is not None)
        found.is_whole = sound and is_headed and len(data) >= least
        return found

    def write(self, given: Iterable[Row], series: Iterable[Row], *, is_whole: bool) -> None:
        """Begin anew with all of these. Raises OSError; what was there before stays then."""
        lines = [_WHOLE] if is_whole else []
        lines += [_dump([_GIVEN, *row]) for row in given]
        lines += [_dump([_SERIES, *row]) for row in series]
        partial = self.path.with_name(self.path.name + ".new")
        with _private(partial, os.O_TRUNC) as file:
            file.write(_block(lines))
            file.flush()
            os.fsync(file.fileno())
        files.replace(partial, self.path)

    def add(self, changes: Iterable[Row]) -> None:
        """Add changes: what was done, and up to eight values. On disk when this returns.

        Raises OSError.
        """
        lines = [_dump(list(change)) for change in changes]
        with _private(self.path, os.O_APPEND) as file:
            file.write(_block(lines))
            file.flush()
            os.fsync(file.fileno())


def _private(path: Path, flag: int) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | flag | getattr(os, "O_BINARY", 0)
    return os.fdopen(files.patiently(lambda: os.open(path, flags, 0o600)), "ab")


def _dump(values: list[Any]) -> str:
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False)


def _block(lines: Iterable[str]) -> bytes:
    """Each line begins with its end, so that it stands alone after one that was torn."""
    texts = [line.encode("utf-8", "replace") for line in lines]
    return b"".join(b"\n%08x %s" % (zlib.crc32(text), text) for text in texts) + b"\n"


def _parted(line: bytes) -> list[Any] | None:
    check, _, text = line.partition(b" ")
    try:
        if int(check, 16) != zlib.crc32(text):
            return None
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, list) and found else None


def _replayed(parts: Iterable[list[Any]]) -> Mirrored:
    given: dict[str, Row] = {}
    series: dict[Row, Row] = {}
    for part in parts:
        what, values = part[0], tuple(part[1:])
        if what in (_GIVEN, _BURNT) and len(values) >= 6:
            given[values[0]] = values[:6]
        elif what == _TAKEN_BACK and values:
            given.pop(values[0], None)
        elif what == _SERIES and len(values) == 8:
            series[values[:3]] = values
        elif what == _NO_SERIES:
            series.pop(values[:3], None)
    return Mirrored(list(given.values()), list(series.values()))
