"""The file that a public CI reads; it can only run there, so here it is read alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    text = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    read = yaml.safe_load(text)
    assert isinstance(read, dict)
    return read


def test_two_systems_in_two_ages_with_two_pythons(workflow: dict[Any, Any]) -> None:
    matrix = workflow["jobs"]["check"]["strategy"]["matrix"]
    systems = [image.partition("-")[0] for image in matrix["image"]]
    assert sorted(systems) == ["macos", "macos", "windows", "windows"]
    # Unquoted, YAML would read 3.10 as 3.1.
    assert matrix["python"] == ["3.11", "3.13"]


def test_all_of_it_runs_in_a_folder_with_blanks_and_devanagari(workflow: dict[Any, Any]) -> None:
    folder = workflow["env"]["FOLDER"]
    assert " " in folder
    assert any("\u0900" <= letter <= "\u097f" for letter in folder)
    assert workflow["defaults"]["run"]["working-directory"] == folder
    steps = workflow["jobs"]["check"]["steps"]
    assert steps[0]["with"]["path"] == "${{ env.FOLDER }}"
    assert steps[-1]["with"]["path"].startswith("${{ env.FOLDER }}/")


def test_what_it_starts_is_here(workflow: dict[Any, Any]) -> None:
    runs = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    ours = [run.split() for run in runs if run.startswith("python ")]
    assert ours[0] == ["python", "installer/check.py"]
    for _python, script, *_ in ours:
        assert (ROOT / script).is_file()
    tests = [word for run in runs for word in run.split() if word.startswith("tests/")]
    assert tests
    for named in tests:
        assert (ROOT / named).exists()


def test_pictures_are_taken_at_125_and_150_percent_and_kept(workflow: dict[Any, Any]) -> None:
    steps = workflow["jobs"]["check"]["steps"]
    scales = [step["env"]["QT_SCALE_FACTOR"] for step in steps if "env" in step]
    assert scales == ["1.25", "1.5"]
    assert steps[-1]["uses"].startswith("actions/upload-artifact@")
