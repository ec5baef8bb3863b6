"""The interpreter and the files that ship with the app."""

from __future__ import annotations

import base64
import hashlib
import shutil
from pathlib import Path

import pytest

from konnect_desktop.paths import resource, shipped
from konnect_desktop.selftest import own_parts
from konnect_desktop.selftest.results import State

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The app's own files in a folder that may be spoiled."""
    folder = tmp_path / "resources"
    shutil.copytree(ROOT / "resources", folder)
    monkeypatch.setattr(own_parts, "resource", lambda name: folder / name)
    monkeypatch.setattr(own_parts, "shipped", shipped)
    return folder


def test_the_list_names_every_file_that_ships() -> None:
    """After adding a file to `resources`, add its line to `resources/files.txt`."""
    listed = (ROOT / "resources" / own_parts.LIST).read_text(encoding="utf-8").splitlines()
    found = [
        path.relative_to(ROOT / "resources").as_posix()
        for path in (ROOT / "resources").rglob("*")
        if path.is_file() and path.name != own_parts.LIST
    ]
    assert listed == sorted(found)


def test_all_is_there() -> None:
    found = own_parts.look_at_resources()
    assert found.state is State.OK
    assert found.facts["fonts"] == len(list(resource("fonts").glob("*.[ot]tf")))
    assert found.facts["icons"] == len(list(resource("icons").glob("*.svg")))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("icons/truck.svg", None),
        ("icons/truck.svg", b""),
        ("icons/truck.svg", b"<svg"),
        ("fonts/NotoSansDevanagari-Regular.ttf", b"<html>blocked</html>"),
        ("licences/LGPL-3.0.txt", None),
    ],
)
def test_a_file_that_is_missing_or_damaged_is_named(
    copy: Path, name: str, content: bytes | None
) -> None:
    if content is None:
        (copy / name).unlink()
    else:
        (copy / name).write_bytes(content)
    found = own_parts.look_at_resources()
    assert found.state is State.FAILED
    assert found.text == f"1 file is missing or damaged: {Path(name).name}"
    assert found.next_step == "Install the app again; your data stays."


def test_many_are_counted(copy: Path) -> None:
    shutil.rmtree(copy / "fonts")
    found = own_parts.look_at_resources()
    assert found.text.startswith("17 files are missing or damaged: Inter-Bold.otf, ")
    assert found.text.endswith(" …")


def test_without_its_list_nothing_is_taken_for_whole(copy: Path) -> None:
    (copy / own_parts.LIST).unlink()
    assert own_parts.look_at_resources().state is State.FAILED


def test_an_installed_copy_is_compared_with_what_was_installed(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hash:
        mode = "sha256"

        def __init__(self, data: bytes) -> None:
            digest = hashlib.sha256(data).digest()
            self.value = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    class Entry:
        def __init__(self, path: Path) -> None:
            self.name, self.path, self.hash = path.name, path, Hash(path.read_bytes())
            self.parts = ("konnect_desktop", "resources", *path.relative_to(copy).parts)

        def locate(self) -> Path:
            return self.path

    entries = [Entry(path) for path in copy.rglob("*") if path.is_file()]
    monkeypatch.setattr(own_parts.metadata, "files", lambda _name: entries)
    assert own_parts.look_at_resources().state is State.OK
    # Still a picture, and not ours any more.
    (copy / "icons" / "box.svg").write_bytes((copy / "icons" / "check.svg").read_bytes())
    found = own_parts.look_at_resources()
    assert found.text == "1 file is missing or damaged: box.svg"


def test_this_python_will_do() -> None:
    found = own_parts.look_at_python()
    assert found.state is State.OK
    assert found.facts["bits"] in (32, 64)


@pytest.mark.parametrize(
    ("place", "is_store"),
    [
        (r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0", True),
        (r"C:\Users\asha\AppData\Local\Microsoft\WindowsApps\python.exe", True),
        (r"C:\Users\asha\AppData\Local\Programs\Python\Python311", False),
        (r"D:\windowsapps of mine\python.exe", False),
    ],
)
def test_python_of_the_store_is_known_by_its_place(place: str, is_store: bool) -> None:
    assert own_parts.is_from_store(place) is is_store
