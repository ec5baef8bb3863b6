"""What the app is made of: versions, licences, and what is new. Nothing of it is private."""

from __future__ import annotations

import platform
import re
import sysconfig
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from konnect_desktop import __version__
from konnect_desktop.errors import KonnectError
from konnect_desktop.paths import resource, shipped
from konnect_desktop.store.support import sqlite_version

APP, SQLITE = "konnect-desktop", "SQLite"
#: Used under the LGPL, of the licences that they offer. A package of Qt's own has its version.
_QT = frozenset({"qt", "pyside6-essentials", "shiboken6"})
_QT_LICENCE = "LGPL-3.0"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LICENCE_FILE = re.compile(r"(?i)(licen[cs]es?|copying|notice|authors)([.-].*)?")
#: Where newer packages keep them, under any name.
_LICENCE_FOLDER = "licenses"
_QT_SOURCE = "https://download.qt.io/official_releases/"
_DOT = "•  "
#: *stressed* or `typed` words of the changelog.
_MARKS = re.compile(r"[*`]{1,2}([^*`\n]+)[*`]{1,2}")
#: Longer ones are whole texts, not names.
_LONGEST_NAME = 90


@dataclass(frozen=True, slots=True)
class Part:
    """Something inside the app, its version and its licence."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class Versions:
    """What runs here."""

    app: str
    python: str
    sqlite: str
    pyside: str


def versions() -> Versions:
    """Those that can be known without Qt."""
    return Versions(
        __version__, platform.python_version(), sqlite_version(), version_of("PySide6_Essentials")
    )


def version_of(name: str) -> str:
    """The version of an installed package, "" when it is not there."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def news() -> str:
    """What is new, without the marks of its file. Raises KonnectError when it was taken away."""
    try:
        text = shipped("CHANGELOG.md").read_text(encoding="utf-8")
    except OSError as error:
        raise KonnectError(
            "The list of what is new is not there any more.",
            next_step="Install the app again; your data stays.",
            detail=type(error).__name__,
        ) from error
    return plain_news(text)


def plain_news(text: str) -> str:
    """A changelog in Markdown as plain text: headings without marks, one line for each thing."""
    lines: list[str] = []
    for line in text[max(0, text.find("## ")) :].splitlines():
        if line.startswith("  ") and lines and lines[-1].startswith(_DOT):
            lines[-1] += f" {line.strip()}"
        elif line.startswith("- "):
            lines.append(_DOT + line[2:])
        elif line.startswith("#"):
            lines.append(line.lstrip("#").strip().strip("[]"))
        elif line or (lines and lines[-1]):
            lines.append(line)
    return _MARKS.sub(r"\1", "\n".join(lines)).strip()


def parts() -> list[Part]:
    """The app itself, then every package it needs that is installed, and what else it ships."""
    inside = [
        *(_part(each) for each in _packages()),
        Part("Python", platform.python_version(), "PSF-2.0"),
        Part(SQLITE, sqlite_version(), "Public domain"),
        Part("Qt", version_of("PySide6_Essentials"), _QT_LICENCE),
        Part("Inter (font)", "", "OFL-1.1"),
        Part("Noto Sans (fonts)", "", "OFL-1.1"),
    ]
    inside.sort(key=lambda part: part.name.casefold())
    return [Part("Konnect Desktop", __version__, "MIT"), *inside]


def licence_text(name: str) -> str:
    """The words of the licence of one of `parts`; says so where it brings none."""
    if name == SQLITE:
        return "The authors of SQLite have put it into the public domain."
    ours = {
        "Konnect Desktop": [shipped("LICENSE")],
        # One place on Windows, the other elsewhere.
        "Python": [Path(sysconfig.get_path(name)) / "LICENSE.txt" for name in ("data", "stdlib")],
        "Inter (font)": [resource("fonts/Inter-OFL.txt")],
        "Noto Sans (fonts)": [resource("fonts/NotoSans-OFL.txt")],
    }
    files: Sequence[Path] = ours.get(name, ())
    if key_of(name) in _QT:
        files = [resource("licences/LGPL-3.0.txt"), resource("licences/GPL-3.0.txt")]
    elif not files:
        files = _files_of(name)
    texts = [_source_words(name)] if source_of(name) else []
    for path in files:
        try:
            texts.append(path.read_text(encoding="utf-8", errors="replace").strip())
        except OSError:
            continue  # another version of the package was installed meanwhile
    return "\n\n\n".join(text for text in texts if text) or "This part brings no text of its own."


