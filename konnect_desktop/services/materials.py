"""What is inside, for those who have to know: a bill of materials, and all licences in one text.

Both are made from what is installed here, so they are right for this computer, and need no network.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from konnect_desktop import __version__
from konnect_desktop.paths import resource
from konnect_desktop.services import about
from konnect_desktop.services.about import Part

BILL_NAME, NOTICES_NAME = "konnect-desktop.cdx.json", "THIRD-PARTY.txt"
#: Folder and beginning of the name of a resource -> its licence.
_RESOURCES = {
    "fonts/Inter": "OFL-1.1",
    "fonts/NotoSans": "OFL-1.1",
    "icons/": "MIT",
    "files.txt": "",
    "licences/GPL": "",
    "licences/LGPL": "",
}
#: What packages write -> what the list of SPDX calls it.
_SPDX = {
    "MIT License": "MIT",
    "Apache License 2.0": "Apache-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "LGPL-3.0": "LGPL-3.0-only",
}
_EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")
_RULE = "=" * 78


def write(folder: Path, at: datetime) -> list[Path]:
    """Write both into `folder`; returns where. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(bill(at), indent=1, ensure_ascii=False) + "\n"
    written = [folder / BILL_NAME, folder / NOTICES_NAME]
    for path, content in zip(written, (text, notices()), strict=True):
        path.write_text(content, encoding="utf-8")
    return written


def notices() -> str:
    """Every part with its version, its licence and the words of that."""
    heads = "Konnect Desktop is made of these parts. What each of them asks for stands below it.\n"
    parts = (
        f"{_RULE}\n{one.name} {one.version}\nLicence: {one.licence}\n{_RULE}\n\n"
        f"{about.licence_text(one.name)}\n"
        for one in about.parts()
    )
    return "\n\n".join([heads, *parts])


def bill(at: datetime) -> dict[str, Any]:
    """The bill of materials in the form of CycloneDX 1.6, made at `at`.

    It has every package that the app needs here, Python, SQLite and Qt, and each file that ships
    with the app.
    """
    app, *inside = about.parts()
    components = [_component(one) for one in inside if not _is_font(one)] + _files()
    needs = about.needs()
    refs = {about.key_of(one.name): _ref(one) for one in inside}
    dependencies: list[dict[str, Any]] = [
        {
            "ref": _ref(app),
            "dependsOn": sorted(refs[about.key_of(name)] for name in needs[""]),
        }
    ]
    dependencies += [
        {"ref": refs[name], "dependsOn": sorted(refs[about.key_of(each)] for each in wanted)}
        for name, wanted in sorted(needs.items())
        if name
    ]
    made_of = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'{__version__} {made_of}')}",
        "version": 1,
        "metadata": {
            "timestamp": at.isoformat(timespec="seconds"),
            "component": {**_component(app), "type": "application"},
        },
        "components": components,
        "dependencies": dependencies,
    }


def _component(part: Part) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": _ref(part),
        "name": part.name,
        "version": part.version,
        "licenses": _licences(part.licence),
    }
    if about.is_package(part.name):
        made["purl"] = _ref(part)
    if source := about.source_of(part.name):
        made["externalReferences"] = [{"type": "source-distribution", "url": source}]
    return made


def _files() -> list[dict[str, Any]]:
    """Fonts, icons and texts as they lie here."""
    folder = resource("icons").parent
    return [
        {
            "type": "file",
            "bom-ref": f"resources/{name}",
            "name": f"resources/{name}",
            "hashes": [{"alg": "SHA-256", "content": _digest(path)}],
            **({"licenses": _licences(licence)} if (licence := licence_of(name)) else {}),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (name := path.relative_to(folder).as_posix())
    ]


def licence_of(resource_name: str) -> str:
    """The licence of a file below `resources`; "" for our own texts and those of licences."""
    found = (text for begin, text in _RESOURCES.items() if resource_name.startswith(begin))
    return next(found, "")


def is_known(resource_name: str) -> bool:
    """Whether somebody has thought about the licence of this resource."""
    return any(resource_name.startswith(begin) for begin in _RESOURCES)


def _licences(text: str) -> list[Mapping[str, Any]]:
    text = _SPDX.get(text, text)
    if _EXPRESSION.fullmatch(text):
        return [{"expression": text}]
    return [{"license": {"name": text}}]


def _is_font(part: Part) -> bool:
    return "(font" in part.name


def _ref(part: Part) -> str:
    if about.is_package(part.name):
        return f"pkg:pypi/{about.key_of(part.name)}@{part.version}"
    return f"{part.name}@{part.version}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
