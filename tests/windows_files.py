"""Windows' rules for files, laid on what the app itself does, on any other system.

There nobody deletes, moves or replaces a file that any program has open, nor moves a folder with
such a file in it; a move never takes the place of a file by itself; names that differ in case
alone are one, and some names cannot be. What is open is asked of the system, our children's files
included, so a connection or a file that was forgotten is found wherever it was opened.

What a test itself does goes by this computer's own rules.
"""

# What is replaced here is what Path itself calls.
# ruff: noqa: PTH100, PTH112, PTH115, PTH118, PTH206, PTH208
from __future__ import annotations

import builtins
import contextlib
import errno
import io
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import konnect_desktop

_OURS = f"{Path(konnect_desktop.__file__).parent}{os.sep}"
_STANDARD = (f"{Path(os.__file__).parent}{os.sep}", "<frozen")
_IN_USE, _DENIED, _EXISTS, _BAD_NAME = 32, 5, 183, 123
_KINDS = {_IN_USE: errno.EACCES, _DENIED: errno.EACCES, _EXISTS: errno.EEXIST}
_BAD_SIGNS = frozenset('<>:"|?*\\') | {chr(number) for number in range(32)}
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{one}{n}" for one in ("com", "lpt") for n in "123456789"
}
_CREATES = frozenset("wxa")


class WindowsFiles:
    """The rules; `hold` plays another program."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
        """Names are judged below `root` alone: no test chooses the names above it."""
        self._root = f"{root.resolve()}{os.sep}"
        self._closed_to_others: set[str] = set()
        if sys.platform == "win32":
            return
        # Else it works by handles of folders, past everything that is replaced here.
        monkeypatch.setattr(shutil, "_use_fd_functions", False)
        for name in ("unlink", "remove", "rmdir"):
            self._lay(monkeypatch, os, name, self._may_go)
        self._lay(monkeypatch, os, "rename", self._may_move)
        self._lay(monkeypatch, os, "replace", self._may_replace)
        self._lay(monkeypatch, os, "mkdir", self._may_be_called)
        self._lay(monkeypatch, os, "open", self._may_open_low)
        for module in (builtins, io):
            self._lay(monkeypatch, module, "open", self._may_open)

    @contextlib.contextmanager
    def hold(self, path: Path, *, others_may_read: bool = True) -> Iterator[None]:
        """Another program has `path` open. A scanner may keep everybody else from opening it."""
        if sys.platform == "win32":
            import _winapi

            sharing = 3 if others_may_read else 0
            there = _winapi.CreateFile(str(path), _winapi.GENERIC_READ, sharing, 0, 3, 0, 0)
            try:
                yield
            finally:
                _winapi.CloseHandle(there)
            return
        handle = os.open(path, os.O_RDONLY)
        name = _real(path)
        if not others_may_read:
            self._closed_to_others.add(name)
        try:
            yield
        finally:
            self._closed_to_others.discard(name)
            os.close(handle)

    def _lay(
        self,
        monkeypatch: pytest.MonkeyPatch,
        module: object,
        name: str,
        check: Callable[..., None],
    ) -> None:
        real = getattr(module, name)

        def by_the_rules(*args: Any, **named: Any) -> Any:
            if _is_the_app(sys._getframe(1)):
                check(*args, **named)
            return real(*args, **named)

        monkeypatch.setattr(module, name, by_the_rules)

    # ---- the rules -------------------------------------------------------------------------

    def _may_go(self, path: Any, **_named: Any) -> None:
        name = _real(path)
        if _is_read_only(name):
            self._refuse(_DENIED, name)
        if _is_open(name):
            self._refuse(_IN_USE, name)

    def _may_move(self, source: Any, target: Any, **_named: Any) -> None:
        self._may_replace(source, target)
        if os.path.lexists(target) and _real(source) != _real(target):
            self._refuse(_EXISTS, _real(target))

    def _may_replace(self, source: Any, target: Any, **_named: Any) -> None:
        if _is_open(_real(source)):
            self._refuse(_IN_USE, _real(source))
        name = _real(target)
        self._may_be_called(target)
        if os.path.isdir(name) or _is_read_only(name) or _is_open(name):
            self._refuse(_DENIED, name)

    def _may_open(self, file: Any, mode: str = "r", *_args: Any, **_named: Any) -> None:
        if not isinstance(file, int):
            self._may_be_read(file)
            if _CREATES & set(mode):
                self._may_be_called(file)

    def _may_open_low(self, path: Any, flags: int, *_args: Any, **_named: Any) -> None:
        self._may_be_read(path)
        if flags & os.O_CREAT:
            self._may_be_called(path)

    def _may_be_read(self, path: Any) -> None:
        if self._closed_to_others and _real(path) in self._closed_to_others:
            self._refuse(_IN_USE, _real(path))

    def _may_be_called(self, path: Any, *_args: Any, **_named: Any) -> None:
        full = _real(path)
        if not full.startswith(self._root):
            return
        for name in full.removeprefix(self._root).split(os.sep):
            is_device = name.split(".")[0].rstrip().casefold() in _DEVICES
            if is_device or _BAD_SIGNS & set(name) or name[-1:] in (".", " "):
                self._refuse(_BAD_NAME, full)
        folder, name = os.path.split(full)
        with contextlib.suppress(OSError):
            for other in os.listdir(folder):
                if other != name and other.casefold() == name.casefold():
                    raise AssertionError(f"{other} and {name} are one file on Windows")

    def _refuse(self, number: int, path: str) -> None:
        code = _KINDS.get(number, errno.EINVAL)
        error = OSError(code, f"Windows would say {number}", path)
        error.winerror = number  # type: ignore[attr-defined]
        raise error


def _is_the_app(frame: FrameType | None) -> bool:
    """Whether code of the app asked for it, through the standard library or by itself."""
    while frame is not None and frame.f_code.co_filename.startswith(_STANDARD):
        if "site-packages" in frame.f_code.co_filename:
            return False
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.startswith(_OURS)


def _real(path: Any) -> str:
    """The full path, with links in it followed but for the last: a link itself may go."""
    folder, name = os.path.split(os.path.abspath(os.fsdecode(path)))
    return os.path.join(os.path.realpath(folder), name)


def _is_read_only(path: str) -> bool:
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) and not mode & stat.S_IWUSR


def _is_open(path: str) -> bool:
    below = f"{path}{os.sep}"
    return any(one == path or one.startswith(below) for one in _open_paths())


def _open_paths() -> Iterator[str]:
    """What this process and those below it have open or mapped, and where they work."""
    waiting = ["self"]
    while waiting:
        folder = f"/proc/{waiting.pop()}"
        with contextlib.suppress(OSError):
            yield os.readlink(f"{folder}/cwd")
            for name in os.listdir(f"{folder}/fd"):
                with contextlib.suppress(OSError):
                    yield os.readlink(f"{folder}/fd/{name}")
            for task in os.listdir(f"{folder}/task"):
                waiting += Path(f"{folder}/task/{task}/children").read_text().split()
