"""The lists of what is installed fit pyproject.toml, and every file in them has its hash."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import setup_env
from setup_env import APP, DEV

ROOT = Path(__file__).resolve().parents[2]
#: What the markers of the lists may ask about.
PLACES = [
    {
        "python_version": python,
        "python_full_version": f"{python}.4",
        "sys_platform": system,
        "platform_system": name,
        "os_name": kind,
        "platform_machine": machine,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    for python in ("3.11", "3.12", "3.13")
    for system, name, kind, machine in (
        ("win32", "Windows", "nt", "AMD64"),
        ("win32", "Windows", "nt", "ARM64"),
        ("darwin", "Darwin", "posix", "x86_64"),
        ("darwin", "Darwin", "posix", "arm64"),
        ("linux", "Linux", "posix", "x86_64"),
        ("linux", "Linux", "posix", "aarch64"),
    )
]


@dataclass
class Locked:
    """One line of a list."""

    name: str
    version: str
    marker: Marker | None
    hashes: list[str] = field(default_factory=list)

    def is_for(self, place: dict[str, str]) -> bool:
        return self.marker is None or self.marker.evaluate(place)


def locked(holds: str) -> list[Locked]:
    found = []
    text = setup_env.locked_list(ROOT, holds).read_text(encoding="utf-8")
    for line in text.replace("\\\n", " ").splitlines():
        wanted, *hashes = re.split(r"\s+--hash=", line.strip())
        requirement = Requirement(wanted)
        (exact,) = requirement.specifier
        assert exact.operator == "==", line
        name = canonicalize_name(requirement.name)
        found.append(Locked(name, exact.version, requirement.marker, hashes))
    return found


def wanted_by_project(holds: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    texts = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    if holds == DEV:
        texts += project["project"]["optional-dependencies"][DEV]
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize("holds", [APP, DEV])
def test_every_package_has_the_hashes_of_its_files(holds: str) -> None:
    for one in locked(holds):
        assert one.hashes, one.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in one.hashes), one.name


@pytest.mark.parametrize("holds", [APP, DEV])
def test_every_system_gets_each_package_once_and_in_its_range(holds: str) -> None:
    lines, wanted = locked(holds), wanted_by_project(holds)
    for place in PLACES:
        here = [one for one in lines if one.is_for(place)]
        versions = {one.name: one.version for one in here}
        assert len(versions) == len(here), place
        for requirement in wanted:
            if requirement.marker is not None and not requirement.marker.evaluate(place):
                continue
            version = versions.get(canonicalize_name(requirement.name))
            what = f"{requirement} on {place}: run python3 installer/renew_lock.py"
            assert version is not None, what
            assert requirement.specifier.contains(version, prereleases=True), what


def test_the_checks_run_with_what_the_seller_gets() -> None:
    app, dev = locked(APP), locked(DEV)
    for place in PLACES:
        tested = {one.name: one.version for one in dev if one.is_for(place)}
        for one in app:
            if one.is_for(place):
                assert tested.get(one.name) == one.version, one.name


@pytest.mark.parametrize("path", sorted((ROOT / setup_env.LOCKED).iterdir()), ids=lambda p: p.name)
def test_no_list_names_where_files_come_from(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    assert "file:" not in text
