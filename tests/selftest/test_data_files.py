"""The data folder and its disk: what is wrong is told, and nothing of the seller is touched."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest

from konnect_desktop import leftovers, private
from konnect_desktop.domain.data_place import Surroundings
from konnect_desktop.selftest import computer as computers
from konnect_desktop.selftest import data_files
from konnect_desktop.selftest.computer import Computer, Scratch, computer
from konnect_desktop.selftest.results import State
from konnect_desktop.store import database

Usage = namedtuple("Usage", "total used free")
MB = 1_000_000


def test_a_good_folder(here: Computer, scratch: Scratch) -> None:
    found = data_files.look_at_folder(here, scratch)
    assert found.state in (State.OK, State.WARNING), found  # some machines are full or mounted
    assert scratch.folder.parent == here.paths.data_dir
    assert found.facts["for this user alone"] in (True, "by its access list")
    assert found.facts["disk"]


def test_nothing_is_left_and_what_was_there_is_as_it_was(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    Scratch(data).close()
    assert not (tmp_path / "new").exists()
    (data / "profiles").mkdir(parents=True)
    made = Scratch(data)
    (made.folder / "file").write_bytes(b"x")
    made.close()
    assert [path.name for path in data.iterdir()] == ["profiles"]


def test_what_a_killed_self_test_left_goes_after_a_day(tmp_path: Path) -> None:
    old, young = (tmp_path / f"{leftovers.SELF_TEST}{name}" for name in ("old", "young"))
    for folder in (old, young):
        (folder / "schema").mkdir(parents=True)
    yesterday = time.time() - 25 * 3600
    os.utime(old, (yesterday, yesterday))
    Scratch(tmp_path).close()
    assert (old.exists(), young.exists()) == (False, True)


def test_a_file_in_the_way_is_told_and_the_rest_is_checked_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    here = computer(tmp_path / "data" / "inside", "default")
    scratch = Scratch(here.paths.data_dir)
    try:
        found = data_files.look_at_folder(here, scratch)
        assert found.state is State.FAILED
        assert "is a file, where the app needs a folder" in found.text
        assert "--data-dir" in found.next_step
        assert data_files.look_at_replaces(scratch).state is State.NOT_HERE
        assert data_files.look_at_long_paths(here, scratch).state is State.NOT_HERE
        assert data_files.look_at_schema(scratch).state is State.OK
    finally:
        scratch.close()
    assert not scratch.folder.exists()


def test_a_disk_that_can_only_be_read(here: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: Path) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(private, "make_folder", refuse)
    scratch = Scratch(here.paths.data_dir)
    found = data_files.look_at_folder(here, scratch)
    scratch.close()
    assert found.state is State.FAILED
    assert "is on a disk that can only be read" in found.text
    assert found.facts == {"detail": "EROFS"}


@pytest.mark.parametrize(
    ("free", "state", "words"),
    [
        (20 * MB, State.FAILED, "The disk of the data folder is full."),
        (200 * MB, State.WARNING, "The disk of the data folder is nearly full."),
        (900 * MB, State.OK, "It can be written, read and locked"),
    ],
)
def test_a_full_disk(
    here: Computer,
    scratch: Scratch,
    monkeypatch: pytest.MonkeyPatch,
    free: int,
    state: State,
    words: str,
) -> None:
    monkeypatch.setattr(data_files, "surroundings", lambda _folder: Surroundings())
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(2 * free, free, free))
    found = data_files.look_at_folder(here, scratch)
    assert (found.state, found.text) == (state, words)
    assert found.facts["free MB"] == free // MB


def test_a_folder_that_is_copied_is_a_warning(
    here: Computer, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    around = Surroundings(
        is_windows=sys.platform == "win32", synced=[("OneDrive", str(here.paths.data_dir.parent))]
    )
    monkeypatch.setattr(data_files, "surroundings", lambda _folder: around)
    found = data_files.look_at_folder(here, scratch)
    assert found.state is State.WARNING
    assert found.text == "OneDrive copies the data folder, which can damage it."


def test_a_disk_without_locks(
    here: Computer, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Open:
        def __init__(self, _path: Path) -> None: ...
        def unlock(self) -> None: ...

    monkeypatch.setattr(data_files, "ProfileLock", Open)
    found = data_files.look_at_folder(here, scratch)
    assert found.state is State.FAILED
    assert "cannot be locked" in found.text


# ---- long paths and replaces ---------------------------------------------------------------


def test_the_longest_path_of_a_paper_is_written(here: Computer, scratch: Scratch) -> None:
    found = data_files.look_at_long_paths(here, scratch)
    assert found.state is State.OK
    paper = here.profile.documents / "ab" / ("0" * 64 + ".pdf")
    assert found.facts["longest path"] == len(str(paper))
    assert list(scratch.folder.iterdir()) == []


def test_a_path_that_is_too_long_is_told(
    here: Computer, scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _data: bytes) -> None:
        raise OSError(errno.ENAMETOOLONG, "too long", str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    found = data_files.look_at_long_paths(here, scratch)
    assert found.state is State.FAILED
    assert "is too long, so papers cannot be saved" in found.text


def test_two_hundred_replaces_with_the_longest_wait(scratch: Scratch) -> None:
    found = data_files.look_at_replaces(scratch)
    assert found.state in (State.OK, State.WARNING)
    assert float(found.facts["all together ms"]) >= float(found.facts["longest wait ms"]) > 0


def test_one_that_waits_for_a_scanner_is_a_warning(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, moved = data_files.files.replace, []

    def slow(source: Path, target: Path) -> None:
        moved.append(source)
        if len(moved) == 100:
            clock.now += 0.7
        real(source, target)

    class Clock:
        now = 0.0

        def monotonic(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(data_files, "time", clock)
    monkeypatch.setattr(data_files.files, "replace", slow)
    found = data_files.look_at_replaces(scratch)
    assert len(moved) == 200
    assert found.state is State.WARNING
    assert found.text == "Saving waits for another program, up to 0.7 seconds."
    assert found.facts["longest wait ms"] == 700.0
    assert "virus scanner" in found.next_step


def test_one_that_is_held_for_good_fails(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(_source: Path, _target: Path) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(data_files.files, "replace", held)
    found = data_files.look_at_replaces(scratch)
    assert found.state is State.FAILED
    assert "so saving failed at file 1 of 200" in found.text


# ---- the database --------------------------------------------------------------------------


def test_a_new_data_file_has_the_newest_schema(scratch: Scratch) -> None:
    found = data_files.look_at_schema(scratch)
    assert found.state is State.OK
    assert found.facts["schema"] == max(database.migrations.scripts())


def test_a_damaged_one_is_put_aside(scratch: Scratch) -> None:
    found = data_files.look_at_damage(scratch)
    assert found.state is State.OK
    assert found.facts["kept as"] == "orders.db.damaged-1"


def test_one_that_cannot_be_put_aside_fails(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "keep_aside", lambda _path: None)
    found = data_files.look_at_damage(scratch)
    assert found.state is State.FAILED
    assert "could not be put aside" in found.text


def test_settings_are_read_and_never_put_aside(tmp_path: Path) -> None:
    profile = tmp_path / "profiles" / "default"
    profile.mkdir(parents=True)
    (profile / "settings.json").write_bytes(b'\xef\xbb\xbf{"base_url": "https://konnect.test"}')
    assert computer(tmp_path, "default").settings.base_url == "https://konnect.test"
    (profile / "settings.json").write_text("{half")
    assert computer(tmp_path, "default").settings == computers.Settings()
    assert [path.name for path in profile.iterdir()] == ["settings.json"]
