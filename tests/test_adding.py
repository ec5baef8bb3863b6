"""What a newcomer adds first, added from templates to a copy of the app, and used there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import konnect_desktop

APP = Path(konnect_desktop.__file__).parent
ROOT = APP.parent
TEMPLATES = ROOT / "tests" / "templates"
#: Kind -> how many files of the app it may touch.
MOST_FILES = {"column": 1, "filter": 2, "operation": 8, "setting": 1}


def template(kind: str) -> dict[str, list[dict[str, str]]]:
    """What is inserted into which file, and what is created."""
    return tomllib.loads((TEMPLATES / f"{kind}.toml").read_text("utf-8"))


def add(kind: str, app: Path) -> None:
    """Add one to the copy `app`; its anchors are found exactly once."""
    made: dict[str, Any] = template(kind)
    for one in made["insert"]:
        path = app / one["file"]
        text = path.read_text("utf-8")
        assert text.count(one["before"]) == 1, f"{kind}: {one['before']!r} in {one['file']}"
        path.write_text(text.replace(one["before"], one["text"].lstrip("\n") + one["before"]))
    for one in made.get("create", []):
        assert not (app / one["file"]).exists()
        (app / one["file"]).write_text(one["text"].lstrip("\n"), "utf-8")


@pytest.mark.parametrize("kind", MOST_FILES)
def test_adding_touches_few_files(kind: str) -> None:
    made = template(kind)
    touched = {one["file"] for each in made.values() for one in each}
    # The operation of the template changes nothing at Konnect and asks nothing: its call in
    # api/orders.py and its question would be two more.
    more = 2 if kind == "operation" else 0
    assert len(touched) + more <= MOST_FILES[kind]


def test_what_is_added_from_the_templates_works(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(APP, copy / APP.name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "resources", copy / "resources")
    for kind in MOST_FILES:
        add(kind, copy / APP.name)
    paths = os.pathsep.join((str(copy), str(ROOT)))
    environment = os.environ | {"PYTHONPATH": paths, "QT_QPA_PLATFORM": "offscreen"}
    # The copy stands before the app that the tests are run with.
    child = [sys.executable, "-P", str(TEMPLATES / "adding_child.py"), str(copy), str(tmp_path)]
    run = subprocess.run(
        child, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=600
    )
    assert run.returncode == 0, run.stderr[-4000:]
    works = ["column works", "filters works", "operation works", "setting works"]
    assert run.stdout.splitlines() == works
