"""An installed copy has all that a checkout has: fonts, icons, licences and what is new."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "CHANGELOG.md",
    "LICENSE",
    "MANIFEST.in",
    "README.md",
    "konnect_desktop",
    "pyproject.toml",
    "resources",
    "setup.py",
)
BUILD = "from setuptools import build_meta; build_meta.build_{kind}('{out}')"
LOOK = """
from konnect_desktop import paths
from konnect_desktop.documents import shaping
from konnect_desktop.selftest import own_parts
from konnect_desktop.services import about
print(paths.__file__)
print(about.news().splitlines()[0])
print(about.licence_text("Konnect Desktop").splitlines()[0])
print(about.licence_text("Noto Sans (fonts)").splitlines()[0])
print("GNU LESSER GENERAL PUBLIC LICENSE" in about.licence_text("PySide6_Essentials"))
print(len(list(shaping.FONTS.glob("*.[ot]tf"))))
print(own_parts.look_at_resources().text)
"""
CHECK = "from konnect_desktop.selftest import own_parts; print(own_parts.look_at_resources().text)"


def run(code: str, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": "", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project: building leaves its traces in the folder."""
    folder = tmp_path_factory.mktemp("source")
    for name in PARTS:
        part = ROOT / name
        if part.is_dir():
            shutil.copytree(part, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(part, folder / name)
    return folder


def build(source: Path, kind: str, out: Path) -> Path:
    run(BUILD.format(kind=kind, out=out.as_posix()), source)
    (made,) = out.iterdir()
    return made


def names_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_wheel_brings_every_resource_and_finds_it(source: Path, tmp_path: Path) -> None:
    out, place = tmp_path / "out", tmp_path / "place"
    out.mkdir()
    with zipfile.ZipFile(build(source, "wheel", out)) as wheel:
        wheel.extractall(place)
    installed = names_below(place / "konnect_desktop" / "resources")
    assert installed == names_below(ROOT / "resources") | {"CHANGELOG.md", "LICENSE"}
    told = run(LOOK, tmp_path, PYTHONPATH=str(place), PYTHONUTF8="1").splitlines()
    assert Path(told[0]).is_relative_to(place)
    assert told[1] == "Unreleased"
    assert told[2] == "MIT License"
    assert "notofonts" in told[3]
    assert told[4] == "True"
    assert int(told[5]) == len(list((ROOT / "resources" / "fonts").glob("*.[ot]tf")))
    # The list does not name itself.
    assert told[6] == f"All {len(installed) - 1} files are there"
    # A licence that reads otherwise is still a text; only its hash tells.
    with (place / "konnect_desktop" / "resources" / "licences" / "GPL-3.0.txt").open("a") as file:
        file.write("not so")
    spoiled = run(CHECK, tmp_path, PYTHONPATH=str(place), PYTHONUTF8="1")
    assert spoiled.strip() == "1 file is missing or damaged: GPL-3.0.txt"


def test_the_source_archive_holds_what_a_wheel_needs(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with tarfile.open(build(source, "sdist", out)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"resources/{name}" for name in names_below(ROOT / "resources")} <= names
    assert {"CHANGELOG.md", "LICENSE", "setup.py"} <= names
