"""The last entries of the log file, read so that nothing comes along but what we wrote.

An exception's own text may hold a buyer's data, so of a traceback only the places and the kind of
the exception are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

#: How much of the end of a file is read, and how many lines are shown.
_BYTES, _LINES = 256 * 1024, 500

_HEAD = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d{3} ([A-Z]+) (.{0,60}?) (konnect_desktop[\w.]*): (.*)"
)
_PLACE = re.compile(r'\s+File "(?P<path>[^"]*)", line (?P<line>\d+), in (?P<name>[\w<>.]+)\s*')
_KIND = re.compile(r"[A-Za-z_][A-Za-z_.]*")
_OURS = re.compile(r".*[/\\]((?:konnect_desktop|site-packages)[/\\].*)")
_TRACEBACK = "Traceback (most recent call last):"


@dataclass
class LogEntry:
    """One entry: when and where it was written, its words, and the places of a traceback."""

    at: str
    level: str
    where: str
    #: Our words with what was filled in; to be scrubbed.
    message: str
    trace: list[str] = field(default_factory=list)


def last_entries(file: Path, lines: int = _LINES) -> list[LogEntry]:
    """The entries that the last `lines` lines of a log begin, oldest first. Raises OSError.

    A log that was just begun anew is preceded by the file before it.
    """
    text = _end_of(file)
    if text.count("\n") < lines:
        text = _end_of(file.with_name(f"{file.name}.1")) + text
    return entries(text.splitlines()[-lines:])


def entries(lines: list[str]) -> list[LogEntry]:
    """The entries in these lines; what belongs to none of them is left out."""
    found: list[LogEntry] = []
    is_place_before = False
    for line in lines:
        head = _HEAD.fullmatch(line)
        if head is not None:
            found.append(LogEntry(head[1], head[2], head[4], head[5]))
            is_place_before = False
        elif found:
            is_place_before = _add_trace(found[-1].trace, line, is_place_before)
    return found


def _add_trace(trace: list[str], line: str, is_place_before: bool) -> bool:
    """Keep what is safe of one more line; returns whether the exception's kind may follow."""
    place = _PLACE.fullmatch(line)
    if place is not None:
        trace.append(f"  {_short(place['path'])}:{place['line']} in {place['name']}")
        return True
    if line == _TRACEBACK:
        trace.append("Traceback:")
        return False
    if not is_place_before or line[:1].isspace():
        return is_place_before
    kind = _KIND.match(line)
    if kind is not None:
        trace.append(f"  {kind[0]}")
    return False


def _short(path: str) -> str:
    """Where in the app or in a library; folders of this computer are nobody's business."""
    ours = _OURS.fullmatch(path)
    return (ours[1] if ours else re.split(r"[/\\]", path)[-1]).replace("\\", "/")


def _end_of(path: Path) -> str:
    """The last whole lines of a file; "" when there is none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _BYTES))
            text = file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    return text if size <= _BYTES else text.partition("\n")[2]
