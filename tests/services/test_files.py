"""Files are written whole and moved with patience; troubles name the folder and what to do."""

from __future__ import annotations

import errno
import os
import stat
import threading
import time
from pathlib import Path

import pytest

from konnect_desktop import files
from konnect_desktop.errors import DiskFull


class Held:
    """Another program holds the file for a while: nobody moves or deletes it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        self.left = times
        for name in ("replace", "rename", "unlink"):
            self._wrap(monkeypatch, name)

    def _wrap(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        real = getattr(Path, name)

        def guarded(path: Path, *args: object, **named: object) -> object:
            if self.left > 0:
                self.left -= 1
                raise PermissionError(errno.EACCES, "held by another program", str(path))
            return real(path, *args, **named)

        monkeypatch.setattr(Path, name, guarded)


def test_a_file_that_is_held_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    path.write_text("old")
    held = Held(monkeypatch, 4)
    files.write_whole(path, b"new")
    assert (path.read_text(), held.left) == ("new", 0)
    held.left = 3
    files.rename(path, tmp_path / "moved")
    held.left = 3
    files.remove(tmp_path / "moved")
    files.remove(tmp_path / "moved")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_stays_held_is_given_up_after_two_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    path.write_text("old")
    held = Held(monkeypatch, 10**6)
    started = time.monotonic()
    with pytest.raises(files.InUse) as held_by:
        files.write_whole(path, b"new")
    said = files.trouble(tmp_path, held_by.value, "the list was not saved")
    assert f"Another program has {path} open" in said.user_message
    assert "Close it there" in said.next_step
    assert 0.5 < time.monotonic() - started < 3
    # The clean-up failed as well, and the first error is the one that is told.
    held.left = 0
    assert path.read_text() == "old"


def test_other_errors_are_told_at_once(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(FileNotFoundError):
        files.rename(tmp_path / "none", tmp_path / "there")
    with pytest.raises(OSError):
        files.write_whole(tmp_path, b"a folder stands there")
    assert time.monotonic() - started < 1.5
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.csv"
    path.write_text("old")
    path.chmod(0o644)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="no space"):
            files.write_whole(path, b"new")
    assert (path.read_text(), len(list(tmp_path.iterdir()))) == ("old", 1)
    files.write_whole(path, b"new")
    assert path.read_text() == "new"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_many_writers_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "one"
    bodies = [bytes([65 + number]) * 100_000 for number in range(8)]
    threads = [threading.Thread(target=files.write_whole, args=(path, body)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in bodies
    assert list(tmp_path.iterdir()) == [path]


def windows_error(number: int, kind: type[OSError] = OSError) -> OSError:
    error = kind(errno.EACCES if kind is PermissionError else errno.EINVAL, "said by Windows")
    error.winerror = number  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "told", "step"),
    [
        (PermissionError(errno.EACCES, ""), "You may not write in", "Allow your user"),
        (PermissionError(errno.EPERM, ""), "You may not write in", "Allow your user"),
        (OSError(errno.EROFS, ""), "can only be read", "Allow writing"),
        (OSError(errno.EIO, ""), "does not answer", "is connected"),
        (OSError(errno.ENAMETOOLONG, ""), "too long", "shorter"),
        (FileNotFoundError(errno.ENOENT, ""), "cannot be reached", "Connect the disk"),
        (OSError(errno.EINVAL, ""), "cannot be written", "Check the folder"),
        (windows_error(32, PermissionError), "is holding a file", "Close programs"),
        (windows_error(53), "cannot be reached", "network"),
        (windows_error(206), "too long", "shorter"),
    ],
)
def test_a_trouble_names_the_folder_and_what_to_do(
    tmp_path: Path, error: OSError, told: str, step: str
) -> None:
    said = files.trouble(tmp_path, error, "nothing was saved", otherwise="choose another folder")
    assert told in said.user_message
    assert str(tmp_path) in said.user_message
    assert said.user_message.endswith("so nothing was saved.")
    assert step in said.next_step
    assert said.next_step.endswith("Or choose another folder.")


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, ""), windows_error(112)])
def test_a_full_disk_is_one(tmp_path: Path, error: OSError) -> None:
    said = files.trouble(tmp_path, error, "nothing was saved")
    assert isinstance(said, DiskFull)
    assert str(tmp_path) in said.user_message
    assert "Free some space" in said.next_step


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    folder = tmp_path / "data" / "profiles" / "default"
    said = files.trouble(folder, NotADirectoryError(errno.ENOTDIR, ""), "nothing was saved")
    assert f"{tmp_path / 'data'} is a file" in said.user_message
    assert "Rename that file" in said.next_step