def source_of(name: str) -> str:
    """Where the source of a part is offered that has to come with it: that of Qt; else ""."""
    if key_of(name) not in _QT:
        return ""
    return f"{_QT_SOURCE}{'qt' if key_of(name) == 'qt' else 'QtForPython'}/"


def _source_words(name: str) -> str:
    return (
        f"{name} {version_of('PySide6_Essentials')} is used under the GNU Lesser General Public "
        "License, version 3. It is used as its makers ship it, without any change. Its libraries "
        "are files of their own in the folder of the app's packages, and you may exchange them "
        f"for others that fit. Its source is offered at {source_of(name)}"
    )


def is_package(name: str) -> bool:
    """Whether a part is a package of Python that is installed here."""
    return bool(version_of(name)) and name != "Konnect Desktop"


def needs() -> dict[str, list[str]]:
    """The key of each package -> the packages here that it needs; "" stands for the app."""
    here = {key_of(package.metadata["Name"]): package for package in _packages()}
    found = {"": [name for name in _needs() if key_of(name) in here]}
    for key, package in here.items():
        found[key] = [one for one in _names(package.requires or ()) if key_of(one) in here]
    return found


# ---- packages --------------------------------------------------------------------------


def _packages() -> Iterator[metadata.Distribution]:
    """Every package that the app needs, and those that these need, each once."""
    seen: set[str] = set()
    waiting = _needs()
    while waiting:
        name = waiting.pop()
        if key_of(name) in seen:
            continue
        seen.add(key_of(name))
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system
        waiting += _names(package.requires or ())
        yield package


def _needs() -> list[str]:
    """What the app asks for. In a checkout its project file is newer than what was installed."""
    project = Path(__file__).parents[2] / "pyproject.toml"
    if project.is_file():
        data = tomllib.loads(project.read_text(encoding="utf-8"))
        return _names(data["project"]["dependencies"])
    try:
        return _names(metadata.distribution(APP).requires or ())
    except metadata.PackageNotFoundError:
        return []


def _names(requirements: Sequence[str]) -> list[str]:
    """The packages without those that only an extra asks for."""
    found = []
    for requirement in requirements:
        wanted, _, condition = requirement.partition(";")
        name = _NAME.match(wanted.strip())
        if name is not None and "extra" not in condition:
            found.append(name[0])
    return found


def _part(package: metadata.Distribution) -> Part:
    name = package.metadata["Name"]
    if key_of(name) in _QT:
        return Part(name, package.version, _QT_LICENCE)
    return Part(name, package.version, _licence(package))


def _licence(package: metadata.Distribution) -> str:
    facts = package.metadata
    for heading in ("License-Expression", "License"):
        # A reader that keyring brings along raises for a heading that is missing.
        text = str(facts[heading] or "").split("\n")[0].strip() if heading in facts else ""
        if 0 < len(text) <= _LONGEST_NAME and "UNKNOWN" not in text:
            return text
    kinds = [kind for kind in facts.get_all("Classifier") or [] if kind.startswith("License ::")]
    named = [kind.rpartition(":: ")[2] for kind in kinds]
    return ", ".join(named) or "See its text"


def _files_of(name: str) -> list[Path]:
    """The licence files of a package, those of its own folder of facts first."""
    try:
        package = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return []
    found = [
        Path(str(package.locate_file(file)))
        for file in package.files or ()
        if ".dist-info" in file.parts[0]
        and (_LICENCE_FILE.fullmatch(file.name) or _LICENCE_FOLDER in file.parts[1:-1])
    ]
    return sorted(found)


def key_of(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()
