"""What the app itself is made of: the interpreter, and the files that ship with it."""

from __future__ import annotations

import base64
import hashlib
import os
import platform
import struct
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

from konnect_desktop.paths import resource, shipped
from konnect_desktop.selftest.results import Result, failed, ok, warning
from konnect_desktop.services.about import APP

_OLDEST = (3, 11)
_AGAIN = "Install the app again; your data stays."
_TEXTS = ("CHANGELOG.md", "LICENSE")
#: Names every file below `resources`, one a line.
LIST = "files.txt"
_FIRST_BYTES = {".ttf": (b"\0\1\0\0", b"true"), ".otf": (b"OTTO",)}
#: So many names of missing files are shown.
_SHOWN = 5


def look_at_python() -> Result:
    """Version, kind and place of the interpreter."""
    version, bits = platform.python_version(), struct.calcsize("P") * 8
    if sys.version_info[:2] < _OLDEST:
        return failed(
            f"Python {version} is too old for the app.",
            "Get Python 3.11 or later, then set the app up again.",
            version=version,
        )
    if sys.platform == "win32" and is_from_store(sys.base_prefix, sys.executable):
        return warning(
            "This Python comes from the Microsoft Store: it hides what the app saves in a folder "
            "of its own, and your data would go when it is reset or removed.",
            "Get Python from python.org and set the app up with it.",
            version=version,
            bits=bits,
            from_store=True,
        )
    return ok(
        f"{platform.python_implementation()} {version}, {bits} bits",
        version=version,
        bits=bits,
        frozen=bool(getattr(sys, "frozen", False)),
        machine=platform.machine(),
    )


def is_from_store(*places: str) -> bool:
    """Whether one of these paths of an interpreter is that of an app of the Store."""
    return any("windowsapps" in place.lower().replace("/", "\\").split("\\") for place in places)


# ---- the files that ship with it -----------------------------------------------------------


def look_at_resources() -> Result:
    """Whether every font, icon and text is there and whole."""
    root = resource(".")
    try:
        names = (root / LIST).read_text(encoding="utf-8").split("\n")
    except OSError:
        return failed("The list of the app's own files is missing.", _AGAIN, missing=LIST)
    wanted = [root / name for name in names if name] + [shipped(name) for name in _TEXTS]
    bad = [path.name for path in wanted if not _is_whole(path)]
    # An installed copy also says what stood in each file when it was made.
    bad += [name for name in _changed() if name not in bad]
    if bad:
        shown = ", ".join(bad[:_SHOWN]) + (" …" if len(bad) > _SHOWN else "")
        files = "file is" if len(bad) == 1 else "files are"
        text = f"{len(bad)} {files} missing or damaged: {shown}"
        return failed(text, _AGAIN, missing=len(bad), names=shown)
    return ok(
        f"All {len(wanted)} files are there",
        fonts=sum(path.suffix in _FIRST_BYTES for path in wanted),
        icons=sum(path.suffix == ".svg" for path in wanted),
        texts=sum(path.suffix in (".txt", ".md", "") for path in wanted),
    )


def _is_whole(path: Path) -> bool:
    try:
        data = path.read_bytes()
        if path.suffix == ".svg":
            ElementTree.fromstring(data)  # noqa: S314 - a file of our own
    except (OSError, ElementTree.ParseError):
        return False
    return bool(data) and data.startswith(_FIRST_BYTES.get(path.suffix, b""))


def _changed() -> Iterator[str]:
    """The files of an installed copy that are not as they were installed."""
    try:
        listed = metadata.files(APP) or []
    except (metadata.PackageNotFoundError, OSError, ValueError):
        return
    for file in listed:
        if file.hash is None or file.parts[:2] != ("konnect_desktop", "resources"):
            continue
        try:
            data = Path(os.fspath(file.locate())).read_bytes()
        except OSError:
            yield file.name
            continue
        digest = hashlib.new(file.hash.mode, data).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            yield file.name
